//! Which permission groups belong to which product (`assets/product_permissions.toml`).

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::name::key;
use super::snapshot::{BadSnapshot, check_schema};

/// How sure a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// There is reason to doubt it.
    Uncertain,
    /// Concluded, not documented.
    Low,
    /// From documentation that does not say it in so many words.
    Medium,
    /// By name, or documented.
    High,
}

impl Confidence {
    /// `uncertain`, `low`, `medium`, `high`.
    pub fn word(self) -> &'static str {
        match self {
            Confidence::Uncertain => "uncertain",
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The permission groups of one product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The product, under its present name.
    pub name: Box<str>,
    /// How sure the mapping is.
    pub confidence: Confidence,
    /// What it was concluded from.
    pub evidence: Box<str>,
    /// Groups that belong to the product.
    #[serde(default)]
    pub own: Box<[Box<str>]>,
    /// Groups that it uses and others own, or nobody.
    #[serde(default)]
    pub shared: Box<[Box<str>]>,
}

/// Groups about which something is known whatever the matrix says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    groups: Box<[Box<str>]>,
    /// Why, one phrase.
    pub reason: Box<str>,
}

/// The kinds of [`Stop`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopKind {
    /// An account-owned token cannot carry the group at all.
    NeverInAccountTokens,
    /// The product is outside the matrix but refuses account-owned tokens.
    RefusedWithAccountTokens,
    /// A user token cannot carry the group.
    NeverInUserTokens,
}

/// All mappings.
#[derive(Debug, Default)]
pub struct Permissions {
    asset: Asset,
    /// Key of a group → the positions of products, and whether they own it.
    by_group: HashMap<String, Vec<(usize, bool)>>,
    /// Key of a group → what is known about it whatever the matrix says: the kind, and its position in that list.
    stops: HashMap<String, Vec<(StopKind, usize)>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asset {
    schema: u32,
    products: Vec<Mapping>,
    never_in_account_tokens: Vec<Stop>,
    refused_with_account_tokens: Vec<Stop>,
    never_in_user_tokens: Vec<Stop>,
}

/// The mappings that the program ships.
pub fn shipped() -> &'static Permissions {
    static SHIPPED: OnceLock<Permissions> = OnceLock::new();
    // A test reads the asset and counts its rows, so an empty table here cannot go unnoticed.
    SHIPPED.get_or_init(|| {
        Permissions::read_asset(include_str!("../../../assets/product_permissions.toml")).unwrap_or_default()
    })
}

impl Permissions {
    fn read_asset(text: &str) -> Result<Self, BadSnapshot> {
        let asset: Asset = toml::from_str(text).map_err(|e| BadSnapshot(e.to_string()))?;
        check_schema(asset.schema)?;
        let mut by_group: HashMap<String, Vec<(usize, bool)>> = HashMap::new();
        for (at, product) in asset.products.iter().enumerate() {
            let own = product.own.iter().map(|g| (g, true));
            for (group, owns) in own.chain(product.shared.iter().map(|g| (g, false))) {
                by_group.entry(key(group)).or_default().push((at, owns));
            }
        }
        let mut stops: HashMap<String, Vec<(StopKind, usize)>> = HashMap::new();
        for kind in
            [StopKind::NeverInAccountTokens, StopKind::RefusedWithAccountTokens, StopKind::NeverInUserTokens]
        {
            for (at, stop) in asset.stops(kind).iter().enumerate() {
                for group in &stop.groups {
                    stops.entry(key(group)).or_default().push((kind, at));
                }
            }
        }
        Ok(Permissions { asset, by_group, stops })
    }

    /// All mappings, each product once.
    pub fn products(&self) -> &[Mapping] {
        &self.asset.products
    }

    /// The groups of a product, by its present name.
    pub fn of_product(&self, name: &str) -> Option<&Mapping> {
        self.asset.products.iter().find(|m| &*m.name == name)
    }

    /// The products that a group of this name belongs to, each with whether it owns the group. The dashboard's
    /// "Edit" is understood where the API says "Write". Names suffice: same-named groups of different scope belong
    /// to the same products.
    pub fn of_group(&self, group: &str) -> impl Iterator<Item = (&Mapping, bool)> {
        let uses = self.lookup(group).map(Vec::as_slice).unwrap_or_default();
        uses.iter().map(|(at, owns)| (&self.asset.products[*at], *owns))
    }

    fn lookup(&self, group: &str) -> Option<&Vec<(usize, bool)>> {
        spellings(group).into_iter().find_map(|k| self.by_group.get(&k))
    }

    /// What is known about a group whatever the matrix says.
    pub fn stop(&self, kind: StopKind, group: &str) -> Option<&Stop> {
        let known = spellings(group).into_iter().filter_map(|k| self.stops.get(&k)).flatten();
        let at = known.filter(|(of, _)| *of == kind).map(|(_, at)| *at).min()?;
        self.asset.stops(kind).get(at)
    }
}

impl Asset {
    fn stops(&self, kind: StopKind) -> &[Stop] {
        match kind {
            StopKind::NeverInAccountTokens => &self.never_in_account_tokens,
            StopKind::RefusedWithAccountTokens => &self.refused_with_account_tokens,
            StopKind::NeverInUserTokens => &self.never_in_user_tokens,
        }
    }
}

/// The keys under which a group may be known: as it is, and with the API's word for the dashboard's "Edit".
fn spellings(group: &str) -> Vec<String> {
    let plain = key(group);
    let api = plain.strip_suffix("edit").map(|stem| format!("{stem}write"));
    [Some(plain), api].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::group;
    use crate::domain::matrix::Matrix;

    #[test]
    fn the_shipped_asset_is_whole_and_fits_the_others() {
        let read = Permissions::read_asset(include_str!("../../../assets/product_permissions.toml")).unwrap();
        assert_eq!(read.asset.products.len(), 63);
        for mapping in &read.asset.products {
            let product = Matrix::shipped().product(&mapping.name);
            assert_eq!(product.map(|p| &p.name), Some(&mapping.name));
        }
        let known: std::collections::HashSet<_> = group::shipped().iter().map(|g| key(&g.name)).collect();
        let strays: Vec<_> = read.by_group.keys().filter(|k| !known.contains(*k)).collect();
        assert!(strays.len() * 20 < read.by_group.len(), "groups that the catalogue lacks: {strays:?}");
    }

    #[test]
    fn no_group_has_two_owners() {
        for uses in shipped().by_group.values() {
            assert!(uses.iter().filter(|(_, owns)| *owns).count() <= 1);
        }
    }

    #[test]
    fn the_dashboards_word_is_understood() {
        let owners = |g: &str| {
            let owners = shipped().of_group(g).filter(|(_, owns)| *owns);
            owners.map(|(m, _)| m.name.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(owners("DNS Edit"), ["DNS"]);
        assert_eq!(owners("dns write"), ["DNS"]);
        assert_eq!(owners("Zaraz Edit"), ["Zaraz"]);
        assert!(owners("Credit").is_empty());
    }
}
