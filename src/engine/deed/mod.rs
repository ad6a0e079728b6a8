//! Deeds: every change to a token goes through here, in this order.
//!
//! ```text
//! allowed? ─▶ plan to the ledger ─▶ per step: intent to the ledger ─▶ send ─▶ settle ─▶ prove ─▶ report
//!                                     (door.rs)                       lost? look.rs   look.rs, for many roll_call.rs
//! ```
//!
//! [`drive`] walks the plan; what may be done next with a step is decided by [`crate::domain::plan`] alone, so that a
//! plan taken up after a crash is walked by the same code.

mod door;
mod drive;
mod look;
mod roll_call;
mod scribe;
#[cfg(test)]
mod tests;
mod turns;

use std::collections::HashSet;

pub(super) use self::drive::Way;

use self::scribe::Scribe;
use super::core::Cx;
use super::identify;
use crate::api::Lane;
use crate::domain::deed::{Deed, PlanId};
use crate::domain::identity::Identity;
use crate::domain::plan::Plan;
use crate::domain::token::{Owner, TokenRef};
use crate::protocol::{Event, Fault, FaultKind, Outcome};

/// Begins a plan and walks it to its end.
pub(super) async fn begin(cx: &Cx, deeds: Vec<Deed>) -> Result<Outcome, Fault> {
    may_change(cx)?;
    let us = us(cx).await?;
    let own = us.token.clone();
    check(&deeds, own.as_ref())?;
    let (ledgers, now) = (cx.core.ledgers.clone(), cx.now());
    let ledger =
        cx.core.blocking(move || ledgers.begin(deeds, name_of(&us), now)).await?.map_err(|e| e.fault())?;
    drive::drive(cx, Scribe::new(cx, ledger), Way::Finish, own.as_ref()).await
}

/// Takes up a plan that an earlier run left open.
pub(super) async fn go_on(cx: &Cx, plan: PlanId, way: Way) -> Result<Outcome, Fault> {
    if way == Way::Finish {
        may_change(cx)?;
    }
    let us = us(cx).await?;
    let own = us.token.clone();
    let (ledgers, now) = (cx.core.ledgers.clone(), cx.now());
    let ledger = cx.core.blocking(move || ledgers.resume(&plan, now)).await?.map_err(|e| e.fault())?;
    same_hands(ledger.plan(), name_of(&us).as_deref())?;
    if way == Way::Finish {
        spare_own(ledger.plan().deeds(), own.as_ref())?;
    }
    drive::drive(cx, Scribe::new(cx, ledger), way, own.as_ref()).await
}

/// Who we are. Finding out may wait for its turn; cancelled, it does not wait long.
async fn us(cx: &Cx) -> Result<Identity, Fault> {
    tokio::select! {
        known = identify::known(cx, Lane::Incident) => known,
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

/// The person behind the credential, or the credential itself where nobody is: whose "user tokens" are meant.
fn name_of(us: &Identity) -> Option<String> {
    let token = || us.token.as_ref().map(ToString::to_string);
    us.user.as_ref().map(|user| format!("user {user}")).or_else(token)
}

/// A plan goes on only for whoever began it: to others its user tokens would look revoked.
fn same_hands(plan: &Plan, now: Option<&str>) -> Result<(), Fault> {
    let theirs = plan.by().is_some_and(|by| now.is_some_and(|now| now != by));
    let personal = plan.deeds().iter().any(|deed| deed.token.owner == Owner::User);
    if theirs && personal {
        return Err(refused(
            format!(
                "The plan {} was begun with another credential ({}).",
                plan.id(),
                plan.by().unwrap_or("")
            ),
            "Start with that credential to go on with it.",
        ));
    }
    Ok(())
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
    spare_own(deeds, own)
}

/// The credential in use is left alone unless that was confirmed.
fn spare_own(deeds: &[Deed], own: Option<&TokenRef>) -> Result<(), Fault> {
    let unasked = |deed: &&Deed| deed.verb.cuts_off(&deed.token, own) && !deed.own_credential;
    match deeds.iter().find(unasked) {
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
