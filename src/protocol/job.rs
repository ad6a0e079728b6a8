//! What the seeing wing and the command line ask for, and how it ends.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::event::Scope;
use crate::clock::Time;
use crate::domain::identity::Identity;
use crate::domain::ids::AccountId;
use crate::domain::token::{Fetched, Standing, TokenRef};
use crate::secret::SecretRef;

/// The number of a job, chosen by whoever asks. Answers to other numbers are ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct JobId(pub u64);

/// Something to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Job {
    /// Bring one scope up to date now, whatever its age.
    Refresh(Scope),
    /// Bring everything in reach up to date: accounts, then every token list. The command line's full listing.
    RefreshAll,
    /// These scopes are on screen: keep them fresh before others. Replaces the previous list.
    Watch(Vec<Scope>),
    /// Read one token: from the cache at once, then from the server.
    Look(TokenRef),
    /// Find out who we are.
    Identify,
    /// Ask the verify endpoints whose value this is and whether it works.
    Verify {
        /// The value, in the vault.
        value: SecretRef,
        /// The account to ask where the value is an account token; otherwise every known account is asked.
        account: Option<AccountId>,
    },
    /// Carry out deeds, in order, through the one door: intent, ledger, send, settle, prove.
    Deeds(Vec<Deed>),
}

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

/// How a job ended well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// The scope is up to date; what could not be read is named.
    Refreshed {
        /// What was refreshed.
        scope: Option<Scope>,
        /// Scopes that failed, each with the reason.
        incomplete: Vec<(Scope, super::Fault)>,
    },
    /// Watching.
    Watching,
    /// The token as the server has it now; `None`: it is not there any more.
    Looked(TokenRef, Option<Fetched>),
    /// Who we are.
    Identified(Identity),
    /// Whose value it was.
    Verified {
        /// The token, if some endpoint knew the value.
        token: Option<TokenRef>,
        /// What verify said it is now; `None` when no endpoint knew the value.
        standing: Option<Standing>,
        /// The status word that verify used.
        word: Option<String>,
        /// Accounts that could not be asked, each with the reason.
        unasked: Vec<(AccountId, super::Fault)>,
    },
    /// All deeds have been settled one way or the other.
    Settled {
        /// The plan that the ledger knows them by.
        plan: PlanId,
        /// One report per deed, in order.
        steps: Vec<StepReport>,
    },
}

/// How one deed ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepReport {
    /// The deed.
    pub deed: Deed,
    /// Its end.
    pub end: Ended,
}

/// The possible ends of a deed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Ended {
    /// Done, and shown to be done by reading back.
    Proven {
        /// When the proof was read.
        at: Time,
        /// What was read: `GET answers 404`, `status is disabled`.
        how: String,
    },
    /// Accepted by the server, but reading back does not show it yet (propagation takes up to a minute).
    NotYetProven {
        /// What was read instead.
        why: String,
    },
    /// It did not happen.
    Failed(super::Fault),
    /// Sent, and nobody knows: the answer was lost and reading back failed too.
    Unknown(super::Fault),
    /// Not sent: an earlier step failed, or the user cancelled.
    Skipped(String),
}

/// How far a job has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being done now, a short phrase.
    pub doing: String,
    /// Steps done.
    pub done: u64,
    /// Steps in all; `None` while unknown.
    pub of: Option<u64>,
}
