//! What the form does.

use super::State;
use crate::command::Code;
use crate::command::Command;
use crate::command::Key;
use crate::domain::note::Note;
use crate::protocol::Event;
use crate::protocol::Job;
use crate::screens::cx::Cx;
use crate::screens::cx::Input;
use crate::screens::cx::Mouse;
use crate::screens::cx::Tone;
use crate::ui::field::Edit;

impl State {
    /// Something happens.
    pub fn update(&mut self, input: Input<'_>, cx: &mut Cx<'_>) {
        match input {
            Input::Command(Command::Back) => cx.back(),
            Input::Event(Event::Done(id, _)) if self.saving == Some(*id) => {
                self.saving = None;
                cx.back();
            }
            // What was typed stays where it is.
            Input::Event(Event::Failed(id, fault)) if self.saving == Some(*id) => {
                self.saving = None;
                self.fault = Some(fault.clone());
            }
            Input::Mouse(Mouse::Click(_, y)) => {
                if let Some(field) = self.field_at(y, cx.body) {
                    self.focus = field;
                }
            }
            _ => {}
        }
    }

    /// Every key is text, or moves within the form.
    pub fn press(&mut self, key: Key, cx: &mut Cx<'_>) -> bool {
        let last = self.fields.len() - 1;
        let left = self.leaving;
        self.leaving = false;
        match key.code {
            Code::Esc if self.changed().is_empty() || left => cx.back(),
            Code::Esc => {
                self.leaving = true;
                cx.toast(Tone::Warn, "the note is not saved: enter saves it, esc again drops the changes");
            }
            Code::Enter => self.save(cx),
            Code::BackTab | Code::Up => self.focus = self.focus.checked_sub(1).unwrap_or(last),
            Code::Tab | Code::Down => self.focus = if self.focus == last { 0 } else { self.focus + 1 },
            _ => {
                if let Some(edit) = Edit::of(key) {
                    self.edit(&edit);
                }
            }
        }
        true
    }

    /// Pasted text goes into the field that has the keyboard.
    pub fn paste(&mut self, text: &str, _cx: &mut Cx<'_>) {
        self.edit(&Edit::Insert(text.to_owned()));
    }

    fn edit(&mut self, edit: &Edit) {
        if self.saving.is_none() && self.fields[self.focus].edit(edit) {
            self.fault = None;
        }
    }

    fn save(&mut self, cx: &mut Cx<'_>) {
        let changed = self.changed();
        // What does not fit is complained about under its field already; there the cursor goes.
        let unfit = changed.iter().find(|(field, said)| Note::default().set(*field, said).is_err());
        if let Some((field, _)) = unfit {
            self.focus = *field as usize;
            cx.toast(Tone::Warn, "this cannot be kept; the reason stands under the field");
        } else if changed.is_empty() {
            cx.back();
        } else if self.saving.is_none() {
            self.saving = Some(cx.run(Job::Note(self.at.clone(), changed)));
        }
    }
}
