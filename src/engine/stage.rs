//! An engine over a server that a test plays itself, in stopped time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::api::tokens::remembered;
use crate::api::transport::{Transport, TransportError};
use crate::api::wire::WireReply;
use crate::api::{Api, BaseUrl, Credential, Pace, Parts};
use crate::clock::{HandClock, Time};
use crate::engine::{ApiNotes, Deps, Engine, Settings};
use crate::secret::{Secret, Vault};
use crate::store::{Cache, Drafts, Evidences, Habits, History, Ledgers, Notes, Snapshots};

/// Status, `retry-after` in seconds, body.
pub(super) type Reply = (u16, Option<u64>, String);
/// What was asked, in order.
pub(super) type Log = Arc<Mutex<Vec<String>>>;

/// A reply as it comes over the wire.
pub(super) fn answer(
    status: u16,
    retry_after: Option<u64>,
    body: String,
) -> BoxFuture<'static, Result<WireReply, TransportError>> {
    Box::pin(async move {
        Ok(WireReply {
            status,
            ray: None,
            date: None,
            retry_after: retry_after.map(Duration::from_secs),
            should_retry: None,
            limits: None,
            body: Secret::new(body),
        })
    })
}

/// How often this is in the log.
pub(super) fn count(log: &Log, method: &str) -> usize {
    log.lock().unwrap().iter().filter(|m| *m == method).count()
}

/// The envelope of a good answer.
pub(super) fn good(result: &str) -> String {
    format!(r#"{{"success":true,"errors":[],"messages":[],"result":{result}}}"#)
}

/// The engine, and what was asked of its server.
pub(super) struct Stage {
    pub(super) engine: Engine,
    pub(super) log: Log,
    _folder: tempfile::TempDir,
}

/// An engine in front of this server, which writes into `log`.
pub(super) fn stage(transport: Arc<dyn Transport>, log: Log) -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let vault = Arc::new(Vault::new());
    let credential =
        Credential::GlobalKey { email: "a@b.c".into(), key: vault.put(Secret::new("k".repeat(37))) };
    let (observer, notes) = ApiNotes::channel();
    let clock = Arc::new(HandClock::at(Time::from_secs(1_790_000_000)));
    let api = Api::new(Parts {
        base: BaseUrl::parse(BaseUrl::PUBLIC).unwrap(),
        credential: credential.clone(),
        vault: vault.clone(),
        clock: clock.clone(),
        transport,
        pace: Pace::default(),
        observer,
    });
    let settings =
        Settings { background: false, proof_delays: vec![Duration::from_secs(20)], ..Settings::default() };
    let (engine, _) = Engine::start(Deps {
        api,
        notes,
        credential,
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
        settings,
        notices: Vec::new(),
    });
    Stage { engine, log, _folder: folder }
}
