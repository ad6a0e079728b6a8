//! A plan of deeds, and how far each has come: a state machine and nothing else.
//!
//! The ledger is the list of [`Entry`]s; [`Plan::replay`] turns it back into the state. [`Plan::todo`] alone decides
//! what may be done next with a step, so that a run that was cut off anywhere goes on where it was:
//!
//! ```text
//! waiting ──sending──▶ sending ──answered──▶ answered ──proven──▶ proven
//!    ▲  ╲                 │ ╲ ╲                 │  ╲
//!    │   ╲ skipped,       │  ╲ ╲ failed         │   ╲ unproven      (resumed: back to answered)
//!    │    ╲ failed        │   ╲ unknown         │ failed
//!    └────── not-done ────┘    (resumed: back to sending)
//! ```
//!
//! *Sending* is written before the request leaves; whoever finds a step in it must look at the server first
//! ([`Todo::Check`]). Only a look that shows the deed undone brings the step back to *waiting*. A damaged line may hide
//! a *sending*: whatever was waiting then counts as perhaps sent.

use serde::{Deserialize, Serialize};
use std::fmt;

use super::deed::{Deed, PlanId, Verb};
use super::token::TokenRef;
use crate::clock::Time;

/// How often a step is sent at most in one run, each time as often as the client repeats such a request. All verbs may be
/// repeated safely after a look (a second delete finds nothing, a second update is refused if the token has changed), but
/// a server that eats three is not worth a fourth.
pub const ATTEMPTS: u8 = 3;

/// One line of a ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When it was written.
    pub at: Time,
    /// What it says.
    #[serde(flatten)]
    pub what: What,
}

/// What a line of a ledger says. Steps are counted from 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "kebab-case")]
pub enum What {
    /// The plan: all that may ever be done under its name. Always the first line.
    Began {
        /// Its name.
        plan: PlanId,
        /// The deeds, in the order of their steps.
        deeds: Vec<Deed>,
        /// Who began it: the person, or the token, behind the credential of that run. User tokens are found only
        /// by the same person. `None`: not known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// The step is about to be sent. Names the deed again, so that the line can be read alone.
    Sending {
        /// Which step.
        step: u32,
        /// What is done.
        verb: Verb,
        /// To which token.
        token: TokenRef,
    },
    /// The server said yes.
    Answered {
        /// Which step.
        step: u32,
        /// How, in words.
        how: String,
    },
    /// No answer came, and reading back shows that nothing happened: the step may be sent again.
    NotDone {
        /// Which step.
        step: u32,
        /// Why, in words.
        why: String,
    },
    /// Reading back shows that it is done.
    Proven {
        /// Which step.
        step: u32,
        /// How, in words.
        how: String,
    },
    /// The server said yes, but reading back does not show it yet.
    Unproven {
        /// Which step.
        step: u32,
        /// Why, in words.
        why: String,
    },
    /// It did not happen and will not be tried again.
    Failed {
        /// Which step.
        step: u32,
        /// Why, in words.
        why: String,
    },
    /// No answer came and reading back failed too.
    Unknown {
        /// Which step.
        step: u32,
        /// Why, in words.
        why: String,
    },
    /// It was not sent.
    Skipped {
        /// Which step.
        step: u32,
        /// Why, in words.
        why: String,
    },
    /// A later run goes on with the plan: what was unknown is checked, what was unproven is read again.
    Resumed,
    /// The line before this one cannot be read. It may have said that a step is about to be sent, so every step that
    /// was waiting is checked before anything else.
    Damaged {
        /// Which line of the file, from 1.
        line: usize,
    },
    /// Every step has come to its end. Written in one piece with the entry that ended the last of them, so that a
    /// later start need not read the rest.
    Closed,
}

/// How far a step has come. See the drawing at the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not sent, or shown not to have happened.
    Waiting,
    /// Perhaps sent.
    Sending,
    /// The server said yes.
    Answered,
    /// Said yes, not shown; rests until the plan is resumed.
    Unproven,
    /// Perhaps done; rests until the plan is resumed.
    Unknown,
    /// Done and shown.
    Proven,
    /// Did not happen.
    Failed,
    /// Not sent.
    Skipped,
}

/// What may be done next with a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Todo {
    /// Write the intent, then send.
    Send,
    /// Look whether it happened: it may have been sent.
    Check,
    /// Read back until it shows.
    Prove,
    /// Sent [`ATTEMPTS`] times in this run and never done.
    GiveUp,
    /// Nothing in this run.
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    state: State,
    attempts: u8,
}

/// A plan: deeds, and how far each has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    id: PlanId,
    began: Time,
    deeds: Vec<Deed>,
    by: Option<String>,
    steps: Vec<Step>,
}

/// Why an entry does not fit what came before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Illegal(pub String);

impl fmt::Display for Illegal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Illegal {}

impl Plan {
    /// A plan of which nothing has been done.
    pub fn new(id: PlanId, began: Time, deeds: Vec<Deed>, by: Option<String>) -> Self {
        let steps = vec![Step { state: State::Waiting, attempts: 0 }; deeds.len()];
        Plan { id, began, deeds, by, steps }
    }

    /// The state after these entries. `None`: no whole first line, so nothing was ever done under this name.
    pub fn replay(entries: &[Entry]) -> Result<Option<Self>, Illegal> {
        let Some((first, rest)) = entries.split_first() else { return Ok(None) };
        let What::Began { plan, deeds, by } = &first.what else {
            return Err(Illegal("it does not begin with a plan".into()));
        };
        let mut plan = Plan::new(plan.clone(), first.at, deeds.clone(), by.clone());
        rest.iter().try_for_each(|entry| plan.record(entry))?;
        Ok(Some(plan))
    }

    /// Takes note of an entry.
    pub fn record(&mut self, entry: &Entry) -> Result<(), Illegal> {
        self.legal(&entry.what)?;
        match &entry.what {
            What::Began { .. } | What::Closed => {}
            What::Damaged { .. } => {
                let waiting = self.steps.iter_mut().filter(|step| step.state == State::Waiting);
                waiting.for_each(|step| step.state = State::Sending);
            }
            What::Resumed => self.steps.iter_mut().for_each(|step| {
                // What stood in the way last time may be gone.
                step.attempts = 0;
                match step.state {
                    State::Unknown => step.state = State::Sending,
                    State::Unproven => step.state = State::Answered,
                    _ => {}
                }
            }),
            what => {
                if let Some((at, state)) = what.leads_to()
                    && let Some(step) = self.steps.get_mut(at as usize)
                {
                    step.state = state;
                    step.attempts = step.attempts.saturating_add(u8::from(state == State::Sending));
                }
            }
        }
        Ok(())
    }

    /// Whether an entry may come next.
    pub fn legal(&self, what: &What) -> Result<(), Illegal> {
        let Some((at, state)) = what.leads_to() else {
            return match what {
                What::Resumed | What::Damaged { .. } => Ok(()),
                What::Closed if self.rests_after(what) => Ok(()),
                What::Closed => Err(Illegal("it is closed before every step has ended".into())),
                _ => Err(Illegal("a second plan in the same ledger".into())),
            };
        };
        let Some((step, deed)) = self.steps.get(at as usize).zip(self.deed(at)) else {
            return Err(Illegal(format!("step {at} is not in the plan")));
        };
        if let What::Sending { verb, token, .. } = what
            && (*verb != deed.verb || *token != deed.token)
        {
            return Err(Illegal(format!(
                "step {at} is {} {}, not {} {token}",
                deed.verb.word(),
                deed.token,
                verb.word()
            )));
        }
        let fits = match step.state {
            // Proven without being sent: it was so already.
            State::Waiting => {
                matches!(state, State::Sending | State::Proven | State::Failed | State::Skipped)
            }
            State::Sending => {
                matches!(
                    state,
                    State::Answered | State::Waiting | State::Proven | State::Failed | State::Unknown
                )
            }
            State::Answered => matches!(state, State::Proven | State::Unproven | State::Failed),
            State::Unproven | State::Unknown | State::Proven | State::Failed | State::Skipped => false,
        };
        if fits {
            Ok(())
        } else {
            Err(Illegal(format!("step {at} is {:?} and cannot become {state:?}", step.state)))
        }
    }

    /// Whether every step has come to its end once this entry is recorded: nothing is left to do in any run.
    pub fn rests_after(&self, what: &What) -> bool {
        let led = what.leads_to();
        (0..).zip(&self.steps).all(|(n, step)| {
            let state = led.filter(|(at, _)| *at == n).map_or(step.state, |(_, state)| state);
            matches!(state, State::Proven | State::Failed | State::Skipped)
        })
    }

    /// What may be done next with a step.
    pub fn todo(&self, step: u32) -> Todo {
        match self.steps.get(step as usize) {
            Some(Step { state: State::Waiting, attempts }) if *attempts >= ATTEMPTS => Todo::GiveUp,
            Some(Step { state: State::Waiting, .. }) => Todo::Send,
            Some(Step { state: State::Sending, .. }) => Todo::Check,
            Some(Step { state: State::Answered, .. }) => Todo::Prove,
            _ => Todo::Nothing,
        }
    }

    /// Whether a step has been sent as often as it may be in one run.
    pub fn exhausted(&self, step: u32) -> bool {
        self.steps.get(step as usize).is_some_and(|s| s.attempts >= ATTEMPTS)
    }

    /// How far a step has come.
    pub fn state(&self, step: u32) -> Option<State> {
        self.steps.get(step as usize).map(|s| s.state)
    }

    /// Its name.
    pub fn id(&self) -> &PlanId {
        &self.id
    }

    /// Who began it, as far as known.
    pub fn by(&self) -> Option<&str> {
        self.by.as_deref()
    }

    /// When it was begun.
    pub fn began(&self) -> Time {
        self.began
    }

    /// The deeds, in order.
    pub fn deeds(&self) -> &[Deed] {
        &self.deeds
    }

    /// The deed of a step.
    pub fn deed(&self, step: u32) -> Option<&Deed> {
        self.deeds.get(step as usize)
    }

    /// How many steps are in one of these states.
    pub fn count(&self, states: &[State]) -> u32 {
        self.steps.iter().filter(|s| states.contains(&s.state)).count().try_into().unwrap_or(u32::MAX)
    }
}

impl What {
    /// The step an entry speaks of, and the state it leads to.
    fn leads_to(&self) -> Option<(u32, State)> {
        Some(match self {
            What::Began { .. } | What::Resumed | What::Damaged { .. } | What::Closed => return None,
            What::Sending { step, .. } => (*step, State::Sending),
            What::Answered { step, .. } => (*step, State::Answered),
            What::NotDone { step, .. } => (*step, State::Waiting),
            What::Proven { step, .. } => (*step, State::Proven),
            What::Unproven { step, .. } => (*step, State::Unproven),
            What::Failed { step, .. } => (*step, State::Failed),
            What::Unknown { step, .. } => (*step, State::Unknown),
            What::Skipped { step, .. } => (*step, State::Skipped),
        })
    }
}

#[cfg(test)]
mod tests;
