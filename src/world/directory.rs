//! Names: what accounts, permission groups, zones and buckets are called, and what bears a name.

use std::collections::HashMap;

use super::accounts::{Accounts, Moved};
use super::register::Register;
use super::zones::Zones;
use crate::domain::account::Account;
use crate::domain::group::{self, Group};
use crate::domain::ids::{AccountId, GroupId, ZoneId};
use crate::domain::lookup::Lookup;
use crate::domain::reach::Target;
use crate::domain::resource::BucketKey;
use crate::domain::zone::{Bucket, Zone};

/// Everything that policies name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Directory {
    pub(super) accounts: Accounts,
    pub(super) zones: Zones,
    buckets: HashMap<AccountId, Register<Vec<Bucket>>>,
    /// Groups as some server list described them, each with its stamp. The shipped catalogue fills the gaps.
    groups: HashMap<GroupId, (u64, Group)>,
    /// What bears a name, by the name in lower case. Kept sorted, so that the order of news does not show.
    named: HashMap<Box<str>, Vec<Target>>,
}

impl Directory {
    /// Takes from a list of accounts what is newer.
    pub(super) fn offer_accounts(&mut self, list: &[Account], complete: bool, revision: u64) -> Moved {
        for account in list {
            if let Some(known) = self.accounts.get(&account.id) {
                let (name, target) = (known.name.to_lowercase(), Target::Account(account.id.clone()));
                self.forget_name(&name, &target);
            }
        }
        let moved = self.accounts.offer(list, complete, revision);
        for account in list {
            if let Some(known) = self.accounts.get(&account.id) {
                let (name, target) = (known.name.to_lowercase(), Target::Account(account.id.clone()));
                self.learn_name(&name, target);
            }
        }
        if !moved.gone.is_empty() {
            let gone =
                |target: &Target| matches!(target, Target::Account(id) if self.accounts.get(id).is_none());
            self.named.retain(|_, targets| {
                targets.retain(|target| !gone(target));
                !targets.is_empty()
            });
        }
        moved
    }

    /// Takes the zones of an account if they are newer. Answers whether names changed.
    pub(super) fn offer_zones(&mut self, account: &AccountId, list: &[Zone], revision: u64) -> bool {
        let listed =
            self.zones.of(account).iter().chain(list).map(|zone| zone.id.clone()).collect::<Vec<_>>();
        let called: Vec<(ZoneId, String)> = listed
            .into_iter()
            .filter_map(|id| self.zones.get(&id).map(|zone| zone.name.to_lowercase()).map(|name| (id, name)))
            .collect();
        let Some(touched) = self.zones.offer(account, list, revision) else { return false };
        for (id, name) in called {
            self.forget_name(&name, &Target::Zone(id));
        }
        for id in touched {
            if let Some(name) = self.zones.get(&id).map(|zone| zone.name.to_lowercase()) {
                self.learn_name(&name, Target::Zone(id));
            }
        }
        true
    }

    /// Takes the buckets of an account if they are newer. Answers whether names changed.
    pub(super) fn offer_buckets(&mut self, account: &AccountId, list: &[Bucket], revision: u64) -> bool {
        let register = self.buckets.entry(account.clone()).or_default();
        let before = register.get().cloned().unwrap_or_default();
        if !register.offer(revision, list.to_vec()) {
            return false;
        }
        for bucket in &before {
            self.forget_name(&bucket.name.to_lowercase(), &target(bucket));
        }
        for bucket in list {
            self.learn_name(&bucket.name.to_lowercase(), target(bucket));
        }
        true
    }

    /// Takes from a list of groups what is newer. Lists only add: each owner is shown a part of the catalogue.
    /// Answers the groups that look different now.
    pub(super) fn offer_groups(&mut self, list: &[Group], revision: u64) -> Vec<GroupId> {
        let mut changed = Vec::new();
        for group in list {
            let held = self.groups.get(&group.id).map(|(held, _)| *held);
            if held.is_some_and(|held| held >= revision) {
                continue;
            }
            if self.group(&group.id) != Some(group) {
                changed.push(group.id.clone());
            }
            self.groups.insert(group.id.clone(), (revision, group.clone()));
        }
        changed
    }

    /// Every permission group that is known: the shipped ones, the server's word taken where it differs.
    pub(super) fn groups(&self) -> impl Iterator<Item = &Group> {
        let shipped = group::shipped().iter().filter(|group| !self.groups.contains_key(&group.id));
        self.groups.values().map(|(_, group)| group).chain(shipped)
    }

    /// The buckets of an account.
    pub(super) fn buckets_of(&self, account: &AccountId) -> &[Bucket] {
        self.buckets.get(account).and_then(Register::get).map_or(&[], Vec::as_slice)
    }

    /// Everything that bears a name, in lower case and in no particular order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.named.keys().map(|name| &**name)
    }

    /// Every name in lower case, and what bears it, in no particular order.
    pub(super) fn named_all(&self) -> impl Iterator<Item = (&str, &[Target])> {
        self.named.iter().map(|(name, targets)| (&**name, &**targets))
    }

    fn learn_name(&mut self, name: &str, target: Target) {
        if name.is_empty() {
            return;
        }
        let targets = self.named.entry(name.into()).or_default();
        if let Err(place) = targets.binary_search(&target) {
            targets.insert(place, target);
        }
    }

    fn forget_name(&mut self, name: &str, target: &Target) {
        let Some(targets) = self.named.get_mut(name) else { return };
        targets.retain(|known| known != target);
        if targets.is_empty() {
            self.named.remove(name);
        }
    }
}

fn target(bucket: &Bucket) -> Target {
    Target::Bucket(Box::new(BucketKey {
        account: bucket.account.clone(),
        jurisdiction: bucket.jurisdiction.clone(),
        name: bucket.name.clone(),
    }))
}

impl Lookup for Directory {
    fn account_name(&self, id: &AccountId) -> Option<&str> {
        self.accounts.get(id).map(|account| &*account.name)
    }

    fn group(&self, id: &GroupId) -> Option<&Group> {
        self.groups.get(id).map(|(_, group)| group).or_else(|| group::shipped().get(id))
    }

    fn zone(&self, id: &ZoneId) -> Option<&Zone> {
        self.zones.get(id)
    }

    fn named(&self, name: &str) -> &[Target] {
        self.named.get(name).map_or(&[], Vec::as_slice)
    }
}
