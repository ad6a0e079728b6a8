//! Could this user token become account-owned?
//!
//! Three things decide: each permission must work in an account-owned token ([`advise`]), all its resources must
//! lie in one account, and every resource must have a form that such a token may carry (API reference 4.2, 4.3).

use std::collections::BTreeSet;
use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::advice::{Advice, Verdict, advise};
use super::table::Matrix;
use crate::domain::ids::AccountId;
use crate::domain::lookup::Lookup;
use crate::domain::policy::Stance;
use crate::domain::resource::{Extent, Key, Resource};
use crate::domain::token::{Owner, Token};

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Move {
    /// No when something stands in the way; else the weakest of the permissions' verdicts.
    pub verdict: Verdict,
    /// The advice for every permission group, each once, in the order of the policies.
    pub permissions: Vec<Advice>,
    /// The accounts in which it allows something by name. Wildcards and zones of unknown home add none.
    pub accounts: Vec<AccountId>,
    /// What stands in the way.
    pub blocked_by: Vec<Block>,
    /// What would be different, a sentence each.
    pub notes: Vec<String>,
}

/// Why a token cannot become account-owned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// It belongs to an account already.
    AlreadyAccountOwned,
    /// It has no policies that could be read.
    NoPolicies,
    /// A permission that does not work in account-owned tokens: its name, and why.
    Permission(Box<str>, String),
    /// It speaks of a person; such resources are for user tokens only.
    Person,
    /// It allows something in several accounts; an account-owned token has one.
    SeveralAccounts(Vec<AccountId>),
    /// A resource of a form that is not documented, which nobody can translate.
    OddResource(Box<str>),
    /// A policy that neither allows nor denies; its word.
    OddStance(Box<str>),
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Block::AlreadyAccountOwned => f.write_str("it is account-owned already"),
            Block::NoPolicies => f.write_str("no policy of it could be read"),
            Block::Permission(name, reason) => write!(f, "{name}: {reason}"),
            Block::Person => f.write_str("it speaks of a person's own details, which only a user token can"),
            Block::SeveralAccounts(accounts) => {
                let ids: Vec<String> = accounts.iter().map(AccountId::to_string).collect();
                write!(f, "it reaches {} accounts ({}); make one token for each", ids.len(), ids.join(", "))
            }
            Block::OddResource(key) => write!(f, "the resource `{key}` has a form that cannot be translated"),
            Block::OddStance(word) => write!(f, "a policy says `{word}`, which is neither allow nor deny"),
        }
    }
}

impl Serialize for Block {
    /// `{"reason": "…"}`.
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut block = s.serialize_struct("Block", 1)?;
        block.serialize_field("reason", &self.to_string())?;
        block.end()
    }
}

/// Judges a token. `lookup` knows in which account a zone lies.
pub fn could_move(matrix: &Matrix, token: &Token, lookup: &dyn Lookup) -> Move {
    let mut permissions: Vec<Advice> = Vec::new();
    for group in token.policies.iter().flat_map(|p| &*p.groups) {
        if !permissions.iter().any(|a| a.id.as_ref() == Some(&group.id)) {
            permissions.push(advise(matrix, group));
        }
    }
    let mut seen = Seen::default();
    for policy in &token.policies {
        match &policy.stance {
            Stance::Other(word) => seen.blocks.push(Block::OddStance((&**word).into())),
            stance => {
                for resource in &policy.resources {
                    seen.resource(resource, *stance == Stance::Allow, lookup);
                }
            }
        }
    }
    let accounts: Vec<AccountId> = seen.accounts.into_iter().collect();
    let mut blocked_by = seen.blocks;
    if matches!(token.at.owner, Owner::Account(_)) {
        blocked_by.push(Block::AlreadyAccountOwned);
    }
    if permissions.is_empty() {
        blocked_by.push(Block::NoPolicies);
    }
    if accounts.len() > 1 {
        blocked_by.push(Block::SeveralAccounts(accounts.clone()));
    }
    let refused = permissions.iter().filter(|a| a.verdict == Verdict::No);
    blocked_by.extend(refused.map(|a| Block::Permission(a.permission.clone(), a.reason.clone())));
    let weakest = permissions.iter().map(|a| a.verdict).max().unwrap_or(Verdict::Unknown);
    let verdict = if blocked_by.is_empty() { weakest } else { Verdict::No };
    Move { verdict, permissions, accounts, blocked_by, notes: seen.notes }
}

#[derive(Default)]
struct Seen {
    accounts: BTreeSet<AccountId>,
    blocks: Vec<Block>,
    notes: Vec<String>,
}

impl Seen {
    fn resource(&mut self, resource: &Resource, allows: bool, lookup: &dyn Lookup) {
        match &resource.key {
            Key::AllAccounts => self.note("It speaks of all accounts; account-owned, it speaks of one."),
            Key::AllZones => {
                self.note("It speaks of the zones of all accounts; account-owned, of one account's.");
            }
            Key::AllBuckets | Key::AllScripts => {
                self.note("It speaks of all accounts' buckets or Workers; account-owned, of one account's.");
            }
            Key::Account(id) => self.account(id, allows),
            Key::Bucket(bucket) => self.account(&bucket.account, allows),
            Key::Zone(id) => match lookup.zone(id) {
                Some(zone) => self.account(&zone.account, allows),
                None => self.note(&format!(
                    "In which account the zone {id} lies is not known; it must be the token's."
                )),
            },
            Key::Script(_) => {}
            Key::User(_) => self.block(Block::Person),
            Key::Unknown(key) => self.block(Block::OddResource(key.clone())),
        }
        match &resource.extent {
            Extent::Whole => {}
            // What is nested lies in the account above it; of its keys only the forms matter.
            Extent::Within(inner) => {
                for key in inner.iter().map(|r| &r.key) {
                    match key {
                        Key::User(_) => self.block(Block::Person),
                        Key::Unknown(key) => self.block(Block::OddResource(key.clone())),
                        _ => {}
                    }
                }
            }
            Extent::Odd(_) => self.block(Block::OddResource(resource.key.to_string().into())),
        }
    }

    /// Only what is allowed ties a token to an account: a deny elsewhere loses its object and can be left out.
    fn account(&mut self, id: &AccountId, allows: bool) {
        if allows {
            self.accounts.insert(id.clone());
        }
    }

    fn note(&mut self, text: &str) {
        if !self.notes.iter().any(|n| n == text) {
            self.notes.push(text.to_owned());
        }
    }

    fn block(&mut self, block: Block) {
        if !self.blocks.contains(&block) {
            self.blocks.push(block);
        }
    }
}

#[cfg(test)]
#[path = "moving_tests.rs"]
pub(crate) mod tests;
