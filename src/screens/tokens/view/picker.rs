//! The dialog in which columns are chosen.

use ratatui::buffer::Buffer;
use ratatui::layout::Alignment;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use super::super::columns::Picker;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Paint;
use crate::ui::Panel;
use crate::ui::Phrase;
use crate::ui::text;
use crate::ui::write;

impl Picker {
    /// The place in the middle of `area`.
    fn place(&self, area: Rect) -> Rect {
        let help = self.rows.iter().map(|(column, _)| text::width(column.help())).max().unwrap_or(0);
        let width = (self.words() + help + 12).max(hints().width() + 4) as u16;
        write::centred(area, width, self.rows.len() as u16 + 4)
    }

    /// How wide the longest name is.
    fn words(&self) -> usize {
        self.rows.iter().map(|(column, _)| text::width(column.word())).max().unwrap_or(0)
    }

    /// The column at a cell, counted from 0, when it is drawn into the middle of `area`.
    pub(super) fn hit(&self, area: Rect, at: Position) -> Option<usize> {
        let inner = Panel::inner(self.place(area));
        let (len, rows) = (self.rows.len(), usize::from(inner.height.saturating_sub(2)));
        let row = inner.contains(at).then(|| usize::from(at.y - inner.y)).filter(|row| *row < rows)?;
        self.list.fitted(len, rows).row_at(row, len, rows)
    }

    /// Draws it into the middle of `area`.
    pub(super) fn draw(&self, paint: &Paint<'_>, area: Rect, buf: &mut Buffer) {
        let (len, words, place) = (self.rows.len(), self.words(), self.place(area));
        write::clear(place, buf);
        let inner = Panel::new("columns, from left to right").active(true).draw(paint, place, buf);
        let rows = usize::from(inner.height.saturating_sub(2));
        let state = self.list.fitted(len, rows);
        for (y, i) in (0..).zip(state.window(len, rows)) {
            let Some((column, chosen)) = self.rows.get(i) else { continue };
            let (sign, meaning) =
                if *chosen { (Glyph::Check, Meaning::Good) } else { (Glyph::Dot, Meaning::Faint) };
            let pointer = if i == state.cursor { paint.glyph(Glyph::Pointer) } else { " " };
            let told = if *chosen { Meaning::Text } else { Meaning::Muted };
            let phrase = Phrase::new()
                .with(Meaning::Accent, format!("{pointer} "))
                .with(meaning, paint.glyph(sign))
                .with(told, format!(" {}", text::pad(column.word(), words, paint.ellipsis())))
                .muted(format!("  {}", column.help()));
            let row = write::row(inner, y);
            write::line(&phrase.line(paint), Alignment::Left, paint, row, buf);
            if i == state.cursor {
                buf.set_style(row, paint.style(Meaning::Selection));
            }
        }
        // The blank cell beside the frame: there are more columns than a small terminal has rows.
        let bar = Rect { x: inner.right(), width: 1, height: rows as u16, ..inner };
        state.draw_bar(len, paint, bar, buf);
        let last = write::row(inner, inner.height.saturating_sub(1));
        write::line(&hints().line(paint), Alignment::Left, paint, last, buf);
    }
}

fn hints() -> Phrase {
    let keys = [("space", "shows or hides"), ("J K", "move"), ("r", "the usual"), ("enter", "keeps")];
    keys.iter().fold(Phrase::new(), |phrase, (key, what)| {
        let gap = if phrase.is_empty() { "" } else { "  " };
        phrase.text(gap).with(Meaning::Key, *key).muted(format!(" {what}"))
    })
}
