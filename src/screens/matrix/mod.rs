//! The compatibility matrix: products × dated snapshots, and how many of my tokens use each product.
//!
//! What is typed in the filter and what keys chose is one text: `o`, `m`, `d` and `D` change a term of it. The
//! snapshots that have no room scroll sideways under a column cursor.

mod grid;
mod update;
mod view;

pub(super) use view::sign_of;

use super::cx::Cx;
use super::cx::Why;
use super::motion::Whereabouts;
use super::place::Pose;
use super::place::order;
use super::place::ordered;
use crate::command::Command;
use crate::domain::filter::Complaint;
use crate::domain::matrix::Snapshot;
use crate::ui::FilterLine;
use crate::ui::list::ListState;
use crate::ui::strip::Hint;
use crate::world::World;

/// What the footer offers.
pub const HINTS: &[Command] = &[
    Command::Open,
    Command::Filter,
    Command::OnlyStatus,
    Command::ChangedSince,
    Command::OnlyMine,
    Command::ImportPage,
    Command::Help,
    Command::Sort,
    Command::CommandLine,
    Command::Quit,
];

/// By what products are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Name,
    /// What the newest snapshot says.
    Status,
    /// Tokens of accounts that use it.
    Account,
    /// User tokens that use it.
    User,
}

impl By {
    const ALL: [By; 4] = [By::Name, By::Status, By::Account, By::User];

    fn word(self) -> &'static str {
        match self {
            By::Name => "name",
            By::Status => "status",
            By::Account => "account",
            By::User => "user",
        }
    }
}

/// What the view remembers.
#[derive(Debug)]
pub struct State {
    filter: FilterLine,
    /// What is wrong with the filter as typed; the last good one stays in force.
    complaint: Option<Complaint>,
    by: By,
    descending: bool,
    /// The products that match, by name, in order.
    shown: Vec<Box<str>>,
    list: ListState,
    /// The product under the cursor, so that it stays there when others come and go.
    at: Option<Box<str>>,
    /// The snapshot under the column cursor, by id; `None`: the newest.
    column: Option<Box<str>>,
}

impl State {
    /// The whole matrix.
    pub fn open(cx: &mut Cx<'_>) -> Self {
        let mut state = State {
            filter: FilterLine::default(),
            complaint: None,
            by: By::Name,
            descending: false,
            shown: Vec::new(),
            list: ListState::default(),
            at: None,
            column: None,
        };
        state.rebuild(cx);
        state
    }

    /// How the matrix looks.
    pub fn pose(&self) -> Pose {
        Pose {
            filter: self.filter.text().to_owned(),
            sort: order(self.by.word(), self.descending),
            part: self.column.as_deref().unwrap_or_default().to_owned(),
            row: self.at.as_deref().unwrap_or_default().to_owned(),
            ..Pose::default()
        }
    }

    /// Looks as it did.
    pub fn recall(&mut self, pose: &Pose, cx: &Cx<'_>) {
        let some = |word: &str| (!word.is_empty()).then(|| word.into());
        self.filter.discard();
        self.filter.field.set(&pose.filter);
        let (word, descending) = ordered(&pose.sort);
        let by = By::ALL.into_iter().find(|by| by.word() == word);
        (self.by, self.descending) = by.map_or((By::Name, false), |by| (by, descending));
        (self.column, self.at, self.list) = (some(&pose.part), some(&pose.row), ListState::default());
        self.rebuild(cx);
    }

    /// The keys of the filter while it is typed.
    pub fn own_keys(&self) -> Vec<Hint> {
        self.filter.hints()
    }

    /// Whether the filter is being typed.
    pub fn typing(&self) -> bool {
        self.filter.typing()
    }

    /// The place of the snapshot under the column cursor.
    fn place(&self, world: &World) -> usize {
        let newest = world.matrix().snapshots().len().saturating_sub(1);
        self.column.as_deref().and_then(|id| world.matrix().column(id)).unwrap_or(newest)
    }

    /// The snapshot under the column cursor.
    fn chosen<'w>(&self, world: &'w World) -> Option<&'w Snapshot> {
        world.matrix().snapshots().get(self.place(world))
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
        let last = cx.world.matrix().snapshots().len().saturating_sub(1);
        match command {
            Command::Open | Command::Sort | Command::ReverseSort if self.shown.is_empty() => {
                Err(Why::because("the list is empty"))
            }
            Command::Mark | Command::MarkRange | Command::InvertMarks => {
                let (since, until) =
                    (cx.settings.keys.of(Command::ChangedSince), cx.settings.keys.of(Command::ChangedUntil));
                let text =
                    format!("products cannot be marked; {since} and {until} choose the snapshots to compare");
                Err(Why(text))
            }
            Command::ClearFilter if self.filter.text().is_empty() => Err(Why::because("there is no filter")),
            Command::Left if self.place(cx.world) == 0 => Err(Why::because("this is the oldest snapshot")),
            Command::Right if self.place(cx.world) == last => {
                Err(Why::because("this is the newest snapshot"))
            }
            Command::Refresh => {
                let key = cx.settings.keys.of(Command::ImportPage);
                Err(Why(format!("snapshots are not fetched: {key} imports a page that you copied or saved")))
            }
            Command::RemoveSnapshot => match self.chosen(cx.world) {
                Some(snapshot) if !snapshot.shipped => Ok(()),
                Some(snapshot) => {
                    let (left, right) =
                        (cx.settings.keys.of(Command::Left), cx.settings.keys.of(Command::Right));
                    let stays = format!("{} ships with the program and stays", snapshot.id);
                    Err(Why(format!("{stays}; {left} and {right} choose another")))
                }
                None => Err(Why::because("there is no snapshot")),
            },
            _ => Ok(()),
        }
    }
}
