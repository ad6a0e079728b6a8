//! What the view does.

use super::State;
use crate::command::Command;
use crate::protocol::RequestNote;
use crate::screens::cx::Cx;
use crate::screens::cx::Input;
use crate::screens::cx::Mouse;
use crate::screens::motion;
use crate::ui::list::Motion;
use crate::ui::table::Hit;

impl State {
    /// Something happens.
    pub fn update(&mut self, input: Input<'_>, cx: &mut Cx<'_>) {
        let len = cx.world.requests().iter().len();
        let height = self.height(cx.body);
        match input {
            Input::Command(Command::Back) => cx.back(),
            Input::Command(Command::CopyRequest) => {
                if let Some(note) = self.current(cx) {
                    let (text, what) =
                        (curl(note, &cx.settings.base_url), format!("{} {}", note.method, note.path));
                    cx.copy(text, what);
                }
            }
            Input::Command(command) => {
                if let Some(motion) = motion::of(command) {
                    self.step(motion, cx);
                }
            }
            Input::Mouse(Mouse::Click(x, y)) => {
                if let Some(Hit::Row(i)) = self.hit(x, y, cx.world, cx.body) {
                    self.step(Motion::To(i), cx);
                }
            }
            Input::Mouse(wheel) => {
                if let Some(motion) = motion::of_wheel(wheel) {
                    self.step(motion, cx);
                }
            }
            Input::Event(_) | Input::Changed(_) | Input::Resized | Input::Shown => {
                // The list grows at its top: stay with the request that was chosen.
                let i = self
                    .at
                    .and_then(|at| cx.world.requests().iter().position(|r| r.last.id == at))
                    .unwrap_or(0);
                self.list.cursor = i;
                self.list.fit(len, height);
            }
            Input::Tick => {}
        }
    }

    fn step(&mut self, motion: Motion, cx: &Cx<'_>) {
        self.list.step(motion, cx.world.requests().iter().len(), self.height(cx.body));
        self.at = if self.list.cursor == 0 { None } else { self.current(cx).map(|n| n.id) };
    }

    fn current<'w>(&self, cx: &'w Cx<'_>) -> Option<&'w RequestNote> {
        cx.world.requests().iter().nth(self.list.cursor).map(|r| &r.last)
    }
}

/// The request as a command. The credential is named, never shown.
fn curl(note: &RequestNote, base_url: &str) -> String {
    let method = if note.method == "GET" { String::new() } else { format!("-X {} ", note.method) };
    let path = note.path.replace('"', "%22");
    format!("curl {method}-H \"Authorization: Bearer $CLOUDFLARE_API_TOKEN\" \"{base_url}{path}\"")
}
