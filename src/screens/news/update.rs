//! What the view does.

use super::State;
use crate::command::Command;
use crate::domain::history::Mark;
use crate::domain::token::TokenRef;
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
            Input::Command(Command::Back) => cx.back(),
            Input::Command(Command::Open) => self.enter(cx),
            Input::Command(command) => {
                if let Some(motion) = motion::of(command) {
                    self.step(motion, cx);
                }
            }
            Input::Mouse(Mouse::Click(x, y)) => {
                if let Some(Hit::Row(i)) = self.hit(x, y, cx.world, cx.body) {
                    if i == self.list.cursor && self.at.is_some() {
                        return self.enter(cx);
                    }
                    self.step(Motion::To(i), cx);
                }
            }
            Input::Mouse(wheel) => {
                if let Some(motion) = motion::of_wheel(wheel) {
                    self.step(motion, cx);
                }
            }
            Input::Changed(_) | Input::Resized | Input::Shown => self.stay(cx),
            Input::Event(_) | Input::Tick => {}
        }
    }

    /// Keeps the cursor on the token it was on.
    pub(super) fn stay(&mut self, cx: &Cx<'_>) {
        let stays = |at: &TokenRef| cx.world.marked().iter().position(|marked| marked.at == *at);
        if let Some(i) = self.at.as_ref().and_then(stays) {
            self.list.cursor = i;
        }
        self.list.fit(cx.world.marked().len(), self.height(cx.body));
    }

    /// What is there is opened as it is; what is gone, as it was.
    fn enter(&self, cx: &mut Cx<'_>) {
        if let Some(marked) = cx.world.marked().get(self.list.cursor) {
            let at = marked.at.clone();
            cx.go(if marked.mark == Mark::Gone { Route::History(at) } else { Route::Token(at) });
        }
    }

    fn step(&mut self, motion: Motion, cx: &Cx<'_>) {
        self.list.step(motion, cx.world.marked().len(), self.height(cx.body));
        self.at = cx.world.marked().get(self.list.cursor).map(|marked| marked.at.clone());
    }
}
