//! 1,000 tokens revoked and proven to be, at a server that allows 1,200 requests in 5 s: the shape of the real limit on
//! a shorter window. The tokens were chosen from a list, as always. One request deletes each; the lists prove.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use tokendeck::domain::token::{Owner, TokenRef};
use tokendeck::protocol::{Deed, Ended, Job, Outcome, Verb};
use tokendeck::sandbox::{Options, RateLimit, Running};

use super::Figure;
use super::served::Served;

const TOKENS: usize = 1_000;
const EACH: usize = 101;
const QUOTA: u32 = 1_200;
const WINDOW: Duration = Duration::from_secs(5);

pub fn measure() -> Vec<Figure> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    vec![runtime.block_on(revoke())]
}

async fn revoke() -> Figure {
    let limit = RateLimit { quota: QUOTA, window: WINDOW };
    let options = Options { accounts: Some(12), tokens: Some(EACH), limit, ..Options::default() };
    let served = Served::start(options).await;
    let deeds = deeds(&served.server);
    let condemned: HashSet<String> = deeds.iter().map(|deed| deed.token.id.to_string()).collect();
    assert_eq!(condemned.len(), TOKENS);
    let others = held(&served.server).len() - TOKENS;
    served.engine.run(Job::RefreshAll, |_| {}).await.expect("lists of tokens");
    let before = served.requests();
    let began = Instant::now();
    let ended = served.engine.run(Job::Deeds(deeds), |_| {}).await.expect("a settled plan");
    let took = began.elapsed();
    let Outcome::Settled { steps, .. } = ended else { unreachable!("deeds settle") };
    let proven = steps.iter().filter(|step| matches!(step.end, Ended::Proven { .. })).count();
    let left = held(&served.server);
    let missed = left.iter().filter(|id| condemned.contains(*id)).count();
    assert_eq!(left.len() - missed, others, "what was not condemned is still there");
    let rate = |requests: f64, time: Duration| requests / time.as_secs_f64();
    let (asked, allowed) = (served.requests() - before, rate(f64::from(QUOTA), WINDOW));
    let share = 100.0 * rate(asked as f64, took) / allowed;
    let windows = u32::try_from(served.requests().saturating_sub(1)).unwrap_or(u32::MAX) / QUOTA;
    Figure {
        what: "bulk revoke, 1,000 tokens, 1,200 requests allowed in 5 s",
        measured: format!(
            "{:.2} s, {proven} proven, {missed} missed, {} × 429",
            took.as_secs_f64(),
            served.refused()
        ),
        bound: "≥ 95 % of the limit, nothing lost",
        kept: Some(share >= 95.0 && proven == TOKENS && missed == 0),
        // The quota of a window may be used at once, so the last one need not take its whole length: the share may exceed
        // 100 %, and the time is to be compared with that of waiting for windows alone.
        ratio: format!(
            "{asked} requests, {share:.0} % of {allowed:.0}/s; {:.0} s at an infinitely fast server",
            (WINDOW * windows).as_secs_f64()
        ),
    }
}

fn held(server: &Running) -> Vec<String> {
    server.accounts().iter().flat_map(|account| server.tokens(Some(account))).map(|(id, _)| id).collect()
}

fn deeds(server: &Running) -> Vec<Deed> {
    let accounts = server.accounts();
    let others = accounts.iter().filter(|account| **account != server.account_id);
    let tokens =
        others.flat_map(|account| server.tokens(Some(account)).into_iter().map(move |t| (account, t)));
    tokens
        .take(TOKENS)
        .map(|(account, (id, name))| Deed {
            verb: Verb::Revoke,
            token: TokenRef { owner: Owner::Account(account.as_str().into()), id: id.as_str().into() },
            name,
            seen: None,
            reason: None,
            own_credential: false,
        })
        .collect()
}
