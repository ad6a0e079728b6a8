//! `tokens note ID`: what people know about a token, kept on this machine.

use super::super::args::NoteArgs;
use super::super::call::Call;
use super::super::exit::{Exit, Failure};
use super::super::item::Item;
use super::super::session::Session;
use super::super::sheet::Sheet;
use crate::domain::note::{Field, Note};
use crate::domain::token::TokenRef;
use crate::protocol::{Job, Outcome};

/// Prints the note about a token, after setting the fields that were given.
pub async fn run(call: &mut Call<'_>, asked: &NoteArgs) -> Result<Exit, Failure> {
    let texts = [&asked.owner, &asked.purpose, &asked.ticket, &asked.deployed];
    let said = Field::ALL.into_iter().zip(texts);
    let fields: Vec<(Field, String)> =
        said.filter_map(|(field, text)| Some((field, text.clone()?))).collect();
    for (field, text) in &fields {
        Note::default()
            .set(*field, text)
            .map_err(|unfit| Failure::usage(format!("--{} {}.", field.word(), unfit.why())))?;
    }
    let mut session = Session::start(call).await?;
    let at = super::show::find(&mut session, &asked.id, call.global.account.as_deref()).await?;
    let note = if fields.is_empty() {
        session.run(Job::Recall).await?;
        session.world.note(&at).cloned()
    } else {
        match session.run(Job::Note(at.clone(), fields)).await? {
            Outcome::Noted(_, note) => note,
            _ => None,
        }
    };
    session.end().await;
    print(call, &at, note.as_ref())
}

fn print(call: &mut Call<'_>, at: &TokenRef, note: Option<&Note>) -> Result<Exit, Failure> {
    let mut sheet = Sheet::new(["field", "note"]);
    for (field, said) in note.iter().flat_map(|note| note.said()) {
        let item = Item::new().with("id", &at.id).with("field", field.word()).with("note", said);
        sheet.push(item, [field.word(), said]);
    }
    if sheet.is_empty() {
        call.out.say(&format!("Nothing is noted about {at}."));
    }
    call.out.report(&sheet)?;
    Ok(Exit::Done)
}

/// A note as a field of a token's JSON; `None`: there is no note.
pub(super) fn json(note: Option<&Note>) -> Option<Item> {
    let note = note.filter(|note| !note.is_empty())?;
    Some(note.said().fold(Item::new(), |item, (field, said)| item.with(field.word(), said)))
}
