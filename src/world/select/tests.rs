use proptest::prelude::*;
use rstest::rstest;

use super::super::sample::*;
use super::*;
use crate::domain::finding::Thresholds;
use crate::domain::token::{Owner, Status, Token};

fn query(text: &str) -> Query {
    Query::parse(text).unwrap_or_else(|complaint| panic!("{text}: {complaint}"))
}

fn looked(world: &World, text: &str, sort: Sort) -> Rows {
    let mut rows = Rows::new(query(text), sort);
    rows.rebuild(world);
    rows
}

fn names(world: &World, rows: &Rows) -> Vec<String> {
    rows.iter().filter_map(|no| world.row(no)).map(|row| row.token.name.to_string()).collect()
}

fn world() -> World {
    let acme = Owner::Account(account_id(1));
    let beta = Owner::Account(account_id(2));
    let day = |n| Some(NOW.plus_days(n));
    let mut world = World::new(NOW, Thresholds::default());
    world.apply(&accounts(1, true, vec![account(1, "acme"), account(2, "Beta")]));
    let of_acme = vec![
        Token { expires_on: day(5), last_used_on: None, ..token(&acme, 9, "deploy") },
        Token { status: Status::Disabled, creator: Some("zoe".into()), ..token(&acme, 2, "Backup") },
    ];
    world.apply(&listing(&acme, 2, true, of_acme));
    let of_beta =
        vec![Token { creator: Some("Ada".into()), last_used_on: day(0), ..token(&beta, 3, "backup") }];
    world.apply(&listing(&beta, 3, true, of_beta));
    let mine = vec![Token { expires_on: day(2), issued_on: day(-500), ..token(&Owner::User, 1, "émile") }];
    world.apply(&listing(&Owner::User, 4, true, mine));
    world
}

#[rstest]
#[case(Column::Name, &["Backup", "backup", "deploy", "émile"])]
#[case(Column::Account, &["émile", "Backup", "deploy", "backup"])]
#[case(Column::Status, &["backup", "deploy", "émile", "Backup"])]
#[case(Column::LastUsed, &["deploy", "Backup", "émile", "backup"])]
#[case(Column::Expires, &["émile", "deploy", "Backup", "backup"])]
#[case(Column::Issued, &["émile", "Backup", "backup", "deploy"])]
#[case(Column::Creator, &["backup", "Backup", "deploy", "émile"])]
#[case(Column::Kind, &["émile", "Backup", "backup", "deploy"])]
#[case(Column::Id, &["émile", "Backup", "backup", "deploy"])]
#[case(Column::Findings, &["Backup", "backup", "deploy", "émile"])]
fn sorts(#[case] column: Column, #[case] expected: &[&str]) {
    let world = world();
    let rows = looked(&world, "", Sort { column, descending: false });
    assert_eq!(names(&world, &rows), expected);
}

#[rstest]
#[case(Column::Name, &["émile", "deploy", "backup", "Backup"])]
#[case(Column::Kind, &["Backup", "backup", "deploy", "émile"])]
#[case(Column::Expires, &["Backup", "backup", "deploy", "émile"])]
fn descends_and_breaks_ties_upwards(#[case] column: Column, #[case] expected: &[&str]) {
    let world = world();
    let rows = looked(&world, "", Sort { column, descending: true });
    assert_eq!(names(&world, &rows), expected);
}

#[test]
fn bare_words_rank_by_how_well_they_match() {
    let acme = Owner::Account(account_id(1));
    let mut world = World::new(NOW, Thresholds::default());
    let tokens =
        vec![token(&acme, 1, "a d e p l o y"), token(&acme, 2, "the deploy"), token(&acme, 3, "deploy")];
    world.apply(&listing(&acme, 1, true, tokens));
    let ranked = looked(&world, "deploy", Sort::default());
    assert_eq!(names(&world, &ranked).last().map(String::as_str), Some("a d e p l o y"));
    let issued = Sort { column: Column::Issued, descending: false };
    assert_eq!(names(&world, &looked(&world, "deploy", issued))[0], "a d e p l o y");
    assert_eq!(names(&world, &looked(&world, "deploy kind:account", Sort::default()))[0], "a d e p l o y");
}

#[test]
fn finds_the_place_of_a_token() {
    let world = world();
    let mut rows = looked(&world, "", Sort::default());
    let backup = at(&Owner::Account(account_id(2)), 3);
    assert_eq!(rows.position(&world, &backup), Some(1));
    rows.set_query(query("deploy"), &world);
    assert_eq!(rows.position(&world, &backup), None);
    assert_eq!(rows.position(&world, &at(&Owner::User, 99)), None);
}

#[test]
fn an_age_in_the_filter_is_due_when_it_is_reached() {
    let mut world = world();
    let mut rows = looked(&world, "expires:<1d", Sort::default());
    assert_eq!((rows.len(), rows.due()), (0, Some(NOW.plus_days(1))));
    let changed = world.tick(NOW.plus_days(1).plus_millis(1));
    assert!(rows.absorb(&world, &changed));
    assert_eq!(names(&world, &rows), ["émile"]);
}

#[rstest]
#[case::front(&[0], &[9, 1, 2, 3])]
#[case::back(&[3], &[1, 2, 3, 9])]
#[case::middle(&[1, 1, 3], &[1, 9, 10, 2, 3, 11])]
#[case::none(&[], &[1, 2, 3])]
fn inserts(#[case] places: &[usize], #[case] expected: &[u32]) {
    let mut order = [1, 2, 3].map(RowNo).to_vec();
    insert(&mut order, places, (9..9 + u32::try_from(places.len()).unwrap()).map(RowNo));
    assert_eq!(order, expected.iter().copied().map(RowNo).collect::<Vec<_>>());
}

#[rstest]
#[case::from_nothing("", "d", true)]
#[case::typed_further("de", "dep", true)]
#[case::one_term_more("dep", "dep status:active", true)]
#[case::another_word("dep", "x", false)]
#[case::typed_back("dep", "de", false)]
#[case::becomes_part_of_an_id("004", "004d", false)]
#[case::longer_part_of_an_id("004d", "004d1", true)]
#[case::less_is_excluded("-de", "-dep", false)]
#[case::an_earlier_word("de x", "dep x", false)]
fn narrows(#[case] old: &str, #[case] new: &str, #[case] expected: bool) {
    assert_eq!(needs::narrows(&query(old), &query(new)), expected);
}

const QUERIES: [&str; 16] = [
    "",
    "d",
    "de",
    "dep",
    "depl",
    "004d",
    "004",
    "-ci",
    "ci account:acme",
    "status:active",
    "finding:any",
    "unused:>90d",
    "expires:<30d -d",
    "on:example.com",
    "can:\"DNS Write\"",
    "quota:>3%",
];

fn sort() -> impl Strategy<Value = Sort> {
    (0..Column::ALL.len(), any::<bool>())
        .prop_map(|(i, descending)| Sort { column: Column::ALL[i], descending })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn mending_gives_what_rebuilding_gives(
        news in news(20),
        days in proptest::collection::vec(prop_oneof![3 => Just(0), 1 => -5..40_i64], 20),
        which in 0..QUERIES.len(),
        sort in sort(),
    ) {
        let mut world = World::new(NOW, Thresholds::default());
        let mut rows = Rows::new(query(QUERIES[which]), sort);
        rows.rebuild(&world);
        for (delta, days) in news.iter().zip(days) {
            let mut changed = world.apply(delta);
            changed.merge(world.tick(world.now().plus_days(days)));
            let before = rows.clone();
            let differs = rows.absorb(&world, &changed);
            let mut anew = Rows::new(query(QUERIES[which]), sort);
            anew.rebuild(&world);
            prop_assert_eq!(&rows.shown, &anew.shown, "{:?} after {:?}", rows, delta);
            prop_assert_eq!(&rows.home, &anew.home);
            prop_assert!(differs || before == rows);
            prop_assert!(rows.iter().all(|no| world.row(no).is_some()));
        }
    }

    #[test]
    fn typing_gives_what_asking_at_once_gives(
        news in news(20),
        typed in proptest::collection::vec((0..QUERIES.len(), sort()), 1..8),
    ) {
        let mut world = World::new(NOW, Thresholds::default());
        news.iter().for_each(|delta| drop(world.apply(delta)));
        let mut rows = looked(&world, "", Sort::default());
        for (which, sort) in typed {
            rows.set_query(query(QUERIES[which]), &world);
            rows.set_sort(sort, &world);
            prop_assert_eq!(&rows, &looked(&world, QUERIES[which], sort));
        }
    }

    #[test]
    fn a_query_that_narrows_never_finds_more(a in "[a-dA-D0é ]{0,7}", b in "[a-dA-D04é ]{0,3}", seed: u64) {
        let owner = Owner::Account(account_id(1));
        let mut world = World::new(NOW, Thresholds::default());
        let tokens = (0..6).map(|n| any_token(&owner, n, seed.wrapping_add(n.into()))).collect();
        world.apply(&listing(&owner, 1, true, tokens));
        let (Ok(old), Ok(new)) = (Query::parse(&a), Query::parse(&format!("{a}{b}"))) else { return Ok(()) };
        if needs::narrows(&old, &new) {
            let [mut wide, mut narrow] = [old, new].map(|query| Rows::new(query, Sort::default()));
            wide.rebuild(&world);
            narrow.rebuild(&world);
            prop_assert!(narrow.iter().all(|no| wide.passed(no)));
        }
    }
}
