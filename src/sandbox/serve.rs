//! HTTP on loopback: requests in, answers, headers and trouble out.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::http::{HeaderValue, Response, StatusCode, header};
use futures_util::stream;

use super::answer::{Answer, refuse};
use super::call::{Call, parse_query};
use super::faults::{Fault, Weather};
use super::id::Noise;
use super::limit::{Left, RateLimit};
use super::line::Line;
use super::routes;
use super::state::State;
use super::witness::{Seen, Witness};
use crate::clock::Clock;

/// Where the API lives below the host.
pub(super) const BASE: &str = "/client/v4";
/// No request body of this API comes near it.
const LARGEST_BODY: usize = 1 << 20;
/// What `slow` adds.
const SLOW: Duration = Duration::from_secs(3);
/// What a storm's answers say in `retry-after`, in seconds.
const STORM_PAUSE: u64 = 1;

/// What all requests share. The lock is never held while waiting.
pub(super) struct Core {
    pub clock: Arc<dyn Clock>,
    pub latency: Duration,
    inner: Mutex<Inner>,
}

pub(super) struct Inner {
    pub state: State,
    pub witness: Witness,
    pub weather: Weather,
}

impl Core {
    pub fn new(clock: Arc<dyn Clock>, latency: Duration, state: State, weather: Weather) -> Self {
        let inner = Mutex::new(Inner { state, witness: Witness::default(), weather });
        Core { clock, latency, inner }
    }

    // A handler that panicked may have left a change half done; for a sandbox going on beats going down.
    pub fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers one HTTP request.
pub(super) async fn handle(
    Shared(core): Shared<Arc<Core>>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, LARGEST_BODY).await.unwrap_or_default();
    let path = head.uri.path().strip_prefix(BASE).unwrap_or_default().to_owned();
    let text = |v: &HeaderValue| String::from_utf8_lossy(v.as_bytes()).into_owned();
    let call = Call {
        method: head.method.as_str().to_owned(),
        path,
        query: parse_query(head.uri.query().unwrap_or_default()),
        headers: head.headers.iter().map(|(n, v)| (n.as_str().to_owned(), text(v))).collect(),
        body: body.to_vec(),
        peer: line.peer.ip(),
        now: core.clock.now(),
    };
    let (number, fault, answer, left, limit) = decide(&core, &call);
    let mut wait = core.latency;
    if fault == Some(Fault::Slow) {
        wait += SLOW;
    }
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    if matches!(fault, Some(Fault::LostBefore | Fault::LostAfter)) {
        line.cut();
    }
    write(&call, number, fault, &answer, left.unwrap_or_else(|| untouched(limit)), limit)
}

/// Everything that needs the lock: note it, let trouble strike, do the deed.
fn decide(core: &Core, call: &Call) -> (u64, Option<Fault>, Answer, Option<Left>, RateLimit) {
    let mut inner = core.lock();
    let number = inner.witness.arrived(&call.method, &call.path);
    let fault = inner.weather.strike(number, &call.method, &call.path);
    let limit = inner.state.limiter.limit();
    let undone = matches!(fault, Some(Fault::Storm | Fault::Failing | Fault::Html | Fault::LostBefore));
    let (answer, left) = if undone {
        let refusal = routes::too_many().retry_after(STORM_PAUSE);
        (refusal.into(), None)
    } else if call.path.is_empty() {
        (refuse::no_route().into(), None)
    } else {
        routes::answer(&mut inner.state, call)
    };
    let status = (!undone).then_some(answer.status);
    inner.witness.ended(Seen { number, method: call.method.clone(), path: call.path.clone(), status, fault });
    (number, fault, answer, left, limit)
}

fn untouched(limit: RateLimit) -> Left {
    Left { requests: limit.quota, seconds: limit.window.as_secs().max(1), refused: false }
}

fn write(
    call: &Call,
    number: u64,
    fault: Option<Fault>,
    answer: &Answer,
    left: Left,
    limit: RateLimit,
) -> Response<Body> {
    let (status, kind, body) = match fault {
        Some(Fault::Html) => (502, "text/html; charset=UTF-8", HTML.to_owned()),
        Some(Fault::Failing) if call.accepts_json() => (503, "application/problem+json", PROBLEM.to_owned()),
        Some(Fault::Failing) => (503, "text/html; charset=UTF-8", HTML.to_owned()),
        _ => (answer.status, "application/json", answer.body.to_string()),
    };
    let body = if fault == Some(Fault::Cut) { half(&body) } else { Body::from(body) };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let ray = format!("{:016x}-SBX", Noise::new(!number).next());
    let budget = format!("\"default\";r={};t={}", left.requests, left.seconds);
    let policy = format!("\"default\";q={};w={}", limit.quota, limit.window.as_secs().max(1));
    let retry = answer.retry_after.filter(|_| status == 429).map(|s| s.to_string());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-cache, must-revalidate"));
    let texts = [
        ("cf-ray", Some(ray)),
        ("ratelimit", Some(budget)),
        ("ratelimit-policy", Some(policy)),
        ("retry-after", retry),
    ];
    for (name, text) in texts {
        if let Some(value) = text.and_then(|t| HeaderValue::from_str(&t).ok()) {
            headers.insert(name, value);
        }
    }
    response
}

/// The first half, then the line goes dead.
fn half(body: &str) -> Body {
    let start = Bytes::copy_from_slice(&body.as_bytes()[..body.len() / 2]);
    let parts = [Ok(start), Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))];
    Body::from_stream(stream::iter(parts))
}

const HTML: &str = "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head>\n<body><center><h1>502 Bad Gateway</h1></center><hr><center>cloudflare</center></body></html>\n";
const PROBLEM: &str = r#"{"type":"https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/","title":"Service unavailable","status":503,"detail":"The origin could not be reached.","error_category":"origin","retryable":true,"retry_after":1}"#;
