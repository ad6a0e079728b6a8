//! One line of text entry.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Modifier;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use crate::command::Code;
use crate::command::Key;

use super::paint::{Glyph, Paint};
use super::text;
use super::theme::Meaning;
use super::write;

/// More than any filter, name or list of addresses needs; a larger paste is cut off, not refused.
const MOST_BYTES: usize = 16 * 1024;

/// A line of text and a cursor in it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Field {
    text: String,
    /// A byte in `text`, always between two graphemes.
    cursor: usize,
}

/// A change to a [`Field`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Put this in at the cursor; line breaks become blanks, other control characters are dropped.
    Insert(String),
    /// Remove the character before the cursor.
    Backspace,
    /// Remove the character at the cursor.
    Delete,
    /// Remove the word before the cursor.
    DeleteWord,
    /// Remove everything before the cursor.
    DeleteToStart,
    /// Remove everything from the cursor on.
    DeleteToEnd,
    /// Remove everything.
    Clear,
    /// One character to the left.
    Left,
    /// One character to the right.
    Right,
    /// To the beginning of the word.
    WordLeft,
    /// Behind the end of the word.
    WordRight,
    /// To the beginning.
    Home,
    /// Behind the end.
    End,
}

impl Edit {
    /// What a key means in a line of text, as readline has it. `None` if it means nothing there.
    pub fn of(key: Key) -> Option<Edit> {
        if let Some(c) = key.printable() {
            return Some(Edit::Insert(c.to_string()));
        }
        Some(match (key.ctrl, key.alt, key.code) {
            (true, false, Code::Char('w')) | (false, true, Code::Backspace) => Edit::DeleteWord,
            (true, false, Code::Char('u')) => Edit::DeleteToStart,
            (true, false, Code::Char('k')) => Edit::DeleteToEnd,
            (true, false, Code::Char('a')) | (false, false, Code::Home) => Edit::Home,
            (true, false, Code::Char('e')) | (false, false, Code::End) => Edit::End,
            (true, false, Code::Char('h')) | (false, false, Code::Backspace) => Edit::Backspace,
            (true, false, Code::Left) | (false, true, Code::Char('b') | Code::Left) => Edit::WordLeft,
            (true, false, Code::Right) | (false, true, Code::Char('f') | Code::Right) => Edit::WordRight,
            (false, false, Code::Delete) => Edit::Delete,
            (false, false, Code::Left) => Edit::Left,
            (false, false, Code::Right) => Edit::Right,
            _ => return None,
        })
    }
}

impl Field {
    /// A field with this text in it, the cursor behind it.
    pub fn new(text: &str) -> Self {
        let mut field = Field::default();
        field.insert(text);
        field
    }

    /// What is in it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Where the cursor is: a byte of [`Field::text`], between two characters.
    pub const fn cursor(&self) -> usize {
        self.cursor
    }

    /// Replaces everything; the cursor goes behind the end.
    pub fn set(&mut self, text: &str) {
        *self = Field::new(text);
    }

    /// Puts `with` in the place of the bytes in `span`, the cursor behind it: a completion. A span that does
    /// not lie between characters changes nothing.
    pub fn splice(&mut self, span: Range<usize>, with: &str) {
        if self.text.get(span.clone()).is_some() {
            self.text.replace_range(span.clone(), "");
            self.cursor = span.start;
            self.insert(with);
        }
    }

    /// Makes one change. Answers whether the text is another one now.
    pub fn edit(&mut self, edit: &Edit) -> bool {
        let before = self.text.len();
        match edit {
            Edit::Insert(text) => return self.insert(text),
            Edit::Backspace => self.remove(self.left()..self.cursor),
            Edit::Delete => self.remove(self.cursor..self.right()),
            Edit::DeleteWord => self.remove(self.word_left()..self.cursor),
            Edit::DeleteToStart => self.remove(0..self.cursor),
            Edit::DeleteToEnd => self.remove(self.cursor..self.text.len()),
            Edit::Clear => self.remove(0..self.text.len()),
            Edit::Left => self.cursor = self.left(),
            Edit::Right => self.cursor = self.right(),
            Edit::WordLeft => self.cursor = self.word_left(),
            Edit::WordRight => self.cursor = self.word_right(),
            Edit::Home => self.cursor = 0,
            Edit::End => self.cursor = self.text.len(),
        }
        self.text.len() != before
    }

    fn insert(&mut self, text: &str) -> bool {
        let room = MOST_BYTES.saturating_sub(self.text.len());
        let mut new = String::new();
        for c in text.chars() {
            let c = if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c };
            if !c.is_control() && new.len() + c.len_utf8() <= room {
                new.push(c);
            }
        }
        self.text.insert_str(self.cursor, &new);
        self.cursor += new.len();
        // What was put in may have grown together with what stands behind it.
        self.cursor = self.boundary_at_or_after(self.cursor);
        !new.is_empty()
    }

    fn remove(&mut self, span: Range<usize>) {
        self.cursor = span.start;
        self.text.replace_range(span, "");
        self.cursor = self.boundary_at_or_after(self.cursor);
    }

    fn boundary_at_or_after(&self, at: usize) -> usize {
        let mut cursor = GraphemeCursor::new(at, self.text.len(), true);
        match cursor.is_boundary(&self.text, 0) {
            Ok(false) => cursor.next_boundary(&self.text, 0).ok().flatten().unwrap_or(self.text.len()),
            _ => at,
        }
    }

    fn left(&self) -> usize {
        self.text[..self.cursor].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn right(&self) -> usize {
        self.text[self.cursor..].graphemes(true).next().map_or(self.cursor, |g| self.cursor + g.len())
    }

    fn word_left(&self) -> usize {
        let before = self.text[..self.cursor].trim_end();
        before
            .rfind(char::is_whitespace)
            .map_or(0, |at| before[at..].chars().next().map_or(at, |c| at + c.len_utf8()))
    }

    fn word_right(&self) -> usize {
        let rest = &self.text[self.cursor..];
        let word = rest.trim_start();
        let skipped = rest.len() - word.len();
        self.cursor + skipped + word.find(char::is_whitespace).unwrap_or(word.len())
    }
}

/// How a field is to be drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Looks<'a> {
    /// Whether it has the keyboard and shows a cursor.
    pub active: bool,
    /// What stands in it while it is empty.
    pub placeholder: &'a str,
    /// What the completion would add behind the text, shown faintly while the cursor is at the end.
    pub ghost: &'a str,
    /// What is wrong: the bytes it is about and a sentence, shown in a second row if there is one.
    pub complaint: Option<(&'a Range<usize>, &'a str)>,
}

impl Field {
    /// Draws it into the first row of `area`, a complaint into the second. Text that is too long scrolls by
    /// half the width, so that the cursor is always in sight.
    pub fn draw(&self, looks: Looks<'_>, paint: &Paint<'_>, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let line = write::row(area, 0);
        if self.text.is_empty() {
            let hint = Rect {
                x: line.x + u16::from(looks.active),
                width: line.width - u16::from(looks.active),
                ..line
            };
            write::words(looks.placeholder, paint.style(Meaning::Faint), Alignment::Left, paint, hint, buf);
        }
        let room = usize::from(line.width);
        let skip = scrolled(text::width(&self.text[..self.cursor]), room);
        let mut caret = None;
        let mut column = 0;
        for (at, grapheme, cells) in text::graphemes(&self.text) {
            let cells = usize::from(cells);
            let shown = column >= skip && column + cells <= skip + room;
            if shown {
                let x = line.x + (column - skip) as u16;
                let mut style = paint.style(Meaning::Field);
                if looks.complaint.is_some_and(|(span, _)| span.contains(&at)) {
                    style = style.patch(paint.style(Meaning::Bad)).add_modifier(Modifier::UNDERLINED);
                }
                buf.set_stringn(x, line.y, grapheme, cells, style);
            }
            if looks.complaint.is_some_and(|(span, _)| at <= span.start) {
                caret = Some(column);
            }
            column += cells;
        }
        if looks.complaint.is_some_and(|(span, _)| span.start >= self.text.len()) {
            caret = Some(column);
        }
        if self.cursor == self.text.len() && !looks.ghost.is_empty() {
            let used = (column - skip.min(column)) as u16;
            let rest =
                Rect { x: line.x + used.min(line.width), width: line.width.saturating_sub(used), ..line };
            write::words(looks.ghost, paint.style(Meaning::Faint), Alignment::Left, paint, rest, buf);
        }
        if looks.active {
            let x = text::width(&self.text[..self.cursor]) - skip;
            draw_cursor(x, paint, line, buf);
        }
        if let Some((_, what)) = looks.complaint {
            let caret = caret.unwrap_or(0).saturating_sub(skip).min(room.saturating_sub(1)) as u16;
            draw_complaint(caret, what, paint, write::row(area, 1), buf);
        }
    }
}

/// A field of which nobody knows more than how many characters are in it; the characters are in the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct SecretField {
    /// How many characters it holds.
    pub len: usize,
}

impl SecretField {
    /// Draws a bullet for each character, as many as fit.
    pub fn draw(self, looks: Looks<'_>, paint: &Paint<'_>, area: Rect, buf: &mut Buffer) {
        let room = usize::from(area.width);
        // The real length stays unsaid beyond the width; there is no need for more bullets than cells.
        let bullets = Field::new(&paint.glyph(Glyph::Bullet).repeat(self.len.min(room.saturating_sub(1))));
        bullets.draw(Looks { ghost: "", ..looks }, paint, area, buf);
    }
}

/// How many cells are scrolled out on the left so that column `cursor` is in sight: steps of half the width.
fn scrolled(cursor: usize, room: usize) -> usize {
    if cursor < room {
        return 0;
    }
    let step = (room / 2).max(1);
    (cursor - room + 1).div_ceil(step) * step
}

fn draw_cursor(x: usize, paint: &Paint<'_>, line: Rect, buf: &mut Buffer) {
    let x = line.x + x.min(usize::from(line.width) - 1) as u16;
    buf[(x, line.y)].set_style(paint.style(Meaning::Cursor));
}

/// The caret stands under the mistake, the sentence behind it; or before it where there is more room.
fn draw_complaint(caret: u16, what: &str, paint: &Paint<'_>, line: Rect, buf: &mut Buffer) {
    if line.is_empty() {
        return;
    }
    let style = paint.style(Meaning::Bad);
    let (left, right) = (caret.saturating_sub(1), (line.width - caret).saturating_sub(2));
    let fits_right = text::width(what) <= usize::from(right) || right >= left;
    let (x, width, align) = if fits_right {
        (line.x + caret + 2, right, Alignment::Left)
    } else {
        (line.x, left, Alignment::Right)
    };
    buf.set_stringn(line.x + caret, line.y, paint.glyph(Glyph::Caret), 1, style);
    write::words(what, style, align, paint, Rect { x, width, ..line }, buf);
}

#[cfg(test)]
mod tests;
