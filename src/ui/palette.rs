//! The `:` line: find something to do by typing, or by going through what was given before.
//!
//! As in a shell or an editor, what was typed narrows the way back: only lines that begin with it come up. `ctrl-p` and
//! `ctrl-n` always go that way; the arrows do at the top of the proposals, and choose among them below it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Position, Rect};
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
    /// How far one has gone back through what was given before.
    walk: Option<Walk>,
}

/// A way back through what was given before.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Walk {
    /// What was typed when it began.
    typed: Field,
    /// The line that is shown, counted from the oldest.
    at: usize,
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
    /// Takes a key while `len` proposals are shown. `given` are the lines of before, the newest last.
    pub fn press(&mut self, key: Key, len: usize, given: &[String]) -> Answer {
        let cursor = self.list.fitted(len, usize::from(MOST_ROWS)).cursor;
        match (key.ctrl, key.code) {
            (_, Code::Esc) => Answer::Cancelled,
            (_, Code::Enter) if len > 0 => Answer::Run(cursor),
            (_, Code::Tab) if len > 0 => Answer::Complete(cursor),
            (true, Code::Char('p')) => self.older(given),
            (_, Code::Up) if cursor == 0 => self.older(given),
            (true, Code::Char('n')) | (_, Code::Down) if self.walk.is_some() => self.newer(given),
            (_, Code::Up | Code::BackTab) => self.step(Motion::Up, len),
            (true, Code::Char('n')) | (_, Code::Down) => self.step(Motion::Down, len),
            (_, Code::PageUp) => self.step(Motion::PageUp, len),
            (_, Code::PageDown) => self.step(Motion::PageDown, len),
            (false, Code::Backspace) if self.field.is_empty() => Answer::Cancelled,
            _ => match Edit::of(key) {
                Some(edit) => self.edit(&edit),
                None => Answer::Open,
            },
        }
    }

    /// The wheel moves the cursor among `len` proposals.
    pub fn turn(&mut self, up: bool, len: usize) {
        self.step(if up { Motion::Up } else { Motion::Down }, len);
    }

    fn step(&mut self, motion: Motion, len: usize) -> Answer {
        self.list.step(motion, len, usize::from(MOST_ROWS));
        Answer::Open
    }

    /// The next older line that begins with what was typed.
    fn older(&mut self, given: &[String]) -> Answer {
        let (typed, end) = match &self.walk {
            Some(walk) => (walk.typed.clone(), walk.at),
            None => (self.field.clone(), given.len()),
        };
        let before = given.get(..end).unwrap_or_default();
        match before.iter().rposition(|line| begins(line, &typed) && line != self.field.text()) {
            Some(at) => self.walk_to(Walk { typed, at }, given),
            None => Answer::Open,
        }
    }

    /// The next newer line that begins with what was typed; after the newest, what was typed.
    fn newer(&mut self, given: &[String]) -> Answer {
        let Some(Walk { typed, at }) = self.walk.take() else { return Answer::Open };
        let mut after = given.iter().enumerate().skip(at + 1);
        match after.find(|(_, line)| begins(line, &typed)) {
            Some((at, _)) => self.walk_to(Walk { typed, at }, given),
            None => {
                (self.field, self.list) = (typed, ListState::default());
                Answer::Typed
            }
        }
    }

    fn walk_to(&mut self, walk: Walk, given: &[String]) -> Answer {
        if let Some(line) = given.get(walk.at) {
            self.complete(line);
            self.walk = Some(walk);
        }
        Answer::Typed
    }

    /// The keys that work now.
    pub fn hints(&self) -> Vec<Hint> {
        let arrows = match self.walk {
            Some(_) => ("up/down", "earlier, later"),
            None if self.list.cursor > 0 => ("up/down", "choose"),
            None => ("up", "earlier"),
        };
        let mut hints = vec![("enter", "do it"), ("tab", "complete"), arrows, ("esc", "close")];
        if arrows.0 == "up" {
            hints.push(("down", "choose"));
        }
        Hint::all(&hints)
    }

    /// Changes the text, from a key or a paste. A new text puts the cursor on the best proposal.
    pub fn edit(&mut self, edit: &Edit) -> Answer {
        if !self.field.edit(edit) {
            return Answer::Open;
        }
        (self.list, self.walk) = (ListState::default(), None);
        Answer::Typed
    }

    /// Puts a name into the line.
    pub fn complete(&mut self, name: &str) {
        self.field.set(name);
        (self.list, self.walk) = (ListState::default(), None);
    }

    /// The proposal at a cell, while `len` of them are drawn over `area`.
    pub fn hit(&self, area: Rect, len: usize, x: u16, y: u16) -> Option<usize> {
        let inner = Panel::inner(place(area, len)?);
        let height = usize::from(inner.height);
        let row = inner.contains(Position { x, y }).then(|| usize::from(y - inner.y))?;
        self.list.fitted(len, height).row_at(row, len, height)
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

        let Some(place) = place(area, items.len()) else { return };
        let rows = place.height - 2;
        write::clear(place, buf);
        let note = match self.walk {
            Some(_) => "given before".to_owned(),
            None if items.len() > usize::from(rows) => text::count(items.len()),
            None => String::new(),
        };
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

/// Whether a line begins with what was typed, whatever the case.
fn begins(line: &str, typed: &Field) -> bool {
    line.to_lowercase().starts_with(&typed.text().to_lowercase())
}

/// Where so many proposals stand above the line, with their frame; `None`: there are none, or there is no room.
fn place(area: Rect, len: usize) -> Option<Rect> {
    let most = MOST_ROWS.min(area.height.saturating_sub(3));
    let rows = u16::try_from(len).unwrap_or(u16::MAX).min(most);
    let place = Rect {
        y: area.bottom().saturating_sub(rows + 3),
        height: rows + 2,
        width: area.width.min(84),
        ..area
    };
    (rows > 0).then_some(place)
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

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// What stands in the line after these keys, with three proposals in sight.
    fn after(given: &[&str], keys: &str) -> String {
        let given: Vec<String> = given.iter().map(|line| (*line).to_owned()).collect();
        let mut palette = Palette::default();
        for key in keys.split_whitespace() {
            palette.press(key.parse().unwrap(), 3, &given);
        }
        palette.field.text().to_owned()
    }

    #[rstest]
    #[case::newest_first("up", "tokens")]
    #[case::further_back("up up up", "view ending soon")]
    #[case::no_further_than_the_oldest("up up up up up up", "Acme")]
    #[case::and_back("up up down", "tokens")]
    #[case::to_what_was_typed("v up down", "v")]
    #[case::only_what_begins_like_it("v up", "view exposed")]
    #[case::whatever_the_case("a up", "Acme")]
    #[case::nothing_begins_like_it("z up", "z")]
    #[case::as_in_a_shell("v ctrl-p ctrl-p ctrl-n", "view exposed")]
    #[case::typing_begins_anew("up backspace up", "tokens")]
    #[case::below_the_top_the_arrows_choose("v down up", "v")]
    #[case::at_the_top_again_they_go_back("v down up up", "view exposed")]
    #[case::in_a_shell_the_list_does_not_matter("v down ctrl-p", "view exposed")]
    #[case::what_stands_there_already_is_no_step("t o k e n s up", "tokens")]
    fn what_was_given_before(#[case] keys: &str, #[case] expected: &str) {
        let given = ["Acme", "view ending soon", "view exposed", "tokens"];
        assert_eq!(after(&given, keys), expected);
    }

    #[test]
    fn where_nothing_was_given_nothing_happens() {
        assert_eq!(after(&[], "up ctrl-p down ctrl-n"), "");
    }
}
