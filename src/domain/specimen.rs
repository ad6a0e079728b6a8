//! Tokens, policies and a small world for the tests of this room.

use proptest::prelude::*;

use super::condition::Condition;
use super::ids::{AccountId, ZoneId};
use super::lookup::Lookup;
use super::policy::{GroupRef, Policy, Stance};
use super::reach::Target;
use super::resource::{Extent, Key, Resource};
use super::token::{Owner, Status, Token, TokenRef};
use super::zone::Zone;
use crate::clock::Time;

/// 2026-09-21T14:13:20Z.
pub const NOW: Time = Time::from_secs(1_790_000_000);

pub const ACME: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1";
pub const BRAVO: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb1";
pub const EXAMPLE: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa01";
pub const STAGING: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa02";
pub const BRAVO_DEV: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb01";
pub const NOBODYS: &str = "cccccccccccccccccccccccccccccc01";

pub const DNS_WRITE: &str = "4755a26eedb94da69e1066d98aa820be";
pub const DNS_READ: &str = "82e64a83756745bbbb1c9c2701bf816b";
pub const BUCKET_WRITE: &str = "2efd5506f9c8494dacb1fa10a3e7d5b6";
pub const TOKENS_READ: &str = super::group::ACCOUNT_TOKENS_READ;
pub const TOKENS_WRITE: &str = super::group::ACCOUNT_TOKENS_WRITE;
pub const UNKNOWN_GROUP: &str = "dddddddddddddddddddddddddddddd01";

/// Two accounts, three zones; a fourth zone exists that it does not know.
pub struct Atlas {
    zones: Vec<Zone>,
}

pub fn atlas() -> Atlas {
    let zone = |id: &str, name: &str, account: &str| Zone {
        id: id.into(),
        name: name.into(),
        account: account.into(),
        status: None,
    };
    Atlas {
        zones: vec![
            zone(EXAMPLE, "example.com", ACME),
            zone(STAGING, "staging.example.com", ACME),
            zone(BRAVO_DEV, "bravo.dev", BRAVO),
        ],
    }
}

impl Lookup for Atlas {
    fn account_name(&self, id: &AccountId) -> Option<&str> {
        [(ACME, "Acme"), (BRAVO, "Bravo GmbH")]
            .into_iter()
            .find(|(a, _)| AccountId::new(a) == *id)
            .map(|(_, n)| n)
    }

    fn zone(&self, id: &ZoneId) -> Option<&Zone> {
        self.zones.iter().find(|z| z.id == *id)
    }

    fn named(&self, name: &str) -> &[Target] {
        use std::sync::LazyLock;
        static NAMED: LazyLock<[(&str, [Target; 1]); 4]> = LazyLock::new(|| {
            [
                ("example.com", [Target::Zone(EXAMPLE.into())]),
                ("staging.example.com", [Target::Zone(STAGING.into())]),
                ("bravo.dev", [Target::Zone(BRAVO_DEV.into())]),
                ("acme", [Target::Account(ACME.into())]),
            ]
        });
        NAMED.iter().find(|(known, _)| *known == name).map_or(&[], |(_, targets)| targets)
    }
}

pub fn token(policies: impl IntoIterator<Item = Policy>) -> Token {
    Token {
        at: TokenRef { owner: Owner::Account(ACME.into()), id: "ed17574386854bf78a67040be0a770b0".into() },
        name: "ci deploy".into(),
        status: Status::Active,
        issued_on: Some(NOW.plus_days(-10)),
        modified_on: Some(NOW.plus_days(-10)),
        last_used_on: Some(NOW.plus_days(-1)),
        not_before: None,
        expires_on: Some(NOW.plus_days(200)),
        condition: Condition::default(),
        policies: policies.into_iter().collect(),
        creator: Some("ada@acme.example".into()),
        provisioner: None,
    }
}

pub fn policy(stance: &str, groups: &[&str], resources: &[Resource]) -> Policy {
    Policy {
        id: None,
        stance: Stance::new(stance),
        groups: groups.iter().map(|id| GroupRef::new((*id).into(), None)).collect(),
        resources: resources.into(),
    }
}

pub fn account(id: &str) -> Resource {
    Resource::whole(Key::Account(id.into()))
}

pub fn zone(id: &str) -> Resource {
    Resource::whole(Key::Zone(id.into()))
}

pub fn zones_of(id: &str) -> Resource {
    within(Key::Account(id.into()), Key::AllZones)
}

pub fn within(outer: Key, inner: Key) -> Resource {
    Resource { key: outer, extent: Extent::Within(Box::new([Resource::whole(inner)])) }
}

pub fn bucket(account: &str, name: &str) -> Resource {
    Resource::whole(Key::new(&format!("com.cloudflare.edge.r2.bucket.{account}_default_{name}")))
}

pub fn resources() -> Vec<Resource> {
    vec![
        Resource::whole(Key::AllAccounts),
        account(ACME),
        account(BRAVO),
        Resource::whole(Key::AllZones),
        within(Key::AllAccounts, Key::AllZones),
        zones_of(ACME),
        zones_of(BRAVO),
        zone(EXAMPLE),
        zone(STAGING),
        zone(NOBODYS),
        within(Key::Account(ACME.into()), Key::Zone(EXAMPLE.into())),
        bucket(ACME, "backups"),
        Resource::whole(Key::AllBuckets),
        within(Key::Account(ACME.into()), Key::AllBuckets),
        within(Key::Account(ACME.into()), Key::Script(EXAMPLE.into())),
        Resource::whole(Key::User(EXAMPLE.into())),
        Resource::whole(Key::new("com.cloudflare.api.flagship.app.x")),
        Resource { key: Key::Account(ACME.into()), extent: Extent::Odd("7".into()) },
    ]
}

pub const GROUPS: [&str; 6] = [DNS_WRITE, DNS_READ, BUCKET_WRITE, TOKENS_READ, TOKENS_WRITE, UNKNOWN_GROUP];

/// Every target that the resources above can name, and what lies inside.
pub fn targets() -> Vec<Target> {
    let mut all: Vec<Target> = resources().iter().flat_map(Target::of).collect();
    all.push(Target::Zone(BRAVO_DEV.into()));
    all.push(Target::AllScripts);
    all.sort_unstable();
    all.dedup();
    all
}

pub fn any_policy_with(stances: &'static [&'static str]) -> impl Strategy<Value = Policy> {
    let groups = prop::sample::subsequence(GROUPS.to_vec(), 1..3);
    let resources = prop::sample::subsequence(resources(), 1..3);
    (prop::sample::select(stances), groups, resources).prop_map(|(stance, g, r)| policy(stance, &g, &r))
}

pub fn any_policies() -> impl Strategy<Value = Vec<Policy>> {
    prop::collection::vec(any_policy_with(&["allow", "allow", "deny", "audit"]), 0..5)
}
