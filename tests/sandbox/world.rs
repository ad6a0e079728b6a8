//! A sandbox and a client that knows nothing of tokendeck's own one.

use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};
use tokendeck::clock::{HandClock, Time};
use tokendeck::sandbox::{Options, Running, Sandbox, Switches};
use tokendeck::secret::Secret;

pub const DNS_WRITE: &str = "4755a26eedb94da69e1066d98aa820be";
pub const ZONE_READ: &str = "c8fed203ed3043cba015a93ad1616f1f";

pub struct World {
    pub sandbox: Running,
    pub http: reqwest::Client,
    pub clock: Arc<HandClock>,
}

pub struct Got {
    pub status: u16,
    pub body: Value,
    pub headers: reqwest::header::HeaderMap,
}

impl Got {
    pub fn code(&self) -> (u16, i64) {
        (self.status, self.body["errors"][0]["code"].as_i64().unwrap_or(0))
    }

    pub fn message(&self) -> &str {
        self.body["errors"][0]["message"].as_str().unwrap_or("")
    }

    pub fn result(&self) -> &Value {
        assert_eq!(self.status, 200, "{}", self.body);
        assert_eq!(self.body["success"], true);
        &self.body["result"]
    }
}

pub fn text(secret: &Secret) -> String {
    secret.peek(str::to_owned)
}

impl World {
    pub async fn new(options: Options) -> World {
        // A second test in this process finds it installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = Arc::new(HandClock::at(Time::parse("2026-10-10T08:00:00Z").unwrap()));
        let sandbox = Sandbox::start(Options { clock: clock.clone(), ..options }).await.unwrap();
        World { sandbox, http: reqwest::Client::new(), clock }
    }

    pub async fn with(switches: Switches) -> World {
        World::new(Options { switches, ..Options::default() }).await
    }

    pub fn request(&self, method: Method, path: &str, bearer: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.sandbox.base_url)).bearer_auth(bearer)
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Got {
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Got { status, headers, body: answer.json().await.unwrap() }
    }

    pub async fn get(&self, path: &str, bearer: &str) -> Got {
        self.send(self.request(Method::GET, path, bearer)).await
    }

    pub async fn put(&self, path: &str, bearer: &str, body: Value) -> Got {
        self.send(self.request(Method::PUT, path, bearer).json(&body)).await
    }

    pub async fn post(&self, path: &str, bearer: &str, body: Value) -> Got {
        self.send(self.request(Method::POST, path, bearer).json(&body)).await
    }

    pub async fn delete(&self, path: &str, bearer: &str) -> Got {
        self.send(self.request(Method::DELETE, path, bearer)).await
    }

    pub fn account(&self) -> String {
        text(&self.sandbox.account_token)
    }

    pub fn user(&self) -> String {
        text(&self.sandbox.user_token)
    }

    pub fn tokens(&self) -> String {
        format!("/accounts/{}/tokens", self.sandbox.account_id)
    }

    pub fn verify(&self) -> String {
        format!("{}/verify", self.tokens())
    }

    /// A body that is accepted for an account token.
    pub fn draft(&self, name: &str) -> Value {
        let account = format!("com.cloudflare.api.account.{}", self.sandbox.account_id);
        json!({ "name": name, "policies": [{
            "effect": "allow",
            "permission_groups": [{ "id": ZONE_READ }, { "id": DNS_WRITE }],
            "resources": { account: { "com.cloudflare.api.account.zone.*": "*" } },
        }]})
    }
}
