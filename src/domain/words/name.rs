//! Names for the things that permissions are granted on.

use std::borrow::Cow;

use crate::domain::group::GroupScope;
use crate::domain::ids::AccountId;
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
        Target::User(id) => format!("user {}…", clean(&id.short(8))),
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

fn account(id: &AccountId, names: &dyn Lookup) -> String {
    match names.account_name(id) {
        Some(name) if !name.trim().is_empty() => clean(name).into_owned(),
        _ => format!("account {}…", clean(&id.short(8))),
    }
}
