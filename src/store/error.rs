//! What can go wrong on the disk.

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::domain::deed::PlanId;
use crate::protocol::{Fault, FaultKind};

/// A failure of the disk or of what is on it.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The operating system refused.
    #[error("{what} {path}: {source}")]
    Io {
        /// What was being done: `cannot write`.
        what: &'static str,
        /// To which file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The database refused.
    #[error("the cache failed: {0}")]
    Database(String),
    /// What is in the file of a database makes no sense.
    #[error("the file is damaged: {0}")]
    Garbled(String),
    /// The history refused.
    #[error("the history failed: {0}")]
    History(String),
    /// The file of notes is not what we wrote.
    #[error("the notes in {path} cannot be read: {why}")]
    Notes {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A file of what was given or left in earlier runs makes no sense.
    #[error("what earlier runs left in {path} cannot be read: {why}")]
    Habits {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A line of a ledger is damaged: it ends, and does not match its checksum.
    #[error("the ledger {plan} is damaged in line {line}")]
    Damaged {
        /// Which ledger.
        plan: PlanId,
        /// Which line, from 1.
        line: usize,
        /// Whether it is the last one. Then the plan can still be taken up.
        last: bool,
    },
    /// The lines of a ledger contradict each other, or an entry does not fit what came before.
    #[error("the ledger {plan} does not add up: {why}")]
    Illegal {
        /// Which ledger.
        plan: PlanId,
        /// What does not fit.
        why: String,
    },
    /// Another tokendeck is working on the plan.
    #[error("another tokendeck is working on the plan {0}")]
    Locked(PlanId),
    /// There is no such ledger.
    #[error("there is no plan {0}")]
    NoSuchPlan(PlanId),
}

impl StoreError {
    pub(super) fn io(what: &'static str, path: &Path, source: std::io::Error) -> Self {
        StoreError::Io { what, path: path.into(), source }
    }

    /// A failure of a database, said of the history.
    pub(super) fn of_history(self) -> Self {
        match self {
            StoreError::Database(why) => StoreError::History(why),
            StoreError::Garbled(why) => StoreError::History(format!("its file is damaged: {why}")),
            other => other,
        }
    }

    /// The failure as it crosses the corridor.
    pub fn fault(&self) -> Fault {
        let (kind, next) = match self {
            StoreError::Io { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => {
                (FaultKind::Disk, "Free some space; nothing was sent that is not written down.")
            }
            StoreError::Io { .. } => (FaultKind::Disk, "Check that the folder is yours and writable."),
            StoreError::Database(_) | StoreError::Garbled(_) => {
                (FaultKind::Disk, "The cache can be deleted: tokendeck cache clear.")
            }
            StoreError::History(_) => {
                (FaultKind::Disk, "What tokens were is not remembered for now; everything else works.")
            }
            StoreError::Notes { .. } => {
                (FaultKind::Disk, "Mend the file, or move it away; nothing in it was changed.")
            }
            StoreError::Habits { .. } => (
                FaultKind::Disk,
                "Nothing depends on it; it is set aside or replaced when there is something new to keep.",
            ),
            StoreError::Damaged { last: true, .. } => (
                FaultKind::Disk,
                "Settle or resume the plan: every token it may have touched is looked at first.",
            ),
            StoreError::Damaged { .. } | StoreError::Illegal { .. } => (
                FaultKind::Disk,
                "Read the file, and look at its tokens: every other line of it is still true.",
            ),
            StoreError::Locked(_) => (FaultKind::Refused, "Let it finish, or close it."),
            StoreError::NoSuchPlan(_) => (FaultKind::NotFound, "The ledgers are listed by their file names."),
        };
        Fault::new(kind, format!("{self}."), next)
    }
}
