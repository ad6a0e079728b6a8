//! One budget, three lanes.
//!
//! ```text
//!   incident ──▶ ▒▒▒ ─┐                      ┌──────────── window ────────────┐
//!                     │   most urgent first, │ quota                          │
//!   interactive ▶ ▒▒ ─┼──▶ first come first ─▶│▓▓▓ used ▓▓▓│░░ left ░░│reserve│hold├──▶ in the air (≤ 16)
//!                     │   served             │            └ sync: half ┘      │         │
//!   sync ───────▶ ▒▒▒─┘                      └───────────────▲────────────────┘         ▼
//!                                                            │               answers: Ratelimit, 429
//!                                                            └─── learns ◀──────────────┘
//! ```
//!
//! Cloudflare counts requests per person or account token, dashboard and CI included, and answers one too many
//! with five minutes of refusals (API reference 1.5). So a request is sent only when it cannot be the one too
//! many, as far as can be known: `window` keeps that account. Sync uses at most its share of what remains and
//! never the reserve; the other two lanes may use all but a handful, held back to ask with whether the window
//! has started anew.
//!
//! Inside a lane it is first come, first served. A waiter that is dropped frees its place, a permit that is
//! dropped counts as used. Nothing runs while nobody waits. All times are tokio's, so tests can stop them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::limits::Limits;
use super::observe::{ApiNote, Observer};
use crate::clock::{Clock, Time};
use crate::protocol::{Budget, LaneNote};

mod window;

#[cfg(test)]
mod tests;

use window::{Admitted, Step, Window};

/// A class of requests with its own priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Stopping a leak: before everything else.
    Incident,
    /// Somebody sits and waits.
    Interactive,
    /// Background.
    Sync,
}

impl Lane {
    /// All lanes, most urgent first.
    pub const ALL: [Lane; 3] = [Lane::Incident, Lane::Interactive, Lane::Sync];

    /// `incident`, `interactive`, `sync`.
    pub fn word(self) -> &'static str {
        match self {
            Lane::Incident => "incident",
            Lane::Interactive => "interactive",
            Lane::Sync => "sync",
        }
    }

    fn index(self) -> usize {
        self as usize
    }
}

/// How fast it may go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Requests that sync leaves to the other lanes; never more than a tenth of the quota.
    pub reserve: u32,
    /// The part of what remains that sync may use, 0 to 1.
    pub sync_share: f64,
    /// Requests in the air at the same time.
    pub in_flight: u32,
    /// Of these, requests of the sync lane.
    pub sync_in_flight: u32,
    /// Requests per second. Cloudflare refuses more than 200 from one address (API reference 1.5); a server
    /// whose own quota allows more in a second than this may be asked that often.
    pub per_second: usize,
}

impl Default for Pace {
    /// A reserve of 100, half for sync, 16 in the air of which 12 for sync, 190 a second.
    fn default() -> Self {
        Pace { reserve: 100, sync_share: 0.5, in_flight: 16, sync_in_flight: 12, per_second: 190 }
    }
}

/// Longest pause after a 429: the documented length of the refusals. Whoever names a longer time, such as a proxy with
/// a day of its own, is asked again after this one, with a single request: a leak cannot wait for a day.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// Shortest pause after a 429.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);
/// First pause after a 429 that named no time; doubles each time.
const FIRST_PAUSE: Duration = Duration::from_secs(5);

/// Lets requests through, one by one.
pub(super) struct Governor(Arc<Shared>);

struct Shared {
    clock: Arc<dyn Clock>,
    observer: Observer,
    state: Mutex<State>,
    /// The budget as last told. Locked while telling, so that notes arrive in order.
    told: Mutex<Budget>,
}

struct State {
    window: Window,
    waiting: [VecDeque<oneshot::Sender<Permit>>; 3],
    paused_until: Option<Instant>,
    next_pause: Duration,
    timer: Option<(Instant, AbortHandle)>,
}

impl Governor {
    pub(super) fn new(pace: Pace, clock: Arc<dyn Clock>, observer: Observer) -> Self {
        let state = State {
            window: Window::new(pace),
            waiting: [VecDeque::new(), VecDeque::new(), VecDeque::new()],
            paused_until: None,
            next_pause: FIRST_PAUSE,
            timer: None,
        };
        Governor(Arc::new(Shared {
            clock,
            observer,
            state: Mutex::new(state),
            told: Mutex::new(Budget::default()),
        }))
    }

    /// Waits for a turn in `lane`. May be dropped at any time.
    pub(super) async fn admit(&self, lane: Lane) -> Permit {
        let mut place = Place { shared: &self.0, served: false };
        loop {
            let (turn, granted) = oneshot::channel();
            self.0.lock().waiting[lane.index()].push_back(turn);
            self.0.dispatch();
            if let Ok(permit) = granted.await {
                place.served = true;
                return permit;
            }
        }
    }

    /// For how long nothing is sent, because the server said 429.
    pub(super) fn paused_for(&self) -> Duration {
        let until = self.0.lock().paused_until;
        until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()))
    }

    /// What is left now, as far as known; the program is told by the observer.
    #[cfg(test)]
    pub(super) fn budget(&self) -> Budget {
        self.0.budget()
    }
}

/// A place in a queue. Dropped unserved, it leaves the queue in order.
struct Place<'a> {
    shared: &'a Arc<Shared>,
    served: bool,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if !self.served {
            for queue in &mut self.shared.lock().waiting {
                queue.retain(|turn| !turn.is_closed());
            }
            self.shared.dispatch();
        }
    }
}

/// The right to send one request. Must be settled with what came of it; dropped, it counts as sent and lost.
pub(super) struct Permit {
    shared: Arc<Shared>,
    admitted: Option<Admitted>,
}

/// What came of a request.
#[derive(Clone, Copy, Debug)]
pub(super) enum Outcome {
    /// It cannot have reached the server.
    NotSent,
    /// It may have.
    Lost,
    /// It was answered; what the answer said about the budget.
    Answered(Option<Limits>),
    /// It was refused for now, for this long if the server said so.
    TooMany(Option<Duration>),
}

impl Permit {
    pub(super) fn settle(mut self, outcome: Outcome) {
        self.finish(outcome);
    }

    fn finish(&mut self, outcome: Outcome) {
        let Some(admitted) = self.admitted.take() else { return };
        let now = Instant::now();
        {
            let mut state = self.shared.lock();
            match outcome {
                Outcome::NotSent => state.window.release(&admitted, false),
                Outcome::Lost => state.window.release(&admitted, true),
                Outcome::Answered(limits) => {
                    state.window.answered(&admitted, limits, now);
                    state.next_pause = FIRST_PAUSE;
                }
                Outcome::TooMany(wait) => {
                    state.window.release(&admitted, true);
                    state.pause(now, wait);
                }
            }
        }
        self.shared.dispatch();
        self.shared.tell();
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.finish(Outcome::Lost);
    }
}

impl State {
    fn pause(&mut self, now: Instant, wait: Option<Duration>) {
        let paused = self.paused_until.is_some_and(|until| until > now);
        let wait = match wait {
            Some(wait) => wait.clamp(SHORTEST_PAUSE, LONGEST_PAUSE),
            None if paused => return,
            None => {
                let wait = self.next_pause;
                self.next_pause = LONGEST_PAUSE.min(wait * 2);
                wait
            }
        };
        let until = now + wait;
        self.paused_until = Some(self.paused_until.map_or(until, |before| before.max(until)));
        self.window.refused();
    }

    fn step(&mut self, lane: Lane, now: Instant) -> Step {
        match self.paused_until {
            Some(until) if until > now => Step::At(until),
            _ => self.window.step(lane, now),
        }
    }

    fn waits(&self) -> bool {
        self.waiting.iter().any(|queue| !queue.is_empty())
    }
}

impl Shared {
    // A panic while the lock is held cannot leave the counts half-changed, so a poisoned lock is usable.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Serves whoever can be served now, and sets the timer for the next who can.
    fn dispatch(self: &Arc<Self>) {
        let mut served = Vec::new();
        let waits = {
            let now = Instant::now();
            let mut state = self.lock();
            state.window.roll(now);
            let mut next: Option<Instant> = None;
            for lane in Lane::ALL {
                while !state.waiting[lane.index()].is_empty() {
                    match state.step(lane, now) {
                        Step::Go => {}
                        Step::At(at) => {
                            next = Some(next.map_or(at, |n| n.min(at)));
                            break;
                        }
                        Step::Blocked => break,
                    }
                    let Some(turn) = state.waiting[lane.index()].pop_front() else { break };
                    if !turn.is_closed() {
                        let admitted = Some(state.window.admit(lane, now));
                        served.push((turn, Permit { shared: self.clone(), admitted }));
                    }
                }
            }
            self.set_timer(&mut state, next);
            state.waits()
        };
        // Outside the lock: a permit whose waiter has just gone away is dropped here, which locks again.
        for (turn, permit) in served {
            drop(turn.send(permit));
        }
        if waits {
            self.tell();
        }
    }

    fn set_timer(self: &Arc<Self>, state: &mut State, next: Option<Instant>) {
        if state.timer.as_ref().map(|(at, _)| *at) == next {
            return;
        }
        if let Some((_, old)) = state.timer.take() {
            old.abort();
        }
        // Permits may be dropped while the runtime goes down; nobody waits then.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        state.timer = next.map(|at| {
            let shared = Arc::downgrade(self);
            (at, runtime.spawn(ring(shared, at)).abort_handle())
        });
    }

    fn budget(&self) -> Budget {
        let now = Instant::now();
        let state = self.lock();
        let at = |moment: Instant| {
            // Whole seconds, so that the budget does not change with every millisecond.
            let time = self.clock.now().plus(moment.saturating_duration_since(now));
            Time::from_secs(time.millis().div_euclid(1000) + 1)
        };
        let lanes = Lane::ALL.map(|lane| LaneNote {
            name: lane.word().to_owned(),
            waiting: u32::try_from(state.waiting[lane.index()].len()).unwrap_or(u32::MAX),
            in_flight: state.window.in_flight(lane),
        });
        let known = state.window.known();
        Budget {
            left: known.map(|k| k.left),
            quota: known.map(|k| k.quota),
            window_s: known.map(|k| k.window_s),
            resets_at: known.and_then(|k| k.resets_at).map(at),
            paused_until: state.paused_until.filter(|until| *until > now).map(at),
            lanes: lanes.into(),
        }
    }

    fn tell(&self) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let budget = self.budget();
        if *told != budget {
            *told = budget.clone();
            (self.observer)(ApiNote::Budget(budget));
        }
    }
}

/// The timer: looks again when the time has come for which somebody waits.
async fn ring(shared: Weak<Shared>, at: Instant) {
    tokio::time::sleep_until(at).await;
    if let Some(shared) = shared.upgrade() {
        // Forgotten, not aborted: this task is the timer.
        shared.lock().timer = None;
        shared.dispatch();
    }
}
