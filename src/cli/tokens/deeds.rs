//! `tokens disable|enable|revoke`: plan, consent, deeds, report.

use std::sync::Arc;

use super::super::args::Deeds;
use super::super::call::Call;
use super::super::consent::{self, Asking};
use super::super::exit::{self, Exit, Failure};
use super::super::item::Item;
use super::super::names;
use super::super::needs;
use super::super::session::Session;
use super::super::sheet::{Incomplete, Sheet};
use crate::domain::deed::{Deed, Verb};
use crate::domain::ids::TokenId;
use crate::domain::token::{Token, TokenRef};
use crate::domain::words;
use crate::protocol::{Ended, Job, Outcome, StepReport};
use crate::world::RowNo;
use crate::world::select::{Rows, Sort};

/// How much of a token's reach fits on a line of the plan, in characters.
const REACH: usize = 60;

/// Plans, asks, does and reports.
pub async fn run(call: &mut Call<'_>, verb: Verb, asked: &Deeds) -> Result<Exit, Failure> {
    // No filter is every token: right for a list, never what a deed means (an unset variable in a script).
    if asked.filter.as_deref().is_some_and(|text| text.trim().is_empty()) {
        return Err(Failure::usage("--filter is empty, which would mean every token; nothing was changed."));
    }
    let query = super::exact(asked.filter.as_deref())?;
    let mut session = Session::start(call).await?;
    if let Some(why) = session.found.read_only.clone().filter(|_| !asked.dry_run) {
        return Err(Failure::new(Exit::Refused, format!("Nothing was changed: {why}.")));
    }
    // The engine refuses to touch the credential in use unless it was asked about, so we must know which one it is.
    session.run(Job::Identify).await?;
    let incomplete = session.load_tokens(call.global.account.as_deref()).await?;
    // What is not known is not found: with `-` before it that would choose too many.
    if let Some((scope, why)) = needs::learn(&mut session, &query).await.first() {
        let text = format!("Nothing was changed: the filter cannot be judged without the {scope}: {why}");
        return Err(Failure::new(Exit::Partly, text));
    }
    let gone = match verb {
        Verb::Revoke => gone(&mut session, &asked.ids).await,
        Verb::Disable | Verb::Enable => Vec::new(),
    };
    let chosen = match &asked.filter {
        Some(_) => {
            let mut rows = Rows::new(query, Sort::default());
            rows.rebuild(&session.world);
            rows.iter().collect()
        }
        None => by_id(&session, &asked.ids, &gone, &incomplete)?,
    };
    for at in &gone {
        call.out.say(&format!("{at} is gone already; there is nothing to revoke."));
    }
    let tokens: Vec<_> =
        chosen.iter().filter_map(|no| session.world.row(*no)).map(|row| Arc::clone(&row.token)).collect();
    names::learn(&mut session, &tokens.iter().map(|t| &**t).collect::<Vec<_>>(), call.out).await;
    let (mut plan, mut deeds) = plan(call, &session, verb, asked, &chosen);
    plan.incomplete.clone_from(&incomplete);
    if asked.dry_run {
        session.end().await;
        call.out.list(&plan)?;
        return Ok(done(&incomplete));
    }
    if deeds.is_empty() {
        let why = if gone.is_empty() { "No token matches" } else { "There is nothing left to do" };
        call.out.say(&format!("{why}; nothing was changed."));
        session.end().await;
        return Ok(done(&incomplete));
    }
    call.out.show_plan(&plan);
    let asking = Asking::process(asked.yes);
    consent::ask(&deeds, asking, call.out, consent::typed)?;
    let own = session.world.identity().and_then(|i| i.token.clone());
    for deed in deeds.iter_mut().filter(|deed| verb.cuts_off(&deed.token, own.as_ref())) {
        consent::ask_own(asked.own_credential, asking, call.out, consent::typed)?;
        deed.own_credential = true;
    }
    let ended = session
        .run_interruptible(Job::Deeds(deeds), || {
            call.out.say("Stopping: no further step; waiting for what was sent.");
        })
        .await?;
    let Outcome::Settled { plan: id, steps } = ended else { return Ok(Exit::Partly) };
    let sheet = report(&session, &id.to_string(), &steps);
    session.end().await;
    call.out.list(&sheet)?;
    call.out.say(&format!("{}, ledger {id}", tally(&steps)));
    Ok(exit(&steps).max(done(&incomplete)))
}

fn done(incomplete: &Incomplete) -> Exit {
    if incomplete.is_empty() { Exit::Done } else { Exit::Partly }
}

/// Tokens that this machine remembers and that a complete list of their owner no longer has. An id that nobody ever saw
/// may be a slip of the hand, and is not among them.
async fn gone(session: &mut Session, ids: &[String]) -> Vec<TokenRef> {
    let mut gone = Vec::new();
    for id in ids.iter().map(|id| TokenId::new(id)) {
        if session.world.rows().any(|(_, row)| row.token.at.id == id) {
            continue;
        }
        if let Ok(Outcome::Remembered(known)) = session.run(Job::Remembered(Some(id))).await {
            gone.extend(known.into_iter().filter(|at| session.world.quota(&at.owner).is_some()));
        }
    }
    gone
}

/// Every id must name exactly one token, or one that is gone; otherwise nothing is done at all.
fn by_id(
    session: &Session,
    ids: &[String],
    gone: &[TokenRef],
    incomplete: &Incomplete,
) -> Result<Vec<RowNo>, Failure> {
    let mut chosen = Vec::new();
    for id in ids {
        let same: Vec<RowNo> = session
            .world
            .rows()
            .filter(|(_, row)| row.token.at.id.to_string() == *id)
            .map(|(no, _)| no)
            .collect();
        match same[..] {
            [one] if chosen.contains(&one) => {}
            [one] => chosen.push(one),
            [] if gone.iter().any(|at| at.id.to_string() == *id) => {}
            [] => {
                let hint = if incomplete.is_empty() { "" } else { " Not everything could be read." };
                return Err(Failure::usage(format!(
                    "Nothing was changed: there is no token {id} in reach.{hint}"
                )));
            }
            _ => {
                return Err(Failure::usage(format!(
                    "Nothing was changed: several tokens are {id}; name the --account."
                )));
            }
        }
    }
    Ok(chosen)
}

fn plan(
    call: &Call<'_>,
    session: &Session,
    verb: Verb,
    asked: &Deeds,
    chosen: &[RowNo],
) -> (Sheet, Vec<Deed>) {
    let mut sheet = Sheet::new(["deed", "name", "account", "last used", "can", "id"]);
    let mut deeds = Vec::new();
    let zone = call.zone();
    for row in chosen.iter().filter_map(|no| session.world.row(*no)) {
        let token: &Token = &row.token;
        let used = token.last_used_on.map_or("never".to_owned(), |t| t.minutes_in(&zone));
        let owner = session.owner_name(&token.at.owner);
        let reach = words::reach_line(token, &session.world, REACH);
        let item = named(session, token)
            .with("deed", verb.word())
            .with("last_used_on", token.last_used_on.map(|t| t.rfc3339()))
            .with("can", &reach);
        sheet.push(
            item,
            [verb.word().to_owned(), token.name.to_string(), owner, used, reach, token.at.id.to_string()],
        );
        deeds.push(Deed {
            verb,
            token: token.at.clone(),
            name: token.name.to_string(),
            seen: token.modified_on,
            reason: asked.reason.clone(),
            own_credential: false,
        });
    }
    (sheet, deeds)
}

fn named(session: &Session, token: &Token) -> Item {
    let account = token.at.owner.account();
    Item::new()
        .with("id", &token.at.id)
        .with("name", &token.name)
        .with("kind", token.at.owner.kind())
        .with("account_id", account)
        .with("account_name", account.and_then(|id| session.account_name(id)))
}

fn report(session: &Session, plan: &str, steps: &[StepReport]) -> Sheet {
    let mut sheet = Sheet::new(["result", "name", "account", "id", "detail"]);
    for StepReport { deed, end } in steps {
        let (result, detail) = words_of(deed.verb, end);
        let account = deed.token.owner.account();
        let item = Item::new()
            .with("id", &deed.token.id)
            .with("name", &deed.name)
            .with("kind", deed.token.owner.kind())
            .with("account_id", account)
            .with("account_name", account.and_then(|id| session.account_name(id)))
            .with("deed", deed.verb.word())
            .with("result", result)
            .with("detail", &detail)
            .with("plan", plan);
        let owner = session.owner_name(&deed.token.owner);
        sheet.push(item, [result.to_owned(), deed.name.clone(), owner, deed.token.id.to_string(), detail]);
    }
    sheet
}

fn words_of(verb: Verb, end: &Ended) -> (&'static str, String) {
    match end {
        Ended::Proven { already: true, .. } => {
            ("already", format!("was {} already; nothing was sent", verb.done()))
        }
        Ended::Proven { how, .. } => ("proven", format!("{}: {how}", verb.done())),
        Ended::NotYetProven { why } => ("not-yet-proven", format!("{}, but {why}", verb.done())),
        Ended::Failed(fault) => ("failed", fault.to_string()),
        Ended::NotDone(fault) => ("not-done", fault.to_string()),
        Ended::Unknown(fault) => ("unknown", fault.to_string()),
        Ended::Skipped(why) => ("skipped", why.clone()),
    }
}

fn tally(steps: &[StepReport]) -> String {
    let verb = steps.first().map_or("done", |step| step.deed.verb.done());
    let count = |is: fn(&Ended) -> bool| steps.iter().filter(|step| is(&step.end)).count();
    let already = count(|end| matches!(end, Ended::Proven { already: true, .. }));
    let proven = count(|end| matches!(end, Ended::Proven { already: false, .. }));
    let open = steps.len() - proven - already;
    let mut parts = Vec::new();
    if proven > 0 || already == 0 {
        parts.push(format!("{proven} {verb} and proven"));
    }
    if already > 0 {
        parts.push(format!("{already} {verb} already"));
    }
    if open > 0 {
        parts.push(format!("{open} not"));
    }
    parts.join(", ")
}

/// All proven is done; none even sent is what stopped the first; everything else is partly done.
fn exit(steps: &[StepReport]) -> Exit {
    let unsent =
        |step: &StepReport| matches!(step.end, Ended::Failed(_) | Ended::NotDone(_) | Ended::Skipped(_));
    if steps.iter().all(|step| matches!(step.end, Ended::Proven { .. })) {
        return Exit::Done;
    }
    let first = steps.iter().find_map(|step| match &step.end {
        Ended::Failed(fault) | Ended::NotDone(fault) => Some(exit::exit_of(&fault.kind)),
        _ => None,
    });
    match first {
        Some(exit) if steps.iter().all(unsent) => exit,
        _ => Exit::Partly,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::clock::Time;
    use crate::domain::token::{Owner, TokenRef};
    use crate::protocol::{Fault, FaultKind};

    fn step(end: Ended) -> StepReport {
        let token = TokenRef { owner: Owner::User, id: "a".into() };
        let deed = Deed {
            verb: Verb::Revoke,
            token,
            name: "t".into(),
            seen: None,
            reason: None,
            own_credential: false,
        };
        StepReport { deed, end }
    }

    fn proven() -> StepReport {
        step(Ended::Proven { at: Time::EPOCH, how: "GET answers 404".into(), already: false })
    }

    fn failed(kind: FaultKind) -> StepReport {
        step(Ended::Failed(Fault::new(kind, "No.", "Go.")))
    }

    fn already() -> StepReport {
        step(Ended::Proven { at: Time::EPOCH, how: "the status was disabled already".into(), already: true })
    }

    #[rstest]
    #[case(vec![proven(), proven()], "2 revoked and proven")]
    #[case(vec![already()], "1 revoked already")]
    #[case(vec![proven(), already(), failed(FaultKind::Network)], "1 revoked and proven, 1 revoked already, 1 not")]
    #[case(vec![failed(FaultKind::Network)], "0 revoked and proven, 1 not")]
    fn tallies(#[case] steps: Vec<StepReport>, #[case] expected: &str) {
        assert_eq!(tally(&steps), expected);
    }

    #[rstest]
    #[case::all(vec![proven(), proven()], Exit::Done)]
    #[case::some(vec![proven(), failed(FaultKind::Network)], Exit::Partly)]
    #[case::not_yet(vec![step(Ended::NotYetProven { why: "it is still there".into() })], Exit::Partly)]
    #[case::unknown(vec![step(Ended::Unknown(Fault::new(FaultKind::OutcomeUnknown, "Lost.", "Look.")))], Exit::Partly)]
    #[case::refused(vec![failed(FaultKind::Refused), step(Ended::Skipped("earlier".into()))], Exit::Refused)]
    #[case::forbidden(vec![failed(FaultKind::Forbidden { needs: None })], Exit::Credentials)]
    fn exits(#[case] steps: Vec<StepReport>, #[case] expected: Exit) {
        assert_eq!(exit(&steps), expected);
    }
}
