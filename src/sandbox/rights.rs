//! Who may do what (API reference 4, 15.2).

use serde_json::Value;

use super::id::Id;
use super::token::Policy;
use crate::domain::ids::{AccountId, UserId, ZoneId};
use crate::domain::resource::Key;

/// Permission groups by what they open; any one of a list will do (API reference appendix A).
pub(super) mod any_of {
    use crate::domain::group;

    /// See account tokens.
    pub const SEE_ACCOUNT_TOKENS: &[&str] = &[group::ACCOUNT_TOKENS_READ, group::ACCOUNT_TOKENS_WRITE];
    /// Change account tokens.
    pub const CHANGE_ACCOUNT_TOKENS: &[&str] = &[group::ACCOUNT_TOKENS_WRITE];
    /// See user tokens.
    pub const SEE_USER_TOKENS: &[&str] = &[group::USER_TOKENS_READ, group::USER_TOKENS_WRITE];
    /// Change user tokens.
    pub const CHANGE_USER_TOKENS: &[&str] = &[group::USER_TOKENS_WRITE];
    /// Account Settings Read and Write.
    pub const SETTINGS: &[&str] = &["c1fde68c7bcc44588cbb6ddbc16d6480", "1af1fa2adc104452b74a9a3364202f20"];
    /// Account Settings, or SCIM Provisioning.
    pub const MEMBERS: &[&str] = &[SETTINGS[0], SETTINGS[1], "d5812c023a5048b4882175a28952362d"];
    /// User Details Read and Write.
    pub const USER_DETAILS: &[&str] =
        &["8acbe5bb0d54464ab867149d7f7cf8ac", "55a5e17cc99e4a3fa1f3432d262f2e55"];
    /// Memberships Read and Write.
    pub const MEMBERSHIPS: &[&str] =
        &["3518d0f75557482e952c6762d3e64903", "9201bc6f42d440968aaab0c6f17ebb1d"];
    /// Zone Read and Write.
    pub const ZONES: &[&str] = &["c8fed203ed3043cba015a93ad1616f1f", "e6d2666161e84845a636613608cee8d5"];
    /// Workers R2 Storage Read and Write.
    pub const BUCKETS: &[&str] = &["b4992e1108244f5d8bfbd5744320c2e1", "bf7481a1826f439697cb59a20b22293e"];
    /// OAuth Client Read and Write.
    pub const OAUTH_CLIENTS: &[&str] =
        &["0b7793327a1a417681e4d49ee233e184", "50fc2f43318f40e4855a35d8de5bf643"];
}

/// Where something is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Account(Id),
    User(Id),
    Zone { account: Id, zone: Id },
}

/// The policies of a credential, read once for a request.
#[derive(Clone, Debug, Default)]
pub(super) struct Grants(Vec<Grant>);

#[derive(Clone, Debug)]
struct Grant {
    denies: bool,
    groups: Vec<Id>,
    /// A key, and the keys inside it if the value is not `"*"`.
    on: Vec<(Key, Option<Vec<Key>>)>,
}

impl Grants {
    /// Reads policies. An effect that is not known grants nothing.
    pub fn of(policies: &[Policy]) -> Self {
        let known = policies.iter().filter(|p| matches!(&*p.effect, "allow" | "deny"));
        Grants(
            known
                .map(|p| Grant { denies: &*p.effect == "deny", groups: p.groups.to_vec(), on: keys(p) })
                .collect(),
        )
    }

    /// Whether one of the groups is held at this place. Deny beats allow.
    pub fn allow(&self, groups: &[&str], place: Place) -> bool {
        groups.iter().filter_map(|g| Id::parse(g)).any(|group| {
            let speaks = |g: &&Grant| g.groups.contains(&group) && g.covers(place);
            let mut verdicts = self.0.iter().filter(speaks).map(|g| g.denies).peekable();
            verdicts.peek().is_some() && !verdicts.any(|denies| denies)
        })
    }

    /// Whether any policy names this account or something in it, which makes it show up in `GET /accounts`.
    pub fn mention(&self, account: Id) -> bool {
        let account = AccountId::new(&account.to_string());
        self.0.iter().filter(|g| !g.denies).flat_map(|g| &g.on).any(|(key, _)| match key {
            Key::AllAccounts => true,
            Key::Account(id) => *id == account,
            Key::Bucket(bucket) => bucket.account == account,
            _ => false,
        })
    }

    /// Every group that is allowed anywhere.
    pub fn groups(&self) -> impl Iterator<Item = Id> {
        self.0.iter().filter(|g| !g.denies).flat_map(|g| g.groups.iter().copied())
    }
}

impl Grant {
    fn covers(&self, place: Place) -> bool {
        self.on.iter().any(|(key, inside)| match (place, inside) {
            (Place::Account(id), None) => names_account(key, id),
            (Place::User(id), None) => *key == Key::User(UserId::new(&id.to_string())),
            (Place::Zone { zone, .. }, None) => names_zone(key, zone),
            (Place::Zone { account, zone }, Some(keys)) => {
                names_account(key, account) && keys.iter().any(|k| names_zone(k, zone))
            }
            (Place::Account(_) | Place::User(_), Some(_)) => false,
        })
    }
}

fn names_account(key: &Key, id: Id) -> bool {
    *key == Key::AllAccounts || *key == Key::Account(AccountId::new(&id.to_string()))
}

fn names_zone(key: &Key, id: Id) -> bool {
    *key == Key::AllZones || *key == Key::Zone(ZoneId::new(&id.to_string()))
}

fn keys(policy: &Policy) -> Vec<(Key, Option<Vec<Key>>)> {
    let Ok(Value::Object(map)) = serde_json::from_str(&policy.resources) else { return Vec::new() };
    map.iter()
        .map(|(key, value)| {
            let inside = value.as_object().map(|m| m.keys().map(|k| Key::new(k)).collect());
            (Key::new(key), inside)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::id::Noise;
    use super::*;

    const A: &str = "023e105f4ecef8ad9ca31a8372d0c353";
    const Z: &str = "22b1de5f1c0e4b3ea97bb1e963b06a43";

    fn policy(effect: &str, group: &str, resources: &str) -> Policy {
        let resources = resources.replace("ACC", A).replace("ZONE", Z).into();
        let groups = [Id::parse(group).unwrap()].into();
        Policy { id: Noise::new(1).id(), effect: effect.into(), groups, resources }
    }

    #[rstest]
    #[case::flat_zone(r#"{"com.cloudflare.api.account.zone.ZONE":"*"}"#, true)]
    #[case::all_zones(r#"{"com.cloudflare.api.account.zone.*":"*"}"#, true)]
    #[case::nested(r#"{"com.cloudflare.api.account.ACC":{"com.cloudflare.api.account.zone.*":"*"}}"#, true)]
    #[case::account_is_not_its_zones(r#"{"com.cloudflare.api.account.ACC":"*"}"#, false)]
    fn zones(#[case] resources: &str, #[case] allowed: bool) {
        let grants = Grants::of(&[policy("allow", any_of::ZONES[0], resources)]);
        let place = Place::Zone { account: Id::parse(A).unwrap(), zone: Id::parse(Z).unwrap() };
        assert_eq!(grants.allow(any_of::ZONES, place), allowed);
    }

    #[test]
    fn deny_wins_and_unknown_effects_grant_nothing() {
        let place = Place::Account(Id::parse(A).unwrap());
        let all = r#"{"com.cloudflare.api.account.*":"*"}"#;
        let one = r#"{"com.cloudflare.api.account.ACC":"*"}"#;
        let group = any_of::BUCKETS[0];
        let allow = policy("allow", group, all);
        assert!(Grants::of(std::slice::from_ref(&allow)).allow(any_of::BUCKETS, place));
        assert!(!Grants::of(&[allow, policy("deny", group, one)]).allow(any_of::BUCKETS, place));
        assert!(!Grants::of(&[policy("audit", group, one)]).allow(any_of::BUCKETS, place));
    }
}
