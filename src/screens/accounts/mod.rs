//! Every account in reach: counts by standing, quota, freshness, and what could not be read.

mod update;
mod view;

use super::cx::Cx;
use super::cx::Why;
use crate::command::Command;
use crate::domain::ids::AccountId;
use crate::domain::token::Owner;
use crate::protocol::Scope;
use crate::ui::FilterLine;
use crate::ui::list::ListState;
use crate::ui::strip::Hint;

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

/// By which column accounts are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Name,
    Tokens,
    Active,
    Findings,
}

/// What the view remembers.
#[derive(Debug)]
pub struct State {
    filter: FilterLine,
    by: By,
    descending: bool,
    /// The accounts that match, in order.
    shown: Vec<AccountId>,
    list: ListState,
    at: Option<AccountId>,
}

impl State {
    /// The list of accounts.
    pub fn open(cx: &mut Cx<'_>) -> Self {
        let mut state = State {
            filter: FilterLine::default(),
            by: By::Name,
            descending: false,
            shown: Vec::new(),
            list: ListState::default(),
            at: None,
        };
        state.rebuild(cx);
        state
    }

    /// The account under the cursor.
    pub fn current(&self) -> Option<&AccountId> {
        self.shown.get(self.list.cursor)
    }

    /// The keys of the filter while it is typed.
    pub fn own_keys(&self) -> Vec<Hint> {
        self.filter.hints()
    }

    /// Whether the filter is being typed.
    pub fn typing(&self) -> bool {
        self.filter.typing()
    }

    /// Whether a command can run here and now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn can(&self, command: Command, _cx: &Cx<'_>) -> Result<(), Why> {
        match command {
            Command::Open | Command::AccountTokens if self.shown.is_empty() => {
                Err(Why::because("the list is empty"))
            }
            Command::Mark | Command::MarkRange | Command::InvertMarks => {
                Err(Why::because("accounts cannot be marked; open one and mark its tokens"))
            }
            Command::ClearFilter if self.filter.text().is_empty() => Err(Why::because("there is no filter")),
            Command::Left | Command::Right => Err(Why::because("the list does not scroll sideways")),
            _ => Ok(()),
        }
    }

    /// What is on screen.
    pub fn watching(&self, cx: &Cx<'_>) -> Vec<Scope> {
        let visible = &self.shown[self.list.window(self.shown.len(), self.height(cx.body))];
        std::iter::once(Scope::Accounts)
            .chain(visible.iter().map(|id| Scope::Tokens(Owner::Account(id.clone()))))
            .collect()
    }
}
