//! `tokens …`: one file a verb, and what they share.

mod columns;
mod deeds;
mod history;
mod list;
mod note;
mod show;
mod verify;

pub use verify::values_in;

use super::args::Tokens;
use super::call::Call;
use super::exit::{Exit, Failure};
use super::item::Item;
use super::session::Session;
use crate::domain::deed::Verb;
use crate::domain::filter::{Complaint, Query};
use crate::domain::history::{Aspect, Mark, Marked};
use crate::domain::token::{Token, TokenRef};
use crate::world::RowNo;

/// Runs a verb.
pub async fn run(call: &mut Call<'_>, verb: Tokens) -> Result<Exit, Failure> {
    match verb {
        Tokens::List(asked) => list::run(call, &asked).await,
        Tokens::Show { id } => show::run(call, &id).await,
        Tokens::History { id, limit } => history::run(call, id.as_deref(), limit).await,
        Tokens::Note(asked) => note::run(call, &asked).await,
        Tokens::Verify { from } => verify::run(call, from.as_deref()).await,
        Tokens::Disable(asked) => deeds::run(call, Verb::Disable, &asked).await,
        Tokens::Enable(asked) => deeds::run(call, Verb::Enable, &asked).await,
        Tokens::Revoke(asked) => deeds::run(call, Verb::Revoke, &asked).await,
    }
}

/// Reads a filter for a list; a mistake is shown under its place.
fn query(text: Option<&str>) -> Result<Query, Failure> {
    let text = text.unwrap_or("");
    Query::parse(text).map_err(|complaint| marked(text, &complaint))
}

fn marked(text: &str, complaint: &Complaint) -> Failure {
    let before = text.get(..complaint.span.start).unwrap_or("").chars().count();
    let wrong = text.get(complaint.span.clone()).unwrap_or("").chars().count().max(1);
    let mark = format!("{}{}", " ".repeat(before), "^".repeat(wrong));
    Failure::usage(format!("--filter: {complaint}\n  {text}\n  {mark}"))
}

/// Reads a filter that chooses what something is done to, or what a check must be about: fuzzy words are a mistake.
pub(super) fn exact(text: Option<&str>) -> Result<Query, Failure> {
    let text = text.unwrap_or("");
    Query::parse_exact(text).map_err(|complaint| marked(text, &complaint))
}

/// The object of a token as the API sent it, with the fields of ours.
pub(super) fn item(session: &Session, no: RowNo, token: &Token) -> Item {
    let mut item = session.raw.get(&token.at).map_or_else(Item::new, |raw| Item::parse(&raw.0));
    let account = token.at.owner.account();
    item.set("kind", token.at.owner.kind())
        .set("account_id", account)
        .set("account_name", account.and_then(|id| session.account_name(id)))
        .set("findings", session.world.findings(no));
    remembered(item, session, &token.at)
}

/// An object with what this machine remembers of the token: the note, and what is news.
fn remembered(mut item: Item, session: &Session, at: &TokenRef) -> Item {
    if let Some(note) = note::json(session.world.note(at)) {
        item.set("note", note);
    }
    if let Some(mark) = session.world.mark(at) {
        let mut news = Item::new().with("what", mark.news().word());
        if let Mark::Changed(aspects) = mark {
            news.set("in", aspects.iter().map(Aspect::word).collect::<Vec<_>>());
        }
        item.set("news", news);
    }
    item
}

/// The object of a token that is gone: what is still known of it, and no field that only Cloudflare could fill.
fn gone_item(session: &Session, marked: &Marked) -> Item {
    let account = marked.at.owner.account();
    let item = Item::new()
        .with("id", &marked.at.id)
        .with("name", &marked.name)
        .with("gone", true)
        .with("missed_at", marked.noticed.rfc3339())
        .with("kind", marked.at.owner.kind())
        .with("account_id", account)
        .with("account_name", account.and_then(|id| session.account_name(id)));
    remembered(item, session, &marked.at)
}
