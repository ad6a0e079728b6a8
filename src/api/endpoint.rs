//! What a request is, and the list of all requests that the program can make.

use serde_json::value::RawValue;

use super::envelope::Opened;
use super::page::Style;
use super::{accounts, groups, members, memberships, organizations, probes, r2, tokens, user, zones};
use crate::secret::Vault;

/// The HTTP methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `PUT`
    Put,
    /// `DELETE`
    Delete,
}

impl Method {
    /// As on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}

/// The fixed facts about one request.
#[derive(Debug, PartialEq, Eq)]
pub struct EndpointInfo {
    /// Its name in our catalogue: `account tokens: list`.
    pub name: &'static str,
    /// Its method.
    pub method: Method,
    /// Its path below the base URL, with `{…}` for ids.
    pub path: &'static str,
    /// The permission group that allows it, as the API names it. `None`: any valid credential.
    pub permission: Option<&'static str>,
    /// Whether it changes anything.
    pub mutating: bool,
    /// Whether the very same request may be sent again, later. True of reading and of `DELETE`; false of an update,
    /// which would put back what somebody changed in between, and of a roll, which would make a second new value.
    pub safe_to_repeat: bool,
    /// Its page in the API documentation.
    pub docs: &'static str,
}

/// Every request that the program can make. There is no other.
pub const CATALOG: &[EndpointInfo] = &[
    user::GET,
    memberships::LIST,
    accounts::LIST,
    members::LIST,
    organizations::LIST,
    organizations::ACCOUNTS,
    tokens::LIST_OF_ACCOUNT,
    tokens::GET_OF_ACCOUNT,
    tokens::PUT_OF_ACCOUNT,
    tokens::DELETE_OF_ACCOUNT,
    tokens::ROLL_OF_ACCOUNT,
    tokens::VERIFY_OF_ACCOUNT,
    groups::LIST_OF_ACCOUNT,
    tokens::LIST_OF_USER,
    tokens::GET_OF_USER,
    tokens::PUT_OF_USER,
    tokens::DELETE_OF_USER,
    tokens::ROLL_OF_USER,
    tokens::VERIFY_OF_USER,
    groups::LIST_OF_USER,
    zones::LIST,
    r2::LIST,
    probes::D1,
    probes::LOAD_BALANCING,
    probes::PAGE_RULES,
    probes::BOT_MANAGEMENT,
    probes::TURNSTILE,
    probes::WAITING_ROOM,
    probes::WORKERS_KV,
    probes::QUEUES,
];

/// The address of a request.
pub trait Request: Send + Sync {
    /// The fixed facts.
    fn info(&self) -> &'static EndpointInfo;

    /// What stands for the `{…}` of the path, in order.
    fn ids(&self) -> Vec<String> {
        Vec::new()
    }

    /// Query parameters, without those of paging.
    fn query(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// The R2 jurisdiction, which the API takes as a header (API reference 12.2).
    fn jurisdiction(&self) -> Option<&'static str> {
        None
    }
}

/// A request with one reply.
pub trait Endpoint: Request {
    /// What the reply is read into.
    type Reply: Send;

    /// The JSON body, if it has one.
    fn body(&self) -> Option<serde_json::Value> {
        None
    }

    /// Reads a successful reply. A secret in it goes into the vault and nowhere else.
    ///
    /// # Errors
    /// What is missing or of the wrong kind, without repeating any of the content.
    fn read(&self, opened: Opened<'_>, vault: &Vault) -> Result<Self::Reply, String>;
}

/// A request whose reply is a list, perhaps on several pages.
pub trait Paged: Request {
    /// One item of the list.
    type Item: Send;

    /// How the list is divided.
    const STYLE: Style;

    /// Where in `result` the items are. Most lists are the array itself.
    ///
    /// # Errors
    /// What stands there instead.
    fn rows<'a>(&self, result: &'a RawValue) -> Result<Vec<&'a RawValue>, String> {
        serde_json::from_str(result.get()).map_err(|_| "`result` is not a list".to_owned())
    }

    /// Reads one item. Tolerant: an item is refused only when it cannot be told which thing it is.
    ///
    /// # Errors
    /// Which item it was and why it cannot be used.
    fn read_item(&self, raw: &RawValue) -> Result<Self::Item, String>;

    /// What tells two items of the list apart.
    fn key(item: &Self::Item) -> String;
}

/// Puts ids into the path of an endpoint, encoded. Ids come from servers: one that would lead elsewhere
/// (`..`) is refused before anything is sent.
pub(super) fn expand(template: &str, ids: &[String]) -> Result<String, String> {
    let mut ids = ids.iter();
    let mut path = String::with_capacity(template.len() + 64);
    for segment in template.split('/').skip(1) {
        path.push('/');
        if !segment.starts_with('{') {
            path.push_str(segment);
            continue;
        }
        let id = ids.next().map_or("", String::as_str);
        if id.is_empty() || id == "." || id == ".." || id.len() > 256 {
            return Err(format!("{segment} is missing or not an id that a path can hold"));
        }
        for byte in id.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
                path.push(char::from(byte));
            } else {
                path.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("ed17574386854bf78a67040be0a770b0", Some("/user/tokens/ed17574386854bf78a67040be0a770b0"))]
    #[case("../accounts", Some("/user/tokens/..%2Faccounts"))]
    #[case("a?b#c%2e", Some("/user/tokens/a%3Fb%23c%252e"))]
    #[case("..", None)]
    #[case(".", None)]
    #[case("", None)]
    fn ids_stay_in_their_segment(#[case] id: &str, #[case] expected: Option<&str>) {
        let path = expand("/user/tokens/{token_id}", &[id.to_owned()]).ok();
        assert_eq!(path.as_deref(), expected);
    }

    #[test]
    fn the_catalogue_is_consistent() {
        let mut seen = HashSet::new();
        for info in CATALOG {
            assert!(seen.insert((info.method.as_str(), info.path)), "{} stands twice", info.name);
            assert_eq!(info.mutating, info.method != Method::Get, "{}", info.name);
            assert!(info.mutating || info.safe_to_repeat, "{}: reading is always safe to repeat", info.name);
            assert!(info.path.starts_with('/') && !info.path.ends_with('/'), "{}", info.path);
            assert!(info.docs.starts_with("https://developers.cloudflare.com/api/"), "{}", info.docs);
        }
        let unsafe_ones: Vec<_> = CATALOG.iter().filter(|i| !i.safe_to_repeat).map(|i| i.path).collect();
        assert_eq!(
            unsafe_ones,
            [
                "/accounts/{account_id}/tokens/{token_id}",
                "/accounts/{account_id}/tokens/{token_id}/value",
                "/user/tokens/{token_id}",
                "/user/tokens/{token_id}/value",
            ]
        );
    }
}
