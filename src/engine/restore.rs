//! Painting from the cache: what was known at the last run, as fast as it is read.

use crate::protocol::{Change, Delta, Event, Fault, Scope};

use super::core::{Cx, Memory};

/// Streams the cache to whoever listens. Reading runs on a thread of its own; the channel's bound holds it back.
pub(super) async fn restore(cx: &Cx) {
    let (core, voice) = (cx.core.clone(), cx.voice.clone());
    let read = cx.core.blocking(move || {
        let cache = core.cache.clone();
        cache.restore(|delta| {
            core.memory().restore(&delta);
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

impl Memory {
    /// What the engine itself needs of it. It is the oldest news there is: jobs may have read the same already, or may
    /// be about to.
    fn restore(&mut self, delta: &Delta) {
        self.book.restored(&delta.scope, delta.as_of);
        match (&delta.change, &delta.scope) {
            (Change::Accounts { list, .. }, _) => {
                self.accounts.listed(list.iter().map(|account| &account.id), false, delta.revision);
            }
            (Change::Restored(list), Scope::Tokens(owner)) => {
                let ids = list.iter().map(|token| &token.at.id);
                self.tokens.entry(owner.clone()).or_default().listed(ids, false, delta.revision);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::super::sync::{Choice, Rules};
    use super::*;
    use crate::clock::Time;
    use crate::domain::ids::TokenId;
    use crate::domain::specimen;
    use crate::domain::token::Owner;

    /// The cache knows the tokens a and b; meanwhile a job read that there are b and c.
    #[test]
    fn what_a_job_has_read_meanwhile_stands() {
        let ids: Vec<TokenId> = ["a", "b", "c"].map(TokenId::new).to_vec();
        let token = |id: &TokenId| {
            let mut token = specimen::token([]);
            (token.at.owner, token.at.id) = (Owner::User, id.clone());
            Arc::new(token)
        };
        let scope = Scope::Tokens(Owner::User);
        let change = Change::Restored(ids[..2].iter().map(token).collect());
        let cached = Delta { scope: scope.clone(), revision: 0, as_of: Time::from_secs(1), change };
        let read = |memory: &mut Memory| {
            memory.tokens.entry(Owner::User).or_default().listed(ids[1..].iter(), true, 1);
            memory.book.read(&scope, Time::from_secs(1_000));
        };
        for cache_first in [true, false] {
            let mut memory = Memory::default();
            if cache_first {
                memory.restore(&cached);
            }
            read(&mut memory);
            if !cache_first {
                memory.restore(&cached);
            }
            let there: Vec<_> = memory.tokens[&Owner::User].iter().cloned().collect();
            assert_eq!(there, ids[1..]);
            let minute = Duration::from_secs(60);
            let next =
                memory.book.choose(Time::from_secs(1_010), &[], &Rules { visible: minute, other: minute });
            assert_eq!(next, Choice::Sleep(Some(Duration::from_secs(50))), "it is fresh");
        }
    }
}
