//! The person behind the credential (API reference 8). Refused to account-owned tokens with 9109.

use super::endpoint::{Endpoint, EndpointInfo, Method, Request};
use super::envelope::Opened;
use super::read;
use crate::domain::ids::UserId;
use crate::secret::Vault;

/// `GET /user`
pub const GET: EndpointInfo = EndpointInfo {
    name: "user: get",
    method: Method::Get,
    path: "/user",
    permission: Some("User Details Read"),
    mutating: false,
    safe_to_repeat: true,
    docs: "https://developers.cloudflare.com/api/resources/user/methods/get/",
};

/// Who the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Get;

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Id.
    pub id: UserId,
    /// E-mail address, if said.
    pub email: Option<Box<str>>,
}

impl Request for Get {
    fn info(&self) -> &'static EndpointInfo {
        &GET
    }
}

impl Endpoint for Get {
    type Reply = Person;

    fn read(&self, opened: Opened<'_>, _: &Vault) -> Result<Person, String> {
        let value = read::object(opened.result()?)?;
        Ok(Person { id: UserId::new(read::id(&value)?), email: read::word(&value, "email") })
    }
}
