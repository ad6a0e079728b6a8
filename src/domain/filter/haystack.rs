//! What bare words are matched against, prepared once per token.

use nucleo_matcher::Utf32String;

use crate::domain::lookup::Lookup;
use crate::domain::token::Token;

/// Name and account name of a token, prepared for fuzzy matching. Make it anew when either changes. The default
/// is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Haystack {
    pub(super) text: Utf32String,
    pub(super) letters: Letters,
    /// Whether the id is not made of hex digits, so that words which are not may be a part of it.
    pub(super) odd_id: bool,
}

impl Haystack {
    /// Prepares a token.
    pub fn of(token: &Token, names: &dyn Lookup) -> Self {
        let account = token.at.owner.account().and_then(|id| names.account_name(id));
        let text = match account {
            Some(account) => format!("{} {account}", token.name),
            None => token.name.to_string(),
        };
        Haystack { letters: Letters::of_text(&text), text: text.into(), odd_id: !token.at.id.is_hex() }
    }
}

/// Which Latin letters and digits a text has, one bit each, upper and lower case being the same. A word with a letter
/// that the text lacks cannot match, and most rows are told so without a look at their text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Letters(u64);

impl Letters {
    /// Those of a text to be searched. Outside ASCII a character may stand for a Latin letter (é for e), so such a
    /// text counts as having all.
    fn of_text(text: &str) -> Self {
        if text.is_ascii() { Self::of_word(text) } else { Letters(u64::MAX) }
    }

    /// Those that a word needs. Other characters are left to the fuzzy matcher.
    pub(super) fn of_word(word: &str) -> Self {
        Letters(word.bytes().fold(0, |bits, byte| match byte.to_ascii_lowercase() {
            letter @ b'a'..=b'z' => bits | 1 << (letter - b'a'),
            digit @ b'0'..=b'9' => bits | 1 << (26 + digit - b'0'),
            _ => bits,
        }))
    }

    /// Whether all of `needed` are there.
    pub(super) fn have(self, needed: Letters) -> bool {
        self.0 & needed.0 == needed.0
    }
}

#[cfg(test)]
mod tests {
    use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
    use nucleo_matcher::{Config, Matcher};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_turned_away_would_not_have_matched(text in "[a-cA-C1é ǅK]{0,8}", word in "[a-ckA-C1ée]{1,3}") {
            let atom = Atom::new(&word, CaseMatching::Smart, Normalization::Smart, AtomKind::Fuzzy, false);
            let matches = atom.score(Utf32String::from(&*text).slice(..), &mut Matcher::new(Config::DEFAULT));
            prop_assert!(Letters::of_text(&text).have(Letters::of_word(&word)) || matches.is_none());
        }
    }
}
