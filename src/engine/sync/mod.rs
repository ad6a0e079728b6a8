//! Keeping things fresh: what is stale, what is being looked at, what to ask next.
//!
//! The choice ([`Book::choose`]) is a pure function; this file only carries it out, several scopes at a time, and
//! sleeps until the next one is due. When nothing is due, nothing wakes.

mod book;

use std::time::Duration;

use tokio::sync::mpsc;

pub(super) use self::book::{Book, Choice, Rules};

use super::busy::Work;
use super::core::Cx;
use super::{identify, read};
use crate::api::Lane;
use crate::clock::Time;
use crate::domain::token::Owner;
use crate::protocol::{Event, Scope, SyncNote};

/// Runs until the engine stops. `work` says that we are busy since the start.
pub(super) async fn keep_fresh(cx: Cx, work: Work) {
    // Who we are decides what there is to ask for. If it cannot be found out now, the lists will say why.
    let _ = identify::identify(&cx, Lane::Interactive).await;
    let mut awake = Some(work);
    let mut round = Round::default();
    let (done, mut ended) = mpsc::unbounded_channel::<bool>();
    while !cx.stop.is_cancelled() {
        let choice = choose(&cx, round.asking);
        match choice {
            Choice::Ask { scope, visible } => {
                awake.get_or_insert_with(|| cx.core.busy.begin());
                round.asking += 1;
                let (cx, done) = (cx.clone(), done.clone());
                cx.core.tasks.clone().spawn(async move {
                    let lane = if visible { Lane::Interactive } else { Lane::Sync };
                    // In a task of its own: a panic must not take a place in the round for ever.
                    let inner = cx.clone();
                    let read = tokio::spawn(async move { read::refresh(&inner, &scope, lane).await.is_ok() });
                    let _ = done.send(read.await.unwrap_or(false));
                });
                continue;
            }
            Choice::Full => {}
            Choice::Sleep(_) if round.asking > 0 => {}
            Choice::Sleep(within) => {
                if awake.take().is_some() {
                    round.say(&cx, 0).await;
                    round = Round::default();
                }
                tokio::select! {
                    () = nap(within) => {}
                    () = cx.core.poke.notified() => {}
                    () = cx.stop.cancelled() => {}
                }
                continue;
            }
        }
        tokio::select! {
            Some(good) = ended.recv() => {
                round.asking -= 1;
                round.count(good, cx.now().millis());
                let waiting = waiting(&cx);
                round.say(&cx, waiting).await;
            }
            () = cx.core.poke.notified() => {}
            () = cx.stop.cancelled() => {}
        }
    }
}

async fn nap(within: Option<Duration>) {
    match within {
        Some(within) => tokio::time::sleep(within).await,
        None => std::future::pending().await,
    }
}

fn rules(cx: &Cx) -> Rules {
    let settings = &cx.core.settings;
    Rules { visible: settings.fresh_visible, other: settings.fresh_other }
}

fn choose(cx: &Cx, asking: usize) -> Choice {
    let mut memory = cx.core.memory();
    let memory = &mut *memory;
    let owners = memory.accounts.iter().map(|id| Scope::Tokens(Owner::Account(id.clone())));
    let user = identify::has_user_tokens(memory.identity.as_ref(), &cx.core.settings);
    let always = [Scope::Accounts].into_iter().chain(user.then_some(Scope::Tokens(Owner::User)));
    memory.book.expect(always.chain(owners));
    let choice = match memory.refused {
        // Nothing would be answered, and a server may take it amiss. Whether it works again is asked now and then.
        true => recheck(&mut memory.doubted, cx.now()),
        false => memory.book.choose(cx.now(), &memory.watched, &rules(cx)),
    };
    match choice {
        // What is on screen does not wait for the background.
        Choice::Ask { visible: false, .. } if asking >= cx.core.settings.concurrency => Choice::Full,
        Choice::Ask { visible: true, .. } if asking >= cx.core.settings.concurrency * 2 => Choice::Full,
        choice => {
            if let Choice::Ask { scope, .. } = &choice {
                memory.book.ask(scope);
            }
            choice
        }
    }
}

fn recheck(doubted: &mut Option<Time>, now: Time) -> Choice {
    let waited = doubted.map_or(identify::RECHECK, |at| now.since(at));
    match identify::RECHECK - waited {
        left @ 1..=identify::RECHECK => Choice::Sleep(u64::try_from(left).ok().map(Duration::from_millis)),
        _ => {
            *doubted = Some(now);
            Choice::Ask { scope: Scope::Identity, visible: true }
        }
    }
}

fn waiting(cx: &Cx) -> u32 {
    let memory = cx.core.memory();
    memory.book.due(cx.now(), &memory.watched, &rules(cx))
}

/// From one sleep to the next.
#[derive(Default)]
struct Round {
    asking: usize,
    done: u32,
    failed: u32,
    began: Option<i64>,
    now: i64,
}

impl Round {
    fn count(&mut self, good: bool, now: i64) {
        self.began.get_or_insert(now);
        self.now = now;
        *(if good { &mut self.done } else { &mut self.failed }) += 1;
    }

    async fn say(&self, cx: &Cx, waiting: u32) {
        // The first answer starts the watch, so it does not count.
        let counted = u64::from((self.done + self.failed).saturating_sub(1));
        let took = self.began.map_or(0, |began| u64::try_from(self.now - began).unwrap_or(0));
        let eta_s = (counted > 0).then(|| (took * u64::from(waiting)).div_ceil(counted * 1000));
        let asking = self.asking.try_into().unwrap_or(u32::MAX);
        let note = SyncNote { waiting, asking, done: self.done, failed: self.failed, eta_s };
        cx.say(Event::Sync(note)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_credential_is_tried_again_once_a_minute() {
        let at = |s: i64| Time::from_secs(1_000 + s);
        let ask = Choice::Ask { scope: Scope::Identity, visible: true };
        let mut doubted = Some(at(0));
        assert_eq!(recheck(&mut doubted, at(10)), Choice::Sleep(Some(Duration::from_secs(50))));
        assert_eq!(recheck(&mut doubted, at(60)), ask);
        assert_eq!(recheck(&mut doubted, at(60)), Choice::Sleep(Some(Duration::from_secs(60))));
        assert_eq!(recheck(&mut doubted, at(-5_000)), ask, "a clock that jumped back");
        assert_eq!(recheck(&mut None, at(0)), ask);
    }
}
