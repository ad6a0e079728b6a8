//! Worlds of any size: believable accounts and tokens from the seed.

use std::sync::Arc;

use serde_json::json;

use super::super::id::{Id, Noise};
use super::super::routes::{ACCOUNT_QUOTA, USER_QUOTA};
use super::super::state::{Account, Bucket, Member, State, Zone};
use super::super::token::{Policy, Status, Token};
use crate::clock::{DAY, HOUR, Time};
use crate::domain::condition::{Condition, Range};

/// Tokens of a generated account when no number was asked for.
const DOZEN: usize = 12;

/// Brings the world to the wanted size. The story's accounts come first; `keep` (the account and the token told at
/// start) survive even when the world becomes smaller than the story.
pub(super) fn resize(
    state: &mut State,
    accounts: Option<usize>,
    tokens: Option<usize>,
    now: Time,
    keep: (Id, Id),
) {
    let story = state.accounts.len();
    if let Some(wanted) = accounts {
        state.keep_accounts(wanted.max(1));
        for at in state.accounts.len()..wanted {
            let account = generate(state, at, now);
            state.add_account(account);
        }
    }
    for at in 0..state.accounts.len() {
        let wanted = match tokens {
            Some(number) => number,
            None if at >= story => DOZEN,
            None => continue,
        };
        let held = (state.accounts[at].id == keep.0).then_some(keep.1);
        fill(&mut state.accounts[at], wanted, &mut state.noise, now, held);
    }
}

/// An account at its quota, and a second user at theirs.
pub(super) fn crowds(state: &mut State, now: Time) {
    let at = state.accounts.len();
    let mut account = generate(state, at, now);
    account.name = "Crowded House".into();
    fill(&mut account, ACCOUNT_QUOTA, &mut state.noise, now, None);
    state.add_account(account);
    let mut noise = state.noise.clone();
    if let Some(user) = state.users.get_mut(1) {
        while user.tokens.len() < USER_QUOTA {
            let mut token = token(&mut noise, &Land { account: Id::ZERO, zones: &[], creator: None }, now);
            token.policies.clear();
            user.tokens.push(token);
        }
        user.tokens.sort_by_key(|t| t.issued);
    }
    state.noise = noise;
}

fn generate(state: &mut State, at: usize, now: Time) -> Account {
    let noise = &mut state.noise;
    let id = noise.id();
    let word = noise.pick(&WORDS).unwrap_or_default();
    let trade = noise.pick(&TRADES).unwrap_or_default();
    let created = ago(noise, 1500, now);
    let zones = (0..=noise.below(3)).map(|n| Zone {
        id: noise_of(id, n),
        name: format!("{}-{}{}.example", word.to_lowercase(), trade.to_lowercase(), number(at, n)).into(),
        status: "active",
        created,
    });
    let zones = zones.collect();
    let bucket =
        Bucket { name: "assets".into(), jurisdiction: "default".into(), location: "weur".into(), created };
    let member = |who, role: &str, n| Member { id: noise_of(id, n), who, role: role.into(), pending: false };
    Account {
        id,
        name: format!("{word} {trade} {at:04}").into(),
        enterprise: at.is_multiple_of(7),
        created,
        enforce_twofactor: at.is_multiple_of(3),
        api_access: None,
        oauth_apps: true,
        organization: (at.is_multiple_of(4) && !state.organizations.is_empty()).then_some(0),
        zones,
        buckets: vec![bucket],
        members: vec![member(0, "Super Administrator - All Privileges", 10), member(1, "Administrator", 11)],
        clients: Vec::new(),
        tokens: Vec::new(),
        audit: Vec::new(),
    }
}

fn noise_of(id: Id, n: usize) -> Id {
    id.derived(n as u64 + 100)
}

fn number(at: usize, n: usize) -> String {
    if n == 0 { format!("-{at}") } else { format!("-{at}-{n}") }
}

/// Cuts or pads an account's tokens to exactly `wanted`; `held` is never cut.
fn fill(account: &mut Account, wanted: usize, noise: &mut Noise, now: Time, held: Option<Id>) {
    while account.tokens.len() > wanted {
        let Some(at) = account.tokens.iter().rposition(|t| Some(t.id) != held) else { break };
        account.tokens.remove(at);
    }
    let zones: Vec<Id> = account.zones.iter().map(|z| z.id).collect();
    let creator: Arc<str> = "ops@northwind.example".into();
    let land = Land { account: account.id, zones: &zones, creator: Some(creator) };
    account.tokens.reserve_exact(wanted.saturating_sub(account.tokens.len()));
    while account.tokens.len() < wanted {
        account.tokens.push(token(noise, &land, now));
    }
    account.tokens.sort_by_key(|t| t.issued);
}

struct Land<'a> {
    account: Id,
    zones: &'a [Id],
    creator: Option<Arc<str>>,
}

fn token(noise: &mut Noise, land: &Land<'_>, now: Time) -> Token {
    let (job, groups, zonal) = JOBS[noise.below(JOBS.len())];
    let place = noise.pick(&PLACES).unwrap_or_default();
    let issued = ago(noise, 700, now);
    let age = now.since(issued);
    let used =
        noise.happens(0.85).then(|| now.plus_millis(-((noise.next() >> 1) as i64 % age.clamp(1, 120 * DAY))));
    let expires = match noise.below(10) {
        0..=3 => None,
        4 => Some(now.plus_millis(-HOUR * (1 + noise.below(600) as i64)).max(issued.plus_millis(HOUR))),
        5 => Some(now.plus_millis(HOUR * (1 + noise.below(170) as i64))),
        _ => Some(now.plus_days(7 + noise.below(350) as i64)),
    };
    let narrow = noise.happens(0.3);
    let only_from = [Range::new(&format!("203.0.113.{}/32", noise.below(255)))];
    let id = noise.id();
    Token {
        status: if noise.happens(0.06) { Status::Disabled } else { Status::Active },
        legacy: noise.happens(0.05),
        used: used.map(|t| Time::from_secs(t.millis() / 1000)),
        expires,
        condition: Condition {
            only_from: if narrow { only_from.into() } else { [].into() },
            never_from: [].into(),
        },
        policies: vec![policy(noise, land, groups, zonal)],
        creator: land.creator.clone(),
        ..Token::new(id, &format!("{place}-{job}"), issued)
    }
}

fn policy(noise: &mut Noise, land: &Land<'_>, groups: &[&str], zonal: bool) -> Policy {
    let account = format!("com.cloudflare.api.account.{}", land.account);
    let resources = match (zonal, land.zones) {
        (false, _) => json!({ account: "*" }),
        (true, zones) if !zones.is_empty() && noise.happens(0.5) => {
            let zone = zones[noise.below(zones.len())];
            json!({ format!("com.cloudflare.api.account.zone.{zone}"): "*" })
        }
        (true, _) => json!({ account: { "com.cloudflare.api.account.zone.*": "*" } }),
    };
    let mut groups: Vec<Id> = groups.iter().filter_map(|g| Id::parse(g)).collect();
    groups.sort_unstable();
    Policy {
        id: noise.id(),
        effect: "allow".into(),
        groups: groups.into(),
        resources: resources.to_string().into(),
    }
}

/// A whole second within the last so many days.
fn ago(noise: &mut Noise, days: usize, now: Time) -> Time {
    let seconds = 3600 + noise.below(days * 86_400);
    now.plus_millis(-(seconds as i64) * 1000)
}

const WORDS: [&str; 24] = [
    "Alder", "Birch", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbor", "Indigo", "Juniper",
    "Kestrel", "Lumen", "Meridian", "Nimbus", "Opal", "Pioneer", "Quartz", "Ridge", "Summit", "Tundra",
    "Umber", "Vertex", "Willow", "Zephyr",
];
const TRADES: [&str; 16] = [
    "Analytics",
    "Apparel",
    "Bank",
    "Clinics",
    "Coffee",
    "Energy",
    "Freight",
    "Games",
    "Hotels",
    "Insurance",
    "Logistics",
    "Motors",
    "Press",
    "Robotics",
    "Studios",
    "Travel",
];
const PLACES: [&str; 14] = [
    "prod", "staging", "dev", "eu", "us", "apac", "checkout", "search", "billing", "mobile", "blog",
    "intranet", "edge", "partner",
];
/// What tokens are for: a name, group ids, and whether they are about zones.
const JOBS: [(&str, &[&str], bool); 12] = [
    ("ci-deploy", &["e086da7e2179491d91ee5f35b3ca210a", "f7f0eda5697f475c90846e879bab8666"], false),
    (
        "terraform",
        &[
            "4755a26eedb94da69e1066d98aa820be",
            "e6d2666161e84845a636613608cee8d5",
            "3030687196b94b638145a3953da2b699",
        ],
        true,
    ),
    ("dns-robot", &["4755a26eedb94da69e1066d98aa820be"], true),
    ("acme", &["4755a26eedb94da69e1066d98aa820be", "c8fed203ed3043cba015a93ad1616f1f"], true),
    ("grafana", &["9c88f9c5bce24ce7af9a958ba9c504db"], true),
    ("cache-purge", &["e17beae8b8cb423a99b1730f21238bed"], true),
    ("pages", &["8d28297797f24fb8a0c332fe0866ec89"], false),
    ("backup", &["b4992e1108244f5d8bfbd5744320c2e1"], false),
    ("waf-sync", &["fb6778dc191143babbfaa57993f1d275"], true),
    ("logpush", &["96163bd1b0784f62b3e44ed8c2ab1eb6"], false),
    ("billing-report", &["7cf72faf220841aabcfdfab81c43c4f6"], false),
    ("tunnel", &["c07321b023e944ff818fec44d8203567"], false),
];
