//! `tokens show ID`

use super::super::args::Format;
use super::super::call::Call;
use super::super::exit::{Exit, Failure};
use super::super::names;
use super::super::session::Session;
use super::super::sheet::Sheet;
use crate::clock::Time;
use crate::clock::TimeZone;
use crate::domain::ids::TokenId;
use crate::domain::token::{Owner, Token, TokenRef};
use crate::domain::words;
use crate::protocol::{Job, Outcome};
use crate::world::RowNo;

/// Prints one token.
pub async fn run(call: &mut Call<'_>, id: &str) -> Result<Exit, Failure> {
    let zone = call.zone();
    let mut session = Session::start(call).await?;
    let at = find(&mut session, id, call.global.account.as_deref()).await?;
    // The list may be seconds old by now, and names of zones are not in it.
    let looked = session.run(Job::Look(at.clone())).await?;
    if let Outcome::Looked(_, None) = looked {
        return Err(missing(id));
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
            let mut sheet = Sheet::new(super::COLUMNS);
            sheet.push(item, super::cells(&session, no, &token, &zone));
            call.out.report(&sheet)?;
        }
    }
    session.end().await;
    Ok(Exit::Done)
}

/// The address of a token of which only the id is known, and perhaps the account.
async fn find(session: &mut Session, id: &str, account: Option<&str>) -> Result<TokenRef, Failure> {
    let id = TokenId::new(id);
    if let Some(account) = account.filter(|text| *text != "all") {
        return Ok(TokenRef { owner: Owner::Account(session.account(account).await?), id });
    }
    let incomplete = session.load_tokens(None).await?;
    let found =
        session.world.rows().find(|(_, row)| row.token.at.id == id).map(|(_, row)| row.token.at.clone());
    found.ok_or_else(|| {
        let mut failure = missing(&id.to_string());
        for (scope, why) in &incomplete {
            failure.text.push_str(&format!("\nnot looked at: {scope}: {why}"));
        }
        failure
    })
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
    for (name, fact) in facts {
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
