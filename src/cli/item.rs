//! One object of JSON output: what the API sent, unknown fields included, with fields of ours.
//!
//! The API's fields are kept as the text they came in, so that no number loses digits and no order changes.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;

/// An object whose fields keep their order and their spelling.
#[derive(Clone, Debug, Default)]
pub struct Item(Vec<(String, Box<RawValue>)>);

impl Item {
    /// An object without fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// The object in `json`; an empty one if it is no object.
    pub fn parse(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// Sets a field of ours. A field of this name that the API sent gives way.
    pub fn set(&mut self, name: &str, value: impl Serialize) -> &mut Self {
        // Only a type that cannot be JSON fails here, such as a map with keys that are no text; none of ours is one.
        let Ok(value) = serde_json::value::to_raw_value(&value) else { return self };
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.to_owned(), value)),
        }
        self
    }

    /// The same, for building in one expression.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.set(name, value);
        self
    }

    /// The JSON of it on one line, with characters that could harm a terminal as `\u…`: nothing is lost.
    pub fn json(&self) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        crate::domain::text::escape_json(&text).into_owned()
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Item;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Item(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_apis_fields_keep_their_spelling_and_ours_win() {
        let mut item =
            Item::parse(r#"{"id":"a", "big":12345678901234567890123, "new":{"x":[1.50]}, "kind":"theirs"}"#);
        item.set("kind", "account").set("account_id", None::<String>);
        assert_eq!(
            item.json(),
            r#"{"id":"a","big":12345678901234567890123,"new":{"x":[1.50]},"kind":"account","account_id":null}"#
        );
    }

    #[test]
    fn what_is_no_object_is_an_empty_one() {
        assert_eq!(Item::parse("[1]").json(), "{}");
    }

    #[test]
    fn hostile_text_is_escaped_and_comes_back_whole() {
        let name = "a\u{202e}b\u{200b}c\u{9b}31m\u{7f}";
        let json = Item::new().with("name", name).json();
        assert!(!json.chars().any(|c| matches!(c, '\u{202e}' | '\u{200b}' | '\u{9b}' | '\u{7f}')), "{json}");
        let back: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(back["name"], name);
    }
}
