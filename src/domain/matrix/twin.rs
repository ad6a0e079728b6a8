//! The account-owned twin of a user token: a draft file, what will be different, and what a person must do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::moving::{Block, Move, could_move};
use super::snapshot::BadSnapshot;
use super::table::Matrix;
use crate::clock::Time;
use crate::domain::condition::Range;
use crate::domain::group::GroupScope;
use crate::domain::ids::AccountId;
use crate::domain::lookup::Lookup;
use crate::domain::policy::{GroupRef, Policy};
use crate::domain::resource::{Extent, Key, Resource};
use crate::domain::token::Token;

/// A token to be made, in the API's own shape (API reference 2.4) so that TOML and JSON are the same document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftFile {
    /// The name.
    pub name: String,
    /// `account` or `user`.
    pub kind: String,
    /// The account that will own it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// From when on it works, RFC 3339, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<String>,
    /// Until when it works, RFC 3339, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<String>,
    /// From which addresses it may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<DraftCondition>,
    /// What it may do.
    pub policies: Vec<DraftPolicy>,
}

/// `condition` of a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftCondition {
    /// The address lists.
    pub request_ip: DraftAddresses,
}

/// `condition.request_ip` of a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftAddresses {
    /// Use is allowed from these ranges only.
    #[serde(rename = "in", default, skip_serializing_if = "Vec::is_empty")]
    pub only_from: Vec<String>,
    /// Use is refused from these ranges.
    #[serde(rename = "not_in", default, skip_serializing_if = "Vec::is_empty")]
    pub never_from: Vec<String>,
}

/// One policy of a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftPolicy {
    /// `allow` or `deny`.
    pub effect: String,
    /// The permission groups.
    pub permission_groups: Vec<DraftGroup>,
    /// Resource keys, each with `"*"` or one level of keys inside.
    pub resources: BTreeMap<String, serde_json::Value>,
}

/// A permission group of a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftGroup {
    /// Its id; what counts.
    pub id: String,
    /// Its name, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl DraftFile {
    /// Reads a draft: JSON when it begins with a brace, else TOML.
    ///
    /// # Errors
    /// The parser's own words, with the place.
    pub fn read(text: &str) -> Result<Self, BadSnapshot> {
        if text.trim_start().starts_with('{') {
            return serde_json::from_str(text).map_err(|e| BadSnapshot(e.to_string()));
        }
        toml::from_str(text).map_err(|e| BadSnapshot(e.to_string()))
    }
}

/// The twin.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Twin {
    /// The draft.
    pub draft: DraftFile,
    /// What will be different, a sentence each.
    pub changes: Vec<String>,
    /// What a person must do, a sentence each, in order.
    pub by_hand: Vec<String>,
}

/// Longest name of a token, in characters (API reference 1.6).
const LONGEST_TOKEN_NAME: usize = 120;

/// Writes the account-owned twin of a user token.
///
/// # Errors
/// The judgement, when something stands in the way: a permission, a resource, or that everything it allows lies
/// in another account than `account`. Where it reaches several accounts, the twin has the part in this one.
pub fn twin(
    matrix: &Matrix,
    token: &Token,
    account: &AccountId,
    lookup: &dyn Lookup,
    now: Time,
) -> Result<Twin, Box<Move>> {
    let mut judged = could_move(matrix, token, lookup);
    let elsewhere: Vec<AccountId> = judged.accounts.iter().filter(|a| *a != account).cloned().collect();
    if elsewhere.len() < judged.accounts.len() {
        // One twin for each account: this one has what the token may do here.
        judged.blocked_by.retain(|b| !matches!(b, Block::SeveralAccounts(_)));
    } else if let [other, ..] = elsewhere.as_slice()
        && judged.blocked_by.is_empty()
    {
        judged.blocked_by.push(Block::SeveralAccounts(vec![account.clone(), other.clone()]));
    }
    if !judged.blocked_by.is_empty() {
        return Err(Box::new(judged));
    }
    let mut changes = vec![
        "Audit logs name the token, not the person, as the actor.".to_owned(),
        "It goes on working when the person leaves; only its expiry or somebody's deed ends it.".to_owned(),
        format!("It reaches {} and no other.", called(account, lookup)),
    ];
    changes.append(&mut judged.notes);
    let mut by_hand = Vec::new();
    by_hand
        .extend(elsewhere.iter().map(|other| format!("Write another twin for {}.", called(other, lookup))));
    let uncertain = judged.permissions.iter().filter(|a| a.verdict != super::advice::Verdict::Yes);
    by_hand.extend(uncertain.map(|a| format!("Try {} before you rely on it: {}", a.permission, a.reason)));
    let policies: Vec<DraftPolicy> =
        token.policies.iter().flat_map(|p| rewritten(p, account, lookup, &mut changes)).collect();
    let expires_on = match token.expires_on {
        Some(end) if end <= now => {
            by_hand.push("Choose an expiry: the old token's has passed.".into());
            None
        }
        Some(end) => Some(end.rfc3339()),
        None => {
            by_hand.push("Consider an expiry: the old token has none.".into());
            None
        }
    };
    by_hand.push(
        "Create it as a Super Administrator of the account, or with the role API Token Provisioning.".into(),
    );
    by_hand.push("Hand over the new value everywhere the old one is used.".into());
    by_hand
        .push("Watch that the new token is used and the old one is quiet, then revoke the old one.".into());
    let draft = DraftFile {
        name: name_of_twin(&token.name),
        kind: "account".into(),
        account: Some(account.to_string()),
        not_before: token.not_before.filter(|start| *start > now).map(Time::rfc3339),
        expires_on,
        condition: condition(token),
        policies,
    };
    Ok(Twin { draft, changes, by_hand })
}

fn called(account: &AccountId, lookup: &dyn Lookup) -> String {
    match lookup.account_name(account).map(super::name::tidy).filter(|name| !name.is_empty()) {
        Some(name) => format!("the account {name} ({account})"),
        None => format!("the account {account}"),
    }
}

fn name_of_twin(name: &str) -> String {
    const SUFFIX: &str = " (account-owned)";
    let kept: String = super::name::tidy(name).chars().take(LONGEST_TOKEN_NAME - SUFFIX.len()).collect();
    format!("{kept}{SUFFIX}").trim_start().to_owned()
}

fn condition(token: &Token) -> Option<DraftCondition> {
    if token.condition.is_open() {
        return None;
    }
    let texts = |ranges: &[Range]| ranges.iter().map(Range::to_string).collect();
    let request_ip = DraftAddresses {
        only_from: texts(&token.condition.only_from),
        never_from: texts(&token.condition.never_from),
    };
    Some(DraftCondition { request_ip })
}

/// The policy in the forms that an account-owned token may carry. More than one when the account itself and things
/// inside it are both meant: they share a key in the API's object.
fn rewritten(
    policy: &Policy,
    account: &AccountId,
    lookup: &dyn Lookup,
    changes: &mut Vec<String>,
) -> Vec<DraftPolicy> {
    let mut whole_account = false;
    let mut inside: BTreeMap<String, serde_json::Value> = BTreeMap::new();
    let mut flat: BTreeMap<String, serde_json::Value> = BTreeMap::new();
    let everything = || serde_json::Value::from("*");
    for Resource { key, extent } in &policy.resources {
        let elsewhere = match key {
            Key::Account(id) => id != account,
            Key::Bucket(bucket) => bucket.account != *account,
            Key::Zone(id) => lookup.zone(id).is_some_and(|z| z.account != *account),
            _ => false,
        };
        if elsewhere {
            let stance = &policy.stance;
            changes.push(format!(
                "What a policy says on {key} ({stance}) is left out: it lies in another account."
            ));
            continue;
        }
        match (key, extent) {
            (Key::AllAccounts | Key::Account(_), Extent::Within(inner)) => {
                inside.extend(inner.iter().map(|r| (r.key.to_string(), everything())));
            }
            (Key::AllAccounts | Key::Account(_), _) => whole_account = true,
            (Key::AllZones | Key::AllBuckets | Key::AllScripts | Key::Script(_), _) => {
                inside.insert(key.to_string(), everything());
            }
            _ => {
                flat.insert(key.to_string(), everything());
            }
        }
    }
    let own_key = Key::Account(account.clone()).to_string();
    let split = whole_account && !inside.is_empty();
    let mut parts = Vec::new();
    if whole_account {
        let mut resources = if split { BTreeMap::new() } else { std::mem::take(&mut flat) };
        resources.insert(own_key.clone(), everything());
        let meant = |scope: &GroupScope| !split || *scope == GroupScope::Account;
        parts.push((resources, groups(policy, lookup, &meant)));
    }
    if !inside.is_empty() {
        flat.insert(own_key, inside.into_iter().collect());
    }
    if !flat.is_empty() {
        let meant = |scope: &GroupScope| !split || *scope != GroupScope::Account;
        parts.push((flat, groups(policy, lookup, &meant)));
    }
    parts.retain(|(_, groups)| !groups.is_empty());
    let effect = policy.stance.to_string();
    let made =
        |(resources, permission_groups)| DraftPolicy { effect: effect.clone(), permission_groups, resources };
    parts.into_iter().map(made).collect()
}

/// The groups of which at least one scope is meant; groups of unknown scope are kept.
fn groups(policy: &Policy, lookup: &dyn Lookup, meant: &dyn Fn(&GroupScope) -> bool) -> Vec<DraftGroup> {
    let kept = policy.groups.iter().filter(|g| match lookup.group(&g.id) {
        Some(group) => group.scopes.is_empty() || group.scopes.iter().any(meant),
        None => true,
    });
    kept.map(|g| DraftGroup { id: g.id.to_string(), name: name_of_group(g, lookup) }).collect()
}

fn name_of_group(group: &GroupRef, lookup: &dyn Lookup) -> Option<String> {
    crate::domain::lookup::group_name(group, lookup).map(super::name::tidy)
}

impl Twin {
    /// The draft as a TOML file, with what changes and what is to be done as comments above it.
    ///
    /// # Errors
    /// None that is known; the serializer's own, if it finds one.
    pub fn to_toml(&self) -> Result<String, BadSnapshot> {
        let mut out =
            String::from("# The account-owned twin of a user token.\n#\n# What will be different:\n");
        let comment =
            |out: &mut String, text: &str| out.push_str(&format!("#   - {}\n", super::name::tidy(text)));
        self.changes.iter().for_each(|text| comment(&mut out, text));
        out.push_str("# To do by hand:\n");
        self.by_hand.iter().for_each(|text| comment(&mut out, text));
        out.push('\n');
        out.push_str(&toml::to_string_pretty(&self.draft).map_err(|e| BadSnapshot(e.to_string()))?);
        Ok(out)
    }
}

#[cfg(test)]
#[path = "twin_tests.rs"]
mod tests;
