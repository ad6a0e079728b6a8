use std::sync::{Arc, Mutex};

use super::args::{Check, Import, List, Said};
use super::*;

/// What went to one of the two streams.
#[derive(Clone, Default)]
struct Stream(Arc<Mutex<Vec<u8>>>);

impl io::Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Runs a verb over the folder `data`; answers how it ended, the data and the talk.
fn ran(
    data: &Path,
    format: Option<Format>,
    verb: impl FnOnce(&mut Desk<'_>) -> Result<Exit, Failure>,
) -> (Result<Exit, (Exit, String)>, String, String) {
    let (printed, said) = (Stream::default(), Stream::default());
    let mut out = Output::to(Box::new(printed.clone()), Box::new(said.clone()), format);
    let now = Time::parse("2026-10-10T00:00:00Z").unwrap();
    let ended = Desk::new(data, now, format, &mut out).and_then(|mut desk| verb(&mut desk));
    let text = |stream: Stream| String::from_utf8(stream.0.lock().unwrap().clone()).unwrap();
    (ended.map_err(|f| (f.exit, f.text)), text(printed), text(said))
}

fn import(from: &str, id: Option<&str>, dry_run: bool) -> Import {
    let date = Some("today".into());
    Import { from: from.into(), id: id.map(Into::into), date, title: None, source: None, dry_run }
}

const PAGE: &str = "Product | Compatible |\n---|---|\nTurnstile | ✅ |\nMoon Cache | ❌ |\nR2 | ✅ |\nR2 | ❌ |\nDNS | ? |\n";

#[test]
fn a_page_is_imported_listed_exported_and_removed() {
    let data = tempfile::tempdir().unwrap();
    let (ended, printed, said) =
        ran(data.path(), Some(Format::Csv), |d| import::page_of(d, &import("p.md", None, false), PAGE));
    assert_eq!(ended, Ok(Exit::Done));
    for line in [
        "changed,,Turnstile,no → yes",
        "unknown,,Moon Cache,",
        "duplicate,6,R2,\"no; kept: yes\"",
        "ignored,7,",
    ] {
        assert!(printed.contains(line), "{line}\n{printed}");
    }
    assert!(said.contains("Read 3 products: 2 yes, 0 partial, 1 no; 1 unknown, 1 duplicates"), "{said}");
    let (_, printed, _) = ran(data.path(), Some(Format::Csv), list::snapshots);
    assert!(printed.contains("import-2026-10-10,2026-10-10,0,2,0,1,imported,Imported page"), "{printed}");
    for format in [None, Some(Format::Json), Some(Format::Markdown)] {
        let (_, exported, _) = ran(data.path(), format, |d| export::run(d, "import-2026-10-10"));
        let again = tempfile::tempdir().unwrap();
        let asked = import("p.md", Some("import-2026-10-10"), false);
        ran(again.path(), None, |d| import::page_of(d, &asked, &exported)).0.unwrap();
        let rows = |folder: &Path| Snapshots::in_data(folder).list().unwrap().snapshots[0].rows().to_vec();
        assert_eq!(rows(again.path()), rows(data.path()));
    }
    let twice = ran(data.path(), None, |d| import::page_of(d, &import("p.md", None, false), PAGE));
    assert_eq!(twice.0.unwrap_err().0, Exit::Refused);
    ran(data.path(), None, |d| import::remove(d, "import-2026-10-10")).0.unwrap();
    assert!(Snapshots::in_data(data.path()).list().unwrap().snapshots.is_empty());
    let shipped = ran(data.path(), None, |d| import::remove(d, "2026-04-docs"));
    assert_eq!(shipped.0.unwrap_err().0, Exit::Refused);
}

#[test]
fn a_dry_run_keeps_nothing_and_another_page_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let (ended, _, said) = ran(data.path(), None, |d| import::page_of(d, &import("-", None, true), PAGE));
    assert_eq!(ended, Ok(Exit::Done));
    assert!(said.contains("Nothing was kept"), "{said}");
    let (ended, _, _) = ran(data.path(), None, |d| import::page_of(d, &import("-", None, false), "# Hello"));
    let (exit, text) = ended.unwrap_err();
    assert!(exit == Exit::Usage && text.contains("not a compatibility matrix"), "{text}");
    assert!(std::fs::read_dir(data.path()).unwrap().next().is_none());
}

#[test]
fn a_page_without_a_date_is_not_taken_for_the_newest() {
    let data = tempfile::tempdir().unwrap();
    let undated = |dry_run| Import { date: None, ..import("p.md", None, dry_run) };
    let (ended, _, _) = ran(data.path(), None, |d| import::page_of(d, &undated(false), PAGE));
    let (exit, text) = ended.unwrap_err();
    assert!(exit == Exit::Usage && text.contains("--date"), "{text}");
    let (ended, printed, said) =
        ran(data.path(), Some(Format::Csv), |d| import::page_of(d, &undated(true), PAGE));
    assert!(ended == Ok(Exit::Done) && printed.contains("Turnstile") && said.contains("--date"), "{said}");
    let dated = format!("Last updated: Apr 2, 2025\n\n{PAGE}");
    let (ended, _, said) = ran(data.path(), None, |d| import::page_of(d, &undated(false), &dated));
    assert!(ended == Ok(Exit::Done) && said.contains("Kept as import-2025-04-02"), "{said}");
}

#[test]
fn lists_filter_and_tell_their_age() {
    let data = tempfile::tempdir().unwrap();
    let asked = List { status: Some(Said::No), ..List::default() };
    let (_, printed, said) = ran(data.path(), Some(Format::Csv), |d| list::products(d, &asked));
    assert_eq!(printed.lines().count(), 7, "{printed}");
    assert!(printed.contains("Registrar,no,no → no → no → no,uncertain,"), "{printed}");
    assert!(said.contains("173 days old"), "{said}");
    let asked = List { changed_since: Some("2026-01-list".into()), ..List::default() };
    let (_, printed, _) = ran(data.path(), Some(Format::Ndjson), |d| list::products(d, &asked));
    assert_eq!(printed.lines().count(), 2, "{printed}");
    let (_, printed, _) = ran(data.path(), Some(Format::Csv), |d| list::diff(d, None, None));
    assert_eq!(
        printed,
        "product,change,before,after\nBrowser Run,added,absent,yes\nBulk Redirects,added,absent,yes\n"
    );
    let (ended, _, _) = ran(data.path(), None, |d| list::diff(d, Some("nope"), None));
    assert_eq!(ended.unwrap_err().0, Exit::Usage);
}

#[test]
fn shows_products_snapshots_and_what_no_snapshot_lists() {
    let data = tempfile::tempdir().unwrap();
    let (_, page, _) = ran(data.path(), Some(Format::Table), |d| show::run(d, "magic wan"));
    insta::assert_snapshot!(page);
    let (_, json, _) = ran(data.path(), Some(Format::Json), |d| show::run(d, "registrar"));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["items"][0]["contradiction"], "doubt");
    assert_eq!(json["items"][0]["snapshots"]["2024-11-beta"], "no");
    let (_, rows, said) = ran(data.path(), Some(Format::Csv), |d| show::run(d, "oldest"));
    assert!(rows.contains("DNS,partial,Non-analytics") && said.contains("source: "), "{rows}{said}");
    let (_, rows, _) = ran(data.path(), Some(Format::Csv), |d| show::run(d, "Workers Builds"));
    assert!(rows.contains("absent"), "{rows}");
    assert_eq!(ran(data.path(), None, |d| show::run(d, "nothing")).0.unwrap_err().0, Exit::Usage);
}

#[test]
fn permissions_and_drafts_are_checked() {
    let data = tempfile::tempdir().unwrap();
    let check = |permissions: &[&str], draft: Option<&Path>| {
        let permissions = permissions.iter().map(|p| (*p).to_owned()).collect();
        let asked = Check { permissions, draft: draft.map(Into::into), token: None, twin_to: None };
        ran(data.path(), Some(Format::Csv), |d| check::permissions(d, &asked))
    };
    let (ended, printed, _) = check(&["DNS Write", "CASB Read"], None);
    assert_eq!(ended, Ok(Exit::Done));
    assert!(
        printed.contains("DNS Write,yes,high,2026-04-docs,") && printed.contains("CASB Read,unknown,"),
        "{printed}"
    );
    assert_eq!(check(&["Page Rules Edit"], None).0, Ok(Exit::Findings));
    let draft = data.path().join("draft.toml");
    let text = "name = 'x'\nkind = 'account'\n[[policies]]\neffect = 'allow'\nresources = {}\n\
                permission_groups = [{ id = 'ed07f6c337da4195b4e72a1fb2c6bcae' }]\n";
    std::fs::write(&draft, text).unwrap();
    let (ended, printed, _) = check(&[], Some(&draft));
    assert_eq!(ended, Ok(Exit::Findings), "{printed}");
    std::fs::write(&draft, "nonsense").unwrap();
    assert_eq!(check(&[], Some(&draft)).0.unwrap_err().0, Exit::Usage);
}
