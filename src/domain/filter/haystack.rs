//! What queries look at first, prepared once per token.

use nucleo_matcher::{Utf32Str, Utf32String};

use super::marks::Marks;
use crate::domain::lookup::Lookup;
use crate::domain::token::Token;

/// Name and account name of a token, prepared for fuzzy matching, and a few bits about its policies. Make it anew
/// when the token or the account's name changes. The default is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Haystack {
    pub(super) text: Text,
    pub(super) marks: Marks,
}

impl Haystack {
    /// Prepares a token.
    pub fn of(token: &Token, names: &dyn Lookup) -> Self {
        let account = token.at.owner.account().and_then(|id| names.account_name(id));
        let text = match account {
            Some(account) => format!("{} {account}", token.name),
            None => token.name.to_string(),
        };
        Haystack { marks: Marks::of(token, &text), text: Text::new(&text) }
    }
}

/// What fits beside the length and the kind into 48 bytes: most names.
const SHORT: usize = 46;

/// A text to match. Short ones stand in the row itself: fetching them from elsewhere in memory took half the time of a
/// key press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// ASCII; only the first so many bytes count.
    Short(u8, [u8; SHORT]),
    Long(Utf32String),
}

impl Text {
    fn new(text: &str) -> Self {
        let mut bytes = [0; SHORT];
        match (bytes.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(room), Ok(length)) if text.is_ascii() => {
                room.copy_from_slice(text.as_bytes());
                Text::Short(length, bytes)
            }
            _ => Text::Long(text.into()),
        }
    }

    pub(super) fn get(&self) -> Utf32Str<'_> {
        match self {
            Text::Short(length, bytes) => Utf32Str::Ascii(&bytes[..usize::from(*length).min(SHORT)]),
            Text::Long(text) => text.slice(..),
        }
    }
}

impl Default for Text {
    fn default() -> Self {
        Text::new("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_reads_back_as_the_matcher_would_have_it() {
        let long = "x".repeat(SHORT + 1);
        for text in ["", "deploy prod", &long[1..], &long, "缓存 purge 🚀", "e\u{301}dge"] {
            assert_eq!(Text::new(text).get(), Utf32String::from(text).slice(..), "{text:?}");
        }
        assert_eq!(size_of::<Text>(), SHORT + 2);
    }
}
