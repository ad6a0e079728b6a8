//! What the view does.

use super::State;
use super::view;
use crate::command::Command;
use crate::protocol::Event;
use crate::protocol::Job;
use crate::screens::cx::Cx;
use crate::screens::cx::Input;
use crate::screens::motion;
use crate::screens::route::Route;
use crate::ui::list::Motion;

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
            Input::Mouse(mouse) => {
                if let Some(motion) = motion::of_wheel(mouse) {
                    self.scroll(motion, cx);
                }
            }
            Input::Resized | Input::Shown => self.scroll(Motion::Scroll(0), cx),
            Input::Tick | Input::Event(_) | Input::Changed(_) => {}
        }
    }

    fn ask(&mut self, cx: &mut Cx<'_>) {
        self.asking = Some(cx.run(Job::Past(self.at.clone())));
    }

    fn command(&mut self, command: Command, cx: &mut Cx<'_>) {
        if let Some(motion) = motion::of(command) {
            return self.scroll(motion, cx);
        }
        match command {
            Command::Back => cx.back(),
            Command::Open => cx.go(Route::Token(self.at.clone())),
            Command::Refresh => self.ask(cx),
            _ => {}
        }
    }

    fn scroll(&mut self, motion: Motion, cx: &Cx<'_>) {
        self.top = motion::scrolled(motion, self.top, view::line_count(self, cx), view::height(cx.body));
    }
}
