//! What the page does.

use super::State;
use super::lines;
use crate::command::Command;
use crate::screens::cx::Cx;
use crate::screens::cx::Input;
use crate::screens::motion;
use crate::screens::requests;
use crate::ui::list::Motion;

impl State {
    /// Something happens.
    pub fn update(&mut self, input: Input<'_>, cx: &mut Cx<'_>) {
        match input {
            Input::Command(Command::Back) => cx.back(),
            Input::Command(Command::CopyRequest | Command::CopyRequestAs) => {
                if let Some(request) = cx.world.requests().get(self.id) {
                    requests::copy(&request.last, input, cx);
                }
            }
            Input::Command(command) => {
                if let Some(motion) = motion::of(command) {
                    self.step(motion, cx);
                }
            }
            Input::Mouse(mouse) => {
                if let Some(motion) = motion::of_wheel(mouse) {
                    self.step(motion, cx);
                }
            }
            Input::Event(_) | Input::Changed(_) | Input::Resized | Input::Shown | Input::Tick => {}
        }
    }

    fn step(&mut self, motion: Motion, cx: &Cx<'_>) {
        let Some(request) = cx.world.requests().get(self.id) else { return };
        let (width, height) = lines::room(cx.body);
        let len = lines::of(request, &|t| t.rfc3339(), cx.now, width).len();
        self.top = motion::scrolled(motion, self.top, len, height);
    }
}
