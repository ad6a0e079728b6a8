//! Resource keys of policies: reading them, printing them (API reference 4.2).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ids::{AccountId, ScriptTag, UserId, ZoneId};

/// What a resource key names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Key {
    /// `com.cloudflare.api.account.*`
    AllAccounts,
    /// `com.cloudflare.api.account.<id>`
    Account(AccountId),
    /// `com.cloudflare.api.account.zone.*`
    AllZones,
    /// `com.cloudflare.api.account.zone.<id>`
    Zone(ZoneId),
    /// `com.cloudflare.api.user.<id>`
    User(UserId),
    /// `com.cloudflare.edge.r2.bucket.*`
    AllBuckets,
    /// `com.cloudflare.edge.r2.bucket.<account>_<jurisdiction>_<name>`
    Bucket(Box<BucketKey>),
    /// `com.cloudflare.edge.worker.script.*`
    AllScripts,
    /// `com.cloudflare.edge.worker.script.<tag>`
    Script(ScriptTag),
    /// A key of a form that is not documented. Kept and shown, never dropped.
    Unknown(Box<str>),
}

/// The three parts of a bucket's key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BucketKey {
    /// The account that owns the bucket.
    pub account: AccountId,
    /// `default`, `eu`, `fedramp`, or a new word.
    pub jurisdiction: Box<str>,
    /// The bucket's name.
    pub name: Box<str>,
}

const ACCOUNT: &str = "com.cloudflare.api.account.";
const ZONE: &str = "com.cloudflare.api.account.zone.";
const USER: &str = "com.cloudflare.api.user.";
const BUCKET: &str = "com.cloudflare.edge.r2.bucket.";
const SCRIPT: &str = "com.cloudflare.edge.worker.script.";

impl Key {
    /// Reads a key. What has no documented form becomes [`Key::Unknown`] with the text as it came.
    pub fn new(text: &str) -> Self {
        Self::known(text).unwrap_or_else(|| Key::Unknown(text.into()))
    }

    fn known(text: &str) -> Option<Self> {
        if let Some(id) = text.strip_prefix(ZONE) {
            return Some(if id == "*" { Key::AllZones } else { Key::Zone(ZoneId::new(plain(id)?)) });
        }
        if let Some(id) = text.strip_prefix(ACCOUNT) {
            return Some(if id == "*" { Key::AllAccounts } else { Key::Account(AccountId::new(plain(id)?)) });
        }
        if let Some(id) = text.strip_prefix(USER) {
            return Some(Key::User(UserId::new(plain(id)?)));
        }
        if let Some(tag) = text.strip_prefix(SCRIPT) {
            return Some(if tag == "*" { Key::AllScripts } else { Key::Script(ScriptTag::new(plain(tag)?)) });
        }
        let rest = text.strip_prefix(BUCKET)?;
        if rest == "*" {
            return Some(Key::AllBuckets);
        }
        let (account, rest) = rest.split_once('_')?;
        let (jurisdiction, name) = rest.split_once('_')?;
        if jurisdiction.is_empty() || name.is_empty() {
            return None;
        }
        let account = AccountId::new(plain(account)?);
        Some(Key::Bucket(Box::new(BucketKey {
            account,
            jurisdiction: jurisdiction.into(),
            name: name.into(),
        })))
    }
}

/// An id part: letters and digits only, so that invented forms such as `account.<id>.zone.*` stay unknown.
fn plain(id: &str) -> Option<&str> {
    (!id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')).then_some(id)
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::AllAccounts => write!(f, "{ACCOUNT}*"),
            Key::Account(id) => write!(f, "{ACCOUNT}{id}"),
            Key::AllZones => write!(f, "{ZONE}*"),
            Key::Zone(id) => write!(f, "{ZONE}{id}"),
            Key::User(id) => write!(f, "{USER}{id}"),
            Key::AllBuckets => write!(f, "{BUCKET}*"),
            Key::Bucket(b) => write!(f, "{BUCKET}{}_{}_{}", b.account, b.jurisdiction, b.name),
            Key::AllScripts => write!(f, "{SCRIPT}*"),
            Key::Script(tag) => write!(f, "{SCRIPT}{tag}"),
            Key::Unknown(text) => f.write_str(text),
        }
    }
}

/// One entry of a policy's `resources` object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// What the entry names.
    pub key: Key,
    /// How much of it.
    pub extent: Extent,
}

/// The value beside a resource key: `"*"`, or one level of keys inside the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Extent {
    /// `"*"`: the thing that the key names. Note that an account does not thereby include its zones: a
    /// permission group applies to resources of its own scope only (API reference 4.1).
    Whole,
    /// `{ "<key>": "*", … }`: these things inside the account.
    Within(Box<[Resource]>),
    /// A value that is not documented, as JSON text. Kept and shown; grants nothing that we know of.
    Odd(Box<str>),
}

impl Resource {
    /// The entry `"<key>": "*"`.
    pub fn whole(key: Key) -> Self {
        Resource { key, extent: Extent::Whole }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    const A: &str = "023e105f4ecef8ad9ca31a8372d0c353";

    #[rstest]
    #[case("com.cloudflare.api.account.*", Key::AllAccounts)]
    #[case("com.cloudflare.api.account.023e105f4ecef8ad9ca31a8372d0c353", Key::Account(A.into()))]
    #[case("com.cloudflare.api.account.zone.*", Key::AllZones)]
    #[case("com.cloudflare.api.account.zone.023e105f4ecef8ad9ca31a8372d0c353", Key::Zone(A.into()))]
    #[case("com.cloudflare.api.user.023e105f4ecef8ad9ca31a8372d0c353", Key::User(A.into()))]
    #[case("com.cloudflare.edge.r2.bucket.*", Key::AllBuckets)]
    #[case("com.cloudflare.edge.worker.script.023e105f4ecef8ad9ca31a8372d0c353", Key::Script(A.into()))]
    #[case("com.cloudflare.api.account.023e105f4ecef8ad9ca31a8372d0c353.zone.*",
           Key::Unknown("com.cloudflare.api.account.023e105f4ecef8ad9ca31a8372d0c353.zone.*".into()))]
    #[case("com.cloudflare.api.flagship.app.x", Key::Unknown("com.cloudflare.api.flagship.app.x".into()))]
    fn reads(#[case] text: &str, #[case] expected: Key) {
        assert_eq!(Key::new(text), expected);
    }

    #[test]
    fn reads_a_bucket_with_underscores_in_its_name() {
        let text = format!("com.cloudflare.edge.r2.bucket.{A}_eu_my_bucket");
        let Key::Bucket(bucket) = Key::new(&text) else { panic!("not a bucket: {text}") };
        assert_eq!((&*bucket.jurisdiction, &*bucket.name), ("eu", "my_bucket"));
        assert_eq!(Key::Bucket(bucket).to_string(), text);
    }

    proptest! {
        #[test]
        fn prints_what_it_read(text in r"(com\.cloudflare\.(api|edge)\.)?[a-z0-9._*]{0,60}") {
            prop_assert_eq!(Key::new(&text).to_string(), text);
        }
    }
}
