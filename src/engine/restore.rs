//! Painting from the cache: what was known at the last run, as fast as it is read.

use crate::protocol::{Change, Delta, Event, Fault};

use super::core::{Core, Cx};

/// Streams the cache to whoever listens. Reading runs on a thread of its own; the channel's bound holds it back.
pub(super) async fn restore(cx: &Cx) {
    let (core, voice) = (cx.core.clone(), cx.voice.clone());
    let read = cx.core.blocking(move || {
        let cache = core.cache.clone();
        cache.restore(|delta| {
            remember(&core, &delta);
            !core.stop.is_cancelled() && voice.blocking_send(Event::World(delta)).is_ok()
        })
    });
    let failed: Option<Fault> = match read.await {
        Ok(Ok(())) => None,
        Ok(Err(e)) => Some(e.fault()),
        Err(fault) => Some(fault),
    };
    if let Some(fault) = failed {
        cx.say(Event::Notice(fault)).await;
    }
}

/// What the engine itself needs of it.
fn remember(core: &Core, delta: &Delta) {
    let mut memory = core.memory();
    memory.book.read(&delta.scope, delta.as_of);
    match &delta.change {
        Change::Accounts { list, .. } => memory.accounts = list.iter().map(|a| a.id.clone()).collect(),
        Change::Restored(list) => {
            if let Some(owner) = list.first().map(|t| t.at.owner.clone()) {
                memory.tokens.insert(owner, list.iter().map(|t| t.at.id.clone()).collect());
            }
        }
        _ => {}
    }
}
