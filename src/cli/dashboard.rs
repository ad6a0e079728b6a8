//! Opens the dashboard: over the caller's credentials, or over the sandbox.

use super::args::Seed;
use super::call::Call;
use super::exit::{Exit, Failure};
use super::sandbox;
use crate::api::BaseUrl;
use crate::api::Credential;
use crate::config::Loaded;
use crate::engine::Deps;
use crate::sandbox::Running;
use crate::secret::Secret;
use crate::setup;
use crate::setup::Door;
use crate::setup::Found;
use crate::setup::Search;

/// What the dashboard is opened with.
pub struct DashboardInput {
    /// The engine's parts and the credential they are for, or where it was looked for in vain.
    pub start: Start,
    /// Settings, and what was wrong with them.
    pub loaded: Loaded,
}

/// With what the dashboard starts.
pub enum Start {
    /// A credential was found.
    Ready {
        /// What the engine is made from.
        deps: Box<Deps>,
        /// The credential and its surroundings.
        found: Box<Found>,
    },
    /// The first screen.
    Welcome {
        /// Where a credential was looked for.
        looked: Vec<String>,
    },
}

/// Opens the dashboard.
pub async fn run(call: &mut Call<'_>) -> Result<Exit, Failure> {
    let start = match call.search().await? {
        Search::Found(found) => ready(call, *found)?,
        Search::Nothing { looked } => Start::Welcome { looked },
    };
    open(call, start).await
}

/// Opens the dashboard over a sandbox in this process.
pub async fn demo(call: &mut Call<'_>, seed: &Seed) -> Result<Exit, Failure> {
    let running = sandbox::start(sandbox::options(seed)).await?;
    let found = pretend(call, &running)?;
    let start = ready(call, found)?;
    open(call, start).await
}

fn ready(call: &Call<'_>, found: Found) -> Result<Start, Failure> {
    let config = &call.loaded.config;
    let deps = setup::deps(&found, config, &call.places, &call.vault, &call.clock, Door::Dashboard)
        .map_err(|e| Failure::from(e.fault()))?;
    Ok(Start::Ready { deps: Box::new(deps), found: Box::new(found) })
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

async fn open(call: &mut Call<'_>, start: Start) -> Result<Exit, Failure> {
    let input = DashboardInput { start, loaded: std::mem::take(&mut call.loaded) };
    open_dashboard(input).await
}

/// The one call site of the dashboard.
async fn open_dashboard(input: DashboardInput) -> Result<Exit, Failure> {
    drop(input);
    Err(Failure::new(Exit::Refused, "The dashboard is not part of this build."))
}
