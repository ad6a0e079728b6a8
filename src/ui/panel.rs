//! A titled box, and what stands in it when there is nothing to show.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Widget};

use super::paint::{Glyph, Paint};
use super::phrase::Phrase;
use super::text::silence;
use super::theme::Meaning;
use super::write;

/// A box with a title at its left and a note at its right.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Panel {
    title: Phrase,
    note: Phrase,
    foot: Phrase,
    frame: Meaning,
}

impl Panel {
    /// A box of this name.
    pub fn new(title: impl Into<String>) -> Self {
        let title = Phrase::new().with(Meaning::Title, title);
        Panel { title, note: Phrase::new(), foot: Phrase::new(), frame: Meaning::Border }
    }

    /// The same box with more words after its title.
    #[must_use]
    pub fn and(mut self, meaning: Meaning, words: impl Into<String>) -> Self {
        self.title = self.title.with(meaning, words);
        self
    }

    /// The same box with a note at the right of its top edge. It gives way to the title.
    #[must_use]
    pub fn note(self, note: impl Into<Phrase>) -> Self {
        Panel { note: note.into(), ..self }
    }

    /// The same box with a note at the left of its bottom edge, where there is room for it.
    #[must_use]
    pub fn foot(self, foot: impl Into<Phrase>) -> Self {
        Panel { foot: foot.into(), ..self }
    }

    /// The same box, drawn as the one that has the keyboard, or not.
    #[must_use]
    pub fn active(self, active: bool) -> Self {
        Panel { frame: if active { Meaning::BorderActive } else { Meaning::Border }, ..self }
    }

    /// The same box with a frame of another meaning, such as [`Meaning::Danger`].
    #[must_use]
    pub fn frame(self, frame: Meaning) -> Self {
        Panel { frame, ..self }
    }

    /// What is left inside, with one blank cell at each side where there is room.
    pub fn inner(area: Rect) -> Rect {
        let (side, edge) = (if area.width >= 8 { 2 } else { 1 }, 1);
        let width = area.width.saturating_sub(2 * side);
        let height = area.height.saturating_sub(2 * edge);
        let (x, y) = (area.x + side.min(area.width), area.y + edge.min(area.height));
        Rect { x, y, width, height }
    }

    /// Draws the box and answers what is left inside.
    pub fn draw(&self, paint: &Paint<'_>, area: Rect, buf: &mut Buffer) -> Rect {
        let area = area.intersection(buf.area);
        let frame = paint.style(self.frame);
        Block::bordered().border_set(paint.border()).border_style(frame).render(area, buf);
        // A corner, a line, a blank; and the same at the other end.
        let room = area.width.saturating_sub(6);
        let top = Rect {
            x: area.x + 2.min(area.width),
            width: area.width.saturating_sub(4),
            ..write::row(area, 0)
        };
        let title = (self.title.width().min(usize::from(room))) as u16;
        if title > 0 {
            self.draw_label(&self.title, Rect { width: title + 2, ..top }, paint, buf);
        }
        let left = room.saturating_sub(title + 3);
        let note = self.note.width();
        if note > 0 && note <= usize::from(left) {
            let width = note as u16 + 2;
            self.draw_label(&self.note, Rect { x: top.right() - width, width, ..top }, paint, buf);
        }
        let foot = self.foot.width();
        if foot > 0 && foot <= usize::from(room) && area.height > 1 {
            let bottom = Rect { width: foot as u16 + 2, y: area.bottom() - 1, ..top };
            self.draw_label(&self.foot, bottom, paint, buf);
        }
        Panel::inner(area)
    }

    fn draw_label(&self, label: &Phrase, place: Rect, paint: &Paint<'_>, buf: &mut Buffer) {
        let mut line = Line::from(Span::raw(" "));
        for span in label.line(paint).spans {
            line.push_span(span);
        }
        // Cleared first, or the words would inherit bold or dim from the frame under them.
        write::clear(place, buf);
        let words = Rect { width: place.width - 1, ..place };
        write::line(&line, Alignment::Left, paint, words, buf);
    }
}

/// What stands where there is nothing to show, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice<'a> {
    /// There is nothing; what the user can do about it.
    Empty(&'a str, Cow<'a, str>),
    /// It is being asked for; the frame of the spinner; for how many milliseconds the server has been silent, once
    /// that is worth saying.
    Loading(&'a str, usize, Option<i64>),
    /// It could not be had: what happened, and what to do next.
    Failed(&'a str, &'a str),
    /// Not permitted: what, and what is needed.
    Refused(&'a str, &'a str),
}

impl Notice<'_> {
    /// Draws it in the middle of `area`.
    pub fn draw(&self, paint: &Paint<'_>, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let silence = match self {
            Notice::Loading(_, _, Some(millis)) => silence(*millis),
            _ => String::new(),
        };
        let (sign, meaning, what, next): (_, _, &str, &str) = match self {
            Notice::Empty(what, next) => (paint.glyph(Glyph::Disabled), Meaning::Faint, what, next),
            Notice::Loading(what, frame, _) => (paint.spinner(*frame), Meaning::Accent, what, &silence),
            Notice::Failed(what, next) => (paint.glyph(Glyph::Cross), Meaning::Bad, what, next),
            Notice::Refused(what, next) => (paint.glyph(Glyph::Disabled), Meaning::Warn, what, next),
        };
        let cells = usize::from(area.width).min(64);
        let told = if matches!(self, Notice::Failed(..)) { Meaning::Text } else { Meaning::Muted };
        let mut lines = balanced(&Phrase::new().with(meaning, sign).text(" ").with(told, what), cells);
        if !next.is_empty() {
            lines.push(Phrase::new());
            lines.extend(balanced(&Phrase::new().muted(next), cells));
        }
        let place = write::centred(area, area.width, lines.len() as u16);
        for (y, line) in (0..place.height).zip(&lines) {
            write::line(&line.line(paint), Alignment::Center, paint, write::row(place, y), buf);
        }
    }
}

/// Broken into as few lines as [`Phrase::wrap`] makes, but of about equal length: centred lines with one word
/// left over look like a mistake.
fn balanced(phrase: &Phrase, cells: usize) -> Vec<Phrase> {
    let mut lines = phrase.wrap(cells);
    for narrower in (1..cells).rev() {
        let tighter = phrase.wrap(narrower);
        if tighter.len() != lines.len() {
            break;
        }
        lines = tighter;
    }
    lines
}
