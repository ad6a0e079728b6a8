//! What the cache costs the first frame, at 100,000 tokens in 2,000 accounts (PRODUCT, section 8).
//!
//! `cargo bench --bench cache` writes a cache, opens it anew, and prints ratios: to the 60 ms that a first frame may
//! take, and to reading a plain file of the same packed values, which is the fastest that any store could be.

// A benchmark prints, and stops where it cannot go on.
#![allow(clippy::expect_used, clippy::print_stdout)]

#[path = "estate/mod.rs"]
mod estate;
#[path = "estate/fetched.rs"]
mod fetched;

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use estate::{ACCOUNTS, TOKENS_EACH};
use tokendeck::protocol::Change;
use tokendeck::store::Cache;

const FRAME: Duration = Duration::from_millis(60);
const SCREENFUL: usize = 60;

fn fill(cache: &Cache) {
    cache.apply(&estate::accounts(ACCOUNTS));
    for n in 0..ACCOUNTS {
        cache.apply(&fetched::fetched(n));
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
    // Cargo says `--bench`; a test run that starts every target does not.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let open = || Cache::open(folder.path(), "bench", "https://api.example/client/v4").0;
    let began = Instant::now();
    let cache = open();
    fill(&cache);
    drop(cache);
    let wrote = began.elapsed();
    let file = Cache::path(folder.path(), "bench", "https://api.example/client/v4");
    let size = file.metadata().map_or(0, |m| m.len());
    println!(
        "writing {} tokens: {:.2} s, {} MB on disk\n",
        ACCOUNTS * TOKENS_EACH,
        wrote.as_secs_f64(),
        size >> 20
    );

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
        assert!(restored.is_ok() && tokens == (ACCOUNTS * TOKENS_EACH) as usize, "{tokens} tokens came back");
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
