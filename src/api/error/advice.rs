//! From what a server said to what a person can do about it (API reference 1.4).

use std::time::Duration;

use super::{Certainty, Refusal, Trouble};
use crate::api::endpoint::EndpointInfo;
use crate::protocol::{Fault, FaultKind};

/// The fault for a trouble with a request.
pub(super) fn fault(info: &EndpointInfo, trouble: &Trouble, certainty: Certainty) -> Fault {
    let mut fault = match trouble {
        Trouble::Local(why) => Fault::new(
            FaultKind::Invalid,
            format!("The request \"{}\" cannot be written down: {why}.", info.name),
            "Check the id that was given.",
        ),
        Trouble::Credential(why) => Fault::new(
            FaultKind::Credentials,
            format!("The credential cannot be sent: {why}."),
            "Copy it again, from the first to the last character, with nothing around it.",
        ),
        Trouble::Paused(wait) => Fault::new(
            FaultKind::RateLimited,
            "The API has refused further requests for now, so this one was not sent.",
            wait_advice(Some(*wait)),
        ),
        Trouble::Cancelled => {
            Fault::new(FaultKind::Cancelled, "Cancelled before it was sent.", "Nothing was sent.")
        }
        Trouble::NotSent(why) => Fault::new(
            FaultKind::Network,
            format!("The API cannot be reached: {why}."),
            "Check the network, the base URL and the proxy variables (HTTPS_PROXY, NO_PROXY); nothing was sent.",
        ),
        Trouble::Lost(why) => Fault::new(
            FaultKind::Network,
            format!("The request was sent, but its answer did not arrive: {why}."),
            "Try again.",
        ),
        Trouble::Refused(refusal) => refused(info, refusal),
        Trouble::Unreadable { status, what, .. } => unreadable(*status, what),
    };
    if info.mutating && certainty == Certainty::Lost {
        fault.kind = FaultKind::OutcomeUnknown;
        fault.next = "It may or may not have been done: read the token back before trying again.".to_owned();
    }
    match trouble {
        Trouble::Refused(refusal) => {
            fault.ray = refusal.ray.clone();
            fault.docs = refusal.said.iter().find_map(|s| s.docs.clone());
        }
        Trouble::Unreadable { ray, .. } => fault.ray = ray.clone(),
        _ => {}
    }
    fault
}

fn unreadable(status: u16, what: &str) -> Fault {
    let next = match status {
        300..=399 => {
            "Something between here and the API redirects requests (a login page, a proxy); redirects are not \
             followed, because they would carry the credential along. Check the base URL and the proxy."
        }
        500..=599 => "This is passing trouble at Cloudflare or a proxy. Try again in a minute.",
        _ => {
            "Something between here and the API answered instead of it (a login page, a proxy, a firewall). Check \
             the base URL and the proxy."
        }
    };
    Fault::new(FaultKind::Server, format!("The answer (HTTP {status}) is {what}."), next)
}

fn refused(info: &EndpointInfo, refusal: &Refusal) -> Fault {
    let (kind, next) = judge(info, refusal);
    Fault::new(
        kind,
        format!("The API refused \"{}\" (HTTP {}): {}.", info.name, refusal.status, sentence(refusal)),
        next,
    )
}

fn sentence(refusal: &Refusal) -> String {
    refusal.words().trim_end_matches('.').to_owned()
}

/// The table. Codes mean different things with different messages, so the message is looked at too.
fn judge(info: &EndpointInfo, refusal: &Refusal) -> (FaultKind, String) {
    let says = |code| refusal.says(code);
    let text = refusal.words().to_lowercase();
    let mentions = |words: &str| text.contains(words);
    let verifying = info.path.ends_with("/verify");
    if refusal.status == 429 || says(971) || says(10429) {
        return (FaultKind::RateLimited, wait_advice(refusal.retry_after));
    }
    if refusal.status >= 500 {
        let wait =
            refusal.retry_after.map_or_else(|| "in a minute".to_owned(), |w| format!("in {} s", w.as_secs()));
        return (
            FaultKind::Server,
            format!(
                "This is passing trouble at Cloudflare. Try again {wait}; see https://www.cloudflarestatus.com."
            ),
        );
    }
    if says(10502) || mentions("too many authentication failures") || mentions("max auth failures") {
        let next =
            "Too many bad attempts came from this address: stop, correct the credential, wait some minutes.";
        return (FaultKind::RateLimited, next.to_owned());
    }
    if mentions("does not support account owned tokens") {
        let next = "This part of the API does not take account-owned tokens: use a user token for it, or, for the list \
                    of accounts, name the account with CLOUDFLARE_ACCOUNT_ID.";
        return (FaultKind::Forbidden { needs: None }, next.to_owned());
    }
    if says(6111) {
        let next = "The token is not in a form that the API accepts: give the token alone, and a global key together \
                    with its e-mail.";
        return (FaultKind::Credentials, next.to_owned());
    }
    if says(6003) || says(6103) || says(6102) {
        let next =
            "The credential is malformed: check that key, e-mail and token are each in their own variable.";
        return (FaultKind::Credentials, next.to_owned());
    }
    if (says(9106) || says(10001)) && info.path == "/memberships" {
        let next = "Account-owned tokens have no memberships: name the account with CLOUDFLARE_ACCOUNT_ID, or use a \
                    user token.";
        return (FaultKind::Forbidden { needs: None }, next.to_owned());
    }
    if says(9106) || (says(1001) && verifying) {
        let next =
            "The endpoint did not accept this kind of credential: verify takes a token, not the global key.";
        return (FaultKind::Credentials, next.to_owned());
    }
    if says(9103) {
        let next =
            "The global key and the e-mail do not belong together, or the key was changed: copy both again.";
        return (FaultKind::Credentials, next.to_owned());
    }
    if says(1000) && (refusal.status == 401 || verifying) {
        let next = "The token is unknown, revoked or expired, or of the other family: account tokens are verified with \
                    their own account, user tokens without.";
        return (FaultKind::Credentials, next.to_owned());
    }
    if says(9109) && mentions("from location") {
        let next = "The token may not be used from the address that the API names: send from an allowed one, or change \
                    the token's address condition.";
        return (FaultKind::Forbidden { needs: None }, next.to_owned());
    }
    if says(9109) && mentions("user-level authentication") {
        let next = "This belongs to a person, and the credential belongs to an account: use a user token.";
        return (FaultKind::Forbidden { needs: None }, next.to_owned());
    }
    if says(9109) && mentions("invalid access token") {
        let next = "The token is unknown, disabled, revoked or expired: make a new one or enable it. A token made in the \
                    last minute may need a moment more.";
        return (FaultKind::Credentials, next.to_owned());
    }
    if says(10042) {
        return (FaultKind::Forbidden { needs: None }, "R2 is not switched on for this account.".to_owned());
    }
    if says(7003) || says(7000) || says(7001) || refusal.status == 405 {
        let next = "The account or token id is malformed, or not visible to this credential: check the id and the base \
                    URL.";
        return (FaultKind::NotFound, next.to_owned());
    }
    if refusal.is_gone() {
        return (FaultKind::NotFound, "It is not there any more: refresh the list.".to_owned());
    }
    if matches!(refusal.status, 401 | 403) || says(9109) || says(10000) || says(10001) || says(10002) {
        return (FaultKind::Forbidden { needs: info.permission.map(str::to_owned) }, permission_advice(info));
    }
    let next = match info.mutating {
        true => "The API did not accept the content of the request: nothing was changed.",
        false => "The API did not accept the request: check what was asked for, and the base URL.",
    };
    (FaultKind::Invalid, next.to_owned())
}

fn wait_advice(wait: Option<Duration>) -> String {
    match wait {
        Some(wait) => format!("Too many requests: try again in {} s.", wait.as_secs().max(1)),
        None => "Too many requests, by you, the dashboard or your CI together: try again in five minutes."
            .to_owned(),
    }
}

fn permission_advice(info: &EndpointInfo) -> String {
    let recent = "A token made or changed in the last minute may need a moment more.";
    match info.permission {
        Some(needed) => {
            format!("The credential needs the permission \"{needed}\" for this account or user. {recent}")
        }
        None => format!("The credential is not accepted here. {recent}"),
    }
}

#[cfg(test)]
mod tests;
