//! How a token comes to a permission: which policies allow it, over what, and what denies near it.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::grant::allowance;
use super::target::Relation;
use super::{Effect, Grant, Reach, Target, Verdict};
use crate::domain::group::{Access, access_of};
use crate::domain::lookup::{Lookup, group_name};
use crate::domain::policy::{GroupRef, Policy, Stance};

/// How a token comes to a permission on what was asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct How {
    /// The permission that goes furthest of those asked about; of equals one that changes things.
    pub group: GroupRef,
    /// How many others of those asked about reach there too.
    pub others: usize,
    /// How far it goes.
    pub verdict: Verdict,
    /// The policies that allow it, or speak of it in words nobody knows, counted from 1.
    pub policies: Vec<usize>,
    /// What those policies allow it on, as far as it bears on what was asked about.
    pub over: Vec<Target>,
    /// What is denied of that.
    pub denied: Vec<Target>,
    /// Whether the permission or its scope is not known, so that nobody can tell what it does.
    pub unknown_group: bool,
}

/// How the wanted groups come to reach one of `targets`, or anything at all when `targets` is `None`: by the group
/// that goes furthest. `None` where no policy allows any of them there.
pub fn how(
    policies: &[Policy],
    wanted: &dyn Fn(&GroupRef) -> bool,
    targets: Option<&[Target]>,
    names: &dyn Lookup,
) -> Option<How> {
    let reach = Reach::of_groups(policies, wanted);
    let mut found: Vec<(Verdict, &Grant, Vec<Target>)> = reach
        .grants()
        .map(|grant| (verdict(grant, targets, names), grant, grant.bearing(targets, names)))
        .filter(|(_, _, over)| !over.is_empty())
        .collect();
    // Of equals, what changes things comes before what reads, and the first stays first.
    let reads = |grant: &Grant| {
        let name = group_name(grant.group(), names);
        name.is_some_and(|name| access_of(name) == Access::Read)
    };
    found.sort_by_key(|(verdict, grant, _)| (Reverse(verdict.level()), reads(grant)));
    let others = found.iter().skip(1).filter(|(verdict, ..)| verdict.reaches()).count();
    let (verdict, grant, over) = found.into_iter().next()?;
    let speaks = |policy: &Policy| {
        policy.stance != Stance::Deny
            && policy.groups.iter().any(|g| g.id == grant.group().id)
            && policy.resources.iter().flat_map(Target::of).any(|t| over.contains(&t))
    };
    Some(How {
        group: grant.group().clone(),
        others,
        verdict,
        policies: (1..).zip(policies).filter(|(_, p)| speaks(p)).map(|(n, _)| n).collect(),
        denied: grant.denied().filter(|d| over.iter().any(|a| grant.meets(a, d, names))).cloned().collect(),
        unknown_group: grant.is_unknown(names),
        over,
    })
}

fn verdict(grant: &Grant, targets: Option<&[Target]>, names: &dyn Lookup) -> Verdict {
    match targets {
        None => grant.anywhere(names),
        Some(asked) => asked.iter().map(|t| grant.on(t, names)).fold(Verdict::No, |best, v| {
            // Told apart at the same level: denied says more than no.
            if v.level() > best.level() || best == Verdict::No { v } else { best }
        }),
    }
}

impl Grant {
    /// What is allowed, or spoken of in words nobody knows, that bears on one of `targets`, denies left aside.
    pub(super) fn bearing(&self, targets: Option<&[Target]>, names: &dyn Lookup) -> Vec<Target> {
        let scope = self.scope(names);
        let bears = |mentioned: &&Target| match targets {
            Some(asked) => asked.iter().any(|t| allowance(scope.as_ref(), mentioned, t, names).reaches()),
            None => Self::effect_in(scope.as_ref(), mentioned) != Effect::Inert,
        };
        let spoken: BTreeSet<&Target> =
            self.allowed().chain(self.unsure().map(|(target, _)| target)).filter(bears).collect();
        spoken.into_iter().cloned().collect()
    }

    /// Whether an allowed and a denied target may have anything in common, each as it works for this group.
    pub(super) fn meets(&self, allowed: &Target, denied: &Target, names: &dyn Lookup) -> bool {
        let scope = self.scope(names);
        let works = |target: &Target| match Self::effect_in(scope.as_ref(), target) {
            Effect::Presumed(inside) => inside,
            _ => target.clone(),
        };
        let (allowed, denied) = (works(allowed), works(denied));
        let apart = |a, b| Self::relation(scope.as_ref(), a, b, names) == Relation::Apart;
        !apart(&allowed, &denied) || !apart(&denied, &allowed)
    }

    /// Whether nobody knows what the group applies to.
    fn is_unknown(&self, names: &dyn Lookup) -> bool {
        self.scope(names).is_none()
    }
}
