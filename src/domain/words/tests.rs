use rstest::rstest;

use super::*;
use crate::domain::policy::{GroupRef, Policy};
use crate::domain::resource::{Key, Resource};
use crate::domain::specimen::*;

fn lines(policies: &[Policy]) -> Vec<String> {
    phrases(&token(policies.to_vec()), &atlas()).iter().map(Phrase::to_string).collect()
}

#[test]
fn allows_with_what_is_taken_off() {
    let policies = [
        policy("allow", &[DNS_WRITE, DNS_READ], &[zones_of(ACME), zone(BRAVO_DEV)]),
        policy("deny", &[DNS_WRITE], &[zone(STAGING)]),
    ];
    assert_eq!(
        lines(&policies),
        [
            "may edit DNS of all zones of Acme and bravo.dev; denied on staging.example.com",
            "may read DNS of all zones of Acme and bravo.dev",
        ]
    );
}

#[test]
fn permissions_on_the_same_things_share_a_line() {
    let policies = [
        policy("allow", &[TOKENS_READ], &[account(ACME)]),
        policy("allow", &["1af1fa2adc104452b74a9a3364202f20"], &[account(ACME)]),
        policy("allow", &[TOKENS_WRITE], &[account(ACME)]),
    ];
    let found = phrases(&token(policies), &atlas());
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].verb, "edit");
    assert_eq!(found[0].what.len() + found[1].what.len(), 3);
}

#[rstest]
#[case::denied_whole(
    &[policy("allow", &[DNS_WRITE], &[zone(EXAMPLE)]), policy("deny", &[DNS_WRITE], &[zones_of(ACME)])],
    "may not edit DNS of all zones of Acme")]
#[case::presumed(
    &[policy("allow", &[DNS_READ], &[account(ACME)])], "may presumably read DNS of all zones of Acme")]
#[case::inert(
    &[policy("allow", &[TOKENS_READ], &[zone(EXAMPLE)])],
    "read Account API Tokens of example.com: does nothing, the permission is not for such a resource")]
#[case::unknown_group(
    &[policy("allow", &[UNKNOWN_GROUP], &[zone(EXAMPLE)])],
    "may perhaps use permission dddddddd… of example.com (unknown)")]
#[case::unknown_resource(
    &[policy("allow", &[DNS_READ], &[Resource::whole(Key::new("com.cloudflare.x.\u{202E}y"))])],
    "may perhaps read DNS of com.cloudflare.x.�y (unknown)")]
#[case::unknown_stance(
    &[policy("audit", &[DNS_READ], &[zone(EXAMPLE)])],
    "\"audit\" (a stance nobody knows): read DNS of example.com")]
#[case::unknown_zone(&[policy("allow", &[DNS_READ], &[zone(NOBODYS)])], "may read DNS of zone cccccccc…")]
fn one_line(#[case] policies: &[Policy], #[case] expected: &str) {
    assert_eq!(lines(policies), [expected]);
}

#[rstest]
#[case(80, "edit Account API Tokens, DNS; read DNS · Bravo GmbH +2")]
#[case(50, "edit Account API Tokens, DNS +1 · Bravo GmbH +2")]
#[case(45, "edit Account API Tokens +2 · Bravo GmbH +2")]
#[case(30, "edit Account API Tokens +2 · …")]
#[case(0, "")]
fn on_one_line(#[case] max: usize, #[case] expected: &str) {
    let policies = [
        policy("allow", &[DNS_WRITE, DNS_READ], &[zone(EXAMPLE), zone(STAGING)]),
        policy("allow", &[TOKENS_WRITE], &[account(BRAVO)]),
    ];
    assert_eq!(reach_line(&token(policies), &atlas(), max), expected);
}

#[test]
fn nothing_is_said_to_be_nothing() {
    assert_eq!(reach_line(&token([]), &atlas(), 40), "nothing");
    let mut odd = policy("allow", &[], &[zone(EXAMPLE)]);
    odd.groups = Box::new([GroupRef::new("x".into(), Some("Evil\u{1b}[2J Write"))]);
    let line = reach_line(&token([odd]), &atlas(), 60);
    assert_eq!(line, "edit Evil�[2J · example.com");
}
