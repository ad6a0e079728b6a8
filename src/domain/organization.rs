//! An organization: what stands above accounts (API reference 10). Organizations own no tokens.

use serde::{Deserialize, Serialize};

use super::ids::{AccountId, OrganizationId};
use crate::clock::Time;

/// An organization as `GET /organizations` describes it, with the accounts that stand directly below it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// Its name; empty when not said.
    pub name: Box<str>,
    /// The organization above it, if any.
    pub parent: Option<OrganizationId>,
    /// When it was made.
    pub created_on: Option<Time>,
    /// The accounts directly below it, as `GET /organizations/{id}/accounts` listed them.
    pub accounts: Vec<AccountId>,
}
