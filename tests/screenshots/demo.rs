//! The demo without a terminal: the real engine against the sandbox in this process, keys in, one frame out.
//!
//! Both clocks stand still, so every age is the same in each run. What is waited for is that everything on screen has
//! been read and every job has ended; nothing is waited for by time.

use std::collections::BTreeSet;
use std::sync::Arc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use tempfile::TempDir;
use tokendeck::api::tokens::remembered;
use tokendeck::api::transport::{HttpOptions, HttpTransport};
use tokendeck::api::{Api, BaseUrl, Credential, Pace, Parts};
use tokendeck::app::{self, Effect, Keymap, Model, Msg};
use tokendeck::clock::{Clock, HandClock, Time, TimeZone};
use tokendeck::domain::token::Owner;
use tokendeck::engine::{ApiNotes, Deps, Engine};
use tokendeck::protocol::{Budget, Event, Job, JobId, Scope};
use tokendeck::sandbox::{Options, Running, Sandbox};
use tokendeck::screens::route::Route;
use tokendeck::secret::{Secret, Vault};
use tokendeck::store::{Cache, Drafts, Evidences, Habits, History, Ledgers, Notes, Snapshots};
use tokendeck::ui::{Paint, Theme};
use tokio::sync::mpsc::Receiver;

use super::settings;

/// 2026-11-22T12:00:00Z.
const NOW: Time = Time::from_secs(1_795_348_800);
/// How long after everything was read the pictures are taken, in milliseconds.
const LATER: i64 = 12_000;

pub struct Demo {
    model: Model,
    engine: Engine,
    heard: Receiver<Event>,
    /// Jobs that have not ended.
    running: BTreeSet<JobId>,
    /// What is on screen.
    watched: Vec<Scope>,
    size: (u16, u16),
    _server: Running,
    _ledgers: TempDir,
}

impl Demo {
    /// Opens it and waits until everything was read.
    pub async fn open(size: (u16, u16)) -> Demo {
        let clock: Arc<dyn Clock> = Arc::new(HandClock::at(NOW));
        let server = Sandbox::start(Options { clock: clock.clone(), ..Options::default() }).await.unwrap();
        let ledgers = tempfile::tempdir().unwrap();
        let base = BaseUrl::parse(&server.base_url).unwrap();
        let (engine, heard) = Engine::start(deps(&server, &base, &ledgers, clock));
        let (keymap, _) = Keymap::new(&[]);
        let settings = settings::of("demo", &server.base_url);
        let (model, first) = Model::new(&Route::Tokens(None), settings, keymap, NOW, size);
        let mut demo = Demo {
            model,
            engine,
            heard,
            running: BTreeSet::new(),
            watched: Vec::new(),
            size,
            _server: server,
            _ledgers: ledgers,
        };
        demo.carry_out(first);
        demo.rest().await;
        demo.take(Msg::Tick(NOW.plus_millis(LATER)));
        demo
    }

    /// Presses keys and waits for what they asked for. Names stand in angle brackets; everything else is pressed
    /// letter by letter.
    pub async fn press(&mut self, keys: &str) {
        let mut rest = keys;
        while let Some(first) = rest.chars().next() {
            let (name, after) = match rest.strip_prefix('<').and_then(|named| named.split_once('>')) {
                Some((name, after)) => (name.to_owned(), after),
                None if first == ' ' => ("space".to_owned(), &rest[1..]),
                None => (first.to_string(), &rest[first.len_utf8()..]),
            };
            self.take(Msg::Key(name.parse().unwrap()));
            self.rest().await;
            rest = after;
        }
    }

    /// One frame.
    pub fn draw(&mut self, theme: &Theme, ascii: bool) -> Buffer {
        // How much is left at this moment depends on how requests overlapped, so the pictures show an example.
        let budget =
            Budget { left: Some(1_164), quota: Some(1_200), window_s: Some(300), ..Budget::default() };
        self.take(Msg::Engine(vec![Event::Budget(budget)]));
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        let zone = TimeZone::utc();
        let paint = Paint { theme, ascii, zone: &zone, vault: None };
        terminal.draw(|frame| app::view(&self.model, &paint, frame)).unwrap();
        terminal.backend().buffer().clone()
    }

    async fn rest(&mut self) {
        while !self.rested() {
            let event = self.heard.recv().await.expect("the engine goes on");
            self.take(Msg::Engine(vec![event]));
        }
    }

    /// Whether every job has ended, and every list and everything on screen has been read or refused.
    fn rested(&self) -> bool {
        let world = &self.model.world;
        let accounts = world.account_ids().iter().cloned().map(Owner::Account);
        let lists = accounts.chain([Owner::User]).map(Scope::Tokens);
        let known = |scope: &Scope| {
            let fresh = world.freshness(scope);
            !fresh.asking && (fresh.as_of.is_some() || fresh.fault.is_some())
        };
        let sync = world.sync();
        self.running.is_empty()
            && sync.waiting + sync.asking == 0
            && self.watched.iter().all(known)
            && lists.collect::<Vec<_>>().iter().all(known)
    }

    fn take(&mut self, msg: Msg) {
        let events = if let Msg::Engine(events) = &msg { &events[..] } else { &[] };
        for event in events {
            if let Event::Done(id, _) | Event::Failed(id, _) = event {
                self.running.remove(id);
            }
        }
        let effects = app::update(&mut self.model, msg);
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Submit(id, job) = effect {
                if let Job::Watch(scopes) = &job {
                    self.watched.clone_from(scopes);
                }
                self.running.insert(id);
                self.engine.submit(id, job);
            }
        }
    }
}

fn deps(server: &Running, base: &BaseUrl, ledgers: &TempDir, clock: Arc<dyn Clock>) -> Deps {
    let vault = Arc::new(Vault::new());
    let value = server.user_token.peek(|value| Secret::new(value.to_owned()));
    let credential = Credential::Bearer(vault.put(value));
    let (observer, notes) = ApiNotes::channel();
    let api = Api::new(Parts {
        transport: Arc::new(HttpTransport::new(base, HttpOptions::default(), vault.clone()).unwrap()),
        base: base.clone(),
        credential: credential.clone(),
        vault: vault.clone(),
        clock: clock.clone(),
        pace: Pace::default(),
        observer,
    });
    Deps {
        api,
        notes,
        credential,
        cache: Arc::new(Cache::in_memory()),
        ledgers: Ledgers::at(ledgers.path().to_owned()),
        history: Arc::new(History::in_memory(remembered)),
        notebook: Notes::in_data(ledgers.path()),
        snapshots: Snapshots::in_data(ledgers.path()),
        evidence: Evidences::in_data(ledgers.path(), "demo"),
        drafts: Drafts::in_data(ledgers.path()),
        habits: Habits::nowhere(),
        clock,
        vault,
        settings: Default::default(),
        notices: Vec::new(),
    }
}
