//! Who can do what, on what: the tokens that can, and those that would, were they not denied or switched off.

mod answer;
mod side;
mod update;
mod view;

use super::cx::Cx;
use super::cx::Why;
use super::deeds;
use super::deeds::Targets;
use super::fixes;
use super::motion::Whereabouts;
use super::place::Pose;
use super::route::Asked;
use super::route::Route;
use crate::command::Command;
use crate::domain::ids::GroupId;
use crate::domain::reach::Target;
use crate::domain::token::TokenRef;
use crate::protocol::Scope;
use crate::ui::list::ListState;
use crate::ui::strip::Hint;
use crate::world::RowNo;
use side::Side;

/// What the footer offers.
pub const HINTS: &[Command] = &[
    Command::Open,
    Command::AskWhat,
    Command::AskWhere,
    Command::NextLens,
    Command::ToTokens,
    Command::Act,
    Command::Back,
    Command::Help,
];

/// What has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Focus {
    What,
    Where,
    List,
}

/// Which tokens are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lens {
    /// Those that can, whatever their status: it is told apart.
    Can,
    /// Those that would, but a deny, their status or their dates take it away.
    Would,
    /// Those that hold a permission there of which nobody knows what it does.
    Unknown,
}

impl Lens {
    pub(super) const ALL: [Lens; 3] = [Lens::Can, Lens::Would, Lens::Unknown];

    fn word(self) -> &'static str {
        match self {
            Lens::Can => "can",
            Lens::Would => "would",
            Lens::Unknown => "unknown",
        }
    }
}

/// What the view remembers.
#[derive(Debug)]
pub struct State {
    what: Side<GroupId>,
    place: Side<Target>,
    focus: Focus,
    lens: Lens,
    /// How many tokens each lens shows, in the order of [`Lens::ALL`]; `None` while nothing is asked. While one types,
    /// only the lens in use is counted: the others wait until the question stands.
    counts: Option<[Option<usize>; 3]>,
    /// The tokens that the lens shows.
    rows: Vec<RowNo>,
    /// Whether news came that was not looked at, because more is coming.
    stale: bool,
    list: ListState,
    /// The token under the cursor.
    at: Option<TokenRef>,
}

impl State {
    /// The question, with what is asked already.
    pub fn open(asked: &Asked, cx: &mut Cx<'_>) -> Self {
        let mut state = State {
            what: Side::default(),
            place: Side::default(),
            focus: Focus::What,
            lens: Lens::Can,
            counts: None,
            rows: Vec::new(),
            stale: false,
            list: ListState::default(),
            at: None,
        };
        state.ask(asked, cx);
        state
    }

    /// Asks another question; an empty one leaves what was asked.
    pub fn ask(&mut self, asked: &Asked, cx: &Cx<'_>) {
        if *asked != Asked::default() {
            self.what = asked.what.as_ref().map_or_else(Side::default, |id| Side::of(id.clone(), cx.world));
            self.place = asked.on.as_ref().map_or_else(Side::default, |on| Side::of(on.clone(), cx.world));
            self.focus = Focus::List;
            self.lens = Lens::Can;
        }
        self.requery(cx);
    }

    /// What is asked and how the answer looks. What was typed and names nothing known is not asked again.
    pub fn place(&self) -> (Route, Pose) {
        let asked = Asked { what: self.what.chosen.clone(), on: self.place.chosen.clone() };
        let nothing = asked.what.is_none() && asked.on.is_none();
        let part = if nothing { Lens::Can } else { self.lens }.word().to_owned();
        (Route::WhoCan(asked), Pose { part, token: self.at.clone(), ..Pose::default() })
    }

    /// Asks the same again.
    pub fn recall(&mut self, asked: &Asked, pose: &Pose, cx: &Cx<'_>) {
        (self.what, self.place, self.focus) = (Side::default(), Side::default(), Focus::What);
        self.ask(asked, cx);
        if let Some(lens) = Lens::ALL.into_iter().find(|lens| lens.word() == pose.part) {
            self.lens = lens;
            self.requery(cx);
        }
        self.at.clone_from(&pose.token);
        self.stay(cx);
    }

    /// The keys of the side that is typed.
    pub fn own_keys(&self) -> Vec<Hint> {
        match self.focus {
            Focus::List => Vec::new(),
            Focus::What => Hint::all(&[("enter", "next"), ("up/down", "choose"), ("esc", "to the list")]),
            Focus::Where => Hint::all(&[("enter", "show"), ("up/down", "choose"), ("esc", "to the list")]),
        }
    }

    /// Whether something is being typed.
    pub fn typing(&self) -> bool {
        self.focus != Focus::List
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    /// The token under the cursor.
    pub fn current<'w>(&self, cx: &'w Cx<'_>) -> Option<&'w TokenRef> {
        let row = self.rows.get(self.list.cursor)?;
        cx.world.row(*row).map(|row| &row.token.at)
    }

    fn targets(&self, cx: &Cx<'_>) -> Targets {
        self.current(cx).map(Targets::one).unwrap_or_default()
    }

    /// Where the cursor is.
    pub fn whereabouts(&self) -> Whereabouts {
        Whereabouts::list(self.list)
    }

    /// Whether a command can run here and now.
    ///
    /// # Errors
    /// The reason why not.
    pub fn can(&self, command: Command, cx: &Cx<'_>) -> Result<(), Why> {
        if let Some(verb) = deeds::verb_of(command) {
            return deeds::can(verb, &self.targets(cx), cx);
        }
        match command {
            Command::NextLens | Command::ToTokens if self.counts.is_none() => {
                let (what, place) =
                    (cx.settings.keys.of(Command::AskWhat), cx.settings.keys.of(Command::AskWhere));
                Err(Why::because(format!("nothing is asked yet: {what} says what, {place} on what")))
            }
            Command::Open | Command::Act | Command::CopyId | Command::CopyAs if self.len() == 0 => {
                Err(Why::because("the list is empty"))
            }
            Command::Fix => fixes::can(self.current(cx), cx.world),
            Command::Left | Command::Right => Err(Why::because("the list does not scroll sideways")),
            _ => Ok(()),
        }
    }

    /// What is on screen: the accounts, and what gives names to the visible rows.
    pub fn watching(&self, cx: &Cx<'_>) -> Vec<Scope> {
        let mut scopes = vec![Scope::Accounts];
        for i in self.list.window(self.len(), self.height(cx.body)) {
            if let Some(row) = self.rows.get(i).and_then(|row| cx.world.row(*row)) {
                scopes.push(Scope::Tokens(row.token.at.owner.clone()));
                scopes.extend(row.token.at.owner.account().cloned().map(Scope::Zones));
            }
        }
        scopes.sort_unstable();
        scopes.dedup();
        scopes
    }
}
