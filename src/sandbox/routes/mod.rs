//! Endpoint → handler, one arm each, behind the checks that every request passes (API reference 15.2):
//! credential, budget, route and ids, permission, body, existence.

mod accounts;
mod audit;
mod groups;
mod oauth;
mod organizations;
mod people;
mod products;
mod storage;
mod tokens;
mod zones;

pub(super) use self::tokens::{ACCOUNT_QUOTA, USER_QUOTA};

use super::answer::{Answer, Refusal, Reply, refuse};
use super::call::Call;
use super::caller::{Caller, identify};
use super::id::Id;
use super::limit::Left;
use super::state::{Account, Owner, State};

/// A request with its caller, as handlers get it.
pub(super) struct Cx<'a> {
    pub call: &'a Call,
    pub caller: &'a Caller,
}

/// Answers one request; also says what is left of the caller's budget, if the caller is known.
pub(super) fn answer(state: &mut State, call: &Call) -> (Answer, Option<Left>) {
    let caller = match identify(state, call) {
        Ok(caller) => caller,
        Err(refusal) => return (refusal.into(), None),
    };
    let left = state.limiter.count(budget_of(&caller), call.now);
    let reply = if left.refused {
        Err(too_many().retry_after(left.seconds))
    } else {
        dispatch(state, &Cx { call, caller: &caller })
    };
    (reply.unwrap_or_else(Answer::from), Some(left))
}

/// All that a user does counts together; every account token counts for itself (API reference 1.5).
fn budget_of(caller: &Caller) -> Owner {
    match (caller.owner, &caller.token) {
        (Owner::Account(_), Some(token)) => Owner::Account(token.id),
        (owner, _) => owner,
    }
}

/// The refusal of a request beyond the limit.
pub(super) fn too_many() -> Refusal {
    Refusal::new(429, 971, "Please wait and consider throttling your request speed")
}

fn dispatch(state: &mut State, cx: &Cx<'_>) -> Reply {
    let path = cx.call.path.clone();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    match segments.as_slice() {
        ["accounts"] => accounts::list(state, cx),
        ["accounts", account, rest @ ..] => {
            let account = own_account(state, cx, account)?;
            within_account(state, cx, account, rest)
        }
        ["user", rest @ ..] => within_user(state, cx, rest),
        ["memberships"] => people::memberships(state, cx),
        ["zones"] => zones::list(state, cx),
        ["zones", zone, rest @ ..] => products::within_zone(state, cx, zone, rest),
        ["organizations"] => organizations::list(state, cx),
        ["organizations", id, "accounts"] => organizations::accounts(state, cx, id),
        ["oauth", "scopes"] => oauth::scopes(cx),
        _ => Err(refuse::no_route()),
    }
}

fn within_account(state: &mut State, cx: &Cx<'_>, account: Id, rest: &[&str]) -> Reply {
    let owner = Owner::Account(account);
    match rest {
        [] => accounts::get(state, cx, account),
        ["tokens", rest @ ..] => within_tokens(state, cx, Ok(owner), rest),
        ["members"] => people::members(state, cx, account),
        ["roles"] => people::roles(state, cx, account),
        ["organizations"] => organizations::ancestors(state, cx, account),
        ["r2", "buckets"] => storage::buckets(state, cx, account),
        ["logs", "audit"] => audit::v2(state, cx, account),
        ["audit_logs"] => audit::v1(state, cx, owner),
        ["oauth_clients"] => oauth::clients(state, cx, account),
        _ => products::within_account(cx, account, rest).unwrap_or_else(|| Err(refuse::no_route())),
    }
}

/// That a path exists is found out before whether the caller is a user at all.
fn within_user(state: &mut State, cx: &Cx<'_>, rest: &[&str]) -> Reply {
    let owner = own_user(cx).map(Owner::User);
    match rest {
        [] => owner.and_then(|_| people::user(state, cx)),
        ["tokens", rest @ ..] => within_tokens(state, cx, owner, rest),
        ["audit_logs"] => audit::v1(state, cx, owner?),
        _ => Err(refuse::no_route()),
    }
}

fn within_tokens(state: &mut State, cx: &Cx<'_>, owner: Result<Owner, Refusal>, rest: &[&str]) -> Reply {
    match rest {
        [] | [""] => tokens::collection(state, cx, owner?),
        ["verify"] => tokens::verify(cx),
        ["permission_groups"] => groups::list(cx, owner?),
        [id] => tokens::item(state, cx, owner?, token_id(cx, id)?),
        [id, "value"] => tokens::value(state, cx, owner?, token_id(cx, id)?),
        _ => Err(refuse::no_route()),
    }
}

fn token_id(cx: &Cx<'_>, text: &str) -> Result<Id, Refusal> {
    Id::parse(text).ok_or_else(|| refuse::bad_object(&cx.call.path))
}

/// The account named in the path, if it exists and the caller belongs to it.
fn own_account(state: &State, cx: &Cx<'_>, text: &str) -> Result<Id, Refusal> {
    let found: Option<&Account> = Id::parse(text).and_then(|id| state.account(id));
    let account =
        found.filter(|a| cx.caller.belongs_to(a)).ok_or_else(|| refuse::bad_object(&cx.call.path))?;
    if state.switches.enforce_api_access && account.api_access == Some(false) && cx.caller.user.is_some() {
        return Err(refuse::forbidden("accounts"));
    }
    Ok(account.id)
}

/// The acting user; account tokens have none.
fn own_user(cx: &Cx<'_>) -> Result<Id, Refusal> {
    match cx.caller.owner {
        Owner::User(id) => Ok(id),
        Owner::Account(_) => Err(Refusal::new(403, 9109, "Valid user-level authentication not found")),
    }
}

impl Cx<'_> {
    /// Refuses every method but GET.
    fn get_only(&self) -> Result<(), Refusal> {
        if self.call.method == "GET" { Ok(()) } else { Err(refuse::wrong_method(&self.call.method)) }
    }

    /// Refuses credentials that product endpoints do not know yet (API reference 13.3).
    fn ripe(&self) -> Result<(), Refusal> {
        if self.caller.unripe {
            Err(Refusal::new(403, 10001, "Unable to authenticate request"))
        } else {
            Ok(())
        }
    }
}
