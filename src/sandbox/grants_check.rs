//! Whether a policy may be written at all, and by this caller (API reference 4.2, 4.6).

use serde_json::{Map, Value};

use super::answer::{Refusal, refuse};
use super::caller::{Caller, Means};
use super::id::Id;
use super::state::{Owner, State};
use crate::domain::group::{self, Group, GroupScope};
use crate::domain::ids::{AccountId, GroupId, UserId};
use crate::domain::resource::Key;

/// What the caller may grant.
pub(super) struct Cap<'a> {
    pub state: &'a State,
    pub caller: &'a Caller,
    /// Groups that the token being changed has already; it may keep them.
    pub kept: Vec<Id>,
}

/// Checks one policy: known groups, known resource forms, the owner's reach, the ban on sub-tokens, the cap.
pub(super) fn check_policy(
    owner: Owner,
    groups: &[Id],
    resources: &Map<String, Value>,
    cap: &Cap<'_>,
) -> Result<(), Refusal> {
    let known: Vec<&Group> =
        groups.iter().map(|id| known_group(owner, *id, cap)).collect::<Result<_, _>>()?;
    // Which group a common check names is not documented; the first one is as good as any.
    let name = known.first().map_or("", |g| &g.name);
    for (text, extent) in resources {
        let key = Key::new(text);
        let inside = extent_keys(extent)?;
        check_key(&key, inside.as_deref(), text)?;
        let common = || {
            let text = "Failed common permission check against resources.";
            refuse::invalid(format!("{text} (Permission group: \"{name}\")"))
        };
        match owner {
            Owner::Account(id) => {
                if key == Key::AllZones {
                    let text = "Must specify a zone for account owned tokens, or nest zone under specific account resource";
                    return Err(refuse::invalid(text));
                }
                if !within_account(&key, inside.as_deref(), id, cap.state) {
                    return Err(common());
                }
            }
            Owner::User(id) => {
                if matches!(&key, Key::User(named) if *named != UserId::new(&id.to_string())) {
                    return Err(common());
                }
                if matches!(&key, Key::Account(named) if !reaches(cap, named)) {
                    return Err(common());
                }
            }
        }
    }
    cap_check(groups, cap)
}

fn known_group<'g>(owner: Owner, id: Id, cap: &Cap<'_>) -> Result<&'g Group, Refusal> {
    let text = id.to_string();
    let unknown = || refuse::invalid(format!("Permission group with id {text} not found"));
    let kept = cap.kept.contains(&id);
    let Some(found) = group::shipped().get(&GroupId::new(&text)) else {
        return Err(unknown());
    };
    if matches!(owner, Owner::Account(_)) && found.scopes.contains(&GroupScope::User) {
        return Err(refuse::invalid(format!(
            "Permission group \"{}\" is not available to account owned tokens",
            found.name
        )));
    }
    let mints = [group::ACCOUNT_TOKENS_WRITE, group::USER_TOKENS_WRITE].contains(&text.as_str());
    if mints && !kept && cap.caller.means != Means::Key {
        let text = "sub-token is not allowed to have permissions to manage other tokens";
        return Err(refuse::invalid(text));
    }
    Ok(found)
}

fn extent_keys(extent: &Value) -> Result<Option<Vec<Key>>, Refusal> {
    let wrong = || refuse::invalid("resource values must be \"*\" or an object of \"*\"");
    match extent {
        Value::String(star) if star == "*" => Ok(None),
        Value::Object(map) if !map.is_empty() && map.values().all(|v| v == "*") => {
            Ok(Some(map.keys().map(|k| Key::new(k)).collect()))
        }
        _ => Err(wrong()),
    }
}

fn check_key(key: &Key, inside: Option<&[Key]>, text: &str) -> Result<(), Refusal> {
    let unsupported = |what: &str| refuse::invalid(format!("{what} is not a supported resource type"));
    if matches!(key, Key::Unknown(_) | Key::Script(_) | Key::AllScripts) {
        return Err(unsupported(text));
    }
    let Some(inside) = inside else { return Ok(()) };
    if !matches!(key, Key::Account(_)) {
        return Err(unsupported(text));
    }
    let fits = |k: &Key| {
        matches!(
            k,
            Key::AllZones
                | Key::Zone(_)
                | Key::AllBuckets
                | Key::Bucket(_)
                | Key::Script(_)
                | Key::AllScripts
        )
    };
    inside.iter().find(|k| !fits(k)).map_or(Ok(()), |k| Err(unsupported(&k.to_string())))
}

/// Account tokens reach their own account only.
fn within_account(key: &Key, inside: Option<&[Key]>, account: Id, state: &State) -> bool {
    let own = AccountId::new(&account.to_string());
    let zones =
        |id: &str| state.account(account).is_some_and(|a| a.zones.iter().any(|z| z.id.to_string() == id));
    let good = |key: &Key| match key {
        Key::Zone(id) => zones(&id.to_string()),
        Key::Bucket(bucket) => bucket.account == own,
        Key::Account(id) => *id == own,
        Key::AllZones | Key::AllBuckets | Key::Script(_) | Key::AllScripts => inside.is_some(),
        Key::AllAccounts | Key::User(_) | Key::Unknown(_) => false,
    };
    good(key) && inside.is_none_or(|keys| keys.iter().all(good))
}

fn reaches(cap: &Cap<'_>, named: &AccountId) -> bool {
    let account = Id::parse(&named.to_string()).and_then(|id| cap.state.account(id));
    account.is_some_and(|a| cap.caller.belongs_to(a))
}

fn cap_check(groups: &[Id], cap: &Cap<'_>) -> Result<(), Refusal> {
    if cap.caller.means == Means::OAuth {
        let held: Vec<Id> = cap.caller.grants.groups().collect();
        let beyond: Vec<String> =
            groups.iter().filter(|g| !held.contains(g)).map(|g| format!("\n- {}", title(*g))).collect();
        if !beyond.is_empty() {
            let text =
                "The OAuth session does not include the scopes required for the requested permission groups";
            return Err(refuse::invalid(format!("{text}{}", beyond.concat())));
        }
    }
    if !cap.state.switches.creator_cap || cap.caller.means == Means::Key {
        return Ok(());
    }
    let held: Vec<Id> = cap.caller.grants.groups().collect();
    match groups.iter().find(|g| !held.contains(g)) {
        None => Ok(()),
        Some(beyond) => {
            let text = "Failed common permission check against resources.";
            Err(refuse::invalid(format!("{text} (Permission group: \"{}\")", title(*beyond))))
        }
    }
}

fn title(group: Id) -> String {
    let id = group.to_string();
    group::shipped().get(&GroupId::new(&id)).map_or(id, |g| g.name.to_string())
}
