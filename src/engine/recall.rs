//! What this machine remembers: notes and history, told to whoever listens, changed on request.

use std::sync::Arc;
use std::time::Duration;

use super::core::Cx;
use crate::domain::ids::TokenId;
use crate::domain::note::{Field, Note};
use crate::domain::token::TokenRef;
use crate::protocol::{Event, Fault, FaultKind, Outcome};

/// How long a question waits for what is still to be written: long lists are put down in seconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// Tells the notes and what is news. What cannot be read is told as a notice; nothing else depends on it.
pub(super) async fn tell_all(cx: &Cx) {
    for told in [tell_notes(cx).await, tell_news(cx).await] {
        if let Err(fault) = told {
            cx.say(Event::Notice(fault)).await;
        }
    }
}

/// The same for whoever asks: what was learned so far is written first.
pub(super) async fn recall(cx: &Cx) -> Result<Outcome, Fault> {
    settle(cx).await?;
    tell_notes(cx).await?;
    tell_news(cx).await?;
    Ok(Outcome::Recalled)
}

async fn settle(cx: &Cx) -> Result<(), Fault> {
    let history = cx.core.history.clone();
    // Out of patience, one learns what was written so far.
    cx.core.blocking(move || history.flush(PATIENCE)).await.map(drop)
}

async fn tell_notes(cx: &Cx) -> Result<(), Fault> {
    let notes = cx.core.notebook.clone();
    let kept = cx.core.blocking(move || notes.read()).await?.map_err(|e| e.fault())?;
    let unfit = kept.unfit.first().map(|first| {
        let what = format!("{} in the file of notes cannot be used: {first}.", plural(kept.unfit.len()));
        Fault::new(FaultKind::Invalid, what, "Mend the file; tokendeck config path says where it is.")
    });
    cx.say(Event::Notes(kept.notes.into_iter().collect())).await;
    if let Some(fault) = unfit {
        cx.say(Event::Notice(fault)).await;
    }
    Ok(())
}

fn plural(count: usize) -> String {
    if count == 1 { "One entry".to_owned() } else { format!("{count} entries") }
}

async fn tell_news(cx: &Cx) -> Result<(), Fault> {
    let history = cx.core.history.clone();
    let watch = cx.core.blocking(move || history.watch()).await?.map_err(|e| e.fault())?;
    cx.say(Event::Watch(watch)).await;
    Ok(())
}

/// Tells the story of a token.
pub(super) async fn past(cx: &Cx, at: TokenRef) -> Result<Outcome, Fault> {
    settle(cx).await?;
    let (history, of) = (cx.core.history.clone(), at.clone());
    let past = cx.core.blocking(move || history.past(&of)).await?.map_err(|e| e.fault())?;
    cx.say(Event::Past(at, past.map(Arc::new))).await;
    Ok(Outcome::Recalled)
}

/// The tokens of an id that are remembered, or all that have a story.
pub(super) async fn remembered(cx: &Cx, id: Option<TokenId>) -> Result<Outcome, Fault> {
    settle(cx).await?;
    let history = cx.core.history.clone();
    let found = cx.core.blocking(move || history.remembered(id.as_ref())).await?;
    found.map(Outcome::Remembered).map_err(|e| e.fault())
}

/// Somebody looked.
pub(super) async fn see(cx: &Cx, tokens: Option<Vec<TokenRef>>) -> Result<Outcome, Fault> {
    let history = cx.core.history.clone();
    let seen = cx.core.blocking(move || history.see(tokens.as_deref())).await?.map_err(|e| e.fault())?;
    tell_news(cx).await?;
    Ok(Outcome::Seen(seen))
}

/// Keeps a note.
pub(super) async fn note(cx: &Cx, at: TokenRef, fields: Vec<(Field, String)>) -> Result<Outcome, Fault> {
    for (field, said) in &fields {
        Note::default().set(*field, said).map_err(|unfit| {
            let what = format!("{} {}.", field.word(), unfit.why());
            Fault::new(FaultKind::Invalid, what, "Change the text; nothing was written.")
        })?;
    }
    let (notes, of) = (cx.core.notebook.clone(), at.clone());
    let note = cx.core.blocking(move || notes.set(&of, &fields)).await?.map_err(|e| e.fault())?;
    tell_notes(cx).await?;
    Ok(Outcome::Noted(at, (!note.is_empty()).then_some(note)))
}
