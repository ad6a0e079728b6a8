//! The catalogue of permission groups (API reference 2.9).

use serde_json::{Value, json};

use super::super::answer::{Answer, Reply, refuse};
use super::super::rights::{Place, any_of};
use super::super::state::Owner;
use super::Cx;
use crate::domain::group::{self, Group, GroupScope};

/// `GET …/tokens/permission_groups`: all at once, never paged; user groups for users only.
pub(super) fn list(cx: &Cx<'_>, owner: Owner) -> Reply {
    cx.get_only()?;
    let (groups, place, parent) = match owner {
        Owner::Account(id) => (any_of::SEE_ACCOUNT_TOKENS, Place::Account(id), "accounts"),
        Owner::User(id) => (any_of::SEE_USER_TOKENS, Place::User(id), "user"),
    };
    if !cx.caller.may(groups, place) {
        let page = format!("{parent}/subresources/tokens/subresources/permission_groups/methods/list");
        return Err(refuse::unauthorized(&page));
    }
    let name = cx.call.param("name").unwrap_or_default();
    let scope = cx.call.param("scope").map(GroupScope::new);
    let account = matches!(owner, Owner::Account(_));
    let shown = |g: &&Group| {
        g.name.contains(name)
            && scope.as_ref().is_none_or(|s| g.scopes.contains(s))
            && !(account && g.scopes.contains(&GroupScope::User))
    };
    let mut found: Vec<&Group> = group::shipped().iter().filter(shown).collect();
    found.sort_unstable_by_key(|g| (&g.name, &g.id));
    let result: Vec<Value> = found.into_iter().map(render).collect();
    Ok(Answer::ok(&json!(result)))
}

fn render(group: &Group) -> Value {
    let scopes: Vec<&str> = group.scopes.iter().map(GroupScope::as_str).collect();
    let mut out = json!({ "id": group.id.to_string(), "name": group.name, "scopes": scopes });
    // Four groups of the public captures have none; the official schema allows absence, not null.
    if let Some(category) = &group.category {
        out["category"] = json!(category);
    }
    out
}
