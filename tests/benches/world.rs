//! How fast the world takes news and lists answer, at 100,000 tokens in 2,000 accounts.
//!
//! `cargo bench --bench world` prints ratios and memory first, then divan's table. With `fzf` installed its time for
//! the same query over the same names is printed too.
#![allow(clippy::print_stdout, reason = "a benchmark reports")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot run should say so and stop")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use divan::Bencher;
use tokendeck::clock::Time;
use tokendeck::domain::account::Account;
use tokendeck::domain::condition::{Condition, Range};
use tokendeck::domain::filter::Query;
use tokendeck::domain::finding::Thresholds;
use tokendeck::domain::group;
use tokendeck::domain::ids::{AccountId, GroupId, TokenId, ZoneId};
use tokendeck::domain::policy::{GroupRef, Policy, Stance};
use tokendeck::domain::resource::{Key, Resource};
use tokendeck::domain::token::{Owner, Status, Token, TokenRef};
use tokendeck::protocol::{Change, Delta, Scope};
use tokendeck::world::World;
use tokendeck::world::select::{Column, Rows, Sort};

const ACCOUNTS: u64 = 2_000;
const TOKENS_EACH: u64 = 50;
const NOW: Time = Time::from_secs(1_790_000_000);
/// What a person types, key by key.
const TYPED: &str = "deploy prod";

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

fn accounts() -> Delta {
    let list = (0..ACCOUNTS).map(account).collect();
    Delta {
        scope: Scope::Accounts,
        revision: 0,
        as_of: NOW,
        change: Change::Accounts { list, complete: true },
    }
}

/// The tokens of one account as the cache tells them.
fn restored(n: u64, seed: u64, revision: u64, tokens: u64) -> Delta {
    static GROUPS: OnceLock<Vec<GroupId>> = OnceLock::new();
    let groups = GROUPS.get_or_init(|| {
        let mut ids: Vec<GroupId> = group::shipped().iter().map(|group| group.id.clone()).collect();
        ids.sort_unstable();
        ids
    });
    let id = account(n).id;
    let mut dice = Dice(n * 1_000_003 + seed);
    let list = (0..tokens).map(|_| Arc::new(token(&mut dice, &id, groups))).collect();
    Delta { scope: Scope::Tokens(Owner::Account(id)), revision, as_of: NOW, change: Change::Restored(list) }
}

fn build() -> World {
    let mut world = World::new(NOW, Thresholds::default());
    world.apply(&accounts());
    for n in 0..ACCOUNTS {
        world.apply(&restored(n, 0, 0, TOKENS_EACH));
    }
    world
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(build)
}

fn rows(query: &str, sort: Sort) -> Rows {
    let mut rows = Rows::new(Query::parse(query).unwrap(), sort);
    rows.rebuild(world());
    rows
}

fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: u64 = statm.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or_default();
    pages * 4096
}

fn best_of<T>(times: u32, mut work: impl FnMut() -> T) -> Duration {
    let once = |()| {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    };
    (0..times).map(|_| ()).map(once).min().unwrap_or_default()
}

/// Every key press of a person typing, and the slowest of each hundred.
fn key_presses() -> (Duration, Duration, Duration) {
    let mut list = rows("", Sort::default());
    let mut took = Vec::new();
    for _ in 0..20 {
        list.set_query(Query::default(), world());
        for end in 1..=TYPED.len() {
            let start = Instant::now();
            list.set_query(Query::parse(&TYPED[..end]).unwrap(), world());
            took.push(start.elapsed());
        }
    }
    took.sort_unstable();
    (took[took.len() / 2], took[took.len() * 99 / 100], took[took.len() - 1])
}

fn fzf(word: &str) -> Option<Duration> {
    let names: String = world().rows().map(|(_, row)| format!("{}\n", row.token.name)).collect();
    let run = || -> Option<Duration> {
        let start = Instant::now();
        let mut child = Command::new("fzf")
            .args(["--filter", word])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .ok()?;
        let _ = child.stdin.take()?.write_all(names.as_bytes());
        child.wait().ok()?;
        Some(start.elapsed())
    };
    (0..5).filter_map(|_| run()).min()
}

fn report() {
    let before = resident();
    let start = Instant::now();
    let world = world();
    let built = start.elapsed();
    let after = resident();
    let list = rows("", Sort::default());
    let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    println!("tokens                          {}", world.len());
    println!("make and apply                  {built:?}");
    println!("memory of the world             {:.1} MiB", mib(after.saturating_sub(before)));
    println!("memory of one list              {:.1} MiB", mib(resident().saturating_sub(after)));

    let (median, p99, slowest) = key_presses();
    println!("key press while typing {TYPED:?}: median {median:?}, p99 {p99:?}, slowest {slowest:?}");

    let scan = best_of(10, || {
        world.rows().filter(|(_, row)| row.token.name.to_lowercase().contains("deploy")).count()
    });
    let word = Query::parse("deploy").unwrap();
    let mut one = list.clone();
    let fuzzy = best_of(10, || {
        one.set_query(Query::parse("status:active").unwrap(), world);
        let start = Instant::now();
        one.set_query(word.clone(), world);
        start.elapsed()
    });
    let alone = best_of(10, || one.set_query(Query::parse("status:active").unwrap(), world));
    let fuzzy = fuzzy.saturating_sub(alone);
    println!(
        "one word, all rows              {fuzzy:?}, {:.2} × a plain `contains` scan ({scan:?})",
        ratio(fuzzy, scan)
    );
    match fzf("deploy") {
        Some(fzf) => println!(
            "one word                        {:.1} × faster than fzf --filter ({fzf:?})",
            ratio(fzf, fuzzy)
        ),
        None => println!("fzf is not installed: no comparison"),
    }

    let tree = best_of(3, || {
        let key = |row: &tokendeck::world::Row| (row.token.name.to_lowercase(), row.token.at.clone());
        world.rows().map(|(no, row)| (key(row), no)).collect::<BTreeMap<_, _>>().len()
    });
    let mut anew = list.clone();
    let rebuild = best_of(3, || anew.rebuild(world));
    println!(
        "rebuild by name                 {rebuild:?}, {:.1} × faster than a BTreeMap ({tree:?})",
        ratio(tree, rebuild)
    );

    let (mut changing, mut mended) = (world.clone(), list);
    let mut revision = 0;
    let mut took = Duration::MAX;
    for n in 0..20 {
        revision += 1;
        let changed = changing.apply(&restored(n, 7, revision, TOKENS_EACH));
        let start = Instant::now();
        mended.absorb(&changing, &changed);
        took = took.min(start.elapsed());
    }
    println!("absorb 50 new rows              {took:?}, {:.0} × faster than a rebuild", ratio(rebuild, took));
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64().max(1e-9)
}

fn main() {
    report();
    divan::main();
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn apply_100_000_tokens(bencher: Bencher<'_, '_>) {
    let news: Vec<Delta> =
        std::iter::once(accounts()).chain((0..ACCOUNTS).map(|n| restored(n, 0, 0, TOKENS_EACH))).collect();
    bencher.bench_local(|| {
        let mut world = World::new(NOW, Thresholds::default());
        news.iter().for_each(|delta| drop(world.apply(delta)));
        world
    });
}

#[divan::bench(args = ["d", "deploy", "dply", "status:active", "finding:wide", "unused:>90d deploy", "can:\"DNS Write\""], sample_count = 20)]
fn filter_all_rows(bencher: Bencher<'_, '_>, query: &str) {
    let query = Query::parse(query).unwrap();
    let nothing = Query::parse("id:zzzz").unwrap();
    bencher
        .with_inputs(|| {
            let mut rows = rows("", Sort::default());
            rows.set_query(nothing.clone(), world());
            rows
        })
        .bench_local_values(|mut rows| {
            rows.set_query(query.clone(), world());
            rows
        });
}

#[divan::bench(args = Column::ALL, sample_count = 20)]
fn sort_by(bencher: Bencher<'_, '_>, column: Column) {
    bencher.with_inputs(|| rows("", Sort::default())).bench_local_values(|mut rows| {
        rows.set_sort(Sort { column, descending: true }, world());
        rows
    });
}

#[divan::bench(args = [1, 50], sample_count = 50)]
fn absorb(bencher: Bencher<'_, '_>, tokens: u64) {
    let mut world = world().clone();
    let sort = Sort { column: Column::LastUsed, descending: true };
    let mut rows = Rows::new(Query::parse("-backup").unwrap(), sort);
    rows.rebuild(&world);
    let changed = world.apply(&restored(7, 7, 1, tokens));
    bencher.with_inputs(|| rows.clone()).bench_local_values(|mut rows| {
        rows.absorb(&world, &changed);
        rows
    });
}

#[divan::bench(sample_count = 50)]
fn apply_50_rows(bencher: Bencher<'_, '_>) {
    let mut world = world().clone();
    let mut revision = 0;
    bencher
        .with_inputs(|| {
            revision += 1;
            restored(revision % ACCOUNTS, 9, revision, 50)
        })
        .bench_local_values(|delta| world.apply(&delta));
}
