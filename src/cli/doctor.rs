//! `doctor`: what was found, what it may do, where things are. Never a value.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use tokio::sync::mpsc::Receiver;
use tokio::time;

use super::call::Call;
use super::exit::{Exit, Failure};
use super::item::Item;
use super::output::Output;
use super::session::Session;
use super::sheet::Sheet;
use crate::api::CATALOG;
use crate::clock::Time;
use crate::config::vars;
use crate::domain::identity::{Allowed, Identity};
use crate::protocol::{Event, Job, Moment, Outcome};
use crate::setup;
use crate::store::Ledgers;
use crate::world::World;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Ok,
    Note,
    Bad,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Note => "note",
            State::Bad => "bad",
        }
    }
}

/// The checks so far.
struct Checks(Vec<(&'static str, State, String)>);

impl Checks {
    fn add(&mut self, what: &'static str, state: State, detail: impl Into<String>) {
        self.0.push((what, state, detail.into()));
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(["check", "state", "detail"]);
        for (what, state, detail) in &self.0 {
            let item = Item::new().with("check", what).with("state", state.word()).with("detail", detail);
            sheet.push(item, [(*what).to_owned(), state.word().to_owned(), detail.clone()]);
        }
        sheet
    }
}

/// Lists every request that the program can make.
pub fn requests(out: &mut Output) -> Result<Exit, Failure> {
    let mut sheet = Sheet::new(["method", "path", "what", "permission", "changes"]);
    for info in CATALOG {
        let item = Item::new()
            .with("method", info.method.as_str())
            .with("path", info.path)
            .with("what", info.name)
            .with("permission", info.permission)
            .with("mutating", info.mutating)
            .with("docs", info.docs);
        let changes = if info.mutating { "yes" } else { "" };
        sheet
            .push(item, [info.method.as_str(), info.path, info.name, info.permission.unwrap_or(""), changes]);
    }
    out.report(&sheet)?;
    Ok(Exit::Done)
}

/// Looks at everything and prints what was found.
pub async fn run(call: &mut Call<'_>) -> Result<Exit, Failure> {
    let mut checks = Checks(Vec::new());
    checks.add("version", State::Ok, env!("CARGO_PKG_VERSION"));
    settings(call, &mut checks);
    folders(call, &mut checks);
    surroundings(call, &mut checks);
    plans(call, &mut checks);
    let thresholds = setup::thresholds(&call.loaded.config);
    let session = match call.found().await {
        Ok(found) => Session::with_news(call, found, thresholds),
        Err(failure) => Err(failure),
    };
    let exit = match session {
        Ok((mut session, news)) => {
            credential(&mut session, news, &mut checks).await;
            session.end().await;
            Exit::Done
        }
        Err(failure) => {
            checks.add("credential", State::Bad, failure.text.replace('\n', " "));
            failure.exit
        }
    };
    call.out.report(&checks.sheet())?;
    let bad = checks.0.iter().any(|(_, state, _)| *state == State::Bad);
    Ok(if bad { exit.max(Exit::Findings) } else { exit })
}

fn settings(call: &Call<'_>, checks: &mut Checks) {
    let file = call.places.config_file().display().to_string();
    match (call.loaded.found, call.loaded.mistakes.len()) {
        (false, 0) => checks.add("settings", State::Ok, format!("{file}: not there, defaults are used")),
        (_, 0) => checks.add("settings", State::Ok, file),
        (_, n) => checks.add("settings", State::Bad, format!("{n} mistakes; see: tokendeck config check")),
    }
}

fn folders(call: &Call<'_>, checks: &mut Checks) {
    for (name, variable, path) in call.places.list() {
        let moved =
            if call.env.get(variable).is_some() { format!(" (by {variable})") } else { String::new() };
        let what = match name {
            "config" => "folder: config",
            "cache" => "folder: cache",
            "data" => "folder: data",
            _ => "folder: log",
        };
        let (state, words) = folder(path);
        checks.add(what, state, format!("{}{moved}: {words}", path.display()));
    }
    let size = folder_size(&call.places.cache);
    checks.add("cache", State::Ok, format!("{size} bytes in {}", call.places.cache.display()));
}

fn folder(path: &Path) -> (State, String) {
    match fs::metadata(path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => (State::Ok, "not there yet".to_owned()),
        Err(e) => (State::Bad, e.to_string()),
        Ok(facts) if !facts.is_dir() => (State::Bad, "is no folder".to_owned()),
        Ok(facts) if facts.permissions().readonly() => (State::Bad, "cannot be written to".to_owned()),
        Ok(facts) => private(&facts),
    }
}

#[cfg(unix)]
fn private(facts: &fs::Metadata) -> (State, String) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = facts.permissions().mode() & 0o777;
    let state = if mode & 0o077 == 0 { State::Ok } else { State::Note };
    (state, format!("mode {mode:04o}"))
}

#[cfg(not(unix))]
fn private(_: &fs::Metadata) -> (State, String) {
    (State::Ok, "there".to_owned())
}

fn folder_size(path: &Path) -> u64 {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.metadata().ok())
        .filter(fs::Metadata::is_file)
        .map(|facts| facts.len())
        .sum()
}

/// Variables that are set, by name; values only where they are no secret.
fn surroundings(call: &Call<'_>, checks: &mut Checks) {
    for var in vars::VARS {
        if let Some(value) = call.env.get(var.name) {
            let shown = if var.secret { "set, not shown".to_owned() } else { value };
            checks.add("variable", State::Ok, format!("{}: {shown}", var.name));
        }
    }
    let own = &call.loaded.config.ca_file.0;
    let trust =
        own.as_ref().map_or("the system's".to_owned(), |path| format!("the system's and {}", path.display()));
    checks.add("certificates", State::Ok, trust);
}

/// Plans that were left open, of every credential and server that this machine has worked with.
fn plans(call: &Call<'_>, checks: &mut Checks) {
    let folder = call.places.ledgers();
    let places = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut count = 0;
    for place in places.filter(|path| path.is_dir()) {
        let name = place.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let ledgers = Ledgers::at(place);
        let read = ledgers.open_plans().and_then(|found| Ok((found, ledgers.troubles()?)));
        match read {
            Ok(((open, unread), wrong)) => {
                count += open.len();
                for plan in open {
                    let detail = format!(
                        "{} of {name}: {} deeds, {} not sent, {} not settled; its dashboard goes on with it",
                        plan.id, plan.deeds, plan.waiting, plan.unsettled
                    );
                    checks.add("plan", State::Note, detail);
                }
                // What is wrong with an open plan's ledger is in both lists.
                let said: BTreeSet<String> = unread.iter().chain(&wrong).map(ToString::to_string).collect();
                for error in said {
                    checks.add("ledger", State::Bad, error);
                }
            }
            Err(error) => checks.add("plans", State::Bad, error.to_string()),
        }
    }
    checks.add("plans", if count == 0 { State::Ok } else { State::Note }, format!("{count} open"));
}

/// How long the news of the last answer may take to come through, after the answer itself has.
const LATE: Duration = Duration::from_secs(1);

async fn credential(session: &mut Session, mut news: Receiver<Event>, checks: &mut Checks) {
    checks.add("credential", State::Ok, session.found.origin.clone());
    for warning in &session.found.warnings {
        checks.add("credential", State::Note, warning.clone());
    }
    checks.add("base URL", State::Ok, session.found.base.to_string());
    if let Some(why) = &session.found.read_only {
        checks.add("read-only", State::Note, why.clone());
    }
    match session.run(Job::Identify).await {
        Ok(Outcome::Identified(identity)) => who(&identity, checks),
        Ok(_) => {}
        Err(fault) => checks.add("identity", State::Bad, fault.to_string()),
    }
    while dated(&session.world).is_none() || session.world.budget().left.is_none() {
        let Ok(Some(event)) = time::timeout(LATE, news.recv()).await else { break };
        session.world.hear(&event);
    }
    if let Some((ours, theirs)) = dated(&session.world) {
        let (state, words) = clock(ours, theirs);
        checks.add("clock", state, words);
    }
    let budget = session.world.budget();
    if let (Some(left), Some(quota)) = (budget.left, budget.quota) {
        let window = budget.window_s.map_or(String::new(), |s| format!(" in {s} s"));
        checks.add("budget", State::Ok, format!("{left} of {quota} requests left{window}"));
    }
}

/// Our clock and the server's at the last answer.
fn dated(world: &World) -> Option<(Time, Time)> {
    world.requests().iter().find_map(|request| match &request.last.moment {
        Moment::Answered { date: Some(date), .. } => Some((request.last.at, *date)),
        _ => None,
    })
}

/// Seconds that the two clocks may differ: more, and what was issued, starts or ends near the present is misjudged.
const SKEW: i64 = 30;

/// Compares our clock with the server's, which tells whole seconds.
fn clock(ours: Time, theirs: Time) -> (State, String) {
    let seconds = ours.since(theirs) / 1000;
    let (away, way) = (seconds.abs(), if seconds < 0 { "behind" } else { "ahead of" });
    if away <= SKEW {
        return (State::Ok, "agrees with the server's".to_owned());
    }
    let words = format!(
        "{away} s {way} the server's: not-before, expiry and ages are judged wrongly by as much. Set this machine's clock"
    );
    (State::Note, words)
}

fn who(identity: &Identity, checks: &mut Checks) {
    let mut words = vec![identity.kind.label().to_owned()];
    words.extend(identity.name.as_deref().map(|name| format!("\"{name}\"")));
    words.extend(identity.token.as_ref().map(ToString::to_string));
    words.extend(identity.email.as_deref().map(str::to_owned));
    words.extend(identity.expires_on.map(|end| format!("expires {}", end.rfc3339())));
    words.extend(identity.address.map(|address| format!("seen from {address}")));
    checks.add("identity", State::Ok, words.join(", "));
    for ability in &identity.abilities {
        match &ability.allowed {
            Allowed::Yes => checks.add("may", State::Ok, &*ability.what),
            Allowed::No { needs } => {
                checks.add("may not", State::Note, format!("{}: needs \"{needs}\"", ability.what));
            }
            Allowed::Unknown => checks.add("may", State::Note, format!("{}: not known", ability.what)),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(0, State::Ok, "agrees")]
    #[case(30_999, State::Ok, "agrees")]
    #[case(31_000, State::Note, "31 s ahead of")]
    #[case(-90_000, State::Note, "90 s behind")]
    fn a_clock_that_is_far_off_is_told(#[case] off: i64, #[case] state: State, #[case] words: &str) {
        let theirs = Time::from_secs(1_790_000_000);
        let (said, text) = clock(theirs.plus_millis(off), theirs);
        assert!(said == state && text.contains(words), "{text}");
    }
}
