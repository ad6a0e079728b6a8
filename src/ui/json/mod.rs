//! JSON to be read: moved through, searched, tinted; never edited.
//!
//! The state is plain text and a cursor; the textarea that draws it is made anew for the lines in the window, so
//! that a frame costs the same for a hundred policies as for one and drawing changes nothing.

mod tint;

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::widgets::Widget;
use tui_textarea::{CursorMove, TextArea};

use crate::command::Code;
use crate::command::Key;

use super::field::{Edit, Field, Looks};
use super::list::{ListState, Motion};
use super::paint::Paint;
use super::phrase::Phrase;
use super::strip::Hint;
use super::theme::Meaning;
use super::write;

/// A read-only pane of pretty-printed JSON.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct JsonPane {
    lines: Vec<String>,
    list: ListState,
    /// The column of the cursor, in characters.
    column: usize,
    /// What is searched for; drawn as long as it is not empty.
    search: Field,
    /// Whether the search is being typed.
    typing: bool,
}

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The pane took it.
    Taken,
    /// It means nothing here; the screen may use it.
    Unused,
}

impl JsonPane {
    /// A pane with this text, already pretty-printed and clean.
    pub fn new(text: &str) -> Self {
        JsonPane { lines: text.lines().map(str::to_owned).collect(), ..Self::default() }
    }

    /// The text.
    pub fn text(&self) -> String {
        self.lines.join("\n")
    }

    /// Exchanges the text; cursor and search stay where they can.
    pub fn set(&mut self, text: &str) {
        self.lines = text.lines().map(str::to_owned).collect();
        self.column = self.column.min(self.line_len());
    }

    /// Where the cursor is: its line and the first in sight, and its column in characters.
    pub const fn whereabouts(&self) -> (ListState, usize) {
        (self.list, self.column)
    }

    /// Moves as one of the pane's keys does; at either end it stays.
    pub fn step(&mut self, motion: Motion, height: u16) {
        self.list.step(motion, self.lines.len(), self.rows(height));
    }

    /// Whether keys are text now.
    pub const fn takes_text(&self) -> bool {
        self.typing
    }

    /// The keys that the pane takes for itself now, besides those that move.
    pub fn hints(&self) -> Vec<Hint> {
        match (self.typing, self.search.is_empty()) {
            (true, _) => Hint::all(&[("enter", "find"), ("esc", "drop")]),
            (false, false) => Hint::all(&[("n/N", "next"), ("/", "search"), ("esc", "drop search")]),
            (false, true) => Hint::all(&[("/", "search")]),
        }
    }

    /// Takes a key while the pane has `height` rows: `hjkl` and arrows, pages, `g`/`G`, `0`/`$`, `/` to
    /// search, `n`/`N` for the next and the one before. A key that leads no further is left to the screen, which can
    /// say so.
    pub fn press(&mut self, key: Key, height: u16) -> Answer {
        if self.typing {
            return self.press_search(key);
        }
        let motion = match (key.ctrl, key.code) {
            (false, Code::Up | Code::Char('k')) => Motion::Up,
            (false, Code::Down | Code::Char('j')) => Motion::Down,
            (false, Code::PageUp) | (true, Code::Char('b')) => Motion::PageUp,
            (false, Code::PageDown) | (true, Code::Char('f')) => Motion::PageDown,
            (true, Code::Char('u')) => Motion::HalfUp,
            (true, Code::Char('d')) => Motion::HalfDown,
            (false, Code::Char('g')) => Motion::First,
            (false, Code::Char('G')) => Motion::Last,
            (false, code) => return self.press_across(code, height),
            _ => return Answer::Unused,
        };
        let before = self.list;
        self.step(motion, height);
        if self.list == before { Answer::Unused } else { Answer::Taken }
    }

    fn press_across(&mut self, code: Code, height: u16) -> Answer {
        let len = self.line_len();
        match code {
            Code::Left | Code::Char('h') if self.column.min(len) > 0 => {
                self.column = self.column.min(len) - 1;
            }
            Code::Right | Code::Char('l') if self.column < len => self.column += 1,
            // At the beginning of its line it leads to the first, as everywhere.
            Code::Home if self.column == 0 => return Answer::Unused,
            Code::Home | Code::Char('0') => self.column = 0,
            Code::End | Code::Char('$') => self.column = len,
            Code::Char('/') => self.typing = true,
            Code::Char('n') if !self.search.is_empty() => self.find(true, height),
            Code::Char('N') if !self.search.is_empty() => self.find(false, height),
            Code::Esc if !self.search.is_empty() => self.search = Field::default(),
            _ => return Answer::Unused,
        }
        Answer::Taken
    }

    fn press_search(&mut self, key: Key) -> Answer {
        match key.code {
            Code::Esc => {
                self.search = Field::default();
                self.typing = false;
            }
            Code::Enter => {
                self.typing = false;
                if self.matches_at(self.list.cursor).is_none_or(|column| column < self.column) {
                    self.find(true, u16::MAX);
                }
            }
            _ => {
                if let Some(edit) = Edit::of(key) {
                    self.search.edit(&edit);
                }
            }
        }
        Answer::Taken
    }

    /// Takes pasted text; only a search that is being typed has a use for it.
    pub fn paste(&mut self, text: &str) {
        if self.typing {
            self.search.edit(&Edit::Insert(text.to_owned()));
        }
    }

    /// The column, in characters, of the first match in a line.
    fn matches_at(&self, line: usize) -> Option<usize> {
        let (line, wanted) = (self.lines.get(line)?.to_lowercase(), self.search.text().to_lowercase());
        line.find(&wanted).map(|at| line[..at].chars().count())
    }

    /// Goes to the next line with a match, or the one before, round the end.
    fn find(&mut self, forward: bool, height: u16) {
        let len = self.lines.len();
        let from = self.list.fitted(len, self.rows(height)).cursor;
        let line = |step: usize| if forward { (from + step) % len } else { (from + len - step) % len };
        if let Some((line, column)) = (1..=len).map(line).find_map(|l| Some((l, self.matches_at(l)?))) {
            self.list.step(Motion::To(line), len, self.rows(height));
            self.column = column;
        }
    }

    fn line_len(&self) -> usize {
        self.lines.get(self.list.cursor).map_or(0, |line| line.chars().count())
    }

    /// The rows for text: the last one is the search while there is one.
    fn rows(&self, height: u16) -> usize {
        let search = self.typing || !self.search.is_empty();
        usize::from(height.saturating_sub(u16::from(search)))
    }

    /// Draws it. `active`: it has the keyboard and shows its cursor.
    pub fn draw(&self, active: bool, paint: &Paint<'_>, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let body = Rect { height: self.rows(area.height) as u16, ..area };
        if !body.is_empty() && !self.lines.is_empty() {
            self.draw_lines(active, paint, body, buf);
        }
        if body.height < area.height {
            self.draw_search(paint, write::row(area, body.height), buf);
        }
    }

    fn draw_lines(&self, active: bool, paint: &Paint<'_>, area: Rect, buf: &mut Buffer) {
        let height = usize::from(area.height);
        let state = self.list.fitted(self.lines.len(), height);
        let window = state.window(self.lines.len(), height);
        let bar = Rect { x: area.right() - 1, width: 1, ..area };
        let area = Rect { width: area.width - 1, ..area };
        if area.width == 0 {
            return;
        }
        let mut pane = TextArea::new(self.lines[window.clone()].to_vec());
        pane.set_style(paint.style(Meaning::Muted));
        pane.set_cursor_line_style(if active {
            paint.style(Meaning::SelectionIdle)
        } else {
            paint.style(Meaning::Muted)
        });
        pane.set_cursor_style(if active {
            paint.style(Meaning::Cursor)
        } else {
            paint.style(Meaning::Muted)
        });
        pane.set_search_style(paint.style(Meaning::Match));
        if !self.search.is_empty() {
            // A search text that is literally quoted is always a valid pattern; without one nothing is marked.
            let _ = pane.set_search_pattern(quoted(self.search.text()));
        }
        let (row, column) = (state.cursor - window.start, self.column);
        let to = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        pane.move_cursor(CursorMove::Jump(to(row), to(column)));
        pane.render(area, buf);
        let scrolled = usize::from(pane.scroll_offset().1);
        for (y, line) in (0..).zip(&self.lines[window]) {
            tint::lay(line, scrolled, paint, write::row(area, y), buf);
        }
        state.draw_bar(self.lines.len(), paint, bar, buf);
    }

    fn draw_search(&self, paint: &Paint<'_>, line: Rect, buf: &mut Buffer) {
        let wanted = self.search.text().to_lowercase();
        let found =
            self.lines.iter().filter(|l| !wanted.is_empty() && l.to_lowercase().contains(&wanted)).count();
        let told = match (wanted.is_empty(), found) {
            (true, _) => Phrase::new(),
            (_, 0) => Phrase::new().with(Meaning::Bad, "not found"),
            (_, n) => Phrase::new().muted(super::text::plural(n, "line")),
        };
        write::words("/", paint.style(Meaning::Accent), Alignment::Left, paint, line, buf);
        let right = (told.width() as u16 + 1).min(line.width.saturating_sub(1));
        let entry =
            Rect { x: line.x + 1.min(line.width), width: line.width.saturating_sub(1 + right), ..line };
        self.search.draw(Looks { active: self.typing, ..Looks::default() }, paint, entry, buf);
        write::line(&told.line(paint), Alignment::Right, paint, line, buf);
    }
}

/// A pattern that finds exactly `text`, large and small letters alike.
fn quoted(text: &str) -> String {
    let mut pattern = String::from("(?i)");
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

#[cfg(test)]
mod tests;
