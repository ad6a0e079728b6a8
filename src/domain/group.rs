//! Permission groups: the catalogue, and finding in it.
//!
//! The program ships a catalogue (`assets/permission_groups.json`, public captures of the API's own list up to
//! autumn 2026) so that ids have names before the first answer arrives and when the credential may not read
//! the list. What the server says wins.

mod find;

pub use find::find;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::ids::GroupId;

/// A permission group (API reference 2.9). Everything but id and name may be missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its id: stable, global.
    pub id: GroupId,
    /// Its API name. Not unique: seven names exist at both account and zone scope.
    pub name: Box<str>,
    /// What kinds of resource it applies to, as the API writes them.
    pub scopes: Box<[GroupScope]>,
    /// The product category, if said.
    #[serde(default)]
    pub category: Option<Box<str>>,
    /// What the dashboard calls it ("DNS Edit" for "DNS Write"), where known.
    #[serde(default)]
    pub dashboard_name: Option<Box<str>>,
}

/// A kind of resource that a permission group applies to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupScope {
    /// `com.cloudflare.api.account`
    Account,
    /// `com.cloudflare.api.account.zone`
    Zone,
    /// `com.cloudflare.api.user`
    User,
    /// `com.cloudflare.edge.r2.bucket`
    Bucket,
    /// `com.cloudflare.edge.worker.script`
    Script,
    /// A scope that is not documented (`…flagship.app` has been seen).
    Other(Arc<str>),
}

impl GroupScope {
    /// Reads the API's scope string.
    pub fn new(text: &str) -> Self {
        match text {
            "com.cloudflare.api.account" => GroupScope::Account,
            "com.cloudflare.api.account.zone" => GroupScope::Zone,
            "com.cloudflare.api.user" => GroupScope::User,
            "com.cloudflare.edge.r2.bucket" => GroupScope::Bucket,
            "com.cloudflare.edge.worker.script" => GroupScope::Script,
            other => GroupScope::Other(other.into()),
        }
    }

    /// The API's scope string.
    pub fn as_str(&self) -> &str {
        match self {
            GroupScope::Account => "com.cloudflare.api.account",
            GroupScope::Zone => "com.cloudflare.api.account.zone",
            GroupScope::User => "com.cloudflare.api.user",
            GroupScope::Bucket => "com.cloudflare.edge.r2.bucket",
            GroupScope::Script => "com.cloudflare.edge.worker.script",
            GroupScope::Other(text) => text,
        }
    }
}

impl Serialize for GroupScope {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for GroupScope {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(GroupScope::new(&std::borrow::Cow::<str>::deserialize(d)?))
    }
}

/// What a group lets its holder do, judged by its name (API reference 2.9: "Write" is "Edit" in the dashboard).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// Names that end in *Read*, *Read-Only* or *Report*: nothing can be changed.
    Read,
    /// Everything else: names without a suffix (*Page Shield*) have been found to write.
    Write,
}

impl Group {
    /// Whether the group only reads.
    pub fn access(&self) -> Access {
        access_of(&self.name)
    }
}

/// Whether a group of this name only reads. Errs on the side of *write*.
pub fn access_of(name: &str) -> Access {
    let last = name.trim().rsplit([' ', ':']).next().unwrap_or("");
    let reads = last.eq_ignore_ascii_case("read")
        || last.eq_ignore_ascii_case("read-only")
        || last.eq_ignore_ascii_case("report")
        || name.contains("- Read ");
    if reads { Access::Read } else { Access::Write }
}

/// `API Tokens Write`: lets a user token manage all tokens of its user (API reference 4.6).
pub const USER_TOKENS_WRITE: &str = "686d18d5ac6c441c867cbf6771e58a0a";
/// `Account API Tokens Write`: lets a token manage all tokens of the account (API reference 4.6).
pub const ACCOUNT_TOKENS_WRITE: &str = "5bc3f8b21c554832afc660159ab75fa4";
/// `Account API Tokens Read`.
pub const ACCOUNT_TOKENS_READ: &str = "eb56a6953c034b9d97dd838155666f06";
/// `API Tokens Read` (user).
pub const USER_TOKENS_READ: &str = "0cc3a61731504c89b99ec1be78b77aa0";

/// A set of permission groups, found by id or by name.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    by_id: HashMap<GroupId, Arc<Group>>,
}

impl Catalogue {
    /// The group of this id.
    pub fn get(&self, id: &GroupId) -> Option<&Group> {
        self.by_id.get(id).map(|g| &**g)
    }

    /// Adds or replaces a group.
    pub fn put(&mut self, group: Group) {
        self.by_id.insert(group.id.clone(), Arc::new(group));
    }

    /// All groups, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &Group> {
        self.by_id.values().map(|g| &**g)
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there is no group.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }
}

/// The catalogue that the program ships.
pub fn shipped() -> &'static Catalogue {
    static SHIPPED: OnceLock<Catalogue> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        // A test parses the asset and counts its rows, so an empty catalogue here cannot go unnoticed.
        let groups: Vec<Group> =
            serde_json::from_str(include_str!("../../assets/permission_groups.json")).unwrap_or_default();
        Catalogue { by_id: groups.into_iter().map(|g| (g.id.clone(), Arc::new(g))).collect() }
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn the_shipped_catalogue_is_whole() {
        let groups: Vec<Group> =
            serde_json::from_str(include_str!("../../assets/permission_groups.json")).unwrap();
        assert_eq!(groups.len(), shipped().len(), "an id stands twice in the asset");
        assert!(groups.len() > 390, "{} groups", groups.len());
        assert_eq!(&*shipped().get(&ACCOUNT_TOKENS_WRITE.into()).unwrap().name, "Account API Tokens Write");
        assert_eq!(&*shipped().get(&USER_TOKENS_WRITE.into()).unwrap().name, "API Tokens Write");
    }

    #[rstest]
    #[case("DNS Read", Access::Read)]
    #[case("DNS Write", Access::Write)]
    #[case("Cloud Email Security: Read", Access::Read)]
    #[case("Page Shield", Access::Write)]
    #[case("Cache Purge", Access::Write)]
    #[case("Workers Content Read-Only", Access::Read)]
    #[case("Zero Trust Report", Access::Read)]
    #[case("Magic Firewall Packet Captures - Read PCAPs API", Access::Read)]
    #[case("Magic Firewall Packet Captures - Write PCAPs API", Access::Write)]
    fn access(#[case] name: &str, #[case] expected: Access) {
        assert_eq!(access_of(name), expected);
    }
}
