//! How the page of a product looks: what is known, and beside or below it my tokens that use it.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::Half;
use super::State;
use super::summary::Of;
use super::summary::meaning_for;
use crate::command::Command;
use crate::domain::matrix::Product;
use crate::domain::matrix::Status;
use crate::domain::text::clean;
use crate::domain::token::Owner;
use crate::screens::cx::Cx;
use crate::screens::cx::Extent;
use crate::screens::cx::Seen;
use crate::screens::deeds;
use crate::screens::panes;
use crate::screens::tokens;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Notice;
use crate::ui::Panel;
use crate::ui::Phrase;
use crate::ui::table::Column;
use crate::ui::table::Hit;
use crate::ui::table::Row;
use crate::ui::table::Table;
use crate::ui::text;
use crate::ui::write;

/// From this width on, the tokens stand beside the facts instead of below them.
const BESIDE: u16 = 120;

const COLUMNS: [Column<'static>; 4] = [
    Column::new("TOKEN", 14, 24).grow(2),
    Column::new("OWNER", 12, 18).grow(1).rank(2).middle(),
    Column::new("STATUS", 10, 10).rank(1),
    Column::new("THIS PRODUCT", 12, 18),
];

/// The places of the facts and of the tokens, frames included.
fn halves(area: Rect, tokens: usize) -> (Rect, Rect) {
    if area.width >= BESIDE {
        let left = area.width * 11 / 20;
        return (Rect { width: left, ..area }, Rect { x: area.x + left, width: area.width - left, ..area });
    }
    // As many rows as there are tokens, with frame and titles, but no more than two fifths.
    let wanted = u16::try_from(tokens).unwrap_or(u16::MAX).saturating_add(3);
    let low = wanted.clamp(4, (area.height * 2 / 5).max(4)).min(area.height);
    let top = area.height - low;
    (Rect { height: top, ..area }, Rect { y: area.y + top, height: low, ..area })
}

/// How many lines of facts there are about the product of this name, and how many of them are in sight.
pub(super) fn facts(name: &str, tokens: usize, cx: &Cx<'_>) -> (usize, usize) {
    let (place, _) = halves(panes::whole(cx.body), tokens);
    let inner = Panel::inner(place);
    let matrix = cx.world.matrix();
    let lines = matrix.product(name).map_or(0, |product| {
        // Glyphs do not change how many lines there are: both kinds take the same cells.
        let of = Of { product, matrix, touching: cx.world.touching(name), glyph: &|_| "*" };
        of.lines(usize::from(inner.width)).len()
    });
    (lines, usize::from(inner.height))
}

impl State {
    /// How many tokens a body of this size shows.
    pub(super) fn height(&self, body: Extent) -> usize {
        Table::rows_in(panes::table(halves(panes::whole(body), self.rows.len()).1).height)
    }

    /// What is at a cell of the body, among the tokens.
    pub(super) fn hit(&self, x: u16, y: u16, body: Extent) -> Option<Hit> {
        self.table().hit(panes::table(halves(panes::whole(body), self.rows.len()).1), x, y)
    }

    fn table(&self) -> Table<'static> {
        Table {
            columns: &COLUMNS,
            state: self.list,
            len: self.rows.len(),
            sort: None,
            marks: false,
            active: self.half == Half::Tokens,
        }
    }

    /// Paints.
    pub fn view(&self, seen: &Seen<'_>, frame: &mut Frame<'_>, area: Rect) {
        let buf = frame.buffer_mut();
        let (left, right) = halves(area, self.rows.len());
        let product = seen.world.matrix().product(&self.name);
        let inner =
            panel(product, &self.name, seen).active(self.half == Half::Facts).draw(seen.paint, left, buf);
        match product {
            Some(product) => {
                let lines = of(product, seen, usize::from(inner.width));
                write::lines(&lines, self.top, seen.paint, inner, buf);
            }
            None => {
                let next =
                    format!("its snapshot was removed; {} goes back", seen.settings.keys.of(Command::Back));
                Notice::Empty("no snapshot lists this product any more", next.into())
                    .draw(seen.paint, inner, buf);
            }
        }
        self.draw_tokens(product, seen, right, buf);
    }

    fn draw_tokens(&self, product: Option<&Product>, seen: &Seen<'_>, place: Rect, buf: &mut Buffer) {
        let count = text::plural(self.rows.len(), "token");
        let note = if seen.world.reading() {
            Phrase::new().with(Meaning::Info, "still reading")
        } else {
            Phrase::new().muted(count)
        };
        Panel::new("my tokens that use it")
            .active(self.half == Half::Tokens)
            .note(note)
            .draw(seen.paint, place, buf);
        let table = panes::table(place);
        if self.rows.is_empty() {
            let what = "none of your tokens carries its permissions";
            return Notice::Empty(what, "".into()).draw(seen.paint, table, buf);
        }
        let now = product.map(|product| seen.world.matrix().now(product)).unwrap_or_default();
        self.table().draw(|i| self.row(i, &now, seen), seen.paint, table, buf);
    }

    fn row<'s>(&self, i: usize, now: &Status, seen: &'s Seen<'_>) -> Row<'s> {
        let Some(row) = self.rows.get(i).and_then(|row| seen.world.row(row)) else { return Row::default() };
        let style = |meaning| seen.paint.style(meaning);
        let owner = match &row.token.at.owner {
            Owner::User => Meaning::OwnerUser,
            Owner::Account(_) => Meaning::OwnerAccount,
        };
        let (word, meaning) = meaning_for(&row.token.at.owner, now);
        Row {
            cells: vec![
                Line::styled(clean(&row.token.name), style(Meaning::Text)),
                Line::styled(deeds::owner_name(&row.token.at.owner, seen.world), style(owner)),
                tokens::status(row, seen),
                Line::styled(word, style(meaning)),
            ],
            ..Row::default()
        }
    }
}

fn panel(product: Option<&Product>, name: &str, seen: &Seen<'_>) -> Panel {
    let panel = Panel::new(name.to_owned());
    match product {
        Some(product) if product.doubt.is_some() => {
            let words = format!("{} doubtful", seen.paint.glyph(Glyph::Exposed));
            panel.note(Phrase::new().with(Meaning::Warn, words))
        }
        _ => panel,
    }
}

fn of(product: &Product, seen: &Seen<'_>, width: usize) -> Vec<Phrase> {
    let touching = seen.world.touching(&product.name);
    Of { product, matrix: seen.world.matrix(), touching, glyph: &|g| seen.paint.glyph(g) }.lines(width)
}

/// The product under the cursor of the matrix, beside it.
pub(in crate::screens) fn preview(product: Option<&Product>, seen: &Seen<'_>, area: Rect, buf: &mut Buffer) {
    let Some(product) = product else {
        Panel::new("").draw(seen.paint, area, buf);
        return;
    };
    let inner = panel(Some(product), &product.name, seen).draw(seen.paint, area, buf);
    write::lines(&of(product, seen, usize::from(inner.width)), 0, seen.paint, inner, buf);
}
