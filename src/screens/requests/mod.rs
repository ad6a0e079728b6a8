//! What the program sent and is doing: jobs under way, then requests, newest first.

mod forms;
mod update;
mod view;

use super::cx::Cx;
use super::cx::Input;
use super::cx::Why;
use super::motion::Whereabouts;
use super::place::Pose;
use crate::command::Command;
use crate::protocol::RequestNote;
use crate::ui::list::ListState;

/// What the footer offers.
pub const HINTS: &[Command] =
    &[Command::Open, Command::CopyRequest, Command::CopyRequestAs, Command::Help, Command::Quit];

/// Copies a request: as curl at once, or in the form that is picked.
pub(super) fn copy(note: &RequestNote, input: Input<'_>, cx: &mut Cx<'_>) {
    if let Input::Command(Command::CopyRequestAs) = input {
        let dialog = forms::menu(note, &cx.settings.base_url);
        cx.dialog(dialog);
    } else {
        let text = forms::curl(note, &cx.settings.base_url);
        cx.copy(text, format!("{} {} as curl", note.method, note.path));
    }
}

/// What the view remembers.
#[derive(Debug)]
pub struct State {
    list: ListState,
    /// The request under the cursor; `None`: the newest, and the list flows by.
    at: Option<u64>,
}

impl State {
    /// The list of requests.
    pub fn open(_cx: &mut Cx<'_>) -> Self {
        State { list: ListState::default(), at: None }
    }

    /// Where the cursor is.
    pub fn whereabouts(&self) -> Whereabouts {
        Whereabouts::list(self.list)
    }

    /// How the list looks.
    pub fn pose(&self) -> Pose {
        Pose { row: self.at.map(|id| id.to_string()).unwrap_or_default(), ..Pose::default() }
    }

    /// Looks as it did.
    pub fn recall(&mut self, pose: &Pose, cx: &Cx<'_>) {
        self.at = pose.row.parse().ok();
        self.stay(cx);
    }

    /// Whether a command can run here and now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn can(&self, command: Command, cx: &Cx<'_>) -> Result<(), Why> {
        match command {
            Command::Open | Command::CopyRequest | Command::CopyRequestAs
                if cx.world.requests().iter().len() == 0 =>
            {
                Err(Why::because("nothing has been sent yet"))
            }
            Command::Refresh => Err(Why::because("this list is always up to date")),
            Command::Left | Command::Right => Err(Why::because("the list does not scroll sideways")),
            _ => Ok(()),
        }
    }
}
