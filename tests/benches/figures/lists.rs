//! Lists in another order, under headings, and of thousands of accounts, at 100,000 tokens and 200 × 60.

use std::time::Duration;

use tokendeck::domain::view::{Column, Grouping};

use super::desk::{Desk, Times};
use super::{Figure, estate, millis, ratio};

/// One column of every kind of key that lists are sorted by, and all of them in sight at this width: the home order,
/// texts of few and of many kinds, numbers, moments, moments that may be missing, ids.
const ORDERS: [Column; 8] = [
    Column::Name,
    Column::Account,
    Column::Status,
    Column::LastUsed,
    Column::Expires,
    Column::Findings,
    Column::Creator,
    Column::Id,
];
const ROUNDS: usize = 12;
const CURSOR: Duration = Duration::from_millis(4);
/// What thousands of accounts are compared with.
const FEW: u64 = 10;

pub fn measure() -> Vec<Figure> {
    let mut desk = Desk::with(estate::ACCOUNTS, &ORDERS);
    // The first key leads from the first order to the second.
    let sorted = cycle(&mut desk, "s", ORDERS.len());
    let mut out = vec![slowest(
        "sort by another column to painted frame, 100,000 tokens",
        ORDERS.map(Column::word).into_iter().cycle().skip(1).zip(sorted),
    )];
    // After the last heading there is none again; that key sorts nothing and is not counted.
    let grouped = cycle(&mut desk, "b", Grouping::ALL.len() + 1);
    out.push(slowest(
        "group by account, creator or finding to painted frame, 100,000 tokens",
        Grouping::ALL.map(Grouping::word).into_iter().zip(grouped),
    ));
    out.push(scrolled());
    out
}

/// Presses a key that leads round a ring: the times of each place in the ring, the place after the first press first.
fn cycle(desk: &mut Desk, key: &str, places: usize) -> Vec<Times> {
    let mut times = vec![Vec::new(); places];
    for _ in 0..ROUNDS {
        times.iter_mut().for_each(|times| times.push(desk.press(key)));
    }
    times.into_iter().map(Times::of).collect()
}

/// The slowest of several ways to look at a list, named.
fn slowest(what: &'static str, ways: impl Iterator<Item = (&'static str, Times)>) -> Figure {
    let mut ways: Vec<_> = ways.collect();
    ways.sort_by_key(|(_, times)| times.p99);
    let all: Vec<String> = ways.iter().map(|(word, times)| format!("{word} {}", millis(times.p50))).collect();
    let (word, times) = ways.pop().expect("there is more than one way");
    Figure {
        what,
        measured: format!("{word}: {times}"),
        bound: "",
        kept: None,
        ratio: format!("p50: {}", all.join(", ")),
    }
}

/// The cursor in the view of accounts.
fn scrolled() -> Figure {
    let moves = |accounts: u64| {
        let mut desk = Desk::of(accounts);
        desk.press("2");
        Times::of(desk.move_about())
    };
    let (many, few) = (moves(estate::ACCOUNTS), moves(FEW));
    Figure {
        what: "cursor key in the accounts to painted frame, 2,000 accounts",
        measured: many.to_string(),
        bound: "p99 ≤ 4 ms",
        kept: Some(many.p99 <= CURSOR),
        ratio: format!("{:.2} × the time at {FEW} accounts", ratio(many.p50, few.p50)),
    }
}
