//! How long a key press in the filter takes to judge 100,000 tokens in 2,000 accounts (PRODUCT section 8), and how
//! that compares with looking for the same letters with plain `contains`.
//!
//! Run with `cargo bench --bench filter`. Prints ratios; never fails for being slow.
#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark talks and may give up"
)]

use std::collections::HashMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use divan::Bencher;
use tokendeck::clock::Time;
use tokendeck::domain::condition::Condition;
use tokendeck::domain::filter::{Haystack, Query, Subject};
use tokendeck::domain::finding::{Creator, FindingCx, FindingSet, Quota, Thresholds, finding_ids};
use tokendeck::domain::group;
use tokendeck::domain::ids::{AccountId, GroupId, ZoneId};
use tokendeck::domain::lookup::Lookup;
use tokendeck::domain::matrix::Matrix;
use tokendeck::domain::policy::{GroupRef, Policy, Stance};
use tokendeck::domain::reach::Target;
use tokendeck::domain::resource::{Extent, Key, Resource};
use tokendeck::domain::token::{Owner, Status, Token, TokenRef};
use tokendeck::domain::zone::Zone;

const TOKENS: u32 = 100_000;
const ACCOUNTS: u32 = 2_000;
const ZONES: u32 = 10_000;
const NOW: Time = Time::from_secs(1_790_000_000);

const WORD: &str = "deploy";
const QUERIES: [&str; 7] = [
    WORD,
    "dply prod",
    "can:\"DNS Write\"",
    "can:\"DNS Write\" on:zone-77.example",
    "on:zone-77.example",
    "account:acme-1 unused:>90d",
    "name:/^ci-.*prod/",
];

struct Names {
    accounts: HashMap<AccountId, String>,
    zones: HashMap<ZoneId, Zone>,
    named: HashMap<String, Vec<Target>>,
}

impl Lookup for Names {
    fn account_name(&self, id: &AccountId) -> Option<&str> {
        self.accounts.get(id).map(String::as_str)
    }
    fn zone(&self, id: &ZoneId) -> Option<&Zone> {
        self.zones.get(id)
    }
    fn named(&self, name: &str) -> &[Target] {
        self.named.get(name).map_or(&[], Vec::as_slice)
    }
}

struct Estate {
    names: Names,
    rows: Vec<(Token, Haystack)>,
}

/// Numbers without pattern: splitmix64.
fn scatter(n: u64) -> u64 {
    let mut z = n.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A number below `end`, the same for the same row and question.
fn below(end: u32, row: u32, question: u32) -> u32 {
    let any = scatter(u64::from(row) << 32 | u64::from(question)) % u64::from(end);
    u32::try_from(any).unwrap_or(0)
}

fn pick<T>(from: &[T], row: u32, question: u32) -> &T {
    let end = u32::try_from(from.len()).unwrap_or(1);
    &from[below(end, row, question) as usize]
}

fn hex(kind: u64, n: u32) -> String {
    let seed = kind << 40 | u64::from(n);
    format!("{:016x}{:016x}", scatter(seed), scatter(!seed))
}

fn account(n: u32) -> AccountId {
    AccountId::new(&hex(1, n % ACCOUNTS))
}

fn zone(n: u32) -> ZoneId {
    ZoneId::new(&hex(2, n % ZONES))
}

fn names() -> Names {
    let zones: HashMap<ZoneId, Zone> = (0..ZONES)
        .map(|n| {
            let name = format!("zone-{n}.example").into();
            (zone(n), Zone { id: zone(n), name, account: account(n), status: None })
        })
        .collect();
    Names {
        accounts: (0..ACCOUNTS).map(|n| (account(n), format!("acme-{n} Ltd"))).collect(),
        named: zones.values().map(|z| (z.name.to_string(), vec![Target::Zone(z.id.clone())])).collect(),
        zones,
    }
}

/// One to four permissions on the owner, on all its zones, on one of them, or on somebody else's; one in twenty denies.
fn policy(n: u32, nth: u32, groups: &[GroupId]) -> Policy {
    let ask = |end, question| below(end, n, 100 * nth + question);
    let one = |n: u32| Resource::whole(Key::Zone(zone(n)));
    let all = || Resource {
        key: Key::Account(account(n)),
        extent: Extent::Within(Box::new([Resource::whole(Key::AllZones)])),
    };
    let resource = match ask(4, 0) {
        0 => Resource::whole(Key::Account(account(n))),
        1 => all(),
        2 => one(n % ACCOUNTS + ACCOUNTS * ask(5, 1)),
        _ => one(ask(ZONES, 1)),
    };
    Policy {
        id: None,
        stance: if ask(20, 2) == 0 { Stance::Deny } else { Stance::Allow },
        groups: (0..=ask(4, 3))
            .map(|g| GroupRef::new(pick(groups, n, 100 * nth + 10 + g).clone(), None))
            .collect(),
        resources: Box::new([resource]),
    }
}

fn token(n: u32, groups: &[GroupId]) -> Token {
    let what = pick(&["ci-deploy", "terraform", "cache-purge", "dns-sync", "backup", "grafana"], n, 1);
    let place = pick(&["prod", "staging", "dev", "eu-west", "us-east"], n, 2);
    let days = |end, question| i64::from(below(end, n, question));
    Token {
        at: TokenRef { owner: Owner::Account(account(n)), id: hex(3, n).as_str().into() },
        name: format!("{what}-{place}-{n}").into(),
        status: Status::Active,
        issued_on: Some(NOW.plus_days(-days(700, 3))),
        modified_on: None,
        last_used_on: (!n.is_multiple_of(3)).then(|| NOW.plus_days(-days(200, 4))),
        not_before: None,
        expires_on: n.is_multiple_of(2).then(|| NOW.plus_days(days(400, 5))),
        condition: Condition::default(),
        policies: (0..=n % 3).map(|nth| policy(n, nth + 1, groups)).collect(),
        creator: Some("ada@acme.example".into()),
        provisioner: None,
    }
}

fn estate() -> Estate {
    let names = names();
    let mut groups: Vec<GroupId> = group::shipped().iter().map(|g| g.id.clone()).collect();
    groups.sort_unstable();
    let tokens = (0..TOKENS).map(|n| token(n, &groups));
    let rows = tokens.map(|t| (Haystack::of(&t, &names), t)).map(|(h, t)| (t, h)).collect();
    Estate { names, rows }
}

/// Parse, prepare, judge every row: all that one key press asks of this room.
fn key_press(estate: &Estate, query: &str) -> usize {
    let mut matcher = Query::parse(query).expect("the query is right").matcher();
    let judge = |(token, haystack): &(Token, Haystack)| {
        let subject = Subject {
            token,
            haystack,
            now: NOW,
            names: &estate.names,
            findings: &FindingSet::default,
            quota: None,
            note: None,
            news: None,
        };
        matcher.score(&subject).is_some()
    };
    estate.rows.iter().map(judge).filter(|matched| *matched).count()
}

fn plain_scan(estate: &Estate) -> usize {
    estate.rows.iter().filter(|(token, _)| token.name.contains(black_box(WORD))).count()
}

fn all_findings(estate: &Estate) -> usize {
    let cx = FindingCx {
        now: NOW,
        thresholds: &Thresholds::default(),
        names: &estate.names,
        misfits: Matrix::shipped().misfits(),
        namesakes: 0,
        quota: Some(Quota { used: 50, limit: 500 }),
        creator: Creator::Unknown,
    };
    estate.rows.iter().map(|(token, _)| finding_ids(token, &cx).len()).sum()
}

#[divan::bench(args = QUERIES, sample_count = 20)]
fn filter(bencher: Bencher<'_, '_>, query: &str) {
    let estate = estate();
    bencher.bench_local(|| key_press(&estate, query));
}

#[divan::bench(sample_count = 20)]
fn contains(bencher: Bencher<'_, '_>) {
    let estate = estate();
    bencher.bench_local(|| plain_scan(&estate));
}

#[divan::bench(sample_count = 10)]
fn findings(bencher: Bencher<'_, '_>) {
    let estate = estate();
    bencher.bench_local(|| all_findings(&estate));
}

/// The middle of nine runs.
fn median(mut run: impl FnMut() -> usize) -> (Duration, usize) {
    let mut found = 0;
    let mut times: Vec<Duration> = (0..9)
        .map(|_| {
            let start = Instant::now();
            found = black_box(run());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    (times[times.len() / 2], found)
}

fn main() {
    // Cargo says `--bench`; a test run that starts every target does not.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    divan::main();
    let estate = estate();
    let (plain, found) = median(|| plain_scan(&estate));
    println!("\n{:<40} {plain:>10.2?}  {found:>6} rows", format!("plain contains({WORD:?})"));
    for query in QUERIES {
        let (time, found) = median(|| key_press(&estate, query));
        let ratio = time.as_secs_f64() / plain.as_secs_f64();
        println!("{query:<40} {time:>10.2?}  {found:>6} rows  {ratio:>5.1} x contains");
    }
}
