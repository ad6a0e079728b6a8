//! What a piece of news changed, so that nobody has to look at everything.

use std::fmt;

/// The place of a token in the world's table. Cheap to keep in long lists, and good until the token is gone:
/// the number may then be given to another. What must last (cursor, marks) is kept by address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowNo(pub(super) u32);

impl RowNo {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Debug for RowNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// What changed. Empty when the news was old or said nothing new.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Tokens that came, went, or look different: content, standing, findings, or the name of their account.
    /// Ascending, each once.
    pub rows: Vec<RowNo>,
    /// The list of accounts, the sums over the tokens of an owner, or how full it is known to be.
    pub accounts: bool,
    /// Names that policies are explained with: accounts, permission groups, zones, buckets.
    pub names: bool,
    /// As of when something is known, whether it is being asked for, or what went wrong.
    pub freshness: bool,
    /// Who we are.
    pub identity: bool,
    /// The compatibility matrix, or what products answered when they were asked live.
    pub matrix: bool,
    /// The budget, the background sync, the list of requests, or what this machine remembers of tokens.
    pub notes: bool,
}

impl Changed {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        *self == Changed::default()
    }

    /// Adds what other news changed, so that a batch of events is absorbed at once.
    pub fn merge(&mut self, other: Changed) {
        if self.rows.is_empty() {
            self.rows = other.rows;
        } else if !other.rows.is_empty() {
            self.rows.extend(other.rows);
            self.rows.sort_unstable();
            self.rows.dedup();
        }
        self.accounts |= other.accounts;
        self.names |= other.names;
        self.freshness |= other.freshness;
        self.identity |= other.identity;
        self.notes |= other.notes;
        self.matrix |= other.matrix;
    }
}
