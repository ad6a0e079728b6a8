//! Findings about what a token can do and from where.

use super::dates::lives;
use super::{FindingCx, Say, Severity};
use crate::domain::group::{ACCOUNT_TOKENS_WRITE, Access, USER_TOKENS_WRITE, access_of};
use crate::domain::ids::GroupId;
use crate::domain::lookup::group_name;
use crate::domain::policy::{GroupRef, Policy, Stance};
use crate::domain::reach::{Reach, Target, reaches};
use crate::domain::token::{Owner, Token};

/// A group whose name nobody knows may write.
fn writes(group: &GroupRef, cx: &FindingCx<'_>) -> bool {
    group_name(group, cx.names).is_none_or(|name| access_of(name) == Access::Write)
}

pub(super) fn mints_tokens(token: &Token, cx: &FindingCx<'_>, say: &mut Say<'_>) {
    let [user, account] = [USER_TOKENS_WRITE, ACCOUNT_TOKENS_WRITE].map(GroupId::new);
    let mints = |group: &GroupRef| group.id == user || group.id == account;
    if lives(token, cx) && reaches(&token.policies, &mints, None, cx.names) {
        say(Severity::High, format_args!("may make, change and delete tokens, also ones that outlive it"));
    }
}

/// `wide`: a write in effect on everything of a kind. Everywhere (all accounts, all zones, all buckets, all
/// Workers) is high; everything inside one account is medium, because an account token can hardly be asked to
/// name every zone that will ever be added. A deny that takes off a part does not make it narrow.
pub(super) fn wide(token: &Token, cx: &FindingCx<'_>, say: &mut Say<'_>) {
    if !lives(token, cx) || !token.policies.iter().any(|p| allows_much(p, cx)) {
        return;
    }
    let reach = Reach::of_groups(&token.policies, &|g| writes(g, cx));
    let mut all_in_one = None;
    for grant in reach.grants() {
        for (target, verdict) in grant.effective(cx.names) {
            let reaches = verdict.reaches();
            if reaches && target.is_everywhere() {
                return say(Severity::High, format_args!("may write on {}", words(&target)));
            }
            if reaches && target.is_all_in_one_account() {
                all_in_one.get_or_insert(target);
            }
        }
    }
    if let Some(target) = all_in_one {
        say(Severity::Medium, format_args!("may write on {}", words(&target)));
    }
}

/// Whether a policy, were there no deny, allows a write on all things of a kind: most tokens have none, and are
/// spared the full answer.
fn allows_much(policy: &Policy, cx: &FindingCx<'_>) -> bool {
    policy.stance == Stance::Allow
        && policy.resources.iter().flat_map(Target::of).any(|target| {
            let all = target.is_everywhere() || target.is_all_in_one_account();
            policy.groups.iter().any(|g| (all || applies_inside(g, &target, cx)) && writes(g, cx))
        })
}

/// Whether the group is for things inside the target: a zone permission on an account.
fn applies_inside(group: &GroupRef, target: &Target, cx: &FindingCx<'_>) -> bool {
    cx.names.group(&group.id).is_some_and(|g| g.scopes.iter().any(|scope| target.inside(scope).is_some()))
}

fn words(target: &Target) -> &'static str {
    match target {
        Target::AllAccounts => "all accounts",
        Target::AllZones => "all zones of all accounts",
        Target::AllBuckets => "all R2 buckets of all accounts",
        Target::AllScripts => "all Workers of all accounts",
        Target::ZonesOf(_) => "all zones of an account",
        Target::BucketsOf(_) => "all R2 buckets of an account",
        Target::ScriptsOf(_) => "all Workers of an account",
        _ => "much",
    }
}

/// `incompatible`: low where the snapshot itself is doubted. Only the products are named: which permission it is, the
/// detail tells.
pub(super) fn incompatible(token: &Token, cx: &FindingCx<'_>, say: &mut Say<'_>) {
    if token.at.owner == Owner::User || !lives(token, cx) {
        return;
    }
    let Some(clash) = cx.misfits.clash(token) else { return };
    let severity = if clash.doubted { Severity::Low } else { Severity::Medium };
    let at = clash.at.into_iter().collect::<Vec<_>>().join(", ");
    let doubt = if clash.doubted { " (doubted)" } else { "" };
    say(
        severity,
        format_args!("may fail at {at}: closed to account-owned tokens as of {}{doubt}", clash.as_of),
    );
}

pub(super) fn no_ip(token: &Token, cx: &FindingCx<'_>, say: &mut Say<'_>) {
    if token.condition.is_open()
        && lives(token, cx)
        && reaches(&token.policies, &|g| writes(g, cx), None, cx.names)
    {
        say(Severity::Low, format_args!("may write, from any address"));
    }
}

pub(super) fn no_reach(token: &Token, cx: &FindingCx<'_>, say: &mut Say<'_>) {
    if lives(token, cx) && !reaches(&token.policies, &|_| true, None, cx.names) {
        // Use is a fact, our reading of policies is not: a token in use is never called superfluous.
        match token.last_used_on {
            Some(_) => say(Severity::Low, format_args!("grants nothing that is known, yet it has been used")),
            None => say(Severity::Low, format_args!("grants nothing and was never used; it can be deleted")),
        }
    }
}
