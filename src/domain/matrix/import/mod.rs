//! Reading a published page into a snapshot.
//!
//! Two forms have been published and both are read, in the variants found in the wild: a table with a column of
//! products and one that speaks of compatibility, and two lists under headings such as "Fully compatible" and
//! "Not yet compatible". Files that this program exported are read too. Pages are untrusted: sizes are bounded,
//! nothing panics, and every line that is not empty is accounted for: it became rows, it is structure, or it is
//! reported as ignored with the reason.
//!
//! ```text
//!   page ─ lines ─┬─ table ─ header? ─ rows ─┐
//!                 └─ heading ─ list items ───┴─ candidates ─ are they Cloudflare's? ─ snapshot + report
//! ```

mod date;
mod list;
mod markup;
mod page;
mod prepare;
mod report;
mod table;
mod verdict;

use std::collections::HashMap;

use super::export;
use super::snapshot::{BadSnapshot, MOST_ROWS, Row, Snapshot};
use super::status::Status;
use super::table::Matrix;
pub use prepare::{Hindrance, Prepared, Said, prepare};
use report::clipped;
pub use report::{Duplicate, Ignored, Imported, NotAMatrix, Why};

/// Largest page that is read, in bytes. The published ones have a few thousand.
pub const LARGEST_PAGE: usize = 1 << 20;
/// Longest line that is read, in bytes.
pub(super) const LONGEST_LINE: usize = 8_192;

/// What the importer is told about a page, since the page itself does not say it.
#[derive(Clone, Copy, Debug)]
pub struct Meta<'a> {
    /// The id the snapshot will have.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The day or month it speaks of: `YYYY-MM-DD` or `YYYY-MM`.
    pub date: &'a str,
    /// Where the page comes from.
    pub source: &'a str,
}

/// A row as a page has it, before it is known whether the page is a matrix.
struct Candidate {
    line: usize,
    name: String,
    status: Status,
}

/// Reads a page, or a file that this program exported. An exported file keeps its own id, title, date and source.
///
/// # Errors
/// The reason why it is not a matrix.
pub fn read(page: &str, meta: Meta<'_>, known: &Matrix) -> Result<Imported, NotAMatrix> {
    let page = page.strip_prefix('\u{feff}').unwrap_or(page);
    if page.len() > LARGEST_PAGE {
        return Err(NotAMatrix::TooLarge(page.len()));
    }
    if page.trim().is_empty() {
        return Err(NotAMatrix::Empty);
    }
    if page.contains('\0') {
        return Err(NotAMatrix::Binary);
    }
    if let Some(exported) = read_exported(page) {
        let snapshot = exported.map_err(NotAMatrix::Bad)?;
        let rows = snapshot.rows().iter().enumerate();
        let rows = rows.map(|(at, row)| Candidate {
            line: at + 1,
            name: row.name.to_string(),
            status: row.status.clone(),
        });
        let (_, unknown, duplicates) = settle(rows.collect(), known, &mut Vec::new());
        return Ok(Imported { snapshot, unknown, duplicates, ignored: Vec::new(), frame: 0 });
    }
    let start: String = page.trim_start().chars().take(14).collect::<String>().to_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        return Err(NotAMatrix::Html);
    }
    let page::Read { candidates, mut ignored, frame, headers } = page::read(page, known)?;
    let tried = candidates.len()
        + ignored.iter().filter(|i| matches!(i.why, Why::NoStatus(_) | Why::NoName(_))).count();
    let (rows, unknown, duplicates) = settle(candidates, known, &mut ignored);
    if rows.is_empty() {
        return Err(if tried > 0 {
            NotAMatrix::NothingReadable(tried)
        } else {
            NotAMatrix::NoMatrix(headers)
        });
    }
    if rows.len() > MOST_ROWS {
        return Err(NotAMatrix::Bad(BadSnapshot(format!("it lists more than {MOST_ROWS} products"))));
    }
    let snapshot =
        Snapshot::new(meta.id, meta.title, meta.date, meta.source, rows).map_err(NotAMatrix::Bad)?;
    ignored.sort_by_key(|i| i.line);
    Ok(Imported { snapshot, unknown, duplicates, ignored, frame })
}

/// Whether the text is a file that this program exported.
fn is_exported(text: &str) -> bool {
    read_exported(text.strip_prefix('\u{feff}').unwrap_or(text)).is_some()
}

/// The snapshot, if the text is a file that this program exported.
fn read_exported(text: &str) -> Option<Result<Snapshot, BadSnapshot>> {
    let first = text.lines().map(str::trim).find(|l| !l.is_empty() && !l.starts_with('#'))?;
    if first.starts_with('{') {
        return Some(export::from_json(text));
    }
    let is_toml = first.strip_prefix("schema").is_some_and(|rest| rest.trim_start().starts_with('='));
    is_toml.then(|| export::from_toml(text))
}

/// Turns candidates into rows: each product once, names checked, unknown ones named.
fn settle(
    candidates: Vec<Candidate>,
    known: &Matrix,
    ignored: &mut Vec<Ignored>,
) -> (Vec<Row>, Vec<Box<str>>, Vec<Duplicate>) {
    let mut rows: Vec<Row> = Vec::new();
    let mut seen = HashMap::new();
    let (mut unknown, mut duplicates) = (Vec::new(), Vec::new());
    for Candidate { line, name, status } in candidates {
        let row = match Row::new(&name, status) {
            Ok(row) => row,
            Err(reason) => {
                ignored.push(Ignored { line, text: clipped(&name), why: Why::NoName(reason) });
                continue;
            }
        };
        let product = known.product(&row.name);
        let same = product.map_or_else(|| super::name::key(&row.name), |p| p.name.to_string());
        if let Some(at) = seen.get(&same) {
            let first: &Row = &rows[*at];
            duplicates.push(Duplicate {
                line,
                name: row.name,
                status: row.status,
                kept: first.status.clone(),
            });
            continue;
        }
        if product.is_none() {
            unknown.push(row.name.clone());
        }
        seen.insert(same, rows.len());
        rows.push(row);
    }
    (rows, unknown, duplicates)
}

#[cfg(test)]
mod tests;
