//! A few bits per token that rule out most tokens without a look at their names and policies, which lie scattered
//! in memory.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::domain::ids::GroupId;
use crate::domain::lookup::Lookup;
use crate::domain::policy::Stance;
use crate::domain::reach::Target;
use crate::domain::token::Token;

/// Which permission groups and places a token's policies *may* mention (two small Bloom filters), and which letters
/// its names have. A bit that is not set is a proof that it does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    groups: u64,
    places: u64,
    letters: u64,
    /// Whether a group is mentioned that carries its own name, because the shipped catalogue does not know it so.
    strangers: bool,
    /// Whether a policy that does not deny mentions single zones: only names tell which account they are in.
    zones: bool,
    /// Whether something is mentioned that is called by its key: a bucket, or a thing nobody knows.
    called: bool,
    /// Whether a group is mentioned that has no name at all.
    nameless: bool,
    /// Whether the id has other characters than hex digits.
    odd_id: bool,
}

/// Every bit: nothing can be ruled out.
const ANY: u64 = u64::MAX;

impl Marks {
    /// The marks of a token with these names.
    pub(super) fn of(token: &Token, text: &str) -> Self {
        // Fuzzy matching takes é for e, so names with such letters may have any.
        let letters = if text.is_ascii() { letters(text) } else { ANY };
        let mut marks = Marks {
            groups: 0,
            places: 0,
            letters,
            strangers: false,
            nameless: false,
            called: false,
            zones: false,
            odd_id: !token.at.id.is_hex(),
        };
        for policy in &token.policies {
            marks.groups |= groups(policy.groups.iter().map(|g| &g.id));
            marks.strangers |= policy.groups.iter().any(|g| g.name.is_some());
            marks.nameless |= policy.groups.iter().any(|g| g.known_name().is_none());
            let called = |target| matches!(target, Target::Bucket(_) | Target::Unknown(_));
            marks.called |= policy.resources.iter().flat_map(Target::of).any(called);
            if policy.stance != Stance::Deny {
                for target in policy.resources.iter().flat_map(Target::of) {
                    marks.places |= place(&target);
                    marks.zones |= matches!(target, Target::Zone(_));
                }
            }
        }
        marks
    }

    /// Whether a group is mentioned that must be judged by its own name.
    pub(super) fn has_strangers(self) -> bool {
        self.strangers
    }

    /// Whether something is mentioned that is called by its own key.
    pub(super) fn has_called(self) -> bool {
        self.called
    }

    /// Whether a group is mentioned whose name nobody knows.
    pub(super) fn has_nameless(self) -> bool {
        self.nameless
    }

    /// Whether the id has other characters than hex digits.
    pub(super) fn has_odd_id(self) -> bool {
        self.odd_id
    }

    /// Whether one of these groups may be mentioned.
    pub(super) fn may_mention(self, groups: u64) -> bool {
        self.groups & groups != 0
    }

    /// Whether all of these letters may be there.
    pub(super) fn may_spell(self, letters: u64) -> bool {
        self.letters & letters == letters
    }

    /// Whether something that bears on this target may be mentioned.
    pub(super) fn may_reach(self, asked: &Target, names: &dyn Lookup) -> bool {
        self.places & needed(asked, names) != 0 || self.zones && matches!(asked, Target::Account(_))
    }
}

/// The bits of the ASCII characters of a text, upper and lower case being the same; others have none.
pub(super) fn letters(text: &str) -> u64 {
    text.bytes().filter(u8::is_ascii).fold(0, |bits, b| {
        bits | match b.to_ascii_lowercase() {
            b @ b'a'..=b'z' => 1 << (b - b'a'),
            b @ b'0'..=b'9' => 1 << (26 + b - b'0'),
            // 28 bits for the rest.
            b => 1 << (36 + b % 28),
        }
    })
}

/// The bits of permission groups.
pub(super) fn groups<'a>(ids: impl Iterator<Item = &'a GroupId>) -> u64 {
    ids.fold(0, |bits, id| bits | bit(id))
}

/// The bits of everything that must be mentioned by a token that reaches `asked`, single zones in an account aside.
/// Whatever may contain things that nobody knows of rules nothing out.
fn needed(asked: &Target, names: &dyn Lookup) -> u64 {
    match asked {
        Target::Zone(id) => names.zone(id).map_or(ANY, |zone| bit(id) | bit(&zone.account)),
        Target::Bucket(bucket) => bit(&bucket.account),
        Target::Account(id) => bit(id),
        _ => ANY,
    }
}

fn place(mentioned: &Target) -> u64 {
    match mentioned {
        Target::Account(id) | Target::ZonesOf(id) | Target::BucketsOf(id) | Target::ScriptsOf(id) => bit(id),
        Target::Zone(id) => bit(id),
        Target::Bucket(bucket) => bit(&bucket.account),
        _ => ANY,
    }
}

fn bit(id: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    1 << (hasher.finish() % 64)
}
