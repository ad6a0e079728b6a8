//! Which tokens of one owner bear the same name, without a second copy of a hundred thousand names.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::changed::RowNo;
use crate::domain::token::Token;

/// Rows by a hash of owner and name. Hashes may collide, so candidates are compared before they count.
#[derive(Clone, Debug, Default)]
pub(super) struct Twins(BTreeSet<(u64, RowNo)>);

impl Twins {
    pub(super) fn insert(&mut self, token: &Token, row: RowNo) {
        self.0.insert((mark(token), row));
    }

    pub(super) fn remove(&mut self, token: &Token, row: RowNo) {
        self.0.remove(&(mark(token), row));
    }

    /// Rows of the same owner and name, `token`'s own included.
    pub(super) fn of<'a>(
        &'a self,
        token: &'a Token,
        at: impl Fn(RowNo) -> Option<&'a Token> + 'a,
    ) -> impl Iterator<Item = RowNo> + 'a {
        let mark = mark(token);
        self.0.range((mark, RowNo(0))..=(mark, RowNo(u32::MAX))).map(|(_, row)| *row).filter(move |row| {
            at(*row).is_some_and(|other| other.name == token.name && other.at.owner == token.at.owner)
        })
    }
}

fn mark(token: &Token) -> u64 {
    let mut hasher = DefaultHasher::new();
    token.at.owner.hash(&mut hasher);
    token.name.hash(&mut hasher);
    hasher.finish()
}
