//! An account, and the settings of it that matter to people who look after tokens.

use serde::{Deserialize, Serialize};

use super::ids::{AccountId, OrganizationId};
use crate::clock::Time;

/// An account as `GET /accounts` describes it (API reference 7.2). Everything but the id may be missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Its name; empty when the server did not say one.
    pub name: Box<str>,
    /// `standard`, `enterprise`, or a word we do not know.
    pub tier: Option<Box<str>>,
    /// When it was made.
    pub created_on: Option<Time>,
    /// The organization above it, if any.
    pub parent: Option<Parent>,
    /// Whether members must use two factors. `None`: not said.
    pub enforce_twofactor: Option<bool>,
    /// Whether the API may be used by members at all (Enterprise; API reference 7.4). `None`: not set or not said.
    pub api_access: Option<bool>,
}

/// The organization that manages an account (`managed_by`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parent {
    /// Id of the organization.
    pub id: OrganizationId,
    /// Its name; empty when not said.
    pub name: Box<str>,
}

/// How many tokens an account may own (docs limits page; API reference 1.6).
pub const ACCOUNT_QUOTA: usize = 500;
/// How many tokens a person may own (docs limits page; API reference 1.6).
pub const USER_QUOTA: usize = 50;
