//! The first screen without credentials: where we looked, how to make a token, and the way into the demo.

mod view;

use super::cx::Cx;
use super::cx::Input;
use super::cx::Why;
use crate::command::Command;

/// The dashboard link that fills in what this program needs for an account's tokens (API reference 6.2).
const LINK: &str = "https://dash.cloudflare.com/?to=/:account/api-tokens&permissionGroupKeys=%5B%7B%22key%22%3A%22account_api_tokens%22%2C%22type%22%3A%22edit%22%7D%2C%7B%22key%22%3A%22account_settings%22%2C%22type%22%3A%22read%22%7D%2C%7B%22key%22%3A%22zone%22%2C%22type%22%3A%22read%22%7D%5D&name=tokendeck";

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
    pub fn can(&self, command: Command, cx: &Cx<'_>) -> Result<(), Why> {
        match command {
            Command::GoTokens | Command::GoAccounts | Command::GoRequests | Command::Refresh => Err(Why(
                format!("there is no credential; {} opens the demo", cx.settings.keys.of(Command::OpenDemo)),
            )),
            _ => Ok(()),
        }
    }

    /// Something happens.
    pub fn update(&mut self, input: Input<'_>, cx: &mut Cx<'_>) {
        match input {
            Input::Command(Command::OpenDemo) => cx.open_demo(),
            Input::Command(Command::Back) => cx.back(),
            Input::Command(Command::CopyLink) => cx.copy(LINK, "the link"),
            _ => {}
        }
    }
}
