//! `notes export` and `notes import`: all local notes as one TOML text.

use std::path::Path;

use super::args::Notes as Verb;
use super::call::Call;
use super::exit::{Exit, Failure};
use super::item::Item;
use super::matrix::text_of;
use super::session::Session;
use super::sheet::Sheet;
use crate::domain::token::TokenRef;
use crate::store::{Notes, notes};

/// Largest text that is read, in bytes.
const LARGEST: usize = 64 << 20;

/// Runs a verb.
pub async fn run(call: &mut Call<'_>, verb: &Verb) -> Result<Exit, Failure> {
    let kept = Notes::in_data(&call.places.data);
    match verb {
        Verb::Export => {
            let text = kept.export().map_err(|e| Failure::from(e.fault()))?;
            // Written by hand, the file could hold what notes refuse.
            if notes::parse(&text).map_or(true, |kept| !kept.unfit.is_empty()) {
                call.out.say("Something in the file of notes is no note; look at it before you pass it on.");
            }
            text.lines().try_for_each(|line| call.out.line(line))?;
            Ok(Exit::Done)
        }
        Verb::Import { from, dry_run } => import(call, &kept, from, *dry_run).await,
    }
}

/// Puts notes in and reports every one of them: added, changed, the same, about a token that is not in reach, or refused.
async fn import(call: &mut Call<'_>, kept: &Notes, from: &Path, dry_run: bool) -> Result<Exit, Failure> {
    let text = text_of(from, LARGEST)?;
    if text.len() > LARGEST {
        return Err(Failure::usage(format!("{} is too large.", from.display())));
    }
    let read = notes::parse(&text).map_err(|why| Failure::usage(format!("{}: {why}.", from.display())))?;
    let known = known(call).await?;
    let put = match dry_run {
        true => kept.would_put(&read.notes),
        false => kept.put(&read.notes),
    }
    .map_err(|e| Failure::from(e.fault()))?;
    let mut sheet = Sheet::new(["what", "token", "note"]);
    for (what, list) in [("added", &put.added), ("changed", &put.changed), ("same", &put.same)] {
        for at in list {
            let unknown = known.as_ref().is_some_and(|known| !known.contains(at));
            let line = read.notes.get(at).map(|note| note.line()).unwrap_or_default();
            let words = if unknown { format!("{what}, token not in reach") } else { what.to_owned() };
            let item = Item::new()
                .with("what", what)
                .with("known", known.as_ref().map(|_| !unknown))
                .with("token", notes::address(at))
                .with("note", &line);
            sheet.push(item, [words, notes::address(at), line]);
        }
    }
    for why in &read.unfit {
        sheet.push(Item::new().with("what", "refused").with("reason", why), ["refused", "", why.as_str()]);
    }
    call.out.list(&sheet)?;
    let kept = if dry_run { " Nothing was written." } else { "" };
    call.out.say(&format!(
        "{} added, {} changed, {} the same, {} refused.{kept}",
        put.added.len(),
        put.changed.len(),
        put.same.len(),
        read.unfit.len()
    ));
    Ok(if read.unfit.is_empty() { Exit::Done } else { Exit::Partly })
}

/// The tokens in reach; `None` when that cannot be told: then no note is called unknown.
async fn known(call: &mut Call<'_>) -> Result<Option<Vec<TokenRef>>, Failure> {
    let mut session = match Session::start(call).await {
        Ok(session) => session,
        Err(failure) => {
            call.out.say(&format!("Whether the tokens exist was not checked: {}", failure.text));
            return Ok(None);
        }
    };
    let listed = session.load_tokens(None).await;
    let known = session.world.rows().map(|(_, row)| row.token.at.clone()).collect();
    session.end().await;
    match listed {
        Ok(incomplete) if incomplete.is_empty() => Ok(Some(known)),
        Ok(_) => {
            call.out.say("Whether all tokens exist was not checked: some lists could not be read.");
            Ok(None)
        }
        Err(failure) => {
            call.out.say(&format!("Whether the tokens exist was not checked: {}", failure.text));
            Ok(None)
        }
    }
}
