//! A token as the sandbox keeps it, and as it shows it (API reference 2.1, 4.1).
//!
//! A hundred thousand of them must fit, so resources are kept as JSON text and groups as bare ids.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::id::Id;
use crate::clock::Time;
use crate::domain::condition::Condition;
use crate::domain::group;
use crate::domain::ids::GroupId;

/// What a token was set to; dates come on top of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Active,
    Disabled,
    Expired,
    /// Deactivated after a leak. Not documented, seen live.
    Exposed,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::Disabled => "disabled",
            Status::Expired => "expired",
            Status::Exposed => "revoked (exposed)",
        }
    }
}

/// One policy. `effect` is open, because one fixture has an effect that is not documented.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Policy {
    pub id: Id,
    pub effect: Box<str>,
    pub groups: Box<[Id]>,
    /// A JSON object, as text.
    pub resources: Box<str>,
}

impl Policy {
    /// As the API shows it: groups gain their names.
    pub fn render(&self) -> Value {
        let groups: Vec<Value> = self.groups.iter().map(|id| render_group(*id)).collect();
        let resources: Value = serde_json::from_str(&self.resources).unwrap_or_default();
        json!({
            "id": self.id.to_string(),
            "effect": self.effect,
            "permission_groups": groups,
            "resources": resources,
        })
    }
}

fn render_group(id: Id) -> Value {
    let id = id.to_string();
    match group::shipped().get(&GroupId::new(&id)) {
        Some(known) => json!({ "id": id, "name": known.name }),
        None => json!({ "id": id }),
    }
}

/// Who or what made a token when it was not a person in the dashboard.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Provisioner {
    pub kind: Box<str>,
    pub id: Option<Box<str>>,
}

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub id: Id,
    pub name: Box<str>,
    pub status: Status,
    /// Still reported `active` past its expiry, as the real API has been seen to do.
    pub stuck: bool,
    /// Its value has the form from before April 2026.
    pub legacy: bool,
    pub issued: Time,
    pub modified: Time,
    pub used: Option<Time>,
    pub not_before: Option<Time>,
    pub expires: Option<Time>,
    pub condition: Condition,
    pub policies: Vec<Policy>,
    pub creator: Option<Arc<str>>,
    pub provisioner: Option<Box<Provisioner>>,
}

impl Token {
    /// An active token without policies, limits or history.
    pub fn new(id: Id, name: &str, issued: Time) -> Self {
        Token {
            id,
            name: name.into(),
            status: Status::Active,
            stuck: false,
            legacy: false,
            issued,
            modified: issued,
            used: None,
            not_before: None,
            expires: None,
            condition: Condition::default(),
            policies: Vec::new(),
            creator: None,
            provisioner: None,
        }
    }

    /// The status that the API reports.
    pub fn reported(&self, now: Time) -> Status {
        match self.status {
            Status::Active if !self.stuck && self.past(now) => Status::Expired,
            status => status,
        }
    }

    /// Whether its value is accepted at all, addresses apart.
    pub fn works(&self, now: Time) -> bool {
        self.status == Status::Active && !self.past(now) && self.not_before.is_none_or(|t| t <= now)
    }

    fn past(&self, now: Time) -> bool {
        self.expires.is_some_and(|t| t <= now)
    }

    /// As the API shows it. `nulls` writes absent dates as null instead of leaving them out.
    pub fn render(&self, now: Time, nulls: bool) -> Value {
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| {
            out.insert(key.into(), value);
        };
        put("id", json!(self.id.to_string()));
        put("name", json!(self.name));
        put("status", json!(self.reported(now).as_str()));
        put("issued_on", json!(self.issued.rfc3339()));
        put("modified_on", json!(self.modified.rfc3339()));
        let dates =
            [("last_used_on", self.used), ("not_before", self.not_before), ("expires_on", self.expires)];
        for (key, time) in dates {
            if time.is_some() || nulls {
                put(key, json!(time.map(Time::rfc3339)));
            }
        }
        if let Some(creator) = &self.creator {
            put("creator_email_at_creation", json!(**creator));
        }
        if let Some(by) = &self.provisioner {
            put("provisioner_type", json!(by.kind));
            put("provisioner_id", json!(by.id));
        }
        put("condition", render_condition(&self.condition));
        put("policies", self.policies.iter().map(Policy::render).collect());
        Value::Object(out)
    }
}

fn render_condition(condition: &Condition) -> Value {
    let mut lists = Map::new();
    for (key, ranges) in [("in", &condition.only_from), ("not_in", &condition.never_from)] {
        if !ranges.is_empty() {
            lists.insert(key.into(), ranges.iter().map(|r| json!(r.to_string())).collect());
        }
    }
    if lists.is_empty() { json!({}) } else { json!({ "request_ip": lists }) }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::id::Noise;
    use super::*;

    const NOW: Time = Time::from_secs(2000);

    fn token() -> Token {
        Token::new(Noise::new(1).id(), "plain", Time::from_secs(1000))
    }

    #[rstest]
    #[case::plain(token(), "active", true)]
    #[case::disabled(Token { status: Status::Disabled, ..token() }, "disabled", false)]
    #[case::expired(Token { expires: Some(NOW), ..token() }, "expired", false)]
    #[case::stuck(Token { expires: Some(NOW), stuck: true, ..token() }, "active", false)]
    #[case::early(Token { not_before: Some(NOW.plus_millis(1)), ..token() }, "active", false)]
    #[case::exposed_wins(Token { status: Status::Exposed, expires: Some(NOW), ..token() }, "revoked (exposed)", false)]
    fn standing(#[case] token: Token, #[case] reported: &str, #[case] works: bool) {
        assert_eq!((token.reported(NOW).as_str(), token.works(NOW)), (reported, works));
    }

    #[test]
    fn absent_dates_are_left_out_or_null() {
        let token = token();
        assert!(token.render(NOW, false).get("expires_on").is_none());
        assert_eq!(token.render(NOW, true)["expires_on"], Value::Null);
        assert_eq!(token.render(NOW, false)["condition"], json!({}));
        assert_eq!(token.render(NOW, false)["issued_on"], "1970-01-01T00:16:40Z");
    }
}
