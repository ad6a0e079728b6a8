//! What queries look at first, prepared once per token.

use nucleo_matcher::Utf32String;

use super::marks::Marks;
use crate::domain::lookup::Lookup;
use crate::domain::token::Token;

/// Name and account name of a token, prepared for fuzzy matching, and a few bits about its policies. Make it anew
/// when the token or the account's name changes. The default is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Haystack {
    pub(super) text: Utf32String,
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
        Haystack { marks: Marks::of(token, &text), text: text.into() }
    }
}
