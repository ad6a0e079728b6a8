//! Tokens of accounts and of the user: list, get, change, delete, roll, verify (API reference 2 and 3).
//!
//! The operations are the same for both families; only the path and the permission differ.

use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::endpoint::{Endpoint, EndpointInfo, Method, Paged, Request};
use super::envelope::Opened;
use super::page::Style;
use super::read;
use super::token_wire;
pub use super::token_wire::{Change, put_body};
use crate::clock::Time;
use crate::domain::ids::TokenId;
use crate::domain::token::{Fetched, Owner, Status, TokenRef};
use crate::secret::{Secret, SecretRef, Vault};

/// Reads an object that a server once sent, and that was kept, as that of a token of `owner`. `None`: it is none.
pub fn remembered(owner: &Owner, json: &str) -> Option<Fetched> {
    let raw: &RawValue = serde_json::from_str(json).ok()?;
    token_wire::fetched(owner, raw).ok()
}

/// `GET /accounts/{account_id}/tokens`
pub const LIST_OF_ACCOUNT: EndpointInfo = EndpointInfo {
    name: "account tokens: list",
    method: Method::Get,
    path: "/accounts/{account_id}/tokens",
    permission: Some("Account API Tokens Read"),
    mutating: false,
    safe_to_repeat: true,
    docs: "https://developers.cloudflare.com/api/resources/accounts/subresources/tokens/methods/list/",
};
/// `GET /accounts/{account_id}/tokens/{token_id}`
pub const GET_OF_ACCOUNT: EndpointInfo = EndpointInfo {
    name: "account tokens: get",
    path: "/accounts/{account_id}/tokens/{token_id}",
    docs: "https://developers.cloudflare.com/api/resources/accounts/subresources/tokens/methods/get/",
    ..LIST_OF_ACCOUNT
};
/// `PUT /accounts/{account_id}/tokens/{token_id}`: replaces all of it.
pub const PUT_OF_ACCOUNT: EndpointInfo = EndpointInfo {
    name: "account tokens: update",
    method: Method::Put,
    permission: Some("Account API Tokens Write"),
    mutating: true,
    safe_to_repeat: false,
    docs: "https://developers.cloudflare.com/api/resources/accounts/subresources/tokens/methods/update/",
    ..GET_OF_ACCOUNT
};
/// `DELETE /accounts/{account_id}/tokens/{token_id}`: final.
pub const DELETE_OF_ACCOUNT: EndpointInfo = EndpointInfo {
    name: "account tokens: delete",
    method: Method::Delete,
    safe_to_repeat: true,
    docs: "https://developers.cloudflare.com/api/resources/accounts/subresources/tokens/methods/delete/",
    ..PUT_OF_ACCOUNT
};
/// `PUT /accounts/{account_id}/tokens/{token_id}/value`: a new value; the old one stops working at once.
pub const ROLL_OF_ACCOUNT: EndpointInfo = EndpointInfo {
    name: "account tokens: roll",
    path: "/accounts/{account_id}/tokens/{token_id}/value",
    docs: "https://developers.cloudflare.com/api/resources/accounts/subresources/tokens/subresources/value/methods/update/",
    ..PUT_OF_ACCOUNT
};
/// `GET /accounts/{account_id}/tokens/verify`: about the credential that asks.
pub const VERIFY_OF_ACCOUNT: EndpointInfo = EndpointInfo {
    name: "account tokens: verify",
    path: "/accounts/{account_id}/tokens/verify",
    permission: None,
    docs: "https://developers.cloudflare.com/api/resources/accounts/subresources/tokens/methods/verify/",
    ..LIST_OF_ACCOUNT
};
/// `GET /user/tokens`
pub const LIST_OF_USER: EndpointInfo = EndpointInfo {
    name: "user tokens: list",
    path: "/user/tokens",
    permission: Some("API Tokens Read"),
    docs: "https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/list/",
    ..LIST_OF_ACCOUNT
};
/// `GET /user/tokens/{token_id}`
pub const GET_OF_USER: EndpointInfo = EndpointInfo {
    name: "user tokens: get",
    path: "/user/tokens/{token_id}",
    docs: "https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/get/",
    ..LIST_OF_USER
};
/// `PUT /user/tokens/{token_id}`: replaces all of it.
pub const PUT_OF_USER: EndpointInfo = EndpointInfo {
    name: "user tokens: update",
    method: Method::Put,
    permission: Some("API Tokens Write"),
    mutating: true,
    safe_to_repeat: false,
    docs: "https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/update/",
    ..GET_OF_USER
};
/// `DELETE /user/tokens/{token_id}`: final.
pub const DELETE_OF_USER: EndpointInfo = EndpointInfo {
    name: "user tokens: delete",
    method: Method::Delete,
    safe_to_repeat: true,
    docs: "https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/delete/",
    ..PUT_OF_USER
};
/// `PUT /user/tokens/{token_id}/value`: a new value; the old one stops working at once.
pub const ROLL_OF_USER: EndpointInfo = EndpointInfo {
    name: "user tokens: roll",
    path: "/user/tokens/{token_id}/value",
    docs: "https://developers.cloudflare.com/api/resources/user/subresources/tokens/subresources/value/methods/update/",
    ..PUT_OF_USER
};
/// `GET /user/tokens/verify`: about the credential that asks.
pub const VERIFY_OF_USER: EndpointInfo = EndpointInfo {
    name: "user tokens: verify",
    path: "/user/tokens/verify",
    permission: None,
    docs: "https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/verify/",
    ..LIST_OF_USER
};

fn family(
    owner: &Owner,
    account: &'static EndpointInfo,
    user: &'static EndpointInfo,
) -> &'static EndpointInfo {
    match owner {
        Owner::Account(_) => account,
        Owner::User => user,
    }
}

fn owner_ids(owner: &Owner) -> Vec<String> {
    owner.account().map(ToString::to_string).into_iter().collect()
}

fn token_ids(at: &TokenRef) -> Vec<String> {
    let mut ids = owner_ids(&at.owner);
    ids.push(at.id.to_string());
    ids
}

/// All tokens of an owner, expired ones included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Whose tokens.
    pub owner: Owner,
}

impl Request for List {
    fn info(&self) -> &'static EndpointInfo {
        family(&self.owner, &LIST_OF_ACCOUNT, &LIST_OF_USER)
    }

    fn ids(&self) -> Vec<String> {
        owner_ids(&self.owner)
    }

    fn query(&self) -> Vec<(&'static str, String)> {
        vec![("include_expired", "true".to_owned())]
    }
}

impl Paged for List {
    type Item = Fetched;
    const STYLE: Style = Style::Numbered { per_page: 50 };

    fn read_item(&self, raw: &RawValue) -> Result<Fetched, String> {
        token_wire::fetched(&self.owner, raw)
    }

    fn key(item: &Fetched) -> String {
        item.token.at.id.to_string()
    }
}

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// Which.
    pub at: TokenRef,
}

impl Request for Get {
    fn info(&self) -> &'static EndpointInfo {
        family(&self.at.owner, &GET_OF_ACCOUNT, &GET_OF_USER)
    }

    fn ids(&self) -> Vec<String> {
        token_ids(&self.at)
    }
}

impl Endpoint for Get {
    type Reply = Fetched;

    fn read(&self, opened: Opened<'_>, _: &Vault) -> Result<Fetched, String> {
        asked_for(&self.at, &opened)
    }
}

/// Reads a token and makes sure that it is the one asked for: everything that follows trusts its id.
fn asked_for(at: &TokenRef, opened: &Opened<'_>) -> Result<Fetched, String> {
    let fetched = token_wire::fetched(&at.owner, opened.result()?)?;
    if fetched.token.at.id != at.id {
        return Err(format!("it is about another token ({})", fetched.token.at.id.short(40)));
    }
    Ok(fetched)
}

/// Replaces one token. Whatever the body leaves out is cleared (API reference 2.5): make it with [`put_body`].
#[derive(Clone, Debug, PartialEq)]
pub struct Put {
    /// Which.
    pub at: TokenRef,
    /// The whole new object.
    pub body: Value,
}

impl Request for Put {
    fn info(&self) -> &'static EndpointInfo {
        family(&self.at.owner, &PUT_OF_ACCOUNT, &PUT_OF_USER)
    }

    fn ids(&self) -> Vec<String> {
        token_ids(&self.at)
    }
}

impl Endpoint for Put {
    type Reply = Fetched;

    fn body(&self) -> Option<Value> {
        Some(self.body.clone())
    }

    fn read(&self, opened: Opened<'_>, _: &Vault) -> Result<Fetched, String> {
        asked_for(&self.at, &opened)
    }
}

/// Deletes one token. Deleting it again answers 1003 ([`super::ApiError::is_gone`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delete {
    /// Which.
    pub at: TokenRef,
}

impl Request for Delete {
    fn info(&self) -> &'static EndpointInfo {
        family(&self.at.owner, &DELETE_OF_ACCOUNT, &DELETE_OF_USER)
    }

    fn ids(&self) -> Vec<String> {
        token_ids(&self.at)
    }
}

impl Endpoint for Delete {
    type Reply = ();

    fn read(&self, _: Opened<'_>, _: &Vault) -> Result<(), String> {
        Ok(()) // `result` is nullable here (API reference 2.6); `success` says it all.
    }
}

/// Gives one token a new value, which goes into the vault. The old value stops working at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roll {
    /// Which.
    pub at: TokenRef,
}

impl Request for Roll {
    fn info(&self) -> &'static EndpointInfo {
        family(&self.at.owner, &ROLL_OF_ACCOUNT, &ROLL_OF_USER)
    }

    fn ids(&self) -> Vec<String> {
        token_ids(&self.at)
    }
}

impl Endpoint for Roll {
    type Reply = SecretRef;

    fn body(&self) -> Option<Value> {
        Some(json!({}))
    }

    fn read(&self, opened: Opened<'_>, vault: &Vault) -> Result<SecretRef, String> {
        let value = serde_json::from_str::<String>(opened.result()?.get());
        let value = Secret::new(value.map_err(|_| "`result` is not the new value".to_owned())?);
        if value.is_empty() {
            return Err("the new value is empty".to_owned());
        }
        Ok(vault.put(value))
    }
}

/// Asks what the credential itself is. Works only within the token's own family, and for account tokens only
/// with their own account (API reference 2.8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verify {
    /// The family to ask.
    pub family: Owner,
}

/// What verify says about the credential that asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// The token's id.
    pub id: TokenId,
    /// The status word.
    pub status: Status,
    /// From when on it works.
    pub not_before: Option<Time>,
    /// Until when it works.
    pub expires_on: Option<Time>,
    /// What the server says in words: "This API Token is valid and active".
    pub message: Option<String>,
}

impl Request for Verify {
    fn info(&self) -> &'static EndpointInfo {
        family(&self.family, &VERIFY_OF_ACCOUNT, &VERIFY_OF_USER)
    }

    fn ids(&self) -> Vec<String> {
        owner_ids(&self.family)
    }
}

impl Endpoint for Verify {
    type Reply = Verified;

    fn read(&self, mut opened: Opened<'_>, _: &Vault) -> Result<Verified, String> {
        let value = read::object(opened.result()?)?;
        Ok(Verified {
            id: TokenId::new(read::id(&value)?),
            status: read::text(&value, "status").map_or(Status::Unsaid, Status::new),
            not_before: read::time(&value, "not_before"),
            expires_on: read::time(&value, "expires_on"),
            message: opened.messages.drain(..).find(|m| !m.is_empty()),
        })
    }
}
