//! From a key press to the painted frame, at 100,000 tokens and 200 × 60.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::desk::{Desk, Times, key_of};
use super::{Figure, estate, millis, percentile, ratio};

/// Typed letter by letter and deleted again, over and over.
const WORDS: [&str; 3] = ["deploy prod", "terraform staging", "dns edge 12"];
const FIELDS: [&str; 3] = ["status:active deploy", "-backup unused:>90d", "can:\"DNS Write\" ci"];
const ROUNDS: usize = 5;

impl Desk {
    /// Types a filter and deletes it again: the times of the letters, and of all keys.
    fn type_in(&mut self, text: &str, letters: &mut Vec<Duration>, all: &mut Vec<Duration>) {
        self.press("/");
        for c in text.chars() {
            letters.push(self.press(&key_of(c)));
        }
        all.extend_from_slice(&letters[letters.len() - text.chars().count()..]);
        all.extend(text.chars().map(|_| self.press("backspace")));
        self.press("esc");
    }
}

/// The times of the keys of a question of who can, from the first letter to the answer, over and over; and how long it
/// takes to open the question.
fn asked(desk: &mut Desk) -> (Duration, Vec<Duration>) {
    let opening = desk.press("w");
    let mut keys = Vec::new();
    for _ in 0..ROUNDS {
        for (what, on) in [("dns edit", "zone-1"), ("workers scripts", "account 7"), ("", "account 12")] {
            keys.push(desk.press("/"));
            keys.push(desk.press("ctrl-u"));
            keys.extend(what.chars().map(|c| desk.press(&key_of(c))));
            keys.push(desk.press("enter"));
            keys.push(desk.press("ctrl-u"));
            keys.extend(on.chars().map(|c| desk.press(&key_of(c))));
            keys.push(desk.press("enter"));
            keys.extend(["tab", "tab", "tab"].map(|key| desk.press(key)));
        }
    }
    (opening, keys)
}

/// The times of the keys that move about in the calendar.
fn leafed(desk: &mut Desk) -> Vec<Duration> {
    desk.press("C");
    let round = ["right", "down", "tab", "down", "pagedown", "tab", "left", "tab", "pageup", "up", "G", "g"];
    (0..10).flat_map(|_| round).map(|key| desk.press(key)).collect()
}

pub fn measure() -> Vec<Figure> {
    let mut desk = Desk::of(estate::ACCOUNTS);
    desk.press("j");
    let (mut letters, mut all, mut other) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        WORDS.iter().for_each(|text| desk.type_in(text, &mut letters, &mut all));
        FIELDS.iter().for_each(|text| desk.type_in(text, &mut other, &mut all));
    }
    let (many, typed) = (all.len(), Times::of(letters).p50);
    let all = Times::of(all);
    let moves = Times::of(desk.move_about());
    let few = Times::of(Desk::of(20).move_about());
    let (opening, keys) = asked(&mut desk);
    let (questions, question) = (keys.len(), Times::of(keys));
    let calendar = Times::of(leafed(&mut desk));
    vec![
        Figure {
            what: "key press in the filter to painted frame, 100,000 tokens",
            measured: all.to_string(),
            bound: "p99 ≤ 16 ms",
            kept: Some(all.p99 <= Duration::from_millis(16)),
            ratio: format!("{many} keys"),
        },
        Figure {
            what: "key press in a question of who can to painted frame, 100,000 tokens",
            measured: question.to_string(),
            bound: "p99 ≤ 16 ms",
            kept: Some(question.p99 <= Duration::from_millis(16)),
            ratio: format!("{questions} keys; the question opens in {}", millis(opening)),
        },
        Figure {
            what: "key press in the calendar to painted frame, 100,000 tokens",
            measured: calendar.to_string(),
            bound: "p99 ≤ 16 ms",
            kept: Some(calendar.p99 <= Duration::from_millis(16)),
            ratio: String::new(),
        },
        against_fzf(&desk, typed),
        Figure {
            what: "cursor key to painted frame, 100,000 tokens",
            measured: moves.to_string(),
            bound: "p99 ≤ 4 ms",
            kept: Some(moves.p99 <= Duration::from_millis(4)),
            ratio: format!("{:.2} × the time at 1,000 tokens", ratio(moves.p50, few.p50)),
        },
    ]
}

/// The same words, letter by letter, over the same names.
fn against_fzf(desk: &Desk, typed: Duration) -> Figure {
    let names: String = desk.world().rows().map(|(_, row)| format!("{}\n", row.token.name)).collect();
    let prefixes = WORDS.iter().flat_map(|word| (1..=word.len()).map(move |end| &word[..end]));
    let mut times: Vec<Duration> = prefixes.filter_map(|prefix| fzf(prefix, &names)).collect();
    let what = "the same words in `fzf --filter`, same names";
    let bound = "no faster than a key press here";
    if times.is_empty() {
        let measured = "fzf is not installed".to_owned();
        return Figure { what, measured, bound, kept: None, ratio: String::new() };
    }
    let theirs = percentile(&mut times, 50);
    Figure {
        what,
        measured: format!("p50 {}", millis(theirs)),
        bound,
        kept: Some(typed <= theirs),
        ratio: format!("{:.1} × a key press here ({})", ratio(theirs, typed), millis(typed)),
    }
}

fn fzf(word: &str, names: &str) -> Option<Duration> {
    let began = Instant::now();
    let mut child = Command::new("fzf")
        .args(["--filter", word])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(names.as_bytes()).ok()?;
    child.wait().ok()?;
    Some(began.elapsed())
}
