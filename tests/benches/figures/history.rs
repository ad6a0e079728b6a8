//! What remembering costs: the first snapshot of 100,000 tokens, and syncs after it.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokendeck::api::tokens::remembered;
use tokendeck::domain::policy::{Policy, Stance};
use tokendeck::domain::token::{Fetched, Owner, Token};
use tokendeck::protocol::{Change, Delta, Scope};
use tokendeck::store::History;

use super::{Figure, estate, ratio};

const BASE: &str = "https://api.example/client/v4";
const PATIENCE: Duration = Duration::from_secs(120);
/// Every so manieth token is renamed by the second sync: 1 %.
const CHANGED: usize = 100;

pub fn measure() -> Vec<Figure> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let history = History::open(folder.path(), "bench", BASE, remembered, estate::NOW, 400);
    let (first, bytes) = sync(&history, 1, false);
    let size = History::path(folder.path(), "bench", BASE).metadata().map_or(0, |file| file.len());
    let (nothing, _) = sync(&history, 2, false);
    let (changed, _) = sync(&history, 3, true);
    let news = history.watch().map_or(0, |watch| watch.marked.len());
    let after = size_of(folder.path());
    let seconds = |time: Duration| format!("{:.2} s", time.as_secs_f64());
    let unbound = |what, measured, ratio| Figure { what, measured, bound: "", kept: None, ratio };
    vec![
        unbound(
            "history: first snapshot of 100,000 tokens",
            format!("{} MB on disk, written in {}", size >> 20, seconds(first)),
            format!("{:.2} × their objects ({} MB)", size as f64 / bytes as f64, bytes >> 20),
        ),
        unbound(
            "history: a sync of 100,000 tokens of which 1 % changed",
            format!("written in {}", seconds(changed)),
            format!(
                "{:.2} × one without changes ({}); {news} marked, {} MB more on disk",
                ratio(changed, nothing),
                seconds(nothing),
                after.saturating_sub(size) >> 20
            ),
        ),
    ]
}

fn size_of(data: &Path) -> u64 {
    History::path(data, "bench", BASE).metadata().map_or(0, |file| file.len())
}

/// A full sync: how long its lists take to be written, and the bytes of their objects. What the server would have
/// sent is made beforehand, and counts for nothing.
fn sync(history: &History, revision: u64, changed: bool) -> (Duration, usize) {
    let (mut took, mut bytes) = (Duration::ZERO, 0);
    for n in 0..estate::ACCOUNTS {
        let (owner, tokens) = estate::tokens(n, 0, estate::TOKENS_EACH);
        let list: Vec<Fetched> = tokens
            .iter()
            .zip(0..)
            .map(|(token, i)| {
                let place = usize::try_from(n * estate::TOKENS_EACH).expect("a number that fits") + i;
                fetched(&owner, token, changed && place.is_multiple_of(CHANGED))
            })
            .collect();
        bytes += list.iter().map(|fetched| fetched.raw.0.len()).sum::<usize>();
        let change = Change::Tokens { list: Arc::new(list), complete: true };
        let as_of = estate::NOW.plus_millis(i64::try_from(revision).expect("a small number") * 1000);
        let delta = Delta { scope: Scope::Tokens(owner), revision, as_of, change };
        let began = Instant::now();
        history.apply(&delta);
        // As many lists at a time as a sync has in the air.
        if n % 64 == 63 || n + 1 == estate::ACCOUNTS {
            assert!(history.flush(PATIENCE), "the history is still being written");
        }
        took += began.elapsed();
    }
    (took, bytes)
}

/// A token with an object such as the API sends, so that it packs as well as one.
fn fetched(owner: &Owner, token: &Token, renamed: bool) -> Fetched {
    let when = |time: Option<tokendeck::clock::Time>| time.map(tokendeck::clock::Time::rfc3339);
    let ranges: Vec<String> = token.condition.only_from.iter().map(ToString::to_string).collect();
    let name = if renamed { format!("{} II", token.name) } else { token.name.to_string() };
    let object = json!({
        "id": token.at.id.to_string(),
        "name": name,
        "status": token.status.word(),
        "issued_on": when(token.issued_on),
        "modified_on": when(token.modified_on),
        "last_used_on": when(token.last_used_on),
        "expires_on": when(token.expires_on),
        "condition": { "request_ip": { "in": ranges } },
        "policies": token.policies.iter().map(policy).collect::<Vec<_>>(),
        "creator_email_at_creation": token.creator,
    });
    remembered(owner, &object.to_string()).expect("an object that can be read")
}

fn policy(policy: &Policy) -> Value {
    let groups = policy.groups.iter().map(|group| json!({ "id": group.id, "name": group.known_name() }));
    let resources = policy.resources.iter().map(|resource| (resource.key.to_string(), json!("*")));
    json!({
        "id": policy.id,
        "effect": if policy.stance == Stance::Deny { "deny" } else { "allow" },
        "permission_groups": groups.collect::<Vec<_>>(),
        "resources": resources.collect::<serde_json::Map<_, _>>(),
    })
}
