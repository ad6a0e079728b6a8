//! How the matrix looks.
//!
//! ```text
//! ╭ matrix · 63 products ──────── newest snapshot 2026-04-20, 41 days old ╮
//! │   PRODUCT      2024-11-beta  2025-02-docs  ▸2026-04-docs  ACCT  USER  │
//! │ ▎ DNS          ◐ partial     ✓ yes         ✓ yes            12     3  │
//! │ ▲ Registrar    ✗ no          ✗ no          ✗ no              1        │
//! │                                                                       │
//! │ ✓ yes  ◐ partial  ✗ no  · not listed  ▲ doubtful                      │
//! ╰───────────────────────────────────────────────────────────────────────╯
//! ```

use std::ops::Range;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Alignment;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::text::Span;

use super::By;
use super::State;
use super::grid;
use crate::command::Command;
use crate::domain::matrix::ContradictionKind;
use crate::domain::matrix::Product;
use crate::domain::matrix::Snapshot;
use crate::domain::matrix::Status;
use crate::domain::matrix::permissions;
use crate::domain::matrix::permissions::Confidence;
use crate::screens::cx::Extent;
use crate::screens::cx::Seen;
use crate::screens::panes;
use crate::screens::product::preview;
use crate::screens::tokens::frame_of;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Notice;
use crate::ui::Panel;
use crate::ui::Phrase;
use crate::ui::field::Looks;
use crate::ui::table::Column;
use crate::ui::table::Hit;
use crate::ui::table::Row;
use crate::ui::table::Table;
use crate::ui::text;
use crate::ui::write;
use crate::world::World;

/// From this height on, the snapshot under the column cursor is described below the matrix.
const DESCRIBED: u16 = 18;
/// A snapshot that is older than this many days is called old.
const OLD: i64 = 180;

struct Regions {
    panel: Rect,
    filter: Option<Rect>,
    table: Rect,
    foot: Rect,
    preview: Option<Rect>,
}

impl State {
    fn regions(&self, area: Rect) -> Regions {
        let (panel, preview) = panes::beside(area, 4, 78);
        let filter = match (self.filter.is_shown(), &self.complaint) {
            (false, _) => 0,
            (true, None) => 1,
            (true, Some(_)) => 2,
        };
        let foot = if area.height >= DESCRIBED { 3 } else { 1 };
        let (filter, table) = panes::filter_and_table(panel, filter);
        let foot = foot.min(table.height);
        let table = Rect { height: table.height - foot, ..table };
        let foot = Rect { y: table.bottom(), height: foot, ..Panel::inner(panel) };
        Regions { panel, filter, table, foot, preview }
    }

    /// How many rows a body of this size shows.
    pub(super) fn height(&self, body: Extent) -> usize {
        Table::rows_in(self.regions(panes::whole(body)).table.height)
    }

    /// What is at a cell of the body.
    pub(super) fn hit(&self, x: u16, y: u16, world: &World, body: Extent) -> Option<Hit> {
        let place = self.regions(panes::whole(body)).table;
        let shown = self.window(world, place);
        let titles = vec![""; shown.len()];
        self.table(&grid::columns(&titles), &shown, world).hit(place, x, y)
    }

    /// The snapshot whose column this is.
    pub(super) fn snapshot_at(&self, column: usize, world: &World, body: Extent) -> Option<usize> {
        let mut shown = self.window(world, self.regions(panes::whole(body)).table);
        shown.nth(column.checked_sub(1)?)
    }

    /// The order that a column stands for which is no snapshot.
    pub(super) fn order_of(&self, column: usize, world: &World, body: Extent) -> Option<By> {
        let shown = self.window(world, self.regions(panes::whole(body)).table).len();
        match column {
            0 => Some(By::Name),
            _ if column == shown + 1 => Some(By::Account),
            _ if column == shown + 2 => Some(By::User),
            _ => None,
        }
    }

    /// Whether a cell of the body belongs to the filter.
    pub(super) fn on_filter(&self, x: u16, y: u16, body: Extent) -> bool {
        self.regions(panes::whole(body)).filter.is_some_and(|place| place.contains((x, y).into()))
    }

    fn window(&self, world: &World, place: Rect) -> Range<usize> {
        grid::window(place.width, world.matrix().snapshots().len(), self.place(world))
    }

    fn table<'c>(&self, columns: &'c [Column<'c>], shown: &Range<usize>, world: &World) -> Table<'c> {
        let newest = world.matrix().snapshots().len();
        let column = match self.by {
            By::Name => Some(0),
            By::Status => (shown.end == newest && !shown.is_empty()).then_some(shown.len()),
            By::Account => Some(shown.len() + 1),
            By::User => Some(shown.len() + 2),
        };
        Table {
            columns,
            state: self.list,
            len: self.shown.len(),
            sort: column.map(|column| (column, self.descending)),
            marks: false,
            active: !self.filter.typing(),
        }
    }

    /// Paints.
    pub fn view(&self, seen: &Seen<'_>, frame: &mut Frame<'_>, area: Rect) {
        let regions = self.regions(area);
        let buf = frame.buffer_mut();
        self.panel(seen).draw(seen.paint, regions.panel, buf);
        if let Some(place) = regions.filter {
            let told = self.complaint.as_ref().map(|c| (&c.span, c.to_string()));
            let complaint = told.as_ref().map(|(span, what)| (*span, what.as_str()));
            let placeholder = "name or former name, or a term: status:no touches:mine sources:any";
            let looks = Looks { placeholder, complaint, ..Looks::default() };
            self.filter.draw(looks, seen.paint, place, buf);
        }
        self.draw_table(seen, regions.table, buf);
        self.draw_foot(seen, regions.foot, buf);
        if let Some(place) = regions.preview {
            let product = self.shown.get(self.list.cursor).and_then(|name| seen.world.matrix().product(name));
            preview(product, seen, place, buf);
        }
    }

    fn panel(&self, seen: &Seen<'_>) -> Panel {
        let matrix = seen.world.matrix();
        let (all, shown) = (matrix.products().len(), self.shown.len());
        let count = match shown == all {
            true => text::plural(all, "product"),
            false => format!("{} of {}", text::count(shown), text::plural(all, "product")),
        };
        Panel::new("matrix")
            .and(Meaning::Muted, format!(" {} {count}", seen.paint.glyph(Glyph::Dot)))
            .active(!self.filter.typing())
            .note(age(seen))
    }

    fn draw_table(&self, seen: &Seen<'_>, place: Rect, buf: &mut Buffer) {
        if self.shown.is_empty() {
            return Notice::Empty(
                "no product matches",
                format!("{} drops the filter", seen.settings.keys.of(Command::Back)).into(),
            )
            .draw(seen.paint, place, buf);
        }
        let matrix = seen.world.matrix();
        let shown = self.window(seen.world, place);
        let cursor = self.place(seen.world);
        let blank = vec![""; shown.len()];
        let columns = grid::columns(&blank);
        let table = self.table(&columns, &shown, seen.world);
        let widths: Vec<u16> =
            (0..=shown.len()).map(|i| table.width_of(i, place).unwrap_or_default()).collect();
        let title = |(snapshot, (at, width)): (&Snapshot, (usize, &u16))| {
            let sign = if at == cursor { seen.paint.glyph(Glyph::Pointer) } else { "" };
            let room = usize::from(*width).saturating_sub(text::width(sign));
            // Of a date the month says enough.
            let month = snapshot.date.get(..7).unwrap_or(&snapshot.date);
            let name = [&*snapshot.id, &*snapshot.date].into_iter().find(|name| text::width(name) <= room);
            format!("{sign}{}", name.unwrap_or(month))
        };
        let titles: Vec<String> = matrix.snapshots()[shown.clone()]
            .iter()
            .zip(shown.clone().zip(&widths[1..]))
            .map(title)
            .collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        let columns = grid::columns(&titles);
        let table = self.table(&columns, &shown, seen.world);
        table.draw(|i| self.row(i, &shown, &widths, seen), seen.paint, place, buf);
    }

    fn row<'s>(&self, i: usize, shown: &Range<usize>, widths: &[u16], seen: &'s Seen<'_>) -> Row<'s> {
        let matrix = seen.world.matrix();
        let Some(product) = self.shown.get(i).and_then(|name| matrix.product(name)) else {
            return Row::default();
        };
        let style = |meaning| seen.paint.style(meaning);
        let mut cells = vec![name_cell(product, usize::from(widths[0]), seen)];
        let statuses = product.statuses().get(shown.clone()).unwrap_or_default();
        cells.extend(statuses.iter().zip(&widths[1..]).map(|(status, width)| {
            let (glyph, meaning) = sign_of(status);
            let words = format!("{} {}", seen.paint.glyph(glyph), word_of(status, *width));
            Line::styled(words, style(meaning))
        }));
        let touching = seen.world.touching(&product.name);
        let number = |n: u32, meaning| match n {
            0 => Line::styled("", style(Meaning::Faint)),
            n => Line::styled(text::count(n as usize), style(meaning)),
        };
        let refuses = matrix.now(product) == Status::No;
        cells.push(number(touching.account, if refuses { Meaning::Bad } else { Meaning::Text }));
        cells.push(number(touching.user, if refuses { Meaning::Muted } else { Meaning::Text }));
        let (word, meaning) = matrix.contradiction(product).map(|c| source_word(c.kind)).unwrap_or_default();
        cells.push(Line::styled(word, style(meaning)));
        let (word, meaning) = mapping(product);
        cells.push(Line::styled(word, style(meaning)));
        Row { cells, ..Row::default() }
    }

    fn draw_foot(&self, seen: &Seen<'_>, place: Rect, buf: &mut Buffer) {
        let mut lines = vec![legend(seen)];
        if place.height > 1
            && let Some(snapshot) = self.chosen(seen.world)
        {
            let sign = seen.paint.glyph(Glyph::Pointer);
            let origin = if snapshot.shipped { "" } else { "imported, " };
            lines.push(
                Phrase::new()
                    .with(Meaning::Accent, format!("{sign} {}  ", snapshot.id))
                    .text(snapshot.title.as_ref())
                    .muted(format!("  {origin}{}", tallied(snapshot))),
            );
            lines.push(Phrase::new().with(Meaning::Faint, format!("  {}", snapshot.source)));
        }
        // The legend stands at the bottom, next to the keys.
        lines.rotate_left(1);
        for (y, line) in (0..place.height).zip(&lines) {
            write::line(&line.line(seen.paint), Alignment::Left, seen.paint, write::row(place, y), buf);
        }
    }
}

/// `newest snapshot 2026-04-20, 41 days old`; while imported ones are still to be told, that.
fn age(seen: &Seen<'_>) -> Phrase {
    if !seen.world.matrix_is_read() {
        let words = format!("{} reading imported snapshots", seen.paint.spinner(frame_of(seen)));
        return Phrase::new().with(Meaning::Info, words);
    }
    let Some(newest) = seen.world.matrix().newest() else { return Phrase::new() };
    let days = newest.age_in_days(seen.now);
    let meaning = if days > OLD { Meaning::Stale } else { Meaning::Muted };
    let age = text::plural(usize::try_from(days).unwrap_or_default(), "day");
    Phrase::new().muted("newest snapshot ").with(meaning, format!("{}, {age} old", newest.date))
}

/// `34 yes, 12 no, 1 partial`
fn tallied(snapshot: &Snapshot) -> String {
    let count = |word: &str| snapshot.rows().iter().filter(|row| row.status.word() == word).count();
    let told = ["yes", "no", "partial"].map(|word| (count(word), word));
    let told: Vec<String> =
        told.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    told.join(", ")
}

fn legend(seen: &Seen<'_>) -> Phrase {
    let all = [Status::Yes, Status::Partial("".into()), Status::No, Status::Absent];
    let mut legend = Phrase::new();
    for status in all {
        let (glyph, meaning) = sign_of(&status);
        let word = if status == Status::Absent { "not listed" } else { status.word() };
        legend = legend.with(meaning, seen.paint.glyph(glyph)).muted(format!(" {word}   "));
    }
    legend
        .with(Meaning::Warn, seen.paint.glyph(Glyph::Exposed))
        .muted(" doubtful   ")
        .with(Meaning::Column, "ACCT USER")
        .muted(" my tokens")
}

/// The sign and colour of a status.
pub(in crate::screens) fn sign_of(status: &Status) -> (Glyph, Meaning) {
    match status {
        Status::Yes => (Glyph::Check, Meaning::Good),
        Status::Partial(_) => (Glyph::Half, Meaning::Warn),
        Status::No => (Glyph::Cross, Meaning::Bad),
        Status::Absent => (Glyph::Dot, Meaning::Faint),
    }
}

/// The word of a status in a column of this width, sign and blank taken off.
fn word_of(status: &Status, width: u16) -> &'static str {
    match status {
        Status::Partial(_) if width < 9 => "part",
        Status::Absent if width < 12 => "-",
        Status::Absent => "not listed",
        plain => plain.word(),
    }
}

fn name_cell<'s>(product: &'s Product, width: usize, seen: &Seen<'_>) -> Line<'s> {
    let style = |meaning| seen.paint.style(meaning);
    // That snapshots differ is seen in the row; that they may all be wrong is not.
    let sign = if product.doubt.is_some() { seen.paint.glyph(Glyph::Exposed) } else { " " };
    let mut spans = vec![
        Span::styled(format!("{sign} "), style(Meaning::Warn)),
        Span::styled(&*product.name, style(Meaning::Text)),
    ];
    // A former name that does not fit whole helps nobody.
    let room = width.saturating_sub(4 + text::width(&product.name));
    if let Some(alias) = product.aliases.iter().find(|alias| text::width(alias) <= room) {
        spans.push(Span::styled(format!("  {alias}"), style(Meaning::Faint)));
    }
    Line::from(spans)
}

/// In what the sources disagree, in a word.
fn source_word(kind: ContradictionKind) -> (&'static str, Meaning) {
    match kind {
        ContradictionKind::Flip => ("differ", Meaning::Muted),
        ContradictionKind::Presence => ("some", Meaning::Muted),
        ContradictionKind::Doubt => ("doubtful", Meaning::Warn),
    }
}

/// How sure it is which permissions belong to the product.
fn mapping(product: &Product) -> (&'static str, Meaning) {
    match permissions::shipped().of_product(&product.name).map(|mapping| mapping.confidence) {
        Some(Confidence::High) => ("high", Meaning::Muted),
        Some(confidence @ Confidence::Medium) => (confidence.word(), Meaning::Muted),
        Some(confidence) => (confidence.word(), Meaning::Warn),
        None => ("unknown", Meaning::Faint),
    }
}
