//! The engine over a sandbox, as the command line runs it, and a count of what the server refused.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempDir;
use tokendeck::api::tokens::remembered;
use tokendeck::api::transport::{HttpOptions, HttpTransport};
use tokendeck::api::{Api, ApiNote, BaseUrl, Credential, Observer, Pace, Parts};
use tokendeck::clock::{Clock, WallClock};
use tokendeck::engine::{ApiNotes, Deps, Engine, Settings};
use tokendeck::protocol::Moment;
use tokendeck::sandbox::{Options, Running, Sandbox};
use tokendeck::secret::{Secret, Vault};
use tokendeck::store::{Cache, Drafts, Evidences, Habits, History, Ledgers, Notes, Snapshots};

pub struct Served {
    pub server: Running,
    pub engine: Engine,
    refused: Arc<AtomicU64>,
    _folder: TempDir,
}

impl Served {
    pub async fn start(options: Options) -> Served {
        let server = Sandbox::start(options).await.expect("a sandbox");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let vault = Arc::new(Vault::new());
        let value = vault.put(Secret::new(server.user_token.peek(str::to_owned)));
        let base = BaseUrl::parse(&server.base_url).expect("a base URL");
        let clock: Arc<dyn Clock> = Arc::new(WallClock);
        let (observer, notes) = ApiNotes::channel();
        let refused = Arc::new(AtomicU64::new(0));
        let http = HttpTransport::new(&base, HttpOptions::default(), vault.clone()).expect("an HTTP client");
        let api = Api::new(Parts {
            transport: Arc::new(http),
            base,
            credential: Credential::Bearer(value),
            vault: vault.clone(),
            clock: clock.clone(),
            pace: Pace::default(),
            observer: counting(observer, refused.clone()),
        });
        let (engine, _) = Engine::start(Deps {
            api,
            notes,
            credential: Credential::Bearer(value),
            cache: Arc::new(Cache::in_memory()),
            ledgers: Ledgers::at(folder.path().join("ledgers")),
            history: Arc::new(History::in_memory(remembered)),
            notebook: Notes::in_data(folder.path()),
            snapshots: Snapshots::in_data(folder.path()),
            evidence: Evidences::in_data(folder.path(), "test"),
            drafts: Drafts::in_data(folder.path()),
            habits: Habits::nowhere(),
            clock,
            vault,
            settings: Settings { background: false, ..Settings::default() },
            notices: Vec::new(),
        });
        Served { server, engine, refused, _folder: folder }
    }

    /// Requests so far.
    pub fn requests(&self) -> u64 {
        self.server.counts().values().sum()
    }

    /// How often the server answered 429.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

fn counting(then: Observer, refused: Arc<AtomicU64>) -> Observer {
    Arc::new(move |note| {
        if let ApiNote::Request(request) = &note
            && matches!(request.moment, Moment::Answered { status: 429, .. })
        {
            refused.fetch_add(1, Ordering::Relaxed);
        }
        then(note);
    })
}
