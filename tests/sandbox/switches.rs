//! Behaviour on which sources disagree, one switch at a time.

use rstest::rstest;
use serde_json::{Value, json};
use tokendeck::sandbox::Switches;

use crate::world::{DNS_WRITE, World, ZONE_READ};

#[tokio::test]
async fn a_creator_may_be_held_to_what_it_holds() {
    let world = World::with(Switches { creator_cap: true, ..Switches::default() }).await;
    let refused = world.post(&world.tokens(), &world.account(), world.draft("x")).await;
    assert_eq!(refused.code(), (400, 1001));
    assert!(refused.message().contains("(Permission group: \"DNS Write\")"), "{}", refused.message());
    let mut draft = world.draft("x");
    draft["policies"][0]["permission_groups"] = json!([{ "id": ZONE_READ }]);
    assert_eq!(world.post(&world.tokens(), &world.account(), draft).await.status, 200);
}

#[tokio::test]
async fn the_order_may_be_kept() {
    let world = World::with(Switches { keep_order: true, ..Switches::default() }).await;
    let made = world.post(&world.tokens(), &world.account(), world.draft("x")).await;
    let groups = &made.result()["policies"][0]["permission_groups"];
    assert_eq!((&groups[0]["id"], &groups[1]["id"]), (&json!(ZONE_READ), &json!(DNS_WRITE)));
}

#[rstest]
#[case::part(false, 2)]
#[case::exact(true, 0)]
#[tokio::test]
async fn names_may_have_to_be_whole(#[case] exact_names: bool, #[case] found: usize) {
    let world = World::with(Switches { exact_names, ..Switches::default() }).await;
    let got = world.get(&format!("{}?name=terraform", world.tokens()), &world.account()).await;
    assert_eq!(got.result().as_array().unwrap().len(), found);
}

#[tokio::test]
async fn account_tokens_may_be_refused_as_they_once_were() {
    let switches = Switches { no_account_list: true, old_memberships_code: true, ..Switches::default() };
    let world = World::with(switches).await;
    assert_eq!(world.get("/accounts", &world.account()).await.code(), (400, 1001));
    assert_eq!(world.get("/memberships", &world.account()).await.code(), (403, 10001));
    assert_eq!(world.get("/accounts", &world.user()).await.status, 200);
}

#[tokio::test]
async fn absent_dates_may_be_null() {
    let world = World::with(Switches { nulls: true, ..Switches::default() }).await;
    let made = world.post(&world.tokens(), &world.account(), world.draft("x")).await;
    assert_eq!(made.result().get("expires_on"), Some(&Value::Null));
}

#[tokio::test]
async fn switched_off_api_access_may_be_enforced() {
    let world = World::with(Switches { enforce_api_access: true, ..Switches::default() }).await;
    let accounts = world.get("/accounts", &world.user()).await;
    for account in accounts.result().as_array().unwrap() {
        let path = format!("/accounts/{}/tokens", account["id"].as_str().unwrap());
        let shut = account["settings"]["api_access_enabled"] == false;
        assert_eq!(world.get(&path, &world.user()).await.status, if shut { 403 } else { 200 });
    }
}
