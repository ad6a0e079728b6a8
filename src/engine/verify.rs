//! Whose value is this, and does it work?

use futures_util::StreamExt as _;
use futures_util::stream;

use super::core::Cx;
use super::identify::{Prefix, prefix};
use super::read;
use crate::api::tokens::{Verified, Verify};
use crate::api::{ApiError, Lane};
use crate::clock::Time;
use crate::domain::ids::AccountId;
use crate::domain::token::{Owner, Standing, Status, TokenRef};
use crate::protocol::{Fault, Outcome, Scope};
use crate::secret::SecretRef;

/// Accounts asked at the same time.
const ABREAST: usize = 8;

/// Asks the verify endpoints, with the value as its own credential (API reference 2.8).
pub(super) async fn verify(cx: &Cx, value: SecretRef, account: Option<AccountId>) -> Result<Outcome, Fault> {
    let family = prefix(&cx.core.vault, value);
    let mut unasked = Vec::new();
    if account.is_none() && family != Prefix::Account {
        match ask(cx, value, Owner::User).await {
            Ok(Some((at, verified))) => return Ok(outcome(cx, Some((at, verified)), unasked)),
            Ok(None) => {}
            // Without accounts to ask as well, this is the answer.
            Err(e) if family == Prefix::User => return Err(e.fault()),
            Err(_) => {}
        }
    }
    if family == Prefix::User && account.is_none() {
        return Ok(outcome(cx, None, unasked));
    }
    let accounts = match account {
        Some(account) => vec![account],
        None => known_accounts(cx).await?,
    };
    let mut asks = stream::iter(accounts)
        .map(|id| async move { (id.clone(), ask(cx, value, Owner::Account(id)).await) })
        .buffer_unordered(ABREAST);
    while let Some((id, answer)) = asks.next().await {
        match answer {
            Ok(Some(found)) => return Ok(outcome(cx, Some(found), Vec::new())),
            Ok(None) => {}
            Err(e) => unasked.push((id, e.fault())),
        }
        if cx.stop.is_cancelled() {
            break;
        }
    }
    Ok(outcome(cx, None, unasked))
}

async fn known_accounts(cx: &Cx) -> Result<Vec<AccountId>, Fault> {
    if cx.core.memory().accounts.is_empty() {
        read::refresh(cx, &Scope::Accounts, Lane::Incident).await?;
    }
    Ok(cx.core.memory().accounts.clone())
}

/// `Ok(None)`: this endpoint does not know the value.
async fn ask(cx: &Cx, value: SecretRef, family: Owner) -> Result<Option<(TokenRef, Verified)>, ApiError> {
    match cx.core.api.call_as(&Verify { family: family.clone() }, Lane::Incident, value).await {
        Ok(verified) => Ok(Some((TokenRef { owner: family, id: verified.id.clone() }, verified))),
        // "Invalid API Token", or an account that is not the token's own.
        Err(e) if e.says(1000) || e.says(7003) || e.is_gone() => Ok(None),
        Err(e) => Err(e),
    }
}

fn outcome(cx: &Cx, found: Option<(TokenRef, Verified)>, mut unasked: Vec<(AccountId, Fault)>) -> Outcome {
    unasked.sort_by(|a, b| a.0.cmp(&b.0));
    let (token, verified) = found.unzip();
    let standing = verified.as_ref().map(|v| standing(v, cx.now()));
    Outcome::Verified { token, standing, word: verified.map(|v| v.status.word().to_owned()), unasked }
}

/// As [`crate::domain::token::Token::standing`], of the little that verify says.
fn standing(verified: &Verified, now: Time) -> Standing {
    match &verified.status {
        Status::Exposed => Standing::Exposed,
        Status::Disabled => Standing::Disabled,
        Status::Expired => Standing::Expired,
        _ if verified.expires_on.is_some_and(|end| end <= now) => Standing::Expired,
        _ if verified.not_before.is_some_and(|start| start > now) => Standing::NotYet,
        Status::Active => Standing::Active,
        Status::Other(_) | Status::Unsaid => Standing::Unknown,
    }
}
