//! The large company as a sync tells it.

use std::sync::Arc;

use tokendeck::domain::token::{Fetched, RawToken, Token};
use tokendeck::protocol::{Change, Delta, Scope};

use super::estate::{NOW, TOKENS_EACH, tokens};

/// The tokens of one account as a sync tells them, with raw objects of an ordinary size.
pub fn fetched(n: u64) -> Delta {
    let (owner, list) = tokens(n, 0, TOKENS_EACH);
    let raw = |token: &Token| {
        let filler = "x".repeat(600);
        RawToken(
            format!(r#"{{"id":"{}","status":"active","filler":"{filler}"}}"#, token.at.id).as_str().into(),
        )
    };
    let list = list.into_iter().map(|token| Fetched { raw: raw(&token), token }).collect();
    let change = Change::Tokens { list: Arc::new(list), complete: true };
    Delta { scope: Scope::Tokens(owner), revision: 1, as_of: NOW, change }
}
