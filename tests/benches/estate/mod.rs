//! A large company: 100,000 tokens in 2,000 accounts, the same every time.

#![allow(clippy::unwrap_used, reason = "numbers that are known to fit")]

use std::sync::OnceLock;

use tokendeck::clock::Time;
use tokendeck::domain::account::Account;
use tokendeck::domain::condition::{Condition, Range};
use tokendeck::domain::group;
use tokendeck::domain::ids::{AccountId, GroupId, TokenId, ZoneId};
use tokendeck::domain::policy::{GroupRef, Policy, Stance};
use tokendeck::domain::resource::{Key, Resource};
use tokendeck::domain::token::{Owner, Status, Token, TokenRef};
use tokendeck::protocol::{Change, Delta, Scope};

/// How many accounts.
pub const ACCOUNTS: u64 = 2_000;
/// How many tokens each has.
pub const TOKENS_EACH: u64 = 50;
/// The present.
pub const NOW: Time = Time::from_secs(1_790_000_000);

/// A small generator: benches need numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.roll(of.len() as u64)).unwrap()]
    }

    fn hex(&mut self) -> String {
        format!("{:016x}{:016x}", self.roll(u64::MAX), self.roll(u64::MAX))
    }

    fn days_ago(&mut self, most: u64) -> Time {
        NOW.plus_millis(-i64::try_from(self.roll(most * 86_400)).unwrap() * 1000)
    }
}

fn account(n: u64) -> Account {
    let mut dice = Dice(n);
    let first = dice.pick(&["Acme", "Borealis", "Cobalt", "Dune", "Ember", "Fjord", "Granite", "Harbor"]);
    let second = dice.pick(&["Retail", "Labs", "Media", "Health", "Payments", "Logistics", "Energy"]);
    Account {
        id: AccountId::new(&format!("{n:032x}")),
        name: format!("{first} {second} {n}").into(),
        tier: None,
        created_on: None,
        parent: None,
        enforce_twofactor: None,
        api_access: None,
    }
}

fn token(dice: &mut Dice, account: &AccountId, groups: &[GroupId]) -> Token {
    let what = dice.pick(&[
        "deploy",
        "terraform",
        "ci",
        "dns",
        "cert-manager",
        "backup",
        "cache purge",
        "analytics",
    ]);
    let on = dice.pick(&["prod", "staging", "dev", "eu-west", "edge", "preview"]);
    let policies = (0..1 + dice.roll(2)).map(|_| Policy {
        id: Some(dice.hex().into()),
        stance: if dice.roll(10) == 0 { Stance::Deny } else { Stance::Allow },
        groups: (0..1 + dice.roll(4))
            .map(|_| {
                let place = usize::try_from(dice.roll(groups.len() as u64)).unwrap();
                GroupRef::new(groups[place].clone(), None)
            })
            .collect(),
        resources: (0..1 + dice.roll(2))
            .map(|_| match dice.roll(4) {
                0 => Resource::whole(Key::Account(account.clone())),
                _ => Resource::whole(Key::Zone(ZoneId::new(&dice.hex()))),
            })
            .collect(),
    });
    let policies = policies.collect();
    Token {
        at: TokenRef { owner: Owner::Account(account.clone()), id: TokenId::new(&dice.hex()) },
        name: format!("{what} {on} {:04}", dice.roll(10_000)).into(),
        status: Status::new(dice.pick(&["active", "active", "active", "disabled", "expired"])),
        issued_on: Some(dice.days_ago(900)),
        modified_on: Some(dice.days_ago(300)),
        last_used_on: (dice.roll(4) > 0).then(|| dice.days_ago(200)),
        not_before: None,
        expires_on: (dice.roll(2) > 0).then(|| dice.days_ago(700).plus_days(600)),
        condition: Condition {
            only_from: if dice.roll(3) == 0 { [Range::new("203.0.113.0/24")].into() } else { Box::default() },
            never_from: Box::default(),
        },
        policies,
        creator: (dice.roll(3) > 0).then(|| format!("person{}@acme.example", dice.roll(3_000)).into()),
        provisioner: None,
    }
}

/// The accounts as news.
pub fn accounts(accounts: u64) -> Delta {
    let list = (0..accounts).map(account).collect();
    Delta {
        scope: Scope::Accounts,
        revision: 0,
        as_of: NOW,
        change: Change::Accounts { list, complete: true },
    }
}

/// The tokens of one account.
pub fn tokens(n: u64, seed: u64, tokens: u64) -> (Owner, Vec<Token>) {
    static GROUPS: OnceLock<Vec<GroupId>> = OnceLock::new();
    let groups = GROUPS.get_or_init(|| {
        let mut ids: Vec<GroupId> = group::shipped().iter().map(|group| group.id.clone()).collect();
        ids.sort_unstable();
        ids
    });
    let id = account(n).id;
    let mut dice = Dice(n * 1_000_003 + seed);
    let list = (0..tokens).map(|_| token(&mut dice, &id, groups)).collect();
    (Owner::Account(id), list)
}
