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

#[cfg(test)]
mod tests {
    use futures_util::future::BoxFuture;

    use crate::api::transport::{Transport, TransportError};
    use crate::api::wire::{WireReply, WireRequest};
    use crate::domain::deed::{Deed, Verb};
    use crate::domain::history::{Mark, Past, What};
    use crate::domain::note::Field;
    use crate::domain::shape;
    use crate::domain::token::{Owner, TokenRef};
    use crate::engine::stage::{self, Log, Stage, answer, count, good};
    use crate::protocol::{Event, FaultKind, Job, Outcome, Scope};
    use std::sync::Arc;

    const ID: &str = "aaaabbbbccccddddeeeeffff00001111";

    /// A server with one token that was renamed before the second look and is gone at the fourth. Like the answer to a
    /// create, its objects carry a value.
    struct Renaming(Log);

    fn value() -> String {
        let body = "aB3".repeat(13) + "x";
        format!("cfut_{body}{}", shape::checksum(&body))
    }

    impl Transport for Renaming {
        fn send(&self, request: WireRequest) -> BoxFuture<'_, Result<WireReply, TransportError>> {
            let path = request.url.path().to_owned();
            let token = |name: &str| {
                format!(
                    r#"{{"id":"{ID}","name":"{name}","status":"active","value":"{}","policies":[]}}"#,
                    value()
                )
            };
            if path.ends_with("/user/tokens") {
                let before = count(&self.0, "list");
                self.0.lock().unwrap().push("list".into());
                let list = match before {
                    0 => token("old"),
                    1 | 2 => token("new"),
                    _ => String::new(),
                };
                return answer(200, None, good(&format!("[{list}]")));
            }
            if path.contains(ID) {
                return match request.method.as_str() {
                    "DELETE" => answer(200, None, good(&format!(r#"{{"id":"{ID}"}}"#))),
                    _ => answer(
                        404,
                        None,
                        r#"{"success":false,"errors":[{"code":1003,"message":"gone"}]}"#.into(),
                    ),
                };
            }
            answer(200, None, good(r#"{"id":"u"}"#))
        }
    }

    fn at() -> TokenRef {
        TokenRef { owner: Owner::User, id: ID.into() }
    }

    async fn told(stage: &Stage, job: Job) -> (Outcome, Vec<Event>) {
        let mut events = Vec::new();
        let outcome = stage.engine.run(job, |event| events.push(event.clone())).await.unwrap();
        (outcome, events)
    }

    async fn marks(stage: &Stage) -> Vec<(TokenRef, Mark)> {
        let (_, events) = told(stage, Job::Recall).await;
        let watch =
            events.into_iter().find_map(|e| if let Event::Watch(watch) = e { Some(watch) } else { None });
        watch.unwrap().marked.into_iter().map(|marked| (marked.at, marked.mark)).collect()
    }

    async fn past(stage: &Stage) -> Arc<Past> {
        let (_, events) = told(stage, Job::Past(at())).await;
        let past = events.into_iter().find_map(|e| if let Event::Past(_, past) = e { past } else { None });
        past.unwrap()
    }

    #[tokio::test]
    async fn what_changes_is_news_until_it_is_seen_and_no_value_gets_in() {
        let log = Log::default();
        let stage = stage::stage(Arc::new(Renaming(log.clone())), log);
        let list = || Job::Refresh(Scope::Tokens(Owner::User));
        told(&stage, list()).await;
        assert_eq!(marks(&stage).await, [], "the first look");
        told(&stage, list()).await;
        assert!(matches!(&*marks(&stage).await, [(_, Mark::Changed(_))]));
        let (seen, _) = told(&stage, Job::Seen(Some(vec![at()]))).await;
        assert_eq!((seen, marks(&stage).await), (Outcome::Seen(1), vec![]));
        told(&stage, list()).await;
        assert_eq!(marks(&stage).await, [], "nothing new");
        told(&stage, list()).await;
        assert_eq!(marks(&stage).await, [(at(), Mark::Gone)]);
        let past = past(&stage).await;
        assert_eq!((past.entries.len(), past.looked_at), (3, 2));
        assert!(!format!("{past:?}").contains(&value()));
    }

    #[tokio::test]
    async fn what_we_revoke_ourselves_is_remembered_as_ours_and_is_no_news() {
        let log = Log::default();
        let stage = stage::stage(Arc::new(Renaming(log.clone())), log);
        told(&stage, Job::Refresh(Scope::Tokens(Owner::User))).await;
        let deed = Deed {
            verb: Verb::Revoke,
            token: at(),
            name: "x".into(),
            seen: None,
            reason: None,
            own_credential: false,
        };
        told(&stage, Job::Deeds(vec![deed])).await;
        assert_eq!(marks(&stage).await, []);
        let past = past(&stage).await;
        assert!(past.entries[1].ours && matches!(past.entries[1].what, What::Gone { .. }), "{past:?}");
    }

    #[tokio::test]
    async fn a_note_is_told_and_a_value_in_one_is_refused() {
        let log = Log::default();
        let stage = stage::stage(Arc::new(Renaming(log.clone())), log);
        let (outcome, events) = told(&stage, Job::Note(at(), vec![(Field::Owner, "platform".into())])).await;
        let Outcome::Noted(_, Some(note)) = outcome else { panic!("{outcome:?}") };
        assert_eq!(events, [Event::Notes(vec![(at(), note)])]);
        let refused =
            stage.engine.run(Job::Note(at(), vec![(Field::Purpose, value())]), |_| {}).await.unwrap_err();
        assert_eq!(refused.kind, FaultKind::Invalid);
        assert!(!format!("{refused:?}").contains(&value()));
    }
}
