//! The members of an account (API reference 8).

use serde_json::Value;
use serde_json::value::RawValue;

use super::endpoint::{EndpointInfo, Method, Paged, Request};
use super::page::Style;
use super::read;
use crate::domain::ids::{AccountId, UserId};
use crate::domain::member::Member;

/// `GET /accounts/{account_id}/members`
pub const LIST: EndpointInfo = EndpointInfo {
    name: "account members: list",
    method: Method::Get,
    path: "/accounts/{account_id}/members",
    permission: Some("Account Settings Read"),
    mutating: false,
    safe_to_repeat: true,
    docs: "https://developers.cloudflare.com/api/resources/accounts/subresources/members/methods/list/",
};

/// Everybody in the account, open invitations included. People who reach it through an organization alone are
/// presumably not among them (API reference 10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The account.
    pub account: AccountId,
}

impl Request for List {
    fn info(&self) -> &'static EndpointInfo {
        &LIST
    }

    fn ids(&self) -> Vec<String> {
        vec![self.account.to_string()]
    }
}

impl Paged for List {
    type Item = Member;
    const STYLE: Style = Style::Numbered { per_page: 50 };

    fn read_item(&self, raw: &RawValue) -> Result<Member, String> {
        let value = read::object(raw)?;
        let user = value.get("user").unwrap_or(&Value::Null);
        Ok(Member {
            id: read::id(&value)?.into(),
            status: read::word(&value, "status"),
            email: read::word(user, "email").or_else(|| read::word(&value, "email")),
            user: read::text(user, "id").filter(|id| !id.is_empty()).map(UserId::new),
            roles: read::items(&value, "roles").iter().filter_map(|r| read::word(r, "name")).collect(),
            two_factor: read::flag(user, "two_factor_authentication_enabled"),
        })
    }

    fn key(item: &Member) -> String {
        item.id.to_string()
    }
}
