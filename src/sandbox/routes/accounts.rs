//! Accounts (API reference 7).

use serde_json::{Value, json};

use super::super::answer::{Answer, Refusal, Reply, refuse};
use super::super::id::Id;
use super::super::page;
use super::super::state::{Account, Owner, State};
use super::Cx;

/// `GET /accounts`: what the credential can see; an account token sees its own.
pub(super) fn list(state: &State, cx: &Cx<'_>) -> Reply {
    cx.get_only()?;
    if state.switches.no_account_list && matches!(cx.caller.owner, Owner::Account(_)) {
        let text = "List accounts endpoint does not support account owned tokens.";
        return Err(Refusal::new(400, 1001, text));
    }
    let name = cx.call.param("name").unwrap_or_default();
    let descending = cx.call.descending(false)?;
    let shown = |a: &&Account| cx.caller.sees(a) && a.name.contains(name);
    let mut accounts: Vec<&Account> = state.accounts.iter().filter(shown).collect();
    if descending {
        accounts.reverse();
    }
    page::numbered(cx.call, &accounts, |a| render(state, a))
}

/// `GET /accounts/{id}`: any of a long list of groups will do (API reference 7.3), so naming the account is enough.
pub(super) fn get(state: &State, cx: &Cx<'_>, id: Id) -> Reply {
    cx.get_only()?;
    let account = state.account(id).filter(|a| cx.caller.sees(a));
    let account = account.ok_or_else(|| refuse::bad_object(&cx.call.path))?;
    Ok(Answer::ok(&render(state, account)))
}

pub(super) fn render(state: &State, account: &Account) -> Value {
    let mut out = json!({
        "id": account.id.to_string(),
        "name": account.name,
        "type": kind(account),
        "created_on": account.created.rfc3339(),
        "settings": {
            "enforce_twofactor": account.enforce_twofactor,
            "api_access_enabled": account.api_access,
            "access_approval_expiry": null,
            "oauth_app_access_enabled": account.oauth_apps,
        },
        "legacy_flags": { "enterprise_zone_quota": { "maximum": 0, "current": 0, "available": 0 } },
    });
    if let Some(parent) = account.organization.and_then(|o| state.organizations.get(o)) {
        out["managed_by"] = json!({ "parent_org_id": parent.id, "parent_org_name": parent.name });
    }
    out
}

/// `standard` or `enterprise`.
pub(super) fn kind(account: &Account) -> &'static str {
    if account.enterprise { "enterprise" } else { "standard" }
}
