//! The tokens that answer one question, without keeping a list in step with the world.
//!
//! A list that stays (`Rows`) orders every token by name first and then mends itself; a question that changes with every
//! key has few answers, and ordering those is cheaper.

use super::super::{RowNo, World};
use super::home;
use super::needs::Needs;
use super::sift::Judge;
use super::sort::standing;
use crate::domain::filter::Query;

/// The tokens that a query lets through: what can be used first, then by name.
pub fn matching(world: &World, query: &Query) -> Vec<RowNo> {
    let mut name = String::new();
    let mut keyed: Vec<(u64, u128, RowNo)> = passing(world, query)
        .filter_map(|no| {
            let row = world.row(no)?;
            Some((standing(row), home::beginning(&row.token.name, &mut name), no))
        })
        .collect();
    keyed.sort_unstable_by(|a, b| {
        (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| match (world.row(a.2), world.row(b.2)) {
            (Some(a), Some(b)) => home::compare(world, a, b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        })
    });
    keyed.into_iter().map(|(.., no)| no).collect()
}

/// How many tokens a query lets through.
pub fn count(world: &World, query: &Query) -> usize {
    passing(world, query).count()
}

fn passing(world: &World, query: &Query) -> impl Iterator<Item = RowNo> {
    let mut scores = vec![1; world.width()];
    let judge = Judge { world, query, needs: Needs::of(query) };
    judge.sift(&mut query.matcher(), &mut scores);
    (0..).zip(scores).filter(|(_, score)| *score > 0).map(|(no, _)| RowNo(no))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::super::sample::*;
    use super::super::{Column, Rows, Sort};
    use super::*;
    use crate::domain::finding::Thresholds;
    use crate::domain::token::{Owner, Status, Token};

    #[rstest]
    #[case("kind:user")]
    #[case("name:backup")]
    #[case("-name:e status:disabled")]
    #[case("name:nobody")]
    fn gives_what_a_list_sorted_by_status_shows(#[case] text: &str) {
        let mut world = World::new(NOW, Thresholds::default());
        let owner = Owner::User;
        let names =
            ["backup", "Backup of everything, daily", "backup of everything, weekly", "deploy", "_x", "é"];
        let tokens = (0..40).map(|n| Token {
            status: Status::new(["active", "disabled", "paused"][n as usize % 3]),
            ..token(&owner, n, names[n as usize % names.len()])
        });
        world.apply(&listing(&owner, 1, true, tokens.collect()));
        world.apply(&gone(&at(&owner, 7), 2));
        let query = Query::parse(text).unwrap();
        let mut rows = Rows::new(query.clone(), Sort { column: Column::Status, descending: false });
        rows.rebuild(&world);
        assert_eq!(matching(&world, &query), rows.iter().collect::<Vec<_>>());
        assert_eq!(count(&world, &query), rows.len());
    }
}
