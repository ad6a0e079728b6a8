//! A place: where one is, and how it looked there. One record serves the way back and forward and the next run.
//!
//! Forms are no places: whoever goes back wants to see again, not to write again. A place holds ids and what was typed
//! into filters, in words that each view reads again; a word that it cannot read is left out.

use serde::Deserialize;
use serde::Serialize;

use super::Screen;
use super::cx::Cx;
use super::route::Route;
use crate::domain::shape;
use crate::domain::token::TokenRef;
use crate::protocol::Scope;
use crate::world::World;

/// Most views that are kept of a stack for the next run: the lowest and the topmost ones.
const DEEPEST: usize = 8;

/// How a view looked. Every word may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pose {
    /// The filter, as it was typed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub filter: String,
    /// The order; `-` in front turns it round.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sort: String,
    /// Under which headings.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Which part of the view: a pane, a lens, a day, a column.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub part: String,
    /// The row under the cursor, where rows are not tokens.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub row: String,
    /// The token under the cursor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenRef>,
}

/// Where one is: a kept view, and those that are stacked upon it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place(Vec<(Route, Pose)>);

/// Whether what a place shows is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is.
    There,
    /// It was not read yet.
    Unknown,
    /// It is not, as a sentence for the user.
    Gone(&'static str),
}

impl Place {
    /// Every token in reach.
    pub fn home() -> Self {
        Place(vec![(Route::Tokens(None), Pose::default())])
    }

    /// The place where these views lie on each other, the lowest first. `None`: there is no place below all others.
    pub fn of(stack: impl Iterator<Item = (Route, Pose)>) -> Option<Self> {
        let stack: Vec<_> = stack.collect();
        let sound = stack.iter().enumerate().all(|(i, (route, _))| route.root().is_none() == (i > 0));
        (sound && !stack.is_empty()).then_some(Place(stack))
    }

    /// Its views, the lowest first.
    pub fn stack(&self) -> &[(Route, Pose)] {
        &self.0
    }

    /// Whether the same views lie on each other there, however they look.
    pub fn has_same_views(&self, other: &Place) -> bool {
        let mut pairs = self.0.iter().zip(&other.0);
        self.0.len() == other.0.len() && pairs.all(|((mine, _), (theirs, _))| mine.is_same_view(theirs))
    }

    /// Whether a filter is in force there.
    pub fn is_filtered(&self) -> bool {
        self.0.last().is_some_and(|(_, pose)| !pose.filter.is_empty())
    }

    /// Whether what is on top is there, as far as the world knows.
    pub fn presence(&self, world: &World) -> Presence {
        let read = |scope: &Scope| world.freshness(scope).as_of.is_some();
        let (there, read, gone) = match self.0.last().map(|(route, _)| route) {
            Some(Route::Token(at)) => {
                let list = Scope::Tokens(at.owner.clone());
                (world.token(at).is_some(), read(&list), "this token is not there any more")
            }
            Some(Route::Tokens(Some(id)) | Route::Calendar(Some(id))) => {
                let gone = "this account is not in reach any more";
                (world.account(id).is_some(), read(&Scope::Accounts), gone)
            }
            Some(Route::Product(name)) => (
                world.matrix().product(name).is_some(),
                true,
                "the matrix does not have this product any more",
            ),
            _ => (true, true, ""),
        };
        match (there, read) {
            (true, _) => Presence::There,
            (false, true) => Presence::Gone(gone),
            (false, false) => Presence::Unknown,
        }
    }

    /// The place as the next run can read it: without what means nothing there, such as a request, and without a filter
    /// that looks like the value of a token.
    pub fn text(&self) -> String {
        let mut kept = Vec::new();
        for (route, pose) in &self.0 {
            if matches!(route, Route::Request(_)) {
                break;
            }
            let mut pose = pose.clone();
            if !shape::find(&pose.filter).is_empty() {
                pose.filter.clear();
            }
            if *route == Route::Requests {
                pose.row.clear();
            }
            kept.push((route.clone(), pose));
        }
        let extra = kept.len().saturating_sub(DEEPEST);
        kept.drain(1..=extra);
        // Ids and words are always writable; nothing is what an empty text reads as.
        serde_json::to_string(&Place(kept)).unwrap_or_default()
    }

    /// Reads what [`Place::text`] wrote. `None`: it is something else, of another version, or no place.
    pub fn parse(text: &str) -> Option<Self> {
        let Place(stack) = serde_json::from_str(text).ok()?;
        let fits = |(route, _): &(Route, Pose)| {
            !matches!(
                route,
                Route::Welcome | Route::Filtered { .. } | Route::Note(_) | Route::Import | Route::Request(_)
            )
        };
        Place::of(stack.into_iter()).filter(|place| place.0.len() <= DEEPEST && place.0.iter().all(fits))
    }
}

impl Screen {
    /// Which view this is and how it looks; `None`: it is no place to come back to.
    pub fn place(&self) -> Option<(Route, Pose)> {
        Some(match self {
            Screen::Welcome(_) | Screen::Note(_) | Screen::Import(_) => return None,
            Screen::Tokens(s) => s.place(),
            Screen::Token(s) => (Route::Token(s.at().clone()), s.pose()),
            Screen::History(s) => (Route::History(s.token().clone()), Pose::default()),
            Screen::News(s) => (Route::News, s.pose()),
            Screen::Calendar(s) => s.place(),
            Screen::WhoCan(s) => s.place(),
            Screen::Accounts(s) => (Route::Accounts, s.pose()),
            Screen::Matrix(s) => (Route::Matrix, s.pose()),
            Screen::Product(s) => s.place(),
            Screen::Requests(s) => (Route::Requests, s.pose()),
            Screen::Request(s) => (Route::Request(s.id()), Pose::default()),
        })
    }

    /// Looks again as it did. What a place of another view says is left out.
    pub fn recall(&mut self, route: &Route, pose: &Pose, cx: &mut Cx<'_>) {
        match (self, route) {
            (Screen::Tokens(s), _) => s.recall(route, pose, cx),
            (Screen::Token(s), _) => s.recall(pose, cx),
            (Screen::News(s), _) => s.recall(pose, cx),
            (Screen::Calendar(s), Route::Calendar(account)) => s.recall(account.clone(), pose, cx),
            (Screen::WhoCan(s), Route::WhoCan(asked)) => s.recall(asked, pose, cx),
            (Screen::Accounts(s), _) => s.recall(pose, cx),
            (Screen::Matrix(s), _) => s.recall(pose, cx),
            (Screen::Product(s), _) => s.recall(pose, cx),
            (Screen::Requests(s), _) => s.recall(pose, cx),
            _ => {}
        }
    }
}

/// An order in words: `-` in front turns it round.
pub(super) fn order(word: &str, descending: bool) -> String {
    format!("{}{word}", if descending { "-" } else { "" })
}

/// The word of an order, and whether it is turned round.
pub(super) fn ordered(text: &str) -> (&str, bool) {
    text.strip_prefix('-').map_or((text, false), |word| (word, true))
}
