//! What we currently believe about Cloudflare.
//!
//! [`World`] holds the facts: accounts, tokens, names, how fresh they are, and what follows from them at present
//! (standing, findings, sums). [`World::apply`] takes news and keeps what is newer; nothing else changes a fact.
//! [`select`] answers the question of every list: which tokens, in which order.
//!
//! Not here: raw objects (they stay in the cache), cursors and marks (screens keep addresses, not copies), running
//! jobs, anything that asks or waits. Screens, `app` and the command line read it; `app`, or the command line,
//! feeds it.
//!
//! Every object carries the stamp of the news that brought it; reads are stamped when sent, writes when answered,
//! and the newer stamp wins. What is not there has a stamp too: a tombstone, or the last complete list that did not
//! mention it. Therefore news may arrive in any order and more than once, and a revoked token stays revoked.

mod accounts;
mod changed;
mod directory;
mod freshness;
mod organizations;
mod register;
mod requests;
mod row;
pub mod select;
mod shelf;
mod sums;
mod tokens;
mod twins;
mod zones;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

pub use changed::{Changed, RowNo};
pub use freshness::{Freshness, Source};
pub use organizations::OrganizationRow;
pub use requests::{REMEMBERED, Request, Requests};
pub use row::Row;
pub use sums::Sums;

use crate::clock::Time;
use crate::domain::account::Account;
use crate::domain::finding::{Finding, Quota, Thresholds, findings};
use crate::domain::group::Group;
use crate::domain::identity::Identity;
use crate::domain::ids::{AccountId, GroupId, ZoneId};
use crate::domain::lookup::Lookup;
use crate::domain::reach::Target;
use crate::domain::token::{Owner, Token, TokenRef};
use crate::domain::zone::{Bucket, Zone};
use crate::protocol::{Budget, Change, Delta, Event, Fault, Scope, SyncNote};
use directory::Directory;
use freshness::Heard;
use register::Register;
use tokens::{Bench, Tokens};

/// What we currently believe.
#[derive(Clone, Debug)]
pub struct World {
    now: Time,
    thresholds: Thresholds,
    identity: Register<Identity>,
    directory: Directory,
    tokens: Tokens,
    heard: HashMap<Scope, Heard>,
    budget: Budget,
    sync: SyncNote,
    requests: Requests,
}

/// An account, and what is true of its tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountRow<'a> {
    /// The account.
    pub account: &'a Account,
    /// Sums over its tokens.
    pub sums: Sums,
    /// How full it is; `None` while the list of its tokens is not known to be complete.
    pub quota: Option<Quota>,
    /// How fresh the list of its tokens is.
    pub freshness: Freshness,
}

impl World {
    /// A world of which nothing is known.
    pub fn new(now: Time, thresholds: Thresholds) -> Self {
        World {
            now,
            thresholds,
            identity: Register::default(),
            directory: Directory::default(),
            tokens: Tokens::default(),
            heard: HashMap::new(),
            budget: Budget::default(),
            sync: SyncNote::default(),
            requests: Requests::default(),
        }
    }

    /// Takes what the doing wing reports: facts through [`World::apply`], notes as they are. What speaks of jobs is
    /// left to others.
    pub fn hear(&mut self, event: &Event) -> Changed {
        let notes = match event {
            Event::World(delta) => return self.apply(delta),
            Event::Budget(budget) => replace(&mut self.budget, budget),
            Event::Sync(note) => replace(&mut self.sync, note),
            Event::Request(note) => self.requests.hear(note),
            _ => false,
        };
        Changed { notes, ..Changed::default() }
    }

    /// Takes news: whatever is newer than what is believed. The only writer of facts.
    pub fn apply(&mut self, delta: &Delta) -> Changed {
        let heard = self.heard.entry(delta.scope.clone()).or_default();
        let mut changed = Changed { freshness: heard.hear(delta), ..Changed::default() };
        let counted = heard.complete();
        let revision = delta.revision;
        match (&delta.change, &delta.scope) {
            (Change::Identity(identity), _) => {
                changed.identity = self.identity.offer(revision, identity.clone());
            }
            (Change::Accounts { list, complete }, _) => {
                self.apply_accounts(list, *complete, revision, &mut changed);
            }
            (Change::Tokens { list, complete }, Scope::Tokens(owner)) => {
                for fetched in &**list {
                    let token = &fetched.token;
                    self.put(token, revision, || Arc::new(token.clone()));
                }
                if *complete {
                    self.tokens.listed(owner, revision);
                }
                changed.accounts = self.tokens.counted(owner, counted);
            }
            (Change::Restored(list), _) => {
                for token in list {
                    self.put(token, revision, || Arc::clone(token));
                }
            }
            (Change::Token(fetched), _) => {
                self.put(&fetched.token, revision, || Arc::new(fetched.token.clone()));
            }
            (Change::Gone(at), _) => self.tokens.gone(at, revision),
            (Change::Groups(list), _) => {
                let groups = self.directory.offer_groups(list, revision);
                changed.names = !groups.is_empty();
                if changed.names {
                    let speaks = |token: &Token| {
                        token.policies.iter().any(|p| p.groups.iter().any(|g| groups.contains(&g.id)))
                    };
                    self.tokens.doubt(speaks);
                }
            }
            (Change::Zones(list), Scope::Zones(account)) => {
                changed.names = self.directory.offer_zones(account, list, revision);
                if changed.names {
                    // Account tokens can name zones of their own account only (API reference 4.6).
                    self.tokens.doubt_all(&Owner::Account(account.clone()));
                    self.tokens.doubt_all(&Owner::User);
                }
            }
            (Change::Buckets(list), Scope::Buckets(account)) => {
                changed.names = self.directory.offer_buckets(account, list, revision);
            }
            // A list that does not say whose it is says nothing.
            (Change::Tokens { .. } | Change::Zones(_) | Change::Buckets(_), _) => {}
            (Change::Asked | Change::Failed(_), _) => {}
        }
        self.judge(changed)
    }

    /// Takes a token, unless a complete list of accounts said later that we do not reach its account any more.
    fn put(&mut self, token: &Token, revision: u64, whole: impl FnOnce() -> Arc<Token>) {
        let lost = token.at.owner.account().is_some_and(|account| {
            let accounts = &self.directory.accounts;
            accounts.get(account).is_none() && accounts.listed().is_some_and(|listed| listed > revision)
        });
        if !lost {
            self.tokens.put(token, revision, whole);
        }
    }

    /// A complete list of accounts is at the same time an empty list of tokens for every account it leaves out.
    fn apply_accounts(&mut self, list: &[Account], complete: bool, revision: u64, changed: &mut Changed) {
        let listed = self.directory.accounts.listed();
        let moved = self.directory.offer_accounts(list, complete, revision);
        for account in &moved.came {
            if let Some(listed) = listed {
                self.tokens.listed(&Owner::Account(account.clone()), listed);
            }
        }
        if complete {
            let mentioned: HashSet<&AccountId> = list.iter().map(|account| &account.id).collect();
            let left_out = |account: &AccountId| !mentioned.contains(account);
            let mut lost: Vec<Owner> = self.tokens.owners().cloned().collect();
            lost.extend(self.directory.accounts.by_name().iter().cloned().map(Owner::Account));
            lost.retain(|owner| owner.account().is_some_and(left_out));
            lost.iter().for_each(|owner| self.tokens.listed(owner, revision));
        }
        moved.changed.iter().for_each(|account| self.tokens.touch_all(&Owner::Account(account.clone())));
        changed.accounts = !moved.changed.is_empty() || !moved.gone.is_empty();
        changed.names = changed.accounts;
    }

    /// The clock moved. Answers the tokens whose standing or findings are different now.
    pub fn tick(&mut self, now: Time) -> Changed {
        if now < self.now {
            // A clock that jumped back: what became true may be false again.
            self.tokens.doubt_everything();
        }
        self.now = now;
        self.tokens.doubt_until(now);
        self.judge(Changed::default())
    }

    /// From when on findings count. Answers the tokens that are judged differently now.
    pub fn set_thresholds(&mut self, thresholds: Thresholds) -> Changed {
        self.thresholds = thresholds;
        self.tokens.doubt_everything();
        self.judge(Changed::default())
    }

    fn judge(&mut self, mut changed: Changed) -> Changed {
        let bench = Bench { now: self.now, limits: &self.thresholds, names: &self.directory };
        let (rows, sums) = self.tokens.judge(bench);
        changed.rows = rows;
        changed.accounts |= sums;
        changed
    }

    /// The present, as last told.
    pub fn now(&self) -> Time {
        self.now
    }

    /// The next moment at which [`World::tick`] may change something.
    pub fn due(&self) -> Option<Time> {
        self.tokens.due()
    }

    /// Who we are, once known.
    pub fn identity(&self) -> Option<&Identity> {
        self.identity.get()
    }

    /// What is left of the API budget, as last told.
    pub fn budget(&self) -> &Budget {
        &self.budget
    }

    /// What the background sync is doing, as last told.
    pub fn sync(&self) -> &SyncNote {
        &self.sync
    }

    /// The last requests.
    pub fn requests(&self) -> &Requests {
        &self.requests
    }

    /// How fresh the knowledge of a scope is. A single token is as fresh as the newer of its own news and its
    /// owner's list.
    pub fn freshness(&self, scope: &Scope) -> Freshness {
        let own = self.heard.get(scope);
        let Scope::Token(at) = scope else { return own.map(Heard::freshness).unwrap_or_default() };
        let list = self.heard.get(&Scope::Tokens(at.owner.clone()));
        match (own, list) {
            (Some(own), Some(list)) if own.revision() < list.revision() => {
                Freshness { asking: own.freshness().asking, ..list.freshness() }
            }
            (own, list) => own.or(list).map(Heard::freshness).unwrap_or_default(),
        }
    }

    /// What could not be read when it was last asked for, and why.
    pub fn failures(&self) -> impl Iterator<Item = (&Scope, &Fault)> {
        self.heard.iter().filter_map(|(scope, heard)| heard.fault().map(|fault| (scope, fault)))
    }

    /// Whether anything is being asked for now.
    pub fn asking(&self) -> bool {
        self.sync.asking > 0 || self.heard.values().any(Heard::asking)
    }

    /// A token.
    pub fn token(&self, at: &TokenRef) -> Option<&Token> {
        self.find(at).and_then(|no| self.row(no)).map(|row| &*row.token)
    }

    /// The row of a token.
    pub fn find(&self, at: &TokenRef) -> Option<RowNo> {
        self.tokens.find(at)
    }

    /// The row of this number; `None`: its token is gone.
    pub fn row(&self, no: RowNo) -> Option<&Row> {
        self.tokens.row(no)
    }

    /// All rows, in no particular order.
    pub fn rows(&self) -> impl Iterator<Item = (RowNo, &Row)> {
        self.tokens.iter()
    }

    /// How many tokens are known.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether no token is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The tokens of an owner, by id.
    pub fn tokens_of(&self, owner: &Owner) -> impl Iterator<Item = RowNo> {
        self.tokens.of(owner).map(|(_, no)| no)
    }

    /// What is weak about a token, with the reasons.
    pub fn findings(&self, no: RowNo) -> Vec<Finding> {
        let Some(row) = self.row(no) else { return Vec::new() };
        let bench = Bench { now: self.now, limits: &self.thresholds, names: &self.directory };
        findings(&row.token, &self.tokens.finding_cx(&row.token, bench, usize::MAX))
    }

    /// An account, and what is true of its tokens.
    pub fn account(&self, id: &AccountId) -> Option<AccountRow<'_>> {
        let account = self.directory.accounts.get(id)?;
        let owner = Owner::Account(id.clone());
        Some(AccountRow {
            account,
            sums: self.tokens.sums(&owner),
            quota: self.tokens.quota(&owner),
            freshness: self.freshness(&Scope::Tokens(owner)),
        })
    }

    /// The accounts in reach, by name. Finding one by its place costs the same whatever their number.
    pub fn account_ids(&self) -> &[AccountId] {
        self.directory.accounts.by_name()
    }

    /// All accounts, by name.
    pub fn accounts(&self) -> impl DoubleEndedIterator<Item = AccountRow<'_>> {
        self.account_ids().iter().filter_map(|id| self.account(id))
    }

    /// The accounts under the organizations that manage them, and the sums over each.
    pub fn organizations(&self) -> Vec<OrganizationRow<'_>> {
        organizations::group(&self.directory.accounts, &self.tokens)
    }

    /// Sums over all tokens.
    pub fn totals(&self) -> &Sums {
        self.tokens.totals()
    }

    /// Sums over the tokens of an owner.
    pub fn sums(&self, owner: &Owner) -> Sums {
        self.tokens.sums(owner)
    }

    /// How full an owner is; `None` while the list of its tokens is not known to be complete.
    pub fn quota(&self, owner: &Owner) -> Option<Quota> {
        self.tokens.quota(owner)
    }

    /// Every permission group that is known, in no particular order.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        self.directory.groups()
    }

    /// The zones of an account, as last listed.
    pub fn zones_of(&self, account: &AccountId) -> &[Zone] {
        self.directory.zones.of(account)
    }

    /// The R2 buckets of an account, as last listed.
    pub fn buckets_of(&self, account: &AccountId) -> &[Bucket] {
        self.directory.buckets_of(account)
    }

    /// One more than the greatest row number that was ever given.
    fn width(&self) -> usize {
        self.tokens.width()
    }
}

fn replace<T: Clone + PartialEq>(held: &mut T, news: &T) -> bool {
    let differs = held != news;
    if differs {
        held.clone_from(news);
    }
    differs
}

/// Two worlds are equal when they believe the same. Row numbers and tombstones depend on the order of arrival and
/// do not count.
impl PartialEq for World {
    fn eq(&self, other: &Self) -> bool {
        let token = |(_, row): (RowNo, &Row)| {
            let twin = other.find(&row.token.at).and_then(|no| other.row(no));
            twin.is_some_and(|twin| {
                (&row.token, row.standing, row.findings) == (&twin.token, twin.standing, twin.findings)
            })
        };
        self.now == other.now
            && self.identity() == other.identity()
            && self.accounts().eq(other.accounts())
            && self.len() == other.len()
            && self.rows().all(token)
            && self.totals() == other.totals()
            && self.directory == other.directory
            && self.heard == other.heard
            && self.budget == other.budget
            && self.sync == other.sync
            && self.requests == other.requests
    }
}

impl Lookup for World {
    fn account_name(&self, id: &AccountId) -> Option<&str> {
        self.directory.account_name(id)
    }

    fn group(&self, id: &GroupId) -> Option<&Group> {
        self.directory.group(id)
    }

    fn zone(&self, id: &ZoneId) -> Option<&Zone> {
        self.directory.zone(id)
    }

    fn named(&self, name: &str) -> &[Target] {
        self.directory.named(name)
    }
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
