//! The last requests that the program sent, for the *requests* view.

use std::collections::VecDeque;

use crate::clock::Time;
use crate::protocol::{Moment, RequestNote};

/// How many requests are remembered.
pub const REMEMBERED: usize = 500;

/// After so many milliseconds nobody waits for an answer any more: ten minutes.
const FORGOTTEN: i64 = 600_000;

/// How many attempts of one request are remembered; the client makes fewer.
const ATTEMPTS: usize = 16;

/// One request: when it was first heard of, the last that was heard, and every attempt.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// When it was sent, or first heard of.
    pub since: Time,
    /// The last note about it: of the latest attempt, its end if it ended.
    pub last: RequestNote,
    /// Its attempts, the first one first.
    pub attempts: Vec<Attempt>,
}

/// One attempt at a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// Which one, from 1.
    pub number: u32,
    /// When it was sent.
    pub sent: Time,
    /// How it ended, and when; `None` while it is in the air.
    pub end: Option<(Time, Moment)>,
}

impl Attempt {
    fn of(note: &RequestNote) -> Self {
        let millis = match &note.moment {
            Moment::Sent => 0,
            Moment::Answered { millis, .. } | Moment::Lost { millis, .. } => *millis,
        };
        // Whoever heard only the end knows from it when it began.
        let sent = note.at.plus_millis(-i64::try_from(millis).unwrap_or(0));
        Attempt { number: note.attempt, sent, end: ended(note).then(|| (note.at, note.moment.clone())) }
    }
}

impl Request {
    fn of(note: &RequestNote) -> Self {
        Request { since: note.at, last: note.clone(), attempts: vec![Attempt::of(note)] }
    }

    /// Takes note of an attempt; an end is not overwritten by the late news that it was sent.
    fn hear(&mut self, note: &RequestNote) {
        match self.attempts.iter_mut().find(|attempt| attempt.number == note.attempt) {
            Some(known) if ended(note) => known.end = Some((note.at, note.moment.clone())),
            Some(known) => known.sent = note.at,
            None => {
                self.attempts.push(Attempt::of(note));
                self.attempts.sort_by_key(|attempt| attempt.number);
                let extra = self.attempts.len().saturating_sub(ATTEMPTS);
                self.attempts.drain(..extra);
            }
        }
    }
}

/// The last [`REMEMBERED`] requests.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Requests {
    ring: VecDeque<Request>,
}

impl Requests {
    /// All of them, the newest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Request> + ExactSizeIterator {
        self.ring.iter().rev()
    }

    /// The request of this number, while it is remembered.
    pub fn get(&self, id: u64) -> Option<&Request> {
        self.iter().find(|request| request.last.id == id)
    }

    /// Since when the server owes an answer to the oldest request in the air. Notes may be lost on the way to us, so what
    /// was sent longer ago than any answer is waited for does not count.
    pub fn unanswered_since(&self, now: Time) -> Option<Time> {
        let flying = self.ring.iter().filter(|request| !ended(&request.last)).map(|request| request.last.at);
        flying.filter(|sent| now.since(*sent) < FORGOTTEN).min()
    }

    /// Takes note. An attempt's end is not overwritten by the late news that it was sent.
    pub(super) fn hear(&mut self, note: &RequestNote) -> bool {
        let Some(known) = self.ring.iter_mut().rev().find(|request| request.last.id == note.id) else {
            self.ring.push_back(Request::of(note));
            if self.ring.len() > REMEMBERED {
                self.ring.pop_front();
            }
            return true;
        };
        let newer = (note.attempt, ended(note)) > (known.last.attempt, ended(&known.last));
        known.since = known.since.min(note.at);
        known.hear(note);
        if newer {
            known.last = note.clone();
        }
        newer
    }
}

fn ended(note: &RequestNote) -> bool {
    !matches!(note.moment, Moment::Sent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(id: u64, attempt: u32, moment: Moment) -> RequestNote {
        RequestNote {
            id,
            at: Time::from_secs(i64::from(attempt)),
            method: "GET".into(),
            path: "/user".into(),
            lane: "sync".into(),
            attempt,
            moment,
        }
    }

    fn lost() -> Moment {
        Moment::Lost { why: "cut".into(), millis: 3 }
    }

    #[test]
    fn notes_about_one_request_become_one_line() {
        let mut requests = Requests::default();
        for moment in [Moment::Sent, lost()] {
            assert!(requests.hear(&note(1, 1, moment)));
        }
        assert!(!requests.hear(&note(1, 1, Moment::Sent)), "late");
        assert!(requests.hear(&note(1, 2, Moment::Sent)));
        assert_eq!(requests.iter().len(), 1);
        let request = requests.get(1).unwrap();
        assert_eq!((request.since, request.last.attempt), (Time::from_secs(1), 2));
    }

    #[test]
    fn the_oldest_request_in_the_air_tells_how_long_the_server_is_silent() {
        let mut requests = Requests::default();
        let now = Time::from_secs(60);
        assert_eq!(requests.unanswered_since(now), None);
        requests.hear(&note(1, 2, Moment::Sent));
        requests.hear(&note(2, 1, Moment::Sent));
        assert_eq!(requests.unanswered_since(now), Some(Time::from_secs(1)));
        requests.hear(&note(2, 1, lost()));
        assert_eq!(requests.unanswered_since(now), Some(Time::from_secs(2)), "of its latest attempt");
        assert_eq!(requests.unanswered_since(now.plus_days(1)), None);
    }

    #[test]
    fn every_attempt_is_kept_with_its_own_end() {
        let mut requests = Requests::default();
        requests.hear(&note(1, 1, Moment::Sent));
        requests.hear(&note(1, 1, lost()));
        requests.hear(&note(1, 2, lost()));
        requests.hear(&note(1, 2, Moment::Sent));
        let attempts = &requests.get(1).unwrap().attempts;
        assert_eq!(attempts.iter().map(|a| a.number).collect::<Vec<_>>(), [1, 2]);
        assert!(attempts.iter().all(|a| a.end.is_some()), "late news of the sending changes no end");
        assert_eq!(attempts[1].sent, Time::from_secs(2));
        for n in 3..100 {
            requests.hear(&note(1, n, lost()));
        }
        let attempts = &requests.get(1).unwrap().attempts;
        assert_eq!((attempts.len(), attempts[0].number), (ATTEMPTS, 84));
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let mut requests = Requests::default();
        for id in 0..600 {
            requests.hear(&note(id, 1, Moment::Sent));
        }
        assert_eq!(requests.iter().len(), REMEMBERED);
        assert_eq!(requests.iter().next().unwrap().last.id, 599);
        assert_eq!(requests.get(99), None);
    }
}
