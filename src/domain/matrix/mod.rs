//! The compatibility matrix: which Cloudflare product takes account-owned tokens, according to whom and when.
//!
//! [`Matrix`] is products × dated [`Snapshot`]s. Three snapshots and more ship with the program
//! (`assets/compatibility.toml`), others are imported from a published page ([`import`]). On top of it stand the
//! advice for a permission ([`advice`]), the question whether a user token could become account-owned
//! ([`moving`]), its account-owned twin ([`twin`]) and the requests that would show it live ([`probe`]).
//!
//! Everything here is pure. Files live in `store`, requests in `api`; any room above `domain` may call this one.

pub mod export;
pub mod import;
pub mod name;
mod product;
mod snapshot;
mod status;
mod table;

pub use product::{Product, Unlisted};
pub use snapshot::{BadSnapshot, Row, Snapshot, SnapshotFile};
pub use status::Status;
pub use table::{Change, ChangeKind, Contradiction, ContradictionKind, Matrix};
