//! Who we are: what the credential in use is, and what it was found to be allowed to do.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::ids::{AccountId, UserId};
use super::token::TokenRef;
use crate::clock::Time;

/// The kind of credential in use (API reference 1.3, 2.8 "family detection recipe").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialKind {
    /// A person's API token.
    UserToken,
    /// A token owned by an account.
    AccountToken,
    /// The legacy global key with an e-mail address: everything the person may do.
    GlobalKey,
    /// An OAuth access token, as wrangler and `cf` use: lives for an hour.
    OAuth,
    /// Not found out yet, or the server answered neither way.
    Unknown,
}

impl CredentialKind {
    /// The words for it on screen.
    pub fn label(self) -> &'static str {
        match self {
            CredentialKind::UserToken => "user token",
            CredentialKind::AccountToken => "account token",
            CredentialKind::GlobalKey => "global key",
            CredentialKind::OAuth => "OAuth token",
            CredentialKind::Unknown => "unknown credential",
        }
    }
}

/// What is known about the credential in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// What it is.
    pub kind: CredentialKind,
    /// Its own address, so that it is never revoked by accident. `None` for keys and OAuth.
    pub token: Option<TokenRef>,
    /// Its name, when its own object could be read.
    pub name: Option<Box<str>>,
    /// The person behind it, where the API says so.
    pub user: Option<UserId>,
    /// That person's e-mail.
    pub email: Option<Box<str>>,
    /// The account given beside the credential, or the one that owns it.
    pub account: Option<AccountId>,
    /// When it stops working.
    pub expires_on: Option<Time>,
    /// Our address as the server sees it, if it told.
    pub address: Option<IpAddr>,
    /// What it may do, each with the reason where it may not.
    pub abilities: Vec<Ability>,
}

/// One thing a credential may or may not do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ability {
    /// What: a short phrase that follows "may", e.g. `list user tokens`.
    pub what: Box<str>,
    /// Whether it may.
    pub allowed: Allowed,
}

/// Whether something is allowed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Allowed {
    /// It was tried and worked.
    Yes,
    /// It was refused; the permission that is missing, as the API names it.
    No {
        /// For example `API Tokens Read`.
        needs: Box<str>,
    },
    /// Not tried yet, or the answer said nothing.
    Unknown,
}
