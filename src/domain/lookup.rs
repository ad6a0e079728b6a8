//! What rules need to know about the world beyond the token in hand: names, and which zone is whose.
//!
//! Rules receive it as `&dyn Lookup`; whoever holds the world implements it. "Not known" is always a legal
//! answer, and every rule says what it makes of it.

use super::group::{self, Group};
use super::ids::{AccountId, GroupId, UserId, ZoneId};
use super::policy::GroupRef;
use super::reach::Target;
use super::token::Owner;
use super::zone::Zone;

/// Names of things, and where zones live.
pub trait Lookup {
    /// The name of an account, if it is known.
    fn account_name(&self, id: &AccountId) -> Option<&str>;

    /// A permission group. The server's list wins over the shipped one, which is the default.
    fn group(&self, id: &GroupId) -> Option<&Group> {
        group::shipped().get(id)
    }

    /// A zone, if it is known.
    fn zone(&self, id: &ZoneId) -> Option<&Zone>;

    /// The person who looks, if it is known who: the id, and the e-mail where the API told it.
    fn own_user(&self) -> Option<(&UserId, Option<&str>)> {
        None
    }

    /// The account in which zones lie that a policy names and nobody knows, where that follows from whose the policy is.
    fn keeper(&self) -> Option<&AccountId> {
        None
    }

    /// Everything that bears this name: zones, accounts, buckets. The name is given in lower case
    /// (`str::to_lowercase`), and names are compared in lower case.
    fn named(&self, name: &str) -> &[Target];
}

/// Knows the shipped permission groups and nothing else.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nameless;

impl Lookup for Nameless {
    fn account_name(&self, _: &AccountId) -> Option<&str> {
        None
    }

    fn zone(&self, _: &ZoneId) -> Option<&Zone> {
        None
    }

    fn named(&self, _: &str) -> &[Target] {
        &[]
    }
}

/// Names as they are meant by the policies of one token: an account's token can name zones of that account only (API
/// reference 4.2), so what it names is at home there even before its zones were read.
#[derive(Clone, Copy)]
pub struct MeantBy<'a> {
    /// Names of things.
    pub names: &'a dyn Lookup,
    /// Whose the token is.
    pub owner: &'a Owner,
}

impl Lookup for MeantBy<'_> {
    fn account_name(&self, id: &AccountId) -> Option<&str> {
        self.names.account_name(id)
    }

    fn group(&self, id: &GroupId) -> Option<&Group> {
        self.names.group(id)
    }

    fn zone(&self, id: &ZoneId) -> Option<&Zone> {
        self.names.zone(id)
    }

    fn own_user(&self) -> Option<(&UserId, Option<&str>)> {
        self.names.own_user()
    }

    fn keeper(&self) -> Option<&AccountId> {
        self.owner.account()
    }

    fn named(&self, name: &str) -> &[Target] {
        self.names.named(name)
    }
}

/// The name of a group as a policy mentions it: as echoed by the server, else from the catalogue.
pub fn group_name<'a>(group: &'a GroupRef, names: &'a dyn Lookup) -> Option<&'a str> {
    group.name.as_deref().or_else(|| names.group(&group.id).map(|g| &*g.name))
}
