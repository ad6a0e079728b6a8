//! Permission groups (API reference 2.9).

use serde_json::value::RawValue;

use super::endpoint::{EndpointInfo, Method, Paged, Request};
use super::page::Style;
use super::read;
use crate::domain::group::{Group, GroupScope};
use crate::domain::ids::GroupId;
use crate::domain::token::Owner;

/// `GET /accounts/{account_id}/tokens/permission_groups`
pub const LIST_OF_ACCOUNT: EndpointInfo = EndpointInfo {
    name: "account permission groups: list",
    method: Method::Get,
    path: "/accounts/{account_id}/tokens/permission_groups",
    permission: Some("Account API Tokens Read"),
    mutating: false,
    safe_to_repeat: true,
    docs: "https://developers.cloudflare.com/api/resources/accounts/subresources/tokens/subresources/permission_groups/methods/list/",
};
/// `GET /user/tokens/permission_groups`
pub const LIST_OF_USER: EndpointInfo = EndpointInfo {
    name: "user permission groups: list",
    path: "/user/tokens/permission_groups",
    permission: Some("API Tokens Read"),
    docs: "https://developers.cloudflare.com/api/resources/user/subresources/tokens/subresources/permission_groups/methods/list/",
    ..LIST_OF_ACCOUNT
};

/// The permission groups that tokens of an owner can have. About 400, in one reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// For whose tokens.
    pub owner: Owner,
    /// Only groups of this scope, as the API writes it.
    pub scope: Option<String>,
    /// Only groups whose name contains this.
    pub name: Option<String>,
}

impl List {
    /// All of them.
    pub fn all(owner: Owner) -> Self {
        List { owner, scope: None, name: None }
    }
}

impl Request for List {
    fn info(&self) -> &'static EndpointInfo {
        match self.owner {
            Owner::Account(_) => &LIST_OF_ACCOUNT,
            Owner::User => &LIST_OF_USER,
        }
    }

    fn ids(&self) -> Vec<String> {
        self.owner.account().map(ToString::to_string).into_iter().collect()
    }

    fn query(&self) -> Vec<(&'static str, String)> {
        let scope = self.scope.clone().map(|scope| ("scope", scope));
        let name = self.name.clone().map(|name| ("name", name));
        scope.into_iter().chain(name).collect()
    }
}

impl Paged for List {
    type Item = Group;
    const STYLE: Style = Style::Whole;

    fn read_item(&self, raw: &RawValue) -> Result<Group, String> {
        let value = read::object(raw)?;
        let scopes = read::items(&value, "scopes").iter().filter_map(|s| s.as_str());
        Ok(Group {
            id: GroupId::new(read::id(&value)?),
            name: read::text(&value, "name").unwrap_or_default().into(),
            scopes: scopes.map(GroupScope::new).collect(),
            category: read::word(&value, "category"),
            dashboard_name: None,
        })
    }

    fn key(item: &Group) -> String {
        item.id.to_string()
    }
}
