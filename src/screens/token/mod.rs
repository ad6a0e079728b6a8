//! One token: what it is, what it can do, what is wrong with it, and its JSON as the server sent it.

mod compatibility;
mod reach;
mod summary;
mod update;
mod view;

pub(super) use summary::Section;
pub(super) use summary::fact;
pub(super) use summary::noted;
pub(super) use view::draw_sections;
pub(super) use view::preview;

use super::cx::Cx;
use super::cx::Why;
use super::deeds;
use super::deeds::Targets;
use super::fixes;
use super::motion::Whereabouts;
use crate::command::Command;
use crate::domain::token::Owner;
use crate::domain::token::TokenRef;
use crate::protocol::Fault;
use crate::protocol::Job;
use crate::protocol::JobId;
use crate::protocol::Scope;
use crate::screens::place::Pose;
use crate::screens::probe;
use crate::screens::twin;
use crate::ui::json::JsonPane;
use crate::ui::list::Motion;
use crate::ui::strip::Hint;

/// What the footer offers for an account's token.
const HINTS_OF_ACCOUNT: &[Command] = &[
    Command::Back,
    Command::Act,
    Command::NextPane,
    Command::CopyId,
    Command::CopyAs,
    Command::Probe,
    Command::Refresh,
    Command::ToggleUtc,
    Command::Help,
];

/// What the footer offers for a user's token.
const HINTS_OF_USER: &[Command] = &[
    Command::Back,
    Command::Act,
    Command::NextPane,
    Command::CopyId,
    Command::CopyAs,
    Command::Twin,
    Command::Refresh,
    Command::ToggleUtc,
    Command::Help,
];

/// Which part is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pane {
    Summary,
    Resources,
    Permissions,
    Json,
}

impl Pane {
    const ALL: [Pane; 4] = [Pane::Summary, Pane::Resources, Pane::Permissions, Pane::Json];

    fn word(self) -> &'static str {
        match self {
            Pane::Summary => "summary",
            Pane::Resources => "resources",
            Pane::Permissions => "permissions",
            Pane::Json => "json",
        }
    }
}

/// What the detail remembers.
#[derive(Debug)]
pub struct State {
    at: TokenRef,
    pane: Pane,
    /// First line shown of the summary, or of the reach in its place.
    top: usize,
    /// The object as sent, once it has been read.
    json: Option<JsonPane>,
    /// The reading under way.
    looking: Option<JobId>,
    /// The question to the history under way.
    recalling: Option<JobId>,
    /// Why the last reading failed.
    fault: Option<Fault>,
    /// The server said that it is not there any more.
    gone: bool,
}

impl State {
    /// The detail of one token; reads it anew.
    pub fn open(at: TokenRef, cx: &mut Cx<'_>) -> Self {
        let looking = Some(cx.run(Job::Look(at.clone())));
        let recalling = Some(cx.run(Job::Past(at.clone())));
        State { at, pane: Pane::Summary, top: 0, json: None, looking, recalling, fault: None, gone: false }
    }

    /// How the page looks.
    pub fn pose(&self) -> Pose {
        Pose { part: self.pane.word().to_owned(), ..Pose::default() }
    }

    /// Looks as it did.
    pub fn recall(&mut self, pose: &Pose, cx: &Cx<'_>) {
        self.pane = Pane::ALL.into_iter().find(|pane| pane.word() == pose.part).unwrap_or(Pane::Summary);
        self.top = 0;
        self.scroll(Motion::Scroll(0), cx);
    }

    /// Which token.
    pub fn at(&self) -> &TokenRef {
        &self.at
    }

    /// The keys of the JSON pane while that is shown.
    pub fn own_keys(&self) -> Vec<Hint> {
        match (self.pane, &self.json) {
            (Pane::Json, Some(json)) => json.hints(),
            _ => Vec::new(),
        }
    }

    /// What the footer offers.
    pub fn hints(&self) -> &'static [Command] {
        match self.at.owner {
            Owner::Account(_) => HINTS_OF_ACCOUNT,
            Owner::User => HINTS_OF_USER,
        }
    }

    /// Whether something is being typed: the search within the JSON.
    pub fn typing(&self) -> bool {
        self.pane == Pane::Json && self.json.as_ref().is_some_and(JsonPane::takes_text)
    }

    /// Where the cursor is.
    pub fn whereabouts(&self) -> Whereabouts {
        match (self.pane, &self.json) {
            (Pane::Json, Some(json)) => {
                let (list, beside) = json.whereabouts();
                Whereabouts { beside, ..Whereabouts::list(list) }
            }
            _ => Whereabouts::page(self.top),
        }
    }

    /// Whether a command can run here and now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn can(&self, command: Command, cx: &Cx<'_>) -> Result<(), Why> {
        if let Some(verb) = deeds::verb_of(command) {
            return deeds::can(verb, &Targets::one(&self.at), cx);
        }
        match command {
            Command::Probe => probe::can(&self.at, cx),
            Command::Twin => twin::can(&self.at, cx),
            Command::Fix => fixes::can(Some(&self.at), cx.world),
            Command::Act | Command::CopyAs if cx.world.token(&self.at).is_none() => {
                Err(Why::because("this token is not there any more"))
            }
            Command::Open => Err(Why::because("there is nothing further inside")),
            Command::Left | Command::Right if self.pane != Pane::Json => {
                Err(Why::because("this does not scroll sideways"))
            }
            _ => Ok(()),
        }
    }

    /// What is on screen.
    pub fn watching(&self) -> Vec<Scope> {
        let mut scopes = vec![Scope::Token(self.at.clone()), Scope::Groups(self.at.owner.clone())];
        if let Owner::Account(account) = &self.at.owner {
            // Names of zones for what it may do; members for whether its creator is still one.
            scopes.extend([Scope::Zones(account.clone()), Scope::Members(account.clone())]);
        }
        scopes
    }
}
