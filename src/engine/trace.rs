//! What the cache knows of tokens of which only the ids are known: whose they are. Nothing is sent.

use std::collections::HashSet;
use std::sync::Arc;

use super::core::Cx;
use crate::domain::ids::TokenId;
use crate::domain::token::Token;
use crate::protocol::{Change, Event, Fault};

/// The tokens with these ids, as the cache has them. Whoever listens is told the lists that they stand in, the accounts,
/// and the zones: names, and what a list alone can show.
pub(super) async fn trace(cx: &Cx, ids: Vec<TokenId>) -> Result<Vec<Arc<Token>>, Fault> {
    let wanted: HashSet<TokenId> = ids.into_iter().collect();
    let (core, voice) = (cx.core.clone(), cx.voice.clone());
    let read = cx.core.blocking(move || {
        let mut found = Vec::new();
        let read = core.cache.restore(|delta| {
            let before = found.len();
            let tell = match &delta.change {
                Change::Accounts { .. } | Change::Zones(_) => true,
                Change::Restored(list) => {
                    found.extend(list.iter().filter(|token| wanted.contains(&token.at.id)).cloned());
                    found.len() > before
                }
                _ => false,
            };
            if tell {
                // Whoever has stopped listening misses it; that is no failure.
                let _ = voice.blocking_send(Event::World(delta));
            }
            !core.stop.is_cancelled()
        });
        read.map(|()| found)
    });
    read.await?.map_err(|e| e.fault())
}
