//! Reading and judging the body of a create or an update (API reference 2.3, 2.5, 4.6).

use std::net::IpAddr;

use serde_json::{Map, Value};

use super::answer::{Refusal, refuse};
use super::grants_check::{Cap, check_policy};
use super::id::{Id, Noise};
use super::state::Owner;
use super::token::{Policy, Status};
use crate::clock::Time;
use crate::domain::condition::{Condition, Range};

/// At most this many permission groups in one policy.
const MOST_GROUPS: usize = 300;
/// At most this many characters in a name.
const LONGEST_NAME: usize = 120;

/// A body that was found good.
#[derive(Debug)]
pub(super) struct Draft {
    pub name: Box<str>,
    pub policies: Vec<Policy>,
    pub condition: Condition,
    pub not_before: Option<Time>,
    pub expires: Option<Time>,
    /// `None`: not said.
    pub status: Option<Status>,
}

/// What judging a draft depends on besides the draft.
pub(super) struct Judge<'a> {
    pub owner: Owner,
    pub now: Time,
    /// A create; policies must not carry ids, and a status is not looked at.
    pub creating: bool,
    /// The status of the token that is being replaced.
    pub status: Status,
    /// What the caller may grant.
    pub cap: Cap<'a>,
    /// Keep the order that was sent.
    pub keep_order: bool,
}

impl Judge<'_> {
    /// Reads a body, or says what is wrong with it.
    pub fn read(&self, body: &Map<String, Value>, noise: &mut Noise) -> Result<Draft, Refusal> {
        let name = self.name(body)?;
        let list = body.get("policies").and_then(Value::as_array);
        let list = list.ok_or_else(|| refuse::invalid("policies must be an array"))?;
        let mut policies = Vec::with_capacity(list.len());
        for value in list {
            policies.push(self.policy(value, noise)?);
        }
        if !self.keep_order {
            policies.reverse();
        }
        let not_before = self.time(body, "not_before")?;
        let expires = self.time(body, "expires_on")?;
        if expires.is_some_and(|t| t <= self.now) {
            return Err(refuse::invalid("expires_on must be in the future"));
        }
        if expires.zip(not_before).is_some_and(|(end, start)| end <= start) {
            return Err(refuse::invalid("expires_on must be after not_before"));
        }
        let condition = condition(body.get("condition"))?;
        Ok(Draft { name, policies, condition, not_before, expires, status: self.status(body)? })
    }

    fn name(&self, body: &Map<String, Value>) -> Result<Box<str>, Refusal> {
        let name = body.get("name").and_then(Value::as_str).unwrap_or_default();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            let text = format!("name must have a length between 1 and {LONGEST_NAME}");
            return Err(Refusal::new(400, 400, text));
        }
        Ok(name.into())
    }

    fn policy(&self, value: &Value, noise: &mut Noise) -> Result<Policy, Refusal> {
        if self.creating && value.get("id").is_some_and(|id| !id.is_null()) {
            return Err(refuse::invalid("Reusing existing policies is not supported by token creation"));
        }
        let effect = match value.get("effect").and_then(Value::as_str) {
            Some(effect @ ("allow" | "deny")) => effect,
            _ => return Err(refuse::invalid("effect must be one of allow, deny")),
        };
        let listed = value.get("permission_groups").and_then(Value::as_array).filter(|g| !g.is_empty());
        let listed = listed.ok_or_else(|| refuse::invalid("permission_groups must not be empty"))?;
        if listed.len() > MOST_GROUPS {
            let text = format!("a policy must not have more than {MOST_GROUPS} permission groups");
            return Err(refuse::invalid(text));
        }
        let mut groups = Vec::with_capacity(listed.len());
        for (at, group) in listed.iter().enumerate() {
            let id = group.get("id").and_then(Value::as_str);
            let id = id.ok_or_else(|| {
                refuse::invalid(format!(
                    "These rules must pass for permission_groups[{at}]: id must be present"
                ))
            })?;
            let unknown = || refuse::invalid(format!("Permission group with id {id} not found"));
            groups.push(Id::parse(id).ok_or_else(unknown)?);
        }
        let resources = value.get("resources").and_then(Value::as_object).filter(|r| !r.is_empty());
        let resources = resources.ok_or_else(|| refuse::invalid("resources must be a non-empty object"))?;
        check_policy(self.owner, &groups, resources, &self.cap)?;
        if !self.keep_order {
            groups.sort_unstable();
            groups.dedup();
        }
        let resources = Value::Object(resources.clone()).to_string().into();
        Ok(Policy { id: noise.id(), effect: effect.into(), groups: groups.into(), resources })
    }

    fn time(&self, body: &Map<String, Value>, key: &str) -> Result<Option<Time>, Refusal> {
        match body.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                let time = value.as_str().and_then(Time::parse);
                let time = time.ok_or_else(|| refuse::invalid(format!("{key} must be an RFC 3339 time")))?;
                Ok(Some(Time::from_secs(time.millis().div_euclid(1000))))
            }
        }
    }

    fn status(&self, body: &Map<String, Value>) -> Result<Option<Status>, Refusal> {
        if self.creating {
            return Ok(None);
        }
        let wrong = || refuse::invalid("status must be one of active, disabled, expired");
        let Some(value) = body.get("status") else { return Ok(None) };
        match value.as_str().ok_or_else(wrong)? {
            "active" => Ok(Some(Status::Active)),
            "disabled" => Ok(Some(Status::Disabled)),
            "expired" => Ok(Some(Status::Expired)),
            // What was read may be sent back, but nobody can expose a token by hand.
            exposed if exposed == Status::Exposed.as_str() && self.status == Status::Exposed => {
                Ok(Some(Status::Exposed))
            }
            _ => Err(wrong()),
        }
    }
}

/// Reads `condition`; the old spelling `request.ip` is understood too (API reference 4.5).
fn condition(value: Option<&Value>) -> Result<Condition, Refusal> {
    let wrong = |what: &str| refuse::invalid(format!("condition is invalid: {what}"));
    let body = match value {
        None | Some(Value::Null) => return Ok(Condition::default()),
        Some(Value::Object(body)) => body,
        Some(_) => return Err(wrong("must be an object")),
    };
    let lists = match body.get("request_ip").or_else(|| body.get("request.ip")) {
        None | Some(Value::Null) => return Ok(Condition::default()),
        Some(Value::Object(lists)) => lists,
        Some(_) => return Err(wrong("request_ip must be an object")),
    };
    let ranges = |key: &str| -> Result<Box<[Range]>, Refusal> {
        let list = match lists.get(key) {
            None | Some(Value::Null) => return Ok([].into()),
            Some(Value::Array(list)) => list,
            Some(_) => return Err(wrong("address lists must be arrays")),
        };
        list.iter().map(|v| v.as_str().and_then(cidr).ok_or_else(|| wrong("not an IP range"))).collect()
    };
    Ok(Condition { only_from: ranges("in")?, never_from: ranges("not_in")? })
}

/// A range in CIDR notation; a bare address is refused, as the docs insist on `/32`.
fn cidr(text: &str) -> Option<Range> {
    let range = Range::new(text);
    let good = matches!(range, Range::Net(_)) && text.parse::<IpAddr>().is_err();
    good.then_some(range)
}
