//! Zones (API reference 12.1).

use serde_json::Value;
use serde_json::value::RawValue;

use super::endpoint::{EndpointInfo, Method, Paged, Request};
use super::page::Style;
use super::read;
use crate::domain::ids::{AccountId, ZoneId};
use crate::domain::zone::Zone;

/// `GET /zones`
pub const LIST: EndpointInfo = EndpointInfo {
    name: "zones: list",
    method: Method::Get,
    path: "/zones",
    permission: Some("Zone Read"),
    mutating: false,
    safe_to_repeat: true,
    docs: "https://developers.cloudflare.com/api/resources/zones/methods/list/",
};

/// The zones of one account. Empty, not refused, for a token that may only mint tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The account.
    pub account: AccountId,
}

impl Request for List {
    fn info(&self) -> &'static EndpointInfo {
        &LIST
    }

    fn query(&self) -> Vec<(&'static str, String)> {
        vec![("account.id", self.account.to_string())]
    }
}

impl Paged for List {
    type Item = Zone;
    const STYLE: Style = Style::Numbered { per_page: 50 };

    fn read_item(&self, raw: &RawValue) -> Result<Zone, String> {
        let value = read::object(raw)?;
        let owner = value.get("account").and_then(|a: &Value| read::text(a, "id"));
        Ok(Zone {
            id: ZoneId::new(read::id(&value)?),
            name: read::text(&value, "name").unwrap_or_default().into(),
            account: owner.filter(|id| !id.is_empty()).map_or_else(|| self.account.clone(), AccountId::new),
            status: read::word(&value, "status"),
        })
    }

    fn key(item: &Zone) -> String {
        item.id.to_string()
    }
}
