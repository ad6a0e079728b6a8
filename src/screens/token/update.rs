//! What the detail does.

use super::Pane;
use super::State;
use super::summary;
use super::view;
use crate::command::Code;
use crate::command::Command;
use crate::command::Key;
use crate::protocol::Event;
use crate::protocol::Job;
use crate::protocol::Outcome;
use crate::screens::copy;
use crate::screens::cx::Cx;
use crate::screens::cx::Input;
use crate::screens::deeds;
use crate::screens::deeds::Targets;
use crate::screens::fixes;
use crate::screens::motion;
use crate::screens::probe;
use crate::screens::twin;
use crate::ui::json::Answer;
use crate::ui::json::JsonPane;
use crate::ui::list::Motion;

impl State {
    /// Something happens.
    pub fn update(&mut self, input: Input<'_>, cx: &mut Cx<'_>) {
        match input {
            Input::Command(command) => self.command(command, cx),
            Input::Event(event) => self.event(event, cx),
            Input::Changed(changed) => {
                // Somebody changed it: what we show as its JSON is old.
                let row = cx.world.find(&self.at);
                if self.looking.is_none() && row.is_some_and(|row| changed.rows.contains(&row)) {
                    self.looking = Some(cx.run(Job::Look(self.at.clone())));
                }
            }
            Input::Mouse(mouse) => {
                if let Some(motion) = motion::of_wheel(mouse) {
                    self.scroll(motion, cx);
                }
            }
            // Another story may have been told meanwhile.
            Input::Shown if self.recalling.is_none() && cx.world.past(&self.at).is_none() => {
                self.recalling = Some(cx.run(Job::Past(self.at.clone())));
            }
            Input::Resized | Input::Shown => self.scroll(Motion::Scroll(0), cx),
            Input::Tick => {}
        }
    }

    fn event(&mut self, event: &Event, cx: &mut Cx<'_>) {
        match event {
            // What is news can be read on this page now, so it has been seen.
            Event::Done(id, _) if self.recalling == Some(*id) => {
                self.recalling = None;
                if cx.world.mark(&self.at).is_some() {
                    cx.run(Job::Seen(Some(vec![self.at.clone()])));
                }
            }
            Event::Failed(id, _) if self.recalling == Some(*id) => self.recalling = None,
            Event::Done(id, Outcome::Looked(_, found)) if self.looking == Some(*id) => {
                self.looking = None;
                self.fault = None;
                self.gone = found.is_none();
                if let Some(raw) = found.as_ref().map(|f| &f.raw) {
                    let text = summary::pretty(raw);
                    match &mut self.json {
                        Some(json) => json.set(&text),
                        none => *none = Some(JsonPane::new(&text)),
                    }
                }
            }
            Event::Failed(id, fault) if self.looking == Some(*id) => {
                self.looking = None;
                self.fault = Some(fault.clone());
            }
            _ => {}
        }
    }

    fn command(&mut self, command: Command, cx: &mut Cx<'_>) {
        if let Some(verb) = deeds::verb_of(command) {
            let dialog = deeds::confirm(verb, &Targets::one(&self.at), cx);
            cx.dialog(dialog);
            return;
        }
        match command {
            Command::Back if self.pane != Pane::Summary => {
                (self.pane, self.top) = (Pane::Summary, 0);
            }
            Command::Back => cx.back(),
            Command::NextPane => {
                let next = match self.pane {
                    Pane::Summary => Pane::Resources,
                    Pane::Resources => Pane::Permissions,
                    Pane::Permissions => Pane::Json,
                    Pane::Json => Pane::Summary,
                };
                (self.pane, self.top) = (next, 0);
            }
            Command::Refresh => self.looking = Some(cx.run(Job::Look(self.at.clone()))),
            Command::CopyId => cx.copy(self.at.id.to_string(), "id"),
            Command::CopyAs => {
                if let Some(token) = cx.world.token(&self.at) {
                    let raw = self.json.as_ref().map(JsonPane::text);
                    let dialog = copy::menu(token, raw, cx.world, &cx.settings.base_url);
                    cx.dialog(dialog);
                }
            }
            Command::Probe => {
                let dialog = probe::ask(&self.at, &[], cx);
                cx.dialog(dialog);
            }
            Command::Twin => {
                let dialog = twin::ask(&self.at, cx);
                cx.dialog(dialog);
            }
            Command::Fix => {
                if let Some(dialog) = fixes::menu(&self.at, cx) {
                    cx.dialog(dialog);
                }
            }
            Command::Act => {
                let dialog = deeds::menu(&Targets::one(&self.at), cx);
                cx.dialog(dialog);
            }
            Command::Left | Command::Right => {
                let code = if command == Command::Left { Code::Left } else { Code::Right };
                self.press(Key::plain(code), cx);
            }
            _ => {
                if let Some(motion) = motion::of(command) {
                    self.scroll(motion, cx);
                }
            }
        }
    }

    /// Offers a key to the JSON pane, which has keys of its own.
    pub fn press(&mut self, key: Key, cx: &mut Cx<'_>) -> bool {
        match (self.pane, &mut self.json) {
            (Pane::Json, Some(json)) => json.press(key, height(cx)) == Answer::Taken,
            _ => false,
        }
    }

    /// Pasted text goes into the search within the JSON.
    pub fn paste(&mut self, text: &str, _cx: &mut Cx<'_>) {
        if let (Pane::Json, Some(json)) = (self.pane, &mut self.json) {
            json.paste(text);
        }
    }

    pub(super) fn scroll(&mut self, motion: Motion, cx: &Cx<'_>) {
        if let (Pane::Json, Some(json)) = (self.pane, &mut self.json) {
            return json.step(motion, height(cx));
        }
        let lines = view::lines_of(&self.at, self.pane, cx);
        self.top = motion::scrolled(motion, self.top, lines, view::inner_height(cx.body));
    }
}

/// The rows of a pane.
fn height(cx: &Cx<'_>) -> u16 {
    u16::try_from(view::inner_height(cx.body)).unwrap_or(u16::MAX)
}
