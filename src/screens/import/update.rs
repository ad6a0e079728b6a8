//! What the import does.

use super::Entry;
use super::Page;
use super::State;
use super::view;
use crate::command::Code;
use crate::command::Key;
use crate::domain::matrix::import::Hindrance;
use crate::domain::matrix::import::Said;
use crate::domain::matrix::import::prepare;
use crate::protocol::Event;
use crate::protocol::Job;
use crate::protocol::Outcome;
use crate::screens::cx::Cx;
use crate::screens::cx::Input;
use crate::screens::cx::Mouse;
use crate::screens::cx::Tone;
use crate::screens::motion;
use crate::ui::field::Edit;
use crate::ui::list::Motion;

impl State {
    /// Something happens.
    pub fn update(&mut self, input: Input<'_>, cx: &mut Cx<'_>) {
        match input {
            Input::Event(event) => self.event(event, cx),
            // A snapshot may have come or gone under the same name.
            Input::Changed(changed) if changed.matrix => self.judge(cx),
            Input::Mouse(Mouse::Click(x, y)) => self.at = State::entry_at(x, y, cx.body).unwrap_or(self.at),
            Input::Mouse(mouse) => {
                if let Some(motion) = motion::of_wheel(mouse) {
                    self.scroll(motion, cx);
                }
            }
            Input::Command(_) | Input::Changed(_) | Input::Shown | Input::Resized | Input::Tick => {}
        }
    }

    fn event(&mut self, event: &Event, cx: &mut Cx<'_>) {
        match event {
            Event::Done(id, Outcome::Page(text)) if self.reading == Some(*id) => {
                self.reading = None;
                self.page = Some(Page::File(self.text(Entry::Path).to_owned(), text.clone()));
                self.judge(cx);
                // The next thing to say is the date, if the page does not.
                self.at = Entry::Date;
            }
            Event::Done(id, Outcome::SnapshotKept(_)) if self.keeping == Some(*id) => cx.back(),
            Event::Failed(id, fault) if [self.reading, self.keeping].contains(&Some(*id)) => {
                self.reading = None;
                self.keeping = None;
                self.fault = Some(fault.clone());
            }
            _ => {}
        }
    }

    /// Takes every key: all of the screen is text.
    pub fn press(&mut self, key: Key, cx: &mut Cx<'_>) -> bool {
        match key.code {
            Code::Esc => cx.back(),
            Code::Enter => self.enter(cx),
            Code::Tab | Code::Down => self.turn(1),
            Code::BackTab | Code::Up => self.turn(Entry::ALL.len() - 1),
            Code::PageUp => self.scroll(Motion::PageUp, cx),
            Code::PageDown => self.scroll(Motion::PageDown, cx),
            _ => {
                if let Some(edit) = Edit::of(key) {
                    self.edit(&edit, cx);
                }
            }
        }
        true
    }

    /// Pasted text of several lines is the page; a single line goes into the field.
    pub fn paste(&mut self, text: &str, cx: &mut Cx<'_>) {
        if text.trim().lines().count() > 1 {
            self.page = Some(Page::Pasted(text.to_owned()));
            self.reading = None;
            self.judge(cx);
            self.at = Entry::Date;
        } else {
            self.edit(&Edit::Insert(text.trim().to_owned()), cx);
        }
    }

    fn turn(&mut self, by: usize) {
        self.at = Entry::ALL[(self.at as usize + by) % Entry::ALL.len()];
    }

    fn edit(&mut self, edit: &Edit, cx: &Cx<'_>) {
        if self.fields[self.at as usize].edit(edit) {
            self.judge(cx);
        }
    }

    fn scroll(&mut self, motion: Motion, cx: &Cx<'_>) {
        self.top = motion::scrolled(motion, self.top, self.result_lines(cx), view::result_height(cx.body));
    }

    /// Judges the page with what is typed beside it.
    fn judge(&mut self, cx: &Cx<'_>) {
        self.fault = None;
        self.top = 0;
        let source = match (self.text(Entry::Source), &self.page) {
            ("", Some(Page::Pasted(_))) => "pasted".to_owned(),
            ("", Some(Page::File(path, _))) => path.rsplit('/').next().unwrap_or(path).to_owned(),
            (given, _) => given.to_owned(),
        };
        let said =
            Said { id: self.text(Entry::Name), title: "", date: self.text(Entry::Date), source: &source };
        let judged = self.page.as_ref().map(|page| prepare(page.text(), said, cx.world.matrix(), cx.now));
        self.judged = judged;
    }

    /// Reads the file that was named, or keeps what was judged sound, or goes to what is still to be said.
    fn enter(&mut self, cx: &mut Cx<'_>) {
        if self.reading.is_some() || self.keeping.is_some() {
            return;
        }
        let path = self.text(Entry::Path).to_owned();
        let read = matches!(&self.page, Some(Page::File(read, _)) if *read == path);
        if !path.is_empty() && !read && (self.at == Entry::Path || self.page.is_none()) {
            self.fault = None;
            self.reading = Some(cx.run(Job::ReadPage(path)));
            return;
        }
        match &self.judged {
            None => cx.toast(Tone::Info, "paste the page, or type the path of its file"),
            Some(Err(_)) => {
                cx.toast(Tone::Warn, "this page cannot be imported: paste another, or name its file");
            }
            Some(Ok(prepared)) => match &prepared.hindrance {
                Some(hindrance) => {
                    self.at = match hindrance {
                        Hindrance::Undated | Hindrance::Ahead(_) => Entry::Date,
                        Hindrance::Taken(_) => Entry::Name,
                    };
                    cx.toast(Tone::Warn, hindrance.to_string());
                }
                None => {
                    let snapshot = Box::new(prepared.imported.snapshot.clone());
                    self.keeping = Some(cx.run(Job::KeepSnapshot(snapshot)));
                }
            },
        }
    }
}
