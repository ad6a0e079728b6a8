//! What an engine is made from.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::domain::ids::AccountId;
use crate::protocol::Fault;
use crate::secret::{SecretRef, Vault};
use crate::store::Cache;
use crate::store::Ledgers;

/// Everything the engine needs; built by `setup`, or by a test.
pub struct Deps {
    // pub api: Api,
    // pub notes: ApiNotes: (observer for Api::new, notes for here) = ApiNotes::channel()
    /// What was known, and the raw objects.
    pub cache: Arc<Cache>,
    /// Where deeds are written down first.
    pub ledgers: Ledgers,
    /// The present time.
    pub clock: Arc<dyn Clock>,
    /// Where the values are.
    pub vault: Arc<Vault>,
    /// What the credential looks like from outside.
    pub credential: Credential,
    /// The rest.
    pub settings: Settings,
    /// What went wrong before the engine started (a rebuilt cache), to be reported first.
    pub notices: Vec<Fault>,
}

/// The form of the credential in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A token of some family; only its prefix is looked at.
    Token(SecretRef),
    /// The legacy global key with an e-mail address.
    GlobalKey,
}

/// What can be set.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// After how long something on screen is asked for again. Default 60 s.
    pub fresh_visible: Duration,
    /// After how long anything else is asked for again. Default 15 min.
    pub fresh_other: Duration,
    /// How many scopes are asked for at the same time in the background. Default 8.
    pub concurrency: usize,
    /// Whether things are kept fresh in the background. Off for the command line, which asks for what it needs.
    pub background: bool,
    /// Whether user tokens are listed too. Default yes.
    pub user_tokens: bool,
    /// Refuse every deed, for this reason.
    pub read_only: Option<String>,
    /// The account given beside the credential (`CLOUDFLARE_ACCOUNT_ID`).
    pub account: Option<AccountId>,
    /// How long to wait before each further try to prove a deed; its length is the number of tries.
    /// Default 2, 4, 8, 15, 30 s: revocation reaches the edge after 8–16 s (API reference 2.6).
    pub proof_delays: Vec<Duration>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            fresh_visible: Duration::from_secs(60),
            fresh_other: Duration::from_secs(15 * 60),
            concurrency: 8,
            background: true,
            user_tokens: true,
            read_only: None,
            account: None,
            proof_delays: [2, 4, 8, 15, 30].map(Duration::from_secs).to_vec(),
        }
    }
}

/// What the API client has to say about its requests: one end goes to `Api`, the other to [`Deps`].
pub struct ApiNotes {}
