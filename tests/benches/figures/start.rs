//! A start from a warm cache of 100,000 tokens: the first frame, the memory, and the rest that follows.

use std::path::Path;
use std::time::Duration;

use portable_pty::CommandBuilder;
use tokendeck::clock::{Clock as _, Time, WallClock};
use tokendeck::domain::token::Owner;
use tokendeck::protocol::{Change, Delta, Scope};
use tokendeck::sandbox::{Options, Running, Sandbox};
use tokendeck::store::Cache;

use super::shown::Shown;
use super::{Figure, binary, estate, fetched, millis, percentile, ratio};

const STARTS: usize = 15;
/// A useful frame has this many tokens on it.
const SCREENFUL: usize = 50;
const IDLE: Duration = Duration::from_secs(20);
const MEMORY: u64 = 150 << 10;

pub fn measure() -> Vec<Figure> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    // A server that knows the credential; what it has beside that is not asked for while the cache is fresh.
    let server = runtime.block_on(Sandbox::start(Options::default())).expect("a sandbox");
    let home = tempfile::tempdir().expect("a temporary folder");
    fill(&home.path().join("cache"), &server.base_url);
    let (mut first, mut all, mut nothing) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..STARTS {
        nothing.push(Shown::start(CommandBuilder::new("/bin/true")).ended());
        let mut shown = Shown::start(program(home.path(), &server));
        let screenful = |text: &str| text.lines().filter(|line| is_token(line)).count() >= SCREENFUL;
        first.push(shown.until(screenful).unwrap_or_else(|| give_up(&shown)));
        all.push(shown.until(everything).unwrap_or_else(|| give_up(&shown)));
    }
    let [first, all, nothing] = [&mut first, &mut all, &mut nothing].map(|times| percentile(times, 50));
    let mut out = vec![
        Figure {
            what: "first useful frame, 100,000 tokens in the cache",
            measured: millis(first),
            bound: "≤ 60 ms",
            kept: Some(first <= Duration::from_millis(60)),
            ratio: format!("{:.1} × `/bin/true` ({})", ratio(first, nothing), millis(nothing)),
        },
        Figure {
            what: "all 100,000 tokens on hand",
            measured: millis(all),
            bound: "",
            kept: None,
            ratio: format!("{:.1} × the first frame", ratio(all, first)),
        },
    ];
    // A sync that is due would not be standing still.
    fill(&home.path().join("cache"), &server.base_url);
    out.extend(stay(home.path(), &server).into_iter().flatten());
    out
}

/// Memory with everything loaded, and what standing still costs.
fn stay(home: &Path, server: &Running) -> Option<[Figure; 2]> {
    let mut shown = Shown::start(program(home, server));
    shown.until(everything).unwrap_or_else(|| give_up(&shown));
    shown.rest(Duration::from_secs(3));
    let status = shown.proc("status")?;
    let (now, most) = (kib(&status, "VmRSS:")?, kib(&status, "VmHWM:")?);
    let used = shown.work_within(IDLE)?;
    let share = 100.0 * ratio(used, IDLE);
    Some([
        Figure {
            what: "memory, 100,000 tokens with policies",
            measured: format!("{} MB resident", now / 1024),
            bound: "≤ 150 MB",
            kept: Some(most <= MEMORY),
            ratio: format!("{} MB at most", most / 1024),
        },
        Figure {
            what: "standing still, 100,000 tokens",
            measured: format!("{share:.2} % of a core"),
            bound: "< 0.2 %",
            kept: Some(share < 0.2),
            ratio: format!("{} in {} s", millis(used), IDLE.as_secs()),
        },
    ])
}

fn kib(status: &str, name: &str) -> Option<u64> {
    status.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
}

fn is_token(line: &str) -> bool {
    ["active", "disabled", "expired"].iter().any(|word| line.contains(word))
}

fn give_up(shown: &Shown) -> Duration {
    println!("{}", shown.text());
    Duration::MAX
}

/// Whether all tokens are there, whether or not the credential's own is known yet.
fn everything(text: &str) -> bool {
    text.contains("· 100,000") || text.contains("· 100,001")
}

/// The program with nothing of this machine's environment.
fn program(home: &Path, server: &Running) -> CommandBuilder {
    let mut command = CommandBuilder::new(binary::PATH);
    command.env_clear();
    for (name, folder) in [
        ("TOKENDECK_CONFIG_DIR", "config"),
        ("TOKENDECK_CACHE_DIR", "cache"),
        ("TOKENDECK_DATA_DIR", "data"),
        ("TOKENDECK_LOG_DIR", "log"),
    ] {
        command.env(name, home.join(folder));
    }
    command.env("TERM", "xterm-256color");
    command.env("COLORTERM", "truecolor");
    command.env("CLOUDFLARE_BASE_URL", &server.base_url);
    command.env("CLOUDFLARE_API_TOKEN", server.user_token.peek(str::to_owned));
    command
}

/// Writes what a run would have left behind a moment ago.
fn fill(folder: &Path, base_url: &str) {
    let (cache, notice) = Cache::open(folder, "environment", base_url);
    assert_eq!(notice, None);
    let patience = Duration::from_secs(60);
    let now = WallClock.now();
    let fresh = |delta: Delta| Delta { as_of: now, ..delta };
    cache.apply(&fresh(estate::accounts(estate::ACCOUNTS)));
    cache.apply(&own(now));
    for n in 0..estate::ACCOUNTS {
        cache.apply(&fresh(fetched::fetched(n)));
        if n % 64 == 0 {
            assert!(cache.flush(patience));
        }
    }
    assert!(cache.flush(patience));
}

fn own(as_of: Time) -> Delta {
    let change = Change::Tokens { list: Default::default(), complete: true };
    Delta { scope: Scope::Tokens(Owner::User), revision: 1, as_of, change }
}
