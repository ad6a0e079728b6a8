//! Findings about status and dates.

use super::{FindingCx, Say, Severity};
use crate::clock::DAY;
use crate::domain::token::{Standing, Status, Token};

/// Whether the token can be used now, or will be, or might be. Weaknesses of dead tokens are no news.
pub(super) fn lives(token: &Token, cx: &FindingCx<'_>) -> bool {
    matches!(token.standing(cx.now), Standing::Active | Standing::NotYet | Standing::Unknown)
}

fn days(millis: i64) -> i64 {
    millis / DAY
}

fn limit(days: u32) -> i64 {
    i64::from(days).saturating_mul(DAY)
}

pub(super) fn exposed(token: &Token, _: &FindingCx<'_>, say: &mut Say<'_>) {
    if token.status == Status::Exposed {
        say(Severity::High, format_args!("found in public and shut off; replace it and look at what it did"));
    }
}

pub(super) fn expired_active(token: &Token, cx: &FindingCx<'_>, say: &mut Say<'_>) {
    let Some(end) = token.expires_on else { return };
    if token.status == Status::Active && end <= cx.now {
        let ago = days(cx.now.since(end));
        say(Severity::Medium, format_args!("ended {ago} days ago, but the API still calls it active"));
    }
}

pub(super) fn no_expiry(token: &Token, cx: &FindingCx<'_>, say: &mut Say<'_>) {
    if token.expires_on.is_none() && lives(token, cx) {
        say(Severity::Low, format_args!("never expires"));
    }
}

pub(super) fn expiring(token: &Token, cx: &FindingCx<'_>, say: &mut Say<'_>) {
    let Some(end) = token.expires_on else { return };
    let left = end.since(cx.now);
    if lives(token, cx) && left <= limit(cx.thresholds.expiring_days) {
        match days(left) {
            0 => say(Severity::Medium, format_args!("ends within a day")),
            1 => say(Severity::Medium, format_args!("ends in 1 day")),
            days => say(Severity::Medium, format_args!("ends in {days} days")),
        }
    }
}

pub(super) fn never_used(token: &Token, cx: &FindingCx<'_>, say: &mut Say<'_>) {
    let Some(issued) = token.issued_on else { return };
    let age = cx.now.since(issued);
    if token.last_used_on.is_none() && lives(token, cx) && age > limit(cx.thresholds.unused_days) {
        say(Severity::Medium, format_args!("never used in the {} days since it was issued", days(age)));
    }
}

pub(super) fn unused(token: &Token, cx: &FindingCx<'_>, say: &mut Say<'_>) {
    let Some(used) = token.last_used_on else { return };
    let idle = cx.now.since(used);
    if lives(token, cx) && idle > limit(cx.thresholds.unused_days) {
        say(Severity::Medium, format_args!("not used for {} days", days(idle)));
    }
}

pub(super) fn old(token: &Token, cx: &FindingCx<'_>, say: &mut Say<'_>) {
    let Some(issued) = token.issued_on else { return };
    let age = cx.now.since(issued);
    if lives(token, cx) && age > limit(cx.thresholds.old_days) {
        say(
            Severity::Low,
            format_args!("issued {} days ago; whether it was rolled since cannot be told", days(age)),
        );
    }
}
