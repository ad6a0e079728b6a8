//! Organizations (API reference 10).

use serde_json::{Value, json};

use super::super::answer::{Answer, Reply, refuse};
use super::super::id::Id;
use super::super::page;
use super::super::rights::{Place, any_of};
use super::super::state::{Account, Organization, Owner, State};
use super::Cx;

/// `GET /organizations`: those that hold an account the user belongs to.
pub(super) fn list(state: &State, cx: &Cx<'_>) -> Reply {
    cx.get_only()?;
    permit(cx)?;
    let held = |at: usize| {
        state.accounts.iter().any(|a| cx.caller.belongs_to(a) && lineage(state, a.organization).contains(&at))
    };
    let found: Vec<usize> = (0..state.organizations.len()).filter(|at| held(*at)).collect();
    paged(cx, &found, |at| render(state, *at))
}

/// `GET /organizations/{id}/accounts`
pub(super) fn accounts(state: &State, cx: &Cx<'_>, id: &str) -> Reply {
    cx.get_only()?;
    permit(cx)?;
    let at = state.organizations.iter().position(|o| *o.id == *id);
    let at = at.ok_or_else(|| refuse::bad_object(&cx.call.path))?;
    let inside = |a: &&Account| a.organization == Some(at) && cx.caller.belongs_to(a);
    let found: Vec<&Account> = state.accounts.iter().filter(inside).collect();
    paged(cx, &found, |account| {
        json!({
            "id": account.id.to_string(),
            "name": account.name,
            "type": super::accounts::kind(account),
            "created_on": account.created.rfc3339(),
            "settings": {
                "enforce_twofactor": account.enforce_twofactor,
                "api_access_enabled": account.api_access,
                "access_approval_expiry": null,
                "abuse_contact_email": null,
                "default_nameservers": null,
                "use_account_custom_ns_by_default": null,
                "oauth_app_access_enabled": account.oauth_apps,
            },
        })
    })
}

/// `GET /accounts/{id}/organizations`: from the root down.
pub(super) fn ancestors(state: &State, cx: &Cx<'_>, id: Id) -> Reply {
    cx.get_only()?;
    let account = state.account(id).filter(|a| cx.caller.sees(a));
    let account = account.ok_or_else(|| refuse::bad_object(&cx.call.path))?;
    let chain: Vec<Value> =
        lineage(state, account.organization).into_iter().map(|at| render(state, at)).collect();
    Ok(Answer::ok(&json!(chain)))
}

fn permit(cx: &Cx<'_>) -> Result<(), super::super::answer::Refusal> {
    match cx.caller.owner {
        Owner::User(id) if cx.caller.may(any_of::USER_DETAILS, Place::User(id)) => Ok(()),
        _ => Err(refuse::forbidden("organizations/methods/list")),
    }
}

/// An organization and those above it, root first.
fn lineage(state: &State, from: Option<usize>) -> Vec<usize> {
    let above = |at: &usize| state.organizations.get(*at).and_then(|o| o.parent);
    let mut chain: Vec<usize> = std::iter::successors(from, above).take(16).collect();
    chain.reverse();
    chain
}

fn render(state: &State, at: usize) -> Value {
    let Some(organization) = state.organizations.get(at) else { return Value::Null };
    let named = |at: usize| state.organizations.get(at).map(|o: &Organization| o.id.clone());
    let tags: Vec<_> = lineage(state, Some(at)).into_iter().filter_map(named).collect();
    let mut out = json!({
        "id": organization.id,
        "name": organization.name,
        "create_time": organization.created.rfc3339(),
        "meta": { "hierarchy_tags": tags },
    });
    if let Some(parent) = organization.parent.and_then(|p| state.organizations.get(p)) {
        out["parent"] = json!({ "id": parent.id, "name": parent.name });
    }
    out
}

fn paged<T>(cx: &Cx<'_>, items: &[T], render: impl Fn(&T) -> Value) -> Reply {
    let size = cx.call.number("page_size", 0, 1000, 10)?;
    let (part, next) = page::stretch(items, cx.call.param("page_token"), if size == 0 { 10 } else { size })?;
    let mut info = json!({ "total_size": items.len() });
    if let Some(next) = next {
        info["next_page_token"] = json!(next);
    }
    let rendered: Vec<Value> = part.iter().map(render).collect();
    Ok(Answer::with_info(&json!(rendered), &info))
}
