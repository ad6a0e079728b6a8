//! Which news is new: the newest stamps of this run, so that an old answer that comes late neither brings back what was
//! revoked nor is taken for a change.

use std::collections::HashMap;

use crate::domain::token::{Owner, TokenRef};

/// The newest stamp of every list and of every token that was told alone.
#[derive(Debug, Default)]
pub(super) struct Stamps {
    lists: HashMap<Owner, u64>,
    tokens: HashMap<TokenRef, u64>,
}

impl Stamps {
    /// A list of this stamp came. Answers whether it is at least as new as the last one.
    pub(super) fn takes_list(&mut self, owner: &Owner, stamp: u64) -> bool {
        let newest = self.lists.entry(owner.clone()).or_default();
        let takes = stamp >= *newest;
        *newest = stamp.max(*newest);
        takes
    }

    /// News about one token came. Answers whether nothing newer was told of it, alone or by a list.
    pub(super) fn takes_token(&mut self, at: &TokenRef, stamp: u64) -> bool {
        let listed = self.lists.get(&at.owner).copied().unwrap_or(0);
        let newest = self.tokens.entry(at.clone()).or_default();
        let takes = stamp >= (*newest).max(listed);
        *newest = stamp.max(*newest);
        takes
    }

    /// Whether something newer than a list of this stamp was told of a token.
    pub(super) fn knows_newer(&self, at: &TokenRef, stamp: u64) -> bool {
        self.tokens.get(at).is_some_and(|newest| *newest > stamp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(id: &str) -> TokenRef {
        TokenRef { owner: Owner::User, id: id.into() }
    }

    #[test]
    fn the_newest_word_on_a_token_counts_whoever_said_it() {
        let mut stamps = Stamps::default();
        assert!(stamps.takes_list(&Owner::User, 5));
        assert!(!stamps.takes_token(&at("a"), 4), "older than the list");
        assert!(stamps.takes_token(&at("a"), 7));
        assert!(stamps.knows_newer(&at("a"), 6) && !stamps.knows_newer(&at("b"), 6));
        assert!(!stamps.takes_token(&at("a"), 6), "older than its own news");
        assert!(stamps.takes_list(&Owner::User, 6), "newer than the last list");
        assert!(!stamps.takes_list(&Owner::User, 5));
        assert!(stamps.takes_list(&Owner::User, 6), "said again");
    }
}
