//! The only room that touches a terminal: the loop, and the hands of `app`.
//!
//! ```text
//!   signals ─┐
//!   terminal ┼─▶ Msg ─▶ app::update ─▶ Effects ─▶ engine, clipboard, terminal
//!   engine  ─┤              │
//!   clock   ─┘              ▼
//!                       app::view ─▶ one frame, at once after a key, else at most every 16 ms
//! ```
//!
//! The select is biased in that order: nothing that the server does can delay a key. Skipping frames changes
//! nothing, because `update` never asks whether it was drawn. Called by `cli` only.

mod clipboard;
mod effects;
mod input;
pub mod signals;
mod terminal;

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::EventStream;
use futures_util::StreamExt;
use tokio::sync::mpsc::Receiver;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::Instant;
use tokio::time::sleep_until;
use tokio::time::timeout;

use crate::app;
use crate::app::Effect;
use crate::app::Keymap;
use crate::app::Model;
use crate::app::Msg;
use crate::clock::Clock;
use crate::clock::TimeZone;
use crate::engine::Engine;
use crate::protocol::Event;
use crate::protocol::Job;
use crate::screens::cx::Settings;
use crate::screens::place::Place;
use crate::screens::route::Route;
use crate::secret::Vault;
use crate::ui::Paint;
use crate::ui::Theme;
use effects::Hands;
use signals::Signal;
use terminal::Screen;

/// Engine events are drawn at most this often.
const FRAME: Duration = Duration::from_millis(16);
/// How often the clock ticks when nothing moves: ages and the time of day need no more, and each tick is a wake-up.
const SLOW: Duration = Duration::from_secs(5);
/// How often it ticks while a note waits to go away.
const STEADY: Duration = Duration::from_secs(1);
/// How often it ticks while something is under way, so that the moving sign moves.
const QUICK: Duration = Duration::from_millis(120);
/// How many engine events are taken in before input gets its turn again.
const BATCH: usize = 64;
/// How long the end waits for what was sent to be answered and recorded.
const GRACE: Duration = Duration::from_secs(10);
/// How long the end waits for the disk to take the place for the next run.
const GOODBYE: Duration = Duration::from_secs(2);

/// What the dashboard is made from.
pub struct Input {
    /// The engine and what it reports; `None`: no credential, the first screen is shown.
    pub engine: Option<(Engine, Receiver<Event>)>,
    /// What the user chose.
    pub settings: Settings,
    /// Keys.
    pub keymap: Keymap,
    /// Looks, already reduced to what the terminal can show.
    pub theme: Theme,
    /// Only ASCII.
    pub ascii: bool,
    /// Where values are kept.
    pub vault: Arc<Vault>,
    /// The present time.
    pub clock: Arc<dyn Clock>,
    /// Where to begin; `None`: at the list of all tokens.
    pub place: Option<Place>,
    /// What there is to say at the start, such as mistakes in the configuration.
    pub warnings: Vec<String>,
}

/// Why the dashboard ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The user left.
    Quit,
    /// The user wants the demo.
    Demo,
    /// A signal said so: its number.
    Signal(i32),
    /// The terminal is gone; nothing more can be written to it.
    Gone,
}

/// Runs the dashboard until it ends. The terminal is as it was before, whatever happens. `signals` were blocked before
/// any thread was started ([`signals::block`]).
///
/// # Errors
/// When the terminal cannot be set up: no terminal, or one that cannot be put into raw mode.
pub async fn run(input: Input, signals: &mut UnboundedReceiver<Signal>) -> std::io::Result<End> {
    let screen = Screen::enter(input.settings.mouse)?;
    let (engine, events) = input.engine.unzip();
    let start = if engine.is_some() { Route::Tokens(None) } else { Route::Welcome };
    let (mut model, mut first) =
        Model::new(&start, input.settings, input.keymap, input.clock.now(), screen.size());
    // Without a credential there is no place but the first screen.
    if let Some(place) = input.place.filter(|_| engine.is_some()) {
        first.extend(model.restore(place));
    }
    model.warn(input.warnings);
    let mut deck = Deck {
        model,
        screen,
        hands: Hands { engine: engine.clone(), vault: Arc::clone(&input.vault) },
        theme: input.theme,
        ascii: input.ascii,
        clock: input.clock,
        zones: (TimeZone::utc(), TimeZone::local()),
        vault: input.vault,
        end: None,
    };
    deck.carry_out(first);
    let end = deck.turn(events, signals).await;
    let place = deck.model.place();
    // The shell gets its terminal back at once; what was sent is still waited for and recorded.
    if end == End::Gone {
        deck.screen.abandon();
    } else {
        drop(deck);
    }
    if let Some(engine) = engine {
        tokio::select! {
            () = leave(&engine, place) => {}
            // Whoever insists is let go: what was sent and not recorded is checked at the next start.
            _ = signals.recv() => {}
        }
    }
    Ok(end)
}

/// Ends the engine, which keeps the place for the next run first. A disk that hangs must not hang the end.
async fn leave(engine: &Engine, place: Option<Place>) {
    if let Some(place) = place {
        match timeout(GOODBYE, engine.run(Job::KeepPlace(place.text()), |_| {})).await {
            Ok(Ok(_)) => {}
            Ok(Err(fault)) => tracing::warn!(%fault, "the place was not kept"),
            Err(_) => tracing::warn!("the disk did not take the place in time"),
        }
    }
    engine.shutdown(GRACE).await;
}

/// The running dashboard.
struct Deck {
    model: Model,
    screen: Screen,
    hands: Hands,
    theme: Theme,
    ascii: bool,
    clock: Arc<dyn Clock>,
    zones: (TimeZone, TimeZone),
    vault: Arc<Vault>,
    end: Option<End>,
}

impl Deck {
    async fn turn(
        &mut self,
        mut events: Option<Receiver<Event>>,
        signals: &mut UnboundedReceiver<Signal>,
    ) -> End {
        let mut input = EventStream::new();
        let mut batch = Vec::with_capacity(BATCH);
        let mut tick = Instant::now() + SLOW;
        // When the next frame is due; `None`: nothing has changed since the last.
        let mut due = Some(Instant::now());
        let mut drawn = Instant::now() - FRAME;
        while self.end.is_none() {
            tokio::select! {
                biased;
                Some(signal) = signals.recv() => {
                    self.signalled(signal);
                    due = Some(Instant::now());
                }
                event = input.next() => {
                    match event {
                        Some(Ok(event)) => {
                            if let Some(msg) = input::msg(event, &self.vault) {
                                self.take(msg);
                            }
                        }
                        // The terminal is gone; reading on would spin (crossterm issue 793).
                        Some(Err(_)) | None => self.end = Some(End::Gone),
                    }
                    due = Some(Instant::now());
                    // What the key began may move sooner than the clock would have ticked.
                    tick = tick.min(Instant::now() + self.pace());
                }
                () = sleep_until(due.unwrap_or(tick)), if due.is_some() => {
                    self.draw();
                    drawn = Instant::now();
                    due = None;
                }
                () = sleep_until(tick) => {
                    self.take(Msg::Tick(self.clock.now()));
                    tick = Instant::now() + self.pace();
                    due = due.or(Some(Instant::now()));
                }
                taken = receive(&mut events, &mut batch) => {
                    if taken == 0 {
                        events = None;
                    }
                    self.take(Msg::Engine(std::mem::take(&mut batch)));
                    due = due.or(Some(drawn + FRAME));
                    tick = tick.min(Instant::now() + self.pace());
                }
            }
        }
        self.end.unwrap_or(End::Quit)
    }

    fn pace(&self) -> Duration {
        match (self.model.busy(), self.model.passing()) {
            (true, _) => QUICK,
            (false, true) => STEADY,
            (false, false) => SLOW,
        }
    }

    fn take(&mut self, msg: Msg) {
        let effects = app::update(&mut self.model, msg);
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Quit => self.end = Some(End::Quit),
                Effect::OpenDemo => self.end = Some(End::Demo),
                Effect::Suspend => self.suspend(),
                Effect::CopyText(text) => {
                    if self.screen.copy(&text).is_err() {
                        self.end = Some(End::Gone);
                    }
                }
                other => self.hands.carry_out(other),
            }
        }
    }

    fn signalled(&mut self, signal: Signal) {
        match signal {
            Signal::Stop => self.suspend(),
            // Somebody stopped and continued us from outside; the shell may have used the terminal.
            Signal::Continue => self.resume(),
            Signal::HangUp => self.end = Some(End::Gone),
            Signal::End(number) => self.end = Some(End::Signal(number)),
        }
    }

    fn suspend(&mut self) {
        self.screen.leave();
        signals::stop_here();
        self.resume();
    }

    fn resume(&mut self) {
        if self.screen.enter_again().is_err() {
            self.end = Some(End::Gone);
            return;
        }
        let (width, height) = self.screen.size();
        self.take(Msg::Resize(width, height));
    }

    fn draw(&mut self) {
        let zone = if self.model.utc() { &self.zones.0 } else { &self.zones.1 };
        let paint = Paint { theme: &self.theme, ascii: self.ascii, zone, vault: Some(&self.vault) };
        let model = &self.model;
        if self.screen.draw(|frame| app::view(model, &paint, frame)).is_err() {
            self.end = Some(End::Gone);
        }
    }
}

/// Waits for engine events; for ever when there is no engine. 0: the engine has ended.
async fn receive(events: &mut Option<Receiver<Event>>, batch: &mut Vec<Event>) -> usize {
    match events {
        Some(events) => events.recv_many(batch, BATCH).await,
        None => std::future::pending().await,
    }
}
