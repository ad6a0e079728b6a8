//! Every account in reach, under the organizations that hold them: counts by standing and finding, quota, freshness,
//! and what could not be read.

mod lines;
mod summary;
mod update;
mod view;

use std::collections::BTreeSet;

use super::cx::Cx;
use super::cx::Why;
use super::motion::Whereabouts;
use super::place::Pose;
use super::place::order;
use super::place::ordered;
use crate::command::Command;
use crate::domain::ids::AccountId;
use crate::domain::ids::OrganizationId;
use crate::protocol::Scope;
use crate::ui::FilterLine;
use crate::ui::list::ListState;
use crate::ui::strip::Hint;
use lines::By;
use lines::Line;
use lines::Place;

/// What the footer offers.
pub const HINTS: &[Command] = &[
    Command::Open,
    Command::Filter,
    Command::Sort,
    Command::Help,
    Command::Refresh,
    Command::CommandLine,
    Command::Quit,
];

/// What the view remembers.
#[derive(Debug)]
pub struct State {
    filter: FilterLine,
    by: By,
    descending: bool,
    folded: BTreeSet<Option<OrganizationId>>,
    /// The lines, from the top: what matches, in order.
    shown: Vec<Line>,
    /// How many accounts match, in sight or not.
    matching: usize,
    list: ListState,
    at: Option<Place>,
}

impl State {
    /// The list of accounts.
    pub fn open(cx: &mut Cx<'_>) -> Self {
        let mut state = State {
            filter: FilterLine::default(),
            by: By::Name,
            descending: false,
            folded: BTreeSet::new(),
            shown: Vec::new(),
            matching: 0,
            list: ListState::default(),
            at: None,
        };
        state.rebuild(cx);
        state
    }

    /// How the list looks.
    pub fn pose(&self) -> Pose {
        Pose {
            filter: self.filter.text().to_owned(),
            sort: order(self.by.word(), self.descending),
            row: self.at.as_ref().map(Place::word).unwrap_or_default(),
            ..Pose::default()
        }
    }

    /// Looks as it did.
    pub fn recall(&mut self, pose: &Pose, cx: &Cx<'_>) {
        self.filter.discard();
        self.filter.field.set(&pose.filter);
        let (word, descending) = ordered(&pose.sort);
        let by = By::ALL.into_iter().find(|by| by.word() == word);
        (self.by, self.descending) = by.map_or((By::Name, false), |by| (by, descending));
        let row = Place::new(&pose.row);
        (self.at, self.list) = (row.clone(), ListState::default());
        self.rebuild(cx);
        // What was in sight then may be folded away now.
        if self.at != row && !self.folded.is_empty() {
            (self.at, self.list) = (row, ListState::default());
            self.folded.clear();
            self.rebuild(cx);
        }
    }

    /// The account under the cursor, if the line is one.
    pub fn current(&self) -> Option<&AccountId> {
        match self.line() {
            Some(Line::Account(id, _)) => Some(id),
            _ => None,
        }
    }

    /// The keys of the filter while it is typed.
    pub fn own_keys(&self) -> Vec<Hint> {
        self.filter.hints()
    }

    /// Whether the filter is being typed.
    pub fn typing(&self) -> bool {
        self.filter.typing()
    }

    fn line(&self) -> Option<&Line> {
        self.shown.get(self.list.cursor)
    }

    /// Where the cursor is.
    pub fn whereabouts(&self) -> Whereabouts {
        Whereabouts { beside: self.shown.len(), ..Whereabouts::list(self.list) }
    }

    /// Whether a command can run here and now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn can(&self, command: Command, _cx: &Cx<'_>) -> Result<(), Why> {
        match command {
            Command::Open | Command::AccountTokens | Command::Sort | Command::ReverseSort
                if self.shown.is_empty() =>
            {
                Err(Why::because("the list is empty"))
            }
            Command::AccountTokens if matches!(self.line(), Some(Line::Organization(..))) => {
                Err(Why::because("organizations own no tokens; choose one of the accounts below"))
            }
            Command::Mark | Command::MarkRange | Command::InvertMarks => {
                Err(Why::because("accounts cannot be marked; open one and mark its tokens"))
            }
            Command::ClearFilter if self.filter.text().is_empty() => Err(Why::because("there is no filter")),
            Command::Left | Command::Right if self.headings().next().is_none() => {
                Err(Why::because("there is no organization to fold or unfold"))
            }
            _ => Ok(()),
        }
    }

    fn headings(&self) -> impl DoubleEndedIterator<Item = usize> {
        let heading = |(i, line): (usize, &Line)| matches!(line, Line::Organization(..)).then_some(i);
        self.shown.iter().enumerate().filter_map(heading)
    }

    /// What is on screen.
    pub fn watching(&self, cx: &Cx<'_>) -> Vec<Scope> {
        let visible = &self.shown[self.list.window(self.shown.len(), self.height(cx.body))];
        let owners = || visible.iter().filter_map(Line::owner);
        let members = owners().filter_map(|owner| owner.account().cloned()).map(Scope::Members);
        [Scope::Accounts, Scope::Organizations]
            .into_iter()
            .chain(owners().map(Scope::Tokens))
            .chain(members)
            .collect()
    }
}
