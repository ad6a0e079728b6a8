//! Words of the story turned into tokens, policies and events of one account or person.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::super::audit::{Actor, Entry};
use super::super::id::{Id, Noise};
use super::super::state::{Account, State};
use super::super::token::{Policy, Provisioner, Status, Token};
use super::SeedError;
use super::story::{self, Story};
use crate::clock::{DAY, HOUR, Time};
use crate::domain::condition::{Condition, Range};
use crate::domain::group::{self, Group, GroupScope};

/// What the words of one account or person refer to.
pub(super) struct Soil<'a> {
    story: &'a Story,
    now: Time,
    place: &'a str,
    pub account: Option<Id>,
    pub user: Option<Id>,
    pub zones: Vec<(Box<str>, Id)>,
    pub buckets: Vec<(Box<str>, Box<str>)>,
    pub clients: Vec<(Box<str>, Id)>,
}

impl<'a> Soil<'a> {
    pub fn new(story: &'a Story, now: Time, place: &'a str) -> Self {
        Soil { story, now, place, account: None, user: None, zones: vec![], buckets: vec![], clients: vec![] }
    }

    fn wrong(&self, what: impl Into<String>) -> SeedError {
        SeedError::Story { place: self.place.into(), what: what.into() }
    }

    pub fn person(&self, key: &str) -> Result<usize, SeedError> {
        let found = self.story.person.iter().position(|p| p.key == key);
        found.ok_or_else(|| self.wrong(format!("nobody is called {key:?}")))
    }

    fn at(&self, text: &str) -> Result<Time, SeedError> {
        when(text, self.now, self.place)
    }

    fn maybe(&self, text: Option<&String>) -> Result<Option<Time>, SeedError> {
        text.map(|t| self.at(t)).transpose()
    }

    pub fn bare(&self, name: &str, allow: &[story::Policy], noise: &mut Noise) -> Result<Token, SeedError> {
        let policies = allow.iter().map(|p| self.policy("allow", p, noise)).collect::<Result<_, _>>()?;
        Ok(Token { policies, ..Token::new(noise.id(), name, self.now) })
    }

    pub fn token(&self, t: &story::Token, noise: &mut Noise) -> Result<Token, SeedError> {
        let mut token = self.bare(&t.name, &t.allow, noise)?;
        for (effect, policies) in [("deny", &t.deny), ("audit", &t.audit)] {
            for policy in policies {
                token.policies.push(self.policy(effect, policy, noise)?);
            }
        }
        token.status = match t.status.as_deref() {
            None => Status::Active,
            Some("disabled") => Status::Disabled,
            Some("exposed") => Status::Exposed,
            Some(other) => return Err(self.wrong(format!("{:?}: no status {other:?}", t.name))),
        };
        token.stuck = t.stuck;
        token.legacy = t.legacy;
        token.issued = self.at(&t.issued)?;
        token.modified = self.maybe(t.modified.as_ref())?.unwrap_or(token.issued);
        token.used = self.maybe(t.used.as_ref())?;
        token.not_before = self.maybe(t.not_before.as_ref())?;
        token.expires = self.maybe(t.expires.as_ref())?;
        let ranges = |list: &[String]| list.iter().map(|r| Range::new(r)).collect();
        token.condition = Condition { only_from: ranges(&t.only_from), never_from: ranges(&t.never_from) };
        token.creator = match &t.by {
            Some(gone) if gone.contains('@') => Some(Arc::from(gone.as_str())),
            Some(key) => Some(Arc::from(self.story.person[self.person(key)?].email.as_str())),
            None => None,
        };
        token.provisioner = t.provisioned_by.as_ref().map(|client| {
            let id = self.clients.iter().find(|(name, _)| **name == **client).map(|(_, id)| id.to_string());
            Box::new(Provisioner { kind: "com.cloudflare.api.oauthtoken".into(), id: id.map(Into::into) })
        });
        Ok(token)
    }

    fn policy(&self, effect: &str, p: &story::Policy, noise: &mut Noise) -> Result<Policy, SeedError> {
        let mut resources = Map::new();
        let mut scope = GroupScope::Account;
        for word in &p.on {
            scope = self.resource(word, &mut resources)?;
        }
        let mut groups = Vec::with_capacity(p.can.len());
        for name in &p.can {
            groups.push(self.group(name, &scope)?);
        }
        groups.sort_unstable();
        let resources = Value::Object(resources).to_string().into();
        Ok(Policy { id: noise.id(), effect: effect.into(), groups: groups.into(), resources })
    }

    /// Adds what a word of the story names; answers which scope the groups beside it should have.
    fn resource(&self, word: &str, into: &mut Map<String, Value>) -> Result<GroupScope, SeedError> {
        let unknown = || self.wrong(format!("{word:?} names nothing"));
        let account = || self.account.map(|a| format!("com.cloudflare.api.account.{a}")).ok_or_else(unknown);
        let zone = |name: &str| {
            let found = self.zones.iter().find(|(n, _)| **n == *name).ok_or_else(unknown)?;
            Ok::<_, SeedError>(format!("com.cloudflare.api.account.zone.{}", found.1))
        };
        let (kind, name) = word.split_once(' ').unwrap_or((word, ""));
        let (outer, inner, scope) = match (kind, name) {
            ("account", "") => (account()?, None, GroupScope::Account),
            ("accounts", "") => ("com.cloudflare.api.account.*".into(), None, GroupScope::Account),
            ("user", "") => {
                let user = self.user.ok_or_else(unknown)?;
                (format!("com.cloudflare.api.user.{user}"), None, GroupScope::User)
            }
            ("zones", "") => {
                (account()?, Some("com.cloudflare.api.account.zone.*".to_owned()), GroupScope::Zone)
            }
            ("every", "zone") => ("com.cloudflare.api.account.zone.*".into(), None, GroupScope::Zone),
            ("zone", name) => (zone(name)?, None, GroupScope::Zone),
            ("nested", name) => {
                let name = name.strip_prefix("zone ").ok_or_else(unknown)?;
                (account()?, Some(zone(name)?), GroupScope::Zone)
            }
            ("buckets", "") => {
                (account()?, Some("com.cloudflare.edge.r2.bucket.*".to_owned()), GroupScope::Bucket)
            }
            ("bucket", name) => {
                let (name, place) = self.buckets.iter().find(|(n, _)| **n == *name).ok_or_else(unknown)?;
                let id = self.account.ok_or_else(unknown)?;
                (format!("com.cloudflare.edge.r2.bucket.{id}_{place}_{name}"), None, GroupScope::Bucket)
            }
            ("script", word) => {
                let tag = Noise::new(u64::from(crc32fast::hash(word.as_bytes()))).id();
                (account()?, Some(format!("com.cloudflare.edge.worker.script.{tag}")), GroupScope::Script)
            }
            (raw, "") if raw.starts_with("com.") => (raw.to_owned(), None, GroupScope::Account),
            _ => return Err(unknown()),
        };
        match inner {
            None => {
                into.insert(outer, json!("*"));
            }
            Some(key) => {
                let slot = into.entry(outer).or_insert_with(|| json!({}));
                slot[key] = json!("*");
            }
        }
        Ok(scope)
    }

    /// A group by name, of the wanted scope where a name has several; or a bare id.
    fn group(&self, name: &str, scope: &GroupScope) -> Result<Id, SeedError> {
        if let Some(id) = Id::parse(name) {
            return Ok(id);
        }
        let mut named: Vec<&Group> = group::shipped().iter().filter(|g| *g.name == *name).collect();
        named.sort_by_key(|g| (!g.scopes.contains(scope), &g.id));
        let id = named.first().and_then(|g| Id::parse(&g.id.to_string()));
        id.ok_or_else(|| self.wrong(format!("no permission group is called {name:?}")))
    }

    pub fn event(&self, e: &story::Event, account: &Account, state: &mut State) -> Result<Entry, SeedError> {
        let token = account.tokens.iter().find(|t| *t.name == *e.by);
        let user = match token {
            Some(_) => None,
            None => state.users.get(self.person(&e.by)?),
        };
        let (verb, method) = match e.verb.as_str() {
            "create" => ("create", "POST"),
            "update" => ("update", "PUT"),
            "delete" => ("delete", "DELETE"),
            other => return Err(self.wrong(format!("no verb {other:?}"))),
        };
        let actor = Actor {
            id: user.map_or(account.id, |u| u.id).to_string(),
            email: user.map(|u| u.email.as_ref().into()),
            context: if token.is_some() { "api_token" } else { "dash" },
            kind: if token.is_some() { "account" } else { "user" },
            token: token.map(|t| (t.id, t.name.clone())),
            address: e.from.as_str().into(),
        };
        let resource = state.noise.id();
        Ok(Entry {
            id: state.noise.id(),
            time: self.at(&e.when)?,
            actor,
            verb,
            what: e.what.as_str().into(),
            resource_type: e.resource.as_str().into(),
            resource: resource.to_string(),
            name: "".into(),
            method,
            path: format!("/accounts/{}/{}/{resource}", account.id, e.resource),
            agent: "curl/8.9.1".into(),
        })
    }
}

/// `-210d`, `+3d`, `-3h`, `-5m` relative to now.
pub(super) fn when(text: &str, now: Time, place: &str) -> Result<Time, SeedError> {
    let wrong = || SeedError::Story { place: place.into(), what: format!("{text:?} is no time") };
    let unit = match text.as_bytes().last() {
        Some(b'd') => DAY,
        Some(b'h') => HOUR,
        Some(b'm') => HOUR / 60,
        _ => return Err(wrong()),
    };
    let number = text[..text.len() - 1].parse::<i64>().map_err(|_| wrong())?;
    Ok(now.plus_millis(number.saturating_mul(unit)))
}
