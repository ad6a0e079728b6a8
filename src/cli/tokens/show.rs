//! `tokens show ID`

use super::super::args::Format;
use super::super::call::Call;
use super::super::exit::{Exit, Failure, exit_of};
use super::super::names;
use super::super::session::Session;
use super::super::sheet::{Incomplete, Sheet};
use super::columns::Columns;
use super::history;
use crate::clock::Time;
use crate::clock::TimeZone;
use crate::domain::ids::TokenId;
use crate::domain::token::{Owner, Token, TokenRef};
use crate::domain::words;
use crate::protocol::{Job, Outcome, Scope};
use crate::world::RowNo;

/// Tokens asked for in one go, while nobody knows whose it is.
const AT_ONCE: usize = 32;

/// Prints one token.
pub async fn run(call: &mut Call<'_>, id: &str) -> Result<Exit, Failure> {
    let zone = call.zone();
    let mut session = Session::start(call).await?;
    let at = match find(&mut session, id, call.global.account.as_deref()).await {
        Ok(at) => at,
        Err(failure) => return Box::pin(history::gone(call, session, id, failure)).await,
    };
    // The token can be shown without its note.
    if let Err(fault) = session.run(Job::Recall).await {
        call.out.say(&fault.to_string());
    }
    if let Some(token) = session.world.token(&at).cloned() {
        names::learn(&mut session, &[&token], call.out).await;
    }
    let Some((no, token)) =
        session.world.find(&at).and_then(|no| Some((no, session.world.row(no)?.token.clone())))
    else {
        return Err(missing(id));
    };
    let item = super::item(&session, no, &token);
    match call.out.report_format() {
        Format::Table => page(call, &session, no, &token, &zone)?,
        _ => {
            let columns = Columns::of(Columns::USUAL.to_vec());
            let mut sheet = Sheet::new(columns.titles());
            sheet.push(item, columns.cells(&session, no, &token, &zone));
            call.out.report(&sheet)?;
        }
    }
    session.end().await;
    Ok(Exit::Done)
}

/// Reads the token of which only the id is known, and perhaps the account: one request where the owner was named or is
/// in the cache. Otherwise owners are asked for this one token, some at a time, until one has it.
pub(super) async fn find(
    session: &mut Session,
    id: &str,
    account: Option<&str>,
) -> Result<TokenRef, Failure> {
    if let Some(account) = account.filter(|text| *text != "all") {
        let owner = Owner::Account(session.account(account).await?);
        return look(session, TokenRef { owner, id: TokenId::new(id) }).await;
    }
    if let Outcome::Traced(known) = session.run(Job::Trace(vec![TokenId::new(id)])).await?
        && let Some(token) = known.first()
    {
        return look(session, token.at.clone()).await;
    }
    let (owners, mut unread) = owners(session).await;
    for some in owners.chunks(AT_ONCE) {
        let at = |owner: &Owner| TokenRef { owner: owner.clone(), id: TokenId::new(id) };
        let ends = session.run_abreast(some.iter().map(|owner| Job::Look(at(owner))).collect()).await;
        for (owner, end) in some.iter().zip(ends) {
            match end {
                Ok(Outcome::Looked(at, Some(_))) => return Ok(at),
                Ok(_) => {}
                Err(fault) => unread.push((session.owner_name(owner), fault)),
            }
        }
    }
    match unread.first() {
        None => Err(missing(id)),
        Some((_, fault)) => {
            let nobody = unread.len() >= owners.len();
            let exit = if nobody { exit_of(&fault.kind).max(Exit::Credentials) } else { Exit::Partly };
            let lines: Vec<_> =
                unread.iter().map(|(scope, why)| format!("not looked at: {scope}: {why}")).collect();
            let text =
                format!("The token {id} was not found where it could be looked for.\n{}", lines.join("\n"));
            Err(Failure { exit, text, incomplete: unread })
        }
    }
}

async fn look(session: &mut Session, at: TokenRef) -> Result<TokenRef, Failure> {
    match session.run(Job::Look(at)).await? {
        Outcome::Looked(at, Some(_)) => Ok(at),
        Outcome::Looked(at, None) => Err(missing(&at.id.to_string())),
        _ => Err(missing("")),
    }
}

/// Whose it may be: the person's, then each account's; and what cannot be said.
async fn owners(session: &mut Session) -> (Vec<Owner>, Incomplete) {
    let mut listed = session.refresh(Job::Refresh(Scope::Accounts)).await;
    if listed.is_err() {
        // An account's own token may be refused the list; then its account is learned from who it is.
        let known = session.run(Job::Identify).await;
        if known.is_ok() {
            listed = session.refresh(Job::Refresh(Scope::Accounts)).await;
        }
    }
    let accounts = session.world.account_ids().iter().cloned().map(Owner::Account);
    let owners = [Owner::User].into_iter().chain(accounts).collect();
    (owners, listed.unwrap_or_else(|failure| failure.incomplete))
}

fn missing(id: &str) -> Failure {
    Failure::usage(format!("There is no token {id} in reach. See: tokendeck tokens list"))
}

fn page(
    call: &mut Call<'_>,
    session: &Session,
    no: RowNo,
    token: &Token,
    zone: &TimeZone,
) -> Result<(), Failure> {
    let when = |t: Option<Time>, none: &str| t.map_or(none.to_owned(), |t| t.minutes_in(zone));
    let standing = token.standing(session.world.now()).word();
    let status = match token.status.word() {
        word if word == standing || word.is_empty() => standing.to_owned(),
        word => format!("{standing} (the API says \"{word}\")"),
    };
    let addresses = |list: &[crate::domain::condition::Range], none: &str| match list {
        [] => none.to_owned(),
        list => list.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
    };
    let facts = [
        ("name", token.name.to_string()),
        ("id", token.at.id.to_string()),
        ("owner", session.owner_name(&token.at.owner)),
        ("status", status),
        ("issued", when(token.issued_on, "not said")),
        ("changed", when(token.modified_on, "not said")),
        ("last used", when(token.last_used_on, "never")),
        ("not before", when(token.not_before, "at once")),
        ("expires", when(token.expires_on, "never")),
        ("only from", addresses(&token.condition.only_from, "anywhere")),
        ("never from", addresses(&token.condition.never_from, "-")),
        ("made by", token.creator.as_deref().unwrap_or("not said").to_owned()),
    ];
    let noted = session.world.note(&token.at).into_iter().flat_map(|note| note.said());
    let noted = noted.map(|(field, said)| (field.word(), said.to_owned()));
    for (name, fact) in facts.into_iter().chain(noted) {
        call.out.line(&format!("{name:<11} {fact}"))?;
    }
    call.out.line("")?;
    call.out.line("policies")?;
    for phrase in words::phrases(token, &session.world) {
        call.out.line(&format!("  {phrase}"))?;
    }
    let findings = session.world.findings(no);
    if !findings.is_empty() {
        call.out.line("")?;
        call.out.line("findings")?;
    }
    for finding in findings {
        call.out.line(&format!(
            "  {:<7} {:<15} {}",
            finding.severity.word(),
            finding.id.word(),
            finding.reason
        ))?;
    }
    Ok(())
}
