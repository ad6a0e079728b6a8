//! `tokens history [ID]`: what tokens were, as far as this machine saw it; also of tokens that are gone.

use super::super::call::Call;
use super::super::exit::{Exit, Failure};
use super::super::item::Item;
use super::super::session::Session;
use super::super::sheet::Sheet;
use crate::clock::{Time, TimeZone};
use crate::domain::diff::differences;
use crate::domain::history::{Entry, Past, Turn, What};
use crate::domain::ids::TokenId;
use crate::domain::token::Owner;
use crate::domain::words;
use crate::protocol::{Job, Outcome, Scope};

const COLUMNS: [&str; 6] = ["when", "event", "name", "account", "what", "id"];

/// Prints the story of one token, or of every token that has one.
pub async fn run(call: &mut Call<'_>, id: Option<&str>, limit: Option<usize>) -> Result<Exit, Failure> {
    let mut session = Session::start(call).await?;
    let account = call.global.account.clone();
    let pasts = remembered(&mut session, id, account.as_deref()).await?;
    if let (Some(id), true) = (id, pasts.is_empty()) {
        session.end().await;
        return Err(Failure::usage(format!(
            "Nothing is remembered of a token {id}. tokendeck remembers what it has listed; see: tokendeck tokens list"
        )));
    }
    print(call, session, &pasts, id, limit).await?;
    Ok(Exit::Done)
}

async fn print(
    call: &mut Call<'_>,
    session: Session,
    pasts: &[Past],
    id: Option<&str>,
    limit: Option<usize>,
) -> Result<(), Failure> {
    let zone = call.zone();
    let mut entries: Vec<(&Past, usize)> =
        pasts.iter().flat_map(|past| (0..past.entries.len()).map(move |n| (past, n))).collect();
    // Without an id, that a token was there at the first look is no event.
    entries
        .retain(|(past, n)| id.is_some() || !matches!(past.entries[*n].what, What::Was { first: true, .. }));
    entries.sort_by_key(|(past, n)| {
        (std::cmp::Reverse(past.entries[*n].at), past.at.clone(), std::cmp::Reverse(*n))
    });
    let mut sheet = Sheet::new(COLUMNS);
    for (past, n) in entries.into_iter().take(limit.unwrap_or(usize::MAX)) {
        row(&mut sheet, &session, past, n, &zone);
    }
    session.end().await;
    match id {
        Some(_) => call.out.report(&sheet),
        None => call.out.list(&sheet),
    }
}

/// The stories of the tokens of an id, or all there are; of one account, if one was named.
pub(super) async fn remembered(
    session: &mut Session,
    id: Option<&str>,
    account: Option<&str>,
) -> Result<Vec<Past>, Failure> {
    let owner = match account.filter(|text| *text != "all") {
        Some(text) => Some(Owner::Account(session.account(text).await?)),
        None => {
            // Names only; without them accounts are shown by id.
            let _ = session.refresh(Job::Refresh(Scope::Accounts)).await;
            None
        }
    };
    let Outcome::Remembered(found) = session.run(Job::Remembered(id.map(TokenId::new))).await? else {
        return Ok(Vec::new());
    };
    let mut pasts = Vec::new();
    for at in found.into_iter().filter(|at| owner.as_ref().is_none_or(|owner| at.owner == *owner)) {
        session.run(Job::Past(at.clone())).await?;
        pasts.extend(session.world.past(&at).flatten().cloned());
    }
    Ok(pasts)
}

fn row(sheet: &mut Sheet, session: &Session, past: &Past, n: usize, zone: &TimeZone) {
    let entry = &past.entries[n];
    let lines = what(session, past, n, zone);
    let name = past.version_before(n + 1).map(|version| version.token.name.to_string()).unwrap_or_default();
    let account = past.at.owner.account();
    let event = past.turn(n).map_or("", Turn::word);
    let mut item = Item::new()
        .with("at", entry.at.rfc3339())
        .with("event", event)
        .with("id", &past.at.id)
        .with("kind", past.at.owner.kind())
        .with("account_id", account)
        .with("account_name", account.and_then(|id| session.account_name(id)))
        .with("name", &name)
        .with("by_tokendeck", entry.ours)
        .with("changes", &lines);
    match &entry.what {
        What::Was { token, .. } => item.set("token", Item::parse(&token.raw.0)),
        What::Gone { last_seen } => {
            item.set("last_seen", last_seen.rfc3339()).set("last_used", past.last_used.map(Time::rfc3339))
        }
    };
    let owner = account.map_or(String::new(), |_| session.owner_name(&past.at.owner));
    let cells =
        [entry.at.minutes_in(zone), event.to_owned(), name, owner, lines.join("; "), past.at.id.to_string()];
    sheet.push(item, cells);
}

/// What happened, in words: differences, or what the token could do.
fn what(session: &Session, past: &Past, n: usize, zone: &TimeZone) -> Vec<String> {
    let Entry { what, ours, .. } = &past.entries[n];
    let mut lines = Vec::new();
    if *ours {
        lines.push("by tokendeck".to_owned());
    }
    let able =
        |token| words::phrases(token, &session.world).iter().map(ToString::to_string).collect::<Vec<_>>();
    match (what, past.version_before(n)) {
        (What::Was { token, .. }, Some(before)) => {
            let found = differences(&before.token, &token.token, &session.world, &|t| t.minutes_in(zone));
            lines.extend(found.into_iter().map(|difference| difference.words));
        }
        (What::Was { token, .. }, None) => lines.extend(able(&token.token)),
        (What::Gone { last_seen }, before) => {
            lines.push(format!("last seen {}", last_seen.minutes_in(zone)));
            lines.push(match past.last_used {
                Some(used) => format!("last used {}", used.minutes_in(zone)),
                None => "never used, as far as the API said".to_owned(),
            });
            lines.extend(before.into_iter().flat_map(|before| able(&before.token)));
        }
    }
    lines
}

/// For an id that is not there: if it once was, says so and prints its story. The exit code is that of the failure.
pub(super) async fn gone(
    call: &mut Call<'_>,
    mut session: Session,
    id: &str,
    failure: Failure,
) -> Result<Exit, Failure> {
    let zone = call.zone();
    let mut pasts = remembered(&mut session, Some(id), None).await.unwrap_or_default();
    pasts.retain(|past| past.gone().is_some());
    let Some((past, (_, missed, ours))) = pasts.first().and_then(|past| Some((past, past.gone()?))) else {
        session.end().await;
        return Err(failure);
    };
    let name = past.last_version().map(|version| version.token.name.to_string()).unwrap_or_default();
    let by = if ours { ", revoked by tokendeck" } else { "" };
    let (owner, at) = (session.owner_name(&past.at.owner), missed.minutes_in(&zone));
    call.out.say(&format!("The token {id} (\"{name}\", {owner}) is gone since {at}{by}. What it was:"));
    print(call, session, &pasts, Some(id), None).await?;
    Ok(failure.exit)
}
