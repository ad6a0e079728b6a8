//! Products × snapshots, and the questions one asks of them.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::misfit::Misfits;
use super::name::{key, keys};
use super::product::{Product, ProductRow, Unlisted};
use super::snapshot::{BadSnapshot, Snapshot, SnapshotTable, check_schema};
use super::status::Status;
use crate::clock::Time;

/// The compatibility matrix.
#[derive(Clone, Debug, Default)]
pub struct Matrix {
    products: Vec<Product>,
    snapshots: Vec<Snapshot>,
    unlisted: Vec<Unlisted>,
    by_name: HashMap<String, usize>,
    misfits: OnceLock<Misfits>,
}

/// A product about which two snapshots differ.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The product's present name.
    pub product: Box<str>,
    /// How they differ.
    pub kind: ChangeKind,
    /// What the first snapshot says.
    pub before: Status,
    /// What the second says.
    pub after: Status,
}

/// How two snapshots differ about a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Only the second lists it.
    Added,
    /// Only the first lists it.
    Removed,
    /// Both list it and say something else.
    Changed,
}

impl ChangeKind {
    /// `added`, `removed`, `changed`.
    pub fn word(self) -> &'static str {
        match self {
            ChangeKind::Added => "added",
            ChangeKind::Removed => "removed",
            ChangeKind::Changed => "changed",
        }
    }
}

/// A product about which the sources do not agree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contradiction<'a> {
    /// The product's present name.
    pub product: &'a str,
    /// In what they disagree.
    pub kind: ContradictionKind,
    /// What each snapshot says, oldest first: its id and the status.
    pub says: Vec<(&'a str, &'a Status)>,
}

/// In what sources disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContradictionKind {
    /// They list it with different statuses.
    Flip,
    /// Some list it, some do not.
    Presence,
    /// They agree, but there is reason to doubt them.
    Doubt,
}

impl ContradictionKind {
    /// `flip`, `presence`, `doubt`.
    pub fn word(self) -> &'static str {
        match self {
            ContradictionKind::Flip => "flip",
            ContradictionKind::Presence => "presence",
            ContradictionKind::Doubt => "doubt",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asset {
    schema: u32,
    products: Vec<ProductRow>,
    snapshots: Vec<SnapshotTable>,
    unlisted: Vec<Unlisted>,
}

impl Matrix {
    /// The matrix that the program ships.
    pub fn shipped() -> &'static Matrix {
        static SHIPPED: OnceLock<Matrix> = OnceLock::new();
        // A test reads the asset and counts its rows, so an empty matrix here cannot go unnoticed.
        SHIPPED.get_or_init(|| {
            Self::read_asset(include_str!("../../../assets/compatibility.toml")).unwrap_or_default()
        })
    }

    fn read_asset(text: &str) -> Result<Self, BadSnapshot> {
        let asset: Asset = toml::from_str(text).map_err(|e| BadSnapshot(e.to_string()))?;
        check_schema(asset.schema)?;
        let mut matrix = Matrix { unlisted: asset.unlisted, ..Matrix::default() };
        matrix.products = asset.products.into_iter().map(Product::from).collect();
        let snapshots: Result<Vec<_>, _> = asset.snapshots.into_iter().map(SnapshotTable::read).collect();
        let snapshots = snapshots?.into_iter().map(|s| Snapshot { shipped: true, ..s }).collect();
        Ok(matrix.built(snapshots))
    }

    /// This matrix with imported snapshots beside its own. Rows that name no known product become products.
    pub fn with(&self, imported: impl IntoIterator<Item = Snapshot>) -> Matrix {
        let mut snapshots = self.snapshots.clone();
        snapshots.extend(imported);
        self.clone().built(snapshots)
    }

    fn built(mut self, mut snapshots: Vec<Snapshot>) -> Self {
        snapshots.sort_by(|a, b| (a.day(), &a.id).cmp(&(b.day(), &b.id)));
        self.index();
        for row in snapshots.iter().flat_map(Snapshot::rows) {
            if self.position(&row.name).is_none() {
                self.by_name.insert(key(&row.name), self.products.len());
                self.products.push(Product {
                    name: row.name.clone(),
                    aliases: Box::default(),
                    note: None,
                    doubt: None,
                    shipped: false,
                    statuses: Vec::new(),
                });
            }
        }
        self.products.sort_by_cached_key(|p| p.name.to_lowercase());
        self.index();
        for product in &mut self.products {
            product.statuses = vec![Status::Absent; snapshots.len()];
        }
        for (column, snapshot) in snapshots.iter().enumerate() {
            for row in snapshot.rows() {
                let Some(at) = self.position(&row.name) else { continue };
                // Two rows of one page may be aliases of one product; the first counts, import reports the other.
                let cell = &mut self.products[at].statuses[column];
                if *cell == Status::Absent {
                    *cell = row.status.clone();
                }
            }
        }
        self.snapshots = snapshots;
        self.misfits = OnceLock::new();
        self
    }

    fn index(&mut self) {
        self.by_name.clear();
        for (at, product) in self.products.iter().enumerate() {
            for name in product.aliases.iter() {
                self.by_name.entry(key(name)).or_insert(at);
            }
        }
        // A present name beats another product's alias.
        for (at, product) in self.products.iter().enumerate() {
            self.by_name.insert(key(&product.name), at);
        }
    }

    fn position(&self, name: &str) -> Option<usize> {
        keys(name).iter().find_map(|k| self.by_name.get(k).copied())
    }

    /// All products, by name.
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// All snapshots, oldest first.
    pub fn snapshots(&self) -> &[Snapshot] {
        &self.snapshots
    }

    /// Products that no snapshot lists, and what is known about them.
    pub fn unlisted(&self) -> &[Unlisted] {
        &self.unlisted
    }

    /// What is known about a product that no snapshot lists.
    pub fn finding_on_unlisted(&self, name: &str) -> Option<&str> {
        let wanted = key(name);
        let known = self.unlisted.iter().find(|u| u.names.iter().any(|n| key(n) == wanted))?;
        Some(&known.finding)
    }

    /// The product of this name or alias, whatever its spelling.
    pub fn product(&self, name: &str) -> Option<&Product> {
        self.position(name).map(|at| &self.products[at])
    }

    /// The snapshot of this id; `newest` and `oldest` are understood.
    pub fn snapshot(&self, id: &str) -> Option<&Snapshot> {
        self.column(id).map(|at| &self.snapshots[at])
    }

    /// The place of the snapshot of this id among [`Matrix::snapshots`].
    pub fn column(&self, id: &str) -> Option<usize> {
        match id {
            "newest" => self.snapshots.len().checked_sub(1),
            "oldest" if !self.snapshots.is_empty() => Some(0),
            _ => self.snapshots.iter().position(|s| &*s.id == id),
        }
    }

    /// The newest snapshot by the day it speaks of. `None` only if there is no snapshot at all.
    pub fn newest(&self) -> Option<&Snapshot> {
        self.snapshots.last()
    }

    /// The permission groups that are advised against in account-owned tokens. Worked out when first asked for.
    pub fn misfits(&self) -> &Misfits {
        self.misfits.get_or_init(|| Misfits::of(self))
    }

    /// How many days old the newest snapshot is.
    pub fn age_in_days(&self, now: Time) -> Option<i64> {
        self.newest().map(|s| s.age_in_days(now))
    }

    /// What the newest snapshot says about a product.
    pub fn now(&self, product: &Product) -> Status {
        product.statuses.last().cloned().unwrap_or_default()
    }

    /// What a snapshot says about a product; absent when there is no such snapshot.
    pub fn status(&self, product: &Product, snapshot: &str) -> Status {
        let said = self.column(snapshot).and_then(|at| product.statuses.get(at));
        said.cloned().unwrap_or_default()
    }

    /// The last snapshot that lists the product, and what it said.
    pub fn last_listed<'a>(&'a self, product: &'a Product) -> Option<(&'a Snapshot, &'a Status)> {
        let pairs = self.snapshots.iter().zip(&product.statuses);
        pairs.rev().find(|(_, status)| **status != Status::Absent)
    }

    /// Where two snapshots differ, by product. `None`: there is no snapshot of one of the ids.
    pub fn diff(&self, before: &str, after: &str) -> Option<Vec<Change>> {
        let (a, b) = (self.column(before)?, self.column(after)?);
        let changes = self.products.iter().filter_map(|p| {
            let (before, after) = (&p.statuses[a], &p.statuses[b]);
            let kind = match (before, after) {
                _ if before == after => return None,
                (Status::Absent, _) => ChangeKind::Added,
                (_, Status::Absent) => ChangeKind::Removed,
                _ => ChangeKind::Changed,
            };
            Some(Change { product: p.name.clone(), kind, before: before.clone(), after: after.clone() })
        });
        Some(changes.collect())
    }

    /// Products whose name, alias or note contains every word of `text`.
    pub fn search<'a>(&'a self, text: &str) -> impl Iterator<Item = &'a Product> {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        self.products.iter().filter(move |p| {
            let about = [&p.name].into_iter().chain(&*p.aliases).chain(&p.note).chain(&p.doubt);
            let about = about.map(|t| t.to_lowercase()).collect::<Vec<_>>().join("\n");
            words.iter().all(|w| about.contains(w))
        })
    }

    /// In what the sources disagree about a product.
    pub fn contradiction<'a>(&'a self, product: &'a Product) -> Option<Contradiction<'a>> {
        let mut listed: Vec<&Status> = product.statuses.iter().filter(|s| **s != Status::Absent).collect();
        let everywhere = listed.len() == product.statuses.len();
        listed.dedup();
        let kind = match () {
            () if listed.len() > 1 => ContradictionKind::Flip,
            () if !everywhere => ContradictionKind::Presence,
            () if product.doubt.is_some() => ContradictionKind::Doubt,
            () => return None,
        };
        let says = self.snapshots.iter().zip(&product.statuses).map(|(s, status)| (&*s.id, status));
        Some(Contradiction { product: &product.name, kind, says: says.collect() })
    }

    /// All products about which the sources disagree.
    pub fn contradictions(&self) -> impl Iterator<Item = Contradiction<'_>> {
        self.products.iter().filter_map(|p| self.contradiction(p))
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
