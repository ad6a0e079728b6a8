//! Which products a token touches, by its permission groups.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::permissions;
use crate::domain::group;
use crate::domain::ids::GroupId;
use crate::domain::policy::Stance;
use crate::domain::token::Token;

/// A set of products, each known by its place in `assets/product_permissions.toml`. Products without permission groups,
/// such as those that an imported page brought, are in no set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Products(u128);

/// How many products a set has room for; a test holds the asset to it.
pub const MOST: usize = 128;

impl Products {
    /// The product of this present name alone; empty for one without permission groups.
    pub fn named(name: &str) -> Self {
        static PLACES: OnceLock<HashMap<&'static str, usize>> = OnceLock::new();
        let places = PLACES.get_or_init(|| {
            let all = permissions::shipped().products().iter().take(MOST).enumerate();
            all.map(|(place, mapping)| (&*mapping.name, place)).collect()
        });
        places.get(name).map_or(Products::default(), |place| Products(1 << place))
    }

    /// The products that own the group. Groups that are merely shared touch none: half of all tokens may read zone
    /// settings, and that says little about AMP.
    pub fn of_group(id: &GroupId) -> Self {
        static BY_ID: OnceLock<HashMap<GroupId, Products>> = OnceLock::new();
        // By id once, because lists of a hundred thousand tokens ask for each of their groups.
        let by_id = BY_ID.get_or_init(|| {
            let owners = |g: &group::Group| {
                let uses = permissions::shipped().of_group(&g.name).filter(|(_, owns)| *owns);
                let owners = uses.map(|(mapping, _)| Products::named(&mapping.name));
                (g.id.clone(), owners.fold(Products::default(), Products::and))
            };
            group::shipped().iter().map(owners).collect()
        });
        by_id.get(id).copied().unwrap_or_default()
    }

    /// The products that a token touches. What it only denies it does not touch.
    pub fn of(token: &Token) -> Self {
        let policies = token.policies.iter().filter(|policy| policy.stance != Stance::Deny);
        let groups = policies.flat_map(|policy| &*policy.groups);
        groups.map(|group| Products::of_group(&group.id)).fold(Products::default(), Products::and)
    }

    /// Both sets together.
    #[must_use]
    pub fn and(self, other: Products) -> Self {
        Products(self.0 | other.0)
    }

    /// Whether the sets have a product in common.
    pub fn meet(self, other: Products) -> bool {
        self.0 & other.0 != 0
    }

    /// The places of its products, ascending; each below [`MOST`].
    pub fn places(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let place = left.trailing_zeros() as usize;
            // Takes away the lowest bit; of an empty set there is none.
            (left != 0).then(|| {
                left &= left - 1;
                place
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::moving::tests::{DNS_WRITE, PAGE_RULES_WRITE, token};
    use super::*;

    fn names(products: Products) -> Vec<&'static str> {
        products.places().map(|place| &*permissions::shipped().products()[place].name).collect()
    }

    #[test]
    fn a_token_touches_what_its_groups_own_and_allow() {
        let mut token = token(&[(&[PAGE_RULES_WRITE, DNS_WRITE, "unknown"], &[]), (&[DNS_WRITE], &[])]);
        let mut touched = names(Products::of(&token));
        touched.sort_unstable();
        assert_eq!(touched, ["DNS", "Page Rules"]);
        assert!(Products::of(&token).meet(Products::named("DNS")));
        assert!(!Products::of(&token).meet(Products::named("R2")));
        token.policies[0].stance = Stance::Deny;
        assert_eq!(names(Products::of(&token)), ["DNS"]);
    }

    #[test]
    fn every_product_with_permissions_has_a_place() {
        let all = permissions::shipped().products();
        assert!(all.len() <= MOST, "{}", all.len());
        for mapping in all {
            assert_eq!(names(Products::named(&mapping.name)), [&*mapping.name]);
        }
        assert_eq!(Products::named("no such product"), Products::default());
        assert_eq!(names(Products::default()), [""; 0]);
    }
}
