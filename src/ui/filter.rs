//! The line above a list in which its filter is typed, while arrows move the cursor of the list.

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};

use crate::command::Code;
use crate::command::Key;

use super::field::{Edit, Field, Looks};
use super::list::Motion;
use super::paint::Paint;
use super::phrase::Phrase;
use super::strip::Hint;
use super::theme::Meaning;
use super::write;

/// A filter and whether it is being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilterLine {
    /// The filter as typed.
    pub field: Field,
    typing: bool,
}

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// The filter is not being typed: the key means something else.
    Elsewhere,
    /// The text is another one now.
    Changed,
    /// Nothing that the list must act on.
    Same,
    /// The cursor of the list moves.
    Move(Motion),
    /// Enter: whoever finds the filter sound calls [`FilterLine::keep`].
    Keep,
    /// The filter was dropped.
    Dropped,
}

impl FilterLine {
    /// Whether keys are text now.
    pub const fn typing(&self) -> bool {
        self.typing
    }

    /// The filter as typed.
    pub fn text(&self) -> &str {
        self.field.text()
    }

    /// Whether there is something to show.
    pub fn is_shown(&self) -> bool {
        self.typing || !self.field.is_empty()
    }

    /// Begins to type.
    pub const fn begin(&mut self) {
        self.typing = true;
    }

    /// Ends typing; the filter stays.
    pub const fn keep(&mut self) {
        self.typing = false;
    }

    /// Ends typing and empties the filter.
    pub fn discard(&mut self) {
        *self = FilterLine::default();
    }

    /// The keys that work now; none while the filter is not typed.
    pub fn hints(&self) -> Vec<Hint> {
        if self.typing {
            Hint::all(&[("enter", "keep"), ("esc", "drop"), ("up/down", "move")])
        } else {
            Vec::new()
        }
    }

    /// Takes a key.
    pub fn press(&mut self, key: Key) -> Pressed {
        if !self.typing {
            return Pressed::Elsewhere;
        }
        match key.code {
            Code::Up => Pressed::Move(Motion::Up),
            Code::Down => Pressed::Move(Motion::Down),
            Code::PageUp => Pressed::Move(Motion::HalfUp),
            Code::PageDown => Pressed::Move(Motion::HalfDown),
            Code::Enter => Pressed::Keep,
            Code::Esc => {
                self.discard();
                Pressed::Dropped
            }
            _ => Edit::of(key).map_or(Pressed::Same, |edit| self.edit(&edit)),
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Pressed {
        if self.typing { self.edit(&Edit::Insert(text.to_owned())) } else { Pressed::Elsewhere }
    }

    fn edit(&mut self, edit: &Edit) -> Pressed {
        if self.field.edit(edit) { Pressed::Changed } else { Pressed::Same }
    }

    /// Draws it into the first row of `area`, and a complaint into the second.
    pub fn draw(&self, looks: Looks<'_>, paint: &Paint<'_>, area: Rect, buf: &mut Buffer) {
        let sign = Phrase::new().with(Meaning::Key, "/ ");
        write::line(&sign.line(paint), Alignment::Left, paint, write::row(area, 0), buf);
        let place = Rect { x: area.x + 2.min(area.width), width: area.width.saturating_sub(2), ..area };
        self.field.draw(Looks { active: self.typing, ..looks }, paint, place, buf);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(line: &mut FilterLine, key: &str) -> Pressed {
        line.press(key.parse().unwrap())
    }

    #[test]
    fn keys_are_text_only_while_it_is_typed() {
        let mut line = FilterLine::default();
        assert_eq!(press(&mut line, "a"), Pressed::Elsewhere);
        assert_eq!(line.paste("a"), Pressed::Elsewhere);
        line.begin();
        assert_eq!(press(&mut line, "a"), Pressed::Changed);
        assert_eq!(press(&mut line, "left"), Pressed::Same);
        assert_eq!(press(&mut line, "down"), Pressed::Move(Motion::Down));
        assert_eq!(press(&mut line, "enter"), Pressed::Keep);
        assert!(line.typing(), "a filter with a mistake must not be left");
        line.keep();
        assert_eq!((line.text(), line.is_shown(), line.typing()), ("a", true, false));
    }

    #[test]
    fn esc_drops_it() {
        let mut line = FilterLine::default();
        line.begin();
        line.paste("acme");
        assert_eq!(press(&mut line, "esc"), Pressed::Dropped);
        assert_eq!(line, FilterLine::default());
    }
}
