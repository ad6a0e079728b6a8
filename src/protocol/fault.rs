//! What went wrong, in words a person can act on.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A failure as it crosses the corridor: what happened and what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The kind, for exit codes and colours.
    pub kind: FaultKind,
    /// What happened, one sentence, with the server's own message and code where there is one.
    pub what: String,
    /// What to do next, one sentence.
    pub next: String,
    /// The request id (`cf-ray`), to quote to support.
    pub ray: Option<String>,
    /// The documentation page that the server named.
    pub docs: Option<String>,
}

/// The kinds of failure that callers treat differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FaultKind {
    /// The credential is missing, malformed, unknown, expired or revoked.
    Credentials,
    /// The credential is good but may not do this.
    Forbidden {
        /// The permission group that would allow it, as the API names it, where known.
        needs: Option<String>,
    },
    /// The thing is not there (any more).
    NotFound,
    /// Refused for now: too many requests.
    RateLimited,
    /// The server could not be reached or the answer did not arrive.
    Network,
    /// The server failed (5xx), or answered something that is not the API's language.
    Server,
    /// The server refused the content of the request.
    Invalid,
    /// A deed was sent and its answer lost: it may or may not have happened.
    OutcomeUnknown,
    /// We refused: read-only mode, a changed token, a missing confirmation.
    Refused,
    /// The disk: full, not writable, not ours.
    Disk,
    /// The user cancelled.
    Cancelled,
}

impl FaultKind {
    /// A word for programs: `credentials`, `forbidden`, `network`, …
    pub fn word(&self) -> &'static str {
        match self {
            FaultKind::Credentials => "credentials",
            FaultKind::Forbidden { .. } => "forbidden",
            FaultKind::NotFound => "not-found",
            FaultKind::RateLimited => "rate-limited",
            FaultKind::Network => "network",
            FaultKind::Server => "server",
            FaultKind::Invalid => "invalid",
            FaultKind::OutcomeUnknown => "outcome-unknown",
            FaultKind::Refused => "refused",
            FaultKind::Disk => "disk",
            FaultKind::Cancelled => "cancelled",
        }
    }

    /// Whether it is trouble that passes by itself and says nothing about what was asked.
    pub fn is_passing(&self) -> bool {
        matches!(self, FaultKind::RateLimited | FaultKind::Network | FaultKind::Server)
    }
}

impl Fault {
    /// A fault without request id or documentation page.
    pub fn new(kind: FaultKind, what: impl Into<String>, next: impl Into<String>) -> Self {
        Fault { kind, what: what.into(), next: next.into(), ray: None, docs: None }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what, self.next)?;
        if let Some(ray) = &self.ray {
            write!(f, " (request id {ray})")?;
        }
        Ok(())
    }
}
