//! Small pretend news for the tests of this room.

use std::sync::Arc;

use proptest::prelude::*;

use crate::clock::{DAY, Time};
use crate::domain::account::{Account, Parent};
use crate::domain::group::Group;
use crate::domain::ids::{AccountId, TokenId};
use crate::domain::member::Member;
use crate::domain::organization::Organization;
use crate::domain::policy::{GroupRef, Policy, Stance};
use crate::domain::resource::{Key, Resource};
use crate::domain::token::{Fetched, Owner, RawToken, Status, Token, TokenRef};
use crate::domain::zone::{Bucket, Zone};
use crate::protocol::{Change, Delta, Fault, FaultKind, Scope};

/// When the tests take place.
pub(super) const NOW: Time = Time::from_secs(1_790_000_000);

pub(super) fn account_id(n: u8) -> AccountId {
    AccountId::new(&format!("{n:032x}"))
}

pub(super) fn account(n: u8, name: &str) -> Account {
    Account {
        id: account_id(n),
        name: name.into(),
        tier: None,
        created_on: None,
        parent: (n % 2 == 1).then(|| Parent { id: "org".into(), name: "Acme Group".into() }),
        enforce_twofactor: None,
        api_access: None,
    }
}

pub(super) fn at(owner: &Owner, n: u8) -> TokenRef {
    TokenRef { owner: owner.clone(), id: TokenId::new(&format!("{:032x}", u32::from(n) * 77)) }
}

pub(super) fn token(owner: &Owner, n: u8, name: &str) -> Token {
    Token {
        at: at(owner, n),
        name: name.into(),
        status: Status::Active,
        issued_on: Some(NOW.plus_days(-10)),
        modified_on: None,
        last_used_on: Some(NOW.plus_days(-1)),
        not_before: None,
        expires_on: None,
        condition: Default::default(),
        policies: [policy(owner, "4755a26eedb94da69e1066d98aa820be")].into(),
        creator: None,
        provisioner: None,
    }
}

fn policy(owner: &Owner, group: &str) -> Policy {
    let key = match owner {
        Owner::Account(id) => Key::Zone(id.to_string().as_str().into()),
        Owner::User => Key::AllZones,
    };
    Policy {
        id: None,
        stance: Stance::Allow,
        groups: [GroupRef::new(group.into(), None)].into(),
        resources: [Resource::whole(key)].into(),
    }
}

/// A token whose every part follows from `seed`: equal seeds, equal tokens.
pub(super) fn any_token(owner: &Owner, n: u8, seed: u64) -> Token {
    let choose = |salt: u64, of: u64| {
        let mixed = (seed ^ salt << 32).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        ((mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33) % of
    };
    let names = ["ci deploy", "CI deploy", "terraform", "Émile's dns", "", "r2 backup 漢字"];
    let moment = |salt: u64| {
        let days = i64::try_from(choose(salt, 800)).unwrap_or(0) - 400;
        (choose(salt + 50, 4) > 0).then(|| NOW.plus_millis(days * DAY / 2))
    };
    let statuses = [Status::Active, Status::Active, Status::Disabled, Status::Exposed, Status::Unsaid];
    let groups = ["4755a26eedb94da69e1066d98aa820be", "82e64a83756745bbbb1c9c2701bf816b", "f00d"];
    Token {
        name: names[choose(1, 6) as usize].into(),
        status: statuses[choose(2, 5) as usize].clone(),
        issued_on: moment(3),
        modified_on: moment(4),
        last_used_on: moment(5),
        not_before: moment(6).filter(|_| choose(7, 3) == 0),
        expires_on: moment(8),
        policies: (0..choose(9, 3)).map(|i| policy(owner, groups[choose(10 + i, 3) as usize])).collect(),
        creator: [None, Some("ada@acme.example"), Some("Bob@acme.example")][choose(11, 3) as usize]
            .map(Into::into),
        ..token(owner, n, "")
    }
}

pub(super) fn fetched(token: Token) -> Fetched {
    Fetched { token, raw: RawToken("{}".into()) }
}

pub(super) fn delta(scope: Scope, revision: u64, change: Change) -> Delta {
    Delta { scope, revision, as_of: NOW.plus_millis(i64::try_from(revision).unwrap_or(0)), change }
}

pub(super) fn listing(owner: &Owner, revision: u64, complete: bool, tokens: Vec<Token>) -> Delta {
    let list = Arc::new(tokens.into_iter().map(fetched).collect());
    delta(Scope::Tokens(owner.clone()), revision, Change::Tokens { list, complete })
}

pub(super) fn gone(at: &TokenRef, revision: u64) -> Delta {
    delta(Scope::Token(at.clone()), revision, Change::Gone(at.clone()))
}

pub(super) fn accounts(revision: u64, complete: bool, list: Vec<Account>) -> Delta {
    delta(Scope::Accounts, revision, Change::Accounts { list, complete })
}

pub(super) fn member(address: &str) -> Member {
    Member {
        id: address.into(),
        status: None,
        email: Some(address.into()),
        user: None,
        roles: Vec::new(),
        two_factor: None,
    }
}

pub(super) fn organization(id: &str, name: &str, parent: Option<&str>, accounts: &[u8]) -> Organization {
    Organization {
        id: id.into(),
        name: name.into(),
        parent: parent.map(Into::into),
        created_on: None,
        accounts: accounts.iter().map(|n| account_id(*n)).collect(),
    }
}

pub(super) fn fault() -> Fault {
    Fault::new(FaultKind::Network, "No answer.", "Try again.")
}

pub(super) fn owner() -> impl Strategy<Value = Owner> {
    prop_oneof![
        3 => (0..3_u8).prop_map(|n| Owner::Account(account_id(n))),
        1 => Just(Owner::User),
    ]
}

/// News as a server and a cache tell it: every stamp but the cache's belongs to one request.
pub(super) fn news(length: usize) -> impl Strategy<Value = Vec<Delta>> {
    let some = proptest::collection::vec((0..6_u8, any::<u64>()), 0..6);
    let one = (0..14_u8, owner(), some, any::<bool>());
    proptest::collection::vec(one, 1..length).prop_map(|all| {
        all.into_iter()
            .zip(1..)
            .map(|((kind, owner, some, flag), revision)| one_news(kind, &owner, &some, flag, revision))
            .collect()
    })
}

fn one_news(kind: u8, owner: &Owner, some: &[(u8, u64)], flag: bool, revision: u64) -> Delta {
    let tokens = || {
        let distinct: std::collections::BTreeMap<u8, u64> = some.iter().copied().collect();
        distinct.into_iter().map(|(n, seed)| any_token(owner, n, seed)).collect::<Vec<_>>()
    };
    let (n, seed) = some.first().copied().unwrap_or((0, revision));
    let home = owner.account().cloned().unwrap_or_else(|| account_id(0));
    match kind {
        0..3 => listing(owner, revision, flag, tokens()),
        3 => {
            let one = any_token(owner, n, seed);
            delta(Scope::Token(one.at.clone()), revision, Change::Token(Box::new(fetched(one))))
        }
        4 | 5 => gone(&at(owner, n), revision),
        // What the cache holds does not depend on when it is read.
        6 => {
            let known = (0..4).map(|n| Arc::new(any_token(owner, n, 1))).collect();
            delta(Scope::Tokens(owner.clone()), 0, Change::Restored(known))
        }
        7 => {
            let names = ["Acme", "acme", "Beta"];
            let list = (0..3_u8).filter(|bit| seed >> bit & 1 == 1);
            accounts(revision, flag, list.map(|n| account(n, names[(seed >> 8) as usize % 3])).collect())
        }
        8 => {
            let zones = (0..3_u8).filter(|bit| seed >> bit & 1 == 1).map(|n| Zone {
                id: account_id(n).to_string().as_str().into(),
                name: if flag { "example.com".into() } else { format!("{n}.example").into() },
                account: home.clone(),
                status: None,
            });
            delta(Scope::Zones(home.clone()), revision, Change::Zones(zones.collect()))
        }
        9 => {
            let name = if flag { "Anything Read" } else { "Anything Write" };
            let group = Group {
                id: "f00d".into(),
                name: name.into(),
                scopes: Box::default(),
                category: None,
                dashboard_name: None,
            };
            delta(Scope::Groups(owner.clone()), revision, Change::Groups(vec![group]))
        }
        10 => {
            let bucket = Bucket { account: home.clone(), jurisdiction: "eu".into(), name: "backups".into() };
            let list = if flag { vec![bucket] } else { Vec::new() };
            delta(Scope::Buckets(home), revision, Change::Buckets(list))
        }
        11 => {
            let addresses = ["ADA@acme.example", "bob@acme.example"];
            let list = (0..2).filter(|bit| seed >> bit & 1 == 1).map(|n| member(addresses[n]));
            let change = Change::Members { list: list.collect(), complete: flag };
            delta(Scope::Members(home), revision, change)
        }
        12 => {
            let list = vec![organization("org", if flag { "Acme" } else { "Beta" }, None, &[n])];
            delta(Scope::Organizations, revision, Change::Organizations { list, complete: flag })
        }
        _ => {
            let change = if flag { Change::Asked } else { Change::Failed(fault()) };
            delta(Scope::Tokens(owner.clone()), revision, change)
        }
    }
}
