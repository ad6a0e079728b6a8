//! R2 buckets (API reference 12.2).

use serde_json::{Value, json};

use super::super::answer::{Answer, Refusal, Reply, refuse};
use super::super::id::Id;
use super::super::page;
use super::super::rights::{Place, any_of};
use super::super::state::{Bucket, State};
use super::Cx;

/// `GET /accounts/{id}/r2/buckets`: one jurisdiction a call, chosen by header.
pub(super) fn buckets(state: &State, cx: &Cx<'_>, id: Id) -> Reply {
    cx.get_only()?;
    cx.ripe()?;
    if !cx.caller.may(any_of::BUCKETS, Place::Account(id)) {
        return Err(refuse::forbidden("r2/subresources/buckets/methods/list"));
    }
    let account = state.account(id).ok_or_else(|| refuse::bad_object(&cx.call.path))?;
    if account.buckets.is_empty() {
        return Err(Refusal::new(403, 10042, "Please enable R2 through the Cloudflare Dashboard."));
    }
    let call = cx.call;
    let jurisdiction = call.header("cf-r2-jurisdiction").unwrap_or("default");
    let contains = call.param("name_contains").unwrap_or_default();
    let after = call.param("start_after").unwrap_or_default();
    let shown = |b: &&Bucket| {
        &*b.jurisdiction == jurisdiction
            && b.name.contains(contains)
            && (after.is_empty() || &*b.name > after)
    };
    let mut found: Vec<&Bucket> = account.buckets.iter().filter(shown).collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    if call.descending(false)? {
        found.reverse();
    }
    let per_page = call.number("per_page", 1, 1000, 20)?;
    let (part, next) = page::stretch(&found, call.param("cursor"), per_page)?;
    let rendered: Vec<Value> = part.iter().map(|b| render(b)).collect();
    let info = json!({ "cursor": next.unwrap_or_default(), "per_page": per_page });
    Ok(Answer::with_info(&json!({ "buckets": rendered }), &info))
}

fn render(bucket: &Bucket) -> Value {
    json!({
        "name": bucket.name,
        "creation_date": bucket.created.rfc3339(),
        "jurisdiction": bucket.jurisdiction,
        "location": bucket.location,
        "storage_class": "Standard",
    })
}
