//! The possible answers to "may it?".

/// The answer to "may it?".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// No policy allows it.
    No,
    /// A policy denies it, whatever others allow.
    Denied,
    /// Nobody can tell: an unknown group, resource or stance, or a zone whose account is not known.
    Unknown,
    /// On a part of what was asked about, not on all of it.
    Partial,
    /// Probably: a zone permission on an account, which the API takes and seems to apply to the account's
    /// zones (API reference 4.2, last paragraph).
    Presumed,
    /// Yes.
    Yes,
}

impl Verdict {
    /// How much reach it stands for, 0 to 4. Another allow never lowers it, another deny never raises it.
    pub fn level(self) -> u8 {
        match self {
            Verdict::No | Verdict::Denied => 0,
            Verdict::Unknown => 1,
            Verdict::Partial => 2,
            Verdict::Presumed => 3,
            Verdict::Yes => 4,
        }
    }

    /// Whether there is, or may be, any reach at all.
    pub fn reaches(self) -> bool {
        self.level() > 0
    }

    /// The words for it.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::No => "no",
            Verdict::Denied => "denied",
            Verdict::Unknown => "unknown",
            Verdict::Partial => "in part",
            Verdict::Presumed => "presumably",
            Verdict::Yes => "yes",
        }
    }

    /// The one with less reach; `self` where they are level.
    pub(super) fn lower(self, other: Verdict) -> Verdict {
        if other.level() < self.level() { other } else { self }
    }

    /// The one with more reach; `self` where they are level.
    pub(super) fn higher(self, other: Verdict) -> Verdict {
        if other.level() > self.level() { other } else { self }
    }
}
