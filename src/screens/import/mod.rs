//! Importing a published page into the matrix: paste it or name its file, see what would come of it, then keep it.
//!
//! The page is judged as soon as it is there and again with every key, by the same rule as on the command line
//! ([`crate::domain::matrix::import::prepare`]). Nothing is kept before enter is pressed on a sound result, and what was
//! entered stays until then, whatever is refused.

mod update;
mod view;

use super::cx::Cx;
use super::cx::Why;
use crate::command::Command;
use crate::domain::matrix::import::NotAMatrix;
use crate::domain::matrix::import::Prepared;
use crate::protocol::Fault;
use crate::protocol::JobId;
use crate::ui::field::Field;
use crate::ui::strip::Hint;

/// What can be typed, from top to bottom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Entry {
    #[default]
    Path,
    Date,
    Name,
    Source,
}

impl Entry {
    const ALL: [Entry; 4] = [Entry::Path, Entry::Date, Entry::Name, Entry::Source];
}

/// Where the page came from, and its text.
#[derive(Clone, Debug, PartialEq)]
enum Page {
    Pasted(String),
    /// The path as typed, and what the file held.
    File(String, String),
}

impl Page {
    fn text(&self) -> &str {
        match self {
            Page::Pasted(text) | Page::File(_, text) => text,
        }
    }
}

/// What the screen remembers.
#[derive(Debug, Default)]
pub struct State {
    fields: [Field; Entry::ALL.len()],
    at: Entry,
    page: Option<Page>,
    /// What became of the page with what was typed beside it.
    judged: Option<Result<Prepared, NotAMatrix>>,
    /// A file being read.
    reading: Option<JobId>,
    /// A snapshot being kept.
    keeping: Option<JobId>,
    /// Why a file could not be read, or a snapshot not be kept.
    fault: Option<Fault>,
    /// First line shown of the result.
    top: usize,
}

impl State {
    fn text(&self, entry: Entry) -> &str {
        self.fields[entry as usize].text()
    }

    /// Whether keys are text now: always.
    pub const fn typing(&self) -> bool {
        true
    }

    /// What the footer offers.
    pub fn own_keys(&self) -> Vec<Hint> {
        let sound = matches!(&self.judged, Some(Ok(Prepared { hindrance: None, .. })));
        let enter = if sound { "keep it" } else { "read the page" };
        Hint::all(&[("enter", enter), ("tab", "next field"), ("esc", "leave"), ("pageup/pagedown", "scroll")])
    }

    /// Whether a command can run here and now. All keys are text; the mouse and the command line give no others.
    ///
    /// # Errors
    /// Never.
    pub fn can(&self, _command: Command, _cx: &Cx<'_>) -> Result<(), Why> {
        Ok(())
    }
}
