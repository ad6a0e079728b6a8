//! The JSON of the request that makes a token like this one (API reference 2.3).

use serde_json::{Map, Value, json};

use crate::domain::condition::Range;
use crate::domain::policy::Policy;
use crate::domain::resource::{Extent, Resource};
use crate::domain::token::Token;

/// The body of `POST …/tokens`: without status, which cannot be given at creation, and without ids of policies, which
/// are refused there.
pub fn body(token: &Token) -> Value {
    let mut body = Map::new();
    body.insert("name".to_owned(), json!(token.name));
    body.insert("policies".to_owned(), token.policies.iter().map(policy).collect());
    if !token.condition.is_open() {
        let mut lists = Map::new();
        let sides = [("in", &token.condition.only_from), ("not_in", &token.condition.never_from)];
        for (name, ranges) in sides.into_iter().filter(|(_, ranges)| !ranges.is_empty()) {
            lists.insert(name.to_owned(), ranges.iter().map(Range::to_string).collect());
        }
        body.insert("condition".to_owned(), json!({ "request_ip": lists }));
    }
    for (name, time) in [("not_before", token.not_before), ("expires_on", token.expires_on)] {
        body.extend(time.map(|time| (name.to_owned(), json!(time.rfc3339()))));
    }
    Value::Object(body)
}

fn policy(policy: &Policy) -> Value {
    let groups: Vec<Value> =
        policy.groups.iter().map(|group| json!({ "id": group.id.to_string() })).collect();
    json!({
        "effect": policy.stance.to_string(),
        "permission_groups": groups,
        "resources": resources(&policy.resources),
    })
}

pub(super) fn resources(list: &[Resource]) -> Value {
    list.iter().map(|resource| (resource.key.to_string(), extent(&resource.extent))).collect()
}

fn extent(extent: &Extent) -> Value {
    match extent {
        Extent::Whole => json!("*"),
        Extent::Within(inner) => resources(inner),
        Extent::Odd(text) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
    }
}
