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
mod answers;
mod changed;
mod directory;
mod ends;
mod freshness;
mod local;
mod members;
mod organizations;
mod places;
mod questions;
mod register;
mod requests;
mod row;
pub mod select;
mod shelf;
mod sums;
mod tally;
mod tokens;
mod twins;
mod vocabulary;
mod zones;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

pub use changed::{Changed, RowNo};
pub use freshness::{Freshness, Source};
pub use organizations::OrganizationRow;
pub use questions::AccountRow;
pub use requests::{Attempt, REMEMBERED, Request, Requests};
pub use row::Row;
pub use sums::Sums;

use crate::clock::Time;
use crate::domain::account::Account;
use crate::domain::finding::Thresholds;
use crate::domain::identity::Identity;
use crate::domain::ids::AccountId;
use crate::domain::matrix::{Matrix, Snapshot};
use crate::domain::organization::Organization;
use crate::domain::token::{Owner, Token};
use crate::protocol::{Budget, Change, Delta, Event, Scope, SyncNote};
use answers::Answers;
use directory::Directory;
use freshness::Heard;
use local::Local;
use members::Members;
use register::Register;
use tokens::{Bench, Tokens};
use vocabulary::Vocabulary;

/// What we currently believe.
#[derive(Clone, Debug)]
pub struct World {
    now: Time,
    thresholds: Thresholds,
    identity: Register<Identity>,
    directory: Directory,
    /// With imported snapshots; without any, the shipped one.
    matrix: Option<Arc<Matrix>>,
    members: Members,
    organizations: Register<Vec<Organization>>,
    tokens: Tokens,
    heard: HashMap<Scope, Heard>,
    budget: Budget,
    sync: SyncNote,
    requests: Requests,
    evidence: Answers,
    vocabulary: Vocabulary,
    local: Local,
    /// Whether it was told which snapshots were imported.
    matrix_is_read: bool,
}

impl World {
    /// A world of which nothing is known.
    pub fn new(now: Time, thresholds: Thresholds) -> Self {
        World {
            now,
            thresholds,
            identity: Register::default(),
            directory: Directory::default(),
            matrix: None,
            members: Members::default(),
            organizations: Register::default(),
            tokens: Tokens::default(),
            heard: HashMap::new(),
            budget: Budget::default(),
            sync: SyncNote::default(),
            requests: Requests::default(),
            evidence: Answers::default(),
            vocabulary: Vocabulary::default(),
            local: Local::default(),
            matrix_is_read: false,
        }
    }

    /// Takes what the doing wing reports: facts through [`World::apply`], notes as they are. What speaks of jobs is
    /// left to others.
    pub fn hear(&mut self, event: &Event) -> Changed {
        let notes = match event {
            Event::World(delta) => return self.apply(delta),
            Event::Snapshots(imported) => return self.set_snapshots(imported.clone()),
            Event::Budget(budget) => replace(&mut self.budget, budget),
            Event::Sync(note) => replace(&mut self.sync, note),
            Event::Request(note) => self.requests.hear(note),
            Event::Notes(_) | Event::Watch(_) | Event::Past(..) => return self.recall(event),
            Event::Evidence(list) => {
                let matrix = self.evidence.hear(list);
                return Changed { matrix, ..Changed::default() };
            }
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
            (Change::Organizations { list, .. }, _) => {
                changed.accounts = self.organizations.offer(revision, list.clone());
            }
            (Change::Members { list, complete }, Scope::Members(account)) => {
                if self.members.offer(account, list, *complete, revision) {
                    self.tokens.doubt_all(&Owner::Account(account.clone()));
                }
            }
            // A list that does not say whose it is says nothing.
            (Change::Tokens { .. } | Change::Zones(_) | Change::Buckets(_) | Change::Members { .. }, _) => {}
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

    /// The snapshots that stand beside the shipped ones. Answers the tokens that are judged differently now.
    pub fn set_snapshots(&mut self, imported: Vec<Snapshot>) -> Changed {
        let first = !std::mem::replace(&mut self.matrix_is_read, true);
        if imported.is_empty() && self.matrix.is_none() {
            return Changed { matrix: first, ..Changed::default() };
        }
        self.matrix = (!imported.is_empty()).then(|| Arc::new(Matrix::shipped().with(imported)));
        self.tokens.doubt(|token| token.at.owner != Owner::User);
        self.judge(Changed { matrix: true, ..Changed::default() })
    }

    fn judge(&mut self, mut changed: Changed) -> Changed {
        let bench = Bench {
            now: self.now,
            limits: &self.thresholds,
            names: &self.directory,
            members: &self.members,
            misfits: self.matrix.as_deref().unwrap_or(Matrix::shipped()).misfits(),
        };
        let (rows, sums) = self.tokens.judge(bench);
        changed.rows = rows;
        changed.accounts |= sums;
        if !changed.rows.is_empty() {
            self.vocabulary.forget_creators();
        }
        if changed.names {
            self.vocabulary.forget_names();
        }
        changed
    }

    /// By what tokens are judged.
    fn bench(&self) -> Bench<'_> {
        Bench {
            now: self.now,
            limits: &self.thresholds,
            names: &self.directory,
            members: &self.members,
            misfits: self.matrix().misfits(),
        }
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
            && self.members == other.members
            && self.organizations == other.organizations
            && self.heard == other.heard
            && self.budget == other.budget
            && self.sync == other.sync
            && self.requests == other.requests
            && self.evidence == other.evidence
            && self.local == other.local
            && (self.matrix().snapshots(), self.matrix_is_read)
                == (other.matrix().snapshots(), other.matrix_is_read)
    }
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
