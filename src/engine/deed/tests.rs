//! Deeds against a scripted server, in stopped time: how long, how often, and what is told afterwards.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::time::Instant;

use crate::api::transport::{Transport, TransportError};
use crate::api::wire::{WireReply, WireRequest};
use crate::api::{Api, BaseUrl, Credential, Pace, Parts};
use crate::clock::{HandClock, Time};
use crate::domain::deed::{Deed, Verb};
use crate::domain::token::{Owner, TokenRef};
use crate::engine::{ApiNotes, Deps, Engine, Settings};
use crate::protocol::{Change, Ended, Event, Job, JobId, Outcome};
use crate::secret::{Secret, Vault};
use crate::store::{Cache, Ledgers};

const TOKEN: &str = r#"{"id":"aaaabbbbccccddddeeeeffff00001111","name":"x","status":"active","modified_on":"2026-01-01T00:00:00Z","policies":[]}"#;

/// Status, `retry-after` in seconds, body.
type Reply = (u16, Option<u64>, String);
type Log = Arc<Mutex<Vec<String>>>;

/// A server that answers by method and by how many of that method came before.
struct Scripted {
    script: fn(&str, usize) -> Reply,
    log: Log,
}

impl Transport for Scripted {
    fn send(&self, request: WireRequest) -> BoxFuture<'_, Result<WireReply, TransportError>> {
        let method = request.method.as_str();
        let before = count(&self.log, method);
        let of_a_token = request.url.path().contains("/tokens/");
        if of_a_token {
            self.log.lock().unwrap().push(method.to_owned());
        }
        let (status, retry_after, body) = match of_a_token {
            true => (self.script)(method, before),
            false => (200, None, good(r#"{"id":"u"}"#)),
        };
        Box::pin(async move {
            Ok(WireReply {
                status,
                ray: None,
                retry_after: retry_after.map(Duration::from_secs),
                should_retry: None,
                limits: None,
                body: Secret::new(body),
            })
        })
    }
}

fn count(log: &Log, method: &str) -> usize {
    log.lock().unwrap().iter().filter(|m| *m == method).count()
}

fn good(result: &str) -> String {
    format!(r#"{{"success":true,"errors":[],"messages":[],"result":{result}}}"#)
}

struct Stage {
    engine: Engine,
    log: Log,
    _folder: tempfile::TempDir,
}

fn stage(script: fn(&str, usize) -> Reply) -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let log: Log = Arc::default();
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
        transport: Arc::new(Scripted { script, log: log.clone() }),
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
        clock,
        vault,
        settings,
        notices: Vec::new(),
    });
    Stage { engine, log, _folder: folder }
}

fn at() -> TokenRef {
    TokenRef { owner: Owner::User, id: "aaaabbbbccccddddeeeeffff00001111".into() }
}

fn job(verb: Verb) -> Job {
    let seen = Time::parse("2026-01-01T00:00:00Z");
    Job::Deeds(vec![Deed { verb, token: at(), name: "x".into(), seen, reason: None, own_credential: false }])
}

fn end(outcome: Outcome) -> Ended {
    let Outcome::Settled { mut steps, .. } = outcome else { panic!("{outcome:?}") };
    steps.remove(0).end
}

#[tokio::test(start_paused = true)]
async fn a_write_that_waits_is_not_sent_after_the_end() {
    let stage = stage(|method, _| match method {
        "DELETE" => (429, Some(3600), "{}".into()),
        _ => (200, None, good(TOKEN)),
    });
    let began = Instant::now();
    let stop = async {
        // Paused time: the runtime turns the clock when all else is idle.
        tokio::time::sleep_until(Instant::now() + Duration::from_secs(1)).await;
        stage.engine.shutdown(Duration::from_secs(30)).await
    };
    let (ended, rested) = tokio::join!(stage.engine.run(job(Verb::Revoke), |_| {}), stop);
    assert!(rested && began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert!(matches!(end(ended.unwrap()), Ended::Skipped(_)));
    assert_eq!(count(&stage.log, "DELETE"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_change_is_not_sent_when_the_pause_is_over() {
    let stage = stage(|method, before| match method {
        "PUT" if before == 0 => (429, Some(280), "{}".into()),
        "PUT" => (200, None, good(&TOKEN.replace("active", "disabled"))),
        _ => (200, None, good(TOKEN)),
    });
    let cancel = async {
        while count(&stage.log, "PUT") == 0 {
            tokio::task::yield_now().await;
        }
        stage.engine.cancel(JobId(u64::MAX));
    };
    let (ended, ()) = tokio::join!(stage.engine.run(job(Verb::Disable), |_| {}), cancel);
    assert!(matches!(end(ended.unwrap()), Ended::Skipped(_)));
    assert_eq!(count(&stage.log, "PUT"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_change_is_made_anew_after_every_refusal() {
    let stage = stage(|method, before| match (method, before) {
        ("PUT", 0) => (429, Some(60), "{}".into()),
        ("GET", 0) => (200, None, good(TOKEN)),
        // Somebody else changed it during the pause.
        _ => (200, None, good(&TOKEN.replace("2026-01-01", "2026-01-02"))),
    });
    let ended = end(stage.engine.run(job(Verb::Disable), |_| {}).await.unwrap());
    assert!(matches!(&ended, Ended::Failed(fault) if fault.what.contains("was changed")), "{ended:?}");
    assert_eq!(count(&stage.log, "PUT"), 1);
}

#[tokio::test(start_paused = true)]
async fn what_was_never_seen_to_happen_gets_time_to_show() {
    let stage = stage(|method, before| match (method, before) {
        ("PUT", _) => (500, None, "{}".into()),
        // Five readings before and between, one at once after the last attempt, one after a while.
        ("GET", n) if n >= 6 => (200, None, good(&TOKEN.replace("active", "disabled"))),
        _ => (200, None, good(TOKEN)),
    });
    let ended = end(stage.engine.run(job(Verb::Disable), |_| {}).await.unwrap());
    assert!(matches!(ended, Ended::Proven { .. }), "{ended:?}");
    assert_eq!(count(&stage.log, "PUT"), 3);
}

#[tokio::test(start_paused = true)]
async fn a_revoked_token_does_not_come_back() {
    let stage = stage(|method, _| match method {
        "DELETE" => (200, None, good("null")),
        _ => (200, None, good(TOKEN)),
    });
    let mut told = Vec::new();
    let mut hear = |event: &Event| {
        if let Event::World(delta) = event
            && matches!(delta.change, Change::Gone(_) | Change::Token(_))
        {
            told.push(matches!(delta.change, Change::Gone(_)));
        }
    };
    stage.engine.run(job(Verb::Revoke), &mut hear).await.unwrap();
    let looked = stage.engine.run(Job::Look(at()), &mut hear).await.unwrap();
    assert_eq!(looked, Outcome::Looked(at(), None));
    assert!(!told.is_empty() && told.iter().all(|gone| *gone), "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn a_disabled_token_does_not_turn_back() {
    let stage = stage(|method, _| match method {
        "PUT" => (200, None, good(&TOKEN.replace("active", "disabled").replace("2026-01-01", "2026-01-02"))),
        _ => (200, None, good(TOKEN)),
    });
    stage.engine.run(job(Verb::Disable), |_| {}).await.unwrap();
    let looked = stage.engine.run(Job::Look(at()), |_| {}).await.unwrap();
    let Outcome::Looked(_, Some(found)) = looked else { panic!("{looked:?}") };
    assert_eq!(found.token.status.word(), "disabled");
}
