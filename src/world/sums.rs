//! Sums over tokens: by standing and by finding.

use crate::domain::finding::{FindingId, FindingSet};
use crate::domain::token::Standing;

/// How many tokens there are, of what standing, and with which findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    tokens: u32,
    with_findings: u32,
    standing: [u32; Standing::ALL.len()],
    finding: [u32; FindingId::ALL.len()],
}

impl Sums {
    /// How many tokens.
    pub fn tokens(&self) -> u32 {
        self.tokens
    }

    /// How many have at least one finding.
    pub fn with_findings(&self) -> u32 {
        self.with_findings
    }

    /// How many are of this standing.
    pub fn standing(&self, standing: Standing) -> u32 {
        self.standing[standing as usize]
    }

    /// How many have this finding: `expiring`, `unused`, `never-used`, ….
    pub fn finding(&self, id: FindingId) -> u32 {
        self.finding[id as usize]
    }

    /// Adds the sums over other tokens.
    pub fn add(&mut self, other: &Sums) {
        self.tokens += other.tokens;
        self.with_findings += other.with_findings;
        self.standing.iter_mut().zip(other.standing).for_each(|(sum, more)| *sum += more);
        self.finding.iter_mut().zip(other.finding).for_each(|(sum, more)| *sum += more);
    }

    pub(super) fn credit(&mut self, standing: Standing, found: FindingSet) {
        self.tokens += 1;
        self.with_findings += u32::from(!found.is_empty());
        self.standing[standing as usize] += 1;
        found.iter().for_each(|id| self.finding[id as usize] += 1);
    }

    pub(super) fn debit(&mut self, standing: Standing, found: FindingSet) {
        self.tokens -= 1;
        self.with_findings -= u32::from(!found.is_empty());
        self.standing[standing as usize] -= 1;
        found.iter().for_each(|id| self.finding[id as usize] -= 1);
    }
}
