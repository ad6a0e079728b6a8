//! The accounts in reach, by name.

use std::collections::{HashMap, HashSet};

use crate::domain::account::Account;
use crate::domain::ids::AccountId;

/// The accounts, each with the stamp of the news that brought it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Accounts {
    by_id: HashMap<AccountId, (u64, Account)>,
    by_name: Vec<AccountId>,
    /// The stamp of the last complete list. It stands for every account that the list did not mention.
    listed: Option<u64>,
}

/// What a list of accounts changed.
#[derive(Debug, Default)]
pub(super) struct Moved {
    /// Accounts that came or look different.
    pub(super) changed: Vec<AccountId>,
    /// Accounts that came; a subset of `changed`.
    pub(super) came: Vec<AccountId>,
    /// Accounts that went.
    pub(super) gone: Vec<AccountId>,
}

impl Accounts {
    /// Takes from a list what is newer.
    pub(super) fn offer(&mut self, list: &[Account], complete: bool, revision: u64) -> Moved {
        let mut moved = Moved::default();
        for account in list {
            match self.by_id.get_mut(&account.id) {
                Some((held, known)) if *held < revision => {
                    *held = revision;
                    if known != account {
                        *known = account.clone();
                        moved.changed.push(account.id.clone());
                    }
                }
                None if self.listed.is_none_or(|listed| listed <= revision) => {
                    self.by_id.insert(account.id.clone(), (revision, account.clone()));
                    moved.changed.push(account.id.clone());
                    moved.came.push(account.id.clone());
                }
                _ => {}
            }
        }
        if complete {
            let mentioned: HashSet<&AccountId> = list.iter().map(|account| &account.id).collect();
            let absent = |id: &AccountId, held: u64| held < revision && !mentioned.contains(id);
            moved.gone = self.by_id.extract_if(|id, (held, _)| absent(id, *held)).map(|(id, _)| id).collect();
            self.listed = self.listed.max(Some(revision));
        }
        if !moved.changed.is_empty() || !moved.gone.is_empty() {
            let mut named: Vec<_> =
                self.by_id.iter().map(|(id, (_, account))| (account.name.to_lowercase(), id)).collect();
            named.sort_unstable();
            self.by_name = named.into_iter().map(|(_, id)| id.clone()).collect();
        }
        moved
    }

    /// The stamp of the last complete list.
    pub(super) fn listed(&self) -> Option<u64> {
        self.listed
    }

    /// The account of this id.
    pub(super) fn get(&self, id: &AccountId) -> Option<&Account> {
        self.by_id.get(id).map(|(_, account)| account)
    }

    /// All accounts, by name, then id.
    pub(super) fn by_name(&self) -> &[AccountId] {
        &self.by_name
    }
}
