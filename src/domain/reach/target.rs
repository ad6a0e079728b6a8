//! What a permission can be granted on, and how two such things lie to each other.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::group::GroupScope;
use crate::domain::ids::{AccountId, ScriptTag, UserId, ZoneId};
use crate::domain::lookup::Lookup;
use crate::domain::resource::{BucketKey, Extent, Key, Resource};

/// A thing, or all things of one kind, that a permission is granted on.
///
/// The same thing written in two ways is one target: `account.*: {zone.*: "*"}` and the flat `zone.*` are both
/// [`Target::AllZones`], a nested zone is the same zone (API reference 4.2).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Target {
    /// Every account; not the zones, buckets and Workers inside.
    AllAccounts,
    /// One account; not what is inside.
    Account(AccountId),
    /// Every zone everywhere.
    AllZones,
    /// Every zone of one account.
    ZonesOf(AccountId),
    /// One zone.
    Zone(ZoneId),
    /// A person.
    User(UserId),
    /// Every R2 bucket everywhere.
    AllBuckets,
    /// Every R2 bucket of one account.
    BucketsOf(AccountId),
    /// One R2 bucket.
    Bucket(Box<BucketKey>),
    /// Every Worker everywhere.
    AllScripts,
    /// Every Worker of one account.
    ScriptsOf(AccountId),
    /// One Worker, and the account it was written under, if it was.
    Script(Option<AccountId>, ScriptTag),
    /// A key of no documented form, or a known key with a value of none, as text. What it covers is unknown.
    Unknown(Box<str>),
}

/// How a granted target lies to one that is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// It is the same or contains it.
    Covers,
    /// It is a part of what is asked about.
    Part,
    /// Nobody knows: the account of a zone or Worker is not known, or the key is not.
    Maybe,
    /// They have nothing in common.
    Apart,
}

impl Target {
    /// The targets that one entry of a policy's `resources` names, one per nested key.
    pub fn of(resource: &Resource) -> impl Iterator<Item = Target> {
        let key = &resource.key;
        let (one, inner): (_, &[Resource]) = match &resource.extent {
            Extent::Whole => (Some(Self::whole(key)), &[]),
            Extent::Odd(value) => (Some(Target::Unknown(format!("{key}: {value}").into())), &[]),
            Extent::Within(inner) => (None, inner),
        };
        one.into_iter().chain(inner.iter().map(move |r| Self::nested(key, r)))
    }

    /// The target of the entry `"<key>": "*"`.
    pub fn whole(key: &Key) -> Target {
        match key {
            Key::AllAccounts => Target::AllAccounts,
            Key::Account(id) => Target::Account(id.clone()),
            Key::AllZones => Target::AllZones,
            Key::Zone(id) => Target::Zone(id.clone()),
            Key::User(id) => Target::User(id.clone()),
            Key::AllBuckets => Target::AllBuckets,
            Key::Bucket(bucket) => Target::Bucket(bucket.clone()),
            Key::AllScripts => Target::AllScripts,
            Key::Script(tag) => Target::Script(None, tag.clone()),
            Key::Unknown(text) => Target::Unknown(text.clone()),
        }
    }

    /// The resource key of a single thing, or of all things of a kind; for everything inside an account, the account's. A
    /// key of no documented form is its own.
    pub fn key(&self) -> String {
        match self {
            Target::AllAccounts => Key::AllAccounts,
            Target::Account(id) | Target::ZonesOf(id) | Target::BucketsOf(id) | Target::ScriptsOf(id) => {
                Key::Account(id.clone())
            }
            Target::AllZones => Key::AllZones,
            Target::Zone(id) => Key::Zone(id.clone()),
            Target::User(id) => Key::User(id.clone()),
            Target::AllBuckets => Key::AllBuckets,
            Target::Bucket(bucket) => Key::Bucket(bucket.clone()),
            Target::AllScripts => Key::AllScripts,
            Target::Script(_, tag) => Key::Script(tag.clone()),
            Target::Unknown(text) => Key::Unknown(text.clone()),
        }
        .to_string()
    }

    fn nested(outer: &Key, inner: &Resource) -> Target {
        let odd = || Target::Unknown(format!("{outer}: {}", inner.key).into());
        if inner.extent != Extent::Whole {
            return odd();
        }
        match (outer, &inner.key) {
            (Key::AllAccounts, key @ (Key::AllZones | Key::AllBuckets | Key::AllScripts)) => Self::whole(key),
            (Key::Account(id), Key::AllZones) => Target::ZonesOf(id.clone()),
            (Key::Account(id), Key::AllBuckets) => Target::BucketsOf(id.clone()),
            (Key::Account(id), Key::AllScripts) => Target::ScriptsOf(id.clone()),
            (Key::Account(id), Key::Script(tag)) => Target::Script(Some(id.clone()), tag.clone()),
            (Key::Account(_) | Key::AllAccounts, key @ (Key::Zone(_) | Key::Bucket(_) | Key::Script(_))) => {
                Self::whole(key)
            }
            _ => odd(),
        }
    }

    /// The scope of the permission groups that apply to it; `None` where the key is not known.
    pub fn scope(&self) -> Option<GroupScope> {
        Some(match self {
            Target::AllAccounts | Target::Account(_) => GroupScope::Account,
            Target::AllZones | Target::ZonesOf(_) | Target::Zone(_) => GroupScope::Zone,
            Target::User(_) => GroupScope::User,
            Target::AllBuckets | Target::BucketsOf(_) | Target::Bucket(_) => GroupScope::Bucket,
            Target::AllScripts | Target::ScriptsOf(_) | Target::Script(..) => GroupScope::Script,
            Target::Unknown(_) => return None,
        })
    }

    /// Everything of the given scope inside an account target: all zones of an account, all buckets of all
    /// accounts. `None` for targets that have no inside, and for scopes that live nowhere.
    pub fn inside(&self, scope: &GroupScope) -> Option<Target> {
        Some(match (self, scope) {
            (Target::AllAccounts, GroupScope::Zone) => Target::AllZones,
            (Target::AllAccounts, GroupScope::Bucket) => Target::AllBuckets,
            (Target::AllAccounts, GroupScope::Script) => Target::AllScripts,
            (Target::Account(id), GroupScope::Zone) => Target::ZonesOf(id.clone()),
            (Target::Account(id), GroupScope::Bucket) => Target::BucketsOf(id.clone()),
            (Target::Account(id), GroupScope::Script) => Target::ScriptsOf(id.clone()),
            _ => return None,
        })
    }

    /// Whether it means all things of its kind, everywhere.
    pub fn is_everywhere(&self) -> bool {
        matches!(self, Target::AllAccounts | Target::AllZones | Target::AllBuckets | Target::AllScripts)
    }

    /// Whether it means all zones, buckets or Workers of one account.
    pub fn is_all_in_one_account(&self) -> bool {
        matches!(self, Target::ZonesOf(_) | Target::BucketsOf(_) | Target::ScriptsOf(_))
    }

    /// The account that it lies in, if that is known.
    pub fn home(&self, names: &dyn Lookup) -> Option<AccountId> {
        match self {
            Target::Account(id) | Target::ZonesOf(id) | Target::BucketsOf(id) | Target::ScriptsOf(id) => {
                Some(id.clone())
            }
            Target::Zone(id) => names.zone(id).map(|z| z.account.clone()),
            Target::Bucket(bucket) => Some(bucket.account.clone()),
            Target::Script(account, _) => account.clone(),
            _ => None,
        }
    }

    /// The account in which it lies as a policy names it.
    fn home_as_written(&self, names: &dyn Lookup) -> Option<AccountId> {
        let home = self.home(names);
        if home.is_none() && matches!(self, Target::Zone(_)) { names.keeper().cloned() } else { home }
    }

    /// Whether the two, as a policy names the first, surely lie in different accounts: a glance that needs no group.
    pub(super) fn is_elsewhere(&self, asked: &Target, names: &dyn Lookup) -> bool {
        let homes = (self.home_as_written(names), asked.home(names));
        matches!(homes, (Some(mine), Some(theirs)) if mine != theirs)
    }

    /// Whether the two may have anything in common: one contains the other, or nobody can tell.
    pub fn may_meet(&self, other: &Target, names: &dyn Lookup) -> bool {
        self.relation(other, names) != Relation::Apart
    }

    /// How `self`, which is granted or denied, lies to `asked`.
    pub(super) fn relation(&self, asked: &Target, names: &dyn Lookup) -> Relation {
        if self == asked {
            return if self.scope().is_some() { Relation::Covers } else { Relation::Maybe };
        }
        let (Some(mine), Some(theirs)) = (self.scope(), asked.scope()) else { return Relation::Maybe };
        if mine != theirs {
            return Relation::Apart;
        }
        if self.is_everywhere() {
            return Relation::Covers;
        }
        if asked.is_everywhere() {
            return Relation::Part;
        }
        let related = match (self.is_all_in_one_account(), asked.is_all_in_one_account()) {
            (true, false) => Relation::Covers,
            (false, true) => Relation::Part,
            (true, true) => return Relation::Apart,
            (false, false) => return self.relation_of_single_things(asked),
        };
        match (self.home_as_written(names), asked.home(names)) {
            (Some(a), Some(b)) if a == b => related,
            (Some(_), Some(_)) => Relation::Apart,
            _ => Relation::Maybe,
        }
    }

    /// The same for a permission of unknown scope: on an account it may be one for what is inside, and then it bears on
    /// zones, buckets and Workers there, as theirs bear on a question about the account.
    pub(super) fn relation_in_any_scope(&self, asked: &Target, names: &dyn Lookup) -> Relation {
        let inside = |outer: &Target, inner: &Target| inner.scope().and_then(|scope| outer.inside(&scope));
        let related = match (inside(self, asked), inside(asked, self)) {
            (Some(all), _) => all.relation(asked, names),
            (_, Some(all)) => self.relation(&all, names),
            (None, None) => return self.relation(asked, names),
        };
        if related == Relation::Apart { Relation::Apart } else { Relation::Maybe }
    }

    /// Two different single things are apart, except a Worker named with and without its account.
    fn relation_of_single_things(&self, asked: &Target) -> Relation {
        match (self, asked) {
            (Target::Script(a, mine), Target::Script(b, theirs)) if mine == theirs => {
                if a.is_some() && b.is_some() { Relation::Apart } else { Relation::Covers }
            }
            _ => Relation::Apart,
        }
    }
}

impl fmt::Display for Target {
    /// Ids, not names; for names see `words::name_of`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::AllAccounts => f.write_str("all accounts"),
            Target::Account(id) => write!(f, "account {id}"),
            Target::AllZones => f.write_str("all zones"),
            Target::ZonesOf(id) => write!(f, "all zones of account {id}"),
            Target::Zone(id) => write!(f, "zone {id}"),
            Target::User(id) => write!(f, "user {id}"),
            Target::AllBuckets => f.write_str("all R2 buckets"),
            Target::BucketsOf(id) => write!(f, "all R2 buckets of account {id}"),
            Target::Bucket(b) => {
                write!(f, "R2 bucket {} ({}) of account {}", b.name, b.jurisdiction, b.account)
            }
            Target::AllScripts => f.write_str("all Workers"),
            Target::ScriptsOf(id) => write!(f, "all Workers of account {id}"),
            Target::Script(_, tag) => write!(f, "Worker {tag}"),
            Target::Unknown(text) => f.write_str(text),
        }
    }
}
