use serde_json::json;

use super::super::moving::tests::{A, B, DNS_WRITE, PAGE_RULES_WRITE, TwoZones, token};
use super::*;
use crate::domain::condition::Condition;
use crate::domain::policy::Stance;

const ACCOUNT_SETTINGS_READ: &str = "c1fde68c7bcc44588cbb6ddbc16d6480";

fn now() -> Time {
    Time::parse("2026-10-10T00:00:00Z").unwrap()
}

fn make(token: &Token) -> Result<Twin, Box<Move>> {
    twin(Matrix::shipped(), token, &A.into(), &TwoZones::new(), now())
}

#[test]
fn all_zones_are_nested_under_the_account() {
    let twin = make(&token(&[(&[DNS_WRITE], &["com.cloudflare.api.account.zone.*"])])).unwrap();
    let expected = json!({
        "name": "deploy (account-owned)",
        "kind": "account",
        "account": A,
        "policies": [{
            "effect": "allow",
            "permission_groups": [{"id": DNS_WRITE, "name": "DNS Write"}],
            "resources": {(format!("com.cloudflare.api.account.{A}")): {"com.cloudflare.api.account.zone.*": "*"}},
        }],
    });
    assert_eq!(serde_json::to_value(&twin.draft).unwrap(), expected);
    assert!(twin.changes.iter().any(|c| c.contains("Audit logs")));
    assert!(twin.changes.iter().any(|c| c.contains("zones of all accounts")));
    assert!(twin.by_hand.iter().any(|c| c.contains("Consider an expiry")));
}

#[test]
fn the_account_and_its_zones_become_two_policies_by_scope() {
    let both = ["com.cloudflare.api.account.*", "com.cloudflare.api.account.zone.*"];
    let twin = make(&token(&[(&[DNS_WRITE, ACCOUNT_SETTINGS_READ], &both)])).unwrap();
    let told = twin.draft.policies.iter().map(|p| {
        let groups: Vec<_> = p.permission_groups.iter().map(|g| g.id.as_str()).collect();
        (groups, p.resources.values().next().unwrap().clone())
    });
    let nested = json!({"com.cloudflare.api.account.zone.*": "*"});
    assert_eq!(
        told.collect::<Vec<_>>(),
        [(vec![ACCOUNT_SETTINGS_READ], json!("*")), (vec![DNS_WRITE], nested)]
    );
}

#[test]
fn limits_are_kept_and_a_past_expiry_is_not() {
    let account = format!("com.cloudflare.api.account.{A}");
    let mut token = token(&[(&[ACCOUNT_SETTINGS_READ], &[&account])]);
    token.condition = Condition {
        only_from: [Range::new("203.0.113.0/24")].into(),
        never_from: [Range::new("203.0.113.9/32")].into(),
    };
    token.expires_on = Time::parse("2027-01-01T00:00:00Z");
    token.not_before = Time::parse("2026-11-01T00:00:00Z");
    let draft = make(&token).unwrap().draft;
    assert_eq!(draft.expires_on.as_deref(), Some("2027-01-01T00:00:00Z"));
    assert_eq!(draft.not_before.as_deref(), Some("2026-11-01T00:00:00Z"));
    assert_eq!(draft.condition.unwrap().request_ip.never_from, ["203.0.113.9/32"]);
    token.expires_on = Time::parse("2025-01-01T00:00:00Z");
    let twin = make(&token).unwrap();
    assert_eq!(twin.draft.expires_on, None);
    assert!(twin.by_hand.iter().any(|c| c.contains("has passed")));
}

#[test]
fn what_stands_in_the_way_is_told() {
    let refused = token(&[(&[PAGE_RULES_WRITE], &["com.cloudflare.api.account.zone.*"])]);
    assert!(
        matches!(&*make(&refused).unwrap_err().blocked_by, [Block::Permission(name, _)] if &**name == "Page Rules Write")
    );
    let elsewhere =
        token(&[(&[DNS_WRITE], &[&format!("com.cloudflare.api.account.zone.{}", "2".repeat(32))])]);
    let blocked = make(&elsewhere).unwrap_err().blocked_by;
    assert_eq!(blocked, [Block::SeveralAccounts(vec![A.into(), B.into()])]);
}

#[test]
fn of_several_accounts_the_twin_has_one() {
    let here = format!("com.cloudflare.api.account.zone.{}", "1".repeat(32));
    let there = format!("com.cloudflare.api.account.zone.{}", "2".repeat(32));
    let twin = make(&token(&[(&[DNS_WRITE], &[&here, &there])])).unwrap();
    let resources: Vec<_> = twin.draft.policies.iter().flat_map(|p| p.resources.keys()).collect();
    assert_eq!(resources, [&here]);
    assert!(twin.changes.iter().any(|c| c.contains(&there) && c.contains("left out")), "{:?}", twin.changes);
    assert!(twin.by_hand.iter().any(|c| c.contains(&format!("another twin for the account {B}"))));
}

#[test]
fn a_deny_in_another_account_is_left_out_and_said() {
    let here = format!("com.cloudflare.api.account.zone.{}", "1".repeat(32));
    let there = format!("com.cloudflare.api.account.zone.{}", "2".repeat(32));
    let mut token = token(&[(&[DNS_WRITE], &[&here]), (&[DNS_WRITE], &[&there])]);
    token.policies[1].stance = Stance::Deny;
    let twin = make(&token).unwrap();
    assert_eq!(twin.draft.policies.len(), 1);
    assert!(twin.changes.iter().any(|c| c.contains("left out")));
}

#[test]
fn the_file_is_toml_that_reads_back_and_its_comments_stay_comments() {
    let mut token = token(&[(
        &[DNS_WRITE, ACCOUNT_SETTINGS_READ],
        &["com.cloudflare.api.account.*", "com.cloudflare.api.account.zone.*"],
    )]);
    token.name = format!("evil\nname = \"x\" {}", "é".repeat(200)).into();
    let mut twin = make(&token).unwrap();
    twin.changes.push("line one\nname = \"injected\"".into());
    let text = twin.to_toml().unwrap();
    assert_eq!(DraftFile::read(&text).unwrap(), twin.draft);
    assert_eq!(DraftFile::read(&serde_json::to_string(&twin.draft).unwrap()).unwrap(), twin.draft);
    assert!(twin.draft.name.chars().count() <= LONGEST_TOKEN_NAME);
    insta::assert_snapshot!(
        make(&self::token(&[(&[DNS_WRITE], &["com.cloudflare.api.account.zone.*"])]))
            .unwrap()
            .to_toml()
            .unwrap()
    );
}
