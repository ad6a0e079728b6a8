//! What tokens do over their lives.

use std::time::Duration;

use serde_json::{Value, json};
use tokendeck::sandbox::{Options, Switches};

use crate::world::{DNS_WRITE, World, ZONE_READ, text};

#[tokio::test]
async fn a_token_lives_and_dies() {
    let world = World::new(Options::default()).await;
    let (bearer, tokens) = (world.account(), world.tokens());
    let mut draft = world.draft("dns-robot");
    draft["expires_on"] = json!("2027-01-01T00:00:00.75Z");
    draft["condition"] = json!({ "request_ip": { "in": ["127.0.0.0/8"] } });
    let second = json!({ "effect": "deny", "permission_groups": [{ "id": DNS_WRITE }],
        "resources": { format!("com.cloudflare.api.account.{}", world.sandbox.account_id): "*" } });
    draft["policies"].as_array_mut().unwrap().push(second);
    let made = world.post(&tokens, &bearer, draft).await;
    let made = made.result();
    let (id, value) = (made["id"].as_str().unwrap(), made["value"].as_str().unwrap());
    assert_eq!(made["expires_on"], "2027-01-01T00:00:00Z", "times are cut to seconds");
    assert_eq!(made["policies"][0]["effect"], "deny", "policies come back in another order");
    let groups = &made["policies"][1]["permission_groups"];
    assert_eq!((&groups[0]["id"], &groups[1]["id"]), (&json!(DNS_WRITE), &json!(ZONE_READ)), "sorted by id");
    assert_eq!(groups[0]["name"], "DNS Write");

    let path = format!("{tokens}/{id}");
    assert_eq!(world.get(&path, &bearer).await.result().get("value"), None, "a value is shown once");
    assert_eq!(world.get(&world.verify(), value).await.result()["id"], id);
    assert!(world.get(&path, &bearer).await.result()["last_used_on"].is_string(), "use leaves a trace");

    world.clock.advance(Duration::from_secs(60));
    let replaced = world.put(&path, &bearer, world.draft("renamed")).await;
    let replaced = replaced.result();
    assert_eq!((replaced.get("expires_on"), &replaced["condition"]), (None, &json!({})), "left out is gone");
    assert_eq!(replaced["modified_on"], "2026-10-10T08:01:00Z");
    assert_eq!(world.get(&world.verify(), value).await.status, 200, "a replacement keeps the value");

    let rolled = world.put(&format!("{path}/value"), &bearer, json!({})).await;
    let fresh = rolled.result().as_str().unwrap();
    assert_eq!(world.get(&world.verify(), value).await.code(), (401, 1000));
    assert_eq!(world.get(&world.verify(), fresh).await.status, 200);

    assert_eq!(world.delete(&path, &bearer).await.result(), &json!({ "id": id }));
    assert_eq!(world.delete(&path, &bearer).await.code(), (404, 1003));
    assert_eq!(world.get(&world.verify(), fresh).await.code(), (401, 1000));
    assert_eq!(world.get("/accounts", fresh).await.code(), (403, 9109));

    let log = format!(
        "/accounts/{}/logs/audit?since=2026-10-10&before=2026-10-11&resource_id={id}",
        world.sandbox.account_id
    );
    let log = world.get(&log, &bearer).await;
    let verbs: Vec<&str> =
        log.result().as_array().unwrap().iter().map(|e| e["action"]["type"].as_str().unwrap()).collect();
    assert_eq!(verbs.len(), 4);
    assert_eq!(log.body["result_info"]["count"], "4", "a string, as the real one");
    for verb in ["create", "update", "delete"] {
        assert!(verbs.contains(&verb), "{verbs:?}");
    }
}

#[tokio::test]
async fn status_rules_of_an_update() {
    let world = World::new(Options::default()).await;
    let (bearer, tokens) = (world.account(), world.tokens());
    let made = world.post(&tokens, &bearer, world.draft("x")).await;
    let path = format!("{tokens}/{}", made.result()["id"].as_str().unwrap());
    let value = made.result()["value"].as_str().unwrap();
    let with = |status: Value| {
        let mut draft = world.draft("x");
        draft["status"] = status;
        draft
    };
    assert_eq!(world.put(&path, &bearer, with(Value::Null)).await.code(), (400, 1001));
    assert_eq!(world.put(&path, &bearer, with(json!("revoked (exposed)"))).await.code(), (400, 1001));
    assert_eq!(world.put(&path, &bearer, with(json!("disabled"))).await.result()["status"], "disabled");
    assert_eq!(world.get(&world.verify(), value).await.code(), (401, 1000));
    assert_eq!(world.put(&path, &bearer, world.draft("x")).await.result()["status"], "active");
}

#[tokio::test]
async fn pages_walk_the_whole_list_once() {
    let world = World::new(Options::default()).await;
    let mut ids = Vec::new();
    for page in 1.. {
        let path = format!("{}?include_expired=true&per_page=5&page={page}", world.tokens());
        let got = world.get(&path, &world.account()).await;
        let info = &got.body["result_info"];
        let count = got.result().as_array().unwrap().len();
        assert_eq!((&info["page"], &info["count"]), (&json!(page), &json!(count)));
        ids.extend(got.result().as_array().unwrap().iter().map(|t| t["id"].to_string()));
        if count == 0 {
            assert_eq!(info["total_count"], ids.len());
            break;
        }
    }
    assert_eq!(ids.len(), world.sandbox.tokens(Some(&world.sandbox.account_id)).len());
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), world.sandbox.tokens(Some(&world.sandbox.account_id)).len());
}

#[tokio::test]
async fn expired_tokens_are_listed_on_request_and_a_stuck_one_always() {
    let world = World::new(Options::default()).await;
    let names = async |query: &str| {
        let got = world.get(&format!("{}?per_page=50{query}", world.tokens()), &world.account()).await;
        let list = got.result().as_array().unwrap().clone();
        list.iter().map(|t| t["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let expired = "migration from old host".to_owned();
    assert!(!names("").await.contains(&expired));
    assert!(names("&include_expired=true").await.contains(&expired));
    assert!(names("").await.contains(&"quarterly report".to_owned()));
    assert_eq!(names("&name=terraform").await.len(), 2);
}

#[tokio::test]
async fn what_an_oauth_session_makes_says_so_and_stays_within_its_scopes() {
    let world = World::new(Options::default()).await;
    let oauth = text(&world.sandbox.oauth_token);
    let refused = world.post(&world.tokens(), &oauth, world.draft("x")).await;
    assert!(
        refused.message().starts_with("The OAuth session does not include the scopes"),
        "{}",
        refused.body
    );
    let mut draft = world.draft("x");
    draft["policies"][0]["permission_groups"] = json!([{ "id": "e086da7e2179491d91ee5f35b3ca210a" }]);
    let made = world.post(&world.tokens(), &oauth, draft).await;
    assert_eq!(made.result()["provisioner_type"], "com.cloudflare.api.oauthtoken");
    assert_eq!(made.result()["creator_email_at_creation"], json!(world.sandbox.email));
    assert_eq!(world.get("/user/tokens/verify", &oauth).await.code(), (401, 1000));
}

#[tokio::test]
async fn an_exposed_token_lives_again_only_with_a_new_value() {
    let world = World::new(Options::default()).await;
    let account = world.sandbox.accounts()[1].clone();
    let (id, _) =
        world.sandbox.tokens(Some(&account)).into_iter().find(|(_, n)| n.contains("leaked")).unwrap();
    let old = text(&world.sandbox.value_of(Some(&account), &id).unwrap());
    let (path, verify) =
        (format!("/accounts/{account}/tokens/{id}"), format!("/accounts/{account}/tokens/verify"));
    let token = world.get(&path, &world.user()).await.result().clone();
    assert_eq!(token["status"], "revoked (exposed)");
    assert_eq!(world.put(&path, &world.user(), token).await.result()["status"], "revoked (exposed)");
    assert_eq!(world.get(&verify, &old).await.code(), (401, 1000));
    let fresh = world.put(&format!("{path}/value"), &world.user(), json!({})).await;
    assert_eq!(world.get(&verify, fresh.result().as_str().unwrap()).await.status, 200);
    assert_eq!(world.get(&path, &world.user()).await.result()["status"], "active");
}

#[tokio::test]
async fn quotas() {
    let world = World::with(Switches { crowds: true, ..Switches::default() }).await;
    let crowded = world.sandbox.accounts().pop().unwrap();
    let mut draft = world.draft("one too many");
    draft["policies"][0]["resources"] = json!({ format!("com.cloudflare.api.account.{crowded}"): "*" });
    let got = world.post(&format!("/accounts/{crowded}/tokens"), &world.user(), draft).await;
    assert_eq!(got.code(), (400, 1001));
    assert!(got.message().contains("500"));
}

#[tokio::test]
async fn a_deleted_token_lingers_and_a_new_one_ripens() {
    let switches =
        Switches { settle: Duration::from_secs(10), ripen: Duration::from_secs(5), ..Switches::default() };
    let world = World::with(switches).await;
    let made = world.post(&world.tokens(), &world.account(), world.draft("x")).await;
    let (id, value) = (made.result()["id"].as_str().unwrap(), made.result()["value"].as_str().unwrap());
    assert_eq!(world.get(&world.verify(), value).await.status, 200, "verify is early");
    assert_eq!(world.get("/zones", value).await.code(), (403, 10001));
    world.clock.advance(Duration::from_secs(5));
    assert_eq!(world.get("/zones", value).await.status, 200);
    world.delete(&format!("{}/{id}", world.tokens()), &world.account()).await;
    world.clock.advance(Duration::from_secs(9));
    assert_eq!(world.get(&world.verify(), value).await.status, 200, "the edge has not heard yet");
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(world.get(&world.verify(), value).await.code(), (401, 1000));
}
