//! The shape of every list and object: what the official schema requires or official clients read.
//! (The full schema is checked by the SDKs in `tests/official_clients.rs` where they can run.)

use rstest::rstest;
use serde_json::Value;
use tokendeck::sandbox::Options;

use crate::world::World;

/// `name:type` with types `s`tring, `b`ool, `n`umber, `o`bject, `a`rray, `i`d (32 hex), `t`ime (RFC 3339, whole seconds, UTC).
fn matches(value: &Value, kind: &str) -> bool {
    let text = value.as_str().unwrap_or_default();
    match kind {
        "s" => value.is_string(),
        "b" => value.is_boolean(),
        "n" => value.is_number(),
        "o" => value.is_object(),
        "a" => value.is_array(),
        "i" => text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
        "t" => text.len() == 20 && tokendeck::clock::Time::parse(text).is_some_and(|t| t.rfc3339() == text),
        other => unreachable!("no type {other}"),
    }
}

const PAGED: &str = "page:n per_page:n count:n total_count:n total_pages:n";

#[rstest]
#[case::accounts("/accounts", "id:i name:s type:s created_on:t settings/enforce_twofactor:b", PAGED)]
#[case::account_tokens(
    "/accounts/{A}/tokens",
    "id:i name:s status:s issued_on:t modified_on:t policies:a condition:o creator_email_at_creation:s",
    PAGED
)]
#[case::user_tokens(
    "/user/tokens",
    "id:i name:s status:s issued_on:t modified_on:t last_used_on:t policies:a condition:o",
    PAGED
)]
#[case::policies(
    "/user/tokens",
    "policies/0/id:i policies/0/effect:s policies/0/permission_groups/0/id:i policies/0/permission_groups/0/name:s policies/0/resources:o",
    PAGED
)]
#[case::account_groups("/accounts/{A}/tokens/permission_groups", "id:i name:s scopes/0:s", "")]
#[case::user_groups("/user/tokens/permission_groups", "id:i name:s scopes/0:s", "")]
#[case::zones(
    "/zones",
    "id:i name:s status:s type:s created_on:t modified_on:t name_servers:a account/id:i account/name:s owner:o plan:o meta:o development_mode:n",
    PAGED
)]
#[case::memberships("/memberships", "id:i status:s account/id:i roles/0:s permissions:o", PAGED)]
#[case::members(
    "/accounts/{A}/members",
    "id:i email:s status:s user/email:s user/two_factor_authentication_enabled:b roles/0/id:i roles/0/description:s policies/0/resource_groups/0/scope/key:s",
    PAGED
)]
#[case::roles("/accounts/{A}/roles", "id:i name:s description:s permissions:o", PAGED)]
#[case::organizations("/organizations", "id:s name:s create_time:t meta/hierarchy_tags/0:s", "total_size:n")]
#[case::ancestors("/accounts/{A}/organizations", "id:s name:s create_time:t", "")]
#[case::audit(
    "/accounts/{A}/logs/audit?since=2020-01-01&before=2030-01-01",
    "id:i account/id:i action/time:t action/type:s action/result:s actor/id:i actor/context:s actor/type:s actor/ip_address:s raw/method:s raw/status_code:n resource/id:i resource/type:s",
    "count:s"
)]
#[case::audit_v1(
    "/accounts/{A}/audit_logs",
    "id:i action/type:s action/result:b actor/ip:s interface:s metadata/token_tag:i owner/id:i resource/id:i when:t",
    PAGED
)]
#[case::oauth_clients(
    "/accounts/{A}/oauth_clients",
    "client_id:i client_name:s visibility:s scopes/0:s created_at:t",
    ""
)]
#[case::oauth_scopes("/oauth/scopes", "id:s name:s", "")]
#[tokio::test]
async fn every_item_of_a_list(#[case] path: &str, #[case] fields: &str, #[case] info: &str) {
    let world = World::new(Options::default()).await;
    let path = path.replace("{A}", &world.sandbox.account_id);
    let got = world.get(&path, &world.user()).await;
    let items = got.result().as_array().unwrap();
    assert!(!items.is_empty());
    let mut checks: Vec<(&Value, &str)> = items.iter().map(|item| (item, fields)).collect();
    checks.push((&got.body["result_info"], info));
    for (value, fields) in checks {
        for (name, kind) in fields.split_whitespace().filter_map(|f| f.rsplit_once(':')) {
            let found = value.pointer(&format!("/{name}")).unwrap_or(&Value::Null);
            assert!(matches(found, kind), "{path}: {name} is {found}, not of type {kind}, in {value}");
        }
    }
    assert_eq!(got.headers["content-type"], "application/json");
    assert_eq!((&got.body["errors"], &got.body["messages"]), (&Value::Array(vec![]), &Value::Array(vec![])));
}

#[rstest]
#[case::default(None, &["backups", "catalog-images", "order-exports"])]
#[case::europe(Some("eu"), &["gdpr-archive"])]
#[tokio::test]
async fn buckets_by_jurisdiction_and_cursor(#[case] jurisdiction: Option<&str>, #[case] expected: &[&str]) {
    let world = World::new(Options::default()).await;
    let (mut names, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/accounts/{}/r2/buckets?per_page=2&cursor={cursor}", world.sandbox.account_id);
        let mut request = world.request(reqwest::Method::GET, &path, &world.account());
        if let Some(jurisdiction) = jurisdiction {
            request = request.header("cf-r2-jurisdiction", jurisdiction);
        }
        let got = world.send(request).await;
        let buckets = got.result()["buckets"].as_array().unwrap();
        names.extend(buckets.iter().map(|b| b["name"].as_str().unwrap().to_owned()));
        cursor = got.body["result_info"]["cursor"].as_str().unwrap().to_owned();
        if cursor.is_empty() {
            break;
        }
    }
    assert_eq!(names, expected);
}
