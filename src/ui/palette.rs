//! The `:` line: find something to do by typing.

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};

use crate::command::Code;
use crate::command::Key;

use super::field::{Edit, Field, Looks};
use super::list::{ListState, Motion};
use super::paint::Paint;
use super::panel::Panel;
use super::strip::Hint;
use super::text;
use super::theme::Meaning;
use super::write;

/// How many proposals are shown at most.
const MOST_ROWS: u16 = 10;

/// The line and the cursor among the proposals.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Palette {
    /// What was typed.
    pub field: Field,
    /// The proposal under the cursor.
    pub list: ListState,
}

/// A proposal. The caller finds, ranks and orders them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    /// Its name, as it is typed.
    pub name: &'a str,
    /// What it does or is.
    pub detail: &'a str,
    /// The key that does the same; may be empty.
    pub key: &'a str,
    /// Which characters of the name the typed text matched, counted in `char`s, ascending.
    pub matched: &'a [u32],
    /// Why it cannot be done now.
    pub why_not: Option<&'a str>,
}

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing that the caller must act on.
    Open,
    /// The text changed: the caller proposes anew.
    Typed,
    /// It was closed.
    Cancelled,
    /// Put the name of this proposal into the line; the caller calls [`Palette::complete`].
    Complete(usize),
    /// Do this proposal.
    Run(usize),
}

impl Palette {
    /// Takes a key while `len` proposals are shown.
    pub fn press(&mut self, key: Key, len: usize) -> Answer {
        let cursor = self.list.fitted(len, usize::from(MOST_ROWS)).cursor;
        let mut step = |motion| {
            self.list.step(motion, len, usize::from(MOST_ROWS));
            Answer::Open
        };
        match (key.ctrl, key.code) {
            (_, Code::Esc) => Answer::Cancelled,
            (_, Code::Enter) if len > 0 => Answer::Run(cursor),
            (_, Code::Tab) if len > 0 => Answer::Complete(cursor),
            (_, Code::Up | Code::BackTab) | (true, Code::Char('p')) => step(Motion::Up),
            (_, Code::Down) | (true, Code::Char('n')) => step(Motion::Down),
            (_, Code::PageUp) => step(Motion::PageUp),
            (_, Code::PageDown) => step(Motion::PageDown),
            (false, Code::Backspace) if self.field.is_empty() => Answer::Cancelled,
            _ => match Edit::of(key) {
                Some(edit) => self.edit(&edit),
                None => Answer::Open,
            },
        }
    }

    /// The keys that work now.
    pub fn hints(&self) -> Vec<Hint> {
        Hint::all(&[("enter", "do it"), ("tab", "complete"), ("up/down", "choose"), ("esc", "close")])
    }

    /// Changes the text, from a key or a paste. A new text puts the cursor on the best proposal.
    pub fn edit(&mut self, edit: &Edit) -> Answer {
        if !self.field.edit(edit) {
            return Answer::Open;
        }
        self.list = ListState::default();
        Answer::Typed
    }

    /// Puts a name into the line.
    pub fn complete(&mut self, name: &str) {
        self.field.set(name);
        self.list = ListState::default();
    }

    /// Draws the line into the last row of `area` and the proposals above it.
    pub fn draw(&self, items: &[Item<'_>], paint: &Paint<'_>, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let line = write::row(area, area.height - 1);
        write::clear(line, buf);
        write::words(":", paint.style(Meaning::Accent), Alignment::Left, paint, line, buf);
        let entry = Rect { x: line.x + 1, width: line.width - 1, ..line };
        let first = items.get(self.list.cursor).filter(|_| !self.field.is_empty());
        let ghost = first.and_then(|item| item.name.strip_prefix(self.field.text())).unwrap_or("");
        let looks = Looks {
            active: true,
            placeholder: "type a command, a view or an account",
            ghost,
            ..Looks::default()
        };
        self.field.draw(looks, paint, entry, buf);

        let rows = (items.len() as u16).min(MOST_ROWS).min(area.height.saturating_sub(3));
        if rows == 0 {
            return;
        }
        let place = Rect { y: line.y - rows - 2, height: rows + 2, width: area.width.min(84), ..area };
        write::clear(place, buf);
        let note = if items.len() > usize::from(rows) { text::count(items.len()) } else { String::new() };
        let inner = Panel::new("go to, or do").note(note).active(true).draw(paint, place, buf);
        let names = items.iter().map(|item| text::width(item.name)).max().unwrap_or(0).min(28);
        let state = self.list.fitted(items.len(), usize::from(inner.height));
        for (y, index) in (0..).zip(state.window(items.len(), usize::from(inner.height))) {
            let row = write::row(inner, y);
            draw_item(&items[index], names, paint, row, buf);
            if index == state.cursor {
                buf.set_style(row, paint.style(Meaning::Selection));
            }
        }
    }
}

fn draw_item(item: &Item<'_>, names: usize, paint: &Paint<'_>, row: Rect, buf: &mut Buffer) {
    let meaning = if item.why_not.is_some() { Meaning::Faint } else { Meaning::Text };
    let spans = write::highlight(item.name, item.matched, paint.style(meaning), paint.style(Meaning::Match));
    let name = Rect { width: row.width.min(names as u16), ..row };
    write::line(&Line::from(spans), Alignment::Left, paint, name, buf);
    let keys = text::width(item.key) as u16;
    let taken = name.width + 2;
    let rest = Rect { x: row.x + taken.min(row.width), width: row.width.saturating_sub(taken), ..row };
    let key = if rest.width > keys + 12 { keys } else { 0 };
    let place = Rect { x: rest.right() - key, width: key, ..rest };
    write::words(item.key, paint.style(Meaning::Key), Alignment::Right, paint, place, buf);
    let detail = match item.why_not {
        Some(why) => Span::styled(why, paint.style(Meaning::Stale)),
        None => Span::styled(item.detail, paint.style(Meaning::Muted)),
    };
    let place = Rect { width: rest.width.saturating_sub(key + u16::from(key > 0)), ..rest };
    write::line(&Line::from(detail), Alignment::Left, paint, place, buf);
}
