//! The compatibility matrix: which Cloudflare product takes account-owned tokens, according to whom and when.
//!
//! [`Matrix`] is products × dated [`Snapshot`]s. The shipped ones are in
//! `assets/compatibility.toml`, others are imported from a published page ([`import`]). On top of it stand the
//! advice for a permission ([`advice`]), what account-owned tokens had better
//! not use ([`misfit`]), the question whether a user token could become account-owned
//! ([`moving`]), its account-owned twin ([`twin`]) and the requests that would show it live ([`probe`]).
//!
//! Everything here is pure. Files live in `store`, requests in `api`; any room above `domain` may call this one.

pub mod advice;
pub mod export;
pub mod import;
pub mod misfit;
pub mod moving;
pub mod name;
pub mod permissions;
pub mod probe;
mod product;
pub mod query;
mod snapshot;
mod status;
mod table;
pub mod touch;
pub mod twin;

pub use product::{Product, Unlisted};
pub use snapshot::{BadSnapshot, Row, Snapshot};
pub use status::Status;
pub use table::{Change, ChangeKind, Contradiction, ContradictionKind, Matrix};
