//! One product of the compatibility matrix: what the snapshots say and why, its permission groups, and my tokens that
//! use it.

mod summary;
mod update;
mod view;

pub(super) use view::preview;

use super::cx::Cx;
use super::cx::Why;
use super::motion::Whereabouts;
use super::place::Pose;
use super::route::Route;
use crate::command::Command;
use crate::domain::filter::Query;
use crate::domain::filter::Term;
use crate::domain::filter::Test;
use crate::domain::token::TokenRef;
use crate::protocol::Scope;
use crate::ui::list::ListState;
use crate::world::select::Column;
use crate::world::select::Rows;
use crate::world::select::Sort;

/// What the footer offers.
pub const HINTS: &[Command] = &[
    Command::Back,
    Command::OtherHalf,
    Command::Open,
    Command::Help,
    Command::Refresh,
    Command::CommandLine,
    Command::Quit,
];

/// Which half has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Half {
    Facts,
    Tokens,
}

/// What the page remembers.
#[derive(Debug)]
pub struct State {
    /// The product's present name.
    name: Box<str>,
    half: Half,
    /// First line shown of the facts.
    top: usize,
    /// My tokens that touch it, account-owned ones first.
    rows: Rows,
    list: ListState,
    /// The token under the cursor, so that it stays there when others come and go.
    at: Option<TokenRef>,
}

impl State {
    /// The page of a product.
    pub fn open(name: Box<str>, cx: &mut Cx<'_>) -> Self {
        let query = Query { terms: vec![Term { negated: false, test: Test::Product(name.clone()) }] };
        let mut rows = Rows::new(query, Sort { column: Column::Kind, descending: true });
        rows.rebuild(cx.world);
        let half = if rows.is_empty() { Half::Facts } else { Half::Tokens };
        State { name, half, top: 0, rows, list: ListState::default(), at: None }
    }

    /// Where the cursor is.
    pub fn whereabouts(&self) -> Whereabouts {
        match self.half {
            Half::Facts => Whereabouts::page(self.top),
            Half::Tokens => Whereabouts::list(self.list),
        }
    }

    /// Which product this is and how its page looks.
    pub fn place(&self) -> (Route, Pose) {
        let part = if self.half == Half::Facts { "facts" } else { "tokens" };
        let pose = Pose { part: part.to_owned(), token: self.at.clone(), ..Pose::default() };
        (Route::Product(self.name.clone()), pose)
    }

    /// Looks as it did.
    pub fn recall(&mut self, pose: &Pose, cx: &Cx<'_>) {
        self.half = if pose.part == "facts" { Half::Facts } else { Half::Tokens };
        (self.at, self.list) = (pose.token.clone(), ListState::default());
        self.stay(cx);
    }

    /// Whether a command can run here and now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn can(&self, command: Command, _cx: &Cx<'_>) -> Result<(), Why> {
        match command {
            Command::Open if self.rows.is_empty() => Err(Why::because("none of your tokens uses it")),
            Command::OtherHalf if self.rows.is_empty() => Err(Why::because("none of your tokens uses it")),
            Command::Left | Command::Right => Err(Why::because("the page does not scroll sideways")),
            _ => Ok(()),
        }
    }

    /// What is on screen: the accounts, and the owners of the visible tokens.
    pub fn watching(&self, cx: &Cx<'_>) -> Vec<Scope> {
        let visible = self.list.window(self.rows.len(), self.height(cx.body));
        let rows = visible.filter_map(|i| self.rows.get(i).and_then(|row| cx.world.row(row)));
        let mut scopes: Vec<Scope> = rows.map(|row| Scope::Tokens(row.token.at.owner.clone())).collect();
        scopes.push(Scope::Accounts);
        scopes.sort_unstable();
        scopes.dedup();
        scopes
    }
}
