//! The disk: the cache, which may be deleted at any time; the ledgers, which we never delete; history and notes,
//! which nobody could tell us again; and habits, which only spare the next run some typing.
//!
//! Everything is made for one person: folders 0700, files 0600. Nothing here may hold the value of a token.
//! What is on disk is untrusted: another version, a torn line, flipped bits and a full disk are ordinary days.
//! Called by the engine, by `setup` and by the command line's reports; knows nothing of the network.

pub mod cache;
mod database;
pub mod drafts;
mod error;
mod evidence;
pub mod files;
mod habits;
pub mod history;
pub mod ledger;
pub mod notes;
pub mod page;
mod queue;
pub mod snapshots;
mod stamps;

pub use cache::Cache;
pub use drafts::Drafts;
pub use error::StoreError;
pub use evidence::Evidences;
pub use habits::Habits;
pub use history::History;
pub use ledger::{Durable, Ledger, Ledgers};
pub use notes::Notes;
pub use snapshots::Snapshots;
