//! A dialog in the middle of the screen that has the keyboard until it is answered.
//!
//! Four kinds: a message, a question answered by one named key, a question answered by typing a text, and a menu.
//! Nothing that cannot be taken back is ever one `enter` away: a question wants its key, a menu starts on
//! *cancel*.

mod draw;

use ratatui::layout::Rect;

use crate::command::Code;
use crate::command::Key;

use super::field::{Edit, Field};
use super::list::{ListState, Motion};
use super::phrase::Phrase;
use super::strip::Hint;

/// A dialog.
#[derive(Clone, Debug, PartialEq)]
pub struct Modal {
    title: String,
    body: Vec<Phrase>,
    kind: Kind,
    grave: bool,
    scroll: usize,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Message,
    Confirm { key: char, verb: String },
    Typed { wanted: String, verb: String, field: Field },
    Menu { choices: Vec<Choice>, state: ListState },
}

/// An entry of a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The key that picks it at once.
    pub key: char,
    /// What it does, in a word or two.
    pub label: String,
    /// What that means, in a few words.
    pub detail: String,
    /// Why it cannot be picked now.
    pub why_not: Option<String>,
}

/// What a dialog made of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is still open.
    Open,
    /// It was closed without consent.
    Cancelled,
    /// The question was answered with yes.
    Confirmed,
    /// This entry was picked, counted from 0 in the order given.
    Picked(usize),
}

/// What is under the mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// An entry of the menu, counted from 0 in the order given.
    Choice(usize),
    /// A key that is named there, with what it does.
    Key(Key),
    /// Somewhere else in the dialog.
    Inside,
    /// Beside the dialog.
    Outside,
}

impl Modal {
    fn new(title: impl Into<String>, body: Vec<Phrase>, kind: Kind) -> Self {
        Modal { title: title.into(), body, kind, grave: false, scroll: 0 }
    }

    /// Something to be read and closed.
    pub fn message(title: impl Into<String>, body: Vec<Phrase>) -> Self {
        Modal::new(title, body, Kind::Message)
    }

    /// A question that only `key` answers with yes; `verb` says what then happens.
    pub fn confirm(title: impl Into<String>, body: Vec<Phrase>, key: char, verb: impl Into<String>) -> Self {
        Modal::new(title, body, Kind::Confirm { key, verb: verb.into() })
    }

    /// A question that is answered with yes by typing `wanted` and enter; `verb` says what then happens.
    pub fn typed(
        title: impl Into<String>,
        body: Vec<Phrase>,
        wanted: impl Into<String>,
        verb: impl Into<String>,
    ) -> Self {
        let kind = Kind::Typed { wanted: wanted.into(), verb: verb.into(), field: Field::default() };
        Modal::new(title, body, kind)
    }

    /// A menu. An entry *cancel* is put before the given ones, and the cursor starts on it.
    pub fn menu(title: impl Into<String>, body: Vec<Phrase>, choices: Vec<Choice>) -> Self {
        Modal::new(title, body, Kind::Menu { choices, state: ListState::default() })
    }

    /// The same dialog in the looks of what cannot be taken back.
    #[must_use]
    pub fn grave(self) -> Self {
        Modal { grave: true, ..self }
    }

    /// Whether keys are text now.
    pub const fn takes_text(&self) -> bool {
        matches!(self.kind, Kind::Typed { .. })
    }

    /// Takes a key. `screen` is the area the dialog is drawn over; it bounds how far the body scrolls.
    pub fn press(&mut self, key: Key, screen: Rect) -> Answer {
        if key == Key::plain(Code::Esc) {
            return Answer::Cancelled;
        }
        match &mut self.kind {
            Kind::Message => {
                if matches!(key.code, Code::Enter | Code::Char('q' | ' ')) {
                    return Answer::Cancelled;
                }
            }
            Kind::Confirm { key: yes, .. } => match key.printable() {
                Some(c) if c == *yes => return Answer::Confirmed,
                Some('n' | 'q') => return Answer::Cancelled,
                _ => {}
            },
            Kind::Typed { wanted, field, .. } => {
                if key.code == Code::Enter {
                    return if field.text().trim() == *wanted { Answer::Confirmed } else { Answer::Open };
                }
                if let Some(edit) = Edit::of(key) {
                    field.edit(&edit);
                    return Answer::Open;
                }
            }
            // Up and down are for the entries; whole pages are for what is said above them.
            Kind::Menu { .. } if matches!(key.code, Code::PageUp | Code::PageDown) => {}
            Kind::Menu { choices, state } => return press_menu(choices, state, key),
        }
        self.scroll_by(key, screen);
        Answer::Open
    }

    /// The keys that work now, while the dialog is drawn over `screen`.
    pub fn hints(&self, screen: Rect) -> Vec<Hint> {
        let mut keys: Vec<(String, &str)> = match &self.kind {
            Kind::Message => vec![("enter".to_owned(), "close")],
            Kind::Confirm { key, verb } => {
                vec![(key.to_string(), verb.as_str()), ("esc".to_owned(), "cancel")]
            }
            Kind::Typed { wanted, verb, field } if field.text().trim() == wanted => {
                vec![("enter".to_owned(), verb.as_str()), ("esc".to_owned(), "cancel")]
            }
            Kind::Typed { wanted, .. } => {
                vec![(format!("type {wanted}"), "to go on"), ("esc".to_owned(), "cancel")]
            }
            Kind::Menu { choices, .. } => {
                let letters: Vec<String> = choices.iter().map(|c| c.key.to_string()).collect();
                // A long row of letters would push out how to leave.
                let letters = if letters.len() > 5 { "letter".to_owned() } else { letters.join(" ") };
                let pick = (letters, "pick");
                vec![
                    pick,
                    ("enter".to_owned(), "do it"),
                    ("esc".to_owned(), "cancel"),
                    ("up/down".to_owned(), "choose"),
                ]
            }
        };
        let (shown, all) = self.body_rows(screen);
        if all > shown && !matches!(self.kind, Kind::Menu { .. }) {
            keys.push(("up/down".to_owned(), "scroll"));
        }
        keys.into_iter().enumerate().map(|(rank, (key, label))| Hint::new(key, label, rank)).collect()
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        if let Kind::Typed { field, .. } = &mut self.kind {
            field.edit(&Edit::Insert(text.to_owned()));
        }
    }

    /// Picks the entry of a menu that the mouse clicked on; see [`Modal::hit`].
    pub fn pick(&self, choice: usize) -> Answer {
        match &self.kind {
            Kind::Menu { choices, .. } => pick(choices, choice + 1),
            _ => Answer::Open,
        }
    }

    fn scroll_by(&mut self, key: Key, screen: Rect) {
        let (shown, all) = self.body_rows(screen);
        let most = all.saturating_sub(shown);
        let now = self.scroll.min(most);
        self.scroll = match key.code {
            Code::Up | Code::Char('k') => now.saturating_sub(1),
            Code::Down | Code::Char('j') => (now + 1).min(most),
            Code::Home | Code::Char('g') => 0,
            Code::End | Code::Char('G') => most,
            Code::PageUp => now.saturating_sub(shown.max(1)),
            Code::PageDown => (now + shown.max(1)).min(most),
            _ => now,
        };
    }
}

fn press_menu(choices: &[Choice], state: &mut ListState, key: Key) -> Answer {
    let len = choices.len() + 1;
    match key.code {
        Code::Enter => return pick(choices, state.fitted(len, len).cursor),
        Code::Up => state.step(Motion::Up, len, len),
        Code::Down => state.step(Motion::Down, len, len),
        Code::Home => state.step(Motion::First, len, len),
        Code::End => state.step(Motion::Last, len, len),
        _ => {
            let Some(c) = key.printable() else { return Answer::Open };
            // A letter of an entry goes before the letters that move.
            if let Some(i) = choices.iter().position(|choice| choice.key == c) {
                state.step(Motion::To(i + 1), len, len);
                return pick(choices, i + 1);
            }
            match c {
                'q' => return Answer::Cancelled,
                'j' => state.step(Motion::Down, len, len),
                'k' => state.step(Motion::Up, len, len),
                _ => {}
            }
        }
    }
    Answer::Open
}

/// `row` 0 is *cancel*. An entry that cannot be picked stays, its reason is on screen.
fn pick(choices: &[Choice], row: usize) -> Answer {
    match row.checked_sub(1).map(|i| (i, choices.get(i))) {
        None => Answer::Cancelled,
        Some((i, Some(choice))) if choice.why_not.is_none() => Answer::Picked(i),
        Some(_) => Answer::Open,
    }
}

#[cfg(test)]
mod tests;
