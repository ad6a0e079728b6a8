//! The accounts that the person belongs to (API reference 8). Refused to account-owned tokens with 9106 or 10001.

use serde_json::Value;
use serde_json::value::RawValue;

use super::accounts;
use super::endpoint::{EndpointInfo, Method, Paged, Request};
use super::page::Style;
use super::read;
use crate::domain::account::Account;

/// `GET /memberships`
pub const LIST: EndpointInfo = EndpointInfo {
    name: "memberships: list",
    method: Method::Get,
    path: "/memberships",
    permission: Some("Memberships Read"),
    mutating: false,
    safe_to_repeat: true,
    docs: "https://developers.cloudflare.com/api/resources/memberships/methods/list/",
};

/// All memberships, pending ones included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List;

/// One membership.
#[derive(Clone, Debug, PartialEq)]
pub struct Membership {
    /// Its id, which is not the account's.
    pub id: Box<str>,
    /// `accepted`, `pending`, `rejected`, or another word.
    pub status: Option<Box<str>>,
    /// The account, unless it was left out.
    pub account: Option<Account>,
    /// Whether this person may use the API there (Enterprise; API reference 7.4). `None`: not set or not said.
    pub api_access: Option<bool>,
}

impl Request for List {
    fn info(&self) -> &'static EndpointInfo {
        &LIST
    }
}

impl Paged for List {
    type Item = Membership;
    const STYLE: Style = Style::Numbered { per_page: 50 };

    fn read_item(&self, raw: &RawValue) -> Result<Membership, String> {
        let value = read::object(raw)?;
        Ok(Membership {
            id: read::id(&value)?.into(),
            status: read::word(&value, "status"),
            account: value.get("account").and_then(|a: &Value| accounts::account(a).ok()),
            api_access: read::flag(&value, "api_access_enabled"),
        })
    }

    fn key(item: &Membership) -> String {
        item.id.to_string()
    }
}
