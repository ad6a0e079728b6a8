//! What is news: tokens that came, changed or went since somebody last looked, in one list.

mod update;
mod view;

pub(crate) use view::sign_of;

use super::cx::Cx;
use super::cx::Why;
use super::motion::Whereabouts;
use crate::command::Command;
use crate::domain::token::TokenRef;
use crate::screens::place::Pose;
use crate::ui::list::ListState;

/// What the footer offers.
pub const HINTS: &[Command] =
    &[Command::Open, Command::Seen, Command::Back, Command::GoTokens, Command::Help, Command::Quit];

/// What the view remembers.
#[derive(Debug, Default)]
pub struct State {
    list: ListState,
    /// The token under the cursor, so that it stays there when others come and go.
    at: Option<TokenRef>,
}

impl State {
    /// The list of what is news.
    pub fn open(_cx: &mut Cx<'_>) -> Self {
        State::default()
    }

    /// Where the cursor is.
    pub fn whereabouts(&self) -> Whereabouts {
        Whereabouts::list(self.list)
    }

    /// How the list looks.
    pub fn pose(&self) -> Pose {
        Pose { token: self.at.clone(), ..Pose::default() }
    }

    /// Looks as it did.
    pub fn recall(&mut self, pose: &Pose, cx: &Cx<'_>) {
        self.at.clone_from(&pose.token);
        self.stay(cx);
    }

    /// Whether a command can run here and now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn can(&self, command: Command, cx: &Cx<'_>) -> Result<(), Why> {
        match command {
            Command::Open | Command::Seen if cx.world.marked().is_empty() => {
                Err(Why::because("nothing is new, changed or gone since you last looked"))
            }
            Command::Refresh => {
                Err(Why::because("this list follows what is read; refresh in the list of tokens"))
            }
            Command::Left | Command::Right => Err(Why::because("the list does not scroll sideways")),
            _ => Ok(()),
        }
    }
}
