//! The tokens of one owner, and what was heard about those that are not there.

use std::collections::BTreeMap;

use super::changed::RowNo;
use super::ends::Ends;
use super::sums::Sums;
use crate::domain::account::{ACCOUNT_QUOTA, USER_QUOTA};
use crate::domain::finding::{Quota, Thresholds};
use crate::domain::ids::TokenId;
use crate::domain::token::Owner;

/// The tokens of one owner.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelf {
    pub(super) rows: BTreeMap<TokenId, RowNo>,
    /// Tokens that were said to be gone, each with the stamp of that news: without them a late listing that was
    /// sent before the deletion would bring a revoked token back.
    tombstones: BTreeMap<TokenId, u64>,
    /// The stamp of the last complete list; it stands for every token that the list did not mention.
    listed: Option<u64>,
    /// Whether the list is known to be complete, so that its length says how full the owner is.
    pub(super) counted: bool,
    /// How full the owner was when its tokens were last judged.
    pub(super) fill: Fill,
    pub(super) sums: Sums,
    pub(super) ends: Ends,
}

impl Shelf {
    /// Whether news of this stamp may bring a token that is not there. A list may arrive in parts of one stamp,
    /// so its own stamp is good enough; a tombstone's is not.
    pub(super) fn admits(&self, id: &TokenId, revision: u64) -> bool {
        self.listed.is_none_or(|listed| listed <= revision)
            && self.tombstones.get(id).is_none_or(|gone| *gone < revision)
    }

    /// How full the owner is; `None` while its list is not known to be complete.
    pub(super) fn quota(&self, owner: &Owner) -> Option<Quota> {
        let limit = match owner {
            Owner::Account(_) => ACCOUNT_QUOTA,
            Owner::User => USER_QUOTA,
        };
        self.counted.then_some(Quota { used: self.rows.len(), limit })
    }

    /// Remembers that a token was said to be gone.
    pub(super) fn bury(&mut self, id: &TokenId, revision: u64) {
        if self.listed.is_none_or(|listed| listed < revision) {
            let gone = self.tombstones.entry(id.clone()).or_default();
            *gone = revision.max(*gone);
        }
    }

    /// Remembers that everything which is not there was not there at this stamp.
    pub(super) fn list(&mut self, revision: u64) {
        self.listed = self.listed.max(Some(revision));
        self.tombstones.retain(|_, gone| *gone > revision);
    }
}

/// The steps at which the tokens of an owner are judged differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Fill {
    /// Far from its quota, or not counted.
    #[default]
    Roomy,
    /// As full as the threshold says.
    Near,
    /// Nothing more fits.
    Full,
}

impl Fill {
    pub(super) fn of(quota: Option<Quota>, limits: &Thresholds) -> Self {
        match quota {
            Some(quota) if quota.used >= quota.limit => Fill::Full,
            Some(quota) if quota.percent() >= limits.quota_percent => Fill::Near,
            _ => Fill::Roomy,
        }
    }
}
