//! What a screen's `update` may see and ask, and what its `view` may see.
//!
//! A screen never acts: it asks through [`Cx`], and `app` decides. It holds ids, cursors and text being typed;
//! everything else it derives from the world when it draws.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::clock::Time;
use crate::clock::TimeZone;
use crate::command::Command;
use crate::command::Key;
use crate::domain::finding::Thresholds;
use crate::domain::token::TokenRef;
use crate::domain::view::Column;
use crate::domain::view::View;
use crate::protocol::Event;
use crate::protocol::Job;
use crate::protocol::JobId;
use crate::protocol::Progress;
use crate::protocol::Verb;
use crate::screens::route::Route;
use crate::ui::Modal;
use crate::ui::Paint;
use crate::world::Changed;
use crate::world::World;

/// Width and height in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Extent {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

/// What the user chose, as far as screens need it.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The profile or source of the credential, for the header.
    pub profile: String,
    /// Where the server is, for the header and for copied requests. Includes `/client/v4`.
    pub base_url: String,
    /// Nothing is changed at Cloudflare.
    pub read_only: bool,
    /// Times in UTC.
    pub utc: bool,
    /// The zone of this machine, for days and times that are not in UTC.
    pub zone: TimeZone,
    /// The mouse scrolls and clicks.
    pub mouse: bool,
    /// From when on a weakness is a finding.
    pub thresholds: Thresholds,
    /// What is on screen counts as old after this many milliseconds.
    pub fresh_visible: i64,
    /// Everything else counts as old after this many milliseconds.
    pub fresh_other: i64,
    /// The columns that the list of tokens begins with.
    pub columns: Vec<Column>,
    /// Saved views, by unique name.
    pub views: Vec<View>,
    /// The keys of all commands.
    pub keys: Keys,
    /// Where credentials were looked for, for the first screen.
    pub looked: Vec<String>,
}

/// The keys of all commands, to be named in sentences.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keys(BTreeMap<Command, Option<Key>>);

impl Keys {
    /// These commands have these keys, or none; all others have their defaults.
    pub fn new(keys: impl IntoIterator<Item = (Command, Option<Key>)>) -> Self {
        Keys(keys.into_iter().collect())
    }

    /// The first key of a command; where it has none, what gives it on the command line.
    pub fn of(&self, command: Command) -> String {
        let spec = command.spec();
        let named = || format!(":{}", spec.name);
        match self.0.get(&command) {
            Some(key) => key.map_or_else(named, |key| key.to_string()),
            None => spec.keys.first().map_or_else(named, |key| (*key).to_owned()),
        }
    }
}

impl Settings {
    /// The zone in which days and times are shown.
    pub fn shown_zone(&self) -> &TimeZone {
        static UTC: LazyLock<TimeZone> = LazyLock::new(TimeZone::utc);
        if self.utc { &UTC } else { &self.zone }
    }
}

/// A job that has been asked for and has not ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Running {
    /// What was asked.
    pub job: Job,
    /// When.
    pub since: Time,
    /// How far it is.
    pub progress: Option<Progress>,
}

/// Tokens on which a deed is under way.
pub type Pending = BTreeMap<TokenRef, Verb>;

/// What `update` may see and ask.
pub struct Cx<'a> {
    /// What we believe.
    pub world: &'a World,
    /// The present moment, as the model has it.
    pub now: Time,
    /// The room there is for the screen.
    pub body: Extent,
    /// What the user chose.
    pub settings: &'a Settings,
    /// Deeds under way.
    pub pending: &'a Pending,
    next_job: &'a mut u64,
    asks: Vec<Ask>,
}

/// What a screen asks of `app`.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Have the engine do something.
    Run(JobId, Job),
    /// Stop a job: no further step.
    Cancel(JobId),
    /// Go somewhere.
    Go(Route),
    /// One level back.
    Back,
    /// Put a dialog on top.
    Dialog(Dialog),
    /// Put text on the clipboard.
    Copy {
        /// The text.
        text: String,
        /// What it is, for the note: `id of dns-robot`.
        what: String,
    },
    /// Say something for a few seconds.
    Toast(Toast),
    /// Leave for the demo.
    OpenDemo,
}

/// A short note at the edge of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// How it looks.
    pub tone: Tone,
    /// What it says.
    pub text: String,
}

/// How a note looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something is so.
    Info,
    /// Something went well.
    Good,
    /// Something needs attention.
    Warn,
    /// Something failed.
    Bad,
}

/// A question or a message on top of everything, and what follows each answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Dialog {
    /// What it says and how it is answered.
    pub modal: Modal,
    /// What follows: of a question the first, of a menu the one with the number of the entry.
    pub then: Vec<Then>,
}

/// What follows an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Then {
    /// Have the engine do something.
    Run(Job),
    /// Another question first.
    Ask(Box<Dialog>),
    /// Give a command, as if its key had been pressed.
    Command(Command),
    /// Go somewhere.
    Go(Route),
    /// Put text on the clipboard: the text, and what it is.
    Copy(String, String),
}

impl<'a> Cx<'a> {
    /// A context for one update. `next_job` is the model's counter.
    pub fn new(
        world: &'a World,
        now: Time,
        body: Extent,
        settings: &'a Settings,
        pending: &'a Pending,
        next_job: &'a mut u64,
    ) -> Self {
        Cx { world, now, body, settings, pending, next_job, asks: Vec::new() }
    }

    /// Has the engine do something; the answer comes as an event with this number.
    pub fn run(&mut self, job: Job) -> JobId {
        *self.next_job += 1;
        let id = JobId(*self.next_job);
        self.asks.push(Ask::Run(id, job));
        id
    }

    /// Stops a job.
    pub fn cancel(&mut self, id: JobId) {
        self.asks.push(Ask::Cancel(id));
    }

    /// Goes somewhere.
    pub fn go(&mut self, to: Route) {
        self.asks.push(Ask::Go(to));
    }

    /// Goes one level back.
    pub fn back(&mut self) {
        self.asks.push(Ask::Back);
    }

    /// Puts a dialog on top.
    pub fn dialog(&mut self, dialog: Dialog) {
        self.asks.push(Ask::Dialog(dialog));
    }

    /// Puts text on the clipboard and says so.
    pub fn copy(&mut self, text: impl Into<String>, what: impl Into<String>) {
        self.asks.push(Ask::Copy { text: text.into(), what: what.into() });
    }

    /// Says something for a few seconds.
    pub fn toast(&mut self, tone: Tone, text: impl Into<String>) {
        self.asks.push(Ask::Toast(Toast { tone, text: text.into() }));
    }

    /// Leaves for the demo.
    pub fn open_demo(&mut self) {
        self.asks.push(Ask::OpenDemo);
    }

    /// What was asked, in order.
    pub fn into_asks(self) -> Vec<Ask> {
        self.asks
    }
}

/// What `view` may see.
pub struct Seen<'a> {
    /// What we believe.
    pub world: &'a World,
    /// The present moment, as the model has it.
    pub now: Time,
    /// What the user chose.
    pub settings: &'a Settings,
    /// Deeds under way.
    pub pending: &'a Pending,
    /// Jobs under way, the oldest first.
    pub jobs: &'a BTreeMap<JobId, Running>,
    /// How things are painted.
    pub paint: &'a Paint<'a>,
}

/// What happens to a screen.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// A command that the screen said it can run.
    Command(Command),
    /// A job made progress or ended.
    Event(&'a Event),
    /// The world has changed.
    Changed(&'a Changed),
    /// Time went on.
    Tick,
    /// The terminal has another size.
    Resized,
    /// It is on top again, or for the first time.
    Shown,
    /// A click at this cell of the body, or the wheel.
    Mouse(Mouse),
}

/// What the mouse did inside the body; coordinates count from its top left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    /// A click.
    Click(u16, u16),
    /// The wheel, away from the hand.
    WheelUp,
    /// The wheel, towards the hand.
    WheelDown,
}

/// Why a command cannot run here and now: shown instead of the deed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why(pub String);

impl Why {
    /// Nothing is changed at Cloudflare in read-only mode.
    pub fn read_only() -> Self {
        Why("read-only mode: start without --read-only to change tokens".to_owned())
    }

    /// A reason, as a sentence.
    pub fn because(text: impl Into<String>) -> Self {
        Why(text.into())
    }
}
