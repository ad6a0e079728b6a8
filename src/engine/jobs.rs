//! Job → function, one arm each.

use futures_util::StreamExt as _;
use futures_util::stream;

use super::core::Cx;
use super::deed::{self, Way};
use super::{habits, identify, matrix, probe, read, recall, trace, verify};
use crate::api::Lane;
use crate::domain::token::{Owner, TokenRef};
use crate::protocol::{Event, Fault, FaultKind, Job, Outcome, Scope};

/// More lists than this are fetched at the pace of the background: the budget is shared with CI and the dashboard.
const FEW: usize = 20;

pub(super) async fn carry_out(cx: &Cx, job: Job) -> Result<Outcome, Fault> {
    match job {
        Job::Refresh(scope) => {
            read::refresh(cx, &scope, Lane::Interactive).await?;
            cx.core.poke.notify_one();
            Ok(Outcome::Refreshed { scope: Some(scope), incomplete: Vec::new() })
        }
        Job::RefreshAll => refresh_all(cx).await,
        // What is watched was noted when the job was given.
        Job::Watch(_) => {
            cx.core.poke.notify_one();
            Ok(Outcome::Watching)
        }
        Job::Look(at) => look(cx, at).await,
        Job::Trace(ids) => Ok(Outcome::Traced(trace::trace(cx, ids).await?)),
        Job::Identify => Ok(Outcome::Identified(identify::identify(cx, Lane::Interactive).await?)),
        Job::Verify { value, account } => verify::verify(cx, value, account).await,
        Job::Recall => recall::recall(cx).await,
        Job::Past(at) => recall::past(cx, at).await,
        Job::Remembered(id) => recall::remembered(cx, id).await,
        Job::Seen(tokens) => recall::see(cx, tokens).await,
        Job::Note(at, fields) => recall::note(cx, at, fields).await,
        Job::Probe { value, of } => probe::probe(cx, value, of).await,
        Job::WriteDraft { name, text } => write_draft(cx, name, text).await,
        Job::KeepLine(line) => habits::keep_line(cx, line).await,
        Job::KeepPlace(place) => habits::keep_place(cx, place).await,
        Job::Deeds(deeds) => deed::begin(cx, deeds).await,
        Job::Resume(plan) => deed::go_on(cx, plan, Way::Finish).await,
        Job::Settle(plan) => deed::go_on(cx, plan, Way::Settle).await,
        Job::ReadPage(path) => matrix::read_page(cx, path).await,
        Job::KeepSnapshot(snapshot) => matrix::keep(cx, *snapshot).await,
        Job::RemoveSnapshot(id) => matrix::remove(cx, id).await,
    }
}

/// One token: what the cache has at once, then what the server has.
async fn look(cx: &Cx, at: TokenRef) -> Result<Outcome, Fault> {
    let (cache, wanted) = (cx.core.cache.clone(), at.clone());
    // A cache that cannot be read was reported when it broke; the server answers anyway.
    if let Ok(Ok(Some(delta))) = cx.core.blocking(move || cache.token(&wanted)).await {
        cx.say(Event::World(delta)).await;
    }
    let found = read::look(cx, &at, Lane::Interactive).await?;
    Ok(Outcome::Looked(at, found))
}

async fn write_draft(cx: &Cx, name: String, text: String) -> Result<Outcome, Fault> {
    let drafts = cx.core.drafts.clone();
    let written = cx.core.blocking(move || drafts.write(&name, &text)).await?;
    let path = written.map_err(|e| e.fault())?;
    Ok(Outcome::DraftWritten { path: path.display().to_string() })
}

async fn refresh_all(cx: &Cx) -> Result<Outcome, Fault> {
    let identity = identify::known(cx, Lane::Interactive).await?;
    let mut incomplete = Vec::new();
    if let Err(fault) = read::refresh(cx, &Scope::Accounts, Lane::Interactive).await {
        incomplete.push((Scope::Accounts, fault));
    }
    let mut owners: Vec<Owner> = cx.core.memory().accounts.iter().cloned().map(Owner::Account).collect();
    if identify::has_user_tokens(Some(&identity), &cx.core.settings) {
        owners.push(Owner::User);
    }
    let lane = if owners.len() > FEW { Lane::Sync } else { Lane::Interactive };
    let (mut done, of) = (0, owners.len());
    let mut reads = stream::iter(owners.into_iter().map(Scope::Tokens))
        .map(|scope| async move {
            let read = match cx.stop.is_cancelled() {
                true => Err(Fault::new(FaultKind::Cancelled, "Cancelled.", "")),
                false => read::refresh(cx, &scope, lane).await,
            };
            (scope, read)
        })
        .buffer_unordered(cx.core.settings.concurrency.max(1));
    while let Some((scope, read)) = reads.next().await {
        done += 1;
        cx.progress("reading tokens", done, of).await;
        incomplete.extend(read.err().map(|fault| (scope, fault)));
    }
    drop(reads);
    incomplete.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(Outcome::Refreshed { scope: None, incomplete })
}
