//! One line of a ledger: a JSON object, a space, and its CRC-32 in eight hex digits.
//!
//! A plain text file rather than a database: it can be read with `less` after a disaster, and one durable append
//! costs 0.12 ms (fjall 0.07, SQLite 0.11, redb 0.19; project notes on crates, section 8).

use serde::{Deserialize, Serialize};

use crate::domain::plan::Entry;

/// As on disk. `utc` repeats `at` for people and is not read back.
#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(default)]
    utc: String,
    #[serde(flatten)]
    entry: Entry,
}

/// The line for an entry, with its line feed.
pub(super) fn print(entry: &Entry) -> Result<String, serde_json::Error> {
    let json = serde_json::to_string(&Written { utc: entry.at.rfc3339(), entry: entry.clone() })?;
    let sum = crc32fast::hash(json.as_bytes());
    Ok(format!("{json} {sum:08x}\n"))
}

/// The entry of a line without its line feed. `None`: not whole.
fn parse(line: &[u8]) -> Option<Entry> {
    let text = std::str::from_utf8(line).ok()?;
    let (json, sum) = text.rsplit_once(' ')?;
    let whole = sum.len() == 8 && u32::from_str_radix(sum, 16).ok()? == crc32fast::hash(json.as_bytes());
    let written: Written = if whole { serde_json::from_str(json).ok()? } else { return None };
    Some(written.entry)
}

/// What a ledger file says.
#[derive(Debug, PartialEq)]
pub(super) struct Reading {
    /// Its whole lines.
    pub(super) entries: Vec<Entry>,
    /// Bytes up to the end of the last whole line.
    pub(super) good: u64,
}

/// Reads a ledger. A damaged *last* line was being written when the power went: it promises nothing and is left
/// out. A damaged line before the last is reported by its number, from 1.
pub(super) fn read(bytes: &[u8]) -> Result<Reading, usize> {
    let mut reading = Reading { entries: Vec::new(), good: 0 };
    let mut lines = bytes.split_inclusive(|b| *b == b'\n').enumerate().peekable();
    while let Some((number, line)) = lines.next() {
        match line.strip_suffix(b"\n").and_then(parse) {
            Some(entry) => {
                reading.entries.push(entry);
                reading.good += line.len() as u64;
            }
            None if lines.peek().is_none() => break,
            None => return Err(number + 1),
        }
    }
    Ok(reading)
}
