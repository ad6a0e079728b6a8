//! The story of one token as this machine saw it: what it was, what changed, when it went. Also of tokens that are gone.

mod story;
mod update;
mod view;

pub(in crate::screens) use story::changes;

use super::cx::Cx;
use super::cx::Why;
use super::motion::Whereabouts;
use crate::command::Command;
use crate::domain::token::TokenRef;
use crate::protocol::Fault;
use crate::protocol::Job;
use crate::protocol::JobId;
use crate::protocol::Scope;

/// What the footer offers.
pub const HINTS: &[Command] =
    &[Command::Back, Command::Open, Command::Seen, Command::ToggleUtc, Command::Help, Command::Quit];

/// What the view remembers.
#[derive(Debug)]
pub struct State {
    at: TokenRef,
    /// First line shown.
    top: usize,
    /// The question under way.
    asking: Option<JobId>,
    /// Why it could not be answered.
    fault: Option<Fault>,
}

impl State {
    /// The story of one token; reads it.
    pub fn open(at: TokenRef, cx: &mut Cx<'_>) -> Self {
        let asking = Some(cx.run(Job::Past(at.clone())));
        State { at, top: 0, asking, fault: None }
    }

    /// The token it is about.
    pub fn token(&self) -> &TokenRef {
        &self.at
    }

    /// Where the cursor is.
    pub fn whereabouts(&self) -> Whereabouts {
        Whereabouts::page(self.top)
    }

    /// Whether a command can run here and now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn can(&self, command: Command, cx: &Cx<'_>) -> Result<(), Why> {
        match command {
            Command::Open if cx.world.token(&self.at).is_none() => {
                Err(Why::because("this token is not there any more; what it was stands here"))
            }
            Command::Left | Command::Right => Err(Why::because("this page does not scroll sideways")),
            _ => Ok(()),
        }
    }

    /// What is on screen: names for what the token could do.
    pub fn watching(&self) -> Vec<Scope> {
        let mut scopes = vec![Scope::Groups(self.at.owner.clone())];
        scopes.extend(self.at.owner.account().cloned().map(Scope::Zones));
        scopes
    }
}
