//! One line of a ledger: a JSON object, a space, and its CRC-32 in eight hex digits.
//!
//! A plain text file rather than a database: it can be read with `less` after a disaster, and one durable append
//! costs 0.12 ms (fjall 0.07, SQLite 0.11, redb 0.19; project notes on crates, section 8).

use serde::{Deserialize, Serialize};

use crate::domain::plan::Entry;
use crate::domain::plan::What;
use crate::domain::text::escape_json;

/// As on disk. `utc` repeats `at` for people and is not read back.
#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(default)]
    utc: String,
    #[serde(flatten)]
    entry: Entry,
}

/// The line for an entry, with its line feed. Names and words in it come from the API: what could harm the terminal of
/// whoever reads the file is escaped, and reads back the same.
pub(super) fn print(entry: &Entry) -> Result<String, serde_json::Error> {
    let json = serde_json::to_string(&Written { utc: entry.at.rfc3339(), entry: entry.clone() })?;
    let json = escape_json(&json);
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
    /// What its lines say.
    pub(super) entries: Vec<Entry>,
    /// Bytes up to the end of the last line that was written to its end.
    pub(super) good: u64,
    /// The number of the last line, from 1, if it was written to its end and cannot be read.
    pub(super) damaged: Option<usize>,
}

/// Reads a ledger. A last line without its line feed was being written when the power went: it promises nothing and
/// is left out. A line that ends and does not match its checksum is damage, because it was whole once, and what it
/// said may have been that a step is being sent. As the last line it is told by its number, from 1, and the plan can
/// be taken up with care ([`What::Damaged`]); before others it is the error, unless a later run has taken care of it.
pub(super) fn read(bytes: &[u8]) -> Result<Reading, usize> {
    let mut reading = Reading { entries: Vec::new(), good: 0, damaged: None };
    for (line, number) in bytes.split_inclusive(|b| *b == b'\n').zip(1..) {
        let Some(whole) = line.strip_suffix(b"\n") else { break };
        let entry = parse(whole);
        reading.damaged = match (reading.damaged, entry.as_ref().map(|e| &e.what)) {
            (None, None) => Some(number),
            (Some(before), Some(What::Damaged { line })) if *line == before => None,
            (Some(before), _) => return Err(before),
            (None, Some(_)) => None,
        };
        reading.entries.extend(entry);
        reading.good += line.len() as u64;
    }
    match reading.damaged {
        // Without the plan itself there is nothing to take up.
        Some(number) if reading.entries.is_empty() => Err(number),
        _ => Ok(reading),
    }
}

/// Bytes at the end of a ledger that are enough to hold the line that closes it.
pub(super) const CLOSING: u64 = 256;

/// Whether a ledger that ends in these bytes is closed. `false` is the careful answer: then the whole is read.
pub(super) fn closed(end: &[u8]) -> bool {
    let last = end.strip_suffix(b"\n").and_then(|lines| lines.rsplit(|b| *b == b'\n').next());
    last.and_then(parse).is_some_and(|entry| entry.what == What::Closed)
}
