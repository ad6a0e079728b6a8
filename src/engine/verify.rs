//! Whose value is this, and does it work?

use futures_util::StreamExt as _;
use futures_util::stream;

use super::core::Cx;
use super::identify::{Prefix, prefix};
use super::read;
use crate::api::tokens::{Verified, Verify};
use crate::api::{ApiError, Certainty, Lane};
use crate::domain::ids::AccountId;
use crate::domain::token::{Owner, TokenRef};
use crate::protocol::{Change, Fault, FaultKind, Outcome, Scope};
use crate::secret::SecretRef;

/// Accounts asked at the same time.
const ABREAST: usize = 8;

/// Asks the verify endpoints, with the value as its own credential (API reference 2.8).
pub(super) async fn verify(cx: &Cx, value: SecretRef, account: Option<AccountId>) -> Result<Outcome, Fault> {
    let family = prefix(&cx.core.vault, value);
    let mut unasked = Vec::new();
    let first = first_to_ask(family, account.clone());
    let alone = first.is_empty();
    for owner in first {
        match ask(cx, value, owner.clone()).await {
            Ok(Some(found)) => return Ok(outcome(cx, Some(found), Vec::new())),
            Ok(None) => {}
            Err(e) => unasked.push((owner, e.fault())),
        }
    }
    if family == Prefix::User {
        return Ok(outcome(cx, None, unasked));
    }
    let (mut rest, unlisted) = known_accounts(cx).await;
    rest.retain(|id| Some(id) != account.as_ref());
    if alone && rest.is_empty() && unlisted.is_none() {
        return Err(Fault::new(
            FaultKind::NotFound,
            "The value is an account's, and no account is known that could be asked about it.",
            NAME_IT,
        ));
    }
    let mut asks = stream::iter(rest.into_iter().map(Owner::Account))
        .map(|owner| async move { (owner.clone(), ask(cx, value, owner).await) })
        .buffer_unordered(ABREAST);
    while let Some((owner, answer)) = asks.next().await {
        match answer {
            Ok(Some(found)) => return Ok(outcome(cx, Some(found), Vec::new())),
            Ok(None) => {}
            Err(e) => unasked.push((owner, e.fault())),
        }
        if cx.stop.is_cancelled() {
            break;
        }
    }
    match unlisted {
        None => Ok(outcome(cx, None, unasked)),
        // It may be of an account that nobody told us about: that nobody knows it says nothing.
        Some(why) => {
            let what = format!("It may be an account's value, and not all accounts are known: {}", why.what);
            Err(Fault { what, next: NAME_IT.to_owned(), ..why })
        }
    }
}

/// What to do about a value whose account is not known.
const NAME_IT: &str = "Name its account with --account or CLOUDFLARE_ACCOUNT_ID.";

/// Whom to ask before every known account. A named account is a good guess and no more: the value may be anybody's.
fn first_to_ask(family: Prefix, account: Option<AccountId>) -> Vec<Owner> {
    let user = (family != Prefix::Account).then_some(Owner::User);
    let account = account.filter(|_| family != Prefix::User).map(Owner::Account);
    user.into_iter().chain(account).collect()
}

/// The accounts in reach of our own credential. Where it cannot tell, those that the cache remembers, and why there may
/// be more.
async fn known_accounts(cx: &Cx) -> (Vec<AccountId>, Option<Fault>) {
    let known = || -> Vec<AccountId> { cx.core.memory().accounts.iter().cloned().collect() };
    if !known().is_empty() {
        return (known(), None);
    }
    match read::refresh(cx, &Scope::Accounts, Lane::Incident).await {
        Ok(()) => (known(), None),
        Err(fault) => (cached(cx).await, Some(fault)),
    }
}

async fn cached(cx: &Cx) -> Vec<AccountId> {
    let cache = cx.core.cache.clone();
    let read = cx.core.blocking(move || {
        let mut accounts = Vec::new();
        let read = cache.restore(|delta| {
            if let Change::Accounts { list, .. } = delta.change {
                accounts = list.into_iter().map(|account| account.id).collect();
            }
            accounts.is_empty()
        });
        read.map(|()| accounts)
    });
    // A cache that cannot be read was reported when it broke.
    read.await.ok().and_then(Result::ok).unwrap_or_default()
}

/// `Ok(None)`: this endpoint does not know the value.
async fn ask(cx: &Cx, value: SecretRef, family: Owner) -> Result<Option<(TokenRef, Verified)>, ApiError> {
    match cx.core.api.call_as(&Verify { family: family.clone() }, Lane::Incident, value).await {
        Ok(verified) => Ok(Some((TokenRef { owner: family, id: verified.id.clone() }, verified))),
        Err(e) if disowned(&e) => Ok(None),
        Err(e) => Err(e),
    }
}

/// "Invalid API Token", an account that is not the token's own, or a value that is no token at all.
fn disowned(e: &ApiError) -> bool {
    let credentials = e.fault().kind == FaultKind::Credentials;
    let invalid = e.says(6111) || e.says(9109) || e.certainty() == Certainty::NotSent;
    e.says(1000) || e.says(7003) || e.is_gone() || (credentials && invalid)
}

fn outcome(cx: &Cx, found: Option<(TokenRef, Verified)>, mut unasked: Vec<(Owner, Fault)>) -> Outcome {
    unasked.sort_by(|a, b| a.0.cmp(&b.0));
    let (token, verified) = found.unzip();
    let standing = verified.as_ref().map(|v| v.status.standing(v.not_before, v.expires_on, cx.now()));
    Outcome::Verified { token, standing, word: verified.map(|v| v.status.word().to_owned()), unasked }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::user(Prefix::User, true, "user")]
    #[case::account(Prefix::Account, true, "a")]
    #[case::account_unnamed(Prefix::Account, false, "")]
    #[case::any(Prefix::None, true, "user a")]
    #[case::any_unnamed(Prefix::None, false, "user")]
    fn a_named_account_is_never_the_only_one(
        #[case] family: Prefix,
        #[case] named: bool,
        #[case] expected: &str,
    ) {
        let asked = first_to_ask(family, named.then(|| "a".into()));
        let words: Vec<_> =
            asked.iter().map(|o| o.account().map_or("user".to_owned(), ToString::to_string)).collect();
        assert_eq!(words.join(" "), expected);
    }
}
