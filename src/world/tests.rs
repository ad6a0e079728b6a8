use proptest::prelude::*;
use rstest::rstest;

use super::sample::*;
use super::*;
use crate::domain::finding::{FindingId, FindingSet};
use crate::domain::lookup::Lookup;
use crate::domain::reach::Target;
use crate::domain::token::{Standing, TokenRef};
use crate::domain::zone::Zone;

fn world() -> World {
    World::new(NOW, Thresholds::default())
}

fn told(news: &[Delta]) -> World {
    let mut world = world();
    for delta in news {
        world.apply(delta);
    }
    world
}

fn acme() -> Owner {
    Owner::Account(account_id(1))
}

fn ids(world: &World, owner: &Owner) -> Vec<TokenRef> {
    world.tokens_of(owner).filter_map(|no| world.row(no)).map(|row| row.token.at.clone()).collect()
}

/// From the first moment, through a cache, a question and its answer.
#[test]
fn reading_is_only_what_is_really_awaited() {
    let mut world = world();
    assert!(world.reading(), "nothing is known");
    world.apply(&accounts(0, false, vec![account(1, "acme")]));
    assert!(!world.reading(), "what the cache knows is fresh, and nobody has asked");
    world.apply(&delta(Scope::Accounts, 1, Change::Asked));
    assert!(world.reading(), "the server is being asked");
    world.apply(&accounts(1, true, vec![account(1, "acme")]));
    assert!(!world.reading());
}

/// What a listing and a deletion do, step by step.
#[derive(Clone, Copy, PartialEq)]
enum Step {
    ListingSent,
    ListingServed,
    ListingArrives,
    Deletion,
    DeletionServed,
    DeletionArrives,
}

/// Every order of the steps of two requests that keeps the order within each: twenty.
fn interleavings() -> Vec<Vec<Step>> {
    use Step::*;
    let (listing, deletion) =
        ([ListingSent, ListingServed, ListingArrives], [Deletion, DeletionServed, DeletionArrives]);
    (0_u8..64)
        .filter(|bits| bits.count_ones() == 3)
        .map(|bits| {
            let (mut a, mut b) = (listing.iter(), deletion.iter());
            let next = |bit: u8| if bits >> bit & 1 == 1 { a.next() } else { b.next() };
            (0..6).filter_map(next).copied().collect()
        })
        .collect()
}

#[rstest]
#[case::listing_is_complete(true)]
#[case::listing_is_not(false)]
fn a_revoked_token_stays_revoked(#[case] complete: bool) {
    let all = interleavings();
    assert_eq!(all.len(), 20);
    for steps in all {
        let victim = token(&acme(), 1, "victim");
        let other = token(&acme(), 2, "other");
        let mut world = told(&[listing(&acme(), 1, true, vec![victim.clone(), other.clone()])]);
        let (mut counter, mut stamp, mut on_server, mut answer) = (1, 0, true, Vec::new());
        for step in steps {
            match step {
                Step::ListingSent => (counter, stamp) = (counter + 1, counter + 1),
                Step::ListingServed => {
                    answer = vec![other.clone()];
                    answer.extend(on_server.then(|| victim.clone()));
                }
                Step::ListingArrives => drop(world.apply(&listing(&acme(), stamp, complete, answer.clone()))),
                Step::Deletion => {}
                Step::DeletionServed => on_server = false,
                Step::DeletionArrives => {
                    counter += 1;
                    world.apply(&gone(&victim.at, counter));
                }
            }
        }
        assert_eq!(ids(&world, &acme()), [other.at]);
        assert_eq!(world.totals().tokens(), 1);
    }
}

#[test]
fn a_list_may_remove_only_when_it_is_complete() {
    let both = || vec![token(&acme(), 1, "one"), token(&acme(), 2, "two")];
    let mut world = told(&[listing(&acme(), 1, true, both())]);
    world.apply(&listing(&acme(), 2, false, vec![]));
    assert_eq!(world.len(), 2);
    let changed = world.apply(&listing(&acme(), 3, true, vec![token(&acme(), 2, "two")]));
    assert_eq!((world.len(), changed.rows.len()), (1, 1));
    assert!(world.token(&at(&acme(), 1)).is_none());
}

#[test]
fn the_parts_of_one_list_belong_together_in_any_order() {
    let parts = [
        listing(&acme(), 4, false, vec![token(&acme(), 1, "one")]),
        listing(&acme(), 4, true, vec![token(&acme(), 2, "two")]),
    ];
    let reversed = [parts[1].clone(), parts[0].clone()];
    assert_eq!(told(&parts).len(), 2);
    assert_eq!(told(&parts), told(&reversed));
}

#[test]
fn the_cache_never_overwrites() {
    let fresh = Token { name: "fresh".into(), ..token(&acme(), 1, "") };
    let cached =
        delta(Scope::Tokens(acme()), 0, Change::Restored(vec![Arc::new(token(&acme(), 1, "cached"))]));
    let world = told(&[listing(&acme(), 1, true, vec![fresh]), cached.clone()]);
    assert_eq!(&*world.token(&at(&acme(), 1)).unwrap().name, "fresh");
    assert_eq!(told(&[listing(&acme(), 1, true, vec![]), cached]).len(), 0);
}

#[test]
fn a_failure_keeps_what_was_known_and_says_why() {
    let scope = Scope::Tokens(acme());
    let mut world = told(&[listing(&acme(), 1, true, vec![token(&acme(), 1, "one")])]);
    let changed = world.apply(&delta(scope.clone(), 2, Change::Failed(fault())));
    assert_eq!((world.len(), changed.freshness, changed.rows.len()), (1, true, 0));
    assert_eq!(world.freshness(&scope).fault, Some(fault()));
    assert_eq!(world.freshness(&Scope::Token(at(&acme(), 1))).fault, Some(fault()));
}

#[test]
fn what_is_said_again_changes_nothing() {
    let news = listing(&acme(), 1, true, vec![token(&acme(), 1, "one")]);
    let mut world = told(std::slice::from_ref(&news));
    assert!(world.apply(&news).is_empty());
    let later = world.apply(&listing(&acme(), 2, true, vec![token(&acme(), 1, "one")]));
    assert_eq!(later, Changed { freshness: true, ..Changed::default() });
}

#[test]
fn an_account_out_of_reach_takes_its_tokens_along() {
    let mut world = told(&[
        accounts(1, true, vec![account(1, "Acme"), account(2, "Beta")]),
        listing(&acme(), 2, true, vec![token(&acme(), 1, "one")]),
    ]);
    let changed = world.apply(&accounts(3, true, vec![account(2, "Beta")]));
    assert_eq!((world.len(), world.account_ids().len(), changed.rows.len()), (0, 1, 1));
    world.apply(&listing(&acme(), 2, true, vec![token(&acme(), 1, "late")]));
    assert_eq!(world.len(), 0);
}

#[test]
fn a_renamed_account_touches_its_tokens() {
    let mut world = told(&[
        accounts(1, true, vec![account(1, "Acme"), account(2, "Beta")]),
        listing(&acme(), 2, true, vec![token(&acme(), 1, "one"), token(&acme(), 2, "two")]),
    ]);
    let changed = world.apply(&accounts(3, true, vec![account(1, "Zeta"), account(2, "Beta")]));
    assert_eq!((changed.rows.len(), changed.names, changed.accounts), (2, true, true));
    let names: Vec<_> = world.accounts().map(|row| row.account.name.clone()).collect();
    assert_eq!(names, ["Beta".into(), "Zeta".into()]);
    assert_eq!(world.named("zeta"), [Target::Account(account_id(1))]);
    assert_eq!(world.named("acme"), []);
}

#[test]
fn a_zone_that_moves_belongs_to_the_list_that_mentioned_it_last() {
    let zone = |account: u8| Zone {
        id: "feed".into(),
        name: "Example.com".into(),
        account: account_id(account),
        status: None,
    };
    let list = |account: u8, revision, zones| {
        delta(Scope::Zones(account_id(account)), revision, Change::Zones(zones))
    };
    let mut world = told(&[list(1, 5, vec![zone(1)]), list(2, 4, vec![zone(2)])]);
    assert_eq!(world.zone(&"feed".into()).unwrap().account, account_id(1));
    world.apply(&list(1, 6, vec![]));
    assert_eq!(world.zone(&"feed".into()).unwrap().account, account_id(2));
    assert_eq!(world.named("example.com"), [Target::Zone("feed".into())]);
    world.apply(&list(2, 7, vec![]));
    assert_eq!(world.named("example.com"), []);
}

#[test]
fn namesakes_are_told_apart_and_again_not() {
    let found = |world: &World, n| {
        let no = world.find(&at(&acme(), n)).unwrap();
        world.row(no).unwrap().findings.contains(FindingId::DuplicateName)
    };
    let mut world = told(&[listing(&acme(), 1, true, vec![token(&acme(), 1, "x"), token(&acme(), 2, "y")])]);
    assert!(!found(&world, 1));
    let renamed = Box::new(fetched(token(&acme(), 2, "x")));
    let changed = world.apply(&delta(Scope::Token(at(&acme(), 2)), 2, Change::Token(renamed)));
    assert!(found(&world, 1) && found(&world, 2));
    assert_eq!(changed.rows.len(), 2, "the other one looks different too");
    world.apply(&gone(&at(&acme(), 1), 3));
    assert!(!found(&world, 2));
}

#[test]
fn a_full_owner_is_a_finding_of_all_its_tokens() {
    let tokens = |n: u8| (0..n).map(|n| token(&Owner::User, n, &n.to_string())).collect::<Vec<_>>();
    let mut world = told(&[listing(&Owner::User, 1, false, tokens(45))]);
    assert_eq!(world.totals().finding(FindingId::Quota), 0, "not known whether that is all");
    world.apply(&listing(&Owner::User, 2, true, tokens(45)));
    assert_eq!(world.totals().finding(FindingId::Quota), 45);
    world.apply(&gone(&at(&Owner::User, 0), 3));
    assert_eq!(world.totals().finding(FindingId::Quota), 0);
}

#[test]
fn time_passing_changes_standing_and_sums() {
    let end = NOW.plus_days(1);
    let ends = Token { expires_on: Some(end), ..token(&acme(), 1, "ends") };
    let mut world = told(&[listing(&acme(), 1, true, vec![ends, token(&acme(), 2, "endless")])]);
    assert_eq!(world.due(), Some(end));
    assert!(world.tick(end.plus_millis(-1)).is_empty());
    let changed = world.tick(end);
    assert_eq!((changed.rows.len(), changed.accounts), (1, true));
    assert_eq!(world.sums(&acme()).standing(Standing::Expired), 1);
    assert_eq!(world.tick(NOW).rows.len(), 1, "a clock that jumped back");
    assert_eq!(world.totals().standing(Standing::Active), 2);
}

#[test]
fn organizations_hold_their_accounts_by_name() {
    let list = vec![account(1, "Zeta"), account(3, "Acme"), account(2, "Alone")];
    let world = told(&[
        accounts(1, true, list),
        listing(&acme(), 2, true, vec![token(&acme(), 1, "one"), token(&acme(), 2, "two")]),
    ]);
    let rows = world.organizations();
    let of = |row: &OrganizationRow| {
        (row.id.as_ref().map(|_| row.name.to_string()), row.accounts.len(), row.sums.tokens())
    };
    let told: Vec<_> = rows.iter().map(of).collect();
    assert_eq!(told, [(Some("Acme Group".to_owned()), 2, 2), (None, 1, 0)]);
    assert_eq!(rows[0].accounts, [account_id(3), account_id(1)]);
}

fn organizations(revision: u64, list: Vec<Organization>) -> Delta {
    delta(Scope::Organizations, revision, Change::Organizations { list, complete: true })
}

#[test]
fn organizations_stand_in_a_tree_and_sums_go_up() {
    let orphan = |n, name| Account { parent: None, ..account(n, name) };
    let world = told(&[
        accounts(1, true, vec![orphan(1, "One"), orphan(2, "Two"), orphan(3, "Three")]),
        listing(&Owner::Account(account_id(2)), 2, true, vec![token(&Owner::Account(account_id(2)), 1, "t")]),
        organizations(
            3,
            vec![
                organization("below", "Below", Some("root"), &[2]),
                organization("root", "Root", None, &[1]),
                organization("empty", "Beside", Some("root"), &[]),
            ],
        ),
    ]);
    let rows = world.organizations();
    let of = |row: &OrganizationRow| (row.name.to_string(), row.depth, row.held, row.sums.tokens());
    assert_eq!(
        rows.iter().map(of).collect::<Vec<_>>(),
        [
            ("Root".to_owned(), 0, 2, 1),
            ("Below".to_owned(), 1, 1, 1),
            ("Beside".to_owned(), 1, 0, 0),
            (String::new(), 0, 1, 0),
        ]
    );
}

#[test]
fn organizations_that_hold_each_other_are_each_shown_once() {
    let ring = vec![
        organization("a", "A", Some("b"), &[]),
        organization("b", "B", Some("a"), &[]),
        organization("c", "C", Some("c"), &[]),
    ];
    let world = told(&[organizations(1, ring)]);
    let rows = world.organizations();
    let of = |row: &OrganizationRow| (row.name.to_string(), row.depth);
    let told: Vec<_> = rows.iter().map(of).collect();
    assert_eq!(told, [("A".to_owned(), 0), ("B".to_owned(), 1), ("C".to_owned(), 0)]);
}

#[test]
fn a_creator_is_gone_only_where_all_members_were_read() {
    let made = Token { creator: Some("Ada@acme.example".into()), ..token(&acme(), 1, "made") };
    let mut world = told(&[listing(&acme(), 1, true, vec![made])]);
    let Owner::Account(account) = acme() else { unreachable!() };
    let mut gone = |revision, complete, list: &[&str]| {
        let list = list.iter().map(|address| member(address)).collect();
        world.apply(&delta(Scope::Members(account.clone()), revision, Change::Members { list, complete }));
        world.totals().finding(FindingId::CreatorGone)
    };
    assert_eq!(gone(2, false, &["bob@acme.example"]), 0, "an incomplete list proves nothing");
    assert_eq!(gone(3, true, &["bob@acme.example"]), 1);
    assert_eq!(gone(4, true, &["ada@ACME.example"]), 0, "addresses have no case");
    assert_eq!(gone(3, true, &[]), 0, "old news");
}

/// Everything that follows from the facts, followed anew.
fn recounted(world: &World) -> Result<(), TestCaseError> {
    let mut totals = Sums::default();
    for (no, row) in world.rows() {
        let mut found = FindingSet::default();
        world.findings(no).iter().for_each(|finding| found.insert(finding.id, finding.severity));
        prop_assert_eq!(row.findings, found, "{:?}", row.token);
        prop_assert_eq!(row.standing, row.token.standing(world.now()));
        totals.credit(row.standing, found);
    }
    prop_assert_eq!(&totals, world.totals());
    let mut sums = world.sums(&Owner::User);
    (0..3).for_each(|n| sums.add(&world.sums(&Owner::Account(account_id(n)))));
    prop_assert_eq!(sums, totals);
    let (first, last) = (Time::from_millis(i64::MIN), Time::from_millis(i64::MAX));
    let mut ending: Vec<RowNo> = world.ending(None, first, last).collect();
    let mut expected: Vec<RowNo> =
        world.rows().filter(|(_, row)| row.token.expires_on.is_some()).map(|(no, _)| no).collect();
    ending.sort_unstable();
    expected.sort_unstable();
    prop_assert_eq!(&ending, &expected);
    prop_assert_eq!(world.endless(None), world.len() - ending.len());
    let owners = (0..3).map(|n| Owner::Account(account_id(n))).chain([Owner::User]);
    let by_owner: usize = owners.map(|owner| world.ending(Some(&owner), first, last).count()).sum();
    prop_assert_eq!(by_owner, ending.len());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn news_in_any_order_and_repeated_gives_the_same_world(
        (news, shuffled) in news(24).prop_flat_map(|news| {
            let twice = news.iter().chain(&news).cloned().collect::<Vec<_>>();
            (Just(news), Just(twice).prop_shuffle())
        })
    ) {
        let (in_order, disordered) = (told(&news), told(&shuffled));
        recounted(&in_order)?;
        recounted(&disordered)?;
        prop_assert_eq!(in_order, disordered);
    }

    #[test]
    fn it_does_not_matter_whether_time_passes_before_or_after_the_news(
        news in news(12),
        days in proptest::collection::vec(-300..300_i64, 1..4),
        cut in 0..12_usize,
    ) {
        let (before, after) = news.split_at(cut.min(news.len()));
        let mut world = told(before);
        for days in &days {
            world.tick(NOW.plus_days(*days));
            recounted(&world)?;
        }
        after.iter().for_each(|delta| drop(world.apply(delta)));
        let mut late = World::new(world.now(), Thresholds::default());
        news.iter().for_each(|delta| drop(late.apply(delta)));
        prop_assert_eq!(world, late);
    }

    #[test]
    fn nothing_changes_between_two_moments_that_are_due(seed: u64) {
        let tokens = (0..3).map(|n| any_token(&acme(), n, seed.wrapping_add(n.into()))).collect();
        let mut world = World::new(NOW.plus_days(-900), Thresholds::default());
        world.apply(&listing(&acme(), 1, true, tokens));
        while let Some(due) = world.due() {
            world.tick(due.plus_millis(-1));
            recounted(&world)?;
            world.tick(due);
            recounted(&world)?;
        }
    }
}
