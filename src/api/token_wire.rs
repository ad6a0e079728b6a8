//! Token objects: from JSON into the domain, and from the JSON that was read to the JSON that is sent back.
//!
//! Nothing that a server sends makes a token disappear: words we do not know are kept, parts of the wrong kind
//! are kept as JSON text where they grant or restrict something, and only an object without an id is refused.

use std::sync::Arc;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::read;
use crate::domain::condition::{Condition, Range};
use crate::domain::ids::{GroupId, TokenId};
use crate::domain::policy::{GroupRef, Policy, Stance};
use crate::domain::resource::{Extent, Key, Resource};
use crate::domain::token::{Fetched, Owner, Provisioner, RawToken, Status, Token, TokenRef};

/// Reads one token object of `owner`.
pub(super) fn fetched(owner: &Owner, raw: &RawValue) -> Result<Fetched, String> {
    let value = read::object(raw)?;
    let id = TokenId::new(read::id(&value)?);
    let token = Token {
        at: TokenRef { owner: owner.clone(), id },
        name: read::text(&value, "name").unwrap_or_default().into(),
        status: read::text(&value, "status").map_or(Status::Unsaid, Status::new),
        issued_on: read::time(&value, "issued_on"),
        modified_on: read::time(&value, "modified_on"),
        last_used_on: read::time(&value, "last_used_on"),
        not_before: read::time(&value, "not_before"),
        expires_on: read::time(&value, "expires_on"),
        condition: condition(value.get("condition")),
        policies: read::items(&value, "policies").iter().map(policy).collect(),
        creator: read::word(&value, "creator_email_at_creation"),
        provisioner: read::word(&value, "provisioner_type")
            .map(|kind| Box::new(Provisioner { kind, id: read::word(&value, "provisioner_id") })),
    };
    Ok(Fetched { token, raw: RawToken(without_value(value, raw)) })
}

/// The object verbatim. A `value`, which only the answer to a create should hold, is left out.
fn without_value(value: Value, raw: &RawValue) -> Arc<str> {
    match value {
        Value::Object(mut fields) if fields.contains_key("value") => {
            fields.remove("value");
            Value::Object(fields).to_string().into()
        }
        _ => raw.get().into(),
    }
}

fn policy(value: &Value) -> Policy {
    if !value.is_object() {
        let odd = Resource { key: Key::new(""), extent: Extent::Odd(value.to_string().into()) };
        return Policy {
            id: None,
            stance: Stance::new("unreadable"),
            groups: Box::default(),
            resources: [odd].into(),
        };
    }
    Policy {
        id: read::word(value, "id"),
        stance: Stance::new(read::text(value, "effect").unwrap_or_default()),
        groups: read::items(value, "permission_groups").iter().map(group).collect(),
        resources: value.get("resources").map(resources).unwrap_or_default(),
    }
}

fn group(value: &Value) -> GroupRef {
    let id = value.as_str().or_else(|| read::text(value, "id")).unwrap_or_default();
    GroupRef::new(GroupId::new(id), read::text(value, "name"))
}

fn resources(value: &Value) -> Box<[Resource]> {
    match value {
        Value::Object(entries) => {
            entries.iter().map(|(key, v)| Resource { key: Key::new(key), extent: extent(v) }).collect()
        }
        Value::Null => Box::default(),
        other => [Resource { key: Key::new(""), extent: Extent::Odd(other.to_string().into()) }].into(),
    }
}

/// `"*"`, or one level of keys inside (API reference 4.1); anything deeper or else is odd.
fn extent(value: &Value) -> Extent {
    match value {
        Value::String(star) if star == "*" => Extent::Whole,
        Value::Object(inner) if inner.values().all(|v| v.as_str() == Some("*")) => {
            Extent::Within(inner.keys().map(|key| Resource::whole(Key::new(key))).collect())
        }
        other => Extent::Odd(other.to_string().into()),
    }
}

/// Documentation and old payloads spell the key `request.ip`, the schema `request_ip` (API reference 4.5).
const ADDRESS_KEYS: [&str; 2] = ["request_ip", "request.ip"];

/// A condition that cannot be read restricts in a way that we do not know: it must not look like none.
fn condition(value: Option<&Value>) -> Condition {
    let odd = |v: &Value| Condition {
        only_from: [Range::Odd(v.to_string().into())].into(),
        never_from: Box::default(),
    };
    match value {
        None | Some(Value::Null) => Condition::default(),
        Some(Value::Object(fields)) => match ADDRESS_KEYS.iter().find_map(|key| fields.get(*key)) {
            None | Some(Value::Null) => Condition::default(),
            Some(ip) if ip.is_object() => {
                Condition { only_from: ranges(ip, "in"), never_from: ranges(ip, "not_in") }
            }
            Some(other) => odd(other),
        },
        Some(other) => odd(other),
    }
}

fn ranges(value: &Value, key: &str) -> Box<[Range]> {
    let range = |item: &Value| match item {
        Value::String(text) => Range::new(text),
        other => Range::Odd(other.to_string().into()),
    };
    read::items(value, key).iter().map(range).collect()
}

/// What a `PUT` changes about a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// `status: "active"`
    Enable,
    /// `status: "disabled"`
    Disable,
}

/// Fields that the API writes itself. A `value` never comes back, but must not be sent either.
const READ_ONLY: [&str; 8] = [
    "id",
    "issued_on",
    "modified_on",
    "last_used_on",
    "creator_email_at_creation",
    "provisioner_type",
    "provisioner_id",
    "value",
];

/// The body of a `PUT` that changes one thing and keeps everything else, fields that we do not know included.
/// A `PUT` is a full replacement: what it leaves out is cleared (API reference 2.5). Nulls are left out,
/// because `status: null` is refused, and so is a condition that says nothing.
///
/// # Errors
/// That the object read earlier is not one that can be sent back: no object, without name or policies, or with a
/// condition that cannot be read, because leaving out or guessing a restriction would widen the token.
pub fn put_body(raw: &RawToken, change: Change) -> Result<Value, String> {
    let Ok(Value::Object(mut body)) = serde_json::from_str(&raw.0) else {
        return Err("what was read of the token is not an object".to_owned());
    };
    body.retain(|key, value| !READ_ONLY.contains(&key.as_str()) && !value.is_null());
    for needed in ["name", "policies"] {
        if !body.contains_key(needed) {
            return Err(format!(
                "what was read of the token has no `{needed}`, which a change must send back"
            ));
        }
    }
    match body.remove("condition") {
        None => {}
        Some(Value::Object(mut fields)) => {
            spell_address_key(&mut fields)?;
            prune(&mut fields);
            if !fields.is_empty() {
                body.insert("condition".to_owned(), Value::Object(fields));
            }
        }
        Some(_) => return Err(unsafe_to_send("it is not an object")),
    }
    let status = match change {
        Change::Enable => "active",
        Change::Disable => "disabled",
    };
    body.insert("status".to_owned(), status.into());
    Ok(Value::Object(body))
}

fn unsafe_to_send(why: &str) -> String {
    format!("the condition of the token cannot be sent back safely: {why}")
}

fn spell_address_key(condition: &mut Map<String, Value>) -> Result<(), String> {
    let [ours, theirs] = ADDRESS_KEYS;
    if let Some(old) = condition.remove(theirs) {
        if condition.insert(ours.to_owned(), old).is_some() {
            return Err(unsafe_to_send(&format!("it has both `{ours}` and `{theirs}`")));
        }
    }
    Ok(())
}

/// Removes what says nothing: nulls, and lists and objects that are empty (API reference 4.5: a known trap).
fn prune(fields: &mut Map<String, Value>) {
    fields.retain(|_, value| match value {
        Value::Null => false,
        Value::Array(list) => !list.is_empty(),
        Value::Object(inner) => {
            prune(inner);
            !inner.is_empty()
        }
        _ => true,
    });
}

#[cfg(test)]
mod tests;
