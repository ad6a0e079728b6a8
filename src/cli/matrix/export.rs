//! `matrix export`

use super::Desk;
use crate::cli::args::Format;
use crate::cli::exit::{Exit, Failure};
use crate::cli::item::Item;
use crate::cli::sheet::Sheet;
use crate::domain::matrix::Snapshot;
use crate::domain::matrix::export::{to_json, to_markdown, to_toml};

/// Writes a snapshot: a file that `matrix import` reads back, or for `csv`, `ndjson` and `table` its rows.
pub(super) fn run(desk: &mut Desk<'_>, id: &str) -> Result<Exit, Failure> {
    let snapshot = desk.snapshot(id)?.clone();
    let text = match desk.format {
        None => to_toml(&snapshot),
        Some(Format::Json) => to_json(&snapshot).map(|json| format!("{json}\n")),
        Some(Format::Markdown) => Ok(to_markdown(&snapshot)),
        Some(Format::Table | Format::Ndjson | Format::Csv | Format::Ics | Format::Junit) => {
            desk.out.list(&rows(&snapshot))?;
            return Ok(Exit::Done);
        }
    };
    let text = text.map_err(|e| Failure::new(Exit::Refused, format!("{e}.")))?;
    // Texts of a snapshot hold no hidden characters: reading it took them out.
    desk.out.raw(text.as_bytes())?;
    Ok(Exit::Done)
}

/// The rows of a snapshot, as it names them.
pub(super) fn rows(snapshot: &Snapshot) -> Sheet {
    let mut sheet = Sheet::new(["product", "status", "note"]);
    for row in snapshot.rows() {
        let item = Item::new()
            .with("product", &row.name)
            .with("status", row.status.word())
            .with("note", Some(row.status.note()).filter(|n| !n.is_empty()));
        sheet.push(item, [&*row.name, row.status.word(), row.status.note()]);
    }
    sheet
}
