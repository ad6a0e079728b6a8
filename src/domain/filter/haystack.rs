//! What bare words are matched against, prepared once per token.

use nucleo_matcher::Utf32String;

use crate::domain::lookup::Lookup;
use crate::domain::token::Token;

/// Name and account name of a token, prepared for fuzzy matching. Make it anew when either changes. The default
/// is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Haystack(pub(super) Utf32String);

impl Haystack {
    /// Prepares a token.
    pub fn of(token: &Token, names: &dyn Lookup) -> Self {
        let account = token.at.owner.account().and_then(|id| names.account_name(id));
        match account {
            Some(account) => Haystack(format!("{} {account}", token.name).into()),
            None => Haystack((&*token.name).into()),
        }
    }
}
