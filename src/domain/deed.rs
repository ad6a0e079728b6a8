//! Deeds: the changes a person can make to a token, and the name of a plan of them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::token::TokenRef;
use crate::clock::Time;

/// One change to one token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deed {
    /// What to do.
    pub verb: Verb,
    /// To which token.
    pub token: TokenRef,
    /// Its name when the deed was confirmed, for the ledger and for messages.
    pub name: String,
    /// Its `modified_on` when the deed was confirmed: a token that has changed since is not overwritten.
    /// `None`: not known; the check is skipped.
    pub seen: Option<Time>,
    /// Ticket or reason, for the ledger.
    pub reason: Option<String>,
    /// Whether the second, explicit question was answered: this is the credential in use.
    pub own_credential: bool,
}

/// What can be done to a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verb {
    /// Switch it off; reversible. `PUT` with `status: disabled`.
    Disable,
    /// Switch it on again. `PUT` with `status: active`.
    Enable,
    /// Delete it; final. `DELETE`.
    Revoke,
}

impl Verb {
    /// `disable`, `enable`, `revoke`.
    pub fn word(self) -> &'static str {
        match self {
            Verb::Disable => "disable",
            Verb::Enable => "enable",
            Verb::Revoke => "revoke",
        }
    }

    /// Whether doing this to a token ends what we can do, because it is the credential in use (`own`). Such a deed needs
    /// a second, explicit answer, and comes last.
    pub fn cuts_off(self, token: &TokenRef, own: Option<&TokenRef>) -> bool {
        self != Verb::Enable && Some(token) == own
    }

    /// `disabled`, `enabled`, `revoked`.
    pub fn done(self) -> &'static str {
        match self {
            Verb::Disable => "disabled",
            Verb::Enable => "enabled",
            Verb::Revoke => "revoked",
        }
    }
}

/// The name of a plan and of its ledger file: `20261122T001743Z-3f2a`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlanId(pub String);

impl fmt::Display for PlanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
