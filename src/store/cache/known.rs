//! What one value in the cache holds, and under which key.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::account::Account;
use crate::domain::group::Group;
use crate::domain::identity::Identity;
use crate::domain::member::Member;
use crate::domain::organization::Organization;
use crate::domain::token::{Owner, Token, TokenRef};
use crate::domain::zone::{Bucket, Zone};
use crate::protocol::{Change, Scope};

/// The key of a value: the packed scope.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key(pub(super) Vec<u8>);

impl Key {
    /// `None` for scopes that are not kept as one value.
    pub(super) fn of(scope: &Scope) -> Option<Self> {
        match scope {
            Scope::Token(_) => None,
            _ => postcard::to_stdvec(scope).ok().map(Key),
        }
    }

    pub(super) fn scope(&self) -> Option<Scope> {
        postcard::from_bytes(&self.0).ok()
    }

    /// Whether a first frame can do without it.
    pub(super) fn can_wait(&self) -> bool {
        !matches!(self.scope(), Some(Scope::Identity | Scope::Accounts) | None)
    }
}

/// The key of a raw object: owner and id.
pub(super) fn raw_key(at: &TokenRef) -> Vec<u8> {
    // Packing a value of our own into memory does not fail; an empty key would find nothing.
    postcard::to_stdvec(at).unwrap_or_default()
}

/// One value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Known {
    Identity(Identity),
    Accounts(Vec<Account>),
    Tokens(Vec<Arc<Token>>),
    Groups(Vec<Group>),
    Zones(Vec<Zone>),
    Buckets(Vec<Bucket>),
    Organizations(Vec<Organization>),
    Members(Vec<Member>),
}

impl Known {
    /// The value as news from the cache.
    pub(super) fn change(self) -> Change {
        match self {
            Known::Identity(identity) => Change::Identity(identity),
            Known::Accounts(list) => Change::Accounts { list, complete: false },
            Known::Tokens(list) => Change::Restored(list),
            Known::Groups(list) => Change::Groups(list),
            Known::Zones(list) => Change::Zones(list),
            Known::Buckets(list) => Change::Buckets(list),
            // Only whole lists are kept.
            Known::Organizations(list) => Change::Organizations { list, complete: true },
            Known::Members(list) => Change::Members { list, complete: true },
        }
    }

    /// With a checksum in front: redb does not look at what it reads back.
    pub(super) fn pack(&self) -> Result<Vec<u8>, postcard::Error> {
        let mut bytes = postcard::to_extend(self, vec![0; 4])?;
        let sum = crc32fast::hash(&bytes[4..]);
        bytes[..4].copy_from_slice(&sum.to_le_bytes());
        Ok(bytes)
    }

    /// `None`: damaged, or of a shape that this version does not know.
    pub(super) fn unpack(bytes: &[u8]) -> Option<Self> {
        let (sum, rest) = bytes.split_first_chunk::<4>()?;
        (u32::from_le_bytes(*sum) == crc32fast::hash(rest)).then(|| postcard::from_bytes(rest).ok()).flatten()
    }
}

/// Puts `news` over `old`, by id.
pub(super) fn merge(old: Vec<Account>, news: &[Account], complete: bool) -> Vec<Account> {
    let mut out = if complete { Vec::new() } else { old };
    out.retain(|a| news.iter().all(|n| n.id != a.id));
    out.extend_from_slice(news);
    out
}

/// The key of an owner's tokens.
pub(super) fn tokens_of(owner: &Owner) -> Option<Key> {
    Key::of(&Scope::Tokens(owner.clone()))
}
