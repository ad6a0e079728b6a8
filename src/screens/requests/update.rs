//! What the view does.

use super::State;
use crate::command::Command;
use crate::protocol::RequestNote;
use crate::screens::cx::Cx;
use crate::screens::cx::Input;
use crate::screens::cx::Mouse;
use crate::screens::motion;
use crate::screens::route::Route;
use crate::ui::list::Motion;
use crate::ui::table::Hit;
use crate::world::World;

impl State {
    /// Something happens.
    pub fn update(&mut self, input: Input<'_>, cx: &mut Cx<'_>) {
        match input {
            Input::Command(Command::Back) => cx.back(),
            Input::Command(Command::CopyRequest | Command::CopyRequestAs) => {
                if let Some(note) = self.current(cx.world) {
                    super::copy(note, input, cx);
                }
            }
            Input::Command(Command::Open) => self.open_current(cx),
            Input::Command(command) => {
                if let Some(motion) = motion::of(command) {
                    self.step(motion, cx);
                }
            }
            Input::Mouse(Mouse::Click(x, y)) => match self.hit(x, y, cx.world, cx.body) {
                Some(Hit::Row(i)) if i == self.list.cursor => self.open_current(cx),
                Some(Hit::Row(i)) => self.step(Motion::To(i), cx),
                _ => {}
            },
            Input::Mouse(wheel) => {
                if let Some(motion) = motion::of_wheel(wheel) {
                    self.step(motion, cx);
                }
            }
            Input::Event(_) | Input::Changed(_) | Input::Resized | Input::Shown => self.stay(cx),
            Input::Tick => {}
        }
    }

    fn step(&mut self, motion: Motion, cx: &Cx<'_>) {
        self.list.step(motion, cx.world.requests().iter().len(), self.height(cx.body));
        self.at = if self.list.cursor == 0 { None } else { self.current(cx.world).map(|n| n.id) };
    }

    /// The list grows at its top: stays with the request that was chosen.
    pub(super) fn stay(&mut self, cx: &Cx<'_>) {
        let there = |at| cx.world.requests().iter().position(|r| r.last.id == at);
        self.list.cursor = self.at.and_then(there).unwrap_or(0);
        self.list.fit(cx.world.requests().iter().len(), self.height(cx.body));
    }

    fn open_current(&self, cx: &mut Cx<'_>) {
        if let Some(note) = self.current(cx.world) {
            cx.go(Route::Request(note.id));
        }
    }

    fn current<'w>(&self, world: &'w World) -> Option<&'w RequestNote> {
        world.requests().iter().nth(self.list.cursor).map(|r| &r.last)
    }
}
