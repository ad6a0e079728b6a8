//! A policy: allow or deny some permission groups on some resources (API reference 4.1).

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::group;
use super::ids::GroupId;
use super::resource::Resource;

/// One policy of a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Its read-only id, if the server gave one. Never sent back on create.
    pub id: Option<Box<str>>,
    /// Whether it allows or denies. Cloudflare's field is called `effect`.
    pub stance: Stance,
    /// The permission groups it speaks of.
    pub groups: Box<[GroupRef]>,
    /// The resources it speaks of.
    pub resources: Box<[Resource]>,
}

/// Allow or deny. An explicit deny beats an explicit allow, which beats silence (API reference 4.1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Stance {
    /// `"allow"`
    Allow,
    /// `"deny"`
    Deny,
    /// A word that is not documented. We cannot know what it grants and say so.
    Other(Arc<str>),
}

impl Stance {
    /// Reads the API's word.
    pub fn new(word: &str) -> Self {
        match word {
            "allow" => Stance::Allow,
            "deny" => Stance::Deny,
            other => Stance::Other(other.into()),
        }
    }
}

impl fmt::Display for Stance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stance::Allow => "allow",
            Stance::Deny => "deny",
            Stance::Other(word) => word,
        })
    }
}

/// A permission group as a policy names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRef {
    /// Its id; the only part that counts.
    pub id: GroupId,
    /// The name the server echoed, kept only where the shipped catalogue does not say the same, because a
    /// hundred thousand tokens would otherwise carry half a million copies of four hundred names.
    pub name: Option<Box<str>>,
}

impl GroupRef {
    /// A group as a policy names it.
    pub fn new(id: GroupId, echoed: Option<&str>) -> Self {
        let name = echoed.filter(|n| group::shipped().get(&id).is_none_or(|g| &*g.name != *n));
        GroupRef { id, name: name.map(Into::into) }
    }

    /// The best name without asking the server: the echoed one, else the shipped one.
    pub fn known_name(&self) -> Option<&str> {
        self.name.as_deref().or_else(|| group::shipped().get(&self.id).map(|g| &*g.name))
    }
}
