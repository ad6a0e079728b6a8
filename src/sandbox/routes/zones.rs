//! Zones (API reference 12.1).

use serde_json::{Value, json};

use super::super::answer::{Reply, refuse};
use super::super::page;
use super::super::rights::{Place, any_of};
use super::super::state::{Account, State, Zone};
use super::Cx;

/// `GET /zones`: those that the credential may read; a token that may read none gets an empty list.
pub(super) fn list(state: &State, cx: &Cx<'_>) -> Reply {
    cx.get_only()?;
    cx.ripe()?;
    let call = cx.call;
    let account = call.param("account.id");
    let name = call.param("name").unwrap_or_default();
    let status = call.param("status");
    let order = call.param("order");
    let descending = call.descending(false)?;
    let mut zones: Vec<(&Account, &Zone)> = Vec::new();
    for owner in state.accounts.iter().filter(|a| cx.caller.belongs_to(a)) {
        if account.is_some_and(|id| id != owner.id.to_string()) {
            continue;
        }
        let readable = |z: &&Zone| {
            let place = Place::Zone { account: owner.id, zone: z.id };
            named(name, &z.name)
                && status.is_none_or(|s| s == z.status)
                && cx.caller.may(any_of::ZONES, place)
        };
        zones.extend(owner.zones.iter().filter(readable).map(|z| (owner, z)));
    }
    match order {
        None | Some("name") => zones.sort_by(|a, b| a.1.name.cmp(&b.1.name)),
        Some("status") => zones.sort_by(|a, b| a.1.status.cmp(b.1.status)),
        Some("account.id") => zones.sort_by_key(|(a, _)| a.id),
        Some("account.name") => zones.sort_by(|a, b| a.0.name.cmp(&b.0.name)),
        Some(_) => return Err(refuse::invalid("order is not supported")),
    }
    if descending {
        zones.reverse();
    }
    page::numbered(call, &zones, |(account, zone)| render(account, zone))
}

/// The name filter with its operators; without one it must be equal.
fn named(filter: &str, name: &str) -> bool {
    match filter.split_once(':') {
        None => filter.is_empty() || filter == name,
        Some(("equal", text)) => name == text,
        Some(("not_equal", text)) => name != text,
        Some(("starts_with" | "starts_with_case_sensitive", text)) => name.starts_with(text),
        Some(("ends_with" | "ends_with_case_sensitive", text)) => name.ends_with(text),
        Some(("contains" | "contains_case_sensitive", text)) => name.contains(text),
        Some(_) => false,
    }
}

fn render(account: &Account, zone: &Zone) -> Value {
    let active = zone.status == "active";
    json!({
        "id": zone.id.to_string(),
        "name": zone.name,
        "status": zone.status,
        "type": "full",
        "paused": false,
        "development_mode": 0,
        "name_servers": ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"],
        "original_name_servers": null,
        "original_registrar": null,
        "original_dnshost": null,
        "created_on": zone.created.rfc3339(),
        "modified_on": zone.created.rfc3339(),
        "activated_on": active.then(|| zone.created.rfc3339()),
        "account": { "id": account.id.to_string(), "name": account.name },
        "owner": { "id": account.id.to_string(), "name": account.name, "type": "user" },
        "plan": {
            "id": "0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
            "name": "Free Website",
            "price": 0,
            "currency": "USD",
            "frequency": "",
            "is_subscribed": false,
            "can_subscribe": false,
            "legacy_id": "free",
            "legacy_discount": false,
            "externally_managed": false,
        },
        "meta": {
            "step": 2,
            "custom_certificate_quota": 0,
            "page_rule_quota": 3,
            "phishing_detected": false,
        },
        "permissions": ["#zone:read"],
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    #[rstest]
    #[case("", true)]
    #[case("shop.example", true)]
    #[case("shop", false)]
    #[case("contains:hop", true)]
    #[case("starts_with:hop", false)]
    #[case("ends_with:.example", true)]
    #[case("not_equal:shop.example", false)]
    #[case("sounds_like:shop.example", false)]
    fn name_filter(#[case] filter: &str, #[case] expected: bool) {
        assert_eq!(super::named(filter, "shop.example"), expected);
    }
}
