//! The book of what was read when, and the choice of what to read next.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::clock::Time;
use crate::protocol::{FaultKind, Scope};

/// Ages of everything that is kept fresh.
#[derive(Debug, Default)]
pub(in crate::engine) struct Book(BTreeMap<Scope, Age>);

#[derive(Clone, Debug, Default, PartialEq)]
struct Age {
    read: Option<Time>,
    asking: bool,
    failures: u32,
    failed: Option<Time>,
    /// Not permitted: no use in asking again soon.
    refused: bool,
}

/// How long what is read stays fresh.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::engine) struct Rules {
    pub(in crate::engine) visible: Duration,
    pub(in crate::engine) other: Duration,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::engine) enum Choice {
    /// Ask for this now.
    Ask { scope: Scope, visible: bool },
    /// Something is due, but enough is being asked for.
    Full,
    /// Nothing is due for so long; `None`: nothing ever will be by itself.
    Sleep(Option<Duration>),
}

/// The wait after the first failure; doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(15);
/// A time of reading that lies further ahead than this is from a clock that jumped.
const JUMP: i64 = 60_000;

impl Book {
    /// These are to be kept fresh. Others stay as they are; what is on screen is added by `choose`.
    pub(in crate::engine) fn expect(&mut self, scopes: impl Iterator<Item = Scope>) {
        for scope in scopes {
            self.0.entry(scope).or_default();
        }
    }

    /// It is being asked for.
    pub(in crate::engine) fn ask(&mut self, scope: &Scope) {
        self.0.entry(scope.clone()).or_default().asking = true;
    }

    /// It was read; it was true at `as_of`.
    pub(in crate::engine) fn read(&mut self, scope: &Scope, as_of: Time) {
        self.0.insert(scope.clone(), Age { read: Some(as_of), ..Age::default() });
    }

    /// An earlier run read it; it was true at `as_of`. Whatever this run knows of it counts more.
    pub(in crate::engine) fn restored(&mut self, scope: &Scope, as_of: Time) {
        let age = self.0.entry(scope.clone()).or_default();
        if *age == Age::default() {
            age.read = Some(as_of);
        }
    }

    /// Asking failed.
    pub(in crate::engine) fn failed(&mut self, scope: &Scope, now: Time, kind: &FaultKind) {
        let age = self.0.entry(scope.clone()).or_default();
        age.asking = false;
        age.failures = age.failures.saturating_add(1);
        age.failed = Some(now);
        age.refused =
            matches!(kind, FaultKind::Forbidden { .. } | FaultKind::Credentials | FaultKind::NotFound);
    }

    /// It is not there any more.
    pub(in crate::engine) fn forget(&mut self, gone: impl Fn(&Scope) -> bool) {
        self.0.retain(|scope, age| age.asking || !gone(scope));
    }

    /// How many are due.
    pub(in crate::engine) fn due(&self, now: Time, watched: &[Scope], rules: &Rules) -> u32 {
        let due = self
            .0
            .iter()
            .filter(|(scope, age)| !age.asking && age.due(now, watched.contains(scope), rules) <= now);
        due.count().try_into().unwrap_or(u32::MAX)
    }

    /// What to ask for next: what is on screen first, in the order of the list; then what was never read; then the
    /// oldest. What has failed waits longer each time; what is not permitted waits as long as if it had been read.
    pub(in crate::engine) fn choose(&self, now: Time, watched: &[Scope], rules: &Rules) -> Choice {
        let unread = Age::default();
        let shown = watched.iter().map(|scope| (scope, self.0.get(scope).unwrap_or(&unread)));
        let first = shown.clone().find(|(_, age)| !age.asking && age.due(now, true, rules) <= now);
        if let Some((scope, _)) = first {
            return Choice::Ask { scope: scope.clone(), visible: true };
        }
        // What only a screen asks for is not kept fresh when it is off screen.
        let kept = |scope: &Scope| matches!(scope, Scope::Accounts | Scope::Tokens(_));
        let rest = self.0.iter().filter(|(scope, _)| kept(scope) && !watched.contains(scope));
        let waiting = rest
            .map(|(scope, age)| (scope, age, false))
            .chain(shown.map(|(scope, age)| (scope, age, true)))
            .filter(|(_, age, _)| !age.asking);
        let next = waiting.min_by_key(|(_, age, visible)| age.due(now, *visible, rules));
        match next {
            None => Choice::Sleep(None),
            Some((scope, age, visible)) => match age.due(now, visible, rules).since(now) {
                ..=0 => Choice::Ask { scope: scope.clone(), visible },
                wait => Choice::Sleep(u64::try_from(wait).ok().map(Duration::from_millis)),
            },
        }
    }
}

impl Age {
    fn due(&self, now: Time, visible: bool, rules: &Rules) -> Time {
        let fresh = if visible { rules.visible } else { rules.other };
        if let Some(failed) = self.failed.filter(|at| at.since(now) < JUMP) {
            let backoff = FIRST_WAIT.saturating_mul(1 << self.failures.saturating_sub(1).min(10));
            return failed.plus(if self.refused { rules.other } else { backoff.min(rules.other) });
        }
        match self.read.filter(|at| at.since(now) < JUMP) {
            Some(read) => read.plus(fresh),
            None => Time::EPOCH,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::token::Owner;

    const RULES: Rules = Rules { visible: Duration::from_secs(60), other: Duration::from_secs(900) };

    fn tokens(name: &str) -> Scope {
        Scope::Tokens(Owner::Account(name.into()))
    }

    fn at(s: i64) -> Time {
        Time::from_secs(1_000_000 + s)
    }

    fn ask(scope: Scope, visible: bool) -> Choice {
        Choice::Ask { scope, visible }
    }

    fn book(ages: &[(&str, Option<i64>)]) -> Book {
        let mut book = Book::default();
        for (name, read) in ages {
            match read {
                Some(read) => book.read(&tokens(name), at(*read)),
                None => book.expect([tokens(name)].into_iter()),
            }
        }
        book
    }

    #[test]
    fn what_is_on_screen_comes_first_then_what_was_never_read_then_the_oldest() {
        let mut book =
            book(&[("old", Some(-2000)), ("older", Some(-3000)), ("new", None), ("shown", Some(-61))]);
        let watched = [tokens("shown")];
        assert_eq!(book.due(at(0), &watched, &RULES), 4);
        for (name, visible) in [("shown", true), ("new", false), ("older", false), ("old", false)] {
            assert_eq!(book.choose(at(0), &watched, &RULES), ask(tokens(name), visible));
            book.ask(&tokens(name));
        }
        assert_eq!(book.choose(at(0), &watched, &RULES), Choice::Sleep(None), "all are being asked for");
    }

    #[test]
    fn nothing_due_means_one_sleep_until_the_next() {
        let book = book(&[("a", Some(0)), ("b", Some(-100))]);
        let wait = |s| Choice::Sleep(Some(Duration::from_secs(s)));
        assert_eq!(book.choose(at(0), &[], &RULES), wait(800));
        assert_eq!(book.choose(at(0), &[tokens("a")], &RULES), wait(60));
        assert_eq!(Book::default().choose(at(0), &[], &RULES), Choice::Sleep(None));
    }

    #[test]
    fn failures_wait_longer_each_time_and_refusals_longest() {
        let mut book = book(&[("a", None)]);
        for expected in [15, 30, 60, 120, 240, 480, 900, 900] {
            book.failed(&tokens("a"), at(0), &FaultKind::Server);
            let wait = Choice::Sleep(Some(Duration::from_secs(expected)));
            assert_eq!(book.choose(at(0), &[tokens("a")], &RULES), wait, "also when it is on screen");
        }
        let mut book = Book::default();
        book.failed(&tokens("a"), at(0), &FaultKind::Forbidden { needs: None });
        assert_eq!(book.choose(at(0), &[], &RULES), Choice::Sleep(Some(Duration::from_secs(900))));
    }

    #[test]
    fn what_an_earlier_run_read_is_older_than_what_this_run_asks() {
        let mut book = Book::default();
        for name in ["asked", "failed", "read", "expected"] {
            book.expect([tokens(name)].into_iter());
        }
        book.ask(&tokens("asked"));
        book.failed(&tokens("failed"), at(0), &FaultKind::Server);
        book.read(&tokens("read"), at(0));
        for name in ["asked", "failed", "read", "expected"] {
            book.restored(&tokens(name), at(-5000));
        }
        assert_eq!(book.choose(at(0), &[], &RULES), ask(tokens("expected"), false), "it is old");
        book.ask(&tokens("expected"));
        let wait = Choice::Sleep(Some(Duration::from_secs(15)));
        assert_eq!(book.choose(at(0), &[], &RULES), wait, "the failed one; nothing else is due");
    }

    #[test]
    fn a_clock_that_was_ahead_does_not_keep_things_stale() {
        let book = book(&[("a", Some(100_000))]);
        assert_eq!(book.choose(at(0), &[], &RULES), ask(tokens("a"), false));
    }

    #[test]
    fn what_only_a_screen_asked_for_is_left_alone_afterwards() {
        let mut book = Book::default();
        let zones = Scope::Zones("a".into());
        assert_eq!(book.choose(at(0), std::slice::from_ref(&zones), &RULES), ask(zones.clone(), true));
        book.read(&zones, at(0));
        assert_eq!(book.choose(at(5000), &[], &RULES), Choice::Sleep(None));
    }
}
