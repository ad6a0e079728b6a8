//! What the program sent and is doing: jobs under way, then requests, newest first.

mod update;
mod view;

use super::cx::Cx;
use super::cx::Why;
use crate::command::Command;
use crate::ui::list::ListState;

/// What the footer offers.
pub const HINTS: &[Command] =
    &[Command::CopyRequest, Command::GoTokens, Command::GoAccounts, Command::Help, Command::Quit];

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

    /// Whether a command can run here and now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn can(&self, command: Command, cx: &Cx<'_>) -> Result<(), Why> {
        match command {
            Command::CopyRequest if cx.world.requests().iter().len() == 0 => {
                Err(Why::because("nothing has been sent yet"))
            }
            Command::Open => Err(Why::because("there is nothing further inside")),
            Command::Refresh => Err(Why::because("this list is always up to date")),
            Command::Left | Command::Right => Err(Why::because("the list does not scroll sideways")),
            _ => Ok(()),
        }
    }
}
