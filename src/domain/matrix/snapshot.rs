//! One dated version of the matrix, and the file it is kept in.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::name::{LONGEST_NAME, LONGEST_NOTE, key, tidy};
use super::status::Status;
use crate::clock::Time;

/// The version of the file form that this program writes and reads.
const SCHEMA: u32 = 1;
/// Most rows of a snapshot. The largest published one has 61.
pub(super) const MOST_ROWS: usize = 2_000;

/// One product as one page lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The name the page uses; never empty, at most [`LONGEST_NAME`] characters.
    pub name: Box<str>,
    /// What the page says; never [`Status::Absent`].
    pub status: Status,
}

impl Row {
    /// A row, its texts made safe to show.
    ///
    /// # Errors
    /// A name without a letter or digit, a text that is too long, or [`Status::Absent`].
    pub fn new(name: &str, status: Status) -> Result<Self, BadSnapshot> {
        let name = tidy(name);
        if key(&name).is_empty() {
            return Err(BadSnapshot(format!("`{name}` is not a name")));
        }
        if name.chars().count() > LONGEST_NAME {
            return Err(BadSnapshot(format!("a name is longer than {LONGEST_NAME} characters")));
        }
        let status = match status {
            Status::Partial(note) => Status::Partial(tidy(&note).into()),
            Status::Absent => return Err(BadSnapshot(format!("`{name}` has no status"))),
            plain => plain,
        };
        if status.note().chars().count() > LONGEST_NOTE {
            return Err(BadSnapshot(format!(
                "the note on `{name}` is longer than {LONGEST_NOTE} characters"
            )));
        }
        Ok(Row { name: name.into(), status })
    }
}

/// One dated version of the matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "SnapshotFile", into = "SnapshotFile")]
pub struct Snapshot {
    /// Its id: 1 to 40 of `a-z 0-9 -`, also the name of its file.
    pub id: Box<str>,
    /// What it is, for people.
    pub title: Box<str>,
    /// The day or month it speaks of: `YYYY-MM-DD` or `YYYY-MM`.
    pub date: Box<str>,
    /// The first and last day on which the page can have looked like this, where the date was concluded.
    pub window: Option<[Box<str>; 2]>,
    /// How the date was concluded.
    pub basis: Option<Box<str>>,
    /// Where it was published.
    pub source: Box<str>,
    /// Whether the program shipped with it; otherwise somebody imported it.
    pub shipped: bool,
    /// What it lists, sorted by name, each product once.
    pub(super) rows: Vec<Row>,
}

/// Why something is not a snapshot: one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadSnapshot(pub String);

impl fmt::Display for BadSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadSnapshot {}

impl Snapshot {
    /// An imported snapshot.
    ///
    /// # Errors
    /// A bad id or date, no rows, too many rows, or one name twice.
    pub fn new(id: &str, title: &str, date: &str, source: &str, rows: Vec<Row>) -> Result<Self, BadSnapshot> {
        let mut snapshot = Snapshot {
            id: id.into(),
            title: tidy(title).into(),
            date: date.into(),
            window: None,
            basis: None,
            source: tidy(source).into(),
            shipped: false,
            rows,
        };
        snapshot.rows.sort_by_cached_key(|row| (key(&row.name), row.name.clone()));
        snapshot.checked()
    }

    fn checked(self) -> Result<Self, BadSnapshot> {
        let legal = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        if self.id.is_empty() || self.id.len() > 40 || !self.id.bytes().all(legal) {
            let id = tidy(&self.id).chars().take(60).collect::<String>();
            return Err(BadSnapshot(format!("the id `{id}` must be 1 to 40 of a-z, 0-9 and -")));
        }
        for date in self.window.iter().flatten().chain([&self.date]) {
            if day(date).is_none() {
                let date = tidy(date).chars().take(60).collect::<String>();
                return Err(BadSnapshot(format!("`{date}` is not a date like 2026-04-20 or 2026-04")));
            }
        }
        if self.rows.is_empty() {
            return Err(BadSnapshot("it lists no product".into()));
        }
        if self.rows.len() > MOST_ROWS {
            return Err(BadSnapshot(format!("it lists more than {MOST_ROWS} products")));
        }
        if let Some(pair) = self.rows.windows(2).find(|pair| key(&pair[0].name) == key(&pair[1].name)) {
            return Err(BadSnapshot(format!("it lists `{}` twice", pair[1].name)));
        }
        Ok(self)
    }

    /// What it lists, sorted by name.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The first day it speaks of, 00:00 UTC.
    pub fn day(&self) -> Time {
        day(&self.date).unwrap_or(Time::EPOCH)
    }

    /// Whole days from its day to `now`; 0 when it lies ahead.
    pub fn age_in_days(&self, now: Time) -> i64 {
        (now.since(self.day()) / crate::clock::DAY).max(0)
    }
}

fn day(date: &str) -> Option<Time> {
    match date.len() {
        7 => Time::parse_date(&format!("{date}-01")),
        10 => Time::parse_date(date),
        _ => None,
    }
}

/// The file of one snapshot: what `matrix export` writes and the data folder keeps.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SnapshotFile {
    schema: u32,
    snapshot: SnapshotTable,
}

/// A snapshot as the files have it: names by status, which a person can read at a glance.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SnapshotTable {
    id: Box<str>,
    title: Box<str>,
    date: Box<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    window: Option<[Box<str>; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<Box<str>>,
    source: Box<str>,
    #[serde(default)]
    yes: Vec<Box<str>>,
    #[serde(default)]
    no: Vec<Box<str>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    partial: Vec<PartialRow>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartialRow {
    name: Box<str>,
    #[serde(default)]
    note: Box<str>,
}

impl SnapshotTable {
    pub(super) fn read(self) -> Result<Snapshot, BadSnapshot> {
        let mut rows = Vec::new();
        for name in &self.yes {
            rows.push(Row::new(name, Status::Yes)?);
        }
        for name in &self.no {
            rows.push(Row::new(name, Status::No)?);
        }
        for PartialRow { name, note } in self.partial {
            rows.push(Row::new(&name, Status::Partial(note))?);
        }
        let mut snapshot = Snapshot::new(&self.id, &self.title, &self.date, &self.source, rows)?;
        snapshot.window = self.window;
        snapshot.basis = self.basis.map(|text| tidy(&text).into());
        snapshot.checked()
    }
}

impl From<Snapshot> for SnapshotFile {
    fn from(snapshot: Snapshot) -> Self {
        SnapshotFile::of(&snapshot)
    }
}

impl TryFrom<SnapshotFile> for Snapshot {
    type Error = BadSnapshot;

    fn try_from(file: SnapshotFile) -> Result<Self, BadSnapshot> {
        file.read()
    }
}

impl SnapshotFile {
    /// The file of a snapshot.
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let names = |wanted: Status| {
            let rows = snapshot.rows.iter().filter(move |row| row.status == wanted);
            rows.map(|row| row.name.clone()).collect()
        };
        let partial = snapshot.rows.iter().filter_map(|row| match &row.status {
            Status::Partial(note) => Some(PartialRow { name: row.name.clone(), note: note.clone() }),
            _ => None,
        });
        let table = SnapshotTable {
            id: snapshot.id.clone(),
            title: snapshot.title.clone(),
            date: snapshot.date.clone(),
            window: snapshot.window.clone(),
            basis: snapshot.basis.clone(),
            source: snapshot.source.clone(),
            yes: names(Status::Yes),
            no: names(Status::No),
            partial: partial.collect(),
        };
        SnapshotFile { schema: SCHEMA, snapshot: table }
    }

    /// The snapshot in the file.
    ///
    /// # Errors
    /// A schema version of a newer program, or content that breaks a rule of [`Snapshot`].
    pub(super) fn read(self) -> Result<Snapshot, BadSnapshot> {
        check_schema(self.schema)?;
        self.snapshot.read()
    }
}

pub(super) fn check_schema(found: u32) -> Result<(), BadSnapshot> {
    if found == SCHEMA {
        return Ok(());
    }
    Err(BadSnapshot(format!("it has schema version {found}; this program reads version {SCHEMA}")))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn snapshot(id: &str, date: &str, names: &[&str]) -> Result<Snapshot, BadSnapshot> {
        let rows = names.iter().map(|n| Row::new(n, Status::Yes)).collect::<Result<_, _>>()?;
        Snapshot::new(id, "t", date, "s", rows)
    }

    #[rstest]
    #[case::id("../x", "2026-01", &["R2"], "the id")]
    #[case::no_id("", "2026-01", &["R2"], "the id")]
    #[case::date("a", "2026-13", &["R2"], "not a date")]
    #[case::date_form("a", "January", &["R2"], "not a date")]
    #[case::empty("a", "2026-01", &[], "no product")]
    #[case::twice("a", "2026-01", &["R2", "DNS", "r2"], "twice")]
    #[case::no_name("a", "2026-01", &["—"], "not a name")]
    fn refuses(#[case] id: &str, #[case] date: &str, #[case] names: &[&str], #[case] why: &str) {
        let error = snapshot(id, date, names).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }

    #[test]
    fn age_counts_from_its_first_day_and_never_below_zero() {
        let s = snapshot("a", "2026-04", &["R2"]).unwrap();
        assert_eq!(s.age_in_days(Time::parse("2026-04-11T12:00:00Z").unwrap()), 10);
        assert_eq!(s.age_in_days(Time::parse("2026-03-01T00:00:00Z").unwrap()), 0);
    }

    #[test]
    fn a_file_of_a_newer_program_is_refused_by_name() {
        let text = "schema = 2\n[snapshot]\nid='a'\ntitle=''\ndate='2026-01'\nsource=''\nyes=['R2']\n";
        let error = toml::from_str::<SnapshotFile>(text).unwrap().read().unwrap_err();
        assert!(error.to_string().contains("schema version 2"), "{error}");
    }
}
