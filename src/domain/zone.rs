//! Zones and R2 buckets: the resources that tokens name, with the names people know them by.

use serde::{Deserialize, Serialize};

use super::ids::{AccountId, ZoneId};

/// A zone (API reference 12.1), reduced to what policies speak about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// Its id; global.
    pub id: ZoneId,
    /// Its domain name.
    pub name: Box<str>,
    /// The account it lives in.
    pub account: AccountId,
    /// `active`, `pending`, …, if said.
    pub status: Option<Box<str>>,
}

/// An R2 bucket (API reference 12.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// Its account.
    pub account: AccountId,
    /// `default`, `eu` or `fedramp`; the one asked for when the answer leaves it out.
    pub jurisdiction: Box<str>,
    /// Its name, unique within account and jurisdiction.
    pub name: Box<str>,
}
