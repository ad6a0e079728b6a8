//! Zones by id: each belongs to the account whose list, as far as we know, mentioned it last.

use std::collections::HashMap;

use super::register::Register;
use crate::domain::ids::{AccountId, ZoneId};
use crate::domain::zone::Zone;

/// The zones of all accounts whose zones were read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Zones {
    lists: HashMap<AccountId, Register<Vec<Zone>>>,
    /// Every claim on a zone, the newest first. More than one only while a zone moves between accounts.
    claims: HashMap<ZoneId, Vec<Claim>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Claim {
    revision: u64,
    list: AccountId,
    zone: Zone,
}

impl Zones {
    /// Takes the zones of an account if they are newer. Answers the zones whose first claim may have changed,
    /// `None` when the news was old or said nothing new.
    pub(super) fn offer(&mut self, account: &AccountId, list: &[Zone], revision: u64) -> Option<Vec<ZoneId>> {
        let register = self.lists.entry(account.clone()).or_default();
        if !register.takes(revision) {
            return None;
        }
        let mut touched: Vec<ZoneId> = register.get().into_iter().flatten().map(|z| z.id.clone()).collect();
        let news = register.offer(revision, list.to_vec());
        for id in &touched {
            if let Some(claims) = self.claims.get_mut(id) {
                claims.retain(|claim| claim.list != *account);
            }
        }
        for zone in list {
            let claims = self.claims.entry(zone.id.clone()).or_default();
            claims.retain(|claim| claim.list != *account);
            claims.push(Claim { revision, list: account.clone(), zone: zone.clone() });
            claims.sort_unstable_by(|a, b| (b.revision, &a.list).cmp(&(a.revision, &b.list)));
            touched.push(zone.id.clone());
        }
        touched.sort_unstable();
        touched.dedup();
        for id in &touched {
            if self.claims.get(id).is_some_and(Vec::is_empty) {
                self.claims.remove(id);
            }
        }
        // A moved zone may change hands although neither list says anything new.
        (news || touched.iter().any(|id| self.claims.get(id).is_some_and(|c| c.len() > 1))).then_some(touched)
    }

    /// The zone of this id.
    pub(super) fn get(&self, id: &ZoneId) -> Option<&Zone> {
        self.claims.get(id).and_then(|claims| claims.first()).map(|claim| &claim.zone)
    }

    /// The zones of an account, as its list had them.
    pub(super) fn of(&self, account: &AccountId) -> &[Zone] {
        self.lists.get(account).and_then(Register::get).map_or(&[], Vec::as_slice)
    }
}
