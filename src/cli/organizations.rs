//! `organizations list`

use super::call::Call;
use super::exit::{Exit, Failure};
use super::item::Item;
use super::session::Session;
use super::sheet::Sheet;
use crate::protocol::{Job, Scope};

/// Prints every organization that the credential may see, those above before those below, with the accounts that it
/// holds. Organizations own no tokens (API reference 10).
pub async fn list(call: &mut Call<'_>) -> Result<Exit, Failure> {
    let mut session = Session::start(call).await?;
    session.refresh(Job::Refresh(Scope::Accounts)).await?;
    let incomplete = session.refresh(Job::Refresh(Scope::Organizations)).await?;
    let mut sheet = Sheet::new(["name", "id", "below", "accounts"]);
    let mut above: Vec<&str> = Vec::new();
    let rows = session.world.organizations();
    for row in &rows {
        let Some(id) = &row.id else { continue };
        above.truncate(row.depth);
        let accounts: Vec<Item> = row
            .accounts
            .iter()
            .filter_map(|id| session.world.account(id))
            .map(|row| Item::new().with("id", &row.account.id).with("name", &row.account.name))
            .collect();
        let item = Item::new()
            .with("id", id)
            .with("name", &row.name)
            .with("below", &above)
            .with("accounts_at_any_depth", row.held)
            .with("accounts", accounts);
        sheet.push(item, [row.name.to_string(), id.to_string(), above.join(" / "), row.held.to_string()]);
        above.push(&row.name);
    }
    drop(rows);
    session.end().await;
    sheet.incomplete = incomplete;
    call.out.list(&sheet)?;
    Ok(if sheet.incomplete.is_empty() { Exit::Done } else { Exit::Partly })
}
