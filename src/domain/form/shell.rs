//! Commands that make a token like this one.

use serde_json::Value;

use super::body::body;
use crate::domain::text::escape_json;
use crate::domain::token::{Owner, Token, TokenRef};

/// A `curl` command. The credential comes from the environment; the answer holds the new value, so it goes to a file
/// that only its owner can read. `base_url` includes `/client/v4`.
pub fn curl(token: &Token, base_url: &str) -> String {
    let url = quoted(&format!("{base_url}{}", family(&token.at.owner)));
    format!(
        "(umask 077; curl --fail-with-body -X POST {url} \\\n  -H \"Authorization: Bearer $CLOUDFLARE_API_TOKEN\" \\\n  \
         -H 'Content-Type: application/json' \\\n  -o new-token.json \\\n  --data {})",
        argument(&body(token))
    )
}

/// A `curl` command that reads the token itself.
pub fn curl_read(at: &TokenRef, base_url: &str) -> String {
    let url = quoted(&format!("{base_url}{}/{}", family(&at.owner), at.id));
    format!("curl -H \"Authorization: Bearer $CLOUDFLARE_API_TOKEN\" {url}")
}

/// Where the tokens of an owner are, below the base URL (API reference 2 and 3).
fn family(owner: &Owner) -> String {
    match owner {
        Owner::Account(account) => format!("/accounts/{account}/tokens"),
        Owner::User => "/user/tokens".to_owned(),
    }
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
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
