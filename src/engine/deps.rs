//! What an engine is made from.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::api::Api;
use crate::api::ApiNote;
use crate::api::Credential;
use crate::api::Observer;
use crate::clock::Clock;
use crate::domain::ids::AccountId;
use crate::protocol::Fault;
use crate::secret::Vault;
use crate::store::Cache;
use crate::store::Drafts;
use crate::store::Evidences;
use crate::store::Habits;
use crate::store::History;
use crate::store::Ledgers;
use crate::store::Notes;
use crate::store::Snapshots;

/// Everything the engine needs; built by `setup`, or by a test.
pub struct Deps {
    /// The client, made with the observer of [`ApiNotes::channel`].
    pub api: Api,
    /// What that observer hears.
    pub notes: ApiNotes,
    /// The credential that the client uses; only the prefix of its value is looked at.
    pub credential: Credential,
    /// What was known, and the raw objects.
    pub cache: Arc<Cache>,
    /// Where deeds are written down first.
    pub ledgers: Ledgers,
    /// What tokens were.
    pub history: Arc<History>,
    /// What people noted about tokens.
    pub notebook: Notes,
    /// Imported snapshots of the compatibility matrix.
    pub snapshots: Snapshots,
    /// What products answered when they were asked live.
    pub evidence: Evidences,
    /// Where drafts go.
    pub drafts: Drafts,
    /// What spares the next run some typing.
    pub habits: Habits,
    /// The present time.
    pub clock: Arc<dyn Clock>,
    /// Where the values are.
    pub vault: Arc<Vault>,
    /// The rest.
    pub settings: Settings,
    /// What went wrong before the engine started (a rebuilt cache), to be reported first.
    pub notices: Vec<Fault>,
}

/// What can be set.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// After how long something on screen is asked for again. Default 60 s (PRODUCT, section 9, "Budget").
    pub fresh_visible: Duration,
    /// After how long anything else is asked for again. Default 15 min.
    pub fresh_other: Duration,
    /// How many scopes are asked for at the same time in the background. Default 12: as many requests as the
    /// client lets into the air for it (`Pace::sync_in_flight`); the pages of one list come one after another.
    pub concurrency: usize,
    /// Whether the cache is restored and things are kept fresh in the background. Off for the command line, which
    /// asks for what it needs.
    pub background: bool,
    /// Whether user tokens are listed too. Default yes.
    pub user_tokens: bool,
    /// Refuse every deed, for this reason.
    pub read_only: Option<String>,
    /// The account given beside the credential (`CLOUDFLARE_ACCOUNT_ID`).
    pub account: Option<AccountId>,
    /// How long to wait before each further try to prove a deed. Default 2, 4, 8, 15, 30 s: a revocation reaches the
    /// edge after 8–16 s (API reference 2.6).
    pub proof_delays: Vec<Duration>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            fresh_visible: Duration::from_secs(60),
            fresh_other: Duration::from_secs(15 * 60),
            concurrency: 12,
            background: true,
            user_tokens: true,
            read_only: None,
            account: None,
            proof_delays: [2, 4, 8, 15, 30].map(Duration::from_secs).to_vec(),
        }
    }
}

/// What the client has to say about its requests: one end goes to [`Api`], the other to [`Deps`].
pub struct ApiNotes(pub(super) mpsc::Receiver<ApiNote>);

/// Notes waiting to be passed on. More are dropped: they are for the eye, and the client must not wait.
const NOTES: usize = 1024;

impl ApiNotes {
    /// Both ends.
    pub fn channel() -> (Observer, ApiNotes) {
        let (tell, heard) = mpsc::channel(NOTES);
        let observer: Observer = Arc::new(move |note| {
            let _ = tell.try_send(note);
        });
        (observer, ApiNotes(heard))
    }
}
