//! How old our knowledge is: as of when, from where, being asked now, what went wrong.

use crate::clock::Time;
use crate::protocol::{Change, Delta, Fault};

/// Where knowledge came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// Nothing is known.
    #[default]
    Nowhere,
    /// What an earlier run wrote down.
    Cache,
    /// The server, in this run.
    Server,
}

/// How fresh the knowledge of one scope is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Freshness {
    /// When it was true; `None`: nothing is known.
    pub as_of: Option<Time>,
    /// Where it came from.
    pub from: Source,
    /// Whether it is all there is: pages agreed on the total and nothing changed under the walk.
    pub complete: bool,
    /// Whether it is being asked for now.
    pub asking: bool,
    /// Why the last attempt failed; `None` once a later one succeeded.
    pub fault: Option<Fault>,
}

/// What was heard about one scope, each with its stamp. Stamps decide, never the order of arrival.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Heard {
    /// Stamp, completeness and time of the newest news. Of two with one stamp the complete and later one counts.
    news: Option<(u64, bool, Time)>,
    asked: Option<u64>,
    failed: Option<(u64, Fault)>,
}

impl Heard {
    /// Takes note of a delta about this scope. Answers whether the freshness may have changed.
    pub(super) fn hear(&mut self, delta: &Delta) -> bool {
        let before = self.clone();
        match &delta.change {
            Change::Asked => self.asked = self.asked.max(Some(delta.revision)),
            Change::Failed(fault) => {
                if self.failed.as_ref().is_none_or(|(revision, _)| *revision < delta.revision) {
                    self.failed = Some((delta.revision, fault.clone()));
                }
            }
            Change::Accounts { complete, .. }
            | Change::Tokens { complete, .. }
            | Change::Organizations { complete, .. }
            | Change::Members { complete, .. } => {
                self.note(delta, *complete);
            }
            Change::Restored(_) => self.note(delta, false),
            Change::Identity(_)
            | Change::Token(_)
            | Change::Gone(_)
            | Change::Groups(_)
            | Change::Zones(_)
            | Change::Buckets(_) => self.note(delta, true),
        }
        *self != before
    }

    fn note(&mut self, delta: &Delta, complete: bool) {
        self.news = self.news.max(Some((delta.revision, complete, delta.as_of)));
    }

    /// The stamp of the newest news, to compare two scopes that speak of the same thing.
    pub(super) fn revision(&self) -> Option<u64> {
        self.news.map(|(revision, ..)| revision)
    }

    /// Whether a list that is all there is has been read.
    pub(super) fn complete(&self) -> bool {
        self.news.is_some_and(|(_, complete, _)| complete)
    }

    fn failed(&self) -> Option<u64> {
        self.failed.as_ref().map(|(revision, _)| *revision)
    }

    /// Why the last attempt failed, unless a later one succeeded.
    pub(super) fn fault(&self) -> Option<&Fault> {
        let (revision, fault) = self.failed.as_ref()?;
        (Some(*revision) >= self.revision()).then_some(fault)
    }

    /// Whether it is being asked for now.
    pub(super) fn asking(&self) -> bool {
        self.asked > self.revision().max(self.failed())
    }

    /// What to tell people.
    pub(super) fn freshness(&self) -> Freshness {
        Freshness {
            as_of: self.news.map(|(.., as_of)| as_of),
            from: match self.news {
                None => Source::Nowhere,
                Some((0, ..)) => Source::Cache,
                Some(_) => Source::Server,
            },
            complete: self.complete(),
            asking: self.asking(),
            fault: self.fault().cloned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rstest::rstest;

    use super::*;
    use crate::domain::token::Owner;
    use crate::protocol::{FaultKind, Scope};

    fn fault() -> Fault {
        Fault::new(FaultKind::Network, "No answer.", "Try again.")
    }

    fn read(complete: bool) -> Change {
        Change::Tokens { list: Arc::default(), complete }
    }

    fn heard(news: &[(u64, Change)]) -> Freshness {
        let mut heard = Heard::default();
        for (revision, change) in news {
            let as_of = Time::from_secs(i64::try_from(*revision).unwrap());
            let scope = Scope::Tokens(Owner::User);
            heard.hear(&Delta { scope, revision: *revision, as_of, change: change.clone() });
        }
        heard.freshness()
    }

    #[rstest]
    #[case::nothing(&[], Source::Nowhere, false, false)]
    #[case::cache(&[(0, Change::Restored(Vec::new()))], Source::Cache, false, false)]
    #[case::asked(&[(0, Change::Restored(Vec::new())), (1, Change::Asked)], Source::Cache, true, false)]
    #[case::answered(&[(1, Change::Asked), (1, read(true))], Source::Server, false, false)]
    #[case::answered_before_asked(&[(1, read(true)), (1, Change::Asked)], Source::Server, false, false)]
    #[case::failed(&[(1, read(true)), (2, Change::Asked), (2, Change::Failed(fault()))], Source::Server, false, true)]
    #[case::cut_off(&[(2, Change::Asked), (2, read(false)), (2, Change::Failed(fault()))], Source::Server, false, true)]
    #[case::recovered(&[(2, Change::Failed(fault())), (3, read(true))], Source::Server, false, false)]
    #[case::an_old_failure(&[(3, read(true)), (2, Change::Failed(fault()))], Source::Server, false, false)]
    fn freshness(
        #[case] news: &[(u64, Change)],
        #[case] from: Source,
        #[case] asking: bool,
        #[case] failed: bool,
    ) {
        let freshness = heard(news);
        assert_eq!((freshness.from, freshness.asking, freshness.fault.is_some()), (from, asking, failed));
    }
}
