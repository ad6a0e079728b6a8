//! What lists count of each row, in two bytes: adding up a hundred thousand of them takes less than a frame's
//! share of a key press, while the rows themselves lie scattered over the memory.

use super::super::Row;
use crate::domain::ages::{Ends, Used, WEEKS};
use crate::domain::finding::FindingId;
use crate::domain::token::Standing;

/// What is counted of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fact(u16);

const PAST: u16 = WEEKS as u16;
const LATER: u16 = PAST + 1;
const NEVER: u16 = PAST + 2;

impl Fact {
    pub(super) fn of(row: &Row) -> Self {
        let (ends, used) = row.ages;
        let ends = match ends {
            Ends::Week(week) => u16::from(week).min(PAST - 1),
            Ends::Past => PAST,
            Ends::Later => LATER,
            Ends::Never => NEVER,
        };
        let flag = |is: bool, bit: u16| u16::from(is) << bit;
        Fact(
            ends | (used as u16) << 4
                | flag(row.standing == Standing::Active, 7)
                | flag(row.standing == Standing::Expired, 8)
                | flag(!row.findings.is_empty(), 9)
                | flag(row.findings.contains(FindingId::Expiring), 10),
        )
    }

    fn is(self, bit: u16) -> u32 {
        u32::from(self.0 >> bit & 1)
    }
}

/// Sums over the rows of a list, or of a group in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many tokens.
    pub tokens: u32,
    /// How many can be used now.
    pub active: u32,
    /// How many have ended.
    pub expired: u32,
    /// How many end soon, as the finding `expiring` has it.
    pub expiring: u32,
    /// How many have at least one finding.
    pub found: u32,
}

impl Counts {
    pub(super) fn add(&mut self, fact: Fact) {
        self.tokens += 1;
        self.active += fact.is(7);
        self.expired += fact.is(8);
        self.found += fact.is(9);
        self.expiring += fact.is(10);
    }
}

/// When the tokens of a list end, and when they were last used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    ends: [u32; WEEKS + 3],
    used: [u32; Used::ALL.len()],
}

impl Tally {
    /// How many end in each week from now.
    pub fn weeks(&self) -> &[u32] {
        &self.ends[..WEEKS]
    }

    /// How many have ended.
    pub fn past(&self) -> u32 {
        self.ends[usize::from(PAST)]
    }

    /// How many end after all those weeks.
    pub fn later(&self) -> u32 {
        self.ends[usize::from(LATER)]
    }

    /// How many never end.
    pub fn endless(&self) -> u32 {
        self.ends[usize::from(NEVER)]
    }

    /// How many were last used then, in the order of [`Used::ALL`].
    pub fn used(&self) -> &[u32] {
        &self.used
    }

    pub(super) fn of(facts: impl Iterator<Item = Fact>) -> Self {
        let mut sums = Tally::default();
        for fact in facts {
            sums.ends[usize::from(fact.0 & 15)] += 1;
            sums.used[usize::from(fact.0 >> 4 & 7).min(Used::ALL.len() - 1)] += 1;
        }
        sums
    }
}
