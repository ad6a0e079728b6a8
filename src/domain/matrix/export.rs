//! A snapshot as a file others can read. Whatever is written here, [`import`](super::import) reads back.

use super::snapshot::{BadSnapshot, Snapshot, SnapshotFile};
use super::status::Status;

/// The snapshot as the TOML file that the data folder keeps.
///
/// # Errors
/// None that is known; the serializer's own, if it finds one.
pub fn to_toml(snapshot: &Snapshot) -> Result<String, BadSnapshot> {
    toml::to_string_pretty(&SnapshotFile::of(snapshot)).map_err(|e| BadSnapshot(e.to_string()))
}

/// The same as JSON, indented.
///
/// # Errors
/// As [`to_toml`].
pub fn to_json(snapshot: &Snapshot) -> Result<String, BadSnapshot> {
    serde_json::to_string_pretty(&SnapshotFile::of(snapshot)).map_err(|e| BadSnapshot(e.to_string()))
}

/// Reads the file that [`to_toml`] writes.
///
/// # Errors
/// Text that is no such file, with the place; or content that breaks a rule of [`Snapshot`].
pub fn from_toml(text: &str) -> Result<Snapshot, BadSnapshot> {
    toml::from_str::<SnapshotFile>(text).map_err(|e| BadSnapshot(e.to_string()))?.read()
}

/// Reads the file that [`to_json`] writes.
///
/// # Errors
/// As [`from_toml`].
pub fn from_json(text: &str) -> Result<Snapshot, BadSnapshot> {
    serde_json::from_str::<SnapshotFile>(text).map_err(|e| BadSnapshot(e.to_string()))?.read()
}

/// The table in the form in which Cloudflare publishes it.
pub fn to_markdown(snapshot: &Snapshot) -> String {
    let mut out = format!("# {}\n\n", escape(&snapshot.title));
    out.push_str(&format!("As of {}. Source: {}\n\n", snapshot.date, escape(&snapshot.source)));
    out.push_str("| Product | Compatible |\n| --- | --- |\n");
    for row in snapshot.rows() {
        let status = match &row.status {
            Status::Yes => "✅".to_owned(),
            Status::Partial(note) if note.is_empty() => "Partial".to_owned(),
            Status::Partial(note) => format!("Partial ({})", escape(note)),
            Status::No | Status::Absent => "❌".to_owned(),
        };
        out.push_str(&format!("| {} | {status} |\n", escape(&row.name)));
    }
    out
}

/// The text with a backslash before every character that Markdown, MDX or a table could take for its own.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '|' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '`' | '~' | ':' | '{' | '}' | '!' | '#'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::import::{self, Meta};
    use super::super::snapshot::Row;
    use super::*;
    use crate::domain::matrix::Matrix;

    fn any_snapshot() -> impl Strategy<Value = Snapshot> {
        let text = "[ -~äß€✓²\u{200b}\u{202e}]{0,24}";
        let status = prop_oneof![
            Just(Status::Yes),
            Just(Status::No),
            text.prop_map(|note| Status::Partial(note.into()))
        ];
        proptest::collection::vec((text, status), 0..12).prop_map(|pairs| {
            let mut rows: Vec<Row> = pairs.iter().filter_map(|(n, s)| Row::new(n, s.clone()).ok()).collect();
            for known in ["R2", "DNS", "Zone/Domain Management", "Pages", "D1"] {
                rows.push(Row::new(known, Status::No).unwrap());
            }
            rows.sort_by_key(|r| super::super::name::key(&r.name));
            rows.dedup_by_key(|r| {
                Matrix::shipped()
                    .product(&r.name)
                    .map_or_else(|| super::super::name::key(&r.name), |p| p.name.to_string())
            });
            Snapshot::new("s-1", "A | title", "2026-05-06", "somewhere *new*", rows).unwrap()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn what_is_exported_can_be_imported(snapshot in any_snapshot()) {
            let meta = Meta { id: "s-1", title: "A | title", date: "2026-05-06", source: "somewhere *new*" };
            let toml = to_toml(&snapshot).unwrap();
            prop_assert_eq!(&from_toml(&toml).unwrap(), &snapshot);
            let json = to_json(&snapshot).unwrap();
            prop_assert_eq!(&from_json(&json).unwrap(), &snapshot);
            for text in [toml, json, to_markdown(&snapshot)] {
                let read = import::read(&text, meta, Matrix::shipped());
                let read = read.map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
                prop_assert_eq!(&read.snapshot, &snapshot, "{}", text);
                prop_assert!(read.duplicates.is_empty());
            }
        }
    }

    #[test]
    fn every_shipped_snapshot_survives_every_form() {
        for snapshot in Matrix::shipped().snapshots() {
            let meta = Meta {
                id: &snapshot.id,
                title: &snapshot.title,
                date: &snapshot.date,
                source: &snapshot.source,
            };
            let page = import::read(&to_markdown(snapshot), meta, Matrix::shipped()).unwrap();
            assert_eq!(page.snapshot.rows(), snapshot.rows());
            assert_eq!((page.unknown.len(), page.duplicates.len()), (0, 0));
            let file = from_toml(&to_toml(snapshot).unwrap()).unwrap();
            assert_eq!(file, Snapshot { shipped: false, ..snapshot.clone() });
        }
    }

    #[test]
    fn the_markdown_has_the_published_form() {
        let rows = vec![
            Row::new("R2", Status::Yes).unwrap(),
            Row::new("DNS", Status::Partial("Non-analytics".into())).unwrap(),
        ];
        let snapshot = Snapshot::new("a", "T", "2026-01", "S", rows).unwrap();
        let expected = "# T\n\nAs of 2026-01. Source: S\n\n| Product | Compatible |\n| --- | --- |\n\
                        | DNS | Partial (Non-analytics) |\n| R2 | ✅ |\n";
        assert_eq!(to_markdown(&snapshot), expected);
    }
}
