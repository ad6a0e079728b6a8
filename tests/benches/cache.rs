//! What the cache costs the first frame, at 100,000 tokens in 2,000 accounts (PRODUCT, section 8).
//!
//! `cargo bench --bench cache` writes a cache, opens it anew, and prints ratios: to the 60 ms that a first frame may
//! take, and to reading a plain file of the same packed values, which is the fastest that any store could be.

// A benchmark prints, and stops where it cannot go on.
#![allow(clippy::expect_used, clippy::print_stdout)]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokendeck::clock::Time;
use tokendeck::domain::account::Account;
use tokendeck::domain::condition::Condition;
use tokendeck::domain::policy::{GroupRef, Policy, Stance};
use tokendeck::domain::resource::{Key, Resource};
use tokendeck::domain::token::{Fetched, Owner, RawToken, Status, Token, TokenRef};
use tokendeck::protocol::{Change, Delta, Scope};
use tokendeck::store::Cache;

const ACCOUNTS: u32 = 2_000;
const EACH: u32 = 50;
const FRAME: Duration = Duration::from_millis(60);
const SCREENFUL: usize = 60;

fn token(owner: &Owner, n: u32) -> Fetched {
    let id = format!("{n:032x}");
    let group = |id: &str| GroupRef::new(id.into(), None);
    let policy = Policy {
        id: Some(format!("{:032x}", n + 7).into()),
        stance: Stance::Allow,
        groups: [
            "4755a26eedb94da69e1066d98aa820be",
            "c8fed203ed3043cba015a93ad1616f1f",
            "82e64a83756745bbbb1c9c2701bf816b",
        ]
        .map(group)
        .into(),
        resources: Box::new([Resource::whole(Key::Zone(id.as_str().into()))]),
    };
    let filler = "x".repeat(500);
    let raw = format!(r#"{{"id":"{id}","name":"token {n}","status":"active","filler":"{filler}"}}"#);
    let token = Token {
        at: TokenRef { owner: owner.clone(), id: id.as_str().into() },
        name: format!("deploy-{n}-production").into(),
        status: Status::Active,
        issued_on: Some(Time::from_secs(1_700_000_000 + i64::from(n))),
        modified_on: Some(Time::from_secs(1_750_000_000 + i64::from(n))),
        last_used_on: Some(Time::from_secs(1_790_000_000)),
        not_before: None,
        expires_on: Some(Time::from_secs(1_800_000_000)),
        condition: Condition::default(),
        policies: Box::new([policy.clone(), policy]),
        creator: Some(format!("person{}@acme.example", n % 97).into()),
        provisioner: None,
    };
    Fetched { token, raw: RawToken(raw.as_str().into()) }
}

fn account(n: u32) -> Account {
    Account {
        id: format!("{n:032x}").as_str().into(),
        name: format!("Account {n}").into(),
        tier: None,
        created_on: None,
        parent: None,
        enforce_twofactor: None,
        api_access: None,
    }
}

fn fill(cache: &Cache) {
    let list = (0..ACCOUNTS).map(account).collect();
    let as_of = Time::from_secs(1);
    cache.apply(&Delta {
        scope: Scope::Accounts,
        revision: 1,
        as_of,
        change: Change::Accounts { list, complete: true },
    });
    for n in 0..ACCOUNTS {
        let owner = Owner::Account(account(n).id);
        let list = Arc::new((0..EACH).map(|t| token(&owner, n * EACH + t)).collect());
        let change = Change::Tokens { list, complete: true };
        cache.apply(&Delta { scope: Scope::Tokens(owner), revision: 2, as_of, change });
        if n % 64 == 0 {
            assert!(cache.flush(Duration::from_secs(60)));
        }
    }
    assert!(cache.flush(Duration::from_secs(60)));
}

fn report(what: &str, took: Duration) {
    println!(
        "{what:<44} {:>9.2} ms   {:>6.1} % of a first frame",
        ms(took),
        100.0 * took.as_secs_f64() / FRAME.as_secs_f64()
    );
}

fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let open = || Cache::open(folder.path(), "bench", "https://api.example/client/v4").0;
    let began = Instant::now();
    let cache = open();
    fill(&cache);
    drop(cache);
    let wrote = began.elapsed();
    let file = Cache::path(folder.path(), "bench", "https://api.example/client/v4");
    let size = file.metadata().map_or(0, |m| m.len());
    println!("writing {} tokens: {:.2} s, {} MB on disk\n", ACCOUNTS * EACH, wrote.as_secs_f64(), size >> 20);

    for round in 0..3 {
        let began = Instant::now();
        let cache = open();
        let opened = began.elapsed();
        let (mut tokens, mut first, mut screen) = (0, None, None);
        let restored = cache.restore(|delta| {
            if let Change::Restored(list) = &delta.change {
                tokens += black_box(list).len();
                first.get_or_insert_with(|| began.elapsed());
                if tokens >= SCREENFUL {
                    screen.get_or_insert_with(|| began.elapsed());
                }
            }
            true
        });
        let all = began.elapsed();
        assert!(restored.is_ok() && tokens == (ACCOUNTS * EACH) as usize, "{tokens} tokens came back");
        println!("round {round}");
        report("  open", opened);
        report("  first tokens in hand", first.unwrap_or_default());
        report("  a screenful in hand", screen.unwrap_or_default());
        report("  all tokens in hand", all);
        println!("  ratio to reading the bare file: {:.1}\n", all.as_secs_f64() / bare(&file).as_secs_f64());
    }
}

fn bare(file: &Path) -> Duration {
    let began = Instant::now();
    black_box(std::fs::read(file).map_or(0, |bytes| bytes.len()));
    began.elapsed()
}
