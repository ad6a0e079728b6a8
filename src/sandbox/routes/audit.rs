//! The audit log, both versions (API reference 9).

use serde_json::{Value, json};

use super::super::answer::{Answer, Refusal, Reply, refuse};
use super::super::audit::{Actor, Entry};
use super::super::call::Call;
use super::super::id::Id;
use super::super::page;
use super::super::rights::{Place, any_of};
use super::super::state::{Account, Owner, State};
use super::super::token::Token;
use super::Cx;
use crate::clock::Time;

/// Entries are kept for 18 months.
const RETENTION_DAYS: i64 = 548;

/// `GET /accounts/{id}/logs/audit`
pub(super) fn v2(state: &State, cx: &Cx<'_>, id: Id) -> Reply {
    cx.get_only()?;
    cx.ripe()?;
    let call = cx.call;
    if !cx.caller.may(any_of::SETTINGS, Place::Account(id)) {
        return Err(refuse::forbidden("accounts/subresources/logs/subresources/audit/methods/list"));
    }
    let account = state.account(id).ok_or_else(|| refuse::bad_object(&call.path))?;
    let (since, before) = (moment(call, "since")?, moment(call, "before")?);
    let (Some(since), Some(before)) = (since, before) else {
        return Err(refuse::invalid("since and before are required"));
    };
    let size = call.number("limit", 1, 1000, 100)?;
    let descending = call.descending(true)?;
    let oldest = since.max(call.now.plus_days(-RETENTION_DAYS));
    let mut found: Vec<(Entry, Value)> = log(account)
        .into_iter()
        .filter(|e| e.time >= oldest && e.time <= before)
        .map(|e| {
            let shown = e.render(account);
            (e, shown)
        })
        .filter(|(_, shown)| FILTERS.iter().all(|f| passes(call, shown, f)))
        .collect();
    found.sort_by_key(|(e, _)| (e.time, e.id));
    if descending {
        found.reverse();
    }
    let (part, next) = page::stretch(&found, call.param("cursor"), size)?;
    let rendered: Vec<&Value> = part.iter().map(|(_, shown)| shown).collect();
    let mut info = json!({ "count": rendered.len().to_string() });
    if let Some(next) = next {
        info["cursor"] = json!(next);
    }
    Ok(Answer::with_info(&json!(rendered), &info))
}

/// Query names and where their values stand in an entry.
const FILTERS: [(&str, &str); 17] = [
    ("id", "/id"),
    ("account_name", "/account/name"),
    ("action_result", "/action/result"),
    ("action_type", "/action/type"),
    ("actor_context", "/actor/context"),
    ("actor_email", "/actor/email"),
    ("actor_id", "/actor/id"),
    ("actor_ip_address", "/actor/ip_address"),
    ("actor_token_id", "/actor/token_id"),
    ("actor_token_name", "/actor/token_name"),
    ("actor_type", "/actor/type"),
    ("raw_cf_ray_id", "/raw/cf_ray_id"),
    ("raw_method", "/raw/method"),
    ("raw_uri", "/raw/uri"),
    ("resource_id", "/resource/id"),
    ("resource_product", "/resource/product"),
    ("resource_type", "/resource/type"),
];

/// Every filter may be repeated (any of them) and negated with `.not` (none of them).
fn passes(call: &Call, shown: &Value, (name, at): &(&str, &str)) -> bool {
    let value = shown.pointer(at).and_then(Value::as_str).unwrap_or_default();
    let negated = format!("{name}.not");
    let mut wanted = call.params(name).peekable();
    (wanted.peek().is_none() || wanted.any(|w| w == value)) && !call.params(&negated).any(|w| w == value)
}

fn moment(call: &Call, name: &str) -> Result<Option<Time>, Refusal> {
    let wrong = || refuse::invalid(format!("{name} must be a date or an RFC 3339 time"));
    call.param(name).map(|text| Time::parse_date(text).ok_or_else(wrong)).transpose()
}

/// What was written down, and the creation of every token that is still there.
fn log(account: &Account) -> Vec<Entry> {
    let written = |t: &Token| {
        let id = t.id.to_string();
        account.audit.iter().any(|e| e.resource == id && e.verb == "create")
    };
    let births = account.tokens.iter().filter(|t| !written(t)).map(|t| birth(account, t));
    account.audit.iter().cloned().chain(births).collect()
}

fn birth(account: &Account, token: &Token) -> Entry {
    Entry {
        id: token.id.derived(4),
        time: token.issued,
        actor: Actor {
            id: token.id.derived(5).to_string(),
            email: token.creator.as_deref().map(Into::into),
            context: if token.provisioner.is_some() { "oauth" } else { "dash" },
            kind: "user",
            token: None,
            address: "198.51.100.24".into(),
        },
        verb: "create",
        what: "Create API token".into(),
        resource_type: "tokens".into(),
        resource: token.id.to_string(),
        name: token.name.clone(),
        method: "POST",
        path: format!("/accounts/{}/tokens", account.id),
        agent: "Mozilla/5.0".into(),
    }
}

/// `GET /accounts/{id}/audit_logs` and `GET /user/audit_logs`
pub(super) fn v1(state: &State, cx: &Cx<'_>, owner: Owner) -> Reply {
    cx.get_only()?;
    let (id, place, groups) = match owner {
        Owner::Account(id) => (id, Place::Account(id), any_of::SETTINGS),
        Owner::User(id) => (id, Place::User(id), any_of::USER_DETAILS),
    };
    if !cx.caller.may(groups, place) {
        return Err(refuse::forbidden("audit_logs/methods/list"));
    }
    let mut entries: Vec<Entry> = match owner {
        Owner::Account(id) => state.account(id).map(log).unwrap_or_default(),
        Owner::User(id) => {
            state.user_at(id).and_then(|u| state.users.get(u)).map(|u| u.audit.clone()).unwrap_or_default()
        }
    };
    let (since, before) = (moment(cx.call, "since")?, moment(cx.call, "before")?);
    entries.retain(|e| since.is_none_or(|t| e.time >= t) && before.is_none_or(|t| e.time <= t));
    entries.retain(|e| e.resource_type.as_ref() == "tokens");
    entries.sort_by_key(|e| (e.time, e.id));
    if cx.call.descending(true)? {
        entries.reverse();
    }
    page::numbered_within(cx.call, &entries, (1, 1000, 100), |e| e.render_v1(id))
}
