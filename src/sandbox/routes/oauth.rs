//! Self-managed OAuth clients and the catalogue of scopes (API reference 11).

use serde_json::{Value, json};

use super::super::answer::{Answer, Reply, refuse};
use super::super::id::Id;
use super::super::rights::{Place, any_of};
use super::super::state::{OAuthClient, State};
use super::Cx;

/// `GET /accounts/{id}/oauth_clients`
pub(super) fn clients(state: &State, cx: &Cx<'_>, id: Id) -> Reply {
    cx.get_only()?;
    if !cx.caller.may(any_of::OAUTH_CLIENTS, Place::Account(id)) {
        return Err(refuse::forbidden("iam/subresources/oauth_clients/methods/list"));
    }
    let account = state.account(id).ok_or_else(|| refuse::bad_object(&cx.call.path))?;
    let clients: Vec<Value> = account.clients.iter().map(render).collect();
    Ok(Answer::ok(&json!(clients)))
}

fn render(client: &OAuthClient) -> Value {
    let created = client.created.rfc3339();
    json!({
        "client_id": client.id.to_string(),
        "client_name": client.name,
        "visibility": if client.public { "public" } else { "private" },
        "client_uri": "https://tools.example/app",
        "redirect_uris": ["https://tools.example/callback"],
        "post_logout_redirect_uris": [],
        "allowed_cors_origins": [],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "scopes": client.scopes,
        "token_endpoint_auth_method": "none",
        "logo_uri": "https://tools.example/logo.png",
        "policy_uri": "https://tools.example/privacy",
        "tos_uri": "https://tools.example/terms",
        "has_rotated_secret": false,
        "created_at": created,
        "updated_at": created,
    })
}

/// `GET /oauth/scopes`: any credential will do.
pub(super) fn scopes(cx: &Cx<'_>) -> Reply {
    cx.get_only()?;
    let scopes: Vec<Value> = SCOPES
        .iter()
        .map(|(id, name, category)| {
            let kinds = ["com.cloudflare.api.account"];
            json!({ "id": id, "name": name, "category": category, "scopes": kinds })
        })
        .collect();
    Ok(Answer::ok(&json!(scopes)))
}

/// A few of about 400 (API reference 11); enough to see that scope ids do not follow permission names.
const SCOPES: [(&str, &str, &str); 8] = [
    ("account.read", "Account Settings Read", "account_and_billing"),
    ("account-api-tokens.write", "Account API Tokens Write", "account_and_billing"),
    ("page.write", "Pages Write", "developer_platform"),
    ("query-cache.write", "Hyperdrive Write", "developer_platform"),
    ("aig.write", "AI Gateway Write", "ai_and_machine_learning"),
    ("ai.write", "Workers AI Write", "ai_and_machine_learning"),
    ("dns.write", "DNS Write", "dns_and_zones"),
    ("zone.read", "Zone Read", "dns_and_zones"),
];
