//! On what the answer of a query depends, beside the token itself.

use crate::clock::Time;
use crate::domain::filter::{Beyond, Query, Span, Term, Test};
use crate::domain::token::Token;

/// On what a query depends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Needs {
    /// Names of groups, zones or buckets.
    pub(super) names: bool,
    /// How full owners are.
    pub(super) quota: bool,
    /// How much time has passed.
    pub(super) time: bool,
    /// What is remembered on this machine.
    pub(super) local: bool,
}

impl Needs {
    pub(super) fn of(query: &Query) -> Self {
        let any = |of: fn(&Test) -> bool| query.terms.iter().any(|term| of(&term.test));
        Needs {
            names: any(|test| {
                matches!(test, Test::Can(_) | Test::On(_) | Test::Perm(_) | Test::Would(_) | Test::At(_))
            }),
            quota: any(|test| matches!(test, Test::Quota(_))),
            local: any(|test| matches!(test, Test::Note(..) | Test::Changed(_))),
            time: any(|test| span(test).is_some()),
        }
    }
}

fn span(test: &Test) -> Option<Span> {
    match test {
        Test::Unused(Beyond::More(span) | Beyond::Less(span))
        | Test::Used(Beyond::More(span) | Beyond::Less(span))
        | Test::Issued(Beyond::More(span) | Beyond::Less(span))
        | Test::Modified(Beyond::More(span) | Beyond::Less(span))
        | Test::Expires(Beyond::More(span) | Beyond::Less(span)) => Some(*span),
        _ => None,
    }
}

/// The next moment after `now` at which the answer for this token may change because time passes. Standing and
/// findings aside: the world tells when those change.
pub(super) fn turn(query: &Query, token: &Token, now: Time) -> Option<Time> {
    let moments = |term: &Term| {
        let Some(length) = span(&term.test).map(Span::millis) else { return [None, None] };
        let after = |moment: Option<Time>| [moment.map(|moment| moment.plus_millis(length)), None];
        match &term.test {
            Test::Unused(_) => after(token.last_used_on.or(token.issued_on)),
            Test::Used(_) => after(token.last_used_on),
            Test::Issued(_) => after(token.issued_on),
            Test::Modified(_) => after(token.modified_on),
            // What has ended does not match any more, even if its standing is that of a disabled token before and after.
            _ => [token.expires_on.map(|end| end.plus_millis(-length)), token.expires_on],
        }
    };
    let next = |moment: Time| [moment, moment.plus_millis(1)].into_iter().find(|moment| *moment > now);
    query.terms.iter().flat_map(moments).flatten().filter_map(next).min()
}

/// Shorter words are not looked for in ids, so a word that grows to this length may find more than before
/// (`domain::filter::Matcher`).
const ID_PART: usize = 4;

/// Whether whatever matches `new` matches `old` too, as far as can be told at a glance: terms were added, or the
/// last one, a bare word, was typed further.
pub(super) fn narrows(old: &Query, new: &Query) -> bool {
    let Some((last, before)) = old.terms.split_last() else { return true };
    let Some((head, rest)) = new.terms.split_at_checked(before.len()) else { return false };
    let Some(grown) = rest.first() else { return false };
    head == before && (last == grown || grows(last, grown))
}

fn grows(old: &Term, new: &Term) -> bool {
    match (&old.test, &new.test) {
        (Test::Word(short), Test::Word(long)) => {
            let ids = short.len() >= ID_PART || long.len() < ID_PART;
            !old.negated && !new.negated && ids && long.starts_with(&**short)
        }
        _ => false,
    }
}
