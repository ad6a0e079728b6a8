use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

use super::*;

fn read_one(json: &str) -> Result<Fetched, String> {
    fetched(&Owner::User, serde_json::from_str(json).unwrap())
}

/// The list example of the API reference, section 2.2, with a field that nobody knows.
const RECORDED: &str = r#"{"id":"ed17574386854bf78a67040be0a770b0","name":"ci-deploy","status":"active",
   "issued_on":"2026-03-02T09:15:41Z","modified_on":"2026-09-30T18:02:07Z","last_used_on":"2026-10-09T23:59:12Z",
   "expires_on":"2026-12-31T00:00:00Z","not_before":null,"shiny":{"new":[1,2.50,"x"]},
   "creator_email_at_creation":"ops@example.com","provisioner_type":"com.cloudflare.api.oauthtoken","provisioner_id":null,
   "condition":{"request_ip":{"in":["203.0.113.0/24"],"not_in":["203.0.113.66/32"]}},
   "policies":[
    {"id":"f267e341f3dd4697bd3b9f71dd96247f","effect":"allow",
     "permission_groups":[{"id":"e086da7e2179491d91ee5f35b3ca210a","name":"Workers Scripts Write"}],
     "resources":{"com.cloudflare.api.account.023e105f4ecef8ad9ca31a8372d0c353":"*"}},
    {"id":"08c4b0e1f2a94c0d8a51c8de4c1f7a10","effect":"deny",
     "permission_groups":[{"id":"4755a26eedb94da69e1066d98aa820be","name":"DNS Write"}],
     "resources":{"com.cloudflare.api.account.023e105f4ecef8ad9ca31a8372d0c353":{"com.cloudflare.api.account.zone.*":"*"}}}]}"#;

#[test]
fn reads_a_recorded_token() {
    let Fetched { token, raw } = read_one(RECORDED).unwrap();
    assert_eq!(&*raw.0, RECORDED, "verbatim");
    assert_eq!((&*token.name, token.status.word()), ("ci-deploy", "active"));
    assert_eq!(token.expires_on.unwrap().rfc3339(), "2026-12-31T00:00:00Z");
    assert_eq!(token.not_before, None);
    assert_eq!(token.condition.only_from[..], [Range::new("203.0.113.0/24")]);
    assert_eq!(token.condition.never_from[..], [Range::new("203.0.113.66/32")]);
    assert_eq!(token.creator.as_deref(), Some("ops@example.com"));
    assert_eq!(token.provisioner.unwrap().id, None);
    let account = Key::new("com.cloudflare.api.account.023e105f4ecef8ad9ca31a8372d0c353");
    assert_eq!(token.policies[0].resources[..], [Resource::whole(account.clone())]);
    let zones = Extent::Within([Resource::whole(Key::AllZones)].into());
    assert_eq!(token.policies[1].resources[..], [Resource { key: account, extent: zones }]);
    assert_eq!((&token.policies[0].stance, &token.policies[1].stance), (&Stance::Allow, &Stance::Deny));
}

#[rstest]
#[case::no_id(r#"{"name":"a"}"#, "an object named \"a\" without an id")]
#[case::empty_id(r#"{"id":""}"#, "an object without an id")]
#[case::id_is_a_number(r#"{"id":7}"#, "an object without an id")]
#[case::no_object("[]", "something that is not an object")]
fn only_a_token_without_an_id_is_refused(#[case] json: &str, #[case] expected: &str) {
    assert_eq!(read_one(json).unwrap_err(), expected);
}

#[rstest]
#[case::unknown_status(r#""status":"revoked (exposed)""#)]
#[case::everything_of_the_wrong_kind(
    r#""name":1,"status":[],"issued_on":7,"condition":[],"policies":"none""#
)]
#[case::nulls(r#""name":null,"status":null,"condition":null,"policies":null,"last_used_on":null"#)]
#[case::odd_policies(r#""policies":[null,7,{"permission_groups":"a","resources":[]},{"resources":"*"}]"#)]
fn a_token_with_an_id_is_kept(#[case] fields: &str) {
    let json = format!(r#"{{"id":"a",{fields}}}"#);
    let fetched = read_one(&json).unwrap();
    assert_eq!((fetched.token.at.id, &*fetched.raw.0), ("a".into(), &*json));
}

#[test]
fn what_grants_or_restricts_is_never_read_as_nothing() {
    let token = |fields: &str| read_one(&format!(r#"{{"id":"a",{fields}}}"#)).unwrap().token;
    let anywhere = "203.0.113.9".parse().unwrap();
    for odd in [
        r#""office""#,
        r#"{"request_ip":"office"}"#,
        r#"{"request_ip":{"in":7}}"#,
        r#"{"request.ip":{"in":"1.2.3.4"}}"#,
    ] {
        let condition = token(&format!(r#""condition":{odd}"#)).condition;
        assert!(!condition.is_open() && !condition.admits(anywhere), "{odd}");
    }
    for odd in [r#""everything""#, r#"["everything"]"#, r#"[{"resources":"everything"}]"#] {
        let policies = token(&format!(r#""policies":{odd}"#)).policies;
        assert!(matches!(policies[0].resources[0].extent, Extent::Odd(_)), "{odd}");
    }
    let deep = token(r#""policies":[{"effect":"grant","resources":{"a":{"b":{"c":"*"}}}}]"#);
    assert_eq!(deep.policies[0].stance.to_string(), "grant");
    assert!(
        matches!(&deep.policies[0].resources[0].extent, Extent::Odd(text) if &**text == r#"{"b":{"c":"*"}}"#)
    );
}

#[rstest]
#[case(r#""condition":{}"#)]
#[case(r#""condition":{"request_ip":{}}"#)]
#[case(r#""condition":{"request_ip":{"in":[],"not_in":null}}"#)]
fn an_empty_condition_is_none(#[case] condition: &str) {
    assert!(read_one(&format!(r#"{{"id":"a",{condition}}}"#)).unwrap().token.condition.is_open());
}

#[test]
fn a_value_is_dropped_and_the_rest_kept() {
    let raw = read_one(r#"{"id":"a","value":"canary","policies":[{"meta":{"value":"b"}}]}"#).unwrap().raw;
    assert_eq!(&*raw.0, r#"{"id":"a","policies":[{"meta":{"value":"b"}}]}"#);
}

#[test]
fn a_put_sends_everything_back() {
    let raw = read_one(RECORDED).unwrap().raw;
    let read: Value = serde_json::from_str(RECORDED).unwrap();
    let body = put_body(&raw, Change::Disable).unwrap();
    let expected = json!({
        "name": "ci-deploy", "status": "disabled", "expires_on": "2026-12-31T00:00:00Z",
        "shiny": read["shiny"], "condition": read["condition"], "policies": read["policies"],
    });
    assert_eq!(body, expected);
    assert_eq!(put_body(&raw, Change::Enable).unwrap()["status"], "active");
}

#[rstest]
#[case::none("{}", None)]
#[case::null("null", None)]
#[case::empty_lists(r#"{"request_ip":{"in":[],"not_in":[]}}"#, None)]
#[case::half(
    r#"{"request_ip":{"in":["1.2.3.4/32"],"not_in":null}}"#,
    Some(r#"{"request_ip":{"in":["1.2.3.4/32"]}}"#)
)]
#[case::old_spelling(
    r#"{"request.ip":{"in":["1.2.3.4/32"]}}"#,
    Some(r#"{"request_ip":{"in":["1.2.3.4/32"]}}"#)
)]
#[case::unknown_kinds(r#"{"country":["NZ"]}"#, Some(r#"{"country":["NZ"]}"#))]
fn a_condition_is_sent_back_if_it_says_anything(#[case] condition: &str, #[case] expected: Option<&str>) {
    let raw = RawToken(format!(r#"{{"name":"a","policies":[],"condition":{condition}}}"#).into());
    let body = put_body(&raw, Change::Enable).unwrap();
    let expected: Option<Value> = expected.map(|text| serde_json::from_str(text).unwrap());
    assert_eq!(body.get("condition"), expected.as_ref());
}

#[rstest]
#[case(r#"{"policies":[]}"#)]
#[case(r#"{"name":"a","policies":null}"#)]
#[case("[]")]
#[case("nonsense")]
fn what_was_read_badly_is_not_sent_back(#[case] raw: &str) {
    assert!(put_body(&RawToken(raw.into()), Change::Disable).is_err());
}

#[rstest]
#[case::text(r#""office""#)]
#[case::list(r#"["1.2.3.4/32"]"#)]
#[case::switch("false")]
#[case::both_spellings(r#"{"request_ip":{"in":["1.2.3.4/32"]},"request.ip":{"not_in":["1.2.3.4/32"]}}"#)]
#[case::one_of_both_is_null(r#"{"request_ip":null,"request.ip":{"in":["1.2.3.4/32"]}}"#)]
fn a_restriction_that_cannot_be_read_is_never_dropped(#[case] condition: &str) {
    let raw = RawToken(format!(r#"{{"name":"a","policies":[],"condition":{condition}}}"#).into());
    let refused = put_body(&raw, Change::Disable).unwrap_err();
    assert!(refused.contains("cannot be sent back safely"), "{refused}");
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z*.]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let key = prop_oneof![
            Just("effect"),
            Just("resources"),
            Just("permission_groups"),
            Just("request_ip"),
            Just("in"),
            Just("id")
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key.prop_map(str::to_owned), inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Whatever stands in the fields, a token with an id is read, and a PUT keeps every field that can be kept.
    #[test]
    fn survives_anything(policies in any_json(), condition in any_json(), extra in any_json()) {
        let object = json!({"id": "a", "name": "n", "policies": policies, "condition": condition, "extra": extra});
        let fetched = read_one(&object.to_string()).unwrap();
        prop_assert_eq!(fetched.token.at.id, "a".into());
        match put_body(&fetched.raw, Change::Disable) {
            Ok(body) => {
                prop_assert_eq!(&body["policies"], &object["policies"]);
                prop_assert_eq!(body.get("extra"), object.get("extra").filter(|e| !e.is_null()));
                prop_assert!(body.get("id").is_none());
            }
            Err(_) => {
                let condition = &object["condition"];
                prop_assert!(object["policies"].is_null() || !(condition.is_null() || condition.is_object()));
            }
        }
    }
}
