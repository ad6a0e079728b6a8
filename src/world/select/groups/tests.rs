use proptest::prelude::*;

use super::super::super::sample::*;
use super::super::{Line, Query, Rows, Sort};
use super::*;
use crate::domain::finding::Thresholds;
use crate::domain::token::Token;

fn grouped(world: &World, text: &str, by: Grouping) -> Rows {
    let mut rows = Rows::new(Query::parse(text).unwrap(), Sort::default());
    rows.set_grouping(Some(by), world);
    rows.rebuild(world);
    rows
}

/// The lines in words: headings with their sums, rows by name.
fn told(rows: &Rows, world: &World) -> Vec<String> {
    let line = |place| match rows.line(place).unwrap() {
        Line::Row(no) => format!("  {}", world.row(no).unwrap().token.name),
        Line::Group(group) => {
            let Counts { tokens, active, expired, found, .. } = group.counts;
            format!("{:?} {tokens} {active} {expired} {found}", group.key)
        }
        other => panic!("nothing is gone: {other:?}"),
    };
    (0..rows.lines()).map(line).collect()
}

fn sample() -> World {
    let acme = Owner::Account(account_id(1));
    let mut world = World::new(NOW, Thresholds::default());
    world.apply(&accounts(1, true, vec![account(1, "acme"), account(2, "Beta")]));
    let list = vec![
        Token { creator: Some("zoe".into()), ..token(&acme, 1, "deploy") },
        Token {
            creator: Some("Ada".into()),
            expires_on: Some(NOW.plus_days(-3)),
            ..token(&acme, 2, "backup")
        },
        Token { creator: None, ..token(&acme, 3, "ci") },
    ];
    world.apply(&listing(&acme, 2, true, list));
    world.apply(&listing(&Owner::User, 3, true, vec![token(&Owner::User, 4, "mine")]));
    world
}

#[test]
fn by_account_the_users_own_come_first() {
    let world = sample();
    let rows = grouped(&world, "", Grouping::Account);
    let told = told(&rows, &world);
    assert!(told[0].starts_with("Owner(User) 1 "), "{told:?}");
    assert_eq!(told[1], "  mine");
    assert!(told[2].starts_with("Owner(Account") && told[2].contains(") 3 2 1 "), "{told:?}");
    assert_eq!(told[3..], ["  backup", "  ci", "  deploy"]);
}

#[test]
fn by_creator_case_is_ignored_and_nobody_comes_last() {
    let world = sample();
    let rows = grouped(&world, "-mine", Grouping::Creator);
    let names: Vec<String> = told(&rows, &world).into_iter().filter(|line| line.starts_with(' ')).collect();
    assert_eq!(names, ["  backup", "  deploy", "  ci"]);
}

#[test]
fn a_fold_hides_its_rows_and_shows_where_they_are() {
    let world = sample();
    let mut rows = grouped(&world, "", Grouping::Account);
    let key = GroupKey::Owner(Owner::Account(account_id(1)));
    rows.fold(&key, true);
    assert_eq!((rows.lines(), rows.len()), (3, 4));
    assert_eq!(rows.position(&world, &at(&Owner::Account(account_id(1)), 3)), Some(2));
    assert_eq!(rows.group_at(2).map(|group| group.folded), Some(true));
    assert_eq!(rows.rows_of(&key).len(), 3);
    rows.set_query(Query::parse("deploy").unwrap(), &world);
    assert_eq!(rows.lines(), 1, "what is folded stays folded");
    rows.fold(&key, false);
    assert_eq!(rows.position(&world, &at(&Owner::Account(account_id(1)), 1)), Some(1));
    assert_eq!((rows.heading_above(1), rows.heading(&key)), (Some(0), Some(0)));
}

#[test]
fn a_heading_moves_when_its_account_is_renamed() {
    let mut world = sample();
    let beta = Owner::Account(account_id(2));
    world.apply(&listing(&beta, 4, true, vec![token(&beta, 5, "edge")]));
    let mut rows = grouped(&world, "-mine", Grouping::Account);
    assert_eq!(
        rows.line(0),
        rows.line(rows.heading(&GroupKey::Owner(Owner::Account(account_id(1)))).unwrap())
    );
    let changed = world.apply(&accounts(9, true, vec![account(1, "zeta"), account(2, "Beta")]));
    rows.absorb(&world, &changed);
    assert_eq!(rows.heading(&GroupKey::Owner(beta)), Some(0));
}

const QUERIES: [&str; 5] = ["", "d", "status:active", "finding:any", "-ci"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn every_row_stands_once_under_its_own_heading_in_the_order_of_the_list(
        news in news(20),
        days in proptest::collection::vec(prop_oneof![3 => Just(0), 1 => -5..40_i64], 20),
        which in 0..QUERIES.len(),
        by in 0..Grouping::ALL.len(),
        folded in any::<bool>(),
    ) {
        let by = Grouping::ALL[by];
        let mut world = World::new(NOW, Thresholds::default());
        let mut rows = grouped(&world, QUERIES[which], by);
        for (delta, days) in news.iter().zip(days) {
            let mut changed = world.apply(delta);
            changed.merge(world.tick(world.now().plus_days(days)));
            rows.absorb(&world, &changed);
            let mut anew = grouped(&world, QUERIES[which], by);
            let keys: Vec<GroupKey> =
                (0..anew.lines()).filter_map(|i| anew.group_at(i)).map(|group| group.key.clone()).collect();
            for key in keys.iter().step_by(2) {
                rows.fold(key, folded);
                anew.fold(key, folded);
            }
            prop_assert_eq!(told(&rows, &world), told(&anew, &world));
            prop_assert_eq!(rows.tally(), anew.tally());
            prop_assert_eq!(rows.tally().used().iter().sum::<u32>() as usize, rows.len());
            keys.iter().for_each(|key| rows.fold(key, false));
            let mut under = None;
            let mut seen = Vec::new();
            for place in 0..rows.lines() {
                match rows.line(place).unwrap() {
                    Line::Group(group) => under = Some(group.key.clone()),
                    Line::Row(no) => {
                        let row = world.row(no).unwrap();
                        prop_assert_eq!(Some(GroupKey::of(row, by)), under.clone());
                        prop_assert_eq!(rows.position(&world, &row.token.at), Some(place));
                        seen.push(no);
                    }
                    other => panic!("nothing is gone: {other:?}"),
                }
            }
            for key in &keys {
                let flat: Vec<RowNo> =
                    rows.iter().filter(|no| world.row(*no).is_some_and(|row| key.is_of(row))).collect();
                prop_assert_eq!(rows.rows_of(key), &flat);
            }
            seen.sort_unstable();
            let mut shown: Vec<RowNo> = rows.iter().collect();
            shown.sort_unstable();
            prop_assert_eq!(seen, shown);
        }
    }
}
