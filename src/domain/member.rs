//! A member of an account: a person who may act in it (API reference 8).

use serde::{Deserialize, Serialize};

use super::ids::UserId;

/// A member as `GET /accounts/{id}/members` describes it. Everything but the id may be missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Id of the membership, which is not the person's.
    pub id: Box<str>,
    /// `accepted`, `pending`, or another word.
    pub status: Option<Box<str>>,
    /// The address by which the person was invited or signs in.
    pub email: Option<Box<str>>,
    /// The person; `None` while an invitation is pending.
    pub user: Option<UserId>,
    /// Names of the roles.
    pub roles: Vec<Box<str>>,
    /// Whether the person signs in with two factors. `None`: not said.
    pub two_factor: Option<bool>,
}
