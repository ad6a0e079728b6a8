//! Which failures may be repeated, and when: a table, and nothing else.
//!
//! | what happened | safe to repeat | not safe to repeat (update, roll) |
//! | --- | --- | --- |
//! | the request never left | again, twice at most | never |
//! | the answer was lost or broken, 408, 409, 5xx | again, twice at most | never: nobody knows whether it happened |
//! | 429: refused before anything was done | again when the governor allows | never |
//! | any other refusal | never | never |
//!
//! An update replaces the whole token by what was read shortly before. Whoever sends it again, be it after a
//! refusal, must read again first, or it undoes what somebody else did in between; so it is not repeated here,
//! and not kept waiting for its turn either.
//!
//! Being told to wait (429) is no failure and has a count of its own: someone who sits and waits is told after
//! two, or at once if it would take more than half a minute, when to try again; background work and incidents
//! wait on. `x-should-retry` can forbid a repetition
//! and can never allow an unsafe one (API reference 1.5).

use std::time::Duration;

use super::endpoint::EndpointInfo;
use super::error::Trouble;
use super::governor::Lane;
use super::transport::TransportError;
use super::wire::WireReply;

/// Repetitions of a request after failures, as in the official clients.
const MOST_FAILURES: u32 = 2;
/// First and longest back-off, drawn from zero to this (full jitter).
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(8);
/// How long somebody, or a request that met a server failure, waits because the server said so.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long what was read may wait to be sent back.
const SHELF_LIFE: Duration = Duration::from_secs(5);

/// How an attempt ended, as far as repeating it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It cannot have reached the server.
    NotSent,
    /// It may have reached the server; what it did there is not known.
    Lost,
    /// It was refused for now, for this long if the server said so. The governor does the waiting.
    TooMany(Option<Duration>),
    /// It was answered: a good answer, or a refusal.
    Answered {
        /// 408, 409, or any 5xx.
        passing: bool,
        /// `retry-after`.
        retry_after: Option<Duration>,
        /// `x-should-retry`.
        should_retry: Option<bool>,
    },
    /// It cannot be sent at all.
    Impossible,
}

impl Ending {
    pub(super) fn of<T>(reply: &WireReply, outcome: &Result<T, Trouble>) -> Self {
        match outcome {
            Err(trouble) if trouble.is_rate_limit() => Ending::TooMany(trouble.retry_after()),
            Err(Trouble::Unreadable { .. }) if reply.status < 300 => Ending::Lost,
            _ => Ending::Answered {
                passing: matches!(reply.status, 408 | 409 | 500..=599),
                retry_after: outcome.as_ref().err().and_then(Trouble::retry_after).or(reply.retry_after),
                should_retry: reply.should_retry,
            },
        }
    }
}

impl From<&TransportError> for Ending {
    fn from(error: &TransportError) -> Self {
        match error {
            TransportError::Refused(_) => Ending::Impossible,
            TransportError::NotSent(_) => Ending::NotSent,
            TransportError::Lost(_) => Ending::Lost,
        }
    }
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Report the failure.
    GiveUp,
    /// Repeat as soon as the governor allows.
    AtOnce,
    /// Repeat after exactly this, because the server said so.
    After(Duration),
    /// Repeat after a random part of this.
    Within(Duration),
}

/// What a request has been through so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Failures.
    pub failures: u32,
    /// Times it was told to wait.
    pub waits: u32,
}

impl Tally {
    /// The number of the next attempt, from 1.
    pub fn attempt(&self) -> u32 {
        self.failures + self.waits + 1
    }

    /// Takes in how an attempt ended that is to be repeated.
    pub fn count(&mut self, ending: &Ending) {
        match ending {
            Ending::TooMany(_) => self.waits += 1,
            _ => self.failures += 1,
        }
    }
}

/// How often a request of this lane waits out a 429.
fn most_waits(lane: Lane) -> u32 {
    match lane {
        Lane::Interactive => 2,
        Lane::Incident | Lane::Sync => 8,
    }
}

/// Whether a request is better refused here than kept waiting for this pause.
pub(super) fn too_long(info: &EndpointInfo, lane: Lane, pause: Duration) -> bool {
    let most = if info.safe_to_repeat { PATIENCE } else { SHELF_LIFE };
    (lane == Lane::Interactive || !info.safe_to_repeat) && pause > most
}

/// Ends when a request has waited for its turn for so long that what it was made from may have changed.
pub(super) async fn grown_stale(info: &EndpointInfo) {
    match info.safe_to_repeat {
        true => std::future::pending().await,
        false => tokio::time::sleep(SHELF_LIFE).await,
    }
}

/// The table.
pub fn verdict(info: &EndpointInfo, lane: Lane, ending: &Ending, tally: &Tally) -> Verdict {
    let again = Verdict::Within(LONGEST_WAIT.min(FIRST_WAIT.saturating_mul(1 << tally.failures.min(8))));
    let tired = tally.failures >= MOST_FAILURES;
    match ending {
        _ if !info.safe_to_repeat => Verdict::GiveUp,
        Ending::TooMany(Some(wait)) if too_long(info, lane, *wait) => Verdict::GiveUp,
        Ending::TooMany(_) if tally.waits < most_waits(lane) => Verdict::AtOnce,
        Ending::TooMany(_) | Ending::Impossible => Verdict::GiveUp,
        _ if tired => Verdict::GiveUp,
        Ending::NotSent | Ending::Lost => again,
        Ending::Answered { should_retry: Some(false), .. } => Verdict::GiveUp,
        Ending::Answered { passing: false, should_retry: None, .. } => Verdict::GiveUp,
        Ending::Answered { retry_after: Some(wait), .. } if *wait > PATIENCE => Verdict::GiveUp,
        Ending::Answered { retry_after: Some(wait), .. } => Verdict::After(*wait),
        Ending::Answered { .. } => again,
    }
}

/// A random part of `most`, so that clients that failed together do not return together.
pub(super) fn jitter(most: Duration) -> Duration {
    most.mul_f64(rand::random::<f64>())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::api::tokens;

    const ONCE: Tally = Tally { failures: 0, waits: 0 };

    fn answered(passing: bool, retry_after_s: Option<u64>, should_retry: Option<bool>) -> Ending {
        Ending::Answered { passing, retry_after: retry_after_s.map(Duration::from_secs), should_retry }
    }

    fn within(millis: u64) -> Verdict {
        Verdict::Within(Duration::from_millis(millis))
    }

    #[rstest]
    #[case::not_sent(Ending::NotSent, within(500), Verdict::GiveUp)]
    #[case::lost(Ending::Lost, within(500), Verdict::GiveUp)]
    #[case::bad_gateway(answered(true, None, None), within(500), Verdict::GiveUp)]
    #[case::told_when(answered(true, Some(7), None), Verdict::After(Duration::from_secs(7)), Verdict::GiveUp)]
    #[case::told_much_later(answered(true, Some(600), None), Verdict::GiveUp, Verdict::GiveUp)]
    #[case::told_not_to(answered(true, None, Some(false)), Verdict::GiveUp, Verdict::GiveUp)]
    #[case::told_to(answered(false, None, Some(true)), within(500), Verdict::GiveUp)]
    #[case::refused(answered(false, None, None), Verdict::GiveUp, Verdict::GiveUp)]
    #[case::too_many(Ending::TooMany(None), Verdict::AtOnce, Verdict::GiveUp)]
    #[case::too_many_for_long(
        Ending::TooMany(Some(Duration::from_secs(240))),
        Verdict::GiveUp,
        Verdict::GiveUp
    )]
    #[case::impossible(Ending::Impossible, Verdict::GiveUp, Verdict::GiveUp)]
    fn first_attempt(#[case] ending: Ending, #[case] safe: Verdict, #[case] not_safe: Verdict) {
        for info in [&tokens::LIST_OF_USER, &tokens::GET_OF_ACCOUNT, &tokens::DELETE_OF_ACCOUNT] {
            assert_eq!(verdict(info, Lane::Interactive, &ending, &ONCE), safe, "{}", info.name);
        }
        for info in [&tokens::PUT_OF_USER, &tokens::PUT_OF_ACCOUNT, &tokens::ROLL_OF_USER] {
            assert_eq!(verdict(info, Lane::Incident, &ending, &ONCE), not_safe, "{}", info.name);
        }
    }

    #[rstest]
    #[case(0, within(500))]
    #[case(1, within(1000))]
    #[case(2, Verdict::GiveUp)]
    fn failures_are_counted(#[case] failures: u32, #[case] expected: Verdict) {
        let tally = Tally { failures, waits: 5 };
        assert_eq!(verdict(&tokens::LIST_OF_USER, Lane::Sync, &Ending::Lost, &tally), expected);
    }

    #[rstest]
    #[case(Lane::Interactive, 1, Verdict::AtOnce)]
    #[case(Lane::Interactive, 2, Verdict::GiveUp)]
    #[case(Lane::Sync, 2, Verdict::AtOnce)]
    #[case(Lane::Sync, 8, Verdict::GiveUp)]
    #[case(Lane::Incident, 7, Verdict::AtOnce)]
    fn waits_have_a_count_of_their_own(#[case] lane: Lane, #[case] waits: u32, #[case] expected: Verdict) {
        let tally = Tally { failures: 2, waits };
        assert_eq!(verdict(&tokens::DELETE_OF_USER, lane, &Ending::TooMany(None), &tally), expected);
    }

    #[test]
    fn jitter_stays_within() {
        let most = Duration::from_secs(8);
        assert!((0..100).all(|_| jitter(most) <= most));
    }
}
