//! How a run ends: exit codes, and failures that carry one.

use super::sheet::Incomplete;
use crate::protocol::{Fault, FaultKind};

/// The exit codes (PRODUCT, section 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done,
    /// Done, and something was found: a dead value, a mistake.
    Findings,
    /// The command line or the settings are wrong.
    Usage,
    /// No credential, a bad one, or one that may not do this; or nothing could be read at all.
    Credentials,
    /// Some of it was done; the rest is named.
    Partly,
    /// We refused.
    Refused,
    /// A signal ended the dashboard; its number. The code is 128 more, as shells have it.
    Signal(u8),
}

impl Exit {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Credentials => 3,
            Exit::Partly => 4,
            Exit::Refused => 5,
            Exit::Signal(number) => number.saturating_add(128),
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        std::process::ExitCode::from(exit.code())
    }
}

/// Why a command ended early: a sentence for standard error and the exit code.
#[derive(Debug, thiserror::Error)]
#[error("{text}")]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What happened and what to do next.
    pub text: String,
    /// What could not be read, where that is why nothing is printed.
    pub incomplete: Incomplete,
}

impl Failure {
    /// A failure with its sentence.
    pub fn new(exit: Exit, text: impl Into<String>) -> Self {
        Failure { exit, text: text.into(), incomplete: Vec::new() }
    }

    /// A command line that cannot be followed.
    pub fn usage(text: impl Into<String>) -> Self {
        Failure::new(Exit::Usage, text)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        let (exit, text) = (exit_of(&fault.kind), fault.to_string());
        Failure { exit, text, incomplete: vec![("everything".to_owned(), fault)] }
    }
}

/// The exit code of a failure after which nothing was read or done.
pub fn exit_of(kind: &FaultKind) -> Exit {
    match kind {
        FaultKind::Refused | FaultKind::Cancelled => Exit::Refused,
        FaultKind::NotFound | FaultKind::Invalid => Exit::Usage,
        FaultKind::OutcomeUnknown => Exit::Partly,
        // "Nothing readable at all is 3" (PRODUCT, section 9): whoever runs a script cannot get at the API.
        FaultKind::Credentials
        | FaultKind::Forbidden { .. }
        | FaultKind::RateLimited
        | FaultKind::Network
        | FaultKind::Server
        | FaultKind::Disk => Exit::Credentials,
    }
}
