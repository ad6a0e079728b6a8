//! Opens the dashboard: over the caller's credentials, or over the sandbox.

use std::io::IsTerminal as _;
use std::io::stdin;
use std::io::stdout;
use std::sync::Arc;

use super::args::Seed;
use super::call::Call;
use super::exit::{Exit, Failure};
use super::keys;
use super::sandbox;
use crate::api::base::BaseUrl;
use crate::api::credential::Credential;
use crate::app::Keymap;
use crate::clock::TimeZone;
use crate::config::Environment;
use crate::config::Span;
use crate::domain::view::View;
use crate::engine::Deps;
use crate::engine::Engine;
use crate::sandbox::Running;
use crate::screens::cx::Settings;
use crate::screens::place::Place;
use crate::secret::Secret;
use crate::setup;
use crate::setup::Door;
use crate::setup::Found;
use crate::setup::Search;
use crate::store::Habits;
use crate::tui;
use crate::tui::End;
use crate::ui::Depth;
use crate::ui::Theme;

/// The number of the signal that a closed terminal sends.
const HANG_UP: u8 = 1;

/// With what the dashboard starts.
enum Start {
    /// A credential was found, and the engine's parts for it.
    Ready(Box<Deps>, Box<Found>),
    /// None was found; where it was looked for.
    Welcome(Vec<String>),
}

/// Opens the dashboard.
pub async fn run(call: &mut Call<'_>) -> Result<Exit, Failure> {
    let start = match call.search().await? {
        Search::Found(found) => ready(call, *found)?,
        Search::Nothing { looked } => Start::Welcome(looked),
    };
    match open(call, start).await? {
        End::Demo => demo(call, &Seed::default()).await,
        end => Ok(exit(end)),
    }
}

/// Opens the dashboard over a sandbox in this process.
pub async fn demo(call: &mut Call<'_>, seed: &Seed) -> Result<Exit, Failure> {
    let running = sandbox::start(sandbox::options(seed)).await?;
    let found = pretend(call, &running)?;
    let start = ready(call, found)?;
    open(call, start).await.map(exit)
}

fn ready(call: &Call<'_>, found: Found) -> Result<Start, Failure> {
    let config = &call.loaded.config;
    let deps = setup::deps(&found, config, &call.places, &call.vault, &call.clock, Door::Dashboard)
        .map_err(|e| Failure::from(e.fault()))?;
    Ok(Start::Ready(Box::new(deps), Box::new(found)))
}

/// The user token of the sandbox, as if it had been found.
fn pretend(call: &Call<'_>, running: &Running) -> Result<Found, Failure> {
    let base = BaseUrl::parse(&running.base_url).map_err(|e| Failure::new(Exit::Refused, format!("{e}.")))?;
    let value = running.user_token.peek(|value| Secret::new(value.to_owned()));
    Ok(Found {
        credential: Credential::Bearer(call.vault.put(value)),
        base,
        profile: "demo".to_owned(),
        origin: "the sandbox".to_owned(),
        account: None,
        read_only: call.loaded.config.read_only.then(|| "read-only mode is on".to_owned()),
        cached: false,
        warnings: vec![],
    })
}

fn exit(end: End) -> Exit {
    match end {
        End::Quit | End::Demo => Exit::Done,
        End::Signal(number) => Exit::Signal(u8::try_from(number).unwrap_or(0)),
        End::Gone => Exit::Signal(HANG_UP),
    }
}

async fn open(call: &mut Call<'_>, start: Start) -> Result<End, Failure> {
    if !(stdin().is_terminal() && stdout().is_terminal()) {
        return Err(Failure::usage(
            "The dashboard needs a terminal. For scripts there is: tokendeck tokens list --output json.",
        ));
    }
    let signals =
        call.signals.as_mut().ok_or_else(|| Failure::new(Exit::Refused, "Signals are not blocked."))?;
    let config = &call.loaded.config;
    // What collides is among the mistakes.
    let (keymap, _) = Keymap::new(&keys::remaps(config));
    let mut views: Vec<View> = config.views.iter().map(|saved| saved.view.clone()).collect();
    let (keymap, refused) = keymap.with_views(&views);
    // A key that opens something else must not stand beside the view.
    refused.iter().for_each(|(place, _)| views[*place].key = None);
    let mut warnings: Vec<String> = call.loaded.mistakes.iter().map(ToString::to_string).collect();
    let mut place = None;
    let (engine, found, looked) = match start {
        Start::Ready(deps, found) => {
            place = last_place(&deps.habits).unwrap_or_else(|why| {
                warnings.push(format!("{why} This is the list of all tokens."));
                None
            });
            (Some(Engine::start(*deps)), Some(found), Vec::new())
        }
        Start::Welcome(looked) => (None, None, looked),
    };
    warnings.extend(found.iter().flat_map(|f| f.warnings.iter().cloned()));
    let theme = Theme::named(config.theme.name()).unwrap_or_default();
    let input = tui::Input {
        engine,
        settings: Settings {
            profile: found.as_ref().map(|f| f.profile.clone()).unwrap_or_default(),
            base_url: found.as_ref().map(|f| f.base.to_string()).unwrap_or_default(),
            read_only: config.read_only || found.as_ref().is_some_and(|f| f.read_only.is_some()),
            utc: config.utc,
            zone: TimeZone::local(),
            mouse: config.mouse,
            thresholds: setup::thresholds(config),
            fresh_visible: millis(config.fresh_visible),
            fresh_other: millis(config.fresh_others),
            columns: config.columns.0.clone(),
            views,
            keys: keymap.named(),
            looked,
        },
        keymap,
        theme: theme.at(depth(config.color, &call.env)),
        ascii: config.ascii,
        vault: Arc::clone(&call.vault),
        clock: Arc::clone(&call.clock),
        place,
        warnings,
    };
    tui::run(input, signals).await.map_err(|error| {
        Failure::new(Exit::Refused, format!("The terminal cannot be used: {error}. Is this a terminal?"))
    })
}

/// Where the last run ended, if that is kept.
fn last_place(habits: &Habits) -> Result<Option<Place>, String> {
    let kept = habits.place().map_err(|e| e.fault().what)?;
    let read = |text: String| Place::parse(&text).ok_or("The place you left cannot be read.".to_owned());
    kept.map(read).transpose()
}

fn millis(span: Span) -> i64 {
    i64::try_from(span.0.as_millis()).unwrap_or(i64::MAX)
}

/// How many colours the terminal says it has.
fn depth(color: bool, env: &Environment) -> Depth {
    let says =
        |name: &str, words: &[&str]| env.get(name).is_some_and(|v| words.iter().any(|w| v.contains(w)));
    match color {
        false => Depth::None,
        true if says("COLORTERM", &["truecolor", "24bit"]) => Depth::True,
        true if says("TERM", &["256color", "direct", "kitty", "alacritty"]) => Depth::Ansi256,
        true => Depth::Ansi16,
    }
}
