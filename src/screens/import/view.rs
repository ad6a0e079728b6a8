//! How the import looks: what can be typed above, what would come of it below.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Alignment;
use ratatui::layout::Rect;

use super::Entry;
use super::Page;
use super::State;
use crate::domain::matrix::Change;
use crate::domain::matrix::ChangeKind;
use crate::domain::matrix::Matrix;
use crate::domain::matrix::Status;
use crate::domain::matrix::import::Imported;
use crate::domain::matrix::import::Prepared;
use crate::screens::cx::Cx;
use crate::screens::cx::Extent;
use crate::screens::cx::Seen;
use crate::screens::panes;
use crate::screens::tokens::frame_of;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Notice;
use crate::ui::Panel;
use crate::ui::Phrase;
use crate::ui::field::Looks;
use crate::ui::text::bytes;
use crate::ui::text::plural;
use crate::ui::write;

/// Width of the names of the fields.
const LABEL: u16 = 9;

/// The places of the fields and of the result, frames included.
fn halves(area: Rect) -> (Rect, Rect) {
    let fields = (Entry::ALL.len() as u16 + 2).min(area.height);
    (Rect { height: fields, ..area }, Rect { y: area.y + fields, height: area.height - fields, ..area })
}

/// How many lines of the result a body of this size shows.
pub(super) fn result_height(body: Extent) -> usize {
    let area = panes::whole(body);
    usize::from(Panel::inner(halves(area).1).height)
}

impl State {
    /// The field at a cell of the body.
    pub(super) fn entry_at(x: u16, y: u16, body: Extent) -> Option<Entry> {
        let inner = Panel::inner(halves(panes::whole(body)).0);
        let line = inner.contains((x, y).into()).then(|| usize::from(y - inner.y))?;
        Entry::ALL.get(line).copied()
    }

    /// How many lines the result has in a body of this size.
    pub(super) fn result_lines(&self, cx: &Cx<'_>) -> usize {
        let area = Rect { x: 0, y: 0, width: cx.body.width, height: cx.body.height };
        let width = usize::from(Panel::inner(halves(area).1).width);
        // Glyphs do not change how many lines there are: both kinds take the same cells.
        self.result(cx.world.matrix(), &|_| "*", width).map_or(0, |lines| lines.len())
    }

    /// Paints.
    pub fn view(&self, seen: &Seen<'_>, frame: &mut Frame<'_>, area: Rect) {
        let buf = frame.buffer_mut();
        let (above, below) = halves(area);
        let inner = Panel::new("import a published page").active(true).draw(seen.paint, above, buf);
        for (y, entry) in (0..inner.height).zip(Entry::ALL) {
            self.draw_entry(entry, seen, write::row(inner, y), buf);
        }
        self.draw_result(seen, below, buf);
    }

    fn draw_entry(&self, entry: Entry, seen: &Seen<'_>, place: Rect, buf: &mut Buffer) {
        let active = self.at == entry;
        let label = match entry {
            Entry::Path => "page",
            Entry::Date => "date",
            Entry::Name => "name",
            Entry::Source => "source",
        };
        let meaning = if active { Meaning::Accent } else { Meaning::Muted };
        write::words(label, seen.paint.style(meaning), Alignment::Left, seen.paint, place, buf);
        let snapshot = match &self.judged {
            Some(Ok(prepared)) => Some(&prepared.imported.snapshot),
            _ => None,
        };
        let undated = matches!(&self.judged, Some(Ok(Prepared { hindrance: Some(_), .. })));
        let usual = match (entry, snapshot) {
            (Entry::Path, _) => match &self.page {
                Some(Page::Pasted(text)) => {
                    format!(
                        "pasted, {} in {}",
                        bytes(text.len() as u64),
                        plural(text.lines().count(), "line")
                    )
                }
                _ => "paste the page here, or type the path of its file".to_owned(),
            },
            (Entry::Date, Some(snapshot)) if !undated => {
                let basis = snapshot.basis.as_deref().unwrap_or("from the file");
                format!("{}  {basis}", snapshot.date)
            }
            (Entry::Date, _) => {
                "YYYY-MM-DD, YYYY-MM or today: when the page was published as it is".to_owned()
            }
            (Entry::Name, Some(snapshot)) if !undated => snapshot.id.to_string(),
            (Entry::Name, _) => "a-z 0-9 and -; usually import- and the date".to_owned(),
            (Entry::Source, Some(snapshot)) => snapshot.source.to_string(),
            (Entry::Source, None) => "where the page was published".to_owned(),
        };
        let field =
            Rect { x: place.x + LABEL.min(place.width), width: place.width.saturating_sub(LABEL), ..place };
        let looks = Looks { active, placeholder: &usual, ..Looks::default() };
        self.fields[entry as usize].draw(looks, seen.paint, field, buf);
    }

    fn draw_result(&self, seen: &Seen<'_>, place: Rect, buf: &mut Buffer) {
        let inner = Panel::new("what comes of it").draw(seen.paint, place, buf);
        if self.reading.is_some() {
            return Notice::Loading("reading the file", frame_of(seen), None).draw(seen.paint, inner, buf);
        }
        if self.keeping.is_some() {
            return Notice::Loading("keeping the snapshot", frame_of(seen), None)
                .draw(seen.paint, inner, buf);
        }
        if let Some(fault) = &self.fault {
            return Notice::Failed(&fault.what, &fault.next).draw(seen.paint, inner, buf);
        }
        if let Some(Err(why)) = &self.judged {
            let what = format!("This is not a compatibility matrix: {why}.");
            let next = "What you entered is still there: paste another page, or name its file.";
            return Notice::Failed(&what, next).draw(seen.paint, inner, buf);
        }
        let glyph = |glyph| seen.paint.glyph(glyph);
        match self.result(seen.world.matrix(), &glyph, usize::from(inner.width)) {
            Some(lines) => write::lines(&lines, self.top, seen.paint, inner, buf),
            None => {
                let next = "Read are the table with the columns Product and Compatible, the two lists \"Fully \
                            compatible\" and \"Not yet compatible\", and files that tokendeck exported.";
                Notice::Empty("nothing is kept before you have seen what comes of it", next.into())
                    .draw(seen.paint, inner, buf);
            }
        }
    }

    /// What a sound page would bring, as lines. `None`: there is no sound page.
    fn result(
        &self,
        matrix: &Matrix,
        glyph: &dyn Fn(Glyph) -> &'static str,
        width: usize,
    ) -> Option<Vec<Phrase>> {
        let Some(Ok(Prepared { imported, hindrance })) = &self.judged else { return None };
        let mut lines = vec![match hindrance {
            Some(why) => Phrase::new()
                .with(Meaning::Warn, format!("{} not yet: ", glyph(Glyph::Exposed)))
                .text(format!("{why}.")),
            None => Phrase::new()
                .with(Meaning::Good, format!("{} ready: ", glyph(Glyph::Check)))
                .text("enter keeps it as ")
                .with(Meaning::Accent, imported.snapshot.id.as_ref())
                .text(format!(", dated {}.", imported.snapshot.date)),
        }];
        lines.extend(read(imported));
        lines.push(Phrase::new());
        lines.extend(news(imported, matrix));
        Some(lines.iter().flat_map(|line| line.hang(width.max(1))).collect())
    }
}

/// What was read, in numbers.
fn read(imported: &Imported) -> Vec<Phrase> {
    let rows = imported.snapshot.rows();
    let count = |word: &str| rows.iter().filter(|row| row.status.word() == word).count();
    let counts = ["yes", "partial", "no"].map(|word| format!("{} {word}", count(word)));
    let noteworthy = imported.noteworthy().count();
    let rest = [
        (imported.unknown.len(), "unknown"),
        (imported.duplicates.len(), "listed twice"),
        (noteworthy, "not understood"),
        (imported.ignored.len() - noteworthy, "around it"),
    ];
    let rest: Vec<String> =
        rest.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    let mut line = Phrase::new().muted("  read: ").text(format!(
        "{}: {}",
        plural(rows.len(), "product"),
        counts.join(", ")
    ));
    if !rest.is_empty() {
        line = line.muted(format!("; lines: {}", rest.join(", ")));
    }
    vec![line]
}

/// What is new against the newest snapshot, and every line that is worth a look.
fn news(imported: &Imported, matrix: &Matrix) -> Vec<Phrase> {
    let newest = matrix.newest().map(|newest| newest.id.to_string()).unwrap_or_default();
    let changes = imported.changes(matrix);
    let mut lines = vec![match changes.len() {
        0 => Phrase::new().muted(format!("The same as {newest}.")),
        n => Phrase::new()
            .with(Meaning::Column, format!("{} AGAINST {newest}", plural(n, "difference").to_uppercase())),
    }];
    let label = |meaning, word: &str| Phrase::new().with(meaning, format!("{word:<10} "));
    // What a page leaves out comes last: a short one leaves out nearly everything.
    let (gone, there): (Vec<&Change>, Vec<&Change>) =
        changes.iter().partition(|change| change.kind == ChangeKind::Removed);
    let difference = |change: &Change| {
        let (meaning, said) = match change.kind {
            ChangeKind::Added => (Meaning::Good, change.after.to_string()),
            ChangeKind::Removed => (Meaning::Muted, format!("was {}", change.before)),
            ChangeKind::Changed if change.after == Status::No => {
                (Meaning::Bad, format!("{}, was {}", change.after, change.before))
            }
            ChangeKind::Changed => (Meaning::Info, format!("{}, was {}", change.after, change.before)),
        };
        label(meaning, change.kind.word()).text(change.product.as_ref()).muted(format!("  {said}"))
    };
    lines.extend(there.into_iter().map(difference));
    lines.extend(imported.unknown.iter().map(|name| {
        label(Meaning::Warn, "unknown").text(name.as_ref()).muted("  becomes a product of its own")
    }));
    lines.extend(imported.duplicates.iter().map(|twice| {
        label(Meaning::Warn, "twice").text(twice.name.as_ref()).muted(format!(
            "  line {}: {}; what stands first counts: {}",
            twice.line, twice.status, twice.kept
        ))
    }));
    lines.extend(imported.noteworthy().map(|ignored| {
        label(Meaning::Warn, "left out")
            .text(ignored.text.as_ref())
            .muted(format!("  line {}: {}", ignored.line, ignored.why))
    }));
    lines.extend(gone.into_iter().map(difference));
    lines
}
