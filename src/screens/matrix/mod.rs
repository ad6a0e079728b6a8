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
                Err(Why::because("products cannot be marked; d and D choose the snapshots to compare"))
            }
            Command::ClearFilter if self.filter.text().is_empty() => Err(Why::because("there is no filter")),
            Command::Left if self.place(cx.world) == 0 => Err(Why::because("this is the oldest snapshot")),
            Command::Right if self.place(cx.world) == last => {
                Err(Why::because("this is the newest snapshot"))
            }
            Command::Refresh => {
                Err(Why::because("snapshots are not fetched: i imports a page that you copied or saved"))
            }
            Command::RemoveSnapshot => match self.chosen(cx.world) {
                Some(snapshot) if !snapshot.shipped => Ok(()),
                Some(snapshot) => {
                    let text =
                        format!("{} ships with the program and stays; h and l choose another", snapshot.id);
                    Err(Why(text))
                }
                None => Err(Why::because("there is no snapshot")),
            },
            _ => Ok(()),
        }
    }
}
