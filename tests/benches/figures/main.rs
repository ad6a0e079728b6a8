//! The figures that the program promises (PRODUCT, section 8), measured, each against its bound.
//!
//! ```text
//! cargo bench --profile release --bench figures              all of them, on the binary as shipped
//! cargo bench --bench figures -- keys lists                  some of them, built without link-time optimisation
//! ```
//!
//! Prints a Markdown table; never fails for being slow. What is compared with is left out, with a line of why, where it
//! is not installed: `fzf`, and the official SDK for Python (`TOKENDECK_TEST_PYTHON` names an interpreter that has it).
// A benchmark prints, and stops where it cannot go on.
#![allow(clippy::expect_used, clippy::print_stderr, clippy::print_stdout, clippy::unwrap_used)]

mod binary;
mod desk;
#[path = "../estate/mod.rs"]
mod estate;
#[path = "../estate/fetched.rs"]
mod fetched;
mod history;
mod keys;
mod lists;
#[path = "../estate/restored.rs"]
mod restored;
mod revoke;
mod served;
#[path = "../../support/settings.rs"]
mod settings;
mod shown;
mod start;
mod sync;

use std::time::Duration;

/// One row of the table.
struct Figure {
    what: &'static str,
    measured: String,
    bound: &'static str,
    /// Whether the bound is kept; `None` where there is none.
    kept: Option<bool>,
    /// Compared with what.
    ratio: String,
}

type Measure = fn() -> Vec<Figure>;

/// The measurements, by the names they are asked for.
const MEASUREMENTS: [(&str, Measure); 7] = [
    ("binary", binary::measure),
    ("start", start::measure),
    ("keys", keys::measure),
    ("lists", lists::measure),
    ("history", history::measure),
    ("sync", sync::measure),
    ("revoke", revoke::measure),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Cargo says `--bench`; a test run that starts every target does not.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let named: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    println!("| figure | measured | must be | | ratio |\n| --- | --- | --- | --- | --- |");
    for (name, measure) in MEASUREMENTS {
        if named.is_empty() || named.iter().any(|asked| *asked == name) {
            for Figure { what, measured, bound, kept, ratio } in measure() {
                let sign = kept.map_or("", |kept| if kept { "✓" } else { "✗" });
                println!("| {what} | {measured} | {bound} | {sign} | {ratio} |");
            }
        }
    }
}

/// `12.3 ms`
fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64().max(1e-9)
}

/// The value that so many percent of the values do not exceed. Sorts.
fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() * percent / 100).min(times.len() - 1)]
}
