//! Entries of the audit log, in both forms (API reference 9).

use serde_json::{Value, json};

use super::call::Call;
use super::caller::{Caller, Means};
use super::id::Id;
use super::state::{Account, Owner, State};
use crate::clock::Time;

/// Who did something.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Actor {
    pub id: String,
    pub email: Option<Box<str>>,
    /// `api_token`, `api_key`, `oauth`, `dash`.
    pub context: &'static str,
    /// `user`, `account`, `system`.
    pub kind: &'static str,
    pub token: Option<(Id, Box<str>)>,
    pub address: Box<str>,
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub id: Id,
    pub time: Time,
    pub actor: Actor,
    /// `create`, `update`, `delete`.
    pub verb: &'static str,
    pub what: Box<str>,
    /// `tokens`, `dns_records`, …
    pub resource_type: Box<str>,
    pub resource: String,
    pub name: Box<str>,
    pub method: &'static str,
    pub path: String,
    pub agent: Box<str>,
}

impl Entry {
    /// As audit log v2 shows it.
    pub fn render(&self, account: &Account) -> Value {
        let mut actor = json!({
            "id": self.actor.id,
            "ip_address": self.actor.address,
            "context": self.actor.context,
            "type": self.actor.kind,
        });
        if let Some(email) = &self.actor.email {
            actor["email"] = json!(email);
        }
        if let Some((id, name)) = &self.actor.token {
            actor["token_id"] = json!(id.to_string());
            actor["token_name"] = json!(name);
        }
        json!({
            "id": self.id.to_string(),
            "account": { "id": account.id.to_string(), "name": account.name },
            "action": {
                "description": self.what,
                "result": "success",
                "time": self.time.rfc3339(),
                "type": self.verb,
            },
            "actor": actor,
            "raw": {
                "cf_ray_id": &self.id.derived(1).to_string()[..16],
                "method": self.method,
                "status_code": 200,
                "uri": self.path,
                "user_agent": self.agent,
            },
            "resource": {
                "id": self.resource,
                "product": "accounts",
                "type": self.resource_type,
                "scope": {},
                "request": {},
                "response": {},
            },
        })
    }

    /// As audit log v1 shows it.
    pub fn render_v1(&self, owner: Id) -> Value {
        let verb = if &*self.what == "Roll API token" { "roll" } else { self.verb };
        json!({
            "id": self.id.to_string(),
            "action": { "result": true, "type": format!("token_{verb}") },
            "actor": {
                "id": self.actor.id,
                "email": self.actor.email,
                "ip": self.actor.address,
                "type": "user",
            },
            "interface": if self.actor.context == "dash" { "UI" } else { "API" },
            "metadata": { "token_name": self.name, "token_tag": self.resource },
            "newValue": "",
            "oldValue": "",
            "owner": { "id": owner.to_string() },
            "resource": { "id": self.resource, "type": "token" },
            "when": self.time.rfc3339(),
        })
    }
}

/// Writes down that the caller changed a token.
pub(super) fn record(
    state: &mut State,
    call: &Call,
    caller: &Caller,
    (owner, token, name): (Owner, Id, &str),
    (verb, what, method): (&'static str, &str, &'static str),
) {
    let user = caller.user.and_then(|u| state.users.get(u));
    let (id, kind) = match caller.owner {
        Owner::User(id) => (id, "user"),
        Owner::Account(id) => (id, "account"),
    };
    let (context, signed) = match caller.means {
        Means::Key => ("api_key", None),
        Means::OAuth => ("oauth", None),
        Means::Token(id) => ("api_token", Some((id, caller.token_name.clone().unwrap_or_default()))),
    };
    let actor = Actor {
        id: id.to_string(),
        email: user.map(|u| u.email.as_ref().into()),
        context,
        kind,
        token: signed,
        address: state.switches.peer.unwrap_or(call.peer).to_string().into(),
    };
    let entry = Entry {
        id: state.noise.id(),
        time: call.now,
        actor,
        verb,
        what: what.into(),
        resource_type: "tokens".into(),
        resource: token.to_string(),
        name: name.into(),
        method,
        path: call.path.clone(),
        agent: call.header("user-agent").unwrap_or_default().into(),
    };
    if let Some(log) = state.audit_mut(owner) {
        log.push(entry);
    }
}
