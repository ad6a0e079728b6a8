//! One token as the world holds it: the object, and what follows from it at present.

use std::sync::Arc;

use crate::clock::Time;
use crate::domain::ages::{Ends, Used};
use crate::domain::filter::Haystack;
use crate::domain::finding::{FindingSet, Thresholds};
use crate::domain::token::{Standing, Token};

/// A token, what it is now, and what is weak about it.
#[derive(Clone, Debug)]
pub struct Row {
    /// The token.
    pub token: Arc<Token>,
    /// What it is now.
    pub standing: Standing,
    /// When it ends and when it was last used, as lists are counted.
    pub ages: (Ends, Used),
    /// Its findings, without the reasons ([`super::World::findings`]).
    pub findings: FindingSet,
    /// Its words, prepared for the filter.
    pub(super) haystack: Haystack,
    pub(super) revision: u64,
    /// When standing or findings may change by themselves.
    pub(super) alarm: Option<Time>,
}

/// The next moment after `now` at which the standing or a finding of the token may change because time passes.
///
/// Rules compare with "not after" or with "after"; waking at the moment and again a millisecond later costs a few
/// needless looks a year and spares us from knowing which.
pub(super) fn alarm(token: &Token, now: Time, limits: &Thresholds) -> Option<Time> {
    let days = |moment: Option<Time>, days: i64| moment.map(|moment| moment.plus_days(days));
    let [expiring, unused, old] = [limits.expiring_days, limits.unused_days, limits.old_days].map(i64::from);
    [
        token.not_before,
        token.expires_on,
        days(token.expires_on, -expiring),
        days(token.last_used_on.or(token.issued_on), unused),
        days(token.issued_on, old),
        Ends::turn(token.expires_on, now),
        Used::turn(token.last_used_on, now),
    ]
    .into_iter()
    .flatten()
    .filter_map(|moment| [moment, moment.plus_millis(1)].into_iter().find(|moment| *moment > now))
    .min()
}
