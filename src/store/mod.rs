//! The disk: the cache, which may be deleted at any time, and the ledgers, which we never delete.
//!
//! Everything is made for one person: folders 0700, files 0600. Nothing here may hold the value of a token.
//! What is on disk is untrusted: another version, a torn line, flipped bits and a full disk are ordinary days.
//! Called by the engine, by `setup` and by the command line's reports; knows nothing of the network.

pub mod cache;
mod error;
pub mod files;
pub mod ledger;
pub mod snapshots;

use std::path::PathBuf;

pub use cache::Cache;
pub use error::StoreError;
pub use ledger::{Durable, Ledger, Ledgers};
pub use snapshots::Snapshots;

/// Where the program keeps things. Found by `config`, made by whoever writes there first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// Settings, written by people.
    pub config: PathBuf,
    /// What may be deleted at any time.
    pub cache: PathBuf,
    /// Ledgers, notes, imported snapshots.
    pub data: PathBuf,
    /// Logs.
    pub log: PathBuf,
}

impl Places {
    /// The folder of the ledgers.
    pub fn ledgers(&self) -> PathBuf {
        self.data.join("ledgers")
    }
}
