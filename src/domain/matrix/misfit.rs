//! The permission groups that are advised against in account-owned tokens, by id: for judging a hundred thousand
//! tokens, each in a few look-ups.

use std::collections::{BTreeSet, HashMap};

use super::advice::{Verdict, advise};
use super::permissions::Confidence;
use super::table::Matrix;
use crate::domain::group;
use crate::domain::ids::GroupId;
use crate::domain::policy::{GroupRef, Stance};
use crate::domain::token::Token;

/// Which groups do not work, according to one matrix.
#[derive(Clone, Debug, Default)]
pub struct Misfits {
    by_id: HashMap<GroupId, Misfit>,
    as_of: Box<str>,
}

/// A group that does not work.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Misfit {
    /// The products that refuse; the group's own name where no product of the matrix is meant.
    at: Vec<Box<str>>,
    /// There is reason to doubt it.
    doubted: bool,
}

/// What an account-owned token uses that is closed to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash<'a> {
    /// The products, or permissions of no known product; sorted, each once.
    pub at: BTreeSet<&'a str>,
    /// The day or month of the snapshot that says so: `2026-04-20`.
    pub as_of: &'a str,
    /// There is reason to doubt all of it.
    pub doubted: bool,
}

impl Misfits {
    /// Judges every shipped group once.
    pub(super) fn of(matrix: &Matrix) -> Self {
        let judged = group::shipped().iter().filter_map(|group| {
            let advice = advise(matrix, &GroupRef { id: group.id.clone(), name: None });
            (advice.verdict == Verdict::No).then(|| {
                let mut at: Vec<Box<str>> = advice.products.into_iter().map(|says| says.product).collect();
                if at.is_empty() {
                    at.push(advice.permission);
                }
                (group.id.clone(), Misfit { at, doubted: advice.confidence == Confidence::Uncertain })
            })
        });
        Misfits {
            by_id: judged.collect(),
            as_of: matrix.newest().map(|s| s.date.clone()).unwrap_or_default(),
        }
    }

    /// What a token is allowed that does not work while an account owns it. `None`: nothing that is known.
    /// Asks about the token's groups only; whose it is, is the caller's business.
    pub fn clash(&self, token: &Token) -> Option<Clash<'_>> {
        let allowed = token.policies.iter().filter(|p| p.stance == Stance::Allow).flat_map(|p| &*p.groups);
        let mut found: Option<Clash<'_>> = None;
        for misfit in allowed.filter_map(|g| self.by_id.get(&g.id)) {
            let clash =
                found.get_or_insert_with(|| Clash { at: BTreeSet::new(), as_of: &self.as_of, doubted: true });
            clash.at.extend(misfit.at.iter().map(|at| &**at));
            clash.doubted &= misfit.doubted;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::moving::tests::{DNS_WRITE, PAGE_RULES_WRITE, token};
    use super::*;
    use crate::domain::matrix::{Row, Snapshot, Status};

    #[test]
    fn only_what_is_allowed_and_closed_clashes() {
        let misfits = Matrix::shipped().misfits();
        let open = token(&[(&[DNS_WRITE, "unknown"], &[])]);
        assert_eq!(misfits.clash(&open), None);
        let mut closed = token(&[(&[DNS_WRITE, PAGE_RULES_WRITE], &[]), (&[PAGE_RULES_WRITE], &[])]);
        let clash = misfits.clash(&closed).unwrap();
        assert_eq!((clash.at, clash.doubted), (BTreeSet::from(["Page Rules"]), false));
        assert_eq!(clash.as_of, &*Matrix::shipped().newest().unwrap().date);
        closed.policies.iter_mut().for_each(|p| p.stance = Stance::Deny);
        assert_eq!(misfits.clash(&closed), None);
    }

    #[test]
    fn what_no_snapshot_lists_is_named_by_the_permission() {
        let id = |name: &str| group::shipped().iter().find(|g| &*g.name == name).unwrap().id.to_string();
        let token = token(&[(&[&id("Workers CI Write")], &[])]);
        let clash = Matrix::shipped().misfits().clash(&token).unwrap();
        assert_eq!(clash.at, BTreeSet::from(["Workers CI Write"]));
    }

    #[test]
    fn a_newer_page_decides() {
        let rows = vec![Row::new("Page Rules", Status::Yes).unwrap()];
        let newer = Snapshot::new("mine", "", "2026-11-01", "", rows).unwrap();
        // Judged before and after: what was concluded from the old snapshots must not stay.
        assert!(Matrix::shipped().misfits().clash(&token(&[(&[PAGE_RULES_WRITE], &[])])).is_some());
        let matrix = Matrix::shipped().with([newer]);
        assert_eq!(matrix.misfits().clash(&token(&[(&[PAGE_RULES_WRITE], &[])])), None);
    }

    /// As many as the advice itself counts: two answers to one question would be one too many.
    #[test]
    fn every_group_that_is_advised_against_is_a_misfit() {
        let misfits = Matrix::shipped().misfits();
        let advised = group::shipped().iter().filter(|g| {
            let group = GroupRef { id: g.id.clone(), name: None };
            advise(Matrix::shipped(), &group).verdict == Verdict::No
        });
        assert_eq!(misfits.by_id.len(), advised.count());
        assert!(misfits.by_id.len() > 14);
    }
}
