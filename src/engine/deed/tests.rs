//! Deeds against a scripted server, in stopped time: how long, how often, and what is told afterwards.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use rstest::rstest;
use tokio::time::Instant;

use crate::api::transport::{Transport, TransportError};
use crate::api::wire::{WireReply, WireRequest};
use crate::clock::Time;
use crate::domain::deed::{Deed, Verb};
use crate::domain::token::{Owner, TokenRef};
use crate::engine::stage::{self, Log, Reply, Stage, answer, count, good};
use crate::protocol::{Change, Ended, Event, Job, JobId, Outcome, Scope};

const TOKEN: &str = r#"{"id":"aaaabbbbccccddddeeeeffff00001111","name":"x","status":"active","modified_on":"2026-01-01T00:00:00Z","policies":[]}"#;

/// A server that answers by method and by how many of that method came before.
struct Scripted {
    script: fn(&str, usize) -> Reply,
    log: Log,
}

impl Transport for Scripted {
    fn send(&self, request: WireRequest) -> BoxFuture<'_, Result<WireReply, TransportError>> {
        let method = request.method.as_str();
        let method = if request.url.path().ends_with("/tokens") { "LIST" } else { method };
        let before = count(&self.log, method);
        let of_a_token = request.url.path().contains("/tokens");
        if of_a_token {
            self.log.lock().unwrap().push(method.to_owned());
        }
        let (status, retry_after, body) = match of_a_token {
            true => (self.script)(method, before),
            false => (200, None, good(r#"{"id":"u"}"#)),
        };
        answer(status, retry_after, body)
    }
}

fn stage(script: fn(&str, usize) -> Reply) -> Stage {
    let log: Log = Arc::default();
    stage::stage(Arc::new(Scripted { script, log: log.clone() }), log)
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

/// A list that the server made before our change still shows the token as it was; one that it made after somebody
/// changed it again shows that. And whoever has seen only the one does not overwrite the other.
#[rstest]
#[case::a_list_from_before("2026-01-01", "active", "disabled")]
#[case::a_list_from_after("2026-01-03", "active", "active")]
#[tokio::test(start_paused = true)]
async fn a_list_around_a_change_is_taken_for_what_it_is(
    #[case] modified: &str,
    #[case] listed: &str,
    #[case] told: &str,
) {
    let script: fn(&str, usize) -> Reply = match modified {
        "2026-01-01" => |method, _| match method {
            "LIST" => (200, None, good(&format!("[{TOKEN}]"))),
            "PUT" => (200, None, disabled()),
            _ => (200, None, good(TOKEN)),
        },
        _ => |method, before| match method {
            "LIST" => (200, None, good(&format!("[{}]", TOKEN.replace("2026-01-01", "2026-01-03")))),
            "PUT" => (200, None, disabled()),
            "GET" if before == 0 => (200, None, good(TOKEN)),
            "GET" if before == 1 => (200, None, disabled()),
            _ => (200, None, good(&TOKEN.replace("2026-01-01", "2026-01-03"))),
        },
    };
    let stage = stage(script);
    stage.engine.run(job(Verb::Disable), |_| {}).await.unwrap();
    let mut statuses = Vec::new();
    let hear = |event: &Event| {
        if let Event::World(delta) = event
            && let Change::Tokens { list, .. } = &delta.change
        {
            statuses.extend(list.iter().map(|f| f.token.status.word().to_owned()));
        }
    };
    stage.engine.run(Job::Refresh(Scope::Tokens(Owner::User)), hear).await.unwrap();
    assert_eq!((statuses, listed), (vec![told.to_owned()], "active"));
    if modified == "2026-01-03" {
        // What was confirmed was seen in the first list.
        let ended = end(stage.engine.run(job(Verb::Disable), |_| {}).await.unwrap());
        assert!(matches!(&ended, Ended::Failed(fault) if fault.what.contains("was changed")), "{ended:?}");
        assert_eq!(count(&stage.log, "PUT"), 1);
    }
}

/// The token as the server answers our `PUT`.
fn disabled() -> String {
    good(&TOKEN.replace("active", "disabled").replace("2026-01-01", "2026-01-02"))
}

/// A server with tokens that can be listed and deleted.
struct Estate {
    tokens: Mutex<Vec<String>>,
    how: How,
    log: Log,
}

/// How an [`Estate`] answers.
#[derive(Clone, Copy, Default)]
struct How {
    /// Lists lag behind: so many after the first deletion still name everything.
    lag: usize,
    /// The total that a list tells is wrong by this.
    miscounts: usize,
    /// It says that it deletes, and does not.
    lies: bool,
}

fn id(n: usize) -> String {
    format!("{n:032x}")
}

fn object(id: &str) -> String {
    TOKEN.replace("aaaabbbbccccddddeeeeffff00001111", id)
}

impl Transport for Estate {
    fn send(&self, request: WireRequest) -> BoxFuture<'_, Result<WireReply, TransportError>> {
        let (method, path) = (request.method.as_str(), request.url.path().to_owned());
        let kind = match path.split_once("/tokens") {
            None => return answer(200, None, good(r#"{"id":"u"}"#)),
            Some((_, "")) => "LIST",
            Some(_) => method,
        };
        self.log.lock().unwrap().push(kind.to_owned());
        let lists = count(&self.log, "LIST");
        let mut tokens = self.tokens.lock().unwrap();
        let id = path.rsplit('/').next().unwrap_or_default();
        match kind {
            "LIST" => {
                let gone = count(&self.log, "DELETE") > 0 && lists <= self.how.lag + 1;
                let shown: Vec<String> =
                    if gone { (0..TOKENS).map(self::id).collect() } else { tokens.clone() };
                let rows: Vec<String> = shown.iter().map(|id| object(id)).collect();
                let total = rows.len() + self.how.miscounts;
                let info = format!(r#""result_info":{{"page":1,"per_page":50,"total_count":{total}}}"#);
                let body = format!(
                    r#"{{"success":true,"errors":[],"messages":[],"result":[{}],{info}}}"#,
                    rows.join(",")
                );
                answer(200, None, body)
            }
            _ if tokens.iter().all(|t| t != id) => {
                let error =
                    r#"{"success":false,"errors":[{"code":1003,"message":"Token not found"}],"result":null}"#;
                answer(404, None, error.into())
            }
            "DELETE" => {
                if !self.how.lies {
                    tokens.retain(|t| t != id);
                }
                answer(200, None, good("null"))
            }
            _ => answer(200, None, good(&object(id))),
        }
    }
}

/// Tokens of an [`Estate`].
const TOKENS: usize = 14;

/// Revokes the first tokens of an estate. Answers what was asked of the server from the first deletion on, and how many
/// are proven.
async fn revoked(tokens: usize, listed_before: bool, how: How) -> (Vec<String>, usize) {
    let log: Log = Arc::default();
    let all = Mutex::new((0..TOKENS).map(id).collect());
    let stage = stage::stage(Arc::new(Estate { tokens: all, how, log: log.clone() }), log);
    if listed_before {
        stage.engine.run(Job::Refresh(Scope::Tokens(Owner::User)), |_| {}).await.unwrap();
    }
    let deed = |n| Deed {
        verb: Verb::Revoke,
        token: TokenRef { owner: Owner::User, id: id(n).as_str().into() },
        name: "x".into(),
        seen: None,
        reason: None,
        own_credential: false,
    };
    let before = stage.log.lock().unwrap().len();
    let ended = stage.engine.run(Job::Deeds((0..tokens).map(deed).collect()), |_| {}).await.unwrap();
    let Outcome::Settled { steps, .. } = ended else { panic!("{ended:?}") };
    let proven = steps.iter().filter(|step| matches!(step.end, Ended::Proven { .. })).count();
    let asked = stage.log.lock().unwrap()[before..].to_vec();
    (asked, proven)
}

/// The most that may be asked of a server whose lists are good for nothing.
const EACH: usize = 12;

#[rstest]
#[case::by_one_list(12, true, How::default(), 1, 0, 12)]
#[case::by_a_later_list_when_lists_lag(12, true, How { lag: 1, ..How::default() }, 2, 0, 12)]
#[case::few_one_by_one(9, true, How::default(), 0, 9, 9)]
#[case::what_no_list_has_named_one_by_one(12, false, How::default(), 0, EACH, 12)]
#[case::by_no_incomplete_list(12, true, How { miscounts: 1, ..How::default() }, 4, EACH, 12)]
#[case::a_list_that_names_it_proves_nothing(12, true, How { lies: true, ..How::default() }, 2, 0, 0)]
#[tokio::test(start_paused = true)]
async fn many_revocations_are_proven(
    #[case] tokens: usize,
    #[case] listed_before: bool,
    #[case] how: How,
    #[case] lists: usize,
    #[case] gets: usize,
    #[case] proven: usize,
) {
    let (asked, shown) = revoked(tokens, listed_before, how).await;
    let of = |kind: &str| asked.iter().filter(|k| *k == kind).count();
    assert_eq!((of("DELETE"), of("LIST"), of("GET"), shown), (tokens, lists, gets, proven), "{asked:?}");
    assert!(asked[..tokens].iter().all(|kind| kind == "DELETE"), "first cut off, then prove: {asked:?}");
}
