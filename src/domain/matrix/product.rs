//! A product of the matrix, under the name it has now.

use serde::{Deserialize, Serialize};

use super::status::Status;

/// A product and what every snapshot of its [`Matrix`](super::Matrix) says about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Product {
    /// Its present name.
    pub name: Box<str>,
    /// Former names and short forms.
    pub aliases: Box<[Box<str>]>,
    /// What is known about its history.
    pub note: Option<Box<str>>,
    /// Why the newest shipped snapshot may be wrong about it.
    pub doubt: Option<Box<str>>,
    /// Whether the program shipped with it; otherwise an imported page brought it.
    pub shipped: bool,
    /// One per snapshot of the matrix, in the same order.
    #[serde(skip)]
    pub(super) statuses: Vec<Status>,
}

impl Product {
    /// What the snapshots say, in the order of [`Matrix::snapshots`](super::Matrix::snapshots).
    pub fn statuses(&self) -> &[Status] {
        &self.statuses
    }
}

/// A product as `assets/compatibility.toml` has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProductRow {
    pub name: Box<str>,
    #[serde(default)]
    pub aliases: Box<[Box<str>]>,
    pub note: Option<Box<str>>,
    pub doubt: Option<Box<str>>,
}

impl From<ProductRow> for Product {
    fn from(row: ProductRow) -> Self {
        Product {
            name: row.name,
            aliases: row.aliases,
            note: row.note,
            doubt: row.doubt,
            shipped: true,
            statuses: Vec::new(),
        }
    }
}

/// Products that no snapshot lists, and what is known about them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unlisted {
    /// Their names.
    pub names: Box<[Box<str>]>,
    /// What is known.
    pub finding: Box<str>,
}
