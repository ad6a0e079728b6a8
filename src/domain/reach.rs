//! Reach: what a token can do in effect, over all its policies (API reference section 4).
//!
//! An explicit deny beats an explicit allow, which beats silence. A [`Reach`] keeps, for every permission group,
//! on what it is allowed, denied, or mentioned by a policy whose stance nobody knows. It knows no names and no
//! clock: questions that need to know which account a zone belongs to take a [`Lookup`], and whether the token
//! can be used at all *now* and *from here* is told apart by [`Force`].

mod force;
mod grant;
mod how;
mod quick;
mod target;
mod verdict;

use std::collections::BTreeMap;

pub use force::{Force, Origin};
pub use grant::{Effect, Grant};
pub use how::{How, how};
pub use quick::{denied, granted, reaches};
pub use target::Target;
pub use verdict::Verdict;

use super::ids::GroupId;
use super::lookup::Lookup;
use super::policy::{GroupRef, Policy};

/// What policies add up to. Two lists of policies that say the same in another order or twice are equal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    grants: BTreeMap<GroupId, Grant>,
}

impl Reach {
    /// What these policies add up to.
    pub fn of(policies: &[Policy]) -> Self {
        Self::of_groups(policies, &|_| true)
    }

    /// The same, for the permission groups that `wanted` picks.
    pub fn of_groups(policies: &[Policy], wanted: &dyn Fn(&GroupRef) -> bool) -> Self {
        let mut grants = BTreeMap::new();
        for policy in policies {
            for group in policy.groups.iter().filter(|g| wanted(g)) {
                let grant = grants.entry(group.id.clone()).or_insert_with(|| Grant::new(group.clone()));
                for target in policy.resources.iter().flat_map(Target::of) {
                    grant.put(&policy.stance, target);
                }
            }
        }
        Reach { grants }
    }

    /// Whether the group may be used on the target.
    pub fn can(&self, group: &GroupId, target: &Target, names: &dyn Lookup) -> Verdict {
        self.grants.get(group).map_or(Verdict::No, |g| g.on(target, names))
    }

    /// Per permission: every group that some policy mentions, in the order of ids.
    pub fn grants(&self) -> impl Iterator<Item = &Grant> {
        self.grants.values()
    }

    /// Per resource: every target that some policy mentions, each with the groups and what they may do there.
    pub fn targets(&self, names: &dyn Lookup) -> BTreeMap<Target, Vec<(&GroupRef, Verdict)>> {
        let mut seen: BTreeMap<Target, Vec<(&GroupRef, Verdict)>> = BTreeMap::new();
        for grant in self.grants.values() {
            for target in grant.mentioned() {
                seen.entry(target.clone()).or_default().push((grant.group(), grant.on(target, names)));
            }
        }
        seen
    }

    /// Whether nothing is reached, as far as anybody knows: no policy, everything denied, or groups on
    /// resources to which they do not apply.
    pub fn is_empty(&self, names: &dyn Lookup) -> bool {
        self.grants.values().all(|g| !g.anywhere(names).reaches())
    }

    /// Where `self` reaches further than `than`: each permission and target, and what `self` may do there.
    pub fn beyond(&self, than: &Reach, names: &dyn Lookup) -> Vec<(&GroupRef, Target, Verdict)> {
        let mut found = Vec::new();
        for grant in self.grants.values() {
            let other = than.grants.get(&grant.group().id);
            let mut points: Vec<&Target> =
                grant.mentioned().chain(other.iter().flat_map(|g| g.mentioned())).collect();
            points.sort_unstable();
            points.dedup();
            for target in points {
                let mine = grant.on(target, names);
                let theirs = other.map_or(Verdict::No, |g| g.on(target, names));
                if mine.level() > theirs.level() {
                    found.push((grant.group(), target.clone(), mine));
                }
            }
        }
        found
    }
}

/// Whether `a` reaches anything that `b` does not.
pub fn wider(a: &Reach, b: &Reach, names: &dyn Lookup) -> bool {
    !a.beyond(b, names).is_empty()
}

#[cfg(test)]
mod tests;
