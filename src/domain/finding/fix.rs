//! What the program itself can do about a finding.

use super::FindingId;

/// The next step about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fix {
    /// Switch the token off: it can be switched on again when somebody misses it.
    Disable,
    /// Delete the token.
    Revoke,
    /// See the tokens of the same owner that bear the same name.
    Namesakes,
    /// See the tokens of the same owner that nobody seems to use.
    Idle,
    /// It takes a change of the token's object, which the program does not make; what to change.
    Elsewhere(&'static str),
}

impl FindingId {
    /// The next step about this finding.
    pub fn fix(self) -> Fix {
        match self {
            // Past its end the API refuses every change but deleting; a token that was shut off stays so.
            FindingId::Exposed | FindingId::ExpiredActive => Fix::Revoke,
            FindingId::MintsTokens
            | FindingId::Wide
            | FindingId::CreatorGone
            | FindingId::NeverUsed
            | FindingId::Unused
            | FindingId::NoReach => Fix::Disable,
            FindingId::DuplicateName => Fix::Namesakes,
            FindingId::Quota => Fix::Idle,
            FindingId::Incompatible => {
                Fix::Elsewhere("replace it by a user token for the products concerned")
            }
            FindingId::NoExpiry => Fix::Elsewhere("give it an end"),
            FindingId::Expiring => Fix::Elsewhere("move its end, or replace it before"),
            FindingId::NoIp => Fix::Elsewhere("list the addresses it is used from"),
            FindingId::Old => Fix::Elsewhere("roll it"),
        }
    }
}
