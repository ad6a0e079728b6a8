//! The candidates below the filter.

use ratatui::buffer::Buffer;
use ratatui::layout::Alignment;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use super::super::offers::Offers;
use super::super::offers::SHOWN;
use crate::domain::filter::Candidate;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Paint;
use crate::ui::Panel;
use crate::ui::Phrase;
use crate::ui::field::Field;
use crate::ui::text;
use crate::ui::write;

/// Wider candidates are cut.
const WIDEST: usize = 60;

/// Where the box stands, how wide its words are, and the gap behind them.
struct Place {
    outer: Rect,
    words: usize,
    gap: usize,
}

impl Offers {
    /// A small box below `entry`, under the word that is completed, as far down as `within` goes.
    fn place(&self, field: &Field, entry: Rect, within: Rect) -> Option<Place> {
        let first = self.list().first()?;
        let wanted = |c: &Candidate| (text::width(&c.text), text::width(c.help));
        let widths = self.list().iter().map(wanted);
        let (words, help) = widths.fold((0, 0), |(a, b), (c, d)| (a.max(c), b.max(d)));
        let words = words.min(WIDEST);
        let gap = if help > 0 { 2 } else { 0 };
        let note = self.note();
        let width = (words + gap + help + 6).max(note.len() + 18).min(usize::from(within.width)) as u16;
        let rows = self.list().len().min(SHOWN).min(usize::from(within.height.saturating_sub(2)));
        let before = field.text().get(..first.span.start).map_or(0, text::width);
        let x = entry.x.saturating_add(before as u16).saturating_sub(4);
        let x = x.clamp(within.x, within.right() - width);
        let outer = Rect { x, y: within.y, width, height: rows as u16 + 2 };
        (rows > 0).then_some(Place { outer, words, gap })
    }

    /// How many there are, where not all are in sight.
    fn note(&self) -> String {
        if self.list().len() > SHOWN { text::count(self.list().len()) } else { String::new() }
    }

    /// The candidate at a cell.
    pub(super) fn hit(&self, field: &Field, entry: Rect, within: Rect, at: Position) -> Option<usize> {
        let inner = Panel::inner(self.place(field, entry, within)?.outer);
        let (len, rows) = (self.list().len(), usize::from(inner.height));
        let row = inner.contains(at).then(|| usize::from(at.y - inner.y))?;
        self.state().fitted(len, rows).row_at(row, len, rows)
    }

    /// Draws the box.
    pub(super) fn draw(&self, field: &Field, paint: &Paint<'_>, entry: Rect, within: Rect, buf: &mut Buffer) {
        let Some(Place { outer, words, gap }) = self.place(field, entry, within) else { return };
        write::clear(outer, buf);
        let inner = Panel::new("tab takes").note(self.note()).active(true).draw(paint, outer, buf);
        let rows = usize::from(inner.height);
        let state = self.state().fitted(self.list().len(), rows);
        for (y, i) in (0..).zip(state.window(self.list().len(), rows)) {
            let Some(candidate) = self.list().get(i) else { continue };
            let row = write::row(inner, y);
            let chosen = i == state.cursor;
            let sign = if chosen { paint.glyph(Glyph::Pointer) } else { " " };
            let phrase = Phrase::new()
                .with(Meaning::Accent, format!("{sign} "))
                .text(text::pad(&candidate.text, words, paint.ellipsis()))
                .muted(format!("{:gap$}{}", "", candidate.help));
            write::line(&phrase.line(paint), Alignment::Left, paint, row, buf);
            if chosen {
                buf.set_style(row, paint.style(Meaning::Selection));
            }
        }
    }
}
