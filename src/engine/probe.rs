//! Does a product take account-owned tokens? Asked live, with requests that only read and that somebody has seen before.
//!
//! One request after the other, as somebody who sits and waits: the budget belongs to the person who asks, and the
//! first "wait" ends the round. The first request says whose value it is, so that nothing is concluded from a token of
//! the wrong kind, and no value is sent around that belongs elsewhere.

use super::core::Cx;
use crate::api::probes::{self, Ask};
use crate::api::tokens::{Verified, Verify};
use crate::api::{ApiError, Credential, Lane};
use crate::domain::ids::TokenId;
use crate::domain::matrix::probe::{Answer, Evidence, Inquiry, Probe};
use crate::domain::token::{Owner, Standing, TokenRef};
use crate::protocol::{Event, Fault, FaultKind, Outcome};
use crate::secret::SecretRef;

/// Sends the requests of the inquiry and reports what the answers show.
pub(super) async fn probe(cx: &Cx, value: Option<SecretRef>, of: Inquiry) -> Result<Outcome, Fault> {
    let value = match (value, &cx.core.credential) {
        (Some(value), _) => value,
        (None, Credential::Bearer(value)) => *value,
        (None, Credential::GlobalKey { .. }) => {
            return Err(not_an_accounts("The credential in use is a global key"));
        }
    };
    let owner = Owner::Account(of.account().clone());
    let verified = cx.core.api.call_as(&Verify { family: owner.clone() }, Lane::Interactive, value).await;
    let verified = verified.map_err(|e| whose(&e))?;
    alive(cx, &verified)?;
    let token = TokenRef { owner, id: verified.id };
    let evidence = ask_all(cx, value, &of, &token.id).await;
    remember(cx, &evidence).await;
    cx.say(Event::Evidence(evidence.clone())).await;
    Ok(Outcome::Probed { token, evidence })
}

async fn ask_all(cx: &Cx, value: SecretRef, of: &Inquiry, token: &TokenId) -> Vec<Evidence> {
    let row = |probe: &Probe, path: String, answer, why: String| Evidence {
        product: probe.product.clone(),
        account: of.account().clone(),
        token: token.clone(),
        path: path.into(),
        at: cx.now(),
        answer,
        why: why.into(),
    };
    let unknown = |probe: &Probe, why: &str| row(probe, String::new(), Answer::Unknown, why.to_owned());
    let (mut found, all) = (Vec::new(), of.asked().count());
    let mut ended: Option<&str> = None;
    for (done, (probe, path)) in of.asked().enumerate() {
        if cx.stop.is_cancelled() {
            ended = Some("not asked: cancelled");
        }
        let ask = match (ended, Ask::new(probe, of)) {
            (None, Some(ask)) => ask,
            (why, _) => {
                found.push(unknown(probe, why.unwrap_or("not asked: no such request")));
                continue;
            }
        };
        cx.progress("asking products", done, all).await;
        let reply = cx.core.api.call_as(&ask, Lane::Interactive, value).await;
        if reply.as_ref().is_err_and(|e| e.fault().kind == FaultKind::RateLimited) {
            ended = Some("not asked: the API asked to wait");
        }
        let (answer, why) = probes::judge(&reply);
        found.push(row(probe, path, answer, why));
    }
    found.extend(of.unasked().map(|probe| unknown(probe, "not asked: no zone of the account is known")));
    found
}

/// Keeps what an answer showed for the next run. A disk that refuses is reported and spoils nothing.
async fn remember(cx: &Cx, evidence: &[Evidence]) {
    let (kept, news) = (cx.core.evidence.clone(), evidence.to_vec());
    let saved = match cx.core.blocking(move || kept.add(&news)).await {
        Ok(saved) => saved.map_err(|e| e.fault()),
        Err(fault) => Err(fault),
    };
    if let Err(fault) = saved {
        cx.say(Event::Notice(fault)).await;
    }
}

/// Tells what earlier runs were answered.
pub(super) async fn recall(cx: &Cx) {
    let kept = cx.core.evidence.clone();
    let found = match cx.core.blocking(move || kept.read()).await {
        Ok(found) => found.map_err(|e| e.fault()),
        Err(fault) => Err(fault),
    };
    match found {
        Ok(evidence) if evidence.is_empty() => {}
        Ok(evidence) => cx.say(Event::Evidence(evidence)).await,
        Err(fault) => cx.say(Event::Notice(fault)).await,
    }
}

fn alive(cx: &Cx, verified: &Verified) -> Result<(), Fault> {
    match verified.status.standing(verified.not_before, verified.expires_on, cx.now()) {
        Standing::Active | Standing::Unknown => Ok(()),
        standing => Err(Fault::new(
            FaultKind::Credentials,
            format!("The token is {}: every product would refuse it.", standing.word()),
            "Choose a token that works.",
        )),
    }
}

fn whose(error: &ApiError) -> Fault {
    match error.fault() {
        fault if fault.kind == FaultKind::Credentials || error.says(7003) => {
            not_an_accounts("The value is not a working token of this account")
        }
        fault => fault,
    }
}

fn not_an_accounts(what: &str) -> Fault {
    Fault::new(
        FaultKind::Refused,
        format!(
            "{what}, so its answers would show nothing about account-owned tokens. No product was asked."
        ),
        "Choose a token that the account owns, and its account.",
    )
}
