//! The client against a transport that plays recorded replies.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use rstest::rstest;
use tokio::time::Instant;

use super::*;
use crate::clock::HandClock;
use crate::clock::Time;
use crate::domain::token::{Owner, TokenRef};
use crate::protocol::{FaultKind, Moment};
use crate::secret::Secret;

mod lists;

const CANARY: &str = "canary-in-a-coal-mine-0123456789";
const NEW_VALUE: &str = "a-new-value-nobody-may-see-98765";

type Reply = Result<WireReply, TransportError>;

fn reply(status: u16, body: impl Into<String>) -> WireReply {
    WireReply {
        status,
        ray: Some("86610873f8d987a9-IAD".into()),
        date: None,
        retry_after: None,
        should_retry: None,
        limits: None,
        body: Secret::new(body.into()),
    }
}

fn ok(result: &str) -> Reply {
    Ok(reply(200, format!(r#"{{"success":true,"errors":[],"messages":[],"result":{result}}}"#)))
}

fn refused(status: u16, code: u32, message: &str) -> Reply {
    Ok(reply(
        status,
        format!(
            r#"{{"success":false,"errors":[{{"code":{code},"message":"{message}"}}],"messages":[],"result":null}}"#
        ),
    ))
}

fn too_many(seconds: u64) -> Reply {
    let mut reply = refused(429, 971, "Please wait and consider throttling your request speed")?;
    reply.retry_after = Some(Duration::from_secs(seconds));
    Ok(reply)
}

/// Answers by a function of the request and its number, after a delay.
struct Play<F> {
    answer: F,
    delay: Duration,
    seen: Mutex<Vec<WireRequest>>,
}

impl<F: Fn(&WireRequest, usize) -> Reply + Send + Sync> Transport for Play<F> {
    fn send(&self, request: WireRequest) -> BoxFuture<'_, Reply> {
        async move {
            let number = {
                let mut seen = self.seen.lock().unwrap();
                seen.push(request.clone());
                seen.len() - 1
            };
            // Paused time: the runtime turns the clock when all else is idle.
            tokio::time::sleep_until(Instant::now() + self.delay).await;
            (self.answer)(&request, number)
        }
        .boxed()
    }
}

struct Stage<F> {
    api: Api,
    play: Arc<Play<F>>,
    notes: Arc<Mutex<Vec<ApiNote>>>,
}

impl<F> Stage<F> {
    fn sent(&self) -> usize {
        self.play.seen.lock().unwrap().len()
    }
}

fn stage_with<F>(delay: Duration, pace: Pace, answer: F) -> Stage<F>
where
    F: Fn(&WireRequest, usize) -> Reply + Send + Sync + 'static,
{
    let vault = Arc::new(Vault::new());
    let credential = Credential::Bearer(vault.put(Secret::new(CANARY.into())));
    let play = Arc::new(Play { answer, delay, seen: Mutex::default() });
    let notes = Arc::new(Mutex::new(Vec::new()));
    let told = notes.clone();
    let api = Api::new(Parts {
        base: BaseUrl::parse(BaseUrl::PUBLIC).unwrap(),
        credential,
        vault,
        clock: Arc::new(HandClock::at(Time::from_secs(1_800_000_000))),
        transport: play.clone(),
        pace,
        observer: Arc::new(move |note| told.lock().unwrap().push(note)),
    });
    Stage { api, play, notes }
}

fn stage<F>(answer: F) -> Stage<F>
where
    F: Fn(&WireRequest, usize) -> Reply + Send + Sync + 'static,
{
    stage_with(Duration::from_millis(100), Pace::default(), answer)
}

/// Plays these replies in order.
fn script(
    replies: impl IntoIterator<Item = Reply>,
) -> Stage<impl Fn(&WireRequest, usize) -> Reply + Send + Sync> {
    let replies = Mutex::new(replies.into_iter().collect::<VecDeque<_>>());
    stage(move |_, _| replies.lock().unwrap().pop_front().expect("one request too many"))
}

fn at() -> TokenRef {
    TokenRef {
        owner: Owner::Account("023e105f4ecef8ad9ca31a8372d0c353".into()),
        id: "ed17574386854bf78a67040be0a770b0".into(),
    }
}

fn list() -> tokens::List {
    tokens::List { owner: at().owner }
}

const TOKEN: &str =
    r#"{"id":"ed17574386854bf78a67040be0a770b0","name":"ci","status":"active","policies":[]}"#;

#[tokio::test(start_paused = true)]
async fn a_call_goes_where_its_endpoint_says() {
    let stage = script([ok(TOKEN)]);
    let fetched = stage.api.call(&tokens::Get { at: at() }, Lane::Interactive).await.unwrap();
    assert_eq!(&*fetched.token.name, "ci");
    assert_eq!(&*fetched.raw.0, TOKEN);
    let seen = stage.play.seen.lock().unwrap();
    assert_eq!(
        format!("{:?}", seen[0]),
        "GET https://api.cloudflare.com/client/v4/accounts/023e105f4ecef8ad9ca31a8372d0c353/tokens/\
         ed17574386854bf78a67040be0a770b0"
    );
}

#[tokio::test(start_paused = true)]
async fn calls_can_run_as_tasks() {
    let api = stage(|_, _| ok(&format!("[{TOKEN}]"))).api;
    let task = tokio::spawn(async move { api.collect(&list(), Lane::Sync).await.unwrap().items.len() });
    assert_eq!(task.await.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_answer_about_another_token_is_none() {
    let stage = stage(|_, _| ok(r#"{"id":"ffffffffffffffffffffffffffffffff"}"#));
    let error = stage.api.call(&tokens::Get { at: at() }, Lane::Sync).await.unwrap_err();
    assert!(error.to_string().contains("another token"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_roll_puts_the_value_into_the_vault_and_nowhere_else() {
    let stage = script([ok(&format!("\"{NEW_VALUE}\""))]);
    let value = stage.api.call(&tokens::Roll { at: at() }, Lane::Incident).await.unwrap();
    assert_eq!(stage.api.0.vault.peek(value, |v| v == NEW_VALUE), Some(true));
    assert_eq!(stage.play.seen.lock().unwrap()[0].body.as_deref(), Some("{}"));
}

#[rstest]
#[case::connection(Err(TransportError::Lost("connection closed".into())))]
#[case::half_a_body(Ok(reply(200, r#"{"success":true,"resu"#)))]
#[case::bad_gateway(Ok(reply(502, "<html><title>502</title>")))]
#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_asked_for_again_only_where_that_is_safe(#[case] lost: Reply) {
    let first = Mutex::new(Some(lost));
    let stage = stage(move |_, number| match number {
        0 => first.lock().unwrap().take().expect("only once"),
        _ => ok(TOKEN),
    });
    stage.api.call(&tokens::Get { at: at() }, Lane::Interactive).await.unwrap();
    assert_eq!(stage.sent(), 2);
}

#[rstest]
#[case::connection(Err(TransportError::Lost("connection closed".into())))]
#[case::half_a_body(Ok(reply(200, r#"{"success":true,"resu"#)))]
#[case::bad_gateway(Ok(reply(502, "<html><title>502</title>")))]
#[case::envelope(refused(500, 10000, "internal"))]
#[tokio::test(start_paused = true)]
async fn a_lost_roll_is_never_repeated_and_said_to_be_unknown(#[case] lost: Reply) {
    let stage = script([lost]);
    let error = stage.api.call(&tokens::Roll { at: at() }, Lane::Interactive).await.unwrap_err();
    assert_eq!(error.certainty(), Certainty::Lost);
    assert_eq!(error.fault().kind, FaultKind::OutcomeUnknown);
}

#[tokio::test(start_paused = true)]
async fn what_never_left_is_repeated() {
    let not_sent = || Err(TransportError::NotSent("dns error".into()));
    let stage = script([not_sent(), not_sent(), not_sent()]);
    let error = stage.api.call(&tokens::Delete { at: at() }, Lane::Interactive).await.unwrap_err();
    assert_eq!((stage.sent(), error.certainty()), (3, Certainty::NotSent));
    assert_eq!(error.fault().kind, FaultKind::Network);
}

#[tokio::test(start_paused = true)]
async fn a_lost_attempt_outweighs_one_that_never_left() {
    let not_sent = || Err(TransportError::NotSent("dns error".into()));
    let stage = script([Err(TransportError::Lost("closed".into())), not_sent(), not_sent()]);
    let error = stage.api.call(&tokens::Delete { at: at() }, Lane::Interactive).await.unwrap_err();
    assert_eq!(error.certainty(), Certainty::Lost);
}

#[tokio::test(start_paused = true)]
async fn a_429_is_waited_out_and_no_failure() {
    let stage = script([too_many(7), too_many(9), ok(TOKEN)]);
    let start = Instant::now();
    stage.api.call(&tokens::Get { at: at() }, Lane::Interactive).await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 16);
}

#[tokio::test(start_paused = true)]
async fn a_storm_of_429_ends_for_somebody_who_waits() {
    let stage = stage(|_, _| too_many(2));
    let error = stage.api.call(&tokens::Get { at: at() }, Lane::Interactive).await.unwrap_err();
    assert_eq!((stage.sent(), error.certainty()), (3, Certainty::Answered));
    let fault = error.fault();
    assert_eq!(fault.kind, FaultKind::RateLimited);
    assert!(fault.next.contains("2 s"), "{fault}");
}

#[tokio::test(start_paused = true)]
async fn nobody_is_kept_waiting_for_minutes_without_a_word() {
    let stage = script([too_many(240), ok(TOKEN)]);
    let get = tokens::Get { at: at() };
    for _ in 0..2 {
        let error = stage.api.call(&get, Lane::Interactive).await.unwrap_err();
        assert_eq!(error.fault().kind, FaultKind::RateLimited);
        assert!(error.fault().next.contains("240 s"), "{}", error.fault());
    }
    assert_eq!(stage.sent(), 1, "the second was not even sent");
    stage.api.call(&get, Lane::Incident).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_credential_that_cannot_be_sent_is_not_sent() {
    let stage = stage(|_, _| ok(TOKEN));
    let quoted = stage.api.0.vault.put(Secret::new(format!("\"{CANARY}\"")));
    let error =
        stage.api.call_as(&tokens::Verify { family: Owner::User }, Lane::Sync, quoted).await.unwrap_err();
    assert_eq!((stage.sent(), error.certainty()), (0, Certainty::NotSent));
    assert_eq!(error.fault().kind, FaultKind::Credentials);
}

#[tokio::test(start_paused = true)]
async fn a_foreign_value_teaches_nothing_about_our_budget() {
    let limits = limits::Limits { left: 3, reset_s: 60, quota: Some(1200), window_s: Some(300) };
    let stage = stage(move |_, _| {
        let body = r#"{"id":"ed17574386854bf78a67040be0a770b0","status":"active"}"#;
        ok(body).map(|reply| WireReply { limits: Some(limits), ..reply })
    });
    let value = stage.api.0.vault.put(Secret::new("other".into()));
    let verify = tokens::Verify { family: Owner::User };
    stage.api.call_as(&verify, Lane::Sync, value).await.unwrap();
    assert_eq!(stage.api.0.governor.budget().left, Some(1199));
    stage.api.call(&verify, Lane::Sync).await.unwrap();
    assert_eq!(stage.api.0.governor.budget().left, Some(3));
}

#[tokio::test(start_paused = true)]
async fn verify_keeps_what_the_server_says_in_words() {
    let body = r#"{"success":true,"errors":[],"messages":[{"code":10000,"message":"This API Token is valid and active","type":null}],
        "result":{"id":"ed17574386854bf78a67040be0a770b0","status":"active","expires_on":"2026-12-31T00:00:00Z"}}"#;
    let stage = script([Ok(reply(200, body))]);
    let verified = stage.api.call(&tokens::Verify { family: at().owner }, Lane::Interactive).await.unwrap();
    assert_eq!(verified.message.as_deref(), Some("This API Token is valid and active"));
    assert_eq!(verified.status.word(), "active");
    assert_eq!(verified.expires_on, Time::parse("2026-12-31T00:00:00Z"));
}

#[tokio::test(start_paused = true)]
async fn every_attempt_is_told() {
    let stage = script([
        Err(TransportError::Lost("reset".into())),
        refused(403, 9109, "Unauthorized to access requested resource"),
    ]);
    let _ = stage.api.call(&tokens::Get { at: at() }, Lane::Incident).await;
    let notes = stage.notes.lock().unwrap();
    let told: Vec<_> = notes
        .iter()
        .filter_map(|note| match note {
            ApiNote::Request(note) => Some(note),
            ApiNote::Budget(_) => None,
        })
        .collect();
    assert!(
        told.iter().all(|n| n.id == told[0].id && n.lane == "incident" && n.path.starts_with("/accounts/"))
    );
    assert!(matches!(told[0].moment, Moment::Sent));
    assert!(matches!(&told[1].moment, Moment::Lost { why, millis: 100 } if why == "reset"));
    assert_eq!((told[1].attempt, told[2].attempt), (1, 2));
    let Moment::Answered { status: 403, ray: Some(ray), error: Some(error), .. } = &told[3].moment else {
        panic!("{told:?}")
    };
    assert_eq!(ray, "86610873f8d987a9-IAD");
    assert_eq!(error, "9109 Unauthorized to access requested resource");
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_call_is_told_and_frees_its_place() {
    let stage =
        stage_with(Duration::from_secs(100), Pace { in_flight: 1, ..Pace::default() }, |_, _| ok(TOKEN));
    let get = tokens::Get { at: at() };
    let call = tokio::time::timeout(Duration::from_secs(1), stage.api.call(&get, Lane::Sync)).await;
    assert!(call.is_err());
    assert!(stage.api.0.governor.budget().lanes.iter().all(|lane| lane.in_flight == 0));
    let notes = stage.notes.lock().unwrap();
    let lost =
        notes.iter().any(|n| matches!(n, ApiNote::Request(n) if matches!(n.moment, Moment::Lost { .. })));
    assert!(lost);
}

/// Whatever happens, no value is in anything that can be printed, and no reply is hostile enough to change it.
#[rstest]
#[case::refused(refused(403, 9109, &format!("Invalid access token {CANARY}")))]
#[case::chain(Ok(reply(400, format!(r#"{{"success":false,"errors":[{{"code":6003,"message":"x","error_chain":[{{"code":6111,"message":"{CANARY}"}}]}}]}}"#))))]
#[case::pointer(Ok(reply(400, format!(r#"{{"success":false,"errors":[{{"code":1,"source":{{"pointer":"/{CANARY}"}}}}]}}"#))))]
#[case::docs(Ok(reply(400, format!(r#"{{"success":false,"errors":[{{"code":1,"documentation_url":"https://x/{CANARY}"}}]}}"#))))]
#[case::problem(Ok(reply(503, format!(r#"{{"title":"{CANARY}"}}"#))))]
#[case::page(Ok(reply(403, format!("<title>{CANARY}</title>"))))]
#[case::cut(Ok(reply(200, format!(r#"{{"success":true,"result":"{NEW_VALUE}"#))))]
#[case::odd_roll(ok(&format!(r#"{{"value":"{NEW_VALUE}"}}"#)))]
#[case::good_roll(ok(&format!(r#""{NEW_VALUE}""#)))]
#[tokio::test(start_paused = true)]
async fn no_value_is_ever_shown(#[case] answer: Reply) {
    let stage = script([answer]);
    let result = stage.api.call(&tokens::Roll { at: at() }, Lane::Interactive).await;
    let mut shown = format!("{:?} {:?}", stage.play.seen.lock().unwrap(), stage.notes.lock().unwrap());
    match result {
        Ok(value) => shown.push_str(&format!("{value:?}")),
        Err(error) => shown.push_str(&format!("{error} {error:?} {} {:?}", error.fault(), error.fault())),
    }
    assert!(!shown.contains(CANARY) && !shown.contains(NEW_VALUE), "{shown}");
}

/// A text that is cut in the middle of the value must not show its first half.
#[rstest]
#[case::message(400, |text: &str| format!(r#"{{"success":false,"errors":[{{"code":1,"message":"{text}"}}]}}"#))]
#[case::title(200, |text: &str| format!(r#"{{"title":"{text}"}}"#))]
#[case::page(80, |text: &str| format!("<title>{text}</title>"))]
#[tokio::test(start_paused = true)]
async fn half_a_value_is_not_shown_either(#[case] most: usize, #[case] body: fn(&str) -> String) {
    let text = format!("{}{CANARY}", "x".repeat(most - CANARY.len() / 2));
    let stage = script([Ok(reply(403, body(&text)))]);
    let error = stage.api.call(&tokens::Roll { at: at() }, Lane::Interactive).await.unwrap_err();
    let shown = format!("{error} {error:?} {:?}", error.fault());
    assert!(!shown.contains(&CANARY[..8]), "{shown}");
}
