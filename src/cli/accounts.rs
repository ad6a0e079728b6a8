//! `accounts list`

use std::collections::BTreeMap;

use super::call::Call;
use super::exit::{Exit, Failure};
use super::item::Item;
use super::session::Session;
use super::sheet::Sheet;
use crate::domain::finding::FindingId;
use crate::domain::token::Standing;
use crate::protocol::{Job, Scope};
use crate::world::Sums;

const COLUMNS: [&str; 6] = ["name", "id", "type", "organization", "two-factor", "created"];
const COUNTS: [&str; 4] = ["tokens", "active", "expiring", "findings"];

/// Prints every account in reach; with counts, what its tokens are like.
pub async fn list(call: &mut Call<'_>, counts: bool) -> Result<Exit, Failure> {
    let mut session = Session::start(call).await?;
    let job = if counts { Job::RefreshAll } else { Job::Refresh(Scope::Accounts) };
    let incomplete = session.refresh(job).await;
    let mut sheet =
        Sheet::new(COLUMNS.into_iter().chain(if counts { &COUNTS[..] } else { &[] }.iter().copied()));
    for row in session.world.accounts() {
        let account = row.account;
        let parent = account.parent.as_ref();
        let mut item = Item::new()
            .with("id", &account.id)
            .with("name", &account.name)
            .with("type", &account.tier)
            .with("created_on", account.created_on.map(|t| t.rfc3339()))
            .with("organization", parent)
            .with("enforce_twofactor", account.enforce_twofactor)
            .with("api_access", account.api_access);
        let mut cells = vec![
            account.name.to_string(),
            account.id.to_string(),
            account.tier.as_deref().unwrap_or("").to_owned(),
            parent.map_or("", |p| &p.name).to_owned(),
            account.enforce_twofactor.map_or("", |on| if on { "required" } else { "optional" }).to_owned(),
            account.created_on.map_or(String::new(), |t| t.date()),
        ];
        if counts {
            // What was not read to its end is not counted.
            let sums = row.quota.map(|_| &row.sums);
            item.set("tokens", sums.map(Sums::tokens))
                .set("status", sums.map(statuses))
                .set("findings", sums.map(findings))
                .set("quota", row.quota.map(|quota| quota.limit));
            let cell = |count: fn(&Sums) -> u32| sums.map_or("?".to_owned(), |sums| count(sums).to_string());
            cells.extend([
                cell(Sums::tokens),
                cell(|sums| sums.standing(Standing::Active)),
                cell(|sums| sums.finding(FindingId::Expiring)),
                cell(Sums::with_findings),
            ]);
        }
        sheet.push(item, cells);
    }
    let incomplete = incomplete?;
    session.end().await;
    sheet.incomplete = incomplete;
    call.out.list(&sheet)?;
    Ok(match sheet.incomplete.first() {
        None => Exit::Done,
        Some(_) if sheet.is_empty() => Exit::Credentials,
        Some(_) => Exit::Partly,
    })
}

fn statuses(sums: &Sums) -> BTreeMap<&'static str, u32> {
    let counts = Standing::ALL.map(|standing| (standing.word(), sums.standing(standing)));
    counts.into_iter().filter(|(_, count)| *count > 0).collect()
}

fn findings(sums: &Sums) -> BTreeMap<&'static str, u32> {
    let counts = FindingId::ALL.map(|id| (id.word(), sums.finding(id)));
    counts.into_iter().filter(|(_, count)| *count > 0).collect()
}
