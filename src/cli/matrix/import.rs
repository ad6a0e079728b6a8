//! `matrix import` and `matrix remove`

use std::path::Path;

use super::args::Import;
use super::{Desk, text_of};
use crate::cli::exit::{Exit, Failure};
use crate::cli::item::Item;
use crate::cli::sheet::Sheet;
use crate::domain::matrix::import::{self, Imported, LARGEST_PAGE, Meta};

/// Reads a page, reports what came of it, and keeps it.
pub(super) fn run(desk: &mut Desk<'_>, asked: &Import) -> Result<Exit, Failure> {
    let page = text_of(&asked.from, LARGEST_PAGE)?;
    page_of(desk, asked, &page)
}

/// The same with the page at hand.
pub(super) fn page_of(desk: &mut Desk<'_>, asked: &Import, page: &str) -> Result<Exit, Failure> {
    let today = desk.now.date();
    let date = asked.date.as_deref().unwrap_or(&today);
    let id = asked.id.clone().unwrap_or_else(|| format!("import-{date}"));
    let named = asked.from.file_name().filter(|_| asked.from != Path::new("-"));
    let source = named.map_or("standard input".to_owned(), |name| name.to_string_lossy().into_owned());
    let meta = Meta {
        id: &id,
        title: asked.title.as_deref().unwrap_or("Imported page"),
        date,
        source: asked.source.as_deref().unwrap_or(&source),
    };
    let imported = import::read(page, meta, &desk.matrix)
        .map_err(|why| Failure::usage(format!("This is not a compatibility matrix: {why}.")))?;
    let id = imported.snapshot.id.to_string();
    // The names of shipped snapshots are taken too: one name, one snapshot.
    if desk.matrix.snapshot(&id).is_some() {
        let text = format!(
            "There is a snapshot {id} already. Choose another with --id, or remove the old one first."
        );
        return Err(Failure::new(Exit::Refused, text));
    }
    let sheet = report(desk, &imported);
    let kept = match asked.dry_run {
        true => "Nothing was kept.".to_owned(),
        false => {
            let path = desk.kept.save(&imported.snapshot).map_err(|e| Failure::from(e.fault()))?;
            format!("Kept as {id}: {}", path.display())
        }
    };
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
