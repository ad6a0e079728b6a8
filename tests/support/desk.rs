//! The dashboard without terminal and engine: keys and engine events in, one frame out.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tokendeck::app::Effect;
use tokendeck::app::Keymap;
use tokendeck::app::Model;
use tokendeck::app::Msg;
use tokendeck::app::update;
use tokendeck::app::view;
use tokendeck::clock::TimeZone;
use tokendeck::domain::view::Column;
use tokendeck::domain::view::Grouping;
use tokendeck::domain::view::Sort;
use tokendeck::domain::view::View;
use tokendeck::protocol::Event;
use tokendeck::protocol::Job;
use tokendeck::protocol::Outcome;
use tokendeck::screens::cx::Settings;
use tokendeck::screens::route::Route;
use tokendeck::ui::Paint;
use tokendeck::ui::Theme;

use super::worlds;

/// Two saved views: one with everything said, one with a filter only.
fn views() -> Vec<View> {
    let plain = View {
        name: "exposed".into(),
        filter: "status:exposed".into(),
        sort: Sort::default(),
        columns: None,
        group: None,
        key: None,
    };
    let full = View {
        name: "ending soon".into(),
        filter: "expires:<150d".into(),
        sort: Sort { column: Column::Expires, descending: false },
        columns: Some(vec![Column::Expires, Column::Expiry, Column::Name, Column::Creator]),
        group: Some(Grouping::Account),
        key: Some("E".into()),
    };
    vec![full, plain]
}

/// What a user would have chosen.
pub fn settings() -> Settings {
    Settings {
        views: views(),
        looked: vec![
            "CLOUDFLARE_API_TOKEN: not set".into(),
            "CLOUDFLARE_API_KEY with CLOUDFLARE_EMAIL: not set".into(),
            "default profile in config.toml: no such file".into(),
        ],
        ..super::settings::of("work", "https://api.cloudflare.com/client/v4")
    }
}

/// A dashboard without engine: what it asks for is answered by the test.
pub struct Desk {
    pub model: Model,
    pub size: (u16, u16),
    /// What was asked of the outside and not answered yet.
    pub asked: Vec<Effect>,
}

impl Desk {
    pub fn new(start: &Route, size: (u16, u16)) -> Desk {
        Desk::with(settings(), start, size)
    }

    pub fn with(settings: Settings, start: &Route, size: (u16, u16)) -> Desk {
        let (keymap, complaints) = Keymap::new(&[]);
        assert_eq!(complaints, []);
        let (keymap, complaints) = keymap.with_views(&settings.views);
        assert_eq!(complaints, []);
        let (model, asked) = Model::new(start, settings, keymap, worlds::NOW, size);
        Desk { model, size, asked }
    }

    pub fn at(size: (u16, u16)) -> Desk {
        Desk::new(&Route::Tokens(None), size)
    }

    pub fn hear(mut self, events: Vec<Event>) -> Desk {
        for event in events {
            let asked = update(&mut self.model, Msg::Engine(vec![event]));
            self.asked.extend(asked);
        }
        self
    }

    /// Presses keys: names in angle brackets, everything else letter by letter.
    pub fn keys(mut self, keys: &str) -> Desk {
        for part in keys.split_inclusive(['<', '>']) {
            let named = part.strip_suffix('>');
            let single: Vec<String> = match named {
                Some(name) => vec![name.to_owned()],
                None => part
                    .trim_end_matches('<')
                    .chars()
                    .map(|c| if c == ' ' { "space".into() } else { c.into() })
                    .collect(),
            };
            for key in single {
                let asked = update(&mut self.model, Msg::Key(key.parse().unwrap()));
                self.asked.extend(asked);
            }
        }
        self
    }

    /// Answers every reading of a token with what the world holds.
    pub fn answer_looks(mut self) -> Desk {
        for effect in std::mem::take(&mut self.asked) {
            if let Effect::Submit(id, Job::Look(at)) = effect {
                let found = self.model.world.token(&at).cloned().map(worlds::fetched);
                let asked =
                    update(&mut self.model, Msg::Engine(vec![Event::Done(id, Outcome::Looked(at, found))]));
                self.asked.extend(asked);
            }
        }
        self
    }

    pub fn draw(&self, theme: &Theme, ascii: bool) -> Terminal<TestBackend> {
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        let zone = TimeZone::utc();
        let paint = Paint { theme, ascii, zone: &zone, vault: None };
        terminal.draw(|frame| view(&self.model, &paint, frame)).unwrap();
        terminal
    }

    pub fn text(&self) -> String {
        self.draw(&Theme::default(), false).backend().to_string()
    }
}
