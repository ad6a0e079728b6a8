//! What the page of a product does.

use super::Half;
use super::State;
use super::view;
use crate::command::Command;
use crate::protocol::Job;
use crate::screens::cx::Cx;
use crate::screens::cx::Input;
use crate::screens::cx::Mouse;
use crate::screens::motion;
use crate::screens::route::Route;
use crate::ui::list::Motion;
use crate::ui::table::Hit;

impl State {
    /// Something happens.
    pub fn update(&mut self, input: Input<'_>, cx: &mut Cx<'_>) {
        match input {
            Input::Command(command) => self.command(command, cx),
            Input::Changed(changed) => {
                self.rows.absorb(cx.world, changed);
                self.stay(cx);
            }
            Input::Shown | Input::Resized => self.stay(cx),
            Input::Mouse(mouse) => self.mouse(mouse, cx),
            Input::Event(_) | Input::Tick => {}
        }
    }

    fn command(&mut self, command: Command, cx: &mut Cx<'_>) {
        if let Some(motion) = motion::of(command) {
            return self.step(motion, cx);
        }
        match command {
            Command::OtherHalf => {
                self.half = match self.half {
                    Half::Facts => Half::Tokens,
                    Half::Tokens => Half::Facts,
                }
            }
            Command::Open => {
                if let Some(row) = self.rows.get(self.list.cursor).and_then(|row| cx.world.row(row)) {
                    cx.go(Route::Token(row.token.at.clone()));
                }
            }
            Command::Refresh => {
                for scope in self.watching(cx) {
                    cx.run(Job::Refresh(scope));
                }
            }
            Command::Back => cx.back(),
            _ => {}
        }
    }

    fn step(&mut self, motion: Motion, cx: &Cx<'_>) {
        match self.half {
            Half::Tokens => {
                self.list.step(motion, self.rows.len(), self.height(cx.body));
                self.follow(cx);
            }
            Half::Facts => {
                let (lines, height) = view::facts(&self.name, self.rows.len(), cx);
                self.top = motion::scrolled(motion, self.top, lines, height);
            }
        }
    }

    fn mouse(&mut self, mouse: Mouse, cx: &mut Cx<'_>) {
        if let Some(motion) = motion::of_wheel(mouse) {
            return self.step(motion, cx);
        }
        let Mouse::Click(x, y) = mouse else { return };
        match self.hit(x, y, cx.body) {
            Some(Hit::Row(i)) if i == self.list.cursor && self.half == Half::Tokens => {
                self.command(Command::Open, cx);
            }
            Some(Hit::Row(i)) => {
                self.half = Half::Tokens;
                self.step(Motion::To(i), cx);
            }
            Some(Hit::Column(_)) | None => {}
        }
    }

    /// Keeps the cursor on the token it was on; where that is gone, on the row that took its place.
    pub(super) fn stay(&mut self, cx: &Cx<'_>) {
        if let Some(i) = self.at.as_ref().and_then(|at| self.rows.position(cx.world, at)) {
            self.list.cursor = i;
        }
        self.list.fit(self.rows.len(), self.height(cx.body));
        if self.at.is_some() {
            self.follow(cx);
        }
        if self.rows.is_empty() {
            self.half = Half::Facts;
        }
    }

    fn follow(&mut self, cx: &Cx<'_>) {
        let row = self.rows.get(self.list.cursor).and_then(|row| cx.world.row(row));
        self.at = row.map(|row| row.token.at.clone());
    }
}
