//! Commands that make a token like this one.

use serde_json::Value;

use super::body::body;
use crate::domain::text::escape_json;
use crate::domain::token::{Owner, Token};

/// A `curl` command. The credential comes from the environment; the answer holds the new value, so it goes to a file
/// that only its owner can read. `base_url` includes `/client/v4`.
pub fn curl(token: &Token, base_url: &str) -> String {
    let path = match &token.at.owner {
        Owner::Account(account) => format!("/accounts/{account}/tokens"),
        Owner::User => "/user/tokens".to_owned(),
    };
    let url = quoted(&format!("{base_url}{path}"));
    format!(
        "(umask 077; curl --fail-with-body -X POST {url} \\\n  -H \"Authorization: Bearer $CLOUDFLARE_API_TOKEN\" \\\n  \
         -H 'Content-Type: application/json' \\\n  -o new-token.json \\\n  --data {})",
        argument(&body(token))
    )
}

/// A command of the official `cf` (`cf accounts tokens create`, `cf user tokens create`; its option `--body` takes what
/// its flags cannot say). It prints the new value.
pub fn cf(token: &Token) -> String {
    let noun = match &token.at.owner {
        Owner::Account(account) => {
            format!("cf accounts tokens create --account-id {}", quoted(&account.to_string()))
        }
        Owner::User => "cf user tokens create".to_owned(),
    };
    format!("{noun} \\\n  --body {}", argument(&body(token)))
}

fn argument(json: &Value) -> String {
    quoted(&escape_json(&json.to_string()))
}

/// One word of a POSIX shell that means exactly this text.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
