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

mod list;
mod markup;
mod page;
mod table;
mod verdict;

use std::fmt;

use super::export;
use super::name::tidy;
use super::snapshot::{BadSnapshot, MOST_ROWS, Row, Snapshot};
use super::status::Status;
use super::table::{Change, Matrix};

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

/// A page, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// What it says.
    pub snapshot: Snapshot,
    /// Names that no known product has. They are in the snapshot, and become products of their own.
    pub unknown: Vec<Box<str>>,
    /// Rows about a product that the page had already listed. The first one counts.
    pub duplicates: Vec<Duplicate>,
    /// Lines that did not become rows.
    pub ignored: Vec<Ignored>,
    /// Lines that are the frame of the matrix: headers, separators, headings of its lists.
    pub frame: usize,
}

/// A row about a product that was listed before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// Its line, counted from 1.
    pub line: usize,
    /// The name it uses.
    pub name: Box<str>,
    /// What it says.
    pub status: Status,
    /// What the row that counts says.
    pub kept: Status,
}

/// A line that did not become a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// Its number, counted from 1.
    pub line: usize,
    /// Its beginning, made safe to show.
    pub text: Box<str>,
    /// Why.
    pub why: Why,
}

/// Why a line, or a part of one, was ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is outside the matrix: text, headings, other lists.
    Prose,
    /// It is inside a code block.
    Code,
    /// It belongs to a table that is not the matrix; the header of that table.
    OtherTable(Box<str>),
    /// It belongs to lists of which too few entries are products of Cloudflare.
    OtherList,
    /// It has no readable status; what stands there instead.
    NoStatus(Box<str>),
    /// It has no usable name; the reason.
    NoName(BadSnapshot),
    /// It stands inside a list of products but is no item of it.
    NotAnItem,
    /// It is longer than any line of a published page.
    TooLong,
    /// Its row was read; the text in further columns was not.
    ExtraColumns,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Prose => f.write_str("outside the matrix"),
            Why::Code => f.write_str("inside a code block"),
            Why::OtherTable(header) => write!(f, "belongs to another table ({header})"),
            Why::OtherList => f.write_str("belongs to a list that is not about Cloudflare products"),
            Why::NoStatus(found) => write!(f, "no readable status (`{found}`)"),
            Why::NoName(reason) => reason.fmt(f),
            Why::NotAnItem => f.write_str("not an item of the list around it"),
            Why::TooLong => write!(f, "longer than {LONGEST_LINE} bytes"),
            Why::ExtraColumns => f.write_str("further columns of this row are not kept"),
        }
    }
}

/// Why a page was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAMatrix {
    /// There is nothing in it.
    Empty,
    /// It is larger than [`LARGEST_PAGE`]; its size in bytes.
    TooLarge(usize),
    /// It contains NUL bytes.
    Binary,
    /// It is HTML.
    Html,
    /// It has neither of the two forms; the headers of the tables it has.
    NoMatrix(Vec<Box<str>>),
    /// It has one of the forms, but no row has a name and a status that can be read; how many were tried.
    NothingReadable(usize),
    /// It has one of the forms, but fewer than a quarter of its rows name a known product.
    NotCloudflares {
        /// How many rows it has.
        rows: usize,
        /// How many of them name a known product.
        known: usize,
    },
    /// It is an exported file, or the snapshot made from it would be one, that breaks a rule.
    Bad(BadSnapshot),
}

impl fmt::Display for NotAMatrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotAMatrix::Empty => f.write_str("the page is empty"),
            NotAMatrix::TooLarge(bytes) => {
                write!(f, "the page has {bytes} bytes; at most {LARGEST_PAGE} are read")
            }
            NotAMatrix::Binary => f.write_str("this is not text"),
            NotAMatrix::Html => f.write_str("this is HTML; save the page as Markdown or copy its text"),
            NotAMatrix::NoMatrix(headers) if headers.is_empty() => f.write_str(
                "the page has neither a table with the columns Product and Compatible nor lists under headings \
                 such as \"Fully compatible\" and \"Not yet compatible\"",
            ),
            NotAMatrix::NoMatrix(headers) => {
                write!(f, "no table of the page has the columns Product and Compatible; it has: {}", headers.join("; "))
            }
            NotAMatrix::NothingReadable(rows) => {
                write!(f, "none of the {rows} rows has both a name and a status that can be read")
            }
            NotAMatrix::NotCloudflares { rows, known } => {
                write!(f, "only {known} of {rows} rows name a product of the matrix; this is another table")
            }
            NotAMatrix::Bad(reason) => reason.fmt(f),
        }
    }
}

impl std::error::Error for NotAMatrix {}

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
    let mut seen = std::collections::HashMap::new();
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

/// The beginning of a line, safe to show.
fn clipped(text: &str) -> Box<str> {
    let mut short: String = tidy(text).chars().take(100).collect();
    if short.is_empty() {
        short.push('…');
    }
    short.into()
}

impl Imported {
    /// Where the page differs from the newest snapshot of `matrix`.
    pub fn changes(&self, matrix: &Matrix) -> Vec<Change> {
        let Some(newest) = matrix.newest() else { return Vec::new() };
        // The page gets an id that no snapshot can have, so that importing a page twice compares the right two.
        let page = Snapshot { id: "\u{0}page".into(), ..self.snapshot.clone() };
        let newest = newest.id.clone();
        matrix.with([page]).diff(&newest, "\u{0}page").unwrap_or_default()
    }

    /// Ignored lines that stand inside the matrix or look like it; text around it is left out.
    pub fn noteworthy(&self) -> impl Iterator<Item = &Ignored> {
        self.ignored.iter().filter(|i| !matches!(i.why, Why::Prose | Why::Code))
    }
}

#[cfg(test)]
mod tests;
