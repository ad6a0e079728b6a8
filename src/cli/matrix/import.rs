//! `matrix import` and `matrix remove`

use std::path::Path;

use super::args::Import;
use super::{Desk, text_of};
use crate::cli::exit::{Exit, Failure};
use crate::cli::item::Item;
use crate::cli::sheet::Sheet;
use crate::domain::matrix::import::{self, Hindrance, Imported, LARGEST_PAGE, Prepared, Said};

/// Reads a page, reports what came of it, and keeps it.
pub(super) fn run(desk: &mut Desk<'_>, asked: &Import) -> Result<Exit, Failure> {
    let page = text_of(&asked.from, LARGEST_PAGE)?;
    page_of(desk, asked, &page)
}

/// The same with the page at hand.
pub(super) fn page_of(desk: &mut Desk<'_>, asked: &Import, page: &str) -> Result<Exit, Failure> {
    let named = asked.from.file_name().filter(|_| asked.from != Path::new("-"));
    let source = named.map_or("standard input".to_owned(), |name| name.to_string_lossy().into_owned());
    let said = Said {
        id: asked.id.as_deref().unwrap_or_default(),
        title: asked.title.as_deref().unwrap_or_default(),
        date: asked.date.as_deref().unwrap_or_default(),
        source: asked.source.as_deref().unwrap_or(&source),
    };
    let Prepared { imported, hindrance } = import::prepare(page, said, &desk.matrix, desk.now)
        .map_err(|why| Failure::usage(format!("This is not a compatibility matrix: {why}.")))?;
    let kept = match (&hindrance, asked.dry_run) {
        (Some(why), true) => format!("Nothing was kept, and could not be: {}", advice(why)),
        (Some(why), false) => {
            let exit = if let Hindrance::Taken(_) = why { Exit::Refused } else { Exit::Usage };
            return Err(Failure::new(exit, advice(why)));
        }
        (None, true) => "Nothing was kept.".to_owned(),
        (None, false) => {
            let path = desk.kept.save(&imported.snapshot).map_err(|e| Failure::from(e.fault()))?;
            format!("Kept as {}: {}", imported.snapshot.id, path.display())
        }
    };
    let sheet = report(desk, &imported);
    desk.out.list(&sheet)?;
    let count = |word: &str| imported.snapshot.rows().iter().filter(|r| r.status.word() == word).count();
    desk.out.say(&format!(
        "Read {} products: {} yes, {} partial, {} no; {} unknown, {} duplicates, {} lines ignored ({} noteworthy). {kept}",
        imported.snapshot.rows().len(),
        count("yes"),
        count("partial"),
        count("no"),
        imported.unknown.len(),
        imported.duplicates.len(),
        imported.ignored.len(),
        imported.noteworthy().count(),
    ));
    Ok(Exit::Done)
}

/// What stands in the way, and with which option it is mended.
fn advice(why: &Hindrance) -> String {
    let next = match why {
        Hindrance::Undated => "Use --date YYYY-MM-DD, YYYY-MM or today.",
        Hindrance::Ahead(_) => "Use --date with the day or month the page speaks of.",
        Hindrance::Taken(_) => "Choose another with --id, or remove the old one first.",
    };
    let mut text = why.to_string();
    if let Some(first) = text.get(..1).map(str::to_uppercase) {
        text.replace_range(..1, &first);
    }
    format!("{text}. {next}")
}

/// What differs from the newest snapshot, what is unknown, what stands twice and what was not read.
fn report(desk: &Desk<'_>, imported: &Imported) -> Sheet {
    let mut sheet = Sheet::new(["what", "line", "name", "detail"]);
    let mut push = |what: &str, line: Option<usize>, name: &str, detail: String| {
        let item =
            Item::new().with("what", what).with("line", line).with("name", name).with("detail", &detail);
        let line = line.map_or(String::new(), |n| n.to_string());
        sheet.push(item, [what.to_owned(), line, name.to_owned(), detail]);
    };
    for change in imported.changes(&desk.matrix) {
        push(change.kind.word(), None, &change.product, format!("{} → {}", change.before, change.after));
    }
    for name in &imported.unknown {
        push("unknown", None, name, "no product of this name was known; it is one now".to_owned());
    }
    for twice in &imported.duplicates {
        push("duplicate", Some(twice.line), &twice.name, format!("{}; kept: {}", twice.status, twice.kept));
    }
    for ignored in imported.noteworthy() {
        push("ignored", Some(ignored.line), &ignored.text, ignored.why.to_string());
    }
    sheet
}

/// Deletes an imported snapshot.
pub(super) fn remove(desk: &mut Desk<'_>, id: &str) -> Result<Exit, Failure> {
    if desk.matrix.snapshots().iter().any(|s| s.shipped && &*s.id == id) {
        return Err(Failure::new(
            Exit::Refused,
            format!("The snapshot {id} ships with the program and stays."),
        ));
    }
    let path = desk.kept.remove(id).map_err(|e| Failure::from(e.fault()))?;
    desk.out.say(&format!("Removed {}", path.display()));
    Ok(Exit::Done)
}
