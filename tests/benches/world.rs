//! How fast the world takes news and lists answer, at 100,000 tokens in 2,000 accounts.
//!
//! `cargo bench --bench world` prints ratios and memory first, then divan's table. With `fzf` installed its time for
//! the same query over the same names is printed too.
#![allow(clippy::print_stdout, reason = "a benchmark reports")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot run should say so and stop")]

#[path = "estate/mod.rs"]
mod estate;
#[path = "estate/restored.rs"]
mod restored;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use divan::Bencher;
use estate::{ACCOUNTS, NOW, TOKENS_EACH, accounts};
use restored::restored;
use tokendeck::domain::filter::Query;
use tokendeck::domain::finding::Thresholds;
use tokendeck::protocol::Delta;
use tokendeck::world::World;
use tokendeck::world::select::{Column, Rows, Sort};

/// What a person types, key by key.
const TYPED: &str = "deploy prod";

fn build() -> World {
    let mut world = World::new(NOW, Thresholds::default());
    world.apply(&accounts(ACCOUNTS));
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
    // Cargo says `--bench`; a test run that starts every target does not.
    if std::env::args().any(|argument| argument == "--bench") {
        report();
        divan::main();
    }
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn apply_100_000_tokens(bencher: Bencher<'_, '_>) {
    let news: Vec<Delta> = std::iter::once(accounts(ACCOUNTS))
        .chain((0..ACCOUNTS).map(|n| restored(n, 0, 0, TOKENS_EACH)))
        .collect();
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
