//! Findings: named weaknesses of a token, each with a severity and a reason in words.
//!
//! The ids are fixed by PRODUCT section 9, `incompatible` by section 6; they are what filters, configs, `check --fail-on` and JSON say. Each
//! finding is one function; [`findings`] runs them all. What a token alone cannot know (how many others bear
//! its name, how full its owner is, whether its creator is still a member) the caller tells in [`FindingCx`].

mod dates;
mod extent;
mod fix;
mod gate;
mod set;
mod surroundings;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use fix::Fix;
pub use gate::{BadGate, Gate};
pub use set::FindingSet;

use super::lookup::Lookup;
use super::matrix::misfit::Misfits;
use super::token::Token;
use crate::clock::Time;

/// The name of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingId {
    /// Shut off because it was found in public.
    Exposed,
    /// May make or change tokens: whoever holds it can outlive its own revocation.
    MintsTokens,
    /// Writes on all accounts or zones, or on all zones, buckets or Workers of one account.
    Wide,
    /// The person who made it is not a member any more.
    CreatorGone,
    /// Past its end, but the API still calls it active.
    ExpiredActive,
    /// An account owns it, and it may use products that do not take account-owned tokens.
    Incompatible,
    /// Works for ever.
    NoExpiry,
    /// Ends soon.
    Expiring,
    /// Can write, from any address.
    NoIp,
    /// Was never used, and not made just now.
    NeverUsed,
    /// Was used, but not for a long time.
    Unused,
    /// Was issued long ago. A roll leaves no trace, so this speaks of the issue date only.
    Old,
    /// Grants nothing.
    NoReach,
    /// Another token of the same owner bears the same name.
    DuplicateName,
    /// Its owner has nearly used up the number of tokens it may have.
    Quota,
}

impl FindingId {
    /// All of them, the gravest kinds first.
    pub const ALL: [FindingId; 15] = [
        FindingId::Exposed,
        FindingId::MintsTokens,
        FindingId::Wide,
        FindingId::CreatorGone,
        FindingId::ExpiredActive,
        FindingId::Incompatible,
        FindingId::NoExpiry,
        FindingId::Expiring,
        FindingId::NoIp,
        FindingId::NeverUsed,
        FindingId::Unused,
        FindingId::Old,
        FindingId::NoReach,
        FindingId::DuplicateName,
        FindingId::Quota,
    ];

    /// The id as written in filters, configs and JSON.
    pub fn word(self) -> &'static str {
        match self {
            FindingId::Exposed => "exposed",
            FindingId::MintsTokens => "mints-tokens",
            FindingId::Wide => "wide",
            FindingId::CreatorGone => "creator-gone",
            FindingId::ExpiredActive => "expired-active",
            FindingId::Incompatible => "incompatible",
            FindingId::NoExpiry => "no-expiry",
            FindingId::Expiring => "expiring",
            FindingId::NoIp => "no-ip",
            FindingId::NeverUsed => "never-used",
            FindingId::Unused => "unused",
            FindingId::Old => "old",
            FindingId::NoReach => "no-reach",
            FindingId::DuplicateName => "duplicate-name",
            FindingId::Quota => "quota",
        }
    }

    /// Reads an id. `None` for any other word.
    pub fn new(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|id| id.word() == word)
    }

    fn check(self) -> Check {
        match self {
            FindingId::Exposed => dates::exposed,
            FindingId::MintsTokens => extent::mints_tokens,
            FindingId::Wide => extent::wide,
            FindingId::CreatorGone => surroundings::creator_gone,
            FindingId::ExpiredActive => dates::expired_active,
            FindingId::Incompatible => extent::incompatible,
            FindingId::NoExpiry => dates::no_expiry,
            FindingId::Expiring => dates::expiring,
            FindingId::NoIp => extent::no_ip,
            FindingId::NeverUsed => dates::never_used,
            FindingId::Unused => dates::unused,
            FindingId::Old => dates::old,
            FindingId::NoReach => extent::no_reach,
            FindingId::DuplicateName => surroundings::duplicate_name,
            FindingId::Quota => surroundings::quota,
        }
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Tidy up when there is time.
    Low,
    /// Should be put right.
    Medium,
    /// Look at it today.
    High,
}

impl Severity {
    /// `info`, `low`, `medium`, `high`.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
        }
    }
}

/// A weakness that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which.
    pub id: FindingId,
    /// How much it matters.
    pub severity: Severity,
    /// Why, in words that follow the token's name. Holds no text from the API.
    pub reason: String,
}

/// From when on something counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// `expiring`: ends within this many days. Default 30.
    pub expiring_days: u32,
    /// `unused` and `never-used`: not used for this many days. Default 90.
    pub unused_days: u32,
    /// `old`: issued this many days ago. Default 365.
    pub old_days: u32,
    /// `quota`: the owner has used this many percent of its quota. Default 90.
    pub quota_percent: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds { expiring_days: 30, unused_days: 90, old_days: 365, quota_percent: 90 }
    }
}

/// How many tokens an owner has, and may have (`account::ACCOUNT_QUOTA`, `account::USER_QUOTA`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Tokens that exist.
    pub used: usize,
    /// Tokens that may exist.
    pub limit: usize,
}

impl Quota {
    /// How full it is, in whole percent, rounded down; may exceed 100. A limit of zero counts as full.
    pub fn percent(self) -> u32 {
        let percent = self.used.saturating_mul(100).checked_div(self.limit).unwrap_or(100);
        u32::try_from(percent).unwrap_or(u32::MAX)
    }
}

/// Whether the person who made a token is still a member of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Creator {
    /// Members have not been read, or the token does not say who made it.
    Unknown,
    /// Is a member.
    Member,
    /// Is not.
    Gone,
}

/// What the rules need beside the token.
#[derive(Clone, Copy)]
pub struct FindingCx<'a> {
    /// The present.
    pub now: Time,
    /// From when on something counts.
    pub thresholds: &'a Thresholds,
    /// Names of groups and places of zones.
    pub names: &'a dyn Lookup,
    /// What account-owned tokens had better not use.
    pub misfits: &'a Misfits,
    /// How many *other* tokens of the same owner bear the same name.
    pub namesakes: usize,
    /// How full the owner is; `None`: its list is not complete.
    pub quota: Option<Quota>,
    /// Whether the creator is still a member.
    pub creator: Creator,
}

/// One rule: says what it found, if it found anything. The words are formatted only where somebody wants them.
type Check = fn(&Token, &FindingCx<'_>, &mut Say<'_>);
type Say<'a> = dyn FnMut(Severity, fmt::Arguments<'_>) + 'a;

/// Everything that is weak about a token, in the order of [`FindingId::ALL`].
pub fn findings(token: &Token, cx: &FindingCx<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for id in FindingId::ALL {
        id.check()(token, cx, &mut |severity, reason| {
            found.push(Finding { id, severity, reason: reason.to_string() });
        });
    }
    found
}

/// The ids alone, without writing down reasons: for columns and counts over a hundred thousand tokens.
pub fn finding_ids(token: &Token, cx: &FindingCx<'_>) -> FindingSet {
    let mut set = FindingSet::default();
    for id in FindingId::ALL {
        id.check()(token, cx, &mut |severity, _| set.insert(id, severity));
    }
    set
}

#[cfg(test)]
mod tests;
