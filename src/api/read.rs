//! Reading fields of objects that may hold anything: a field of the wrong kind counts as missing.

use serde_json::Value;
use serde_json::value::RawValue;

use super::envelope::bounded;
use crate::clock::Time;
use crate::domain::text::is_hidden;

/// Longest id that is believed, in bytes. Documented ones have 32.
const LONGEST_ID: usize = 256;

/// The JSON object in `raw`.
pub(super) fn object(raw: &RawValue) -> Result<Value, String> {
    match serde_json::from_str::<Value>(raw.get()) {
        Ok(value) if value.is_object() => Ok(value),
        Ok(_) => Err("something that is not an object".to_owned()),
        Err(error) => Err(format!("an object that cannot be read (at column {})", error.column())),
    }
}

/// The `id` of an object, without which it cannot be told which thing it is.
pub(super) fn id(value: &Value) -> Result<&str, String> {
    let lack = match text(value, "id") {
        Some(id) if id.chars().any(strange) => "with an id of characters that cannot be shown",
        Some(id) if !id.is_empty() && id.len() <= LONGEST_ID => return Ok(id),
        _ => "without an id",
    };
    Err(match text(value, "name") {
        Some(name) => format!("an object named \"{}\" {lack}", bounded(name, 80)),
        None => format!("an object {lack}"),
    })
}

/// Two ids that look the same must be the same: people name tokens to be revoked by their ids.
fn strange(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_hidden(c)
}

/// A field that is text.
pub(super) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

/// A field that is text, as an owned word; empty counts as missing.
pub(super) fn word(value: &Value, key: &str) -> Option<Box<str>> {
    text(value, key).filter(|t| !t.is_empty()).map(Into::into)
}

/// A field that is true or false.
pub(super) fn flag(value: &Value, key: &str) -> Option<bool> {
    value.get(key)?.as_bool()
}

/// A field that is a moment: RFC 3339, or a bare date.
pub(super) fn time(value: &Value, key: &str) -> Option<Time> {
    Time::parse_date(text(value, key)?)
}

/// The items of a field that is a list; a single item counts as a list of one, null and missing as none.
pub(super) fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    match value.get(key) {
        Some(Value::Array(list)) => list,
        None | Some(Value::Null) => &[],
        Some(single) => std::slice::from_ref(single),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case::documented("ed17574386854bf78a67040be0a770b0", true)]
    #[case::of_another_script("größe", true)]
    #[case::empty("", false)]
    #[case::space("a b", false)]
    #[case::newline("a\n", false)]
    #[case::escape("\u{1b}[2J", false)]
    #[case::zero_width("a\u{200b}", false)]
    #[case::reordered("a\u{202e}b", false)]
    #[case::no_break_space("a\u{a0}", false)]
    fn an_id_is_what_it_looks_like(#[case] text: &str, #[case] good: bool) {
        let object = json!({"id": text, "name": "ci"});
        assert_eq!(id(&object).is_ok(), good);
        if let Err(why) = id(&object) {
            assert!(why.starts_with("an object named \"ci\" with"), "{why}");
        }
    }
}
