//! What is refused, in which order and in which words.

use std::net::IpAddr;

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use tokendeck::sandbox::{Options, Switches};

use crate::world::{DNS_WRITE, World, text};

#[rstest]
#[case::no_credentials(None, 400, 9106)]
#[case::empty(Some("Bearer "), 400, 6003)]
#[case::quoted(Some("Bearer \"abc\""), 400, 6003)]
#[case::basic(Some("Basic abc"), 400, 6003)]
#[case::unknown(Some("Bearer abcdefghijklmnopqrstuvwxyzabcdefghijklmn"), 403, 9109)]
#[tokio::test]
async fn bad_credentials(#[case] header: Option<&str>, #[case] status: u16, #[case] code: i64) {
    let world = World::new(Options::default()).await;
    let mut request = world.http.get(format!("{}/accounts", world.sandbox.base_url));
    if let Some(header) = header {
        request = request.header("authorization", header);
    }
    assert_eq!(world.send(request).await.code(), (status, code));
}

#[rstest]
#[case::no_such_path(Method::GET, "/colours", 404, 7000)]
#[case::no_roll(Method::POST, "/user/tokens/00000000000000000000000000000000/roll", 404, 7000)]
#[case::wrong_method(Method::DELETE, "/accounts/{A}/tokens", 405, 7001)]
#[case::malformed_account(Method::GET, "/accounts/nonsense/tokens", 404, 7003)]
#[case::foreign_account(Method::GET, "/accounts/00000000000000000000000000000000/tokens", 404, 7003)]
#[case::malformed_token(Method::GET, "/accounts/{A}/tokens/nonsense", 404, 7003)]
#[case::unknown_token(Method::GET, "/accounts/{A}/tokens/00000000000000000000000000000000", 404, 1003)]
#[case::page_too_small(Method::GET, "/accounts/{A}/tokens?per_page=4", 400, 1001)]
#[case::page_too_large(Method::GET, "/accounts/{A}/tokens?per_page=51", 400, 1001)]
#[case::family_user(Method::GET, "/user/tokens", 403, 9109)]
#[case::family_memberships(Method::GET, "/memberships", 400, 9106)]
#[case::family_verify(Method::GET, "/user/tokens/verify", 401, 1000)]
#[tokio::test]
async fn an_account_token_is_refused(
    #[case] method: Method,
    #[case] path: &str,
    #[case] status: u16,
    #[case] code: i64,
) {
    let world = World::new(Options::default()).await;
    let path = path.replace("{A}", &world.sandbox.account_id);
    let got = world.send(world.request(method, &path, &world.account())).await;
    assert_eq!(got.code(), (status, code), "{}", got.body);
}

#[rstest]
#[case::empty_name(json!({ "name": "" }), 400, "name must have a length")]
#[case::long_name(json!({ "name": "x".repeat(121) }), 400, "name must have a length")]
#[case::no_policies(json!({ "policies": null }), 1001, "policies")]
#[case::expired(json!({ "expires_on": "2020-01-01T00:00:00Z" }), 1001, "expires_on")]
#[case::backwards(json!({ "not_before": "2028-01-01T00:00:00Z", "expires_on": "2027-01-01T00:00:00Z" }), 1001, "after not_before")]
#[case::bare_address(json!({ "condition": { "request_ip": { "in": ["192.0.2.1"] } } }), 1001, "condition")]
#[case::policy_id(json!({ "id": "f267e341f3dd4697bd3b9f71dd96247f" }), 1001, "Reusing existing policies")]
#[case::odd_effect(json!({ "effect": "audit" }), 1001, "effect")]
#[case::group_without_id(json!({ "permission_groups": [{ "name": "DNS Write" }] }), 1001, "id must be present")]
#[case::unknown_group(json!({ "permission_groups": [{ "id": "00000000000000000000000000000000" }] }), 1001, "Permission group")]
#[case::minting(json!({ "permission_groups": [{ "id": "5bc3f8b21c554832afc660159ab75fa4" }] }), 1001, "sub-token")]
#[case::user_group(json!({ "permission_groups": [{ "id": "8acbe5bb0d54464ab867149d7f7cf8ac" }] }), 1001, "not available")]
#[case::flat_zones(json!({ "resources": { "com.cloudflare.api.account.zone.*": "*" } }), 1001, "Must specify a zone")]
#[case::invented(json!({ "resources": { "com.cloudflare.api.moon": "*" } }), 1001, "not a supported resource type")]
#[case::foreign(json!({ "resources": { "com.cloudflare.api.account.00000000000000000000000000000000": "*" } }), 1001, "Failed common permission check")]
#[case::odd_value(json!({ "resources": { "com.cloudflare.api.account.zone.*": "some" } }), 1001, "resource values")]
#[tokio::test]
async fn a_bad_draft_is_refused(#[case] change: Value, #[case] code: i64, #[case] words: &str) {
    let world = World::new(Options::default()).await;
    let mut draft = world.draft("x");
    for (key, value) in change.as_object().unwrap() {
        let of_policy = ["id", "effect", "permission_groups", "resources"].contains(&key.as_str());
        let target = if of_policy { &mut draft["policies"][0] } else { &mut draft };
        target[key] = value.clone();
    }
    let got = world.post(&world.tokens(), &world.account(), draft).await;
    assert_eq!(got.code(), (400, code), "{}", got.body);
    assert!(got.message().contains(words), "{}", got.message());
    assert_eq!(world.sandbox.writes().len(), 1);
}

#[tokio::test]
async fn a_policy_takes_300_groups_and_no_more() {
    let world = World::new(Options::default()).await;
    let mut draft = world.draft("wide");
    draft["policies"][0]["permission_groups"] = json!(vec![json!({ "id": DNS_WRITE }); 301]);
    assert_eq!(world.post(&world.tokens(), &world.account(), draft.clone()).await.code(), (400, 1001));
    draft["policies"][0]["permission_groups"].as_array_mut().unwrap().pop();
    let got = world.post(&world.tokens(), &world.account(), draft).await;
    let groups = &got.result()["policies"][0]["permission_groups"];
    assert_eq!(groups.as_array().unwrap().len(), 1, "the same group twice is once");
}

#[tokio::test]
async fn who_sees_what() {
    let world = World::new(Options::default()).await;
    let accounts = world.get("/accounts", &world.user()).await;
    assert_eq!(accounts.result().as_array().unwrap().len(), world.sandbox.accounts().len());
    let own = world.get("/accounts", &world.account()).await;
    assert_eq!(own.result()[0]["id"], json!(world.sandbox.account_id));
    assert_eq!(own.body["result_info"]["total_count"], 1);
    let (minter, _) =
        world.sandbox.tokens(None).into_iter().find(|(_, n)| n == "Create Additional Tokens").unwrap();
    let minter = text(&world.sandbox.value_of(None, &minter).unwrap());
    assert_eq!(
        world.get("/zones", &minter).await.result(),
        &json!([]),
        "a token that only mints sees no zones"
    );
    assert_eq!(world.get("/user/tokens", &minter).await.status, 200);
    let refused = world.get(&format!("/accounts/{}/members", world.sandbox.account_id), &minter).await;
    assert_eq!(refused.code(), (403, 10000));
    assert!(refused.body["errors"][0]["documentation_url"].is_string());
    let refused = world.get(&world.tokens(), &minter).await;
    assert_eq!(
        (refused.code(), refused.message()),
        ((403, 9109), "Unauthorized to access requested resource")
    );
}

#[tokio::test]
async fn the_global_key_does_everything_but_verify() {
    let world = World::new(Options::default()).await;
    let send = |path: &str, email: &str| {
        let request = world.http.get(format!("{}{path}", world.sandbox.base_url));
        world
            .send(request.header("x-auth-key", text(&world.sandbox.global_key)).header("x-auth-email", email))
    };
    let email = world.sandbox.email.clone();
    assert_eq!(send("/user/tokens", &email).await.status, 200);
    assert_eq!(send(&world.tokens(), &email).await.status, 200);
    assert_eq!(send("/user/tokens/verify", &email).await.code(), (400, 1001));
    assert_eq!(send("/user", "mallory@example.com").await.code(), (403, 9103));
    assert_eq!(send("/user", "nonsense").await.code(), (400, 6003));
    let key = text(&world.sandbox.global_key);
    assert_eq!(world.get("/user", &key).await.code(), (400, 6003), "a key is no bearer");
}

#[tokio::test]
async fn addresses_are_checked() {
    let far: IpAddr = "203.0.113.66".parse().unwrap();
    let world = World::with(Switches { peer: Some(far), ..Switches::default() }).await;
    let account = world.sandbox.account_id.clone();
    let (id, _) =
        world.sandbox.tokens(Some(&account)).into_iter().find(|(_, n)| n == "ci-deploy-storefront").unwrap();
    let value = text(&world.sandbox.value_of(Some(&account), &id).unwrap());
    let got = world.get(&world.verify(), &value).await;
    assert_eq!(
        (got.code(), got.message()),
        ((403, 9109), "Cannot use the access token from location: 203.0.113.66")
    );
}
