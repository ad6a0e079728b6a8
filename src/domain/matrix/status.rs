//! What a snapshot says about one product.

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// Whether a product takes account-owned tokens, as a page said it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Status {
    /// It does.
    Yes,
    /// It does in part; the page's own words for which part, or empty when it did not say.
    Partial(Box<str>),
    /// It does not.
    No,
    /// The page does not list the product.
    #[default]
    Absent,
}

impl Status {
    /// `yes`, `partial`, `no`, `absent`: on screen, in the filter, in JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Status::Yes => "yes",
            Status::Partial(_) => "partial",
            Status::No => "no",
            Status::Absent => "absent",
        }
    }

    /// The page's words for what works in part; empty for every other status.
    pub fn note(&self) -> &str {
        match self {
            Status::Partial(note) => note,
            _ => "",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Status::Partial(note) if !note.is_empty() => write!(f, "partial ({note})"),
            other => f.write_str(other.word()),
        }
    }
}

impl Serialize for Status {
    /// `"yes"`, or `{"status": "partial", "note": "…"}` where there is a note.
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if self.note().is_empty() {
            return s.serialize_str(self.word());
        }
        let mut map = s.serialize_map(Some(2))?;
        map.serialize_entry("status", self.word())?;
        map.serialize_entry("note", self.note())?;
        map.end()
    }
}
