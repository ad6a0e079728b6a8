//! What the view does.

use super::State;
use super::view;
use crate::command::Command;
use crate::protocol::Event;
use crate::protocol::Job;
use crate::screens::cx::Cx;
use crate::screens::cx::Input;
use crate::screens::cx::Mouse;
use crate::screens::route::Route;

impl State {
    /// Something happens.
    pub fn update(&mut self, input: Input<'_>, cx: &mut Cx<'_>) {
        match input {
            Input::Command(command) => self.command(command, cx),
            Input::Event(Event::Done(id, _)) if self.asking == Some(*id) => {
                self.asking = None;
                self.fault = None;
                if cx.world.mark(&self.at).is_some() {
                    cx.run(Job::Seen(Some(vec![self.at.clone()])));
                }
            }
            Input::Event(Event::Failed(id, fault)) if self.asking == Some(*id) => {
                self.asking = None;
                self.fault = Some(fault.clone());
            }
            // Another story may have been told meanwhile.
            Input::Shown if self.asking.is_none() && cx.world.past(&self.at).is_none() => self.ask(cx),
            Input::Mouse(Mouse::WheelUp) => self.scroll_by(-3, cx),
            Input::Mouse(Mouse::WheelDown) => self.scroll_by(3, cx),
            Input::Resized | Input::Shown => self.scroll_by(0, cx),
            Input::Mouse(Mouse::Click(..)) | Input::Tick | Input::Event(_) | Input::Changed(_) => {}
        }
    }

    fn ask(&mut self, cx: &mut Cx<'_>) {
        self.asking = Some(cx.run(Job::Past(self.at.clone())));
    }

    fn command(&mut self, command: Command, cx: &mut Cx<'_>) {
        let page = isize::try_from(view::height(cx.body) / 2).unwrap_or(1).max(1);
        match command {
            Command::Back => cx.back(),
            Command::Open => cx.go(Route::Token(self.at.clone())),
            Command::Refresh => self.ask(cx),
            Command::Up => self.scroll_by(-1, cx),
            Command::Down => self.scroll_by(1, cx),
            Command::PageUp => self.scroll_by(-page, cx),
            Command::PageDown => self.scroll_by(page, cx),
            Command::First => self.scroll = 0,
            Command::Last => self.scroll_by(isize::MAX, cx),
            _ => {}
        }
    }

    fn scroll_by(&mut self, lines: isize, cx: &Cx<'_>) {
        let most = view::line_count(self, cx).saturating_sub(view::height(cx.body));
        self.scroll = self.scroll.saturating_add_signed(lines).min(most);
    }
}
