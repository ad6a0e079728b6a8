//! The large company as the cache tells it.

use std::sync::Arc;

use tokendeck::protocol::{Change, Delta, Scope};

use super::estate::{NOW, tokens};

/// The tokens of one account as the cache tells them.
pub fn restored(n: u64, seed: u64, revision: u64, many: u64) -> Delta {
    let (owner, list) = tokens(n, seed, many);
    let change = Change::Restored(list.into_iter().map(Arc::new).collect());
    Delta { scope: Scope::Tokens(owner), revision, as_of: NOW, change }
}
