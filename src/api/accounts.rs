//! Accounts (API reference 7).

use serde_json::Value;
use serde_json::value::RawValue;

use super::endpoint::{EndpointInfo, Method, Paged, Request};
use super::page::Style;
use super::read;
use crate::domain::account::{Account, Parent};
use crate::domain::ids::{AccountId, OrganizationId};

/// `GET /accounts`
pub const LIST: EndpointInfo = EndpointInfo {
    name: "accounts: list",
    method: Method::Get,
    path: "/accounts",
    permission: None,
    mutating: false,
    safe_to_repeat: true,
    docs: "https://developers.cloudflare.com/api/resources/accounts/methods/list/",
};

/// The accounts that the credential can see. May be empty although it can act on one (API reference 7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List;

impl Request for List {
    fn info(&self) -> &'static EndpointInfo {
        &LIST
    }
}

impl Paged for List {
    type Item = Account;
    const STYLE: Style = Style::Numbered { per_page: 50 };

    fn read_item(&self, raw: &RawValue) -> Result<Account, String> {
        account(&read::object(raw)?)
    }

    fn key(item: &Account) -> String {
        item.id.to_string()
    }
}

/// An account object, wherever it stands.
pub(super) fn account(value: &Value) -> Result<Account, String> {
    let settings = value.get("settings").unwrap_or(&Value::Null);
    let above = value.get("managed_by").unwrap_or(&Value::Null);
    Ok(Account {
        id: AccountId::new(read::id(value)?),
        name: read::text(value, "name").unwrap_or_default().into(),
        tier: read::word(value, "type"),
        created_on: read::time(value, "created_on"),
        parent: read::text(above, "parent_org_id").filter(|id| !id.is_empty()).map(|id| Parent {
            id: OrganizationId::new(id),
            name: read::text(above, "parent_org_name").unwrap_or_default().into(),
        }),
        enforce_twofactor: read::flag(settings, "enforce_twofactor"),
        api_access: read::flag(settings, "api_access_enabled"),
    })
}
