//! `sandbox`: the pretend Cloudflare, served until stopped.

use std::time::Duration;

use super::args;
use super::args::Seed;
use super::exit::{Exit, Failure};
use super::item::Item;
use super::output::Output;
use crate::sandbox::{FaultSpec, Options, RateLimit, Running, Sandbox};

/// Prints where it is and with which values, then serves. The one place that prints values: they work for this server
/// alone and end with it.
pub async fn run(asked: &args::Sandbox, out: &mut Output) -> Result<Exit, Failure> {
    let mut options = options(&asked.seed);
    options.port = asked.port.unwrap_or(0);
    options.latency = Duration::from_millis(asked.latency);
    for text in &asked.fault {
        options.faults.push(text.parse::<FaultSpec>().map_err(|e| Failure::usage(format!("--fault: {e}")))?);
    }
    if let Some(text) = &asked.limit {
        options.limit =
            limit(text).ok_or_else(|| Failure::usage("--limit wants requests/seconds, such as 1200/5"))?;
    }
    // Asked for before the line is printed: whoever reads it may stop us at once.
    let stop = stopped()?;
    let running = start(options).await?;
    let item = Item::new()
        .with("base_url", &running.base_url)
        .with("account_id", &running.account_id)
        .with("account_token", running.account_token.peek(str::to_owned))
        .with("user_token", running.user_token.peek(str::to_owned));
    out.raw(format!("{}\n", item.json()).as_bytes())?;
    out.flush()?;
    stop.await;
    Ok(Exit::Done)
}

/// Starts a sandbox.
///
/// # Errors
/// The port is taken.
pub async fn start(options: Options) -> Result<Running, Failure> {
    Sandbox::start(options)
        .await
        .map_err(|e| Failure::new(Exit::Refused, format!("The sandbox cannot start: {e}.")))
}

/// The world of a seed.
pub fn options(seed: &Seed) -> Options {
    Options { seed: seed.seed, accounts: seed.accounts, tokens: seed.tokens, ..Options::default() }
}

fn limit(text: &str) -> Option<RateLimit> {
    let (quota, seconds) = text.split_once('/')?;
    let (quota, seconds) = (quota.parse().ok()?, seconds.parse().ok()?);
    (quota > 0 && seconds > 0).then(|| RateLimit { quota, window: Duration::from_secs(seconds) })
}

#[cfg(unix)]
fn stopped() -> Result<impl Future<Output = ()>, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| {
        signal(kind).map_err(|e| Failure::new(Exit::Refused, format!("Signals cannot be listened to: {e}.")))
    };
    let (mut terminate, mut hang_up) = (listen(SignalKind::terminate())?, listen(SignalKind::hangup())?);
    let mut interrupt = listen(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! { _ = terminate.recv() => (), _ = hang_up.recv() => (), _ = interrupt.recv() => () }
    })
}

#[cfg(not(unix))]
fn stopped() -> Result<impl Future<Output = ()>, Failure> {
    Ok(async {
        // Without a handler there is only the default one, which ends the program too.
        let _ = tokio::signal::ctrl_c().await;
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1200/5", Some((1200, 5)))]
    #[case("0/5", None)]
    #[case("5/0", None)]
    #[case("1200", None)]
    #[case("a/b", None)]
    fn limits(#[case] text: &str, #[case] expected: Option<(u32, u64)>) {
        assert_eq!(limit(text).map(|l| (l.quota, l.window.as_secs())), expected);
    }
}
