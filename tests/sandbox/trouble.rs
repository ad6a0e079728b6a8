//! Budgets and faults.

use std::time::Duration;

use reqwest::Method;
use rstest::rstest;
use tokendeck::sandbox::{Aim, Fault, Options, RateLimit};

use crate::world::World;

#[tokio::test]
async fn the_budget_is_told_and_enforced() {
    let limit = RateLimit { quota: 3, window: Duration::from_secs(60) };
    let world = World::new(Options { limit, ..Options::default() }).await;
    for left in [2, 1, 0] {
        let got = world.get("/user/tokens/verify", &world.user()).await;
        assert_eq!(got.headers["ratelimit"], format!("\"default\";r={left};t=60"));
        assert_eq!(got.headers["ratelimit-policy"], "\"default\";q=3;w=60");
        assert!(got.headers["cf-ray"].to_str().unwrap().ends_with("-SBX"));
        assert!(!got.headers.contains_key("retry-after"));
    }
    let got = world.get("/user", &world.user()).await;
    assert_eq!((got.code(), &got.headers["retry-after"]), ((429, 971), &"60".parse().unwrap()));
    assert_eq!(
        world.get("/accounts", &world.account()).await.status,
        200,
        "an account token counts for itself"
    );
    world.clock.advance(Duration::from_secs(60));
    assert_eq!(world.get("/user", &world.user()).await.status, 200);
}

#[rstest]
#[case(Fault::LostBefore, true, None)]
#[case(Fault::LostAfter, false, Some(200))]
#[case(Fault::Cut, false, Some(200))]
#[tokio::test]
async fn a_lost_answer(#[case] fault: Fault, #[case] survives: bool, #[case] status: Option<u16>) {
    let world = World::new(Options::default()).await;
    let (id, _) = world.sandbox.tokens(Some(&world.sandbox.account_id)).pop().unwrap();
    let path = format!("{}/{id}", world.tokens());
    world.sandbox.aim(Aim::next("DELETE", fault));
    let lost = match world.request(Method::DELETE, &path, &world.account()).send().await {
        Ok(answer) => answer.bytes().await.is_err(),
        Err(_) => true,
    };
    assert!(lost, "an answer arrived");
    let writes = world.sandbox.writes();
    assert_eq!((writes.len(), writes[0].status, writes[0].fault), (1, status, Some(fault)));
    assert_eq!(world.get(&path, &world.account()).await.status == 200, survives);
}

#[rstest]
#[case::html(Fault::Html, 502, "text/html; charset=UTF-8")]
#[case::problem(Fault::Failing, 503, "application/problem+json")]
#[case::storm(Fault::Storm, 429, "application/json")]
#[tokio::test]
async fn trouble_at_the_edge_does_nothing(#[case] fault: Fault, #[case] status: u16, #[case] kind: &str) {
    let world = World::new(Options::default()).await;
    let (id, _) = world.sandbox.tokens(Some(&world.sandbox.account_id)).pop().unwrap();
    let path = format!("{}/{id}", world.tokens());
    world.sandbox.aim(Aim::next("DELETE", fault));
    let request = world.request(Method::DELETE, &path, &world.account()).header("accept", "application/json");
    let answer = request.send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap()),
        (status, kind)
    );
    assert_eq!(answer.headers().contains_key("retry-after"), fault == Fault::Storm);
    assert_eq!(world.get(&path, &world.account()).await.status, 200, "the token is still there");
}

#[tokio::test]
async fn it_stops_when_dropped() {
    let World { sandbox, http, .. } = World::new(Options::default()).await;
    let url = format!("{}/accounts", sandbox.base_url);
    assert!(http.get(&url).send().await.is_ok());
    drop((sandbox, http));
    // The signal is on its way; the listener is gone as soon as the runtime has seen it.
    let gone = async {
        while reqwest::Client::new().get(&url).send().await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), gone).await.unwrap();
}

#[rstest]
#[case::latency(Duration::from_millis(250), None, 250)]
#[case::slow(Duration::ZERO, Some(Fault::Slow), 3000)]
#[tokio::test(start_paused = true)]
async fn slowness_is_only_slow(#[case] latency: Duration, #[case] fault: Option<Fault>, #[case] millis: u64) {
    let world = World::new(Options { latency, ..Options::default() }).await;
    if let Some(fault) = fault {
        world.sandbox.aim(Aim::next("GET", fault));
    }
    let start = tokio::time::Instant::now();
    assert_eq!(world.get("/accounts", &world.account()).await.status, 200);
    assert!(start.elapsed() >= Duration::from_millis(millis), "{:?}", start.elapsed());
}

#[tokio::test]
async fn requests_are_counted() {
    let world = World::new(Options::default()).await;
    world.get("/user?x=1", &world.user()).await;
    world.get("/user?x=2", &world.user()).await;
    assert_eq!(world.sandbox.counts()[&("GET".to_owned(), "/user".to_owned())], 2);
    assert!(world.sandbox.writes().is_empty());
}
