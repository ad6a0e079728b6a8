//! The local note about a token, as a form of four lines.

mod update;
mod view;

use super::cx::Cx;
use super::cx::Why;
use crate::command::Command;
use crate::domain::note;
use crate::domain::token::TokenRef;
use crate::protocol::Fault;
use crate::protocol::JobId;
use crate::ui::field::Field;
use crate::ui::strip::Hint;

/// What the form remembers: what is typed, and nothing that the world knows better.
#[derive(Debug)]
pub struct State {
    at: TokenRef,
    fields: [Field; note::Field::ALL.len()],
    /// What the fields held when the form was opened: only what was changed is written.
    before: [String; note::Field::ALL.len()],
    /// Which field has the keyboard.
    focus: usize,
    /// The saving under way.
    saving: Option<JobId>,
    /// Why it could not be saved.
    fault: Option<Fault>,
    /// Esc was pressed once over unsaved text.
    leaving: bool,
}

impl State {
    /// The form, with what is noted.
    pub fn open(at: TokenRef, cx: &mut Cx<'_>) -> Self {
        let note = cx.world.note(&at).cloned().unwrap_or_default();
        let before = note::Field::ALL.map(|field| note.get(field).to_owned());
        let fields = before.each_ref().map(|text| Field::new(text));
        State { at, fields, before, focus: 0, saving: None, fault: None, leaving: false }
    }

    /// Whether keys are text now: always.
    pub const fn typing(&self) -> bool {
        true
    }

    /// The keys that the form takes, for the footer.
    pub fn own_keys(&self) -> Vec<Hint> {
        let leave = if self.changed().is_empty() { "back" } else { "drop" };
        Hint::all(&[("enter", "save"), ("tab", "next field"), ("esc", leave)])
    }

    /// Whether a command can run here and now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn can(&self, _command: Command, _cx: &Cx<'_>) -> Result<(), Why> {
        Ok(())
    }

    /// The fields whose text is another one now.
    fn changed(&self) -> Vec<(note::Field, String)> {
        let texts = note::Field::ALL.into_iter().zip(&self.fields).zip(&self.before);
        let other = texts.filter(|((_, field), before)| field.text().trim() != before.as_str());
        other.map(|((of, field), _)| (of, field.text().to_owned())).collect()
    }
}
