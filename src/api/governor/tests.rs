use std::sync::atomic::{AtomicU32, Ordering};

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::clock::HandClock;
use crate::clock::Time;

/// How a server rounds the seconds to its reset.
#[derive(Clone, Copy, Debug)]
enum Rounding {
    Up,
    Down,
    Nearest,
}

/// A server with a fixed window that begins with the first request after the last one ended.
struct Server {
    quota: u32,
    length: Duration,
    rounding: Rounding,
    speaks: bool,
    state: Mutex<ServerState>,
    refusals: AtomicU32,
}

#[derive(Default)]
struct ServerState {
    began: Option<Instant>,
    used: u32,
    total: u32,
}

impl Server {
    fn new(quota: u32, length: Duration, rounding: Rounding) -> Self {
        let state = Mutex::default();
        Server { quota, length, rounding, speaks: true, state, refusals: AtomicU32::new(0) }
    }

    fn hit(&self) -> Outcome {
        let now = Instant::now();
        let mut state = self.state.lock().unwrap();
        let began = match state.began {
            Some(began) if now < began + self.length => began,
            _ => {
                state.used = 0;
                *state.began.insert(now)
            }
        };
        let rest = (began + self.length - now).as_secs_f64();
        if state.used >= self.quota {
            self.refusals.fetch_add(1, Ordering::SeqCst);
            return Outcome::TooMany(Some(Duration::from_secs_f64(rest.ceil())));
        }
        state.used += 1;
        state.total += 1;
        let reset_s = match self.rounding {
            Rounding::Up => rest.ceil(),
            Rounding::Down => rest.floor(),
            Rounding::Nearest => rest.round(),
        };
        Outcome::Answered(self.speaks.then(|| Limits {
            left: self.quota - state.used,
            reset_s: reset_s as u32,
            quota: Some(self.quota),
            window_s: Some(self.length.as_secs() as u32),
        }))
    }

    fn total(&self) -> u32 {
        self.state.lock().unwrap().total
    }
}

fn governor(pace: Pace) -> Arc<Governor> {
    Arc::new(Governor::new(pace, Arc::new(HandClock::at(Time::EPOCH)), Arc::new(|_| {})))
}

/// Keeps `workers` requests of `lane` coming until `end`.
async fn press(
    governor: &Arc<Governor>,
    server: &Arc<Server>,
    lane: Lane,
    workers: usize,
    way: Duration,
    end: Instant,
) {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..workers {
        let (governor, server) = (governor.clone(), server.clone());
        tasks.spawn(async move {
            loop {
                let permit = governor.admit(lane).await;
                pass(way).await;
                let outcome = server.hit();
                pass(way).await;
                permit.settle(outcome);
            }
        });
    }
    tokio::time::sleep_until(end).await;
    tasks.shutdown().await;
}

fn run<F: Future>(future: F) -> F::Output {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().start_paused(true).build().unwrap().block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever the size of the window and however the server rounds: never one too many, and 95 % of what
    /// it allows is used where requests are fast enough to use it up.
    #[test]
    fn uses_the_limit_and_never_breaks_it(
        quota in 300_u32..1500,
        seconds in 4_u64..30,
        way_ms in 1_u64..20,
        rounding in prop_oneof![Just(Rounding::Up), Just(Rounding::Down), Just(Rounding::Nearest)],
        lane in prop_oneof![Just(Lane::Incident), Just(Lane::Interactive)],
    ) {
        run(async {
            let length = Duration::from_secs(seconds);
            let server = Arc::new(Server::new(quota, length, rounding));
            let windows = 4;
            let way = Duration::from_millis(way_ms);
            let end = Instant::now() + length * windows;
            press(&governor(Pace::default()), &server, lane, 40, way, end).await;
            prop_assert_eq!(server.refusals.load(Ordering::SeqCst), 0);
            let fastest = (16_000 / (2 * way_ms + 1)).min(190) * seconds;
            if fastest > u64::from(quota) * 3 / 2 {
                let used = f64::from(server.total()) / f64::from(quota * windows);
                prop_assert!(used >= 0.95, "used only {used:.3}");
            }
            Ok(())
        })?;
    }
}

/// The shape of the bulk figure (PRODUCT 8): 1200 per 5 s.
#[rstest]
#[case(Rounding::Up)]
#[case(Rounding::Down)]
#[case(Rounding::Nearest)]
#[tokio::test(start_paused = true)]
async fn a_short_window_is_used_up(#[case] rounding: Rounding) {
    let length = Duration::from_secs(5);
    let server = Arc::new(Server::new(1200, length, rounding));
    let end = Instant::now() + length * 6;
    press(&governor(Pace::default()), &server, Lane::Incident, 40, Duration::from_millis(2), end).await;
    assert_eq!(server.refusals.load(Ordering::SeqCst), 0);
    let used = f64::from(server.total()) / 7200.0;
    assert!(used >= 0.95, "used only {used:.3}");
}

#[tokio::test(start_paused = true)]
async fn sync_uses_half_and_leaves_the_rest_to_others() {
    let server = Arc::new(Server::new(1200, Duration::from_secs(300), Rounding::Up));
    let governor = governor(Pace::default());
    let way = Duration::from_millis(20);
    let end = Instant::now() + Duration::from_secs(100);
    press(&governor, &server, Lane::Sync, 40, way, end).await;
    assert_eq!(server.total(), 600);
    press(&governor, &server, Lane::Interactive, 40, way, end + Duration::from_secs(100)).await;
    assert!(server.total() >= 1190, "{}", server.total());
    assert_eq!(server.refusals.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn sync_never_touches_the_reserve() {
    let pace = Pace { sync_share: 1.0, ..Pace::default() };
    let server = Arc::new(Server::new(1200, Duration::from_secs(300), Rounding::Down));
    let end = Instant::now() + Duration::from_secs(200);
    press(&governor(pace), &server, Lane::Sync, 40, Duration::from_millis(20), end).await;
    assert_eq!(server.total(), 1100);
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_is_taken_at_its_documentation() {
    let mut server = Server::new(1200, Duration::from_secs(300), Rounding::Up);
    server.speaks = false;
    let server = Arc::new(server);
    let end = Instant::now() + Duration::from_secs(1200);
    press(&governor(Pace::default()), &server, Lane::Incident, 40, Duration::from_millis(20), end).await;
    assert_eq!(server.refusals.load(Ordering::SeqCst), 0);
    assert!(server.total() >= 4 * 1140, "{}", server.total());
}

#[tokio::test(start_paused = true)]
async fn others_may_spend_the_same_budget() {
    let server = Arc::new(Server::new(1200, Duration::from_secs(60), Rounding::Up));
    let governor = governor(Pace::default());
    let foreign = server.clone();
    let dashboard = tokio::spawn(async move {
        loop {
            pass(Duration::from_millis(100)).await;
            foreign.hit();
        }
    });
    let end = Instant::now() + Duration::from_secs(55);
    press(&governor, &server, Lane::Sync, 40, Duration::from_millis(50), end).await;
    dashboard.abort();
    assert_eq!(server.refusals.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn a_429_pauses_everyone_and_then_one_goes_first() {
    let governor = governor(Pace::default());
    let start = Instant::now();
    governor.admit(Lane::Sync).await.settle(Outcome::TooMany(Some(Duration::from_secs(7))));
    assert!(governor.budget().paused_until.is_some());
    let permit = governor.admit(Lane::Incident).await;
    assert_eq!(start.elapsed().as_secs(), 7);
    let second = tokio::time::timeout(Duration::from_secs(1), governor.admit(Lane::Incident)).await;
    assert!(second.is_err(), "only one goes before the server has answered");
    permit.settle(Outcome::Answered(None));
    governor.admit(Lane::Incident).await.settle(Outcome::NotSent);
    assert_eq!(start.elapsed().as_secs(), 8);
}

/// A proxy that asks for a day is asked again after the longest time that the API documents.
#[tokio::test(start_paused = true)]
async fn no_429_pauses_for_longer_than_the_documented_refusals() {
    let governor = governor(Pace::default());
    let start = Instant::now();
    governor.admit(Lane::Sync).await.settle(Outcome::TooMany(Some(Duration::from_secs(86_400))));
    let _permit = governor.admit(Lane::Incident).await;
    assert_eq!(start.elapsed().as_secs(), 300);
}

#[tokio::test(start_paused = true)]
async fn a_429_without_a_time_pauses_longer_each_time() {
    let governor = governor(Pace::default());
    let start = Instant::now();
    for expected in [0, 5, 15, 35] {
        let permit = governor.admit(Lane::Sync).await;
        assert_eq!(start.elapsed().as_secs(), expected);
        permit.settle(Outcome::TooMany(None));
    }
}

#[tokio::test(start_paused = true)]
async fn urgent_goes_first_and_lanes_are_fair() {
    let governor = governor(Pace { in_flight: 1, ..Pace::default() });
    let first = governor.admit(Lane::Sync).await;
    let served = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for (lane, name) in [
        (Lane::Sync, "s1"),
        (Lane::Interactive, "i1"),
        (Lane::Sync, "s2"),
        (Lane::Incident, "!1"),
        (Lane::Interactive, "i2"),
    ] {
        let (governor, served) = (governor.clone(), served.clone());
        tasks.push(tokio::spawn(async move {
            let permit = governor.admit(lane).await;
            served.lock().unwrap().push(name);
            permit.settle(Outcome::Answered(None));
        }));
        tokio::task::yield_now().await;
    }
    first.settle(Outcome::Answered(None));
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(*served.lock().unwrap(), ["!1", "i1", "i2", "s1", "s2"]);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_waiter_frees_its_place() {
    let governor = governor(Pace { in_flight: 1, ..Pace::default() });
    let held = governor.admit(Lane::Interactive).await;
    let waits = tokio::time::timeout(Duration::from_secs(1), governor.admit(Lane::Interactive)).await;
    assert!(waits.is_err());
    assert_eq!(governor.budget().lanes[Lane::Interactive.index()].waiting, 0);
    drop(held); // Never settled: its caller was cancelled.
    governor.admit(Lane::Sync).await.settle(Outcome::Answered(None));
    let lanes = governor.budget().lanes;
    assert!(lanes.iter().all(|l| l.in_flight == 0 && l.waiting == 0), "{lanes:?}");
}

#[tokio::test(start_paused = true)]
async fn the_budget_is_told_when_it_changes() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let (clock, notes) = (Arc::new(HandClock::at(Time::from_secs(1000))), told.clone());
    let observer: Observer = Arc::new(move |note| match note {
        ApiNote::Budget(budget) => notes.lock().unwrap().push(budget),
        ApiNote::Request(_) => {}
    });
    let governor = Governor::new(Pace::default(), clock, observer);
    assert_eq!(governor.budget().left, None, "nothing is known before the first answer");
    let limits = Limits { left: 50, reset_s: 30, quota: Some(100), window_s: Some(60) };
    governor.admit(Lane::Sync).await.settle(Outcome::Answered(Some(limits)));
    let budget = told.lock().unwrap().last().cloned().unwrap();
    assert_eq!((budget.left, budget.quota, budget.window_s), (Some(50), Some(100), Some(60)));
    let resets_at = budget.resets_at.unwrap();
    assert!((1030..=1032).contains(&(resets_at.millis() / 1000)), "{resets_at:?}");
}

#[tokio::test(start_paused = true)]
async fn no_more_than_the_address_may_send_in_a_second() {
    let server = Arc::new(Server::new(1_000_000, Duration::from_secs(86_400), Rounding::Up));
    let end = Instant::now() + Duration::from_secs(10);
    press(&governor(Pace::default()), &server, Lane::Incident, 40, Duration::from_millis(1), end).await;
    assert!((1800..=1900).contains(&server.total()), "{}", server.total());
}

/// When the server starts a window anew, the request held back to ask notices at once.
#[rstest]
#[case(Rounding::Up, 50)]
#[case(Rounding::Down, 1100)]
#[tokio::test(start_paused = true)]
async fn a_new_window_is_noticed(#[case] rounding: Rounding, #[case] at_most_ms: u64) {
    let length = Duration::from_secs(20);
    let server = Arc::new(Server::new(300, length, rounding));
    let start = Instant::now();
    let governor = governor(Pace::default());
    let way = Duration::from_millis(2);
    press(&governor, &server, Lane::Incident, 40, way, start + length).await;
    let before = server.total();
    press(&governor, &server, Lane::Incident, 40, way, start + length + Duration::from_millis(at_most_ms))
        .await;
    assert!(server.total() > before + 20, "{} more", server.total() - before);
    assert_eq!(server.refusals.load(Ordering::SeqCst), 0);
}

/// An answer of the old window that arrives in the new one must not be taken for the new one's.
#[tokio::test(start_paused = true)]
async fn an_answer_of_the_old_window_is_old_news() {
    let governor = governor(Pace::default());
    let say = |left, reset_s| {
        Outcome::Answered(Some(Limits { left, reset_s, quota: Some(1000), window_s: Some(60) }))
    };
    governor.admit(Lane::Interactive).await.settle(say(900, 1));
    let slow = governor.admit(Lane::Interactive).await;
    tokio::time::advance(Duration::from_secs(3)).await;
    governor.admit(Lane::Interactive).await.settle(say(999, 60));
    slow.settle(say(3, 0));
    assert_eq!(governor.budget().left, Some(999));
}

/// Requests may come back little by little, as from a bucket that is refilled.
#[tokio::test(start_paused = true)]
async fn what_comes_back_is_used() {
    let governor = governor(Pace::default());
    for left in [5, 4, 7, 9] {
        let limits = Limits { left, reset_s: 60, quota: Some(100), window_s: Some(60) };
        governor.admit(Lane::Interactive).await.settle(Outcome::Answered(Some(limits)));
        assert_eq!(governor.budget().left, Some(left));
    }
}

/// Lets paused time go by: nobody waits, the runtime turns the clock when all else is idle.
async fn pass(time: Duration) {
    tokio::time::sleep_until(Instant::now() + time).await;
}
