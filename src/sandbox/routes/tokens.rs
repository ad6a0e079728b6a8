//! Tokens of both families (API reference 2 and 3).

use serde_json::{Value, json};

use super::super::answer::{Answer, Refusal, Reply, refuse};
use super::super::audit;
use super::super::caller::Means;
use super::super::draft::{Draft, Judge};
use super::super::grants_check::Cap;
use super::super::id::Id;
use super::super::page;
use super::super::rights::{Place, any_of};
use super::super::state::{Opens, Owner, State, family_of};
use super::super::token::{Provisioner, Status, Token};
use super::Cx;
use crate::clock::Time;

/// Tokens an account may have.
pub(in super::super) const ACCOUNT_QUOTA: usize = 500;
/// Tokens a user may have.
pub(in super::super) const USER_QUOTA: usize = 50;

/// `GET` and `POST …/tokens`
pub(super) fn collection(state: &mut State, cx: &Cx<'_>, owner: Owner) -> Reply {
    match cx.call.method.as_str() {
        "GET" => list(state, cx, owner),
        "POST" => create(state, cx, owner),
        other => Err(refuse::wrong_method(other)),
    }
}

/// `GET`, `PUT` and `DELETE …/tokens/{id}`
pub(super) fn item(state: &mut State, cx: &Cx<'_>, owner: Owner, id: Id) -> Reply {
    match cx.call.method.as_str() {
        "GET" => get(state, cx, owner, id),
        "PUT" => update(state, cx, owner, id),
        "DELETE" => delete(state, cx, owner, id),
        other => Err(refuse::wrong_method(other)),
    }
}

fn permit(cx: &Cx<'_>, owner: Owner, change: bool, method: &str) -> Result<(), Refusal> {
    let (place, groups, parent) = match (owner, change) {
        (Owner::Account(id), false) => (Place::Account(id), any_of::SEE_ACCOUNT_TOKENS, "accounts"),
        (Owner::Account(id), true) => (Place::Account(id), any_of::CHANGE_ACCOUNT_TOKENS, "accounts"),
        (Owner::User(id), false) => (Place::User(id), any_of::SEE_USER_TOKENS, "user"),
        (Owner::User(id), true) => (Place::User(id), any_of::CHANGE_USER_TOKENS, "user"),
    };
    let page = format!("{parent}/subresources/tokens/methods/{method}");
    if cx.caller.may(groups, place) { Ok(()) } else { Err(refuse::unauthorized(&page)) }
}

fn list(state: &State, cx: &Cx<'_>, owner: Owner) -> Reply {
    permit(cx, owner, false, "list")?;
    let call = cx.call;
    let descending = call.descending(false)?;
    let expired_too = match call.param("include_expired") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(refuse::invalid("include_expired must be true or false")),
    };
    let wanted = call.param("name").unwrap_or_default();
    let named = |t: &Token| match state.switches.exact_names && !wanted.is_empty() {
        true => &*t.name == wanted,
        false => t.name.contains(wanted),
    };
    let shown = |t: &&Token| named(t) && (expired_too || t.reported(call.now) != Status::Expired);
    let mut tokens: Vec<&Token> = state.tokens(owner).iter().filter(shown).collect();
    if descending {
        tokens.reverse();
    }
    page::numbered(call, &tokens, |t| t.render(call.now, state.switches.nulls))
}

fn get(state: &State, cx: &Cx<'_>, owner: Owner, id: Id) -> Reply {
    permit(cx, owner, false, "get")?;
    let token = state.token(owner, id).ok_or_else(|| refuse::not_found("token"))?;
    Ok(Answer::ok(&token.render(cx.call.now, state.switches.nulls)))
}

fn judge(
    state: &State,
    cx: &Cx<'_>,
    owner: Owner,
    replaced: Option<&Token>,
    noise: &mut super::super::id::Noise,
) -> Result<Draft, Refusal> {
    let body = cx.call.json()?;
    let kept = replaced.map(|t| t.policies.iter().flat_map(|p| p.groups.iter().copied()).collect());
    let judge = Judge {
        owner,
        now: cx.call.now,
        creating: replaced.is_none(),
        status: replaced.map_or(Status::Active, |t| t.status),
        cap: Cap { state, caller: cx.caller, kept: kept.unwrap_or_default() },
        keep_order: state.switches.keep_order,
    };
    judge.read(&body, noise)
}

fn create(state: &mut State, cx: &Cx<'_>, owner: Owner) -> Reply {
    permit(cx, owner, true, "create")?;
    let mut noise = state.noise.clone();
    let draft = judge(state, cx, owner, None, &mut noise)?;
    let (quota, whose) = match owner {
        Owner::Account(_) => (ACCOUNT_QUOTA, "account"),
        Owner::User(_) => (USER_QUOTA, "user"),
    };
    if state.tokens(owner).len() >= quota {
        return Err(refuse::invalid(format!("The {whose} has reached its limit of {quota} tokens")));
    }
    let id = noise.id();
    state.noise = noise;
    let now = whole_seconds(cx.call.now);
    let by_account = matches!(owner, Owner::Account(_));
    let user = cx.caller.user.and_then(|u| state.users.get(u));
    let provisioner = (by_account && cx.caller.means == Means::OAuth).then(|| {
        Box::new(Provisioner {
            kind: "com.cloudflare.api.oauthtoken".into(),
            id: Some(id.derived(7).to_string().into()),
        })
    });
    let token = Token {
        not_before: draft.not_before,
        expires: draft.expires,
        condition: draft.condition,
        policies: draft.policies,
        creator: user.filter(|_| by_account).map(|u| u.email.clone()),
        provisioner,
        ..Token::new(id, &draft.name, now)
    };
    let mut result = token.render(cx.call.now, state.switches.nulls);
    let name = token.name.clone();
    let ripe = cx.call.now.plus(state.switches.ripen);
    if let Some(tokens) = state.tokens_mut(owner) {
        tokens.push(token);
    }
    let value = state.issue(Opens::Token(owner, id), family_of(owner), ripe);
    result["value"] = value.peek(|v| json!(v));
    audit::record(state, cx.call, cx.caller, (owner, id, &name), ("create", "Create API token", "POST"));
    Ok(Answer::ok(&result))
}

/// Full replacement: what is left out is gone, except the value and the dates of issue and use.
fn update(state: &mut State, cx: &Cx<'_>, owner: Owner, id: Id) -> Reply {
    permit(cx, owner, true, "update")?;
    // The body is judged before existence, so something has to stand in for a token that is not there.
    let nobody = Token::new(id, "", Time::EPOCH);
    let was = state.token(owner, id).cloned();
    let mut noise = state.noise.clone();
    let draft = judge(state, cx, owner, Some(was.as_ref().unwrap_or(&nobody)), &mut noise)?;
    let was = was.ok_or_else(|| refuse::not_found("token"))?;
    state.noise = noise;
    // Exposure ends with a new value only (API reference 13.4).
    let status = match was.status {
        Status::Exposed => Status::Exposed,
        _ => draft.status.unwrap_or(Status::Active),
    };
    let token = Token {
        name: draft.name,
        status,
        stuck: false,
        modified: whole_seconds(cx.call.now),
        not_before: draft.not_before,
        expires: draft.expires,
        condition: draft.condition,
        policies: draft.policies,
        ..was.clone()
    };
    let result = token.render(cx.call.now, state.switches.nulls);
    let name = token.name.clone();
    if let Some(slot) = state.token_mut(owner, id) {
        *slot = token;
    }
    state.linger(owner, was, cx.call.now.plus(state.switches.settle));
    audit::record(state, cx.call, cx.caller, (owner, id, &name), ("update", "Update API token", "PUT"));
    Ok(Answer::ok(&result))
}

fn delete(state: &mut State, cx: &Cx<'_>, owner: Owner, id: Id) -> Reply {
    permit(cx, owner, true, "delete")?;
    let found = state.tokens(owner).iter().position(|t| t.id == id);
    let at = found.ok_or_else(|| refuse::not_found("token"))?;
    let Some(tokens) = state.tokens_mut(owner) else { return Err(refuse::not_found("token")) };
    let was = tokens.remove(at);
    let name = was.name.clone();
    state.linger(owner, was, cx.call.now.plus(state.switches.settle));
    audit::record(state, cx.call, cx.caller, (owner, id, &name), ("delete", "Delete API token", "DELETE"));
    Ok(Answer::ok(&json!({ "id": id.to_string() })))
}

/// `PUT …/tokens/{id}/value`: the answer's result is the new value as a bare string.
pub(super) fn value(state: &mut State, cx: &Cx<'_>, owner: Owner, id: Id) -> Reply {
    if cx.call.method != "PUT" {
        return Err(refuse::wrong_method(&cx.call.method));
    }
    permit(cx, owner, true, "value/methods/update")?;
    // The spec wants `{}`; SDKs of autumn 2026 send nothing at all.
    if !cx.call.body.is_empty() {
        cx.call.json()?;
    }
    let token = state.token_mut(owner, id).ok_or_else(|| refuse::not_found("token"))?;
    token.modified = whole_seconds(cx.call.now);
    token.legacy = false;
    if token.status == Status::Exposed {
        token.status = Status::Active;
    }
    let name = token.name.clone();
    let value = state.reissue(owner, id);
    audit::record(state, cx.call, cx.caller, (owner, id, &name), ("update", "Roll API token", "PUT"));
    Ok(Answer::ok(&value.peek(|v| json!(v))))
}

/// `GET …/tokens/verify`: about the bearer itself; who cannot be verified was refused before.
pub(super) fn verify(cx: &Cx<'_>) -> Reply {
    cx.get_only()?;
    let Some(token) = &cx.caller.token else { return Err(Refusal::new(401, 1000, "Invalid API Token")) };
    let mut result = json!({ "id": token.id.to_string(), "status": "active" });
    for (key, time) in [("not_before", token.not_before), ("expires_on", token.expires)] {
        if let Some(time) = time {
            result[key] = Value::from(time.rfc3339());
        }
    }
    Ok(Answer::with_message(&result, 10000, "This API Token is valid and active"))
}

fn whole_seconds(time: Time) -> Time {
    Time::from_secs(time.millis().div_euclid(1000))
}
