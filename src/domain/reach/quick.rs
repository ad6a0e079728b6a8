//! The questions of `can:` and `would:` for a hundred thousand tokens: is there any reach at all, and nothing more.

use super::grant::{allowance, scope_of};
use super::{Effect, Grant, Reach, Target};
use crate::domain::lookup::Lookup;
use crate::domain::policy::{GroupRef, Policy, Stance};

/// Whether one of the `wanted` groups may, or might, be used on one of `targets`; on anything at all when
/// `targets` is `None`. The same as asking a [`Reach`], without building one for tokens where it is plain.
pub fn reaches(
    policies: &[Policy],
    wanted: &dyn Fn(&GroupRef) -> bool,
    targets: Option<&[Target]>,
    names: &dyn Lookup,
) -> bool {
    let silent = |p: &Policy| p.stance == Stance::Deny || !touches(p, wanted, targets, names);
    if policies.iter().all(silent) {
        return false;
    }
    if policies.iter().all(|p| p.stance != Stance::Deny) {
        return true;
    }
    let reach = Reach::of_groups(policies, wanted);
    reach.grants().any(|grant| match targets {
        Some(asked) => asked.iter().any(|target| grant.on(target, names).reaches()),
        None => grant.anywhere(names).reaches(),
    })
}

/// Whether some policy allows one of the `wanted` groups on one of `targets`, denies left aside.
pub fn granted(
    policies: &[Policy],
    wanted: &dyn Fn(&GroupRef) -> bool,
    targets: Option<&[Target]>,
    names: &dyn Lookup,
) -> bool {
    policies.iter().any(|p| p.stance != Stance::Deny && touches(p, wanted, targets, names))
}

/// Whether some policy allows one of the `wanted` groups on one of `targets` and another takes it away; on any part
/// of what is allowed when `targets` is `None`.
pub fn denied(
    policies: &[Policy],
    wanted: &dyn Fn(&GroupRef) -> bool,
    targets: Option<&[Target]>,
    names: &dyn Lookup,
) -> bool {
    if policies.iter().all(|p| p.stance != Stance::Deny) || !granted(policies, wanted, targets, names) {
        return false;
    }
    let reach = Reach::of_groups(policies, wanted);
    let takes = |grant: &Grant| match targets {
        Some(asked) => asked.iter().any(|target| {
            let over = grant.bearing(Some(std::slice::from_ref(target)), names);
            !over.is_empty() && !grant.on(target, names).reaches()
        }),
        None => {
            let over = grant.bearing(None, names);
            over.iter().any(|a| grant.denied().any(|d| grant.meets(a, d, names)))
        }
    };
    reach.grants().any(takes)
}

/// Whether a policy mentions one of `wanted` together with something that bears on one of `targets`.
fn touches(
    policy: &Policy,
    wanted: &dyn Fn(&GroupRef) -> bool,
    targets: Option<&[Target]>,
    names: &dyn Lookup,
) -> bool {
    let far = |mentioned: &Target| {
        targets.is_some_and(|asked| asked.iter().all(|target| mentioned.is_elsewhere(target, names)))
    };
    if policy.resources.iter().flat_map(Target::of).all(|mentioned| far(&mentioned)) {
        return false;
    }
    policy.groups.iter().filter(|g| wanted(g)).any(|group| {
        let scope = scope_of(&group.id, names);
        policy.resources.iter().flat_map(Target::of).any(|mentioned| match targets {
            Some(asked) => asked.iter().any(|t| allowance(scope.as_ref(), &mentioned, t, names).reaches()),
            None => Grant::effect_in(scope.as_ref(), &mentioned) != Effect::Inert,
        })
    })
}
