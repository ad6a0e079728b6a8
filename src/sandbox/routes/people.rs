//! The user, their memberships, and the members of an account (API reference 8).

use serde_json::{Map, Value, json};

use super::super::answer::{Answer, Refusal, Reply, refuse};
use super::super::id::{Id, Noise};
use super::super::page;
use super::super::rights::{Place, any_of};
use super::super::state::{Account, Member, Owner, State};
use super::Cx;

const ROLES: [(&str, &str); 5] = [
    (
        "Super Administrator - All Privileges",
        "Can edit any Cloudflare setting, make purchases, update billing, and manage memberships. Super Administrators can revoke the access of other Super Administrators.",
    ),
    (
        "Administrator",
        "Can access the full account and configure most settings, except manage memberships and billing.",
    ),
    ("Administrator Read Only", "Can access the full account in read-only mode."),
    ("API Token Provisioning", "Can create account owned API tokens and manage those they created."),
    ("Audit Logs Viewer", "Can view audit logs."),
];

/// Roles have the same ids in every account.
fn role_id(name: &str) -> Id {
    Noise::new(u64::from(crc32fast::hash(name.as_bytes()))).id()
}

fn render_role(name: &str) -> Value {
    let description = ROLES.iter().find(|(n, _)| *n == name).map_or("", |(_, d)| d);
    json!({ "id": role_id(name).to_string(), "name": name, "description": description, "permissions": areas(name) })
}

fn areas(role: &str) -> Value {
    let write = !role.contains("Read Only") && !role.contains("Viewer");
    let names: &[&str] = match role {
        "Audit Logs Viewer" => &["logs"],
        "API Token Provisioning" => &["organization"],
        _ => &["analytics", "billing", "dns", "organization", "ssl", "zones"],
    };
    let grant = |name: &&str| ((*name).to_owned(), json!({ "read": true, "write": write }));
    Value::Object(names.iter().map(grant).collect::<Map<_, _>>())
}

/// `GET /user`
pub(super) fn user(state: &State, cx: &Cx<'_>) -> Reply {
    cx.get_only()?;
    let user = cx.caller.user.and_then(|u| state.users.get(u)).ok_or_else(refuse::no_route)?;
    if !cx.caller.may(any_of::USER_DETAILS, Place::User(user.id)) {
        return Err(refuse::unauthorized("user/methods/get"));
    }
    Ok(Answer::ok(&json!({
        "id": user.id.to_string(),
        "email": *user.email,
        "first_name": user.first,
        "last_name": user.last,
        "telephone": null,
        "country": null,
        "zipcode": null,
        "two_factor_authentication_enabled": user.two_factor,
        "two_factor_authentication_locked": false,
        "suspended": false,
        "has_pro_zones": true,
        "has_business_zones": false,
        "has_enterprise_zones": true,
        "betas": [],
        "organizations": [],
    })))
}

/// `GET /memberships`: refused to account tokens in a way of its own (API reference 13.1).
pub(super) fn memberships(state: &State, cx: &Cx<'_>) -> Reply {
    let (user, at) = match (cx.caller.owner, cx.caller.user) {
        (Owner::User(id), Some(at)) => (id, at),
        _ if state.switches.old_memberships_code => {
            return Err(Refusal::new(403, 10001, "Unable to authenticate request"));
        }
        _ => return Err(Refusal::new(400, 9106, "Authentication failed (status: 400)")),
    };
    cx.get_only()?;
    if !cx.caller.may(any_of::MEMBERSHIPS, Place::User(user)) {
        return Err(refuse::unauthorized("memberships/methods/list"));
    }
    let wanted = cx.call.param("account.name").or_else(|| cx.call.param("name")).unwrap_or_default();
    let status = cx.call.param("status");
    let mine = |a: &'_ Account| -> Option<usize> { a.members.iter().position(|m| m.who == at) };
    let found: Vec<(&Account, &Member)> = state
        .accounts
        .iter()
        .filter(|a| a.name.contains(wanted))
        .filter_map(|a| Some((a, a.members.get(mine(a)?)?)))
        .filter(|(_, m)| status.is_none_or(|s| s == standing(m)))
        .collect();
    page::numbered(cx.call, &found, |(account, member)| {
        json!({
            "id": member.id.to_string(),
            "status": standing(member),
            "account": super::accounts::render(state, account),
            "roles": [member.role],
            "permissions": areas(&member.role),
            "api_access_enabled": account.api_access,
        })
    })
}

fn standing(member: &Member) -> &'static str {
    if member.pending { "pending" } else { "accepted" }
}

/// `GET /accounts/{id}/members`
pub(super) fn members(state: &State, cx: &Cx<'_>, id: Id) -> Reply {
    cx.get_only()?;
    cx.ripe()?;
    if !cx.caller.may(any_of::MEMBERS, Place::Account(id)) {
        return Err(refuse::forbidden("accounts/subresources/members/methods/list"));
    }
    let account = state.account(id).ok_or_else(|| refuse::bad_object(&cx.call.path))?;
    let status = cx.call.param("status");
    let members: Vec<&Member> =
        account.members.iter().filter(|m| status.is_none_or(|s| s == standing(m))).collect();
    page::numbered(cx.call, &members, |m| render_member(state, account, m))
}

fn render_member(state: &State, account: &Account, member: &Member) -> Value {
    let Some(user) = state.users.get(member.who) else { return Value::Null };
    let mut shown = json!({
        "email": *user.email,
        "first_name": user.first,
        "last_name": user.last,
        "two_factor_authentication_enabled": user.two_factor,
    });
    if member.pending {
        // Nobody is behind an invitation yet.
        shown["first_name"] = Value::Null;
        shown["last_name"] = Value::Null;
        shown["two_factor_authentication_enabled"] = json!(false);
    } else {
        shown["id"] = json!(user.id.to_string());
    }
    let scope = format!("com.cloudflare.api.account.{}", account.id);
    json!({
        "id": member.id.to_string(),
        "email": *user.email,
        "status": standing(member),
        "user": shown,
        "roles": [render_role(&member.role)],
        "policies": [{
            "id": member.id.derived(2).to_string(),
            "access": "allow",
            "permission_groups": [{ "id": role_id(&member.role).to_string(), "name": member.role }],
            "resource_groups": [{
                "id": account.id.derived(3).to_string(),
                "name": scope,
                "scope": { "key": scope, "objects": [{ "key": "*" }] },
            }],
        }],
    })
}

/// `GET /accounts/{id}/roles`
pub(super) fn roles(_: &State, cx: &Cx<'_>, id: Id) -> Reply {
    cx.get_only()?;
    cx.ripe()?;
    if !cx.caller.may(any_of::SETTINGS, Place::Account(id)) {
        return Err(refuse::forbidden("accounts/subresources/roles/methods/list"));
    }
    page::numbered(cx.call, &ROLES, |(name, _)| render_role(name))
}
