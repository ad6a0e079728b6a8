//! Names for the things that permissions are granted on.

use std::borrow::Cow;

use crate::domain::group::GroupScope;
use crate::domain::ids::AccountId;
use crate::domain::ids::UserId;
use crate::domain::lookup::Lookup;
use crate::domain::reach::Target;
use crate::domain::text::clean;

/// A target and what to call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// What it is.
    pub target: Target,
    /// Its name, cleaned; a shortened id where none is known.
    pub name: String,
}

impl Named {
    /// Names a target.
    pub fn new(target: Target, names: &dyn Lookup) -> Self {
        let name = name_of(&target, names);
        Named { target, name }
    }
}

/// The word for the kind of thing that a permission applies to.
pub fn scope_word(scope: &GroupScope) -> Cow<'_, str> {
    match scope {
        GroupScope::Account => "account".into(),
        GroupScope::Zone => "zone".into(),
        GroupScope::User => "user".into(),
        GroupScope::Bucket => "R2 bucket".into(),
        GroupScope::Script => "Worker".into(),
        GroupScope::Other(text) => clean(text),
    }
}

/// What to call a target: `example.com`, `all zones of Acme`, `zone 023e105f…`. Harmless on a terminal.
pub fn name_of(target: &Target, names: &dyn Lookup) -> String {
    match target {
        Target::AllAccounts => "all accounts".into(),
        Target::Account(id) => account(id, names),
        Target::AllZones => "all zones".into(),
        Target::ZonesOf(id) => format!("all zones of {}", account(id, names)),
        Target::Zone(id) => match names.zone(id) {
            Some(zone) => clean(&zone.name).into_owned(),
            None => format!("zone {}…", id.short(8)),
        },
        Target::User(id) => user(id, names),
        Target::AllBuckets => "all R2 buckets".into(),
        Target::BucketsOf(id) => format!("all R2 buckets of {}", account(id, names)),
        Target::Bucket(bucket) => {
            let name = clean(&bucket.name);
            match &*bucket.jurisdiction {
                "default" => format!("R2 bucket {name}"),
                other => format!("R2 bucket {name} ({})", clean(other)),
            }
        }
        Target::AllScripts => "all Workers".into(),
        Target::ScriptsOf(id) => format!("all Workers of {}", account(id, names)),
        Target::Script(_, tag) => format!("Worker {}…", clean(&tag.short(8))),
        Target::Unknown(text) => clean(text).into_owned(),
    }
}

fn user(id: &UserId, names: &dyn Lookup) -> String {
    match names.own_user() {
        Some((own, Some(email))) if own == id => format!("you ({})", clean(email)),
        Some((own, None)) if own == id => "you".to_owned(),
        _ => format!("user {}…", clean(&id.short(8))),
    }
}

fn account(id: &AccountId, names: &dyn Lookup) -> String {
    match names.account_name(id) {
        Some(name) if !name.trim().is_empty() => clean(name).into_owned(),
        _ => format!("account {}…", clean(&id.short(8))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ZoneId;
    use crate::domain::zone::Zone;

    /// Ada, with or without a known e-mail.
    struct Ada(UserId, Option<&'static str>);

    impl Lookup for Ada {
        fn account_name(&self, _: &AccountId) -> Option<&str> {
            None
        }

        fn zone(&self, _: &ZoneId) -> Option<&Zone> {
            None
        }

        fn own_user(&self) -> Option<(&UserId, Option<&str>)> {
            Some((&self.0, self.1))
        }

        fn named(&self, _: &str) -> &[Target] {
            &[]
        }
    }

    #[test]
    fn ones_own_user_is_you() {
        let id: UserId = "71bb54d8023e105f4ecef8ad9ca31a83".into();
        let other: UserId = "00005f4ecef8ad9ca31a8300071bb54d".into();
        let name = |names: &dyn Lookup, id: &UserId| name_of(&Target::User(id.clone()), names);
        let known = Ada(id.clone(), Some("ada@acme.example"));
        assert_eq!(name(&known, &id), "you (ada@acme.example)");
        assert_eq!(name(&known, &other), "user 00005f4e…");
        assert_eq!(name(&Ada(id.clone(), None), &id), "you");
    }
}
