//! What came of reading a page: the snapshot and everything that did not become part of it, or the reason for
//! refusing the page.

use std::fmt;

use super::super::name::tidy;
use super::super::snapshot::{BadSnapshot, Snapshot};
use super::super::status::Status;
use super::super::table::{Change, Matrix};
use super::{LARGEST_PAGE, LONGEST_LINE};

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

/// The beginning of a line, safe to show.
pub(super) fn clipped(text: &str) -> Box<str> {
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
