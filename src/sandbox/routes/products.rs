//! What is left of products here: the lists and settings by which one can tell whether a product takes the token that
//! asks. They are empty; the order of refusals is that of the API, the kind of token first.

use serde_json::{Value, json};

use super::super::answer::{Answer, Refusal, Reply, refuse};
use super::super::id::Id;
use super::super::page;
use super::super::rights::Place;
use super::super::state::{Owner, State};
use super::Cx;
use crate::domain::group;
use crate::domain::matrix::probe::{Probe, of_product};
use crate::domain::matrix::{Matrix, Status};

/// The endpoints below an account. `None`: no product here has this path.
pub(super) fn within_account(cx: &Cx<'_>, account: Id, rest: &[&str]) -> Option<Reply> {
    let place = Place::Account(account);
    let numbered = |least| page::numbered_within(cx.call, &[], (least, 10_000, 20), Value::clone);
    Some(match rest {
        ["d1", "database"] => admitted(cx, "D1", place).and_then(|()| numbered(10)),
        ["storage", "kv", "namespaces"] => admitted(cx, "Workers KV", place).and_then(|()| numbered(5)),
        ["challenges", "widgets"] => admitted(cx, "Turnstile", place).and_then(|()| numbered(5)),
        ["load_balancers", "pools"] => admitted(cx, "Load Balancing", place).map(|()| Answer::ok(&json!([]))),
        ["queues"] => admitted(cx, "Workers Queues", place).map(|()| Answer::ok(&json!([]))),
        _ => return None,
    })
}

/// The endpoints below a zone.
pub(super) fn within_zone(state: &State, cx: &Cx<'_>, zone: &str, rest: &[&str]) -> Reply {
    let known = Id::parse(zone).and_then(|id| {
        let holds = |a: &&_| cx.caller.belongs_to(a) && a.zones.iter().any(|z| z.id == id);
        state.accounts.iter().find(holds).map(|a| Place::Zone { account: a.id, zone: id })
    });
    let place = known.ok_or_else(|| refuse::bad_object(&cx.call.path))?;
    let (product, result) = match rest {
        ["pagerules"] => ("Page Rules", json!([])),
        ["bot_management"] => ("Super Bot Fight Mode", json!({ "fight_mode": false, "enable_js": false })),
        ["waiting_rooms", "settings"] => ("Waiting Room", json!({ "search_engine_crawler_bypass": false })),
        _ => return Err(refuse::no_route()),
    };
    admitted(cx, product, place).map(|()| Answer::ok(&result))
}

/// Whether the product takes this kind of token (by the newest shipped snapshot) and these permissions.
fn admitted(cx: &Cx<'_>, product: &str, place: Place) -> Result<(), Refusal> {
    cx.get_only()?;
    cx.ripe()?;
    let matrix = Matrix::shipped();
    let closed = matrix.product(product).is_some_and(|p| matrix.now(p) == Status::No);
    if closed && matches!(cx.caller.owner, Owner::Account(_)) {
        let text = format!("{product} endpoint does not support account owned tokens");
        return Err(Refusal::new(400, 1011, text));
    }
    let needs: Vec<String> = of_product(product).map(groups).unwrap_or_default();
    let needs: Vec<&str> = needs.iter().map(String::as_str).collect();
    if cx.caller.may(&needs, place) { Ok(()) } else { Err(refuse::forbidden("products")) }
}

/// The ids of the permission groups of which any one suffices.
fn groups(probe: &Probe) -> Vec<String> {
    let meant = group::shipped().iter().filter(|g| probe.needs.contains(&g.name));
    meant.map(|g| g.id.to_string()).collect()
}
