//! Reading fields of objects that may hold anything: a field of the wrong kind counts as missing.

use serde_json::Value;
use serde_json::value::RawValue;

use super::envelope::bounded;
use crate::clock::Time;

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
    text(value, "id").filter(|id| !id.is_empty() && id.len() <= LONGEST_ID).ok_or_else(|| {
        match text(value, "name") {
            Some(name) => format!("an object named \"{}\" without an id", bounded(name, 80)),
            None => "an object without an id".to_owned(),
        }
    })
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
