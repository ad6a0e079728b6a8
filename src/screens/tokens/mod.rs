//! Every token in reach, in one list: filter, sort, mark, open, act.

mod columns;
mod headings;
mod offers;
mod pose;
mod saved;
mod update;
mod view;

pub(super) use view::{frame_of, sign_of, silence, status, tone_of};

use std::collections::BTreeSet;

use super::cx::Cx;
use super::cx::Why;
use super::deeds;
use super::deeds::Targets;
use super::fixes;
use super::motion::Whereabouts;
use crate::command::Command;
use crate::domain::filter::Complaint;
use crate::domain::filter::Query;
use crate::domain::history::Marked;
use crate::domain::ids::AccountId;
use crate::domain::token::Owner;
use crate::domain::token::TokenRef;
use crate::domain::view::Column;
use crate::domain::view::Sort;
use crate::protocol::Scope;
use crate::ui::FilterLine;
use crate::ui::list::ListState;
use crate::ui::strip::Hint;
use crate::world::select::Rows;
use columns::Picker;
use headings::Spot;
use offers::Offers;

/// What the footer offers.
pub const HINTS: &[Command] = &[
    Command::Open,
    Command::Filter,
    Command::Act,
    Command::Mark,
    Command::Help,
    Command::Sort,
    Command::GroupBy,
    Command::CommandLine,
    Command::CopyId,
    Command::Refresh,
    Command::Quit,
];

/// What the list remembers.
#[derive(Debug)]
pub struct State {
    /// Only tokens of this account.
    account: Option<AccountId>,
    /// The filter as typed.
    filter: FilterLine,
    /// What is wrong with the filter as typed; the last good one stays in force.
    complaint: Option<Complaint>,
    /// What could be typed at its cursor.
    offers: Offers,
    /// Which rows, in which order.
    rows: Rows,
    list: ListState,
    /// What is under the cursor, so that it stays there when rows come and go. `None` until a key was pressed:
    /// a list that is still filling keeps showing its top.
    at: Option<Spot>,
    /// Where the cursor goes as soon as that is there, unless a key is pressed before.
    sought: Option<Spot>,
    /// The columns, from left to right.
    columns: Vec<Column>,
    /// The dialog in which they are chosen.
    picker: Option<Picker>,
    /// The name of the saved view that is shown, perhaps changed since.
    view: Option<String>,
    marks: BTreeSet<TokenRef>,
    /// How many of the marks the filter hides; counted when marks or rows change, since there may be many.
    hidden: usize,
    /// Where the last mark was set, for ranges.
    anchor: Option<TokenRef>,
}

impl State {
    /// The list, of everything or of one account.
    pub fn open(account: Option<AccountId>, cx: &mut Cx<'_>) -> Self {
        let mut state = State {
            account: None,
            filter: FilterLine::default(),
            complaint: None,
            offers: Offers::default(),
            rows: Rows::new(Query::default(), Sort::default()),
            list: ListState::default(),
            at: None,
            sought: None,
            columns: cx.settings.columns.clone(),
            picker: None,
            view: None,
            marks: BTreeSet::new(),
            hidden: 0,
            anchor: None,
        };
        state.restrict(account, cx);
        state
    }

    /// Shows the tokens of one account, or of all.
    pub fn restrict(&mut self, account: Option<AccountId>, cx: &mut Cx<'_>) {
        self.account = account;
        // What was looked for in another place would hide what one came for.
        self.filter.discard();
        self.offers = Offers::default();
        self.view = None;
        self.forget_cursor();
        self.requery(cx);
    }

    /// The cursor is on the top row again.
    fn forget_cursor(&mut self) {
        (self.list, self.at, self.sought) = (ListState::default(), None, None);
    }

    /// Narrows the list by a filter, as if it had been typed.
    pub fn narrow(&mut self, filter: &str, cx: &mut Cx<'_>) {
        self.filter.field.set(filter);
        self.requery(cx);
    }

    /// The account that the list is restricted to.
    pub fn account(&self) -> Option<&AccountId> {
        self.account.as_ref()
    }

    /// The keys of the filter while it is typed, and those of the columns while they are chosen.
    pub fn own_keys(&self) -> Vec<Hint> {
        if self.picker.is_some() {
            return Hint::all(&[
                ("enter", "keep"),
                ("esc", "cancel"),
                ("space", "show or hide"),
                ("J K", "move"),
            ]);
        }
        if !self.filter.typing() {
            return Vec::new();
        }
        let (enter, tab, arrows) = match (self.offers.is_empty(), self.offers.is_chosen()) {
            (true, _) => ("keep", "complete", "move"),
            (false, true) => ("take", "take", "choose"),
            (false, false) => ("keep", "take", "choose"),
        };
        Hint::all(&[("enter", enter), ("esc", "drop"), ("tab", tab), ("up/down", arrows)])
    }

    /// Whether keys are not commands now: the filter is being typed, or columns are being chosen.
    pub fn typing(&self) -> bool {
        self.filter.typing() || self.picker.is_some()
    }

    /// What is wrong with the filter as typed. While the rest of a word is offered, it is not a mistake yet.
    fn mistake(&self) -> Option<&Complaint> {
        self.complaint.as_ref().filter(|_| self.offers.is_empty())
    }

    /// The token under the cursor.
    pub fn current<'w>(&self, cx: &'w Cx<'_>) -> Option<&'w TokenRef> {
        self.rows.row_at(self.list.cursor).and_then(|row| cx.world.row(row)).map(|r| &r.token.at)
    }

    /// The token under the cursor that is gone.
    fn current_gone<'w>(&self, cx: &'w Cx<'_>) -> Option<&'w Marked> {
        self.rows.gone_at(self.list.cursor, cx.world)
    }

    /// The token under the cursor, be it gone: what this machine remembers of it can be looked at and added to.
    pub fn remembered<'w>(&self, cx: &'w Cx<'_>) -> Option<&'w TokenRef> {
        self.current(cx).or_else(|| self.current_gone(cx).map(|marked| &marked.at))
    }

    /// What is news among the tokens that a filter or an account lets through; `None`: everything is let through.
    pub fn filtered_news(&self, cx: &Cx<'_>) -> Option<Vec<TokenRef>> {
        if self.account.is_none() && self.filter.text().is_empty() {
            return None;
        }
        let rows = self.rows.iter().filter_map(|row| cx.world.row(row)).map(|row| &row.token.at);
        let there = rows.filter(|at| cx.world.mark(at).is_some());
        Some(there.chain(self.rows.gone(cx.world).map(|marked| &marked.at)).cloned().collect())
    }

    /// What a deed would hit: the marked tokens, or else the one under the cursor. Marked tokens that are not in the
    /// list any more are left in, so that the confirmation can say so.
    fn targets(&self, cx: &Cx<'_>) -> Targets {
        if self.marks.is_empty() {
            return self.current(cx).map(Targets::one).unwrap_or_default();
        }
        let (shown, hidden): (Vec<_>, Vec<_>) =
            self.marks.iter().cloned().partition(|at| self.rows.shows(cx.world, at));
        let count = hidden.len();
        Targets { tokens: hidden.into_iter().chain(shown).collect(), hidden: count }
    }

    /// Where the cursor is.
    pub fn whereabouts(&self) -> Whereabouts {
        Whereabouts { beside: self.rows.lines(), ..Whereabouts::list(self.list) }
    }

    /// Whether a command can run here and now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn can(&self, command: Command, cx: &Cx<'_>) -> Result<(), Why> {
        if let Some(verb) = deeds::verb_of(command) {
            if self.marks.is_empty() && self.current_gone(cx).is_some() {
                return Err(on_a_gone_one(cx));
            }
            return deeds::can(verb, &self.targets(cx), cx);
        }
        match command {
            Command::Open
            | Command::Mark
            | Command::MarkRange
            | Command::InvertMarks
            | Command::Sort
            | Command::ReverseSort
            | Command::CopyId
            | Command::CopyAs
            | Command::Note
            | Command::History
                if self.rows.lines() == 0 =>
            {
                Err(Why::because("the list is empty"))
            }
            Command::Mark | Command::CopyAs | Command::Fix if self.current_gone(cx).is_some() => {
                Err(on_a_gone_one(cx))
            }
            Command::CopyId if self.remembered(cx).is_none() => Err(on_a_heading()),
            Command::CopyAs if self.current(cx).is_none() => Err(on_a_heading()),
            Command::Fix => fixes::can(self.current(cx), cx.world),
            Command::MarkRange if self.anchor.is_none() => {
                Err(Why::because("mark a row first; the range goes from there to the cursor"))
            }
            Command::Act if self.rows.lines() == 0 && self.marks.is_empty() => {
                Err(Why::because("the list is empty"))
            }
            Command::Act if self.marks.is_empty() && self.current_gone(cx).is_some() => {
                Err(on_a_gone_one(cx))
            }
            Command::Act if self.marks.is_empty() && self.current(cx).is_none() => Err(on_a_heading()),
            Command::ClearFilter if self.filter.text().is_empty() && self.account.is_none() => {
                Err(Why::because("there is no filter"))
            }
            Command::Left | Command::Right => self.can_fold(),
            _ => Ok(()),
        }
    }

    /// What is on screen: the owners of the visible rows, the list of accounts, and what gives names.
    pub fn watching(&self, cx: &Cx<'_>) -> Vec<Scope> {
        let mut scopes: BTreeSet<Scope> = BTreeSet::from([Scope::Accounts]);
        if let Some(account) = &self.account {
            scopes.insert(Scope::Tokens(Owner::Account(account.clone())));
        }
        for i in self.list.window(self.rows.lines(), self.height(cx.body)) {
            if let Some(row) = self.rows.row_at(i).and_then(|row| cx.world.row(row)) {
                scopes.insert(Scope::Tokens(row.token.at.owner.clone()));
                // What a token may do is said with the names of zones; members tell whether its creator is one still.
                if let Some(account) = row.token.at.owner.account() {
                    scopes.extend([Scope::Zones(account.clone()), Scope::Members(account.clone())]);
                }
            }
        }
        scopes.into_iter().collect()
    }
}

fn on_a_gone_one(cx: &Cx<'_>) -> Why {
    let key = cx.settings.keys.of(Command::Open);
    Why(format!("this token is gone, nothing can be done to it; {key} shows what it was"))
}

fn on_a_heading() -> Why {
    Why::because("the cursor is on a heading; mark its tokens first")
}
