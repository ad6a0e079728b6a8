//! Somebody else, who changes tokens behind our back with a client that knows nothing of ours.

use reqwest::Method;
use serde_json::Value;
use serde_json::json;
use tokendeck::sandbox::Running;

const DNS_WRITE: &str = "4755a26eedb94da69e1066d98aa820be";

/// Their view of the tokens of the sandbox's first account.
pub struct Bystander<'s> {
    server: &'s Running,
    http: reqwest::Client,
}

impl<'s> Bystander<'s> {
    pub fn new(server: &'s Running) -> Self {
        Bystander { server, http: reqwest::Client::new() }
    }

    /// Deletes a token.
    pub async fn revoke(&self, id: &str) {
        self.send(Method::DELETE, &format!("/{id}"), None).await;
    }

    /// Gives a token another name, an end, and another status.
    pub async fn change(&self, id: &str) {
        let mut token = self.send(Method::GET, &format!("/{id}"), None).await;
        token["name"] = json!(format!("{} II", token["name"].as_str().unwrap()));
        token["expires_on"] = json!("2027-06-01T00:00:00Z");
        token["status"] = json!("disabled");
        self.send(Method::PUT, &format!("/{id}"), Some(token)).await;
    }

    /// Makes a token and answers its id.
    pub async fn make(&self, name: &str) -> String {
        let account = format!("com.cloudflare.api.account.{}", self.server.account_id);
        let all_zones = json!({ "com.cloudflare.api.account.zone.*": "*" });
        let policy = json!({
            "effect": "allow",
            "permission_groups": [{ "id": DNS_WRITE }],
            "resources": { account: all_zones },
        });
        let made = self.send(Method::POST, "", Some(json!({ "name": name, "policies": [policy] }))).await;
        made["id"].as_str().unwrap().to_owned()
    }

    async fn send(&self, method: Method, rest: &str, body: Option<Value>) -> Value {
        let url = format!("{}/accounts/{}/tokens{rest}", self.server.base_url, self.server.account_id);
        let request =
            self.http.request(method, url).bearer_auth(self.server.account_token.peek(str::to_owned));
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let body: Value = answer.json().await.unwrap();
        assert!(status.is_success(), "{body}");
        body["result"].clone()
    }
}
