//! Who is a member of which account, as far as it was read.

use std::collections::{HashMap, HashSet};

use super::register::Register;
use crate::domain::finding::Creator;
use crate::domain::ids::AccountId;
use crate::domain::member::Member;
use crate::domain::token::Token;

/// The members of all accounts whose members were read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Members(HashMap<AccountId, Register<Roll>>);

#[derive(Clone, Debug, Default, PartialEq)]
struct Roll {
    list: Vec<Member>,
    /// Whether whoever is not on the list is no member.
    complete: bool,
    /// The members' addresses in lower case.
    addresses: HashSet<String>,
}

impl Members {
    /// Takes the members of an account if they are newer. Answers whether that is news.
    pub(super) fn offer(
        &mut self,
        account: &AccountId,
        list: &[Member],
        complete: bool,
        revision: u64,
    ) -> bool {
        let addresses = list.iter().filter_map(|m| m.email.as_deref()).map(str::to_lowercase).collect();
        let roll = Roll { list: list.to_vec(), complete, addresses };
        self.0.entry(account.clone()).or_default().offer(revision, roll)
    }

    /// The members of an account; `None`: not read.
    pub(super) fn of(&self, account: &AccountId) -> Option<&[Member]> {
        self.0.get(account)?.get().map(|roll| roll.list.as_slice())
    }

    /// Whether the person who made a token is a member of the account that owns it. The API names that person by the
    /// address at the time (`creator_email_at_creation`, API reference 2.1).
    pub(super) fn creator(&self, token: &Token) -> Creator {
        let told = token.creator.as_deref().zip(token.at.owner.account());
        let Some((address, account)) = told else { return Creator::Unknown };
        let Some(roll) = self.0.get(account).and_then(Register::get) else { return Creator::Unknown };
        match roll.addresses.contains(&address.to_lowercase()) {
            true => Creator::Member,
            false if roll.complete => Creator::Gone,
            false => Creator::Unknown,
        }
    }
}
