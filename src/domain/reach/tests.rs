use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::domain::condition::{Condition, Range};
use crate::domain::lookup::Nameless;
use crate::domain::policy::{Policy, Stance};
use crate::domain::resource::{Key, Resource};
use crate::domain::specimen::*;
use crate::domain::token::Standing;

fn ask(policies: &[Policy], group: &str, target: &Target) -> Verdict {
    Reach::of(policies).can(&group.into(), target, &atlas())
}

fn zone_target(id: &str) -> Target {
    Target::Zone(id.into())
}

#[rstest]
#[case::the_zone_itself(zone(EXAMPLE), EXAMPLE, Verdict::Yes)]
#[case::another_zone(zone(STAGING), EXAMPLE, Verdict::No)]
#[case::nested(within(Key::Account(ACME.into()), Key::Zone(EXAMPLE.into())), EXAMPLE, Verdict::Yes)]
#[case::all_of_its_account(zones_of(ACME), EXAMPLE, Verdict::Yes)]
#[case::all_of_another_account(zones_of(BRAVO), EXAMPLE, Verdict::No)]
#[case::all_of_an_account_but_whose_zone_is_it(zones_of(ACME), NOBODYS, Verdict::Unknown)]
#[case::everywhere(Resource::whole(Key::AllZones), NOBODYS, Verdict::Yes)]
#[case::everywhere_nested(within(Key::AllAccounts, Key::AllZones), EXAMPLE, Verdict::Yes)]
#[case::on_the_account(account(ACME), EXAMPLE, Verdict::Presumed)]
#[case::on_another_account(account(BRAVO), EXAMPLE, Verdict::No)]
#[case::on_all_accounts(Resource::whole(Key::AllAccounts), NOBODYS, Verdict::Presumed)]
#[case::on_a_bucket(bucket(ACME, "example.com"), EXAMPLE, Verdict::No)]
#[case::on_nobody_knows_what(Resource::whole(Key::new("com.cloudflare.x.y")), EXAMPLE, Verdict::Unknown)]
fn a_zone_permission(#[case] resource: Resource, #[case] asked: &str, #[case] expected: Verdict) {
    let policies = [policy("allow", &[DNS_WRITE], &[resource])];
    assert_eq!(ask(&policies, DNS_WRITE, &zone_target(asked)), expected);
    assert_eq!(ask(&policies, DNS_READ, &zone_target(asked)), Verdict::No, "another permission");
}

#[rstest]
#[case::that_zone(zone(EXAMPLE), EXAMPLE, Verdict::Denied)]
#[case::another_zone(zone(STAGING), EXAMPLE, Verdict::Yes)]
#[case::its_account(zones_of(ACME), EXAMPLE, Verdict::Denied)]
#[case::its_account_from_outside(zones_of(ACME), BRAVO_DEV, Verdict::Yes)]
#[case::perhaps_its_account(zones_of(ACME), NOBODYS, Verdict::Unknown)]
#[case::everything(Resource::whole(Key::AllZones), EXAMPLE, Verdict::Denied)]
#[case::presumably(account(ACME), EXAMPLE, Verdict::Unknown)]
#[case::a_bucket(bucket(ACME, "example.com"), EXAMPLE, Verdict::Yes)]
fn a_deny_beats_everywhere(#[case] denied: Resource, #[case] asked: &str, #[case] expected: Verdict) {
    let everywhere = policy("allow", &[DNS_WRITE], &[Resource::whole(Key::AllZones)]);
    let policies = [policy("deny", &[DNS_WRITE], &[denied]), everywhere];
    assert_eq!(ask(&policies, DNS_WRITE, &zone_target(asked)), expected);
}

#[test]
fn a_whole_with_a_hole_is_partial() {
    let policies =
        [policy("allow", &[DNS_WRITE], &[zones_of(ACME)]), policy("deny", &[DNS_WRITE], &[zone(STAGING)])];
    assert_eq!(ask(&policies, DNS_WRITE, &Target::ZonesOf(ACME.into())), Verdict::Partial);
    assert_eq!(ask(&policies, DNS_WRITE, &Target::AllZones), Verdict::Partial);
    assert_eq!(ask(&policies, DNS_WRITE, &zone_target(EXAMPLE)), Verdict::Yes);
    assert_eq!(ask(&policies, DNS_WRITE, &zone_target(STAGING)), Verdict::Denied);
}

#[test]
fn what_was_denied_elsewhere_is_no_denial_here() {
    let policies =
        [policy("allow", &[DNS_WRITE], &[zone(STAGING)]), policy("deny", &[DNS_WRITE], &[zone(STAGING)])];
    assert_eq!(ask(&policies, DNS_WRITE, &zone_target(STAGING)), Verdict::Denied);
    assert_eq!(ask(&policies, DNS_WRITE, &zone_target(EXAMPLE)), Verdict::No);
    assert_eq!(ask(&policies, DNS_WRITE, &Target::AllZones), Verdict::Denied);
}

#[test]
fn a_zone_permission_asked_about_an_account_is_asked_about_its_zones() {
    let policies = [policy("allow", &[DNS_WRITE], &[zone(EXAMPLE)])];
    assert_eq!(ask(&policies, DNS_WRITE, &Target::Account(ACME.into())), Verdict::Partial);
    assert_eq!(ask(&policies, DNS_WRITE, &Target::Account(BRAVO.into())), Verdict::No);
}

#[rstest]
#[case::account_permission_on_a_zone(TOKENS_READ, zone(EXAMPLE), Target::Zone(EXAMPLE.into()), Verdict::No)]
#[case::account_permission(TOKENS_READ, account(ACME), Target::Account(ACME.into()), Verdict::Yes)]
#[case::account_permission_everywhere(
    TOKENS_READ, Resource::whole(Key::AllAccounts), Target::Account(ACME.into()), Verdict::Yes)]
#[case::account_permission_in_nested_zones(
    TOKENS_READ, zones_of(ACME), Target::Account(ACME.into()), Verdict::No)]
#[case::unknown_permission(UNKNOWN_GROUP, zone(EXAMPLE), Target::Zone(EXAMPLE.into()), Verdict::Unknown)]
#[case::unknown_permission_on_the_account_of_a_zone(UNKNOWN_GROUP, account(ACME), Target::Zone(EXAMPLE.into()), Verdict::Unknown)]
#[case::unknown_permission_on_all_accounts(UNKNOWN_GROUP, Resource::whole(Key::AllAccounts), Target::Zone(EXAMPLE.into()), Verdict::Unknown)]
#[case::unknown_permission_on_another_account(UNKNOWN_GROUP, account(BRAVO), Target::Zone(EXAMPLE.into()), Verdict::No)]
#[case::unknown_permission_on_a_zone_of_the_account(UNKNOWN_GROUP, zone(EXAMPLE), Target::Account(ACME.into()), Verdict::Unknown)]
#[case::unknown_permission_on_a_zone_of_another(UNKNOWN_GROUP, zone(BRAVO_DEV), Target::Account(ACME.into()), Verdict::No)]
#[case::unknown_permission_on_other_things_inside(UNKNOWN_GROUP, bucket(ACME, "x"), Target::Zone(EXAMPLE.into()), Verdict::No)]
#[case::bucket(BUCKET_WRITE, bucket(ACME, "a_b"), Target::whole(&bucket(ACME, "a_b").key), Verdict::Yes)]
#[case::all_buckets_of_an_account(
    BUCKET_WRITE, within(Key::Account(ACME.into()), Key::AllBuckets), Target::whole(&bucket(ACME, "x").key), Verdict::Yes)]
#[case::all_buckets_of_another(
    BUCKET_WRITE, within(Key::Account(BRAVO.into()), Key::AllBuckets), Target::whole(&bucket(ACME, "x").key), Verdict::No)]
fn other_kinds(#[case] group: &str, #[case] on: Resource, #[case] asked: Target, #[case] expected: Verdict) {
    assert_eq!(ask(&[policy("allow", &[group], &[on])], group, &asked), expected);
}

#[test]
fn an_unknown_stance_is_unknown_and_a_deny_still_beats_it() {
    let audit = policy("audit", &[DNS_WRITE], &[zone(EXAMPLE)]);
    let deny = policy("deny", &[DNS_WRITE], &[zones_of(ACME)]);
    assert_eq!(ask(std::slice::from_ref(&audit), DNS_WRITE, &zone_target(EXAMPLE)), Verdict::Unknown);
    assert_eq!(ask(&[audit, deny], DNS_WRITE, &zone_target(EXAMPLE)), Verdict::Denied);
}

#[rstest]
#[case::there(zone(EXAMPLE), Verdict::Denied)]
#[case::beside(zone(STAGING), Verdict::Unknown)]
#[case::perhaps_there(account(ACME), Verdict::Unknown)]
fn an_unknown_permission_is_denied_only_where_it_surely_is(
    #[case] denied: Resource,
    #[case] expected: Verdict,
) {
    let policies =
        [policy("allow", &[UNKNOWN_GROUP], &[zones_of(ACME)]), policy("deny", &[UNKNOWN_GROUP], &[denied])];
    assert_eq!(ask(&policies, UNKNOWN_GROUP, &zone_target(EXAMPLE)), expected);
}

#[test]
fn nothing_is_dropped_from_the_view_by_resource() {
    let odd = Resource::whole(Key::new("com.cloudflare.x.y"));
    let policies = [policy("allow", &[UNKNOWN_GROUP, TOKENS_READ], &[odd, zone(EXAMPLE)])];
    let reach = Reach::of(&policies);
    let seen = reach.targets(&atlas());
    let verdicts: Vec<(String, Vec<Verdict>)> =
        seen.iter().map(|(t, gs)| (t.to_string(), gs.iter().map(|g| g.1).collect())).collect();
    assert_eq!(
        verdicts,
        [
            (format!("zone {EXAMPLE}"), vec![Verdict::Unknown, Verdict::No]),
            ("com.cloudflare.x.y".to_owned(), vec![Verdict::Unknown, Verdict::Unknown]),
        ]
    );
}

#[test]
fn wider_names_what_is_beyond() {
    let narrow = Reach::of(&[policy("allow", &[DNS_WRITE], &[zone(EXAMPLE)])]);
    let wide = Reach::of(&[policy("allow", &[DNS_WRITE], &[zones_of(ACME)])]);
    let holed = Reach::of(&[
        policy("allow", &[DNS_WRITE], &[zones_of(ACME)]),
        policy("deny", &[DNS_WRITE], &[zone(STAGING)]),
    ]);
    assert!(wider(&wide, &narrow, &atlas()) && !wider(&narrow, &wide, &atlas()));
    assert!(wider(&wide, &holed, &atlas()) && !wider(&holed, &wide, &atlas()));
    let beyond = narrow.beyond(&Reach::default(), &Nameless);
    assert_eq!(beyond[0].1, zone_target(EXAMPLE));
}

#[rstest]
#[case::now("active", 0, &[], Standing::Active, Origin::Anywhere, true)]
#[case::later("active", 5, &[], Standing::NotYet, Origin::Anywhere, false)]
#[case::off("disabled", 0, &["203.0.113.0/24"], Standing::Disabled, Origin::Some, false)]
#[case::from_nowhere("active", 0, &["office"], Standing::Active, Origin::Nowhere, false)]
fn force_tells_time_from_place(
    #[case] status: &str,
    #[case] starts_in_days: i64,
    #[case] only: &[&str],
    #[case] standing: Standing,
    #[case] origin: Origin,
    #[case] usable: bool,
) {
    let mut token = token([]);
    token.status = crate::domain::token::Status::new(status);
    token.not_before = Some(NOW.plus_days(starts_in_days));
    token.condition =
        Condition { only_from: only.iter().map(|r| Range::new(r)).collect(), never_from: Box::default() };
    let force = Force::of(&token, NOW);
    assert_eq!((force.standing, force.origin, force.is_usable()), (standing, origin, usable));
}

#[rstest]
#[case::all_of_it(&["203.0.113.0/24"], &["203.0.113.0/24"], Origin::Nowhere)]
#[case::in_two_halves(&["203.0.113.0/24"], &["203.0.113.0/25", "203.0.113.128/25"], Origin::Nowhere)]
#[case::all_but_a_part(&["203.0.113.0/24"], &["203.0.113.0/25"], Origin::Some)]
#[case::both_families(&[], &["0.0.0.0/0", "::/0"], Origin::Nowhere)]
#[case::one_family(&[], &["0.0.0.0/0"], Origin::Some)]
#[case::words(&[], &["office"], Origin::Some)]
fn what_is_refused_again_is_nowhere(#[case] only: &[&str], #[case] never: &[&str], #[case] expected: Origin) {
    let list = |texts: &[&str]| texts.iter().map(|t| Range::new(t)).collect();
    assert_eq!(Origin::of(&Condition { only_from: list(only), never_from: list(never) }), expected);
}

fn levels(policies: &[Policy]) -> Vec<u8> {
    let (reach, names) = (Reach::of(policies), atlas());
    GROUPS
        .iter()
        .flat_map(|g| targets().into_iter().map(move |t| (*g, t)))
        .map(|(group, target)| reach.can(&group.into(), &target, &names).level())
        .chain(GROUPS.iter().map(|g| {
            let grant = reach.grants().find(|have| have.group().id == (*g).into());
            grant.map_or(0, |have| have.anywhere(&names).level())
        }))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn another_allow_never_lowers(policies in any_policies(), more in any_policy_with(&["allow"])) {
        let before = levels(&policies);
        let after = levels(&[policies, vec![more]].concat());
        prop_assert!(before.iter().zip(&after).all(|(b, a)| a >= b));
    }

    #[test]
    fn another_deny_never_raises(policies in any_policies(), more in any_policy_with(&["deny"])) {
        let before = levels(&policies);
        let after = levels(&[policies, vec![more]].concat());
        prop_assert!(before.iter().zip(&after).all(|(b, a)| a <= b));
    }

    #[test]
    fn order_and_repetition_do_not_count(policies in any_policies().prop_shuffle(), other in any_policies()) {
        let reach = Reach::of(&policies);
        let reversed: Vec<Policy> = policies.iter().rev().cloned().collect();
        prop_assert_eq!(&Reach::of(&reversed), &reach);
        prop_assert_eq!(&Reach::of(&[policies.clone(), reversed].concat()), &reach);
        prop_assert!(!wider(&reach, &reach, &atlas()));
        let union = Reach::of(&[policies, other.clone()].concat());
        let swapped = Reach::of(&[other, union.grants().flat_map(policies_of).collect()].concat());
        prop_assert_eq!(swapped, union);
    }

    #[test]
    fn the_quick_answer_is_the_full_answer(policies in any_policies(), target in prop::sample::select(targets()), group in prop::sample::select(GROUPS.to_vec())) {
        let names = atlas();
        let reach = Reach::of(&policies);
        let id = group.into();
        let is = |g: &GroupRef| g.id == id;
        let full = reach.can(&id, &target, &names).reaches();
        prop_assert_eq!(reaches(&policies, &is, Some(std::slice::from_ref(&target)), &names), full);
        let anywhere = reach.grants().any(|g| g.group().id == id && g.anywhere(&names).reaches());
        prop_assert_eq!(reaches(&policies, &is, None, &names), anywhere);
        prop_assert!(anywhere || !full, "reach somewhere, but none anywhere");
        prop_assert_eq!(reach.is_empty(&names), !reaches(&policies, &|_| true, None, &names));
    }

    #[test]
    fn how_goes_as_far_as_the_reach(policies in any_policies(), target in prop::sample::select(targets()), group in prop::sample::select(GROUPS.to_vec())) {
        let full = Reach::of(&policies).can(&group.into(), &target, &atlas());
        let found = how_of(&policies, group, Some(&target));
        prop_assert_eq!(found.as_ref().map_or(0, |how| how.verdict.level()), full.level());
        prop_assert!(found.is_none_or(|how| !how.policies.is_empty() && !how.over.is_empty()));
    }

    #[test]
    fn what_is_granted_is_in_reach_or_denied(policies in any_policies(), target in prop::sample::select(targets()), group in prop::sample::select(GROUPS.to_vec())) {
        let (names, id) = (atlas(), group.into());
        let is = |g: &GroupRef| g.id == id;
        let asked = Some(std::slice::from_ref(&target));
        let (is_granted, is_denied) = (granted(&policies, &is, asked, &names), denied(&policies, &is, asked, &names));
        prop_assert_eq!(is_granted, is_denied || reaches(&policies, &is, asked, &names));
        prop_assert!(!is_denied || denied(&policies, &is, None, &names), "denied here, but nowhere");
    }
}

/// A grant written as policies again.
fn policies_of(grant: &Grant) -> Vec<Policy> {
    let one = |stance: Stance, target: &Target| Policy {
        id: None,
        stance,
        groups: Box::new([grant.group().clone()]),
        resources: written(target).into_iter().collect(),
    };
    let allowed = grant.allowed().map(|t| one(Stance::Allow, t));
    let denied = grant.denied().map(|t| one(Stance::Deny, t));
    let unsure = grant.unsure().map(|(t, word)| one(Stance::Other(word.clone()), t));
    allowed.chain(denied).chain(unsure).collect()
}

/// The entry of a policy that names a target; what has no form of its own is looked up among the specimens.
fn written(target: &Target) -> Option<Resource> {
    resources().into_iter().find(|r| Target::of(r).eq([target.clone()]))
}

fn how_of(policies: &[Policy], group: &str, asked: Option<&Target>) -> Option<How> {
    how(policies, &|g| g.id == group.into(), asked.map(std::slice::from_ref), &atlas())
}

#[test]
fn how_names_the_policy_what_it_is_over_and_what_is_denied_near_it() {
    let policies = [
        policy("allow", &[DNS_READ], &[zone(EXAMPLE)]),
        policy("deny", &[DNS_WRITE], &[zone(STAGING)]),
        policy("allow", &[DNS_WRITE], &[zones_of(ACME), zone(BRAVO_DEV)]),
    ];
    let found = how_of(&policies, DNS_WRITE, Some(&zone_target(EXAMPLE))).unwrap();
    assert_eq!((found.verdict, &*found.policies), (Verdict::Yes, &[3][..]));
    assert_eq!(found.over, [Target::ZonesOf(ACME.into())]);
    assert_eq!(found.denied, [zone_target(STAGING)]);
    let found = how_of(&policies, DNS_WRITE, Some(&zone_target(STAGING))).unwrap();
    assert_eq!(found.verdict, Verdict::Denied);
    assert_eq!(how_of(&policies, TOKENS_READ, Some(&zone_target(EXAMPLE))), None);
    let anything = how(&policies, &|_| true, None, &atlas()).unwrap();
    assert_eq!((anything.group.id, anything.others), (DNS_WRITE.into(), 1), "the one that changes things");
}

#[test]
fn how_says_that_a_group_is_unknown() {
    let policies = [policy("allow", &[UNKNOWN_GROUP], &[zone(EXAMPLE)])];
    let found = how_of(&policies, UNKNOWN_GROUP, Some(&zone_target(EXAMPLE))).unwrap();
    assert_eq!((found.verdict, found.unknown_group), (Verdict::Unknown, true));
}
