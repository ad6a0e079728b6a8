//! The account of one window of the rate limit: what may be left, and when it starts anew. Pure.
//!
//! `left` is a lower bound. The server says after each answer how many requests remain (`r`); the lowest it
//! has said in this window, less everything still in the air, is what can be counted on, in whatever order
//! answers arrive. A server that says nothing is taken to allow the documented 1200 in 300 s.
//!
//! The server says the time to the reset (`t`) in whole seconds and not how it rounds. So the reset is taken to
//! be possible from the earliest moment that its words allow, and certain one second later; in between,
//! requests held back for this are sent one at a time until one of them reports a fresh quota.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::{Lane, Pace};
use crate::api::limits::Limits;

/// What Cloudflare documents, for servers that do not say (API reference 1.5).
const QUOTA: u32 = 1200;
const LENGTH: Duration = Duration::from_secs(300);
/// Longest time to a reset that is waited for without asking again: no documented window is longer, and a deed must not
/// be held back for a day by a header.
const LONGEST_RESET: Duration = LENGTH;
/// What one second of rounding can be wrong by, and a little for the way.
const ROUNDING: Duration = Duration::from_millis(1050);
/// Requests in the air until the first answer in a window has told what is left.
const FEW: u32 = 4;

/// The account of the window.
pub(super) struct Window {
    pace: Pace,
    quota: u32,
    length: Duration,
    /// The lowest count of remaining requests in this window, as of the answers so far.
    low: u32,
    /// Requests from this number on were sent after `low` was learned.
    low_since: u64,
    /// The number of this window.
    epoch: u64,
    /// The number of the next request.
    next: u64,
    trust: Trust,
    /// From when on the window may have started anew.
    earliest: Option<Instant>,
    /// From when on it must have.
    certain: Option<Instant>,
    next_probe: Option<Instant>,
    flying: [u32; 3],
    sync_used: u32,
    /// When the last requests were sent, as many as may be sent in a second.
    recent: VecDeque<Instant>,
}

/// How much is known about the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    /// The last answer was a 429: one request at a time.
    Burnt,
    /// Nothing: a few at a time.
    Guess,
    /// An answer came that said nothing about limits: we count.
    Counted,
    /// The server says.
    Told,
}

/// A request that was let through.
#[derive(Debug)]
pub(super) struct Admitted {
    lane: Lane,
    number: u64,
    epoch: u64,
}

/// Whether a request may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Now.
    Go,
    /// Not before this moment.
    At(Instant),
    /// Not before something in the air comes back.
    Blocked,
}

/// What can be shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub(super) left: u32,
    pub(super) quota: u32,
    pub(super) window_s: u32,
    pub(super) resets_at: Option<Instant>,
}

impl Window {
    pub(super) fn new(pace: Pace) -> Self {
        Window {
            pace,
            quota: QUOTA,
            length: LENGTH,
            low: QUOTA,
            low_since: 0,
            epoch: 0,
            next: 0,
            trust: Trust::Guess,
            earliest: None,
            certain: None,
            next_probe: None,
            flying: [0; 3],
            sync_used: 0,
            recent: VecDeque::new(),
        }
    }

    fn total_flying(&self) -> u32 {
        self.flying.iter().sum()
    }

    fn left(&self) -> u32 {
        self.low.saturating_sub(self.total_flying())
    }

    /// Requests held back to ask with whether the window has started anew.
    fn hold(&self) -> u32 {
        match self.trust {
            Trust::Told => (self.quota / 150).clamp(1, 8),
            _ => 0,
        }
    }

    fn per_second(&self) -> usize {
        let allowed =
            u64::from(self.quota) * 2 * 1000 / u64::try_from(self.length.as_millis()).unwrap_or(1).max(1);
        self.pace.per_second.max(usize::try_from(allowed).unwrap_or(0)).max(1)
    }

    /// Starts a new window when the old one must be over.
    pub(super) fn roll(&mut self, now: Instant) {
        if self.certain.is_some_and(|certain| certain <= now) {
            self.begin(self.quota);
            self.trust = Trust::Guess;
        }
    }

    fn begin(&mut self, left: u32) {
        self.epoch += 1;
        self.low = left;
        self.low_since = self.next;
        self.sync_used = 0;
        (self.earliest, self.certain, self.next_probe) = (None, None, None);
    }

    /// A 429 came: whatever we believed was wrong.
    pub(super) fn refused(&mut self) {
        self.begin(self.quota);
        self.trust = Trust::Burnt;
    }

    /// Whether a request of `lane` may go.
    pub(super) fn step(&self, lane: Lane, now: Instant) -> Step {
        let abreast = match self.trust {
            Trust::Burnt => 1,
            Trust::Guess => FEW.min(self.pace.in_flight),
            Trust::Counted | Trust::Told => self.pace.in_flight,
        };
        if self.total_flying() >= abreast.max(1) {
            return Step::Blocked;
        }
        if lane == Lane::Sync && self.flying[lane.index()] >= self.pace.sync_in_flight.max(1) {
            return Step::Blocked;
        }
        let per_second = self.per_second();
        if self.recent.len() >= per_second
            && let Some(first) = self.recent.get(self.recent.len() - per_second)
            && *first + Duration::from_secs(1) > now
        {
            return Step::At(*first + Duration::from_secs(1));
        }
        let over = Step::At(self.certain.unwrap_or(now + Duration::from_secs(1)));
        if lane == Lane::Sync {
            return if self.sync_may() { Step::Go } else { over };
        }
        if self.left() > self.hold() {
            return Step::Go;
        }
        match self.earliest {
            _ if self.left() == 0 => over,
            _ if self.total_flying() > 0 => Step::Blocked,
            Some(earliest) => {
                let probe = self.next_probe.map_or(earliest, |next| next.max(earliest));
                if probe <= now { Step::Go } else { Step::At(probe) }
            }
            None => over,
        }
    }

    /// Sync leaves the reserve alone and uses no more than its share of what it found.
    fn sync_may(&self) -> bool {
        let reserve = self.pace.reserve.min(self.quota / 10).max(self.hold());
        let found = f64::from(self.left().saturating_add(self.sync_used));
        let share = (found * self.pace.sync_share.clamp(0.0, 1.0)).floor();
        self.left() > reserve && f64::from(self.sync_used) < share
    }

    /// Lets a request through for which [`Window::step`] said [`Step::Go`].
    pub(super) fn admit(&mut self, lane: Lane, now: Instant) -> Admitted {
        if self.left() <= self.hold() {
            self.next_probe = Some(now + ROUNDING / self.hold().max(1));
        }
        // Until the server says otherwise, the window began with its first request.
        self.certain.get_or_insert(now + self.length + ROUNDING);
        self.flying[lane.index()] += 1;
        self.sync_used += u32::from(lane == Lane::Sync);
        self.recent.push_back(now);
        while self.recent.len() > self.per_second() {
            self.recent.pop_front();
        }
        let number = self.next;
        self.next += 1;
        Admitted { lane, number, epoch: self.epoch }
    }

    /// A request came back without an answer that says anything; `counted` if the server may have counted it.
    pub(super) fn release(&mut self, admitted: &Admitted, counted: bool) {
        let lane = admitted.lane.index();
        self.flying[lane] = self.flying[lane].saturating_sub(1);
        if counted {
            self.low = self.low.saturating_sub(1);
        } else if admitted.lane == Lane::Sync && admitted.epoch == self.epoch {
            self.sync_used = self.sync_used.saturating_sub(1);
        }
    }

    /// An answer came that was no 429.
    pub(super) fn answered(&mut self, admitted: &Admitted, limits: Option<Limits>, now: Instant) {
        let Some(limits) = limits else {
            self.release(admitted, true);
            if self.trust != Trust::Told {
                self.trust = Trust::Counted;
            }
            return;
        };
        let lane = admitted.lane.index();
        self.flying[lane] = self.flying[lane].saturating_sub(1);
        let reset = now + Duration::from_secs(limits.reset_s.into()).min(LONGEST_RESET);
        if self.is_old_news(admitted, reset) {
            return;
        }
        self.learn_size(&limits);
        if self.trust != Trust::Told {
            // What we assumed so far gives way to what the server says.
            self.trust = Trust::Told;
            self.low = limits.left;
            (self.earliest, self.certain) = (None, None);
        } else if limits.left < self.low {
            self.low = limits.left;
        } else if admitted.number >= self.low_since {
            // Sent after `low` was known, and yet more is left: requests came back.
            let anew = self.earliest.is_some_and(|e| e <= now) || limits.left - self.low >= self.quota / 4;
            if anew {
                self.begin(limits.left);
            }
            self.low = limits.left;
        } else {
            self.learn_reset(reset);
            return;
        }
        self.low_since = self.next;
        self.learn_reset(reset);
    }

    /// Whether an answer to a request of an earlier window speaks of that window still.
    fn is_old_news(&self, admitted: &Admitted, reset: Instant) -> bool {
        admitted.epoch != self.epoch
            && self.trust == Trust::Told
            && self.earliest.is_some_and(|earliest| reset + ROUNDING < earliest)
    }

    fn learn_size(&mut self, limits: &Limits) {
        if let Some(quota) = limits.quota {
            self.quota = quota;
        }
        self.quota = self.quota.max(limits.left);
        if let Some(window_s) = limits.window_s {
            self.length = Duration::from_secs(window_s.into());
        }
    }

    fn learn_reset(&mut self, reset: Instant) {
        let earliest = self.earliest.map_or(reset, |before| before.min(reset));
        self.earliest = Some(earliest);
        self.certain = Some(earliest + ROUNDING);
    }

    pub(super) fn in_flight(&self, lane: Lane) -> u32 {
        self.flying[lane.index()]
    }

    /// What can be shown; nothing before the first answer in the first window.
    pub(super) fn known(&self) -> Option<Known> {
        (self.epoch > 0 || matches!(self.trust, Trust::Counted | Trust::Told)).then(|| Known {
            left: self.left(),
            quota: self.quota,
            window_s: u32::try_from(self.length.as_secs()).unwrap_or(u32::MAX),
            resets_at: self.certain,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reset_far_away_does_not_hold_a_deed_back_for_long() {
        let mut window = Window::new(Pace::default());
        let now = Instant::now();
        let admitted = window.admit(Lane::Incident, now);
        let limits = Limits { left: 0, reset_s: 86_400, quota: None, window_s: None };
        window.answered(&admitted, Some(limits), now);
        assert!(
            matches!(window.step(Lane::Incident, now), Step::At(then) if then <= now + LENGTH + ROUNDING)
        );
        let later = now + LENGTH + ROUNDING;
        window.roll(later);
        assert_eq!(window.step(Lane::Incident, later), Step::Go);
    }

    #[test]
    fn a_server_that_promises_everything_is_believed_without_overflow() {
        let mut window = Window::new(Pace::default());
        let now = Instant::now();
        let admitted = window.admit(Lane::Sync, now);
        let limits = Limits { left: u32::MAX, reset_s: u32::MAX, quota: Some(u32::MAX), window_s: Some(1) };
        window.answered(&admitted, Some(limits), now);
        window.admit(Lane::Sync, now);
        window.release(&admitted, false);
        assert_eq!(window.step(Lane::Sync, now), Step::Go);
    }
}
