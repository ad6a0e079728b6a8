//! Walking a plan to its end, from wherever it stands.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::super::core::Cx;
use super::super::identify;
use super::super::read;
use super::door::{self, Answer, Ready, Request};
use super::look::{self, Look};
use super::roll_call::RollCalls;
use super::scribe::Scribe;
use super::turns::{Turn, Turns};
use crate::domain::deed::Deed;
use crate::domain::plan::{Plan, State, Todo, What};
use crate::domain::token::{Fetched, TokenRef};
use crate::protocol::{Ended, Fault, FaultKind, Outcome, StepReport};

/// How far to go with a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Way {
    /// Send what was not sent.
    Finish,
    /// Only find out about what was sent.
    Settle,
}

/// Steps that are being sent at the same time. Waiting for a proof does not count: it may take a minute.
const SENDING: usize = 32;

struct Drive<'a> {
    cx: &'a Cx,
    scribe: Scribe,
    way: Way,
    own: Option<&'a TokenRef>,
    places: Semaphore,
    calls: RollCalls,
    /// Set when going on makes no sense: cancelled, or the credential is refused.
    stop: CancellationToken,
    sent: AtomicUsize,
    done: AtomicUsize,
    of: usize,
}

/// What a step has been through in this run.
struct Course {
    /// Why it has not been done yet.
    trouble: Option<Fault>,
    /// The stamp at which the server had accepted it: no later than the start, if an earlier run sent it.
    accepted: u64,
}

pub(super) async fn drive(
    cx: &Cx,
    scribe: Scribe,
    way: Way,
    own: Option<&TokenRef>,
) -> Result<Outcome, Fault> {
    let plan = scribe.plan().await?;
    let open: Vec<u32> =
        (0..).zip(plan.deeds()).map(|(n, _)| n).filter(|n| plan.todo(*n) != Todo::Nothing).collect();
    // The credential in use comes last: without it nothing else can be done or proven.
    let is_own = |n: &u32| plan.deed(*n).is_some_and(|d| d.verb.cuts_off(&d.token, own));
    let (last, first): (Vec<u32>, Vec<u32>) = open.into_iter().partition(is_own);
    let drive = Drive {
        cx,
        scribe,
        way,
        own,
        places: Semaphore::new(SENDING),
        calls: RollCalls::new(cx, first.iter().filter_map(|n| plan.deed(*n))),
        stop: cx.stop.child_token(),
        sent: AtomicUsize::new(0),
        done: AtomicUsize::new(0),
        of: first.len() + last.len(),
    };
    let mut ends: Vec<Option<Ended>> = vec![None; plan.deeds().len()];
    for steps in [first, last] {
        let turns = Turns::of(steps.len());
        let mut walks: FuturesUnordered<_> =
            steps.into_iter().map(|n| drive.walk(&plan, n, &turns, turns.take())).collect();
        while let Some((n, ended)) = walks.next().await {
            if let Some(end) = ends.get_mut(n as usize) {
                *end = Some(ended);
            }
        }
    }
    let plan = drive.scribe.plan().await?;
    let steps = (0..)
        .zip(plan.deeds())
        .zip(ends)
        .map(|((n, deed), end)| StepReport {
            deed: deed.clone(),
            end: end.unwrap_or_else(|| earlier(&plan, n)),
        })
        .collect();
    Ok(Outcome::Settled { plan: plan.id().clone(), steps })
}

/// The end of a step that an earlier run brought to its end.
fn earlier(plan: &Plan, step: u32) -> Ended {
    let fault = |what: &str| Fault::new(FaultKind::Refused, what, "The ledger says why.");
    match plan.state(step) {
        Some(State::Proven) => {
            Ended::Proven { at: plan.began(), how: "proven in an earlier run".to_owned(), already: false }
        }
        Some(State::Skipped) => Ended::Skipped("skipped in an earlier run".to_owned()),
        Some(State::Failed) => Ended::Failed(fault("It failed in an earlier run.")),
        _ => Ended::Unknown(fault("It was not brought to an end.")),
    }
}

impl Drive<'_> {
    async fn walk(&self, plan: &Plan, step: u32, turns: &Turns, turn: Turn<'_>) -> (u32, Ended) {
        let Some(deed) = plan.deed(step) else {
            return (step, earlier(plan, step));
        };
        let ended = self.step(step, deed, turns, turn).await.unwrap_or_else(Ended::Unknown);
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        self.cx.progress(&format!("{} settled", deed.verb.word()), done, self.of).await;
        (step, ended)
    }

    /// Does with a step what may be done next, until it has ended.
    async fn step(&self, step: u32, deed: &Deed, turns: &Turns, turn: Turn<'_>) -> Result<Ended, Fault> {
        let mut turn = Some(turn);
        let mut course = Course { trouble: None, accepted: self.cx.core.stamp() };
        loop {
            let ended = match self.scribe.todo(step).await? {
                Todo::Send => {
                    let ended = self.send(step, deed, &mut course).await?;
                    if turn.take().is_some() {
                        let sent = self.sent.fetch_add(1, Ordering::Relaxed) + 1;
                        self.cx.progress(&format!("{} sent", deed.verb.word()), sent, self.of).await;
                    }
                    ended
                }
                Todo::Check => self.check(step, deed, &mut course.trouble).await,
                Todo::Prove => {
                    drop(turn.take());
                    turns.over().await;
                    Some(self.prove(step, deed, course.accepted).await)
                }
                Todo::GiveUp => Some(match (self.why_not(), course.trouble.take()) {
                    (Some(why), _) => self.skip(step, why).await,
                    (None, Some(fault)) if door::passes(&fault) => not_done(fault),
                    (None, _) => self.fail(step, never_done(deed)).await,
                }),
                Todo::Nothing => Some(Ended::Unknown(never_done(deed))),
            };
            if let Some(ended) = ended {
                return Ok(ended);
            }
        }
    }

    async fn send(&self, step: u32, deed: &Deed, course: &mut Course) -> Result<Option<Ended>, Fault> {
        // Closed never; an error would mean the same as having a place.
        let _place = self.places.acquire().await;
        if let Some(why) = self.why_not() {
            return Ok(Some(self.skip(step, why).await));
        }
        let ready = door::prepare(self.cx, deed, &self.stop).await;
        // It may have waited long.
        if let Some(why) = self.why_not() {
            return Ok(Some(self.skip(step, why).await));
        }
        let request = match ready {
            Ok(Ready::Send(request)) => request,
            Ok(Ready::Already(fetched)) => {
                let how = format!("the status was {} already", fetched.token.status.word());
                self.tell(deed, Some(&fetched)).await;
                self.scribe.note(What::Proven { step, how: how.clone() }).await;
                return Ok(Some(Ended::Proven { at: self.cx.now(), how, already: true }));
            }
            Err(fault) if door::passes(&fault) => return Ok(Some(not_done(fault))),
            Err(fault) => return Ok(Some(self.fail(step, fault).await)),
        };
        let made_from_a_look = matches!(request, Request::Put(_));
        // The disk refuses: nothing is sent, and there is no use in writing that down.
        let intent = match self.scribe.intend(step).await {
            Ok(intent) => intent,
            Err(fault) => return Ok(Some(Ended::Failed(fault))),
        };
        let history = &self.cx.core.history;
        history.ours(&deed.token);
        let answer = door::perform(self.cx, &intent, request, &self.stop).await;
        if matches!(answer, Answer::No(_) | Answer::NotNow(_)) {
            history.not_ours(&deed.token);
        }
        Ok(match answer {
            Answer::Yes { how, now } => {
                self.tell(deed, now.as_deref()).await;
                course.accepted = self.cx.core.stamp();
                match self.scribe.note(What::Answered { step, how: how.to_owned() }).await {
                    true => None,
                    // The disk refused. Proven now, it is at least told.
                    false => Some(self.prove(step, deed, course.accepted).await),
                }
            }
            Answer::No(fault) => Some(self.fail(step, fault).await),
            Answer::NotNow(fault) => {
                let written = self.scribe.note(What::NotDone { step, why: fault.what.clone() }).await;
                // The client repeats what may be repeated; a change must be made anew from what is there now.
                let again = made_from_a_look || self.why_not().is_some();
                if written && again {
                    course.trouble = Some(fault);
                    None
                } else {
                    Some(not_done(fault))
                }
            }
            Answer::Lost(fault) => {
                course.trouble = Some(fault);
                None
            }
        })
    }

    async fn skip(&self, step: u32, why: &str) -> Ended {
        self.scribe.note(What::Skipped { step, why: why.to_owned() }).await;
        Ended::Skipped(why.to_owned())
    }

    fn why_not(&self) -> Option<&'static str> {
        match self.way {
            Way::Settle => Some("the plan was brought to rest without it"),
            Way::Finish if self.cx.stop.is_cancelled() => Some("cancelled"),
            Way::Finish if self.stop.is_cancelled() => Some("the credential was refused"),
            Way::Finish => None,
        }
    }

    /// Passes on what the server has just said it did.
    async fn tell(&self, deed: &Deed, now: Option<&Fetched>) {
        let (revision, as_of) = (self.cx.core.stamp(), self.cx.now());
        match now {
            Some(fetched) => {
                let ours = (as_of, fetched.clone());
                self.cx.core.memory().changed.insert(deed.token.clone(), ours);
                read::tell_token(self.cx, fetched.clone(), revision, as_of).await;
            }
            None => {
                self.cx.core.memory().revoked.insert(deed.token.clone(), as_of);
                read::tell_gone(self.cx, &deed.token, revision, as_of).await;
            }
        }
    }

    /// It may have been sent: look before anything else.
    async fn check(&self, step: u32, deed: &Deed, trouble: &mut Option<Fault>) -> Option<Ended> {
        // After the last attempt no other follows that would find it done: it must have had its time to show.
        let looked = match self.scribe.exhausted(step).await {
            true => look::shown(self.cx, |_| look::look(self.cx, deed, self.own)).await,
            false => look::look(self.cx, deed, self.own).await,
        };
        match looked {
            Ok(Look::Done(how)) => Some(self.proven(step, how).await),
            Ok(Look::NotDone(why)) => {
                let written = self.scribe.note(What::NotDone { step, why }).await;
                (!written).then(|| Ended::Unknown(trouble.take().unwrap_or_else(|| never_done(deed))))
            }
            Err(fault) if fault.kind == FaultKind::NotFound => Some(self.fail(step, fault).await),
            Err(fault) => {
                self.scribe.note(What::Unknown { step, why: fault.what.clone() }).await;
                Some(Ended::Unknown(fault))
            }
        }
    }

    /// Reads back what the server had accepted at the stamp `since`.
    async fn prove(&self, step: u32, deed: &Deed, since: u64) -> Ended {
        let shown = look::shown(self.cx, |round| async move {
            match self.calls.look(self.cx, deed, since, round).await {
                Some(look) => Ok(look),
                None => look::look(self.cx, deed, self.own).await,
            }
        });
        let why = match shown.await {
            Ok(Look::Done(how)) => return self.proven(step, how).await,
            Ok(Look::NotDone(found)) => found,
            Err(fault) => fault.what,
        };
        self.scribe.note(What::Unproven { step, why: why.clone() }).await;
        Ended::NotYetProven { why }
    }

    async fn proven(&self, step: u32, how: String) -> Ended {
        self.scribe.note(What::Proven { step, how: how.clone() }).await;
        Ended::Proven { at: self.cx.now(), how, already: false }
    }

    async fn fail(&self, step: u32, fault: Fault) -> Ended {
        if fault.kind == FaultKind::Credentials {
            self.stop.cancel();
            identify::doubt(self.cx, &fault).await;
        }
        self.scribe.note(What::Failed { step, why: fault.what.clone() }).await;
        Ended::Failed(fault)
    }
}

/// The step stays in the plan as it is, and so the plan stays open.
fn not_done(mut fault: Fault) -> Ended {
    fault.next = format!("{} It was not done; resuming the plan goes on with it.", fault.next);
    Ended::NotDone(fault)
}

fn never_done(deed: &Deed) -> Fault {
    let what =
        format!("The request to {} \"{}\" was sent and never took effect.", deed.verb.word(), deed.name);
    Fault::new(FaultKind::Server, what, "Look at the token, then try again.")
}
