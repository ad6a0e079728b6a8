//! When tokens end: months as a calendar, and beside it the tokens that end on the chosen day, week or month.

mod grid;
mod update;
mod view;

use super::cx::Cx;
use super::cx::Why;
use super::motion::Whereabouts;
use crate::clock::Day;
use crate::clock::Time;
use crate::clock::TimeZone;
use crate::command::Command;
use crate::domain::ids::AccountId;
use crate::domain::token::Owner;
use crate::domain::token::TokenRef;
use crate::protocol::Scope;
use crate::screens::place::Pose;
use crate::screens::route::Route;
use crate::ui::list::ListState;
use crate::world::RowNo;

/// What the footer offers.
pub const HINTS: &[Command] = &[
    Command::Open,
    Command::Span,
    Command::ToTokens,
    Command::PageDown,
    Command::First,
    Command::ToggleUtc,
    Command::Back,
    Command::Help,
];

/// How much is chosen around the day under the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Span {
    Day,
    Week,
    Month,
}

impl Span {
    const ALL: [Span; 3] = [Span::Day, Span::Week, Span::Month];

    fn word(self) -> &'static str {
        match self {
            Span::Day => "day",
            Span::Week => "week",
            Span::Month => "month",
        }
    }
}

/// What the calendar remembers.
#[derive(Debug)]
pub struct State {
    /// Only tokens of this account.
    account: Option<AccountId>,
    /// The day under the cursor.
    day: Day,
    /// The first month shown, by its first day.
    top: Day,
    span: Span,
    /// The tokens that end in what is chosen, in the order shown.
    rows: Vec<RowNo>,
    /// Whether the list has the keyboard, and not the days.
    in_list: bool,
    list: ListState,
    /// The token under the cursor of the list.
    at: Option<TokenRef>,
}

impl State {
    /// The calendar, of everything or of one account, at today.
    pub fn open(account: Option<AccountId>, cx: &mut Cx<'_>) -> Self {
        let today = Day::of(cx.now, cx.settings.shown_zone());
        let mut state = State {
            account,
            day: today,
            top: today.first_of_month(),
            span: Span::Day,
            rows: Vec::new(),
            in_list: false,
            list: ListState::default(),
            at: None,
        };
        state.collect(cx);
        state
    }

    /// Among the days, the keys of a list move by months.
    pub fn label(&self, command: Command) -> Option<&'static str> {
        match command {
            Command::PageDown if !self.in_list => Some("next month"),
            Command::First if !self.in_list => Some("today"),
            _ => None,
        }
    }

    /// Shows the ends of the tokens of one account, or of all.
    pub fn restrict(&mut self, account: Option<AccountId>, cx: &Cx<'_>) {
        self.account = account;
        self.choose(self.day, cx);
    }

    /// Whose calendar this is and how it looks.
    pub fn place(&self) -> (Route, Pose) {
        let part = format!("{} {}", self.span.word(), self.day);
        (Route::Calendar(self.account.clone()), Pose { part, token: self.at.clone(), ..Pose::default() })
    }

    /// Looks as it did.
    pub fn recall(&mut self, account: Option<AccountId>, pose: &Pose, cx: &Cx<'_>) {
        self.account = account;
        let (span, day) = pose.part.split_once(' ').unwrap_or_default();
        self.span = Span::ALL.into_iter().find(|known| known.word() == span).unwrap_or(Span::Day);
        let day = Time::parse_date(day).map(|day| Day::of(day, &TimeZone::utc()));
        self.choose(day.unwrap_or(self.day), cx);
        (self.at, self.in_list) = (pose.token.clone(), pose.token.is_some());
        self.collect(cx);
    }

    fn owner(&self) -> Option<Owner> {
        self.account.clone().map(Owner::Account)
    }

    /// Where the cursor is.
    pub fn whereabouts(&self) -> Whereabouts {
        Whereabouts { day: Some(self.day), ..Whereabouts::list(self.list) }
    }

    /// Whether a command can run here and now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn can(&self, command: Command, cx: &Cx<'_>) -> Result<(), Why> {
        match command {
            Command::Open | Command::ToTokens if self.rows.is_empty() => {
                let key = cx.settings.keys.of(Command::Span);
                Err(Why(format!(
                    "no token ends then; the arrows choose another day, {key} a week or a month"
                )))
            }
            Command::GoCalendar if self.account.is_none() => Err(Why::because("you are here already")),
            Command::Left | Command::Right if self.in_list => {
                Err(Why::because("the list does not scroll sideways; back leads to the days"))
            }
            _ => Ok(()),
        }
    }

    /// What is on screen.
    pub fn watching(&self) -> Vec<Scope> {
        let account = self.owner().map(Scope::Tokens);
        std::iter::once(Scope::Accounts).chain(account).collect()
    }
}
