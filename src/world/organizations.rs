//! Accounts under the organizations that manage them.

use std::collections::BTreeMap;

use super::accounts::Accounts;
use super::sums::Sums;
use super::tokens::Tokens;
use crate::domain::account::Parent;
use crate::domain::ids::AccountId;
use crate::domain::token::Owner;

/// An organization, and what is true of the tokens of its accounts.
#[derive(Clone, Debug, PartialEq)]
pub struct OrganizationRow<'a> {
    /// The organization; `None`: accounts that stand alone.
    pub parent: Option<&'a Parent>,
    /// Its accounts, by name.
    pub accounts: Vec<&'a AccountId>,
    /// Sums over their tokens.
    pub sums: Sums,
}

/// Groups the accounts: organizations by name, then what stands alone. Costs two hash visits an account, so that
/// nothing has to be kept in step.
pub(super) fn group<'a>(accounts: &'a Accounts, tokens: &Tokens) -> Vec<OrganizationRow<'a>> {
    let mut rows: BTreeMap<_, OrganizationRow<'a>> = BTreeMap::new();
    for id in accounts.by_name() {
        let parent = accounts.get(id).and_then(|account| account.parent.as_ref());
        let place =
            parent.map_or((true, String::new(), None), |p| (false, p.name.to_lowercase(), Some(&p.id)));
        let fresh = || OrganizationRow { parent, accounts: Vec::new(), sums: Sums::default() };
        let row = rows.entry(place).or_insert_with(fresh);
        row.accounts.push(id);
        row.sums.add(&tokens.sums(&Owner::Account(id.clone())));
    }
    rows.into_values().collect()
}
