//! Which findings a token has, in four bytes.

use super::{FindingId, Severity};

/// A set of finding ids, and the gravest severity among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct FindingSet {
    bits: u16,
    worst: Option<Severity>,
}

impl FindingSet {
    /// Adds a finding.
    pub fn insert(&mut self, id: FindingId, severity: Severity) {
        self.bits |= bit(id);
        self.worst = self.worst.max(Some(severity));
    }

    /// Whether it is in the set.
    pub fn contains(self, id: FindingId) -> bool {
        self.bits & bit(id) != 0
    }

    /// Whether nothing was found.
    pub fn is_empty(self) -> bool {
        self.bits == 0
    }

    /// How many were found.
    pub fn len(self) -> usize {
        self.bits.count_ones() as usize
    }

    /// The gravest severity; `None` for the empty set.
    pub fn worst(self) -> Option<Severity> {
        self.worst
    }

    /// The ids, in the order of [`FindingId::ALL`].
    pub fn iter(self) -> impl Iterator<Item = FindingId> {
        FindingId::ALL.into_iter().filter(move |id| self.contains(*id))
    }
}

fn bit(id: FindingId) -> u16 {
    1 << id as u16
}
