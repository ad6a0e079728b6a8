//! `accounts list`

use super::call::Call;
use super::exit::{Exit, Failure};
use super::item::Item;
use super::session::Session;
use super::sheet::Sheet;
use crate::protocol::{Job, Scope};

/// Prints every account in reach.
pub async fn list(call: &mut Call<'_>) -> Result<Exit, Failure> {
    let mut session = Session::start(call).await?;
    let incomplete = session.refresh(Job::Refresh(Scope::Accounts)).await;
    let mut sheet = Sheet::new(["name", "id", "type", "organization", "two-factor", "created"]);
    for row in session.world.accounts() {
        let account = row.account;
        let parent = account.parent.as_ref();
        let item = Item::new()
            .with("id", &account.id)
            .with("name", &account.name)
            .with("type", &account.tier)
            .with("created_on", account.created_on.map(|t| t.rfc3339()))
            .with("organization", parent)
            .with("enforce_twofactor", account.enforce_twofactor)
            .with("api_access", account.api_access);
        sheet.push(
            item,
            [
                account.name.to_string(),
                account.id.to_string(),
                account.tier.as_deref().unwrap_or("").to_owned(),
                parent.map_or("", |p| &p.name).to_owned(),
                account
                    .enforce_twofactor
                    .map_or("", |on| if on { "required" } else { "optional" })
                    .to_owned(),
                account.created_on.map_or(String::new(), |t| t.date()),
            ],
        );
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
