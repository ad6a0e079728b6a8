//! Deeds: every change to a token goes through here, in this order.
//!
//! ```text
//! allowed? ─▶ plan to the ledger ─▶ per step: intent to the ledger ─▶ send ─▶ settle ─▶ prove ─▶ report
//!                                     (door.rs)                       lost? look.rs   look.rs
//! ```
//!
//! [`drive`] walks the plan; what may be done next with a step is decided by [`crate::domain::plan`] alone, so that a
//! plan taken up after a crash is walked by the same code.

mod door;
mod drive;
mod look;
mod scribe;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

pub(super) use self::drive::Way;

use self::scribe::Scribe;
use super::core::Cx;
use super::identify;
use crate::api::Lane;
use crate::domain::deed::{Deed, PlanId, Verb};
use crate::domain::token::TokenRef;
use crate::protocol::{Event, Fault, FaultKind, Outcome};

/// Begins a plan and walks it to its end.
pub(super) async fn begin(cx: &Cx, deeds: Vec<Deed>) -> Result<Outcome, Fault> {
    may_change(cx)?;
    let own = own(cx).await?;
    check(&deeds, own.as_ref())?;
    let (ledgers, now) = (cx.core.ledgers.clone(), cx.now());
    let ledger = cx.core.blocking(move || ledgers.begin(deeds, now)).await?.map_err(|e| e.fault())?;
    drive::drive(cx, Scribe::new(cx, ledger), Way::Finish, own.as_ref()).await
}

/// Takes up a plan that an earlier run left open.
pub(super) async fn go_on(cx: &Cx, plan: PlanId, way: Way) -> Result<Outcome, Fault> {
    if way == Way::Finish {
        may_change(cx)?;
    }
    let own = own(cx).await?;
    let (ledgers, now) = (cx.core.ledgers.clone(), cx.now());
    let ledger = cx.core.blocking(move || ledgers.resume(&plan, now)).await?.map_err(|e| e.fault())?;
    drive::drive(cx, Scribe::new(cx, ledger), way, own.as_ref()).await
}

/// The credential in use, if it is a token. Finding out may wait for its turn; cancelled, it does not wait long.
async fn own(cx: &Cx) -> Result<Option<TokenRef>, Fault> {
    tokio::select! {
        known = identify::known(cx, Lane::Incident) => Ok(known?.token),
        () = look::patience(cx) => {
            Err(Fault::new(FaultKind::Cancelled, "Cancelled before anything was sent.", "Nothing was changed."))
        }
    }
}

/// Reports the plans that an earlier run left open, and ledgers that cannot be read.
pub(super) async fn report_open_plans(cx: &Cx) {
    let ledgers = cx.core.ledgers.clone();
    let (open, damaged) = match cx.core.blocking(move || ledgers.open_plans()).await {
        Ok(Ok(found)) => found,
        Ok(Err(e)) => return cx.say(Event::Notice(e.fault())).await,
        Err(fault) => return cx.say(Event::Notice(fault)).await,
    };
    for e in damaged {
        cx.say(Event::Notice(e.fault())).await;
    }
    if !open.is_empty() {
        cx.say(Event::OpenPlans(open)).await;
    }
}

fn may_change(cx: &Cx) -> Result<(), Fault> {
    match &cx.core.settings.read_only {
        Some(why) => {
            Err(refused(format!("Read-only: {why}."), "Start without read-only mode to change tokens."))
        }
        None => Ok(()),
    }
}

/// What is refused before anything is written down.
fn check(deeds: &[Deed], own: Option<&TokenRef>) -> Result<(), Fault> {
    if deeds.is_empty() {
        return Err(refused("There is nothing to do.".to_owned(), "Choose at least one token."));
    }
    let mut seen = HashSet::new();
    if let Some(twice) = deeds.iter().find(|deed| !seen.insert(&deed.token)) {
        return Err(refused(
            format!("The {} stands twice in the plan.", twice.token),
            "Make two plans of it.",
        ));
    }
    let cuts_us_off =
        |deed: &&Deed| Some(&deed.token) == own && deed.verb != Verb::Enable && !deed.own_credential;
    match deeds.iter().find(cuts_us_off) {
        Some(deed) => Err(refused(
            format!(
                "\"{}\" is the credential in use: to {} it ends this session.",
                deed.name,
                deed.verb.word()
            ),
            "Leave it out, or confirm this one token explicitly.",
        )),
        None => Ok(()),
    }
}

fn refused(what: String, next: &str) -> Fault {
    Fault::new(FaultKind::Refused, what, next)
}
