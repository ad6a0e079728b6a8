//! The ring: one [`Model`], one [`update()`], one [`view()`].
//!
//! ```text
//!   Msg ──▶ update(&mut Model) ──▶ [Effect]      view(&Model, &Paint) ──▶ frame
//!             │        ▲
//!             ▼        │ Ask
//!          screen::update(Cx)
//! ```
//!
//! `app` routes: keys to dialog, command line, help or screen; engine events to the world and to whoever
//! waits for them; what screens ask to navigation, notes or the outside. It knows no view in particular and does
//! nothing itself: no tasks, files, clock or terminal. Only `tui` calls it.

mod edges;
mod geometry;
mod going;
mod keymap;
mod mouse;
mod nav;
mod news;
mod notes;
mod proposals;
mod report;
mod trail;
mod update;
mod view;
mod views;

pub use geometry::Regions;
pub use keymap::Keymap;
pub use keymap::Refusal;
pub use keymap::Remap;
pub use update::update;
pub use view::view;

use std::collections::VecDeque;

use crate::clock::Time;
use crate::command::ALL;
use crate::command::Command;
use crate::command::Key;
use crate::domain::given::Given;
use crate::protocol::Event;
use crate::protocol::Job;
use crate::protocol::JobId;
use crate::protocol::OpenPlan;
use crate::protocol::Scope;
use crate::screens::Screen;
use crate::screens::cx::Cx;
use crate::screens::cx::Dialog;
use crate::screens::cx::Extent;
use crate::screens::cx::Mouse;
use crate::screens::cx::Pending;
use crate::screens::cx::Settings;
use crate::screens::cx::Toast;
use crate::screens::cx::Tone;
use crate::screens::cx::Why;
use crate::screens::place::Place;
use crate::screens::route::Root;
use crate::screens::route::Route;
use crate::secret::SecretRef;
use crate::ui::help::Entry;
use crate::ui::help::Group;
use crate::ui::help::Help;
use crate::ui::palette::Palette;
use crate::world::World;

/// Everything the program is at a moment. Printable, because no secret is in it.
#[derive(Debug)]
pub struct Model {
    /// What we believe about Cloudflare.
    pub world: World,
    size: Extent,
    now: Time,
    settings: Settings,
    keymap: Keymap,
    nav: nav::Nav,
    trail: trail::Trail,
    over: Option<Over>,
    /// Dialogs that wait until what lies over the screens is closed: none takes the place of a half-answered question.
    waiting: VecDeque<Dialog>,
    /// What was given at the `:` line, in this run and in earlier ones.
    given: Given,
    /// Plans that an earlier run left open.
    open_plans: Vec<OpenPlan>,
    toasts: notes::Toasts,
    jobs: notes::Jobs,
    pending: Pending,
    watched: Vec<Scope>,
    next_job: u64,
}

/// What lies over the screens; at most one thing.
#[derive(Debug)]
enum Over {
    Dialog(Dialog),
    Palette(Palette),
    Help(Help),
}

/// What happens to the model.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// Pasted text was a secret and has been put into the vault: where, and how many characters it had.
    Secret(SecretRef, usize),
    /// The terminal has this size now.
    Resize(u16, u16),
    /// The mouse did something at this cell of the terminal.
    Mouse(Mouse),
    /// Time went on.
    Tick(Time),
    /// The engine reports, in this order.
    Engine(Vec<Event>),
}

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Hand a job to the engine.
    Submit(JobId, Job),
    /// Stop a job.
    Cancel(JobId),
    /// Put text on the clipboard.
    CopyText(String),
    /// Wipe a value from the vault.
    Forget(SecretRef),
    /// Give the terminal back to the shell for a while.
    Suspend,
    /// Leave, and start the demo.
    OpenDemo,
    /// Leave.
    Quit,
}

impl Model {
    /// A model at its first screen: the tokens, or the welcome when there is no credential. Answers also what is to be done first.
    pub fn new(
        start: &Route,
        settings: Settings,
        keymap: Keymap,
        now: Time,
        size: (u16, u16),
    ) -> (Model, Vec<Effect>) {
        let world = World::new(now, settings.thresholds);
        let size = Extent { width: size.0, height: size.1 };
        let pending = Pending::new();
        let mut next_job = 0;
        let body = geometry::regions(size).body_extent();
        let mut cx = Cx::new(&world, now, body, &settings, &pending, &mut next_job);
        let screen = Screen::open(start, &mut cx);
        let asks = cx.into_asks();
        let root = start.root().unwrap_or(Root::Tokens);
        let mut model = Model {
            world,
            size,
            now,
            settings,
            keymap,
            nav: nav::Nav::new(root, screen),
            trail: trail::Trail::default(),
            over: None,
            waiting: VecDeque::new(),
            given: Given::default(),
            open_plans: Vec::new(),
            toasts: notes::Toasts::default(),
            jobs: notes::Jobs::default(),
            pending,
            watched: Vec::new(),
            next_job,
        };
        let effects = update::start(&mut model, asks);
        (model, effects)
    }

    /// Returns to where an earlier run ended, before anything is drawn. Answers what is to be done. Where that turns out not
    /// to be there any more, the list of all tokens takes its place, with a note.
    pub fn restore(&mut self, place: Place) -> Vec<Effect> {
        trail::restore(self, place)
    }

    /// Where one is, for the next run; `None` on the first screen.
    pub fn place(&self) -> Option<Place> {
        trail::here(self)
    }

    /// Says what went wrong before the start. All of it is among the messages; the first of it stays in sight until a
    /// key is pressed.
    pub fn warn(&mut self, warnings: Vec<String>) {
        let (count, first) = (warnings.len(), warnings.first().cloned());
        for text in warnings {
            self.toasts.note(Toast { tone: Tone::Warn, text }, self.now);
        }
        match (count, first) {
            (_, None) => {}
            (1, Some(text)) => self.toasts.insist(text, self.now),
            (n, Some(first)) => {
                let key = self.keymap.shown(Command::Messages);
                self.toasts.insist(format!("{n} warnings, {key} shows them all: {first}"), self.now);
            }
        }
    }

    /// Whether keys are text now: no command may steal a letter.
    pub fn typing(&self) -> bool {
        match &self.over {
            Some(Over::Dialog(dialog)) => dialog.modal.takes_text(),
            Some(Over::Palette(_) | Over::Help(_)) => true,
            None => self.nav.top().is_some_and(Screen::typing),
        }
    }

    /// Why a command cannot run here and now, if it cannot.
    fn can(&self, command: Command) -> Result<(), Why> {
        let Some(screen) = self.nav.top() else { return Ok(()) };
        if command.spec().danger && self.settings.read_only {
            return Err(Why::read_only());
        }
        match command {
            Command::Unfinished if self.open_plans.is_empty() => {
                return Err(Why::because("no earlier run left anything unfinished"));
            }
            Command::Messages if self.toasts.log().next().is_none() => {
                return Err(Why::because("nothing has been said yet"));
            }
            Command::Views if self.settings.views.is_empty() => {
                return Err(Why::because("there are none; write [[view]] into config.toml"));
            }
            Command::Seen if self.world.marked().is_empty() => {
                return Err(Why::because("nothing is new, changed or gone since you last looked"));
            }
            Command::GoNews if matches!(self.nav.top(), Some(Screen::News(_))) => return Err(edges::here()),
            Command::PlaceBack => trail::can(self, trail::Way::Back)?,
            Command::PlaceForward => trail::can(self, trail::Way::Forward)?,
            Command::Stop if self.jobs.deeds().next().is_none() => {
                return Err(Why::because("no deeds are running"));
            }
            _ => {}
        }
        if edges::leads_to(command).is_some_and(|root| self.nav.is_at(root)) {
            return Err(edges::here());
        }
        let layer = command.spec().layer;
        if !screen.layers().contains(&layer) {
            return Err(Why::because(format!("it belongs to: {}", layer.heading().to_lowercase())));
        }
        let mut unused = self.next_job;
        let body = geometry::regions(self.size).body_extent();
        screen.can(command, &Cx::new(&self.world, self.now, body, &self.settings, &self.pending, &mut unused))
    }

    /// The commands of this place, for help.
    fn help(&self) -> Vec<Group> {
        let layers = self.nav.top().map_or(&[][..], Screen::layers);
        let mut groups: Vec<Group> = Vec::new();
        for layer in layers {
            let entries = ALL.iter().filter(|spec| spec.layer == *layer).map(|spec| Entry {
                keys: self
                    .keymap
                    .keys(spec.command)
                    .iter()
                    .map(Key::to_string)
                    .collect::<Vec<_>>()
                    .join(", "),
                name: spec.name.into(),
                label: spec.label.into(),
                help: spec.help.into(),
                why_not: self.can(spec.command).err().map(|why| why.0),
            });
            let title = layer.heading();
            match groups.iter_mut().find(|g| g.title == title) {
                Some(group) => group.entries.extend(entries),
                None => groups.push(Group { title: title.into(), entries: entries.collect() }),
            }
        }
        groups
    }

    /// Whether the picture is still being drawn. Without a credential there is nobody to ask.
    fn reading(&self) -> bool {
        !self.nav.has(Root::Welcome) && self.world.reading()
    }

    /// Whether something is under way, so that a moving sign on screen is honest.
    pub fn busy(&self) -> bool {
        !self.jobs.all().is_empty() || self.world.asking() || self.reading()
    }

    /// Whether something on screen goes away by itself soon.
    pub fn passing(&self) -> bool {
        self.toasts.passing()
    }

    /// Width and height of the terminal, as last told.
    pub fn size(&self) -> (u16, u16) {
        (self.size.width, self.size.height)
    }

    /// Whether times are shown in UTC.
    pub fn utc(&self) -> bool {
        self.settings.utc
    }
}
