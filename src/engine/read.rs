//! Bringing one scope up to date.

use std::collections::HashSet;

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

use super::core::{Cx, Memory};
use super::identify;
use crate::api::accounts;
use crate::api::groups;
use crate::api::members;
use crate::api::memberships;
use crate::api::organizations;
use crate::api::r2;
use crate::api::tokens;
use crate::api::zones;
use crate::api::{Lane, Listing};
use crate::clock::Time;
use crate::domain::account::{Account, Parent};
use crate::domain::identity::CredentialKind;
use crate::domain::ids::AccountId;
use crate::domain::token::{Fetched, Owner, TokenRef};
use crate::protocol::{Change, Fault, FaultKind, Scope};

/// Tokens that an incomplete list left out are asked for one by one, at most so many a time.
const DOUBTS: usize = 20;
/// Organizations whose accounts are asked for at the same time; the governor has the last word.
const ABREAST: usize = 4;

/// Asks for a scope, reports what came, notes it in the book.
pub(super) async fn refresh(cx: &Cx, scope: &Scope, lane: Lane) -> Result<(), Fault> {
    let (revision, asked) = (cx.core.stamp(), cx.now());
    cx.tell(scope.clone(), revision, asked, Change::Asked).await;
    let read = read(cx, scope, revision, asked, lane).await;
    match &read {
        Ok(()) => cx.core.memory().book.read(scope, asked),
        Err(fault) => {
            cx.core.memory().book.failed(scope, cx.now(), &fault.kind);
            cx.tell(scope.clone(), revision, cx.now(), Change::Failed(fault.clone())).await;
        }
    }
    identify::learn(cx, scope, read.as_ref().err()).await;
    if let Err(fault) = &read
        && *scope != Scope::Identity
    {
        identify::doubt(cx, fault).await;
    }
    read
}

async fn read(cx: &Cx, scope: &Scope, revision: u64, as_of: Time, lane: Lane) -> Result<(), Fault> {
    let api = &cx.core.api;
    let change = match scope {
        Scope::Identity => return identify::identify(cx, lane).await.map(drop),
        Scope::Accounts => accounts(cx, revision, lane).await?,
        Scope::Tokens(owner) => {
            let list =
                api.collect(&tokens::List { owner: owner.clone() }, lane).await.map_err(|e| e.fault())?;
            return token_list(cx, owner, list, revision, as_of, lane).await;
        }
        Scope::Token(at) => return look(cx, at, lane).await.map(drop),
        Scope::Groups(owner) => {
            let list = api.collect(&groups::List::all(owner.clone()), lane).await.map_err(|e| e.fault())?;
            Change::Groups(list.items)
        }
        Scope::Zones(account) => {
            let list =
                api.collect(&zones::List { account: account.clone() }, lane).await.map_err(|e| e.fault())?;
            Change::Zones(list.items)
        }
        Scope::Organizations => return organizations(cx, revision, as_of, lane).await,
        Scope::Members(account) => {
            let ask = members::List { account: account.clone() };
            let Listing { items, complete, .. } = api.collect(&ask, lane).await.map_err(|e| e.fault())?;
            Change::Members { list: items, complete }
        }
        Scope::Buckets(account) => {
            let mut all = Vec::new();
            for jurisdiction in r2::JURISDICTIONS {
                let ask = r2::ListBuckets { account: account.clone(), jurisdiction };
                match api.collect(&ask, lane).await {
                    Ok(list) => all.extend(list.items),
                    // Not every account has every jurisdiction; the default one must answer.
                    Err(e) if jurisdiction == r2::JURISDICTIONS[0] => return Err(e.fault()),
                    Err(_) => {}
                }
            }
            Change::Buckets(all)
        }
    };
    cx.tell(scope.clone(), revision, as_of, change).await;
    Ok(())
}

/// The accounts in reach. A person's token may be refused the list and still be told where the person is a member. An
/// account's own token may be refused both; then its own account is all there is.
async fn accounts(cx: &Cx, revision: u64, lane: Lane) -> Result<Change, Fault> {
    let (hint, kind) = {
        let memory = cx.core.memory();
        let identity = memory.identity.as_ref();
        let hint = identity.and_then(|i| i.account.clone()).or_else(|| cx.core.settings.account.clone());
        (hint, identity.map(|i| i.kind))
    };
    let Listing { mut items, mut complete, .. } = match cx.core.api.collect(&accounts::List, lane).await {
        Ok(list) => list,
        Err(e) if refused(&e.fault().kind) => {
            let own_account = kind == Some(CredentialKind::AccountToken);
            let memberships = if own_account { None } else { memberships_of(cx, lane).await };
            match memberships {
                Some(list) => list,
                None if hint.is_some() => {
                    Listing { items: Vec::new(), complete: own_account, unreadable: Vec::new() }
                }
                None => return Err(e.fault()),
            }
        }
        Err(e) => return Err(e.fault()),
    };
    if let Some(id) = hint.filter(|id| items.iter().all(|a| a.id != *id)) {
        items.push(nameless(id));
    }
    let mut memory = cx.core.memory();
    let Memory { accounts, implied, book, .. } = &mut *memory;
    let seen: HashSet<AccountId> = items.iter().map(|a| a.id.clone()).collect();
    items.extend(implied.iter().filter(|a| !seen.contains(&a.id)).cloned());
    accounts.listed(items.iter().map(|account| &account.id), complete, revision);
    book.forget(|scope| matches!(scope, Scope::Tokens(Owner::Account(id)) if !accounts.holds(id)));
    complete &= !items.is_empty() || kind.is_some();
    Ok(Change::Accounts { list: items, complete })
}

/// The organizations and the accounts below each. An administrator of an organization reaches accounts without being
/// a member of them (API reference 10), so accounts that only an organization names join the list of accounts.
async fn organizations(cx: &Cx, revision: u64, as_of: Time, lane: Lane) -> Result<(), Fault> {
    let api = &cx.core.api;
    if identify::known(cx, lane).await?.kind == CredentialKind::AccountToken {
        return Err(Fault::new(
            FaultKind::Forbidden { needs: Some("User Details Read".to_owned()) },
            "An account's own token cannot read organizations.",
            "Use a user token with the permission \"User Details Read\".",
        ));
    }
    let Listing { items, mut complete, .. } =
        api.collect(&organizations::List, lane).await.map_err(|e| e.fault())?;
    let held = stream::iter(items)
        .map(|organization| async move {
            let ask = organizations::Accounts { organization: organization.id.clone() };
            let accounts = api.collect(&ask, lane).await.map_err(|e| e.fault())?;
            Ok::<_, Fault>((organization, accounts))
        })
        .buffered(ABREAST)
        .try_collect::<Vec<_>>()
        .await?;
    let mut list = Vec::with_capacity(held.len());
    let mut below = Vec::new();
    for (mut organization, accounts) in held {
        complete &= accounts.complete;
        organization.accounts = accounts.items.iter().map(|a| a.id.clone()).collect();
        let parent = Parent { id: organization.id.clone(), name: organization.name.clone() };
        below.extend(accounts.items.into_iter().map(|a| Account { parent: Some(parent.clone()), ..a }));
        list.push(organization);
    }
    let news = {
        let mut memory = cx.core.memory();
        let news = below.iter().any(|a| !memory.accounts.holds(&a.id));
        memory.implied = below;
        news
    };
    cx.tell(Scope::Organizations, revision, as_of, Change::Organizations { list, complete }).await;
    if news {
        let (revision, as_of) = (cx.core.stamp(), cx.now());
        let change = accounts(cx, revision, lane).await?;
        cx.tell(Scope::Accounts, revision, as_of, change).await;
        cx.core.poke.notify_one();
    }
    Ok(())
}

fn refused(kind: &FaultKind) -> bool {
    matches!(kind, FaultKind::Forbidden { .. } | FaultKind::Credentials | FaultKind::Invalid)
}

/// The accounts that the person has joined; `None`: that is not told either. Never all there is: a membership may be
/// told without its account.
async fn memberships_of(cx: &Cx, lane: Lane) -> Option<Listing<Account>> {
    let list = cx.core.api.collect(&memberships::List, lane).await.ok()?;
    let joined = list.items.into_iter().filter(|m| m.status.as_deref() == Some("accepted"));
    let items: Vec<Account> = joined.filter_map(|membership| membership.account).collect();
    Some(Listing { items, complete: false, unreadable: list.unreadable })
}

fn nameless(id: AccountId) -> Account {
    Account {
        id,
        name: "".into(),
        tier: None,
        created_on: None,
        parent: None,
        enforce_twofactor: None,
        api_access: None,
    }
}

/// Takes a list of tokens in: reports it, and asks for those that an incomplete one left out.
pub(super) async fn token_list(
    cx: &Cx,
    owner: &Owner,
    mut list: Listing<Fetched>,
    revision: u64,
    as_of: Time,
    lane: Lane,
) -> Result<(), Fault> {
    let missing: Vec<TokenRef> = {
        let mut memory = cx.core.memory();
        list.items = list.items.into_iter().filter_map(|f| memory.newest(f, as_of)).collect();
        let listed: HashSet<_> = list.items.iter().map(|f| f.token.at.id.clone()).collect();
        let known = memory.tokens.entry(owner.clone()).or_default();
        known.listed(listed.iter(), list.complete, revision);
        // After a complete list only what has later news is still known beside it.
        let doubtful = known.iter().filter(|id| !list.complete && !listed.contains(*id)).take(DOUBTS);
        doubtful.map(|id| TokenRef { owner: owner.clone(), id: id.clone() }).collect()
    };
    let change = Change::Tokens { list: list.items.into(), complete: list.complete };
    cx.tell(Scope::Tokens(owner.clone()), revision, as_of, change).await;
    for at in missing {
        look(cx, &at, lane).await?;
    }
    Ok(())
}

/// Asks for one token and reports it, or that it is gone.
pub(super) async fn look(cx: &Cx, at: &TokenRef, lane: Lane) -> Result<Option<Fetched>, Fault> {
    let (revision, as_of) = (cx.core.stamp(), cx.now());
    match cx.core.api.call(&tokens::Get { at: at.clone() }, lane).await {
        Ok(fetched) => Ok(tell_token(cx, fetched, revision, as_of).await),
        Err(e) if e.is_gone() => {
            tell_gone(cx, at, revision, as_of).await;
            Ok(None)
        }
        Err(e) => Err(e.fault()),
    }
}

/// Reports a token and answers what is to be believed of it. Nothing is reported of one that was just revoked.
pub(super) async fn tell_token(cx: &Cx, read: Fetched, revision: u64, as_of: Time) -> Option<Fetched> {
    let fetched = {
        let mut memory = cx.core.memory();
        let fetched = memory.newest(read, as_of)?;
        let at = &fetched.token.at;
        // What no list has named, no list can leave out.
        if let Some(known) = memory.tokens.get_mut(&at.owner).filter(|known| known.holds(&at.id)) {
            known.saw(&at.id, revision);
        }
        fetched
    };
    let at = fetched.token.at.clone();
    cx.tell(Scope::Token(at), revision, as_of, Change::Token(Box::new(fetched.clone()))).await;
    Some(fetched)
}

/// Reports that a token is gone.
pub(super) async fn tell_gone(cx: &Cx, at: &TokenRef, revision: u64, as_of: Time) {
    cx.core.memory().tokens.entry(at.owner.clone()).or_default().missed(&at.id, revision);
    cx.tell(Scope::Token(at.clone()), revision, as_of, Change::Gone(at.clone())).await;
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures_util::future::BoxFuture;

    use crate::api::transport::{Transport, TransportError};
    use crate::api::wire::{WireReply, WireRequest};
    use crate::engine::stage::{self, answer, good};
    use crate::protocol::{Change, Event, Job, Scope};

    /// Refuses the list of accounts, and tells memberships.
    struct Reticent;

    impl Transport for Reticent {
        fn send(&self, request: WireRequest) -> BoxFuture<'_, Result<WireReply, TransportError>> {
            let path = request.url.path().to_owned();
            if path.ends_with("/accounts") {
                let error =
                    r#"{"success":false,"errors":[{"code":10000,"message":"Forbidden"}],"result":null}"#;
                return answer(403, None, error.into());
            }
            let member = |id: &str, status: &str| {
                format!(r#"{{"id":"m{id}","status":"{status}","account":{{"id":"{id}","name":"of {id}"}}}}"#)
            };
            match path.ends_with("/memberships") {
                true => answer(
                    200,
                    None,
                    good(&format!("[{},{}]", member("a", "accepted"), member("b", "pending"))),
                ),
                false => answer(200, None, good(r#"{"id":"u"}"#)),
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn memberships_tell_the_accounts_where_their_list_is_refused() {
        let stage = stage::stage(Arc::new(Reticent), Arc::default());
        let mut told = Vec::new();
        let hear = |event: &Event| {
            if let Event::World(delta) = event
                && let Change::Accounts { list, complete } = &delta.change
            {
                told.extend(list.iter().map(|account| (account.name.to_string(), *complete)));
            }
        };
        stage.engine.run(Job::Refresh(Scope::Accounts), hear).await.unwrap();
        assert_eq!(told, [("of a".to_owned(), false)]);
    }
}
