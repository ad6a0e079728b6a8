//! A stand-in for Cloudflare's v4 API over real HTTP on loopback, for the demo, for tests, and for strangers' scripts.
//!
//! It keeps its own state and its own JSON and shares no wire types with `api`: a mistake in one is found by the
//! other. What it does is specified by the API reference (section 15 above all); where that says
//! *unconfirmed* there is a switch or a comment. It is not a security boundary: it listens on 127.0.0.1 only and
//! forgets everything when it stops. The doors (`cli`) and tests may call it; the engine may not.

mod answer;
mod audit;
mod call;
mod caller;
mod draft;
mod faults;
mod grants_check;
mod id;
mod limit;
mod line;
mod mint;
mod options;
mod page;
mod rights;
mod routes;
mod seed;
mod serve;
mod state;
mod token;
mod witness;

use std::fmt;
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use self::faults::Weather;
pub use self::faults::{Aim, Fault, FaultSpec, FaultSpecError};
use self::id::Id;
pub use self::limit::RateLimit;
use self::line::{Line, Port};
pub use self::options::{Options, Switches};
pub use self::seed::SeedError;
use self::serve::{BASE, Core};
use self::state::Owner;
pub use self::witness::{Counts, Seen};
use crate::secret::Secret;

/// Why a sandbox could not start.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The port is taken, or may not be used.
    #[error("cannot listen on 127.0.0.1:{port}: {source}")]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// The pretend company that this program ships cannot be read.
    #[error("the built-in demo world is broken: {0}")]
    Seed(#[from] SeedError),
}

/// Starts sandboxes.
#[derive(Debug)]
pub struct Sandbox;

impl Sandbox {
    /// Builds the world and serves it until the returned handle is dropped. Needs a tokio runtime.
    pub async fn start(options: Options) -> Result<Running, SandboxError> {
        let port = options.port;
        let refused = |source| SandboxError::Listen { port, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let world = seed::world(&options)?;
        let weather = Weather::new(options.seed, options.faults);
        let core = Arc::new(Core::new(options.clock, options.latency, world.state, weather));
        let app = Router::new().fallback(serve::handle).with_state(Arc::clone(&core));
        let app = app.into_make_service_with_connect_info::<Line>();
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(async move {
            // Dropping the sender is the signal. The result is that of a loop that never fails.
            let signal = async move { drop(stopped.await) };
            let _ = axum::serve(Port(listener), app).with_graceful_shutdown(signal).await;
        });
        Ok(Running {
            base_url: format!("http://{address}{BASE}"),
            account_id: world.account.to_string(),
            user_id: world.user.to_string(),
            email: world.email,
            account_token: world.account_token,
            user_token: world.user_token,
            global_key: world.global_key,
            oauth_token: world.oauth_token,
            core,
            _stop: stop,
        })
    }
}

/// A sandbox that serves. Stops when dropped.
pub struct Running {
    /// `http://127.0.0.1:PORT/client/v4`
    pub base_url: String,
    /// The account that `account_token` belongs to; everything in it is clean for official clients.
    pub account_id: String,
    /// The user that `user_token` and the global key belong to.
    pub user_id: String,
    /// That user's e-mail address, for use with the global key.
    pub email: String,
    /// A token of that account that may manage its tokens and read everything.
    pub account_token: Secret,
    /// A token of the user that may manage tokens in all their accounts.
    pub user_token: Secret,
    /// The user's global API key.
    pub global_key: Secret,
    /// An OAuth access token of the user, with the scopes of a deploy tool.
    pub oauth_token: Secret,
    core: Arc<Core>,
    _stop: oneshot::Sender<()>,
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running")
            .field("base_url", &self.base_url)
            .field("account_id", &self.account_id)
            .field("user_id", &self.user_id)
            .finish_non_exhaustive()
    }
}

impl Running {
    /// How many requests were seen, by method and path below the base URL.
    pub fn counts(&self) -> Counts {
        self.core.lock().witness.counts().clone()
    }

    /// Every request so far that could change something, in order.
    pub fn writes(&self) -> Vec<Seen> {
        self.core.lock().witness.writes().to_vec()
    }

    /// Aims a fault at requests to come.
    pub fn aim(&self, aim: Aim) {
        self.core.lock().weather.aim(aim);
    }

    /// Forgets the faults that were aimed and have not struck yet.
    pub fn calm(&self) {
        self.core.lock().weather.calm();
    }

    /// Ids of all accounts, in the order in which they are listed.
    pub fn accounts(&self) -> Vec<String> {
        self.core.lock().state.accounts.iter().map(|a| a.id.to_string()).collect()
    }

    /// Ids of the zones of an account, in the order in which they were made.
    pub fn zones(&self, account: &str) -> Vec<String> {
        let inner = self.core.lock();
        let found = inner.state.accounts.iter().find(|a| a.id.to_string() == account);
        found.map(|a| a.zones.iter().map(|z| z.id.to_string()).collect()).unwrap_or_default()
    }

    /// Ids and names of the tokens that exist now: of an account, or of the printed user if `account` is `None`.
    pub fn tokens(&self, account: Option<&str>) -> Vec<(String, String)> {
        let Some(owner) = self.owner(account) else { return Vec::new() };
        let inner = self.core.lock();
        inner.state.tokens(owner).iter().map(|t| (t.id.to_string(), t.name.to_string())).collect()
    }

    /// The value of any token: of an account, or of a user if `account` is `None`. `None` if there is no such token.
    pub fn value_of(&self, account: Option<&str>, token: &str) -> Option<Secret> {
        let id = Id::parse(token)?;
        let mut inner = self.core.lock();
        let owner = match account {
            Some(account) => Owner::Account(Id::parse(account)?),
            None => {
                let holder = inner.state.users.iter().find(|u| u.tokens.iter().any(|t| t.id == id))?;
                Owner::User(holder.id)
            }
        };
        inner.state.value_of(owner, id)
    }

    fn owner(&self, account: Option<&str>) -> Option<Owner> {
        match account {
            Some(account) => Id::parse(account).map(Owner::Account),
            None => Id::parse(&self.user_id).map(Owner::User),
        }
    }
}
