use rstest::rstest;

use super::*;
use crate::api::error::{ApiError, Said};
use crate::api::{accounts, memberships, tokens, user};

fn error(info: &'static EndpointInfo, status: u16, code: u64, message: &str) -> ApiError {
    let said = Said { code, message: message.into(), docs: None, pointer: None, chain: Vec::new() };
    let refusal =
        Refusal { status, said: vec![said], title: None, ray: Some("8661-IAD".into()), retry_after: None };
    ApiError::new(info, info.path, Trouble::Refused(Box::new(refusal)))
}

const VERIFY: &EndpointInfo = &tokens::VERIFY_OF_USER;
const LIST: &EndpointInfo = &tokens::LIST_OF_ACCOUNT;
const NEEDS_READ: Option<&str> = Some("Account API Tokens Read");

#[rstest]
#[case(VERIFY, 401, 1000, "Invalid API Token", FaultKind::Credentials, "other family")]
#[case(VERIFY, 400, 1001, "Missing \"Authorization\" header", FaultKind::Credentials, "not the global key")]
#[case(LIST, 400, 6003, "Invalid request headers", FaultKind::Credentials, "malformed")]
#[case(LIST, 400, 9106, "Missing X-Auth-Key", FaultKind::Credentials, "kind of credential")]
#[case(LIST, 403, 9103, "Unknown X-Auth-Key or X-Auth-Email", FaultKind::Credentials, "e-mail")]
#[case(LIST, 403, 9109, "Invalid access token", FaultKind::Credentials, "unknown, disabled")]
#[case(LIST, 403, 9109, "Unauthorized to access requested resource",
    FaultKind::Forbidden { needs: NEEDS_READ.map(Into::into) }, "Account API Tokens Read")]
#[case(LIST, 403, 9109, "Cannot use the access token from location: 203.0.113.9", FaultKind::Forbidden { needs: None },
    "address")]
#[case(&user::GET, 403, 9109, "Valid user-level authentication not found", FaultKind::Forbidden { needs: None },
    "user token")]
#[case(
    LIST,
    403,
    9109,
    "Max auth failures reached, please check",
    FaultKind::RateLimited,
    "wait some minutes"
)]
#[case(LIST, 403, 10000, "Authentication error", FaultKind::Forbidden { needs: NEEDS_READ.map(Into::into) },
    "last minute")]
#[case(LIST, 403, 10001, "Unable to authenticate request", FaultKind::Forbidden { needs: NEEDS_READ.map(Into::into) },
    "last minute")]
#[case(&memberships::LIST, 400, 9106, "Authentication failed (status: 400)", FaultKind::Forbidden { needs: None },
    "CLOUDFLARE_ACCOUNT_ID")]
#[case(&memberships::LIST, 403, 10001, "Unable to authenticate request", FaultKind::Forbidden { needs: None },
    "CLOUDFLARE_ACCOUNT_ID")]
#[case(&accounts::LIST, 400, 1001, "List accounts endpoint does not support account owned tokens.",
    FaultKind::Forbidden { needs: None }, "CLOUDFLARE_ACCOUNT_ID")]
#[case(LIST, 400, 1011, "X endpoint does not support account owned tokens", FaultKind::Forbidden { needs: None },
    "user token")]
#[case(LIST, 404, 1003, "not found", FaultKind::NotFound, "not there any more")]
#[case(
    LIST,
    400,
    7003,
    "Could not route to /accounts/x, perhaps your object identifier is invalid?",
    FaultKind::NotFound,
    "malformed"
)]
#[case(LIST, 404, 7000, "No route for that URI", FaultKind::NotFound, "base URL")]
#[case(LIST, 429, 971, "Please wait", FaultKind::RateLimited, "five minutes")]
#[case(LIST, 403, 971, "Please wait", FaultKind::RateLimited, "five minutes")]
#[case(&tokens::PUT_OF_USER, 400, 1001, "sub-token is not allowed", FaultKind::Invalid, "nothing was changed")]
#[case(LIST, 400, 1001, "per_page must be between 5 and 50", FaultKind::Invalid, "what was asked for")]
#[case(LIST, 503, 10000, "internal", FaultKind::Server, "cloudflarestatus")]
#[case(&tokens::PUT_OF_ACCOUNT, 503, 10000, "internal", FaultKind::OutcomeUnknown, "read the token back")]
fn advice(
    #[case] info: &'static EndpointInfo,
    #[case] status: u16,
    #[case] code: u64,
    #[case] message: &str,
    #[case] kind: FaultKind,
    #[case] next: &str,
) {
    let fault = error(info, status, code, message).fault();
    assert_eq!(fault.kind, kind, "{fault}");
    assert!(fault.next.contains(next), "{fault}");
    assert!(
        fault.what.contains(&code.to_string()) && fault.what.contains(message.trim_end_matches('.')),
        "{fault}"
    );
    assert_eq!(fault.ray.as_deref(), Some("8661-IAD"));
}

#[rstest]
#[case(404, 1003, true)]
#[case(400, 1003, true)]
#[case(404, 1234, true)]
#[case(404, 0, false)]
#[case(404, 7001, false)]
#[case(404, 9109, false)]
#[case(404, 10000, false)]
#[case(404, 7003, false)]
#[case(404, 7000, false)]
#[case(403, 9109, false)]
#[case(502, 1003, false)]
fn gone(#[case] status: u16, #[case] code: u64, #[case] expected: bool) {
    assert_eq!(error(LIST, status, code, "x").is_gone(), expected);
}

#[test]
fn the_wait_is_named() {
    let refusal = Refusal {
        status: 429,
        said: Vec::new(),
        title: None,
        ray: None,
        retry_after: Some(Duration::from_secs(240)),
    };
    let error = ApiError::new(LIST, LIST.path, Trouble::Refused(Box::new(refusal)));
    assert!(error.trouble.is_rate_limit());
    assert!(error.fault().next.contains("240 s"));
}

#[rstest]
#[case::captive_portal(200, Certainty::Lost, "login page")]
#[case::redirect(302, Certainty::Answered, "redirect")]
#[case::proxy(403, Certainty::Answered, "proxy")]
#[case::edge(502, Certainty::Lost, "passing trouble")]
fn foreign_answers(#[case] status: u16, #[case] certainty: Certainty, #[case] next: &str) {
    let trouble = Trouble::Unreadable { status, ray: None, retry_after: None, what: "a web page".into() };
    let error = ApiError::new(LIST, LIST.path, trouble);
    assert_eq!(error.certainty(), certainty);
    assert_eq!(error.fault().kind, FaultKind::Server);
    assert!(error.fault().next.contains(next), "{}", error.fault());
}
