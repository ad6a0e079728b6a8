//! From a page and what is said about it to a snapshot that can be kept, or to what still stands in the way. The same
//! for both doors, so that neither claims a date that nobody gave.

use std::fmt;

use super::super::table::Matrix;
use super::date::dated;
use super::{Imported, Meta, NotAMatrix, is_exported, read};
use crate::clock::Time;

/// What the importer says about a page; what is empty was not said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    /// The id of the snapshot.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The day or month the page speaks of: `YYYY-MM-DD`, `YYYY-MM`, or `today`.
    pub date: &'a str,
    /// Where the page comes from.
    pub source: &'a str,
}

/// A page, read, and whether it can be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// What it says. While the date is missing, it bears today's.
    pub imported: Imported,
    /// What must be mended before it can be kept.
    pub hindrance: Option<Hindrance>,
}

/// Why a page that could be read cannot be kept yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// Neither the page nor the importer gives a date.
    Undated,
    /// The date lies ahead: it would stay the newest snapshot until then.
    Ahead(Box<str>),
    /// There is a snapshot of this id.
    Taken(Box<str>),
}

impl fmt::Display for Hindrance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Hindrance::Undated => f.write_str(
                "the page does not name its date; it would be taken for the newest snapshot if nobody says which day or \
                 month it speaks of",
            ),
            Hindrance::Ahead(date) => write!(f, "the date {date} lies ahead"),
            Hindrance::Taken(id) => write!(f, "there is a snapshot {id} already"),
        }
    }
}

/// Reads a page for keeping. An exported file keeps its own id, title, date and source.
///
/// # Errors
/// The reason why it is not a matrix, or what is wrong with what was said about it.
pub fn prepare(page: &str, said: Said<'_>, known: &Matrix, now: Time) -> Result<Prepared, NotAMatrix> {
    let today = now.date();
    let own = dated(page);
    let date = match (said.date.trim(), &own) {
        ("", Some(own)) => &own.date,
        ("" | "today", _) => today.as_str(),
        (given, _) => given,
    };
    let id = match said.id.trim() {
        "" => format!("import-{date}"),
        given => given.to_owned(),
    };
    let or =
        |text: &'_ str, usual: &str| if text.trim().is_empty() { usual.to_owned() } else { text.to_owned() };
    let (title, source) = (or(said.title, "Imported page"), or(said.source, "not said"));
    let mut imported = read(page, Meta { id: &id, title: &title, date, source: &source }, known)?;
    let exported = is_exported(page);
    if !exported {
        let basis = match (said.date.trim(), &own) {
            ("", Some(own)) => format!("the page says \"{}\"", own.said),
            ("", None) => "not dated yet".to_owned(),
            _ => format!("given at its import on {today}"),
        };
        imported.snapshot.basis = Some(basis.into());
    }
    let snapshot = &imported.snapshot;
    let hindrance = if !exported && said.date.trim().is_empty() && own.is_none() {
        Some(Hindrance::Undated)
    } else if snapshot.day() > now {
        Some(Hindrance::Ahead(snapshot.date.clone()))
    } else if known.snapshot(&snapshot.id).is_some() {
        Some(Hindrance::Taken(snapshot.id.clone()))
    } else {
        None
    };
    Ok(Prepared { imported, hindrance })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::super::export;
    use super::*;

    const PAGE: &str = "Product | Compatible |\n---|---|\nR2 | ✅ |\nDNS | ❌ |\n";

    fn prepared(page: &str, date: &str, id: &str) -> Prepared {
        let now = Time::parse("2026-10-10T12:00:00Z").unwrap();
        prepare(page, Said { id, date, ..Said::default() }, Matrix::shipped(), now).unwrap()
    }

    #[rstest]
    #[case::nobody_says("", "", Some(Hindrance::Undated))]
    #[case::today("today", "", None)]
    #[case::today_itself("2026-10-10", "", None)]
    #[case::ahead("2026-10-11", "", Some(Hindrance::Ahead("2026-10-11".into())))]
    #[case::taken("2026-04", "2026-04-docs", Some(Hindrance::Taken("2026-04-docs".into())))]
    fn what_stands_in_the_way(#[case] date: &str, #[case] id: &str, #[case] hindrance: Option<Hindrance>) {
        assert_eq!(prepared(PAGE, date, id).hindrance, hindrance);
    }

    #[test]
    fn the_page_dates_itself_unless_the_importer_does() {
        let page = format!("Last updated: Apr 20, 2026\n\n{PAGE}");
        let own = prepared(&page, "", "");
        assert_eq!(own.hindrance, None);
        let snapshot = own.imported.snapshot;
        assert_eq!((&*snapshot.id, &*snapshot.date), ("import-2026-04-20", "2026-04-20"));
        assert_eq!(snapshot.basis.as_deref(), Some("the page says \"Last updated: Apr 20, 2026\""));
        let given = prepared(&page, "2025-01", "").imported.snapshot;
        assert_eq!(
            (&*given.date, given.basis.as_deref()),
            ("2025-01", Some("given at its import on 2026-10-10"))
        );
    }

    #[test]
    fn an_exported_file_needs_nothing_said() {
        let snapshot = prepared(PAGE, "2025-01", "mine").imported.snapshot;
        let again = prepared(&export::to_toml(&snapshot).unwrap(), "", "");
        assert_eq!((again.imported.snapshot, again.hindrance), (snapshot, None));
    }
}
