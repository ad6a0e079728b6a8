//! One permission group and everything that policies say about it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::target::{Relation, Target};
use super::verdict::Verdict;
use crate::domain::group::GroupScope;
use crate::domain::ids::GroupId;
use crate::domain::lookup::Lookup;
use crate::domain::policy::{GroupRef, Stance};

/// What a permission group does on a target of some kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It applies as written.
    Plain,
    /// It presumably applies to what is inside: a zone permission on an account.
    Presumed(Target),
    /// It does nothing there, or the API refuses it: an account permission on a zone.
    Inert,
    /// The group's scope or the resource is not known.
    Unknown,
}

/// One permission group: on what it is allowed, denied, or mentioned in words that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    group: GroupRef,
    allowed: BTreeSet<Target>,
    denied: BTreeSet<Target>,
    unsure: BTreeSet<(Target, Arc<str>)>,
}

impl Grant {
    pub(super) fn new(group: GroupRef) -> Self {
        Grant { group, allowed: BTreeSet::new(), denied: BTreeSet::new(), unsure: BTreeSet::new() }
    }

    pub(super) fn put(&mut self, stance: &Stance, target: Target) {
        match stance {
            Stance::Allow => self.allowed.insert(target),
            Stance::Deny => self.denied.insert(target),
            Stance::Other(word) => self.unsure.insert((target, word.clone())),
        };
    }

    /// The group.
    pub fn group(&self) -> &GroupRef {
        &self.group
    }

    /// Targets that some policy allows, sorted; denies are not taken off.
    pub fn allowed(&self) -> impl Iterator<Item = &Target> {
        self.allowed.iter()
    }

    /// Targets that some policy denies, sorted.
    pub fn denied(&self) -> impl Iterator<Item = &Target> {
        self.denied.iter()
    }

    /// Targets in policies that neither allow nor deny but say a word nobody knows, with that word; sorted.
    pub fn unsure(&self) -> impl Iterator<Item = (&Target, &Arc<str>)> {
        self.unsure.iter().map(|(target, word)| (target, word))
    }

    /// All targets that some policy mentions; one that is both allowed and denied comes twice.
    pub fn mentioned(&self) -> impl Iterator<Item = &Target> {
        self.allowed.iter().chain(&self.denied).chain(self.unsure.iter().map(|(t, _)| t))
    }

    pub(super) fn scope(&self, names: &dyn Lookup) -> Option<GroupScope> {
        scope_of(&self.group.id, names)
    }

    /// What the group does on this target, allowed or not.
    pub fn effect(&self, target: &Target, names: &dyn Lookup) -> Effect {
        Self::effect_in(self.scope(names).as_ref(), target)
    }

    pub(super) fn effect_in(scope: Option<&GroupScope>, target: &Target) -> Effect {
        match (scope, target.scope()) {
            (None, _) | (_, None) => Effect::Unknown,
            (Some(a), Some(b)) if *a == b => Effect::Plain,
            (Some(scope), Some(_)) => target.inside(scope).map_or(Effect::Inert, Effect::Presumed),
        }
    }

    /// Whether the group may be used on `asked`. Asking a zone permission about an account asks about all of
    /// the account's zones.
    pub fn on(&self, asked: &Target, names: &dyn Lookup) -> Verdict {
        let scope = self.scope(names);
        let inside = scope.as_ref().and_then(|s| asked.inside(s));
        let asked = inside.as_ref().unwrap_or(asked);
        let scope = scope.as_ref();

        let cap =
            self.denied.iter().fold(Verdict::Yes, |cap, d| cap.lower(Self::cap(scope, d, asked, names)));
        if cap == Verdict::Denied {
            return cap;
        }
        // What is denied as a whole gives nothing, wherever it lies.
        let (gone, left): (Vec<_>, Vec<_>) =
            self.allowed.iter().partition(|a| self.is_denied(scope, a, names));
        let gives = |target: &Target| Self::allowance(scope, target, asked, names);
        let nothing = if gone.iter().any(|a| gives(a).reaches()) { Verdict::Denied } else { Verdict::No };
        let allowed = left.iter().map(|a| gives(a)).fold(nothing, Verdict::higher);
        let unsure = self.unsure().any(|(u, _)| gives(u).reaches() && !self.is_denied(scope, u, names));
        let found = if unsure { allowed.higher(Verdict::Unknown) } else { allowed };
        found.lower(cap)
    }

    /// Whether the group may be used on anything at all: the best verdict over everything allowed.
    pub fn anywhere(&self, names: &dyn Lookup) -> Verdict {
        let scope = self.scope(names);
        let scope = scope.as_ref();
        let known = self.allowed.iter().map(|a| self.best_on(scope, a, names));
        let unsure = self.unsure().map(|(u, _)| self.best_on(scope, u, names).lower(Verdict::Unknown));
        let denied = if self.denied.is_empty() { Verdict::No } else { Verdict::Denied };
        known.chain(unsure).fold(denied, Verdict::higher)
    }

    /// Everything that is allowed, as it works: a zone permission on an account appears as the account's zones.
    /// The verdict is [`Verdict::Partial`] where a deny takes a part away and [`Verdict::Denied`] where it takes all;
    /// what does nothing is [`Verdict::No`]. In the order of the targets as written.
    pub fn effective(&self, names: &dyn Lookup) -> Vec<(Target, Verdict)> {
        let scope = self.scope(names);
        let works = |target: &Target| match Self::effect_in(scope.as_ref(), target) {
            Effect::Presumed(inside) => inside,
            _ => target.clone(),
        };
        self.allowed
            .iter()
            .chain(self.unsure().map(|(t, _)| t))
            .map(|t| (works(t), self.on(t, names)))
            .collect()
    }

    fn best_on(&self, scope: Option<&GroupScope>, allowed: &Target, names: &dyn Lookup) -> Verdict {
        match Self::effect_in(scope, allowed) {
            Effect::Inert => Verdict::No,
            _ if self.is_denied(scope, allowed, names) => Verdict::Denied,
            Effect::Plain => Verdict::Yes,
            Effect::Presumed(_) => Verdict::Presumed,
            Effect::Unknown => Verdict::Unknown,
        }
    }

    /// Whether some deny surely takes all of an allowed target away.
    fn is_denied(&self, scope: Option<&GroupScope>, allowed: &Target, names: &dyn Lookup) -> bool {
        // The very same target denied: whatever it means, it is denied.
        self.denied.contains(allowed)
            || self.denied.iter().any(|d| {
                let inside = scope.and_then(|s| allowed.inside(s));
                Self::cap(scope, d, inside.as_ref().unwrap_or(allowed), names) == Verdict::Denied
            })
    }

    /// What an allow of `target` gives on `asked`.
    fn allowance(scope: Option<&GroupScope>, target: &Target, asked: &Target, names: &dyn Lookup) -> Verdict {
        if Self::effect_in(scope, asked) == Effect::Inert {
            return Verdict::No;
        }
        let (target, best) = match Self::effect_in(scope, target) {
            Effect::Plain => (target.clone(), Verdict::Yes),
            Effect::Presumed(inside) => (inside, Verdict::Presumed),
            Effect::Inert => return Verdict::No,
            Effect::Unknown => (target.clone(), Verdict::Unknown),
        };
        match Self::relation(scope, &target, asked, names) {
            Relation::Covers => best,
            Relation::Part => best.lower(Verdict::Partial),
            Relation::Maybe => best.lower(Verdict::Unknown),
            Relation::Apart => Verdict::No,
        }
    }

    /// How a target that is granted or denied lies to one that is asked about, for a group of this scope.
    pub(super) fn relation(
        scope: Option<&GroupScope>,
        target: &Target,
        asked: &Target,
        names: &dyn Lookup,
    ) -> Relation {
        match scope {
            Some(_) => target.relation(asked, names),
            None => target.relation_in_any_scope(asked, names),
        }
    }

    /// What a deny of `target` leaves at most on `asked`.
    fn cap(scope: Option<&GroupScope>, target: &Target, asked: &Target, names: &dyn Lookup) -> Verdict {
        let (target, sure) = match Self::effect_in(scope, target) {
            Effect::Plain => (target.clone(), true),
            Effect::Presumed(inside) => (inside, false),
            Effect::Inert => return Verdict::Yes,
            // An unknown group is denied on a known target all the same.
            Effect::Unknown => (target.clone(), true),
        };
        match Self::relation(scope, &target, asked, names) {
            Relation::Covers if sure => Verdict::Denied,
            Relation::Covers | Relation::Maybe => Verdict::Unknown,
            Relation::Part => Verdict::Partial,
            Relation::Apart => Verdict::Yes,
        }
    }
}

/// The scope of a group; `None` when the group or its scope is not known. Groups with several scopes have never
/// been seen in any capture of the list; if one appears, its scope counts as not known.
pub(super) fn scope_of(group: &GroupId, names: &dyn Lookup) -> Option<GroupScope> {
    match names.group(group).map(|g| &*g.scopes) {
        Some([scope]) if !matches!(scope, GroupScope::Other(_)) => Some(scope.clone()),
        _ => None,
    }
}

/// What an allow of a group of this scope on `target` gives on `asked`, were there no deny.
pub(super) fn allowance(
    scope: Option<&GroupScope>,
    target: &Target,
    asked: &Target,
    names: &dyn Lookup,
) -> Verdict {
    let inside = scope.and_then(|s| asked.inside(s));
    Grant::allowance(scope, target, inside.as_ref().unwrap_or(asked), names)
}
