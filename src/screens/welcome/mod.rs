//! The first screen without credentials: where we looked, how to make a token, and the way into the demo.

mod view;

use super::cx::Cx;
use super::cx::Input;
use super::cx::Why;
use crate::command::Command;

/// What the first screen remembers: nothing.
#[derive(Debug)]
pub struct State;

impl State {
    /// The first screen.
    pub fn open(_cx: &mut Cx<'_>) -> Self {
        State
    }

    /// Whether a command can run here and now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn can(&self, command: Command, _cx: &Cx<'_>) -> Result<(), Why> {
        match command {
            Command::GoTokens | Command::GoAccounts | Command::GoRequests | Command::Refresh => {
                Err(Why::because("there is no credential; d opens the demo"))
            }
            _ => Ok(()),
        }
    }

    /// Something happens.
    pub fn update(&mut self, input: Input<'_>, cx: &mut Cx<'_>) {
        if let Input::Command(Command::OpenDemo) = input {
            cx.open_demo();
        }
    }
}
