//! Who we are (API reference 2.8, "family detection recipe"), and what we may do.
//!
//! The prefix of the value says which family to ask first; only verify knows. What we may do is taken from our own
//! token's policies where they can be read, and otherwise learned from what worked and what was refused.

use super::core::Cx;
use super::deps::Settings;
use super::read;
use crate::api::tokens::{Verified, Verify};
use crate::api::user;
use crate::api::{ApiError, Credential, Lane};
use crate::domain::group::{ACCOUNT_TOKENS_READ, ACCOUNT_TOKENS_WRITE, USER_TOKENS_READ, USER_TOKENS_WRITE};
use crate::domain::identity::{Ability, Allowed, CredentialKind, Identity};
use crate::domain::ids::AccountId;
use crate::domain::policy::Stance;
use crate::domain::token::{Owner, Token, TokenRef};
use crate::protocol::{Change, Fault, FaultKind, Scope};
use crate::secret::{SecretRef, Vault};

/// What the beginning of a value says about its family (API reference 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefix {
    Account,
    User,
    OAuth,
    None,
}

pub(super) fn prefix(vault: &Vault, value: SecretRef) -> Prefix {
    vault
        .peek(value, |v| match v {
            _ if v.starts_with("cfat_") => Prefix::Account,
            _ if v.starts_with("cfut_") => Prefix::User,
            _ if v.starts_with("cfoat_") => Prefix::OAuth,
            _ => Prefix::None,
        })
        .unwrap_or(Prefix::None)
}

/// Asks for the abilities by these names.
const LIST_USER: &str = "list user tokens";
const EDIT_USER: &str = "change user tokens";
const LIST_ACCOUNT: &str = "list account tokens";
const EDIT_ACCOUNT: &str = "change account tokens";

/// An account's own token belongs to no person.
pub(super) fn has_user_tokens(identity: Option<&Identity>, settings: &Settings) -> bool {
    settings.user_tokens && identity.is_none_or(|i| i.kind != CredentialKind::AccountToken)
}

/// Who we are, asked only if it is not known yet.
pub(super) async fn known(cx: &Cx, lane: Lane) -> Result<Identity, Fault> {
    let known = cx.core.memory().identity.clone();
    match known {
        Some(identity) => Ok(identity),
        None => identify(cx, lane).await,
    }
}

/// Finds out who we are, and tells.
pub(super) async fn identify(cx: &Cx, lane: Lane) -> Result<Identity, Fault> {
    let (revision, as_of) = (cx.core.stamp(), cx.now());
    cx.tell(Scope::Identity, revision, as_of, Change::Asked).await;
    let found = match &cx.core.credential {
        Credential::GlobalKey { .. } => person(cx, CredentialKind::GlobalKey, lane).await,
        Credential::Bearer(value) => match prefix(&cx.core.vault, *value) {
            Prefix::Account => account_token(cx, lane).await,
            Prefix::OAuth => person(cx, CredentialKind::OAuth, lane).await,
            Prefix::User | Prefix::None => user_token(cx, lane).await,
        },
    };
    match found {
        Ok(identity) => {
            cx.core.memory().refused = false;
            remember(cx, &identity, revision);
            cx.tell(Scope::Identity, revision, as_of, Change::Identity(identity.clone())).await;
            Ok(identity)
        }
        Err(fault) => {
            {
                let mut memory = cx.core.memory();
                memory.refused |= fault.kind == FaultKind::Credentials && memory.identity.is_some();
            }
            cx.tell(Scope::Identity, revision, cx.now(), Change::Failed(fault.clone())).await;
            Err(fault)
        }
    }
}

/// How long after such a question the same is not asked again, in milliseconds.
pub(super) const RECHECK: i64 = 60_000;

/// Something was refused as if the credential were no good. One endpoint may say so for reasons of its own; whether it
/// still works is what verify is for. The answer is told as news about who we are, and stands until there is another.
pub(super) async fn doubt(cx: &Cx, fault: &Fault) {
    if fault.kind != FaultKind::Credentials {
        return;
    }
    let now = cx.now();
    {
        let mut memory = cx.core.memory();
        if memory.doubted.is_some_and(|at| now.since(at) < RECHECK) {
            return;
        }
        memory.doubted = Some(now);
    }
    // The answer is told by asking.
    let _ = identify(cx, Lane::Interactive).await;
}

fn remember(cx: &Cx, identity: &Identity, revision: u64) {
    let mut memory = cx.core.memory();
    if let Some(own) = &identity.account {
        memory.accounts.saw(own, revision);
    }
    memory.identity = Some(identity.clone());
}

fn blank(cx: &Cx, kind: CredentialKind) -> Identity {
    Identity {
        kind,
        token: None,
        name: None,
        user: None,
        email: None,
        account: cx.core.settings.account.clone(),
        expires_on: None,
        address: None,
        abilities: Vec::new(),
    }
}

/// A key or an OAuth token: there is no verify, but there is a person.
async fn person(cx: &Cx, kind: CredentialKind, lane: Lane) -> Result<Identity, Fault> {
    let person = cx.core.api.call(&user::Get, lane).await.map_err(|e| e.fault())?;
    let everything = if kind == CredentialKind::GlobalKey { Allowed::Yes } else { Allowed::Unknown };
    let abilities = [LIST_ACCOUNT, EDIT_ACCOUNT, LIST_USER, EDIT_USER];
    let abilities = abilities.map(|what| Ability { what: what.into(), allowed: everything.clone() }).to_vec();
    Ok(Identity { user: Some(person.id), email: person.email, abilities, ..blank(cx, kind) })
}

async fn user_token(cx: &Cx, lane: Lane) -> Result<Identity, Fault> {
    match cx.core.api.call(&Verify { family: Owner::User }, lane).await {
        Ok(verified) => Ok(token(cx, CredentialKind::UserToken, Owner::User, verified, lane).await),
        // Unknown: perhaps it is of the other family, perhaps an OAuth token without prefix.
        Err(e) if disowns(e.status(), e.says(1000)) => match account_token(cx, lane).await {
            Err(why) if why.kind.is_passing() => Err(why),
            Err(_) => {
                person(cx, CredentialKind::OAuth, lane).await.map_err(|why| match why.kind.is_passing() {
                    true => why,
                    false => e.fault(),
                })
            }
            found => found,
        },
        Err(e) => Err(e.fault()),
    }
}

/// Whether a refusal says that the value is not of the family that was asked. Any other, such as a conflict, a limit or
/// a failure, says nothing about the value: who we are stays unknown and is asked again.
fn disowns(status: Option<u16>, invalid: bool) -> bool {
    status.is_some_and(|s| s == 401 || (invalid && s < 500 && !matches!(s, 408 | 409 | 429)))
}

async fn account_token(cx: &Cx, lane: Lane) -> Result<Identity, Fault> {
    let mut first: Option<ApiError> = None;
    for account in candidates(cx, lane).await? {
        let owner = Owner::Account(account);
        match cx.core.api.call(&Verify { family: owner.clone() }, lane).await {
            Ok(verified) => return Ok(token(cx, CredentialKind::AccountToken, owner, verified, lane).await),
            Err(e) if e.fault().kind.is_passing() => return Err(e.fault()),
            Err(e) => first = first.or(Some(e)),
        }
    }
    Err(first.map_or_else(
        || {
            Fault::new(
                FaultKind::Credentials,
                "The token belongs to an account, and the API does not tell which.",
                "Name the account with CLOUDFLARE_ACCOUNT_ID or in the profile.",
            )
        },
        |e| e.fault(),
    ))
}

/// The accounts whose token this may be: the one that was named, else those it can see, which is one.
async fn candidates(cx: &Cx, lane: Lane) -> Result<Vec<AccountId>, Fault> {
    const MOST: usize = 10;
    if let Some(account) = cx.core.settings.account.clone() {
        return Ok(vec![account]);
    }
    let listed = cx.core.api.collect(&crate::api::accounts::List, lane).await;
    match listed {
        Ok(list) => Ok(list.items.into_iter().take(MOST).map(|a| a.id).collect()),
        Err(e) if e.refusal().is_some() && !e.fault().kind.is_passing() => Ok(Vec::new()),
        Err(e) => Err(e.fault()),
    }
}

/// A token that verify knows: its name and policies, if it may read itself; its person, if it has one.
async fn token(cx: &Cx, kind: CredentialKind, owner: Owner, verified: Verified, lane: Lane) -> Identity {
    let at = TokenRef { owner: owner.clone(), id: verified.id };
    let own = read_self(cx, &at, lane).await;
    let abilities = abilities(&owner, own.as_ref());
    let mut identity = Identity {
        token: Some(at),
        name: own.ok().map(|t| t.name),
        expires_on: verified.expires_on,
        abilities,
        ..blank(cx, kind)
    };
    match owner {
        Owner::Account(account) => identity.account = Some(account),
        Owner::User => {
            // Needs "User Details Read", which many tokens lack; then the person stays unnamed.
            if let Ok(person) = cx.core.api.call(&user::Get, lane).await {
                (identity.user, identity.email) = (Some(person.id), person.email);
            }
        }
    }
    identity
}

async fn read_self(cx: &Cx, at: &TokenRef, lane: Lane) -> Result<Token, FaultKind> {
    match read::look(cx, at, lane).await {
        Ok(Some(fetched)) => Ok(fetched.token),
        Ok(None) => Err(FaultKind::NotFound),
        Err(fault) => Err(fault.kind),
    }
}

/// What a token may do, from its own policies; if it may not even read itself, it may not list or change its family.
fn abilities(owner: &Owner, own: Result<&Token, &FaultKind>) -> Vec<Ability> {
    let rows = [
        (LIST_ACCOUNT, ACCOUNT_TOKENS_READ, ACCOUNT_TOKENS_WRITE, "Account API Tokens Read", false),
        (EDIT_ACCOUNT, ACCOUNT_TOKENS_WRITE, ACCOUNT_TOKENS_WRITE, "Account API Tokens Write", false),
        (LIST_USER, USER_TOKENS_READ, USER_TOKENS_WRITE, "API Tokens Read", true),
        (EDIT_USER, USER_TOKENS_WRITE, USER_TOKENS_WRITE, "API Tokens Write", true),
    ];
    let personal = *owner == Owner::User;
    let judge = |group: &str, stronger: &str, needs: &str, of_user: bool| match own {
        Ok(token) if holds(token, group) || holds(token, stronger) => Allowed::Yes,
        Ok(_) => Allowed::No { needs: needs.into() },
        Err(FaultKind::Forbidden { .. }) if personal == of_user => Allowed::No { needs: needs.into() },
        Err(_) => Allowed::Unknown,
    };
    rows.into_iter()
        .filter(|row| personal || !row.4)
        .map(|(what, group, stronger, needs, of_user)| Ability {
            what: what.into(),
            allowed: judge(group, stronger, needs, of_user),
        })
        .collect()
}

fn holds(token: &Token, group: &str) -> bool {
    let allows = token.policies.iter().filter(|p| p.stance == Stance::Allow);
    allows.flat_map(|p| p.groups.iter()).any(|g| g.id == group.into())
}

/// Takes note of what a read showed about our own rights. Listing one account's tokens shows that it can be done;
/// being refused one account's shows nothing about others.
pub(super) async fn learn(cx: &Cx, scope: &Scope, failed: Option<&Fault>) {
    let Scope::Tokens(owner) = scope else { return };
    let allowed = match failed.map(|f| &f.kind) {
        None => Allowed::Yes,
        Some(FaultKind::Forbidden { needs: Some(needs) }) if *owner == Owner::User => {
            Allowed::No { needs: needs.as_str().into() }
        }
        Some(_) => return,
    };
    let what = if *owner == Owner::User { LIST_USER } else { LIST_ACCOUNT };
    let changed = {
        let mut memory = cx.core.memory();
        let Some(identity) = memory.identity.as_mut() else { return };
        let ability = identity.abilities.iter_mut().find(|a| &*a.what == what);
        match ability.filter(|a| a.allowed != allowed) {
            Some(ability) => ability.allowed = allowed,
            None => return,
        }
        identity.clone()
    };
    cx.tell(Scope::Identity, cx.core.stamp(), cx.now(), Change::Identity(changed)).await;
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::BoxFuture;
    use rstest::rstest;

    use super::*;
    use crate::api::transport::{Transport, TransportError};
    use crate::api::wire::{WireReply, WireRequest};
    use crate::engine::stage::{self, answer, good};
    use crate::protocol::{Event, Job};

    #[rstest]
    #[case::invalid_token(Some(401), true, true)]
    #[case::unauthorised(Some(401), false, true)]
    #[case::invalid_with_another_status(Some(400), true, true)]
    #[case::bad_request(Some(400), false, false)]
    #[case::forbidden(Some(403), false, false)]
    #[case::timeout(Some(408), false, false)]
    #[case::conflict(Some(409), false, false)]
    #[case::limit(Some(429), true, false)]
    #[case::failure(Some(503), true, false)]
    #[case::network(None, false, false)]
    fn only_an_unknown_value_is_sought_elsewhere(
        #[case] status: Option<u16>,
        #[case] invalid: bool,
        #[case] expected: bool,
    ) {
        assert_eq!(disowns(status, invalid), expected);
    }

    /// Answers who the person is so often, then refuses everything, then answers again.
    struct Revoked(AtomicUsize);

    impl Transport for Revoked {
        fn send(&self, _: WireRequest) -> BoxFuture<'_, Result<WireReply, TransportError>> {
            match self.0.fetch_add(1, Ordering::SeqCst) {
                1..=3 => answer(
                    401,
                    None,
                    r#"{"success":false,"errors":[{"code":1000,"message":"Invalid API Token"}],"result":null}"#.into(),
                ),
                _ => answer(200, None, good(r#"{"id":"u"}"#)),
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_credential_that_stops_working_is_told_until_it_works_again() {
        let stage = stage::stage(Arc::new(Revoked(AtomicUsize::new(0))), Arc::default());
        let mut told = Vec::new();
        let mut hear = |event: &Event| {
            if let Event::World(delta) = event
                && delta.scope == Scope::Identity
            {
                match &delta.change {
                    Change::Identity(_) => told.push("works"),
                    Change::Failed(fault) if fault.kind == FaultKind::Credentials => told.push("refused"),
                    _ => {}
                }
            }
        };
        stage.engine.run(Job::Identify, &mut hear).await.unwrap();
        let list = Job::Refresh(Scope::Tokens(Owner::User));
        for _ in 0..2 {
            stage.engine.run(list.clone(), &mut hear).await.unwrap_err();
        }
        stage.engine.run(Job::Identify, &mut hear).await.unwrap();
        assert_eq!(told, ["works", "refused", "works"], "asked once, not for every refusal");
    }
}
