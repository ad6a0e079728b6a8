//! What is remembered of tokens on this machine: what they were, when they were last seen, and what is news.
//!
//! A [`Past`] is the story of one token; a [`Watch`] is what is different from when somebody last looked. Neither
//! holds a value.

use serde::{Deserialize, Serialize};

use super::token::{Fetched, TokenRef};
use crate::clock::Time;

/// A part of a token in which two versions of it can differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Aspect {
    /// Its name.
    Name,
    /// The API's status word.
    Status,
    /// The permission groups that its policies allow or deny.
    Permissions,
    /// What they are allowed or denied on.
    Resources,
    /// From which addresses it may be used.
    Addresses,
    /// From when on it works.
    Start,
    /// Until when it works.
    End,
    /// Nothing that can be seen, but it was saved: a roll leaves no other trace.
    Saved,
}

impl Aspect {
    /// All of them, in the order in which they are named.
    pub const ALL: [Aspect; 8] = [
        Aspect::Status,
        Aspect::Permissions,
        Aspect::Resources,
        Aspect::Addresses,
        Aspect::End,
        Aspect::Start,
        Aspect::Name,
        Aspect::Saved,
    ];

    /// Its name in lists.
    pub fn word(self) -> &'static str {
        match self {
            Aspect::Name => "name",
            Aspect::Status => "status",
            Aspect::Permissions => "permissions",
            Aspect::Resources => "resources",
            Aspect::Addresses => "addresses",
            Aspect::Start => "not before",
            Aspect::End => "expiry",
            Aspect::Saved => "saved",
        }
    }
}

/// Some aspects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Aspects(u8);

impl Aspects {
    /// One alone.
    pub fn of(aspect: Aspect) -> Self {
        let mut aspects = Aspects::default();
        aspects.insert(aspect);
        aspects
    }

    /// Adds one.
    pub fn insert(&mut self, aspect: Aspect) {
        self.0 |= 1 << aspect as u8;
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those there are, in the order in which they are named.
    pub fn iter(self) -> impl Iterator<Item = Aspect> {
        Aspect::ALL.into_iter().filter(move |aspect| self.0 & 1 << *aspect as u8 != 0)
    }
}

/// What is news about a token: how it differs from when somebody last looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Mark {
    /// It was not there.
    New,
    /// It was there, and otherwise in these aspects.
    Changed(Aspects),
    /// It was there and is not any more.
    Gone,
}

/// The kinds of [`Mark`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum News {
    /// [`Mark::New`]
    New,
    /// [`Mark::Changed`]
    Changed,
    /// [`Mark::Gone`]
    Gone,
}

impl News {
    /// All of them.
    pub const ALL: [News; 3] = [News::New, News::Changed, News::Gone];

    /// The word for it, on screen and in the filter.
    pub fn word(self) -> &'static str {
        match self {
            News::New => "new",
            News::Changed => "changed",
            News::Gone => "gone",
        }
    }
}

impl Mark {
    /// Its kind.
    pub fn news(self) -> News {
        match self {
            Mark::New => News::New,
            Mark::Changed(_) => News::Changed,
            Mark::Gone => News::Gone,
        }
    }

    /// It in a few words: `new`, `expiry, name`, `gone`.
    pub fn words(self) -> String {
        match self {
            Mark::Changed(aspects) => aspects.iter().map(Aspect::word).collect::<Vec<_>>().join(", "),
            other => other.news().word().to_owned(),
        }
    }
}

/// A token that is news.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// Which token.
    pub at: TokenRef,
    /// What is news about it.
    pub mark: Mark,
    /// Its name as last known; untrusted text.
    pub name: Box<str>,
    /// When the news was read.
    pub noticed: Time,
}

/// Everything that is news at one moment. A later one takes the place of all earlier ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// Counts the states; the greater is the newer.
    pub revision: u64,
    /// The tokens, by address; at most [`Watch::MOST`].
    pub marked: Vec<Marked>,
}

impl Watch {
    /// More are not told: whoever never looks has no use for the rest.
    pub const MOST: usize = 10_000;
}

/// One entry in the story of a token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When it was read.
    pub at: Time,
    /// Whether tokendeck itself did it.
    pub ours: bool,
    /// What was read.
    pub what: What,
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum What {
    /// The token was like this from then on. `first`: it was there already when its owner was first looked at.
    Was {
        /// The token and its object.
        token: Box<Fetched>,
        /// Whether it may be older than the entry.
        first: bool,
    },
    /// It was not there any more.
    Gone {
        /// When it was last there.
        last_seen: Time,
    },
}

/// The story of one token, as far as this machine saw it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Past {
    /// Which token.
    pub at: TokenRef,
    /// Oldest first. Never empty.
    pub entries: Vec<Entry>,
    /// How many of the entries somebody had looked at.
    pub looked_at: usize,
    /// When it was last used, as last said.
    pub last_used: Option<Time>,
}

/// What an entry of a story tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It was there when this machine first looked.
    FirstSeen,
    /// It had not been there at the look before.
    New,
    /// It was there and is different.
    Changed,
    /// It was not there any more.
    Gone,
    /// It had been gone.
    Back,
}

impl Turn {
    /// In a word or two.
    pub fn word(self) -> &'static str {
        match self {
            Turn::FirstSeen => "first seen",
            Turn::New => "new",
            Turn::Changed => "changed",
            Turn::Gone => "gone",
            Turn::Back => "back",
        }
    }
}

impl Past {
    /// The last version there was: of a token that is gone, what it was before.
    pub fn last_version(&self) -> Option<&Fetched> {
        self.version_before(self.entries.len())
    }

    /// The newest version among the first `count` entries.
    pub fn version_before(&self, count: usize) -> Option<&Fetched> {
        self.entries.iter().take(count).rev().find_map(|entry| match &entry.what {
            What::Was { token, .. } => Some(&**token),
            What::Gone { .. } => None,
        })
    }

    /// What an entry of the story tells, by its place.
    pub fn turn(&self, place: usize) -> Option<Turn> {
        let before = place.checked_sub(1).and_then(|before| self.entries.get(before));
        Some(match (&self.entries.get(place)?.what, before.map(|before| &before.what)) {
            (What::Gone { .. }, _) => Turn::Gone,
            (What::Was { first: true, .. }, _) => Turn::FirstSeen,
            (What::Was { .. }, None) => Turn::New,
            (What::Was { .. }, Some(What::Gone { .. })) => Turn::Back,
            (What::Was { .. }, Some(What::Was { .. })) => Turn::Changed,
        })
    }

    /// If it is gone: when it was last seen, when it was missed, and whether by our own deed.
    pub fn gone(&self) -> Option<(Time, Time, bool)> {
        match self.entries.last() {
            Some(Entry { at, ours, what: What::Gone { last_seen } }) => Some((*last_seen, *at, *ours)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::specimen;
    use crate::domain::token::RawToken;

    #[test]
    fn every_entry_tells_one_turn_of_the_story() {
        let token = specimen::token([]);
        let fetched = Fetched { token: token.clone(), raw: RawToken("{}".into()) };
        let was = |first| What::Was { token: Box::new(fetched.clone()), first };
        let gone = || What::Gone { last_seen: Time::EPOCH };
        let told = |all: Vec<What>| {
            let entry = |what| Entry { at: Time::EPOCH, ours: false, what };
            let entries: Vec<Entry> = all.into_iter().map(entry).collect();
            let past = Past { at: token.at.clone(), entries, looked_at: 0, last_used: None };
            (0..=past.entries.len()).map(|n| past.turn(n).map(Turn::word)).collect::<Vec<_>>()
        };
        let story = told(vec![was(true), was(false), gone(), was(false)]);
        assert_eq!(story, [Some("first seen"), Some("changed"), Some("gone"), Some("back"), None]);
        assert_eq!(told(vec![was(false)]), [Some("new"), None]);
    }

    #[test]
    fn aspects_are_named_in_one_order() {
        let mut aspects = Aspects::default();
        assert!(aspects.is_empty());
        for aspect in [Aspect::Name, Aspect::End, Aspect::Name] {
            aspects.insert(aspect);
        }
        assert_eq!(Mark::Changed(aspects).words(), "expiry, name");
        assert_eq!(Mark::Gone.words(), "gone");
    }
}
