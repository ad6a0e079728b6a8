//! How fast 1,000 tokens are revoked and proven, against what the server's limit allows (PRODUCT, section 8).
//!
//! `cargo bench --bench revoke`: the sandbox enforces 1,200 requests per 5 s, the shape of the real limit on a shorter
//! window. One request deletes and one proves; three find out who we are.

// A benchmark prints, and stops where it cannot go on.
#![allow(clippy::expect_used, clippy::print_stdout)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokendeck::api::transport::{HttpOptions, HttpTransport};
use tokendeck::api::{Api, BaseUrl, Credential, Pace, Parts};
use tokendeck::clock::{Clock, WallClock};
use tokendeck::domain::token::{Owner, TokenRef};
use tokendeck::engine::{ApiNotes, Deps, Engine, Settings};
use tokendeck::protocol::{Deed, Ended, Job, Outcome, Verb};
use tokendeck::sandbox::{Options, RateLimit, Sandbox};
use tokendeck::secret::{Secret, Vault};
use tokendeck::store::{Cache, Ledgers};

const TOKENS: usize = 1_000;
const EACH: usize = 101;
const QUOTA: u32 = 1_200;
const WINDOW: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() {
    let limit = RateLimit { quota: QUOTA, window: WINDOW };
    let options = Options { accounts: Some(12), tokens: Some(EACH), limit, ..Options::default() };
    let server = Sandbox::start(options).await.expect("a sandbox");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let vault = Arc::new(Vault::new());
    let value = vault.put(Secret::new(server.user_token.peek(str::to_owned)));
    let base = BaseUrl::parse(&server.base_url).expect("a base URL");
    let clock: Arc<dyn Clock> = Arc::new(WallClock);
    let (observer, notes) = ApiNotes::channel();
    let http = HttpTransport::new(&base, &HttpOptions::default(), vault.clone()).expect("an HTTP client");
    let api = Api::new(Parts {
        transport: Arc::new(http),
        base,
        credential: Credential::Bearer(value),
        vault: vault.clone(),
        clock: clock.clone(),
        pace: Pace::default(),
        observer,
    });
    let (engine, _) = Engine::start(Deps {
        api,
        notes,
        credential: Credential::Bearer(value),
        cache: Arc::new(Cache::in_memory()),
        ledgers: Ledgers::at(folder.path().join("ledgers")),
        clock,
        vault,
        settings: Settings { background: false, ..Settings::default() },
        notices: Vec::new(),
    });
    let deeds: Vec<Deed> = server
        .accounts()
        .iter()
        .flat_map(|account| server.tokens(Some(account)).into_iter().map(|token| (account.clone(), token)))
        .filter(|(account, _)| *account != server.account_id)
        .take(TOKENS)
        .map(|(account, (id, name))| Deed {
            verb: Verb::Revoke,
            token: TokenRef { owner: Owner::Account(account.as_str().into()), id: id.as_str().into() },
            name,
            seen: None,
            reason: None,
            own_credential: false,
        })
        .collect();
    assert_eq!(deeds.len(), TOKENS);
    let before: u64 = server.counts().values().sum();
    let began = Instant::now();
    let ended = engine.run(Job::Deeds(deeds), |_| {}).await.expect("a settled plan");
    let took = began.elapsed();
    let Outcome::Settled { steps, .. } = ended else { unreachable!("deeds settle") };
    let proven = steps.iter().filter(|s| matches!(s.end, Ended::Proven { .. })).count();
    let asked = server.counts().values().sum::<u64>() - before;
    let rate = |requests: f64, time: Duration| requests / time.as_secs_f64();
    let (ours, allowed) = (rate(asked as f64, took), rate(f64::from(QUOTA), WINDOW));
    // A window's quota may be used at once, so the last window need not take its whole length.
    let windows = asked.saturating_sub(1) / u64::from(QUOTA);
    let least = WINDOW * u32::try_from(windows).unwrap_or(u32::MAX);
    let refused = steps.len() - proven;
    println!(
        "{TOKENS} revokes, {proven} proven, {refused} not, {asked} requests in {:.2} s",
        took.as_secs_f64()
    );
    println!(
        "{ours:.0} requests/s, {:.0} % of the {allowed:.0}/s that the limit allows",
        100.0 * ours / allowed
    );
    println!("least time at an infinitely fast server: {:.2} s", least.as_secs_f64());
    for step in steps.iter().filter(|s| !matches!(s.end, Ended::Proven { .. })).take(3) {
        println!("not proven: {} {:?}", step.deed.token, step.end);
    }
}
