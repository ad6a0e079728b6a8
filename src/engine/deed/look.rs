//! Reading back: did it happen?

use std::time::Duration;

use super::super::core::Cx;
use super::super::read;
use super::door;
use crate::api::Lane;
use crate::api::tokens::Get;
use crate::domain::deed::{Deed, Verb};
use crate::domain::token::TokenRef;
use crate::protocol::{Fault, FaultKind};

/// How long after a cancellation the result of what was sent may still be asked for.
const PATIENCE: Duration = Duration::from_secs(10);

/// What reading back shows.
pub(super) enum Look {
    /// It is done.
    Done(String),
    /// It is not, or not yet; what was read instead.
    NotDone(String),
}

/// Reads the token back.
pub(super) async fn look(cx: &Cx, deed: &Deed, own: Option<&TokenRef>) -> Result<Look, Fault> {
    let (revision, as_of) = (cx.core.stamp(), cx.now());
    let ask = Get { at: deed.token.clone() };
    match cx.core.api.call_until(&ask, Lane::Incident, patience(cx)).await {
        Ok(fetched) => {
            let word = fetched.token.status.word().to_owned();
            // Until a deletion has spread, a look may still find what the server has already given up.
            if deed.verb != Verb::Revoke {
                read::tell_token(cx, fetched.clone(), revision, as_of).await;
            }
            Ok(match door::goal(deed.verb) {
                Some(goal) if goal == fetched.token.status => {
                    Look::Done(format!("GET says the status is {word}"))
                }
                Some(_) => Look::NotDone(format!("GET says the status is {word}")),
                None => Look::NotDone(format!("GET still finds it, {word}")),
            })
        }
        Err(e) if e.is_gone() => {
            read::tell_gone(cx, &deed.token, revision, as_of).await;
            match deed.verb {
                Verb::Revoke => Ok(Look::Done(format!("GET answers {}", e.status().unwrap_or(404)))),
                Verb::Disable | Verb::Enable => Err(e.fault()),
            }
        }
        Err(e) => {
            let fault = e.fault();
            let cut_off = deed.verb.cuts_off(&deed.token, own);
            match fault.kind {
                // Our own token: that the API refuses it is the proof.
                FaultKind::Credentials if cut_off => {
                    Ok(Look::Done("the API no longer accepts it".to_owned()))
                }
                _ => Err(fault),
            }
        }
    }
}

/// Ends when a reading should no longer wait for its turn: a while after the job was cancelled.
pub(super) async fn patience(cx: &Cx) {
    cx.stop.cancelled().await;
    tokio::time::sleep(PATIENCE).await;
}

/// Reads back until it is done or has had its time to show, waiting longer each time (API reference 13.3). `look` is
/// told the round, from 0. Answers the last look.
pub(super) async fn shown<F>(cx: &Cx, look: impl Fn(usize) -> F) -> Result<Look, Fault>
where
    F: Future<Output = Result<Look, Fault>>,
{
    let mut last = Err(cancelled());
    let waits = [Duration::ZERO].into_iter().chain(cx.core.settings.proof_delays.iter().copied());
    for (round, wait) in waits.enumerate() {
        if !wait.is_zero() {
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = cx.stop.cancelled() => return Err(cancelled()),
            }
        }
        last = look(round).await;
        if matches!(last, Ok(Look::Done(_))) {
            break;
        }
    }
    last
}

fn cancelled() -> Fault {
    Fault::new(
        FaultKind::Cancelled,
        "It was cancelled while waiting for the change to show.",
        "Resume or settle the plan to find out.",
    )
}
