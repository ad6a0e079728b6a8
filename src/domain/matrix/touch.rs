//! Which products a token touches, by its permission groups.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::permissions;
use crate::domain::group;
use crate::domain::ids::GroupId;
use crate::domain::policy::GroupRef;
use crate::domain::token::Token;

/// The present names of the products that own the group. Groups that are merely shared touch none: half of all
/// tokens may read zone settings, and that says little about AMP.
pub fn products_of_group(id: &GroupId) -> &'static [&'static str] {
    static BY_ID: OnceLock<HashMap<GroupId, Vec<&'static str>>> = OnceLock::new();
    // By id once, because lists of a hundred thousand tokens ask for each of their groups.
    let by_id = BY_ID.get_or_init(|| {
        let owners = |g: &group::Group| {
            let uses = permissions::shipped().of_group(&g.name).filter(|(_, owns)| *owns);
            (g.id.clone(), uses.map(|(m, _)| &*m.name).collect())
        };
        group::shipped().iter().map(owners).collect()
    });
    by_id.get(id).map(Vec::as_slice).unwrap_or_default()
}

/// The products that a token touches, sorted, each once.
pub fn products_of(token: &Token) -> Vec<&'static str> {
    let groups = token.policies.iter().flat_map(|p| &*p.groups);
    let mut products: Vec<_> = groups.flat_map(|g| products_of_group(&g.id)).copied().collect();
    products.sort_unstable();
    products.dedup();
    products
}

/// The permission groups by which a token touches a product, given by its present name; each once.
pub fn groups_on<'a>(token: &'a Token, product: &str) -> Vec<&'a GroupRef> {
    let mut groups: Vec<&GroupRef> = Vec::new();
    for group in token.policies.iter().flat_map(|p| &*p.groups) {
        if products_of_group(&group.id).contains(&product) && !groups.iter().any(|g| g.id == group.id) {
            groups.push(group);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::super::moving::tests::{DNS_WRITE, PAGE_RULES_WRITE, token};
    use super::*;

    #[test]
    fn a_token_touches_what_its_groups_own() {
        let token = token(&[(&[PAGE_RULES_WRITE, DNS_WRITE, "unknown"], &[]), (&[DNS_WRITE], &[])]);
        assert_eq!(products_of(&token), ["DNS", "Page Rules"]);
        let on: Vec<_> = groups_on(&token, "DNS").iter().map(|g| g.id.to_string()).collect();
        assert_eq!(on, [DNS_WRITE]);
        assert!(groups_on(&token, "R2").is_empty());
    }
}
