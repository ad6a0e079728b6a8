//! Organizations and the accounts below them (API reference 10). Refused to account-owned tokens.

use serde_json::Value;
use serde_json::value::RawValue;

use super::accounts;
use super::endpoint::{EndpointInfo, Method, Paged, Request};
use super::page::Style;
use super::read;
use crate::domain::account::Account;
use crate::domain::ids::OrganizationId;
use crate::domain::organization::Organization;

/// `GET /organizations`
pub const LIST: EndpointInfo = EndpointInfo {
    name: "organizations: list",
    method: Method::Get,
    path: "/organizations",
    permission: Some("User Details Read"),
    mutating: false,
    safe_to_repeat: true,
    docs: "https://developers.cloudflare.com/api/resources/organizations/methods/list/",
};

/// `GET /organizations/{organization_id}/accounts`
pub const ACCOUNTS: EndpointInfo = EndpointInfo {
    name: "organization accounts: list",
    method: Method::Get,
    path: "/organizations/{organization_id}/accounts",
    permission: Some("User Details Read"),
    mutating: false,
    safe_to_repeat: true,
    docs: "https://developers.cloudflare.com/api/resources/organizations/subresources/accounts/",
};

/// The organizations that the person can see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List;

impl Request for List {
    fn info(&self) -> &'static EndpointInfo {
        &LIST
    }
}

impl Paged for List {
    type Item = Organization;
    const STYLE: Style = Style::PageToken { page_size: 100 };

    fn read_item(&self, raw: &RawValue) -> Result<Organization, String> {
        let value = read::object(raw)?;
        let parent = value.get("parent").unwrap_or(&Value::Null);
        Ok(Organization {
            id: OrganizationId::new(read::id(&value)?),
            name: read::text(&value, "name").unwrap_or_default().into(),
            parent: read::text(parent, "id").filter(|id| !id.is_empty()).map(OrganizationId::new),
            created_on: read::time(&value, "create_time"),
            accounts: Vec::new(),
        })
    }

    fn key(item: &Organization) -> String {
        item.id.to_string()
    }
}

/// The accounts directly below an organization; also such as are reached through it alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accounts {
    /// The organization.
    pub organization: OrganizationId,
}

impl Request for Accounts {
    fn info(&self) -> &'static EndpointInfo {
        &ACCOUNTS
    }

    fn ids(&self) -> Vec<String> {
        vec![self.organization.to_string()]
    }
}

impl Paged for Accounts {
    type Item = Account;
    const STYLE: Style = Style::PageToken { page_size: 1000 };

    fn read_item(&self, raw: &RawValue) -> Result<Account, String> {
        accounts::account(&read::object(raw)?)
    }

    fn key(item: &Account) -> String {
        item.id.to_string()
    }
}
