//! Findings about what is around a token: its creator, its namesakes, its owner.

use super::dates::lives;
use super::{Creator, FindingCx, Say, Severity};
use crate::domain::token::Token;

pub(super) fn creator_gone(token: &Token, cx: &FindingCx<'_>, say: &mut Say<'_>) {
    if cx.creator == Creator::Gone && lives(token, cx) {
        say(Severity::High, format_args!("made by somebody who is not a member any more"));
    }
}

pub(super) fn duplicate_name(_: &Token, cx: &FindingCx<'_>, say: &mut Say<'_>) {
    match cx.namesakes {
        0 => {}
        1 => say(Severity::Info, format_args!("another token of the same owner bears this name")),
        n => say(Severity::Info, format_args!("{n} other tokens of the same owner bear this name")),
    }
}

pub(super) fn quota(_: &Token, cx: &FindingCx<'_>, say: &mut Say<'_>) {
    let Some(quota) = cx.quota else { return };
    if quota.percent() >= cx.thresholds.quota_percent {
        let full = quota.used >= quota.limit;
        let severity = if full { Severity::Medium } else { Severity::Low };
        say(severity, format_args!("its owner has {} of at most {} tokens", quota.used, quota.limit));
    }
}
