//! R2 buckets (API reference 12.2).

use serde_json::value::RawValue;

use super::endpoint::{EndpointInfo, Method, Paged, Request};
use super::page::Style;
use super::read;
use crate::domain::ids::AccountId;
use crate::domain::zone::Bucket;

/// `GET /accounts/{account_id}/r2/buckets`
pub const LIST: EndpointInfo = EndpointInfo {
    name: "R2 buckets: list",
    method: Method::Get,
    path: "/accounts/{account_id}/r2/buckets",
    permission: Some("Workers R2 Storage Read"),
    mutating: false,
    safe_to_repeat: true,
    docs: "https://developers.cloudflare.com/api/resources/r2/subresources/buckets/methods/list/",
};

/// The jurisdictions that buckets live in. One listing each is needed to see all buckets.
pub const JURISDICTIONS: [&str; 3] = ["default", "eu", "fedramp"];

/// The buckets of one account in one jurisdiction. An account without R2 answers 10042.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListBuckets {
    /// The account.
    pub account: AccountId,
    /// One of [`JURISDICTIONS`].
    pub jurisdiction: &'static str,
}

impl Request for ListBuckets {
    fn info(&self) -> &'static EndpointInfo {
        &LIST
    }

    fn ids(&self) -> Vec<String> {
        vec![self.account.to_string()]
    }

    fn jurisdiction(&self) -> Option<&'static str> {
        Some(self.jurisdiction)
    }
}

impl Paged for ListBuckets {
    type Item = Bucket;
    const STYLE: Style = Style::Cursor { per_page: 1000 };

    fn rows<'a>(&self, result: &'a RawValue) -> Result<Vec<&'a RawValue>, String> {
        #[derive(serde::Deserialize)]
        struct Buckets<'a> {
            #[serde(borrow, default)]
            buckets: Option<Vec<&'a RawValue>>,
        }
        let found: Buckets<'a> =
            serde_json::from_str(result.get()).map_err(|_| "`result.buckets` is not a list".to_owned())?;
        Ok(found.buckets.unwrap_or_default())
    }

    fn read_item(&self, raw: &RawValue) -> Result<Bucket, String> {
        let value = read::object(raw)?;
        Ok(Bucket {
            account: self.account.clone(),
            jurisdiction: read::word(&value, "jurisdiction").unwrap_or_else(|| self.jurisdiction.into()),
            name: read::word(&value, "name").ok_or_else(|| "a bucket without a name".to_owned())?,
        })
    }

    fn key(item: &Bucket) -> String {
        format!("{} {}", item.jurisdiction, item.name)
    }
}
