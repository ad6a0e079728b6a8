use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::clock::DAY;
use crate::domain::condition::{Condition, Range};
use crate::domain::matrix::Matrix;
use crate::domain::policy::Policy;
use crate::domain::resource::{Key, Resource};
use crate::domain::specimen::*;
use crate::domain::token::Status;

static THRESHOLDS: Thresholds =
    Thresholds { expiring_days: 30, unused_days: 90, old_days: 365, quota_percent: 90 };

fn cx(names: &dyn Lookup) -> FindingCx<'_> {
    FindingCx {
        now: NOW,
        thresholds: &THRESHOLDS,
        names,
        misfits: Matrix::shipped().misfits(),
        namesakes: 0,
        quota: None,
        creator: Creator::Member,
    }
}

fn words(token: &Token, cx: &FindingCx<'_>) -> Vec<&'static str> {
    let found = findings(token, cx);
    let set = finding_ids(token, cx);
    assert_eq!(set.iter().collect::<Vec<_>>(), found.iter().map(|f| f.id).collect::<Vec<_>>());
    assert_eq!(set.worst(), found.iter().map(|f| f.severity).max());
    found.iter().map(|f| f.id.word()).collect()
}

/// Reads one zone, from anywhere, for the next 200 days; used yesterday.
fn sound() -> Token {
    token([policy("allow", &[DNS_READ], &[zone(EXAMPLE)])])
}

#[test]
fn a_sound_token_has_no_findings() {
    assert_eq!(words(&sound(), &cx(&atlas())), [""; 0]);
}

#[rstest]
#[case::exposed(|t: &mut Token| t.status = Status::Exposed, &["exposed"])]
#[case::no_expiry(|t: &mut Token| t.expires_on = None, &["no-expiry"])]
#[case::disabled_without_expiry(
    |t: &mut Token| { t.expires_on = None; t.status = Status::Disabled }, &[])]
#[case::expired_but_active(|t: &mut Token| t.expires_on = Some(NOW), &["expired-active"])]
#[case::expired(|t: &mut Token| { t.expires_on = Some(NOW); t.status = Status::Expired }, &[])]
#[case::expiring(|t: &mut Token| t.expires_on = Some(NOW.plus_days(30)), &["expiring"])]
#[case::expiring_later(|t: &mut Token| t.expires_on = Some(NOW.plus_days(30).plus_millis(1)), &[])]
#[case::never_used_but_new(|t: &mut Token| t.last_used_on = None, &[])]
#[case::never_used(
    |t: &mut Token| { t.last_used_on = None; t.issued_on = Some(NOW.plus_days(-91)) }, &["never-used"])]
#[case::never_used_since_who_knows(|t: &mut Token| { t.last_used_on = None; t.issued_on = None }, &[])]
#[case::unused(|t: &mut Token| t.last_used_on = Some(NOW.plus_days(-91)), &["unused"])]
#[case::used_90_days_ago(|t: &mut Token| t.last_used_on = Some(NOW.plus_days(-90)), &[])]
#[case::old(|t: &mut Token| t.issued_on = Some(NOW.plus_days(-366)), &["old"])]
#[case::unknown_status_is_judged(
    |t: &mut Token| { t.status = Status::new("paused"); t.expires_on = None }, &["no-expiry"])]
fn dates(#[case] change: fn(&mut Token), #[case] expected: &[&str]) {
    let mut token = sound();
    change(&mut token);
    assert_eq!(words(&token, &cx(&atlas())), expected);
}

#[rstest]
#[case::write_one_zone(&[policy("allow", &[DNS_WRITE], &[zone(EXAMPLE)])], &["no-ip"])]
#[case::write_denied(
    &[policy("allow", &[DNS_WRITE, DNS_READ], &[zone(EXAMPLE)]), policy("deny", &[DNS_WRITE], &[zones_of(ACME)])], &[])]
#[case::read_everything(&[policy("allow", &[DNS_READ], &[Resource::whole(Key::AllZones)])], &[])]
#[case::write_all_in_one(&[policy("allow", &[DNS_WRITE], &[zones_of(ACME)])], &["wide", "no-ip"])]
#[case::write_all_zones(&[policy("allow", &[DNS_WRITE], &[Resource::whole(Key::AllZones)])], &["wide", "no-ip"])]
#[case::write_all_with_a_hole(
    &[policy("allow", &[DNS_WRITE], &[Resource::whole(Key::AllZones)]), policy("deny", &[DNS_WRITE], &[zone(STAGING)])],
    &["wide", "no-ip"])]
#[case::write_all_denied(
    &[policy("allow", &[DNS_WRITE, DNS_READ], &[zones_of(ACME)]), policy("deny", &[DNS_WRITE], &[Resource::whole(Key::AllZones)])],
    &[])]
#[case::zone_write_on_the_account(&[policy("allow", &[DNS_WRITE], &[account(ACME)])], &["wide", "no-ip"])]
#[case::account_write(&[policy("allow", &["1af1fa2adc104452b74a9a3364202f20"], &[account(ACME)])], &["no-ip"])]
#[case::mints(&[policy("allow", &[TOKENS_WRITE], &[account(ACME)])], &["mints-tokens", "no-ip"])]
#[case::reads_tokens(&[policy("allow", &[TOKENS_READ], &[account(ACME)])], &[])]
#[case::nothing(&[], &["no-reach"])]
#[case::inert(&[policy("allow", &[TOKENS_READ], &[zone(EXAMPLE)])], &["no-reach"])]
#[case::unknown_may_write(&[policy("allow", &[UNKNOWN_GROUP], &[zone(EXAMPLE)])], &["no-ip"])]
fn extent(#[case] policies: &[Policy], #[case] expected: &[&str]) {
    assert_eq!(words(&token(policies.to_vec()), &cx(&atlas())), expected);
}

#[rstest]
#[case::everywhere(Resource::whole(Key::AllZones), Severity::High, "may write on all zones of all accounts")]
#[case::one_account(zones_of(ACME), Severity::Medium, "may write on all zones of an account")]
fn how_wide(#[case] on: Resource, #[case] severity: Severity, #[case] reason: &str) {
    let found = findings(&token([policy("allow", &[DNS_WRITE], &[on])]), &cx(&atlas()));
    assert_eq!((found[0].severity, &*found[0].reason), (severity, reason));
}

#[test]
fn an_address_limit_is_enough() {
    let mut token = token([policy("allow", &[DNS_WRITE], &[zone(EXAMPLE)])]);
    token.condition =
        Condition { only_from: Box::new([Range::new("203.0.113.0/24")]), never_from: Box::default() };
    assert_eq!(words(&token, &cx(&atlas())), [""; 0]);
}

#[rstest]
#[case::closed("ed07f6c337da4195b4e72a1fb2c6bcae", Some((Severity::Medium, "may fail at Page Rules: closed to")))]
#[case::doubted("9bb90620717647a39679e1d951f140d6", Some((Severity::Low, "(doubted)")))]
#[case::open(DNS_READ, None)]
fn products_that_are_closed_to_account_owned_tokens(
    #[case] group: &str,
    #[case] expected: Option<(Severity, &str)>,
) {
    let mut token = token([policy("allow", &[group], &[zones_of(ACME)])]);
    let names = atlas();
    let told = |token: &Token| {
        let found = findings(token, &cx(&names));
        found.into_iter().find(|f| f.id == FindingId::Incompatible)
    };
    let found = told(&token);
    assert_eq!(found.as_ref().map(|f| f.severity), expected.map(|(severity, _)| severity));
    if let (Some(found), Some((_, words))) = (found, expected) {
        assert!(found.reason.contains(words), "{}", found.reason);
    }
    token.status = Status::Disabled;
    assert_eq!(told(&token), None, "a weakness of a token that is off is no news");
    token.status = Status::Active;
    token.at.owner = crate::domain::token::Owner::User;
    assert_eq!(told(&token), None, "a user token may use everything");
}

#[test]
fn surroundings() {
    let names = atlas();
    let quota = |used| Some(Quota { used, limit: 500 });
    let crowded = FindingCx { namesakes: 1, quota: quota(450), creator: Creator::Gone, ..cx(&names) };
    assert_eq!(words(&sound(), &crowded), ["creator-gone", "duplicate-name", "quota"]);
    let roomy = FindingCx { quota: quota(449), creator: Creator::Unknown, ..cx(&names) };
    assert_eq!(words(&sound(), &roomy), [""; 0]);
}

#[rstest]
#[case(450, 500, 90)]
#[case(501, 500, 100)]
#[case(0, 0, 100)]
#[case(usize::MAX, 1, u32::MAX)]
fn percent(#[case] used: usize, #[case] limit: usize, #[case] expected: u32) {
    assert_eq!(Quota { used, limit }.percent(), expected);
}

#[test]
fn ids_are_those_of_the_product() {
    let product = "no-expiry expired-active expiring never-used unused old wide mints-tokens no-ip exposed \
                   creator-gone no-reach duplicate-name quota incompatible";
    let mut ours = FindingId::ALL.map(FindingId::word).to_vec();
    let mut theirs: Vec<&str> = product.split_whitespace().collect();
    ours.sort_unstable();
    theirs.sort_unstable();
    assert_eq!(ours, theirs);
    for id in FindingId::ALL {
        assert_eq!(FindingId::new(id.word()), Some(id));
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("{:?}", id.word()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_dates_or_policies_panic(
        policies in any_policies(),
        days in prop::array::uniform4(prop::option::of(any::<i64>())),
    ) {
        let mut token = token(policies);
        let [issued, used, starts, ends] = days.map(|d| d.map(Time::from_millis));
        (token.issued_on, token.last_used_on, token.not_before, token.expires_on) = (issued, used, starts, ends);
        let found = words(&token, &cx(&atlas()));
        prop_assert!(!(found.contains(&"wide") && found.contains(&"no-reach")));
        prop_assert!(!found.contains(&"expiring") || ends.is_some_and(|e| e.since(NOW) <= 30 * DAY));
    }
}
