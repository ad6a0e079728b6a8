//! The dashboard without terminal and engine, at 200 × 60: keys in, painted frames out.

use std::fmt;
use std::time::{Duration, Instant};

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tokendeck::app::{Keymap, Model, Msg, update, view};
use tokendeck::clock::TimeZone;
use tokendeck::domain::view::Column;
use tokendeck::protocol::Event;
use tokendeck::screens::cx::Settings;
use tokendeck::screens::route::Route;
use tokendeck::ui::{Paint, Theme};
use tokendeck::world::World;

use super::shown::{COLUMNS, ROWS};
use super::{estate, millis, percentile, restored, settings};

/// A dashboard that holds so many accounts of the large company.
pub struct Desk {
    model: Model,
    terminal: Terminal<TestBackend>,
    theme: Theme,
    zone: TimeZone,
}

impl Desk {
    pub fn of(accounts: u64) -> Desk {
        Desk::with(accounts, &Column::USUAL)
    }

    /// With these columns in the list of tokens.
    pub fn with(accounts: u64, columns: &[Column]) -> Desk {
        let usual = settings::of("work", "https://api.cloudflare.com/client/v4");
        let settings = Settings { columns: columns.to_vec(), ..usual };
        let (keymap, _) = Keymap::new(&[]);
        let (mut model, _) = Model::new(&Route::Tokens(None), settings, keymap, estate::NOW, (COLUMNS, ROWS));
        let lists = (0..accounts).map(|n| restored::restored(n, 0, 0, estate::TOKENS_EACH));
        for delta in std::iter::once(estate::accounts(accounts)).chain(lists) {
            update(&mut model, Msg::Engine(vec![Event::World(delta)]));
        }
        let terminal = Terminal::new(TestBackend::new(COLUMNS, ROWS)).expect("a terminal in memory");
        Desk { model, terminal, theme: Theme::default(), zone: TimeZone::utc() }
    }

    /// From the key to the frame.
    pub fn press(&mut self, key: &str) -> Duration {
        let key = key.parse().expect("a key");
        let began = Instant::now();
        update(&mut self.model, Msg::Key(key));
        let paint = Paint { theme: &self.theme, ascii: false, zone: &self.zone, vault: None };
        let model = &self.model;
        self.terminal.draw(|frame| view(model, &paint, frame)).expect("a frame");
        began.elapsed()
    }

    /// Moves about, near and far.
    pub fn move_about(&mut self) -> Vec<Duration> {
        let round = ["j", "j", "down", "k", "pagedown", "pagedown", "pageup", "G", "k", "up", "g", "down"];
        (0..40).flat_map(|_| round).map(|key| self.press(key)).collect()
    }

    /// What it believes.
    pub fn world(&self) -> &World {
        &self.model.world
    }
}

/// The key that types a character.
pub fn key_of(c: char) -> String {
    if c == ' ' { "space".to_owned() } else { c.to_string() }
}

/// What keys took.
pub struct Times {
    pub p50: Duration,
    pub p99: Duration,
}

impl Times {
    pub fn of(mut keys: Vec<Duration>) -> Times {
        Times { p50: percentile(&mut keys, 50), p99: percentile(&mut keys, 99) }
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p50 {}, p99 {}", millis(self.p50), millis(self.p99))
    }
}
