//! The only caller of endpoints that change something. No receipt, no change.

use tokio_util::sync::CancellationToken;

use super::super::core::Cx;
use crate::api::tokens::{Change, Delete, Get, Put, put_body};
use crate::api::{ApiError, Certainty, Lane};
use crate::domain::deed::{Deed, Verb};
use crate::domain::token::{Fetched, Status};
use crate::protocol::{Fault, FaultKind};
use crate::store::Durable;

/// What has to be known before the intent is written.
pub(super) enum Ready {
    /// The request can be made.
    Send(Request),
    /// It is so already; this is how the token reads.
    Already(Box<Fetched>),
}

/// A request that changes a token, not yet allowed out.
pub(super) enum Request {
    Delete,
    Put(serde_json::Value),
}

/// How a request ended.
pub(super) enum Answer {
    /// Done, says the server. After a change, the token as it is now.
    Yes { how: &'static str, now: Option<Box<Fetched>> },
    /// Not done, and it would not help to try again.
    No(Fault),
    /// Not done, for a reason that passes.
    NotNow(Fault),
    /// Nobody knows.
    Lost(Fault),
}

/// The status word that a verb leads to; `None`: the token is gone.
pub(super) fn goal(verb: Verb) -> Option<Status> {
    match verb {
        Verb::Disable => Some(Status::Disabled),
        Verb::Enable => Some(Status::Active),
        Verb::Revoke => None,
    }
}

/// Reads what a change replaces, and refuses if it is not what was seen: a `PUT` sends everything back.
pub(super) async fn prepare(cx: &Cx, deed: &Deed, stop: &CancellationToken) -> Result<Ready, Fault> {
    let change = match deed.verb {
        Verb::Revoke => return Ok(Ready::Send(Request::Delete)),
        Verb::Disable => Change::Disable,
        Verb::Enable => Change::Enable,
    };
    let ask = Get { at: deed.token.clone() };
    let read = cx.core.api.call_until(&ask, Lane::Incident, stop.cancelled()).await;
    let fetched = read.map_err(|e| e.fault())?;
    if goal(deed.verb).as_ref() == Some(&fetched.token.status) {
        return Ok(Ready::Already(Box::new(fetched)));
    }
    if let Some(fault) = changed(deed, &fetched) {
        return Err(fault);
    }
    let body = put_body(&fetched.raw, change)
        .map_err(|why| Fault::new(FaultKind::Refused, format!("{why}."), "Nothing was sent."))?;
    Ok(Ready::Send(Request::Put(body)))
}

fn changed(deed: &Deed, fetched: &Fetched) -> Option<Fault> {
    let (seen, now) = (deed.seen?, fetched.token.modified_on);
    (now != Some(seen)).then(|| {
        let at = now.map_or_else(|| "at an unknown time".to_owned(), |t| format!("at {}", t.rfc3339()));
        let what = format!(
            "\"{}\" was changed {at}, after what you saw ({}); its status is {:?} now.",
            deed.name,
            seen.rfc3339(),
            fetched.token.status.word(),
        );
        Fault::new(FaultKind::Refused, what, "Look at it again, then decide.")
    })
}

/// Sends the request for the deed that the receipt is for, unless `stop` comes while it waits for its turn.
pub(super) async fn perform(
    cx: &Cx,
    intent: &Durable<Deed>,
    request: Request,
    stop: &CancellationToken,
) -> Answer {
    let (api, at) = (&cx.core.api, intent.get().token.clone());
    match request {
        Request::Delete => match api.call_until(&Delete { at }, Lane::Incident, stop.cancelled()).await {
            Ok(()) => Answer::Yes { how: "DELETE was accepted", now: None },
            Err(e) if e.is_gone() => Answer::Yes { how: "DELETE found it gone already", now: None },
            Err(e) => judge(&e),
        },
        Request::Put(body) => match api.call_until(&Put { at, body }, Lane::Incident, stop.cancelled()).await
        {
            Ok(fetched) => Answer::Yes { how: "PUT was accepted", now: Some(Box::new(fetched)) },
            Err(e) => judge(&e),
        },
    }
}

fn judge(e: &ApiError) -> Answer {
    let fault = e.fault();
    match e.certainty() {
        Certainty::Lost => Answer::Lost(fault),
        _ if passes(&fault) => Answer::NotNow(fault),
        Certainty::NotSent | Certainty::Answered => Answer::No(fault),
    }
}

/// Whether a failure says nothing against trying again later.
pub(super) fn passes(fault: &Fault) -> bool {
    use FaultKind::{Cancelled, Network, RateLimited, Server};
    matches!(fault.kind, Cancelled | Network | RateLimited | Server)
}
