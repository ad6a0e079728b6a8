//! Finds the credential and builds what the engine needs. One place, for both doors.
//!
//! [`credential::search`] answers what was found or where it looked; [`deps`] opens cache and ledgers and connects
//! the API client to the engine. Nothing is sent here, and no value leaves the vault.

pub mod credential;
mod source;

use std::fs;
use std::sync::Arc;

use crate::api::Api;
use crate::api::Pace;
use crate::api::Parts;
use crate::api::tokens::remembered;
use crate::api::transport::{BadAuthorities, HttpOptions, HttpTransport};
use crate::clock::Clock;
use crate::config::Config;
use crate::config::Places;
use crate::config::Start;
use crate::domain::finding::Thresholds;
use crate::engine::ApiNotes;
use crate::engine::Deps;
use crate::engine::Settings;
use crate::protocol::Fault;
use crate::protocol::FaultKind;
use crate::secret::Vault;
use crate::store::Cache;
use crate::store::Drafts;
use crate::store::Evidences;
use crate::store::Habits;
use crate::store::History;
use crate::store::Ledgers;
use crate::store::Notes;
use crate::store::Snapshots;

pub use credential::{Asked, Found, Problem, Search, nobody, search};

/// For whom the engine runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// The dashboard: things are kept fresh in the background.
    Dashboard,
    /// The command line: asks for what it needs and ends.
    Headless,
}

/// Why the engine cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum Unbuildable {
    /// `network.ca_file` cannot be read.
    #[error("the file of certificates {path} cannot be read: {why}")]
    CaFile {
        /// Which file.
        path: String,
        /// Why not.
        why: std::io::Error,
    },
    /// `network.ca_file` holds no certificate.
    #[error(transparent)]
    Authorities(#[from] BadAuthorities),
}

impl Unbuildable {
    /// The failure as it crosses the corridor.
    pub fn fault(&self) -> Fault {
        Fault::new(FaultKind::Invalid, format!("{self}."), "Look at network.ca_file and --ca-file.")
    }
}

/// Builds what the engine needs for a credential that was found.
///
/// # Errors
/// [`Unbuildable`]; a cache that cannot be used is no error but a notice.
pub fn deps(
    found: &Found,
    config: &Config,
    places: &Places,
    vault: &Arc<Vault>,
    clock: &Arc<dyn Clock>,
    door: Door,
) -> Result<Deps, Unbuildable> {
    let ca_pem = match &config.ca_file.0 {
        None => None,
        Some(path) => Some(
            fs::read(path).map_err(|why| Unbuildable::CaFile { path: path.display().to_string(), why })?,
        ),
    };
    let options =
        HttpOptions { connect_timeout: config.connect_timeout.0, timeout: config.timeout.0, ca_pem };
    let transport = Arc::new(HttpTransport::new(&found.base, options, vault.clone())?);
    let (observer, notes) = ApiNotes::channel();
    let api = Api::new(Parts {
        base: found.base.clone(),
        credential: found.credential.clone(),
        vault: vault.clone(),
        clock: clock.clone(),
        transport,
        pace: Pace { sync_share: config.sync_share.0, ..Pace::default() },
        observer,
    });
    let (cache, trouble) = match found.cached {
        true => Cache::open(&places.cache, &found.profile, &found.base.to_string()),
        false => (Cache::in_memory(), None),
    };
    let history = match found.cached {
        true => History::open(
            &places.data,
            &found.profile,
            &found.base.to_string(),
            remembered,
            clock.now(),
            config.history.0,
        ),
        false => History::in_memory(remembered),
    };
    Ok(Deps {
        api,
        notes,
        cache: Arc::new(cache),
        history: Arc::new(history),
        notebook: Notes::in_data(&places.data),
        ledgers: Ledgers::at(places.ledgers().join(place_of(found))),
        snapshots: Snapshots::in_data(&places.data),
        evidence: Evidences::in_data(&places.data, &place_of(found)),
        drafts: Drafts::in_data(&places.data),
        habits: habits(found, config, places, door),
        clock: clock.clone(),
        vault: vault.clone(),
        credential: found.credential.clone(),
        settings: settings(found, config, door),
        notices: trouble.into_iter().collect(),
    })
}

/// Where the dashboard remembers how it was used; nowhere without a cache, which the demo never has.
fn habits(found: &Found, config: &Config, places: &Places, door: Door) -> Habits {
    let place = || places.left().join(format!("{}.json", place_of(found)));
    match door == Door::Dashboard && found.cached {
        true => {
            Habits { commands: Some(places.commands()), place: (config.start == Start::Last).then(place) }
        }
        false => Habits::nowhere(),
    }
}

/// The name for what is kept of one credential at one server: `work@api.cloudflare.com`. A plan that was left open is
/// offered only where it was begun, because elsewhere its tokens would not be found and look revoked.
fn place_of(found: &Found) -> String {
    let base = found.base.to_string();
    let server = base.split("://").nth(1).unwrap_or(&base).split('/').next().unwrap_or("");
    // A sandbox gets another port at every start, and has the same world.
    let server = if found.base.is_loopback() { "this-machine" } else { server };
    let place = format!("{}@{server}", found.profile);
    let plain: String = place
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "@.-_".contains(c) { c } else { '-' })
        .collect();
    // Names that differ only in what a folder cannot show stay apart by their checksum.
    if plain == place { plain } else { format!("{plain}-{:08x}", crc32fast::hash(place.as_bytes())) }
}

fn settings(found: &Found, config: &Config, door: Door) -> Settings {
    Settings {
        fresh_visible: config.fresh_visible.0,
        fresh_other: config.fresh_others.0,
        background: door == Door::Dashboard,
        read_only: found.read_only.clone(),
        account: found.account.clone(),
        ..Settings::default()
    }
}

/// From when on something counts as a finding.
pub fn thresholds(config: &Config) -> Thresholds {
    Thresholds {
        expiring_days: config.expiring.0,
        unused_days: config.unused.0,
        old_days: config.old.0,
        quota_percent: config.quota.0,
    }
}
