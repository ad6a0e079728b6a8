//! A link to the dashboard's form for a new token, with permissions filled in (API reference 6.2).

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::json;

use crate::domain::group::GroupScope;
use crate::domain::ids::{AccountId, GroupId};
use crate::domain::lookup::{Lookup, group_name};
use crate::domain::policy::Stance;
use crate::domain::reach::Target;
use crate::domain::text::clean;
use crate::domain::token::{Owner, Token};

/// A link, and what it cannot say. Resources, addresses and times never are in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The address.
    pub url: String,
    /// Permissions that have no key known to us, by name or id, each once.
    pub missing: Vec<String>,
}

/// The link for a token like this one. `None`: none of its permissions has a known key.
pub fn link(token: &Token, names: &dyn Lookup) -> Option<Link> {
    let mut keys: Vec<(&str, &str)> = Vec::new();
    let mut missing = Vec::new();
    let allowing = token.policies.iter().filter(|policy| policy.stance == Stance::Allow);
    for group in allowing.flat_map(|policy| &policy.groups) {
        match template_keys().get(&group.id) {
            Some(key) => {
                let key = (&*key.0, &*key.1);
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
            None => {
                let name = group_name(group, names).map_or_else(|| group.id.to_string(), str::to_owned);
                if !missing.contains(&name) {
                    missing.push(name);
                }
            }
        }
    }
    if keys.is_empty() {
        return None;
    }
    let keys: Vec<_> = keys.into_iter().map(|(key, kind)| json!({ "key": key, "type": kind })).collect();
    let keys = encoded(&json!(keys).to_string());
    let name = encoded(&clean(&token.name));
    let url = match &token.at.owner {
        Owner::Account(account) => format!(
            "https://dash.cloudflare.com/?to=/{}/api-tokens&permissionGroupKeys={keys}&name={name}",
            encoded(&account.to_string())
        ),
        Owner::User => {
            let account = only_account(token, names).map_or("*".to_owned(), |id| encoded(&id.to_string()));
            format!(
                "https://dash.cloudflare.com/profile/api-tokens?permissionGroupKeys={keys}&accountId={account}&zoneId=all&name={name}"
            )
        }
    };
    Some(Link { url, missing })
}

/// The account in which everything lies that is allowed, so that the form does not begin with all of them. `None`: there
/// are several, or it is not known.
fn only_account(token: &Token, names: &dyn Lookup) -> Option<AccountId> {
    let allowing = token.policies.iter().filter(|policy| policy.stance == Stance::Allow);
    let mut homes = allowing.flat_map(|policy| &policy.resources).flat_map(Target::of).filter_map(|target| {
        // One's own user lies in no account.
        (target.scope() != Some(GroupScope::User)).then(|| target.home(names))
    });
    let first = homes.next()??;
    homes.all(|home| home.as_ref() == Some(&first)).then_some(first)
}

/// Key and type of each permission group that has them.
type Keys = HashMap<GroupId, (Box<str>, Box<str>)>;

/// What the dashboard's links call the permission groups: key and type, from the shipped catalogue.
fn template_keys() -> &'static Keys {
    #[derive(Deserialize)]
    struct Row {
        id: GroupId,
        template_key: Option<Box<str>>,
        template_type: Option<Box<str>>,
    }
    static KEYS: OnceLock<Keys> = OnceLock::new();
    KEYS.get_or_init(|| {
        // A test counts them, so an empty map here cannot go unnoticed.
        let rows: Vec<Row> =
            serde_json::from_str(include_str!("../../../assets/permission_groups.json")).unwrap_or_default();
        rows.into_iter().filter_map(|row| Some((row.id, row.template_key.zip(row.template_type)?))).collect()
    })
}

/// Percent-encoded for a query (RFC 3986, section 2.3: all but unreserved characters).
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_catalogue_has_keys() {
        assert!(template_keys().len() > 300, "{} keys", template_keys().len());
    }

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(encoded("a-b_c.d~é [&]"), "a-b_c.d~%C3%A9%20%5B%26%5D");
    }
}
