//! One folder per view, and the registry of them all.
//!
//! Every folder offers the same: `State` with `open`, `can`, `update` and `view`, in files of the same names. A
//! screen holds ids, cursors and text being typed; what it shows it reads from the world when it draws. To add a
//! view, copy a folder and follow the compiler through the matches in this file.

pub mod accounts;
pub mod calendar;
mod copy;
pub mod cx;
pub mod deeds;
mod fixes;
pub mod history;
pub mod import;
pub mod listing;
pub mod matrix;
pub mod motion;
pub mod news;
pub mod note;
mod panes;
pub mod place;
pub mod probe;
pub mod product;
pub mod request;
pub mod requests;
pub mod route;
pub mod token;
pub mod tokens;
mod twin;
pub mod welcome;
pub mod who_can;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::command::Command;
use crate::command::Key;
use crate::command::Layer;
use crate::domain::reach;
use crate::domain::reach::Target;
use crate::domain::token::TokenRef;
use crate::protocol::Scope;
use crate::ui::strip::Hint;
use cx::Cx;
use cx::Input;
use cx::Seen;
use cx::Why;
use listing::Listing;
use motion::Whereabouts;
use route::Asked;
use route::Route;

/// A view that is alive.
#[derive(Debug)]
pub enum Screen {
    /// [`Route::Welcome`]
    Welcome(welcome::State),
    /// [`Route::Tokens`]
    Tokens(Box<tokens::State>),
    /// [`Route::Token`]
    Token(Box<token::State>),
    /// [`Route::History`]
    History(history::State),
    /// [`Route::Note`]
    Note(Box<note::State>),
    /// [`Route::News`]
    News(news::State),
    /// [`Route::Calendar`]
    Calendar(calendar::State),
    /// [`Route::WhoCan`]
    WhoCan(Box<who_can::State>),
    /// [`Route::Accounts`]
    Accounts(accounts::State),
    /// [`Route::Matrix`]
    Matrix(Box<matrix::State>),
    /// [`Route::Product`]
    Product(Box<product::State>),
    /// [`Route::Import`]
    Import(Box<import::State>),
    /// [`Route::Requests`]
    Requests(requests::State),
    /// [`Route::Request`]
    Request(request::State),
}

macro_rules! each {
    ($screen:expr, $state:ident => $call:expr) => {
        match $screen {
            Screen::Welcome($state) => $call,
            Screen::Tokens($state) => $call,
            Screen::Token($state) => $call,
            Screen::History($state) => $call,
            Screen::Note($state) => $call,
            Screen::News($state) => $call,
            Screen::Calendar($state) => $call,
            Screen::WhoCan($state) => $call,
            Screen::Accounts($state) => $call,
            Screen::Matrix($state) => $call,
            Screen::Product($state) => $call,
            Screen::Import($state) => $call,
            Screen::Requests($state) => $call,
            Screen::Request($state) => $call,
        }
    };
}

/// The views in which something can be typed, and those in which nothing can.
macro_rules! typed {
    ($screen:expr, $state:ident => $call:expr, else $rest:expr) => {
        match $screen {
            Screen::Tokens($state) => $call,
            Screen::Accounts($state) => $call,
            Screen::Matrix($state) => $call,
            Screen::Import($state) => $call,
            Screen::Token($state) => $call,
            Screen::WhoCan($state) => $call,
            Screen::Note($state) => $call,
            Screen::Welcome(_)
            | Screen::History(_)
            | Screen::News(_)
            | Screen::Calendar(_)
            | Screen::Product(_)
            | Screen::Requests(_)
            | Screen::Request(_) => $rest,
        }
    };
}

impl Screen {
    /// A new view.
    pub fn open(route: &Route, cx: &mut Cx<'_>) -> Screen {
        match route {
            Route::Welcome => Screen::Welcome(welcome::State::open(cx)),
            Route::Tokens(account) => Screen::Tokens(Box::new(tokens::State::open(account.clone(), cx))),
            Route::View(name) => {
                let mut state = tokens::State::open(None, cx);
                state.show_view(name, cx);
                Screen::Tokens(Box::new(state))
            }
            Route::Token(at) => Screen::Token(Box::new(token::State::open(at.clone(), cx))),
            Route::Filtered { account, filter } => {
                let mut state = tokens::State::open(account.clone(), cx);
                state.narrow(filter, cx);
                Screen::Tokens(Box::new(state))
            }
            Route::History(at) => Screen::History(history::State::open(at.clone(), cx)),
            Route::Note(at) => Screen::Note(Box::new(note::State::open(at.clone(), cx))),
            Route::News => Screen::News(news::State::open(cx)),
            Route::Calendar(account) => Screen::Calendar(calendar::State::open(account.clone(), cx)),
            Route::WhoCan(asked) => Screen::WhoCan(Box::new(who_can::State::open(asked, cx))),
            Route::Accounts => Screen::Accounts(accounts::State::open(cx)),
            Route::Matrix => Screen::Matrix(Box::new(matrix::State::open(cx))),
            Route::Import => Screen::Import(Box::default()),
            Route::Product(name) => Screen::Product(Box::new(product::State::open(name.clone(), cx))),
            Route::Requests => Screen::Requests(requests::State::open(cx)),
            Route::Request(id) => Screen::Request(request::State::open(*id)),
        }
    }

    /// Goes to another address within a view that is alive already.
    pub fn revisit(&mut self, route: &Route, cx: &mut Cx<'_>) {
        match (self, route) {
            (Screen::Tokens(state), Route::Tokens(account)) => state.restrict(account.clone(), cx),
            (Screen::Tokens(state), Route::View(name)) => state.show_view(name, cx),
            (Screen::Tokens(state), Route::Filtered { account, filter }) => {
                state.restrict(account.clone(), cx);
                state.narrow(filter, cx);
            }
            (Screen::Calendar(state), Route::Calendar(account)) => state.restrict(account.clone(), cx),
            (Screen::WhoCan(state), Route::WhoCan(asked)) => state.ask(asked, cx),
            _ => {}
        }
    }

    /// Where a command that is the same everywhere leads from here, if the place says more than the command.
    pub fn leads(&self, command: Command, cx: &Cx<'_>) -> Option<Route> {
        match (command, self) {
            (Command::GoCalendar, Screen::Tokens(s)) => Some(Route::Calendar(s.account().cloned())),
            (Command::GoWhoCan, Screen::Tokens(s)) => s.current(cx).map(|at| asked_by(at, cx)),
            (Command::GoWhoCan, Screen::Token(s)) => Some(asked_by(s.at(), cx)),
            (Command::GoWhoCan, Screen::Accounts(s)) => {
                let on = s.current().cloned().map(Target::Account);
                Some(Route::WhoCan(Asked { what: None, on }))
            }
            (Command::Note, _) => self.token(cx).cloned().map(Route::Note),
            (Command::History, _) => self.token(cx).cloned().map(Route::History),
            _ => None,
        }
    }

    /// The token that is open or under the cursor, be it gone.
    fn token<'a>(&'a self, cx: &'a Cx<'_>) -> Option<&'a TokenRef> {
        match self {
            Screen::Tokens(s) => s.remembered(cx),
            Screen::Token(s) => Some(s.at()),
            Screen::WhoCan(s) => s.current(cx),
            _ => None,
        }
    }

    /// Of what is news, that which this place shows: the token that is open, or what a filter lets through. `None`: it
    /// shows no choice.
    pub fn news(&self, cx: &Cx<'_>) -> Option<Vec<TokenRef>> {
        match self {
            Screen::Tokens(s) => s.filtered_news(cx),
            Screen::Token(s) => Some(vec![s.at().clone()]),
            Screen::History(s) => Some(vec![s.token().clone()]),
            _ => None,
        }
    }

    /// Whether a command can run here and now.
    ///
    /// # Errors
    /// The reason why not, as a sentence for the user.
    pub fn can(&self, command: Command, cx: &Cx<'_>) -> Result<(), Why> {
        each!(self, s => s.can(command, cx))
    }

    /// Something happens.
    pub fn update(&mut self, input: Input<'_>, cx: &mut Cx<'_>) {
        each!(self, s => s.update(input, cx));
    }

    /// Where the cursor is.
    pub fn whereabouts(&self) -> Whereabouts {
        match self {
            Screen::Welcome(_) | Screen::Note(_) | Screen::Import(_) => Whereabouts::default(),
            Screen::Tokens(s) => s.whereabouts(),
            Screen::Token(s) => s.whereabouts(),
            Screen::History(s) => s.whereabouts(),
            Screen::News(s) => s.whereabouts(),
            Screen::Calendar(s) => s.whereabouts(),
            Screen::WhoCan(s) => s.whereabouts(),
            Screen::Accounts(s) => s.whereabouts(),
            Screen::Matrix(s) => s.whereabouts(),
            Screen::Product(s) => s.whereabouts(),
            Screen::Requests(s) => s.whereabouts(),
            Screen::Request(s) => s.whereabouts(),
        }
    }

    /// Offers a key before it is looked up as a command. Answers whether the screen took it: as text while something
    /// is typed, or because the JSON pane has keys of its own.
    pub fn press(&mut self, key: Key, cx: &mut Cx<'_>) -> bool {
        typed!(self, s => s.press(key, cx), else false)
    }

    /// Text was pasted.
    pub fn paste(&mut self, text: &str, cx: &mut Cx<'_>) {
        typed!(self, s => s.paste(text, cx), else {});
    }

    /// Paints. Changes nothing.
    pub fn view(&self, seen: &Seen<'_>, frame: &mut Frame<'_>, area: Rect) {
        each!(self, s => s.view(seen, frame, area));
    }

    /// The layers whose commands can be given here, the most particular first.
    pub fn layers(&self) -> &'static [Layer] {
        match self {
            Screen::Welcome(_) => &[Layer::Welcome, Layer::Everywhere, Layer::Always],
            Screen::Tokens(_) => {
                &[Layer::Tokens, Layer::Token, Layer::List, Layer::Moving, Layer::Everywhere, Layer::Always]
            }
            Screen::Token(_) => {
                &[Layer::Detail, Layer::Token, Layer::Moving, Layer::Everywhere, Layer::Always]
            }
            Screen::History(_) | Screen::News(_) => &[Layer::Moving, Layer::Everywhere, Layer::Always],
            Screen::Note(_) => &[Layer::Everywhere, Layer::Always],
            Screen::Calendar(_) => {
                &[Layer::Calendar, Layer::Answers, Layer::Moving, Layer::Everywhere, Layer::Always]
            }
            Screen::WhoCan(_) => &[
                Layer::WhoCan,
                Layer::Answers,
                Layer::Token,
                Layer::Moving,
                Layer::Everywhere,
                Layer::Always,
            ],
            Screen::Accounts(_) => {
                &[Layer::Accounts, Layer::List, Layer::Moving, Layer::Everywhere, Layer::Always]
            }
            Screen::Matrix(_) => {
                &[Layer::Matrix, Layer::List, Layer::Moving, Layer::Everywhere, Layer::Always]
            }
            Screen::Import(_) => &[Layer::Always],
            Screen::Product(_) => &[Layer::Product, Layer::Moving, Layer::Everywhere, Layer::Always],
            Screen::Requests(_) | Screen::Request(_) => {
                &[Layer::Requests, Layer::Moving, Layer::Everywhere, Layer::Always]
            }
        }
    }

    /// The commands that matter most here, for the footer, most important first.
    pub fn hints(&self) -> &'static [Command] {
        match self {
            Screen::Welcome(_) => &[Command::OpenDemo, Command::CopyLink, Command::Help, Command::Quit],
            Screen::Tokens(_) => tokens::HINTS,
            Screen::Token(s) => s.hints(),
            Screen::History(_) => history::HINTS,
            Screen::Note(_) => &[],
            Screen::News(_) => news::HINTS,
            Screen::Calendar(_) => calendar::HINTS,
            Screen::WhoCan(_) => who_can::HINTS,
            Screen::Accounts(_) => accounts::HINTS,
            Screen::Matrix(_) => matrix::HINTS,
            Screen::Product(_) => product::HINTS,
            Screen::Import(_) => &[],
            Screen::Requests(_) => requests::HINTS,
            Screen::Request(_) => request::HINTS,
        }
    }

    /// What a command does here, for the footer: in the screen's own words where the usual ones would mislead.
    pub fn label(&self, command: Command) -> &'static str {
        let own = match self {
            Screen::Calendar(s) => s.label(command),
            _ => None,
        };
        own.unwrap_or(command.spec().label)
    }

    /// The keys that the screen takes for itself now, for the footer: what is typed, or a pane with keys of its own.
    pub fn own_keys(&self) -> Vec<Hint> {
        typed!(self, s => s.own_keys(), else Vec::new())
    }

    /// Whether keys are text now.
    pub fn typing(&self) -> bool {
        typed!(self, s => s.typing(), else false)
    }

    /// What is on screen and should be kept fresh.
    pub fn watching(&self, cx: &Cx<'_>) -> Vec<Scope> {
        match self {
            Screen::Tokens(s) => s.watching(cx),
            Screen::Token(s) => s.watching(),
            Screen::Accounts(s) => s.watching(cx),
            Screen::Calendar(s) => s.watching(),
            Screen::History(s) => s.watching(),
            Screen::WhoCan(s) => s.watching(cx),
            Screen::Product(s) => s.watching(cx),
            Screen::Matrix(_) => vec![Scope::Accounts],
            Screen::Import(_) => Vec::new(),
            Screen::Welcome(_)
            | Screen::Requests(_)
            | Screen::Request(_)
            | Screen::Note(_)
            | Screen::News(_) => Vec::new(),
        }
    }
}

/// Who else can do what this token can: its gravest permission, and on what, where that is one thing.
fn asked_by(at: &TokenRef, cx: &Cx<'_>) -> Route {
    let how = cx.world.token(at).and_then(|token| reach::how(&token.policies, &|_| true, None, cx.world));
    let on = how.as_ref().and_then(|how| match &how.over[..] {
        [Target::ZonesOf(id) | Target::BucketsOf(id) | Target::ScriptsOf(id)] => {
            Some(Target::Account(id.clone()))
        }
        [one] if !one.is_everywhere() => Some(one.clone()),
        _ => None,
    });
    Route::WhoCan(Asked { what: how.map(|how| how.group.id), on })
}
