//! The form of `assets/demo.toml`: nouns of the trade, times relative to now.

use serde::Deserialize;

use super::SeedError;

/// The whole story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    pub organization: Vec<Organization>,
    pub person: Vec<Person>,
    pub account: Vec<Account>,
    pub oauth: OAuth,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Organization {
    pub name: String,
    pub parent: Option<String>,
    pub created: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    /// How the rest of the story calls them.
    pub key: String,
    pub first: String,
    pub last: String,
    pub email: String,
    #[serde(default = "yes")]
    pub two_factor: bool,
    #[serde(default)]
    pub token: Vec<Token>,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Account {
    pub name: String,
    pub organization: Option<String>,
    pub created: String,
    #[serde(default)]
    pub enterprise: bool,
    #[serde(default)]
    pub enforce_twofactor: bool,
    pub api_access: Option<bool>,
    #[serde(default)]
    pub zones: Vec<String>,
    #[serde(default)]
    pub buckets: Vec<Bucket>,
    #[serde(default)]
    pub members: Vec<Member>,
    #[serde(default)]
    pub oauth_clients: Vec<OAuthClient>,
    #[serde(default)]
    pub token: Vec<Token>,
    #[serde(default)]
    pub event: Vec<Event>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bucket {
    pub name: String,
    #[serde(default = "default_jurisdiction")]
    pub jurisdiction: String,
    #[serde(default = "default_location")]
    pub location: String,
}

fn default_jurisdiction() -> String {
    "default".into()
}

fn default_location() -> String {
    "weur".into()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Member {
    pub who: String,
    pub role: String,
    #[serde(default)]
    pub pending: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OAuthClient {
    pub name: String,
    #[serde(default)]
    pub public: bool,
    pub scopes: Vec<String>,
    pub created: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Token {
    pub name: String,
    /// `printed` marks the token whose value is told at start.
    #[serde(default)]
    pub printed: bool,
    /// `disabled`, `exposed`; active if absent.
    pub status: Option<String>,
    #[serde(default)]
    pub stuck: bool,
    #[serde(default)]
    pub legacy: bool,
    /// `-210d`, `-3h`, `+3d`, `-5m`
    pub issued: String,
    pub modified: Option<String>,
    pub used: Option<String>,
    pub not_before: Option<String>,
    pub expires: Option<String>,
    #[serde(default)]
    pub only_from: Vec<String>,
    #[serde(default)]
    pub never_from: Vec<String>,
    /// The key of a person, or an e-mail address of somebody who is gone.
    pub by: Option<String>,
    /// The name of an OAuth client of this account, or of one that is unknown.
    pub provisioned_by: Option<String>,
    #[serde(default)]
    pub allow: Vec<Policy>,
    #[serde(default)]
    pub deny: Vec<Policy>,
    /// Policies of an effect that is not documented.
    #[serde(default)]
    pub audit: Vec<Policy>,
}

/// `can`: names of permission groups, or a bare id. `on`: `account`, `accounts`, `user`, `zones` (all of the
/// account, nested), `every zone` (flat), `zone NAME`, `nested zone NAME`, `buckets`, `bucket NAME`, `script WORD`,
/// or a raw resource key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Policy {
    pub can: Vec<String>,
    pub on: Vec<String>,
}

/// The grant behind the OAuth access token.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OAuth {
    pub name: String,
    pub allow: Vec<Policy>,
}

/// Something that stands in the audit log from the start.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Event {
    pub when: String,
    /// The name of a token of this account, or the key of a person.
    pub by: String,
    pub what: String,
    pub verb: String,
    pub resource: String,
    /// The address it came from.
    pub from: String,
}

/// Reads a story.
pub(super) fn read(text: &str) -> Result<Story, SeedError> {
    Ok(toml::from_str(text)?)
}
