use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::domain::condition::{Condition, Range};
use crate::domain::resource::{Key, Resource};
use crate::domain::specimen::*;
use crate::domain::token::{Owner, Token, TokenRef};

/// Everything a token can say: allow and deny, nested and flat, addresses, both times.
fn rich() -> Token {
    Token {
        name: "it's \"dns\"".into(),
        condition: Condition {
            only_from: [Range::new("203.0.113.0/24"), Range::new("2001:db8::/32")].into(),
            never_from: [Range::new("203.0.113.7/32")].into(),
        },
        not_before: Some(NOW),
        expires_on: Some(NOW.plus_days(30)),
        ..token([
            policy("allow", &[DNS_WRITE, UNKNOWN_GROUP], &[zones_of(ACME)]),
            policy("deny", &[DNS_WRITE], &[zone(STAGING)]),
        ])
    }
}

#[test]
fn the_body_is_what_the_api_takes() {
    let resources = |key: &str, value: Value| json!({ key: value });
    assert_eq!(
        body(&rich()),
        json!({
            "name": "it's \"dns\"",
            "policies": [
                {
                    "effect": "allow",
                    "permission_groups": [{ "id": DNS_WRITE }, { "id": UNKNOWN_GROUP }],
                    "resources": resources(
                        &format!("com.cloudflare.api.account.{ACME}"),
                        json!({ "com.cloudflare.api.account.zone.*": "*" })
                    ),
                },
                {
                    "effect": "deny",
                    "permission_groups": [{ "id": DNS_WRITE }],
                    "resources": resources(&format!("com.cloudflare.api.account.zone.{STAGING}"), json!("*")),
                },
            ],
            "condition": {
                "request_ip": { "in": ["203.0.113.0/24", "2001:db8::/32"], "not_in": ["203.0.113.7/32"] }
            },
            "not_before": "2026-09-21T14:13:20Z",
            "expires_on": "2026-10-21T14:13:20Z",
        })
    );
    assert_eq!(body(&token([])).get("condition"), None, "an empty condition is a known trap");
}

#[test]
fn terraform_of_an_account_token() {
    insta::assert_snapshot!(terraform(&rich(), &atlas()));
}

#[test]
fn commands_hold_the_body_and_no_credential() {
    let token = rich();
    insta::assert_snapshot!(format!(
        "{}\n\n{}",
        curl(&token, "https://api.cloudflare.com/client/v4"),
        cf(&token)
    ));
    // What a shell makes of the last word is the body again.
    let command = cf(&token);
    let (_, word) = command.split_once("--body ").unwrap();
    let word = word.trim_matches('\'').replace(r"'\''", "'");
    assert_eq!(serde_json::from_str::<Value>(&word).unwrap(), body(&token));
    let mine = Token { at: TokenRef { owner: Owner::User, ..rich().at }, ..rich() };
    assert!(cf(&mine).starts_with("cf user tokens create "), "{}", cf(&mine));
}

#[test]
fn a_link_says_what_it_leaves_out() {
    let made = link(&rich(), &atlas()).unwrap();
    assert_eq!(
        made.url,
        format!(
            "https://dash.cloudflare.com/?to=/{ACME}/api-tokens&permissionGroupKeys=\
             %5B%7B%22key%22%3A%22dns%22%2C%22type%22%3A%22edit%22%7D%5D&name=it%27s%20%22dns%22"
        )
    );
    assert_eq!(made.missing, [UNKNOWN_GROUP]);
    assert_eq!(link(&token([]), &atlas()), None);
}

#[rstest]
#[case::one(&[zone(EXAMPLE), zones_of(ACME)], ACME)]
#[case::several(&[zone(EXAMPLE), zone(BRAVO_DEV)], "*")]
#[case::all(&[Resource::whole(Key::AllZones)], "*")]
#[case::nobody_knows_which(&[zone(NOBODYS), zone(EXAMPLE)], "*")]
fn the_link_for_a_user_token_begins_with_its_account(#[case] on: &[Resource], #[case] expected: &str) {
    let token = token([policy("allow", &[DNS_WRITE], on)]);
    let mine = Token { at: TokenRef { owner: Owner::User, ..token.at.clone() }, ..token };
    let url = link(&mine, &atlas()).unwrap().url;
    assert!(url.contains(&format!("&accountId={expected}&zoneId=all&")), "{url}");
}

#[test]
fn one_list_of_addresses_needs_no_room_for_two() {
    let mut token = rich();
    token.condition.never_from = Box::default();
    let text = terraform(&token, &atlas());
    assert!(text.contains("\n      in = [\"203.0.113.0/24\""), "{text}");
}
