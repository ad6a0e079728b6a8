//! One request: what was asked, and every attempt with its answer, its loss, and the wait before it.

mod lines;
mod update;
mod view;

use super::cx::Cx;
use super::cx::Why;
use super::motion::Whereabouts;
use crate::command::Command;

/// What the footer offers.
pub const HINTS: &[Command] =
    &[Command::Back, Command::CopyRequest, Command::CopyRequestAs, Command::Help, Command::Quit];

/// What the view remembers.
#[derive(Debug)]
pub struct State {
    id: u64,
    /// The first line shown.
    top: usize,
}

impl State {
    /// The request of this number.
    pub fn open(id: u64) -> Self {
        State { id, top: 0 }
    }

    /// Where the cursor is.
    pub fn whereabouts(&self) -> Whereabouts {
        Whereabouts::page(self.top)
    }

    /// Its number.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Whether a command can run here and now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn can(&self, command: Command, cx: &Cx<'_>) -> Result<(), Why> {
        match command {
            Command::CopyRequest | Command::CopyRequestAs if cx.world.requests().get(self.id).is_none() => {
                Err(Why::because("this request is too long ago to be remembered"))
            }
            Command::Open => Err(Why::because("there is nothing further inside")),
            Command::Refresh => Err(Why::because("this page is always up to date")),
            Command::Left | Command::Right => Err(Why::because("the page does not scroll sideways")),
            _ => Ok(()),
        }
    }
}
