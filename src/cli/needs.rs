//! What must be read before a filter can be judged, beside the tokens. It costs a request for each account and permissions
//! of their own, so it is read for whoever asks.

use std::collections::BTreeSet;

use super::session::Session;
use super::sheet::Incomplete;
use crate::domain::filter::Query;
use crate::domain::finding::FindingId;
use crate::domain::ids::AccountId;
use crate::domain::token::Owner;
use crate::protocol::Scope;

/// Reads what the filter needs, and names what could not be read. Without zones `on:` finds nothing and `-on:` everything;
/// without members nobody's creator is gone.
pub async fn learn(session: &mut Session, query: &Query) -> Incomplete {
    let mut incomplete = Incomplete::new();
    if query.asks_for_places() {
        let scopes = accounts(session).into_iter().map(Scope::Zones).collect();
        incomplete.extend(session.refresh_abreast(scopes).await);
    }
    if query.asks_for(FindingId::CreatorGone) {
        incomplete.extend(members(session).await);
    }
    incomplete
}

/// Reads the members of the accounts that have tokens.
pub async fn members(session: &mut Session) -> Incomplete {
    let owners = session.world.rows().filter_map(|(_, row)| row.token.at.owner.account());
    let owners: BTreeSet<AccountId> = owners.cloned().collect();
    session.refresh_abreast(owners.into_iter().map(Scope::Members).collect()).await
}

/// The accounts that were asked for. An account's own token may not list accounts: then it is known by its tokens.
fn accounts(session: &Session) -> BTreeSet<AccountId> {
    let owners = session.world.owners().filter_map(Owner::account);
    let all = session.world.account_ids().iter().chain(owners).cloned();
    all.filter(|id| session.asked_for(&Owner::Account(id.clone()))).collect()
}
