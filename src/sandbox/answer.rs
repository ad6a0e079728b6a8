//! What is sent back: the v4 envelope, good and bad (API reference 1.1, 1.4).

use serde_json::{Value, json};

/// An answer before it becomes HTTP.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The whole JSON body.
    pub body: Value,
    /// Seconds for the `retry-after` header; sent with 429 only.
    pub retry_after: Option<u64>,
}

impl Answer {
    /// `success: true` with this result.
    pub fn ok(result: &Value) -> Self {
        Self::with_info(result, &Value::Null)
    }

    /// `success: true` with a result and its `result_info`.
    pub fn with_info(result: &Value, info: &Value) -> Self {
        Self::envelope(result, Some(info), &json!([]))
    }

    /// `success: true` with an informational message (only verify sends one).
    pub fn with_message(result: &Value, code: u32, message: &str) -> Self {
        let messages = json!([{ "code": code, "message": message, "type": null }]);
        Self::envelope(result, None, &messages)
    }

    fn envelope(result: &Value, info: Option<&Value>, messages: &Value) -> Self {
        let mut body = json!({ "success": true, "errors": [], "messages": messages, "result": result });
        if let Some(info) = info.filter(|i| !i.is_null()) {
            body["result_info"] = info.clone();
        }
        Answer { status: 200, body, retry_after: None }
    }
}

/// A refusal: an HTTP status and one or more error objects.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refusal {
    status: u16,
    errors: Vec<Value>,
    retry_after: Option<u64>,
}

impl Refusal {
    /// A refusal with one error.
    pub fn new(status: u16, code: u32, message: impl Into<String>) -> Self {
        let message: String = message.into();
        Refusal { status, errors: vec![json!({ "code": code, "message": message })], retry_after: None }
    }

    /// The same with a second error object, as the router sends.
    #[must_use]
    pub fn and(mut self, code: u32, message: &str) -> Self {
        self.errors.push(json!({ "code": code, "message": message }));
        self
    }

    /// The same with the cause inside the first error.
    #[must_use]
    pub fn because(mut self, code: u32, message: &str) -> Self {
        self.errors[0]["error_chain"] = json!([{ "code": code, "message": message }]);
        self
    }

    /// The same with a link to the page of the denied endpoint, as 403s have had since August 2026.
    #[must_use]
    pub fn see(mut self, page: &str) -> Self {
        let url = format!("https://developers.cloudflare.com/api/resources/{page}/");
        self.errors[0]["documentation_url"] = json!(url);
        self
    }

    /// The same with a `retry-after` header.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let Refusal { status, errors, retry_after } = refusal;
        let body = json!({ "success": false, "errors": errors, "messages": [], "result": null });
        Answer { status, body, retry_after }
    }
}

/// What every handler returns.
pub(super) type Reply = Result<Answer, Refusal>;

/// The refusals that more than one place sends, with the texts of the error catalogue (API reference 1.4).
pub(super) mod refuse {
    use super::Refusal;

    /// The value is unknown, revoked, deleted, disabled or expired.
    pub fn invalid_token() -> Refusal {
        Refusal::new(403, 9109, "Invalid access token")
    }

    /// No such path.
    pub fn no_route() -> Refusal {
        Refusal::new(404, 7000, "No route for that URI")
    }

    /// The path exists, the method does not.
    pub fn wrong_method(method: &str) -> Refusal {
        Refusal::new(405, 7001, format!("Method {method} not available for that URI."))
    }

    /// An id in the path is malformed, or names an account that the caller cannot see.
    pub fn bad_object(path: &str) -> Refusal {
        let text = format!("Could not route to {path}, perhaps your object identifier is invalid?");
        Refusal::new(404, 7003, text).and(7000, "No route for that URI")
    }

    /// A well-formed id of nothing.
    pub fn not_found(what: &str) -> Refusal {
        Refusal::new(404, 1003, format!("{what} not found"))
    }

    /// The body or a parameter is not acceptable.
    pub fn invalid(message: impl Into<String>) -> Refusal {
        Refusal::new(400, 1001, message)
    }

    /// A permission is missing, as the token and user endpoints say it.
    pub fn unauthorized(page: &str) -> Refusal {
        Refusal::new(403, 9109, "Unauthorized to access requested resource").see(page)
    }

    /// A permission is missing, as product endpoints say it.
    pub fn forbidden(page: &str) -> Refusal {
        Refusal::new(403, 10000, "Authentication error").see(page)
    }
}
