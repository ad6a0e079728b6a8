//! `members list`

use super::call::Call;
use super::exit::{Exit, Failure};
use super::item::Item;
use super::session::Session;
use super::sheet::Sheet;
use crate::domain::ids::AccountId;
use crate::protocol::{Job, Scope};

/// Prints the members of one account, or of every account in reach.
pub async fn list(call: &mut Call<'_>) -> Result<Exit, Failure> {
    let mut session = Session::start(call).await?;
    let wanted = call.global.account.clone().filter(|text| text != "all");
    let accounts: Vec<AccountId> = match &wanted {
        Some(text) => vec![session.account(text).await?],
        None => {
            session.refresh(Job::Refresh(Scope::Accounts)).await?;
            session.world.account_ids().to_vec()
        }
    };
    let mut sheet = Sheet::new(["account", "email", "status", "roles", "two-factor"]);
    sheet.incomplete = session.refresh_abreast(accounts.iter().cloned().map(Scope::Members).collect()).await;
    for account in &accounts {
        let name = session.account_name(account);
        for member in session.world.members_of(account).unwrap_or_default() {
            let item = Item::new()
                .with("id", &member.id)
                .with("email", &member.email)
                .with("status", &member.status)
                .with("roles", &member.roles)
                .with("two_factor_authentication_enabled", member.two_factor)
                .with("user_id", &member.user)
                .with("account_id", account)
                .with("account_name", &name);
            let two_factor = member.two_factor.map_or("", |on| if on { "on" } else { "off" });
            sheet.push(
                item,
                [
                    name.clone().unwrap_or_else(|| account.to_string()),
                    member.email.as_deref().unwrap_or_default().to_owned(),
                    member.status.as_deref().unwrap_or_default().to_owned(),
                    member.roles.join(", "),
                    two_factor.to_owned(),
                ],
            );
        }
    }
    session.end().await;
    call.out.list(&sheet)?;
    Ok(match sheet.incomplete.is_empty() {
        true => Exit::Done,
        false if sheet.is_empty() => Exit::Credentials,
        false => Exit::Partly,
    })
}
