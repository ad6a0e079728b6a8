//! Policies in plain words, with the names people know: "may edit DNS of example.com; denied on
//! staging.example.com".
//!
//! Words follow from [`Reach`], not from policies as written, so what cancels out is not said. What nobody knows is
//! said to be unknown. Names come from the API and are cleaned here (`text::clean`): words may go to a terminal.

mod act;
mod line;
mod name;

use std::collections::BTreeMap;
use std::fmt;

pub use act::Act;
pub use line::reach_line;
pub use name::{Named, name_of, scope_word};

use super::lookup::Lookup;
use super::policy::Stance;
use super::reach::{Effect, Grant, Reach, Target, Verdict};
use super::token::Token;

/// How sure a phrase is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// As documented.
    Plain,
    /// Zone permissions on an account: presumed to work on the account's zones (API reference 4.2).
    Presumed,
    /// The permission group, its scope or the resource is not known.
    Unknown,
    /// The permission does not apply to such a resource and does nothing there.
    Inert,
}

/// One line: permissions that may be used in the same way on the same things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Allow, deny, or a word that nobody knows.
    pub stance: Stance,
    /// How sure this is.
    pub certainty: Certainty,
    /// `edit`, `read`, …
    pub verb: &'static str,
    /// What may be edited or read: names of permissions without their verb.
    pub what: Vec<String>,
    /// On which things.
    pub on: Vec<Named>,
    /// On which parts of those it is denied.
    pub denied: Vec<Named>,
}

/// A token's policies in words: what is allowed before what is denied, changing before reading.
pub fn phrases(token: &Token, names: &dyn Lookup) -> Vec<Phrase> {
    phrases_of(&Reach::of(&token.policies), names)
}

/// A reach in words; see [`phrases`].
pub fn phrases_of(reach: &Reach, names: &dyn Lookup) -> Vec<Phrase> {
    let mut merged: BTreeMap<Like, Vec<String>> = BTreeMap::new();
    for grant in reach.grants() {
        let act = Act::of(grant.group(), names);
        for like in likes(grant, &act, names) {
            let whats = merged.entry(like).or_default();
            if !whats.contains(&act.what) {
                whats.push(act.what.clone());
            }
        }
    }
    merged.into_iter().map(|(like, what)| like.phrase(what, names)).collect()
}

/// What phrases must have in common to be one line. Its order is the order of lines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Like {
    stance: Stance,
    certainty: Certainty,
    rank: u8,
    verb: &'static str,
    on: Vec<Target>,
    denied: Vec<Target>,
}

impl Like {
    fn phrase(self, mut what: Vec<String>, names: &dyn Lookup) -> Phrase {
        what.sort_by_key(|w| w.to_lowercase());
        let named = |targets: Vec<Target>| {
            let mut list: Vec<Named> = targets.into_iter().map(|t| Named::new(t, names)).collect();
            // What is everywhere comes first, the rest by name.
            list.sort_by_cached_key(|n| (!n.target.is_everywhere(), n.name.to_lowercase()));
            list
        };
        let Like { stance, certainty, verb, on, denied, .. } = self;
        Phrase { stance, certainty, verb, what, on: named(on), denied: named(denied) }
    }
}

fn likes(grant: &Grant, act: &Act, names: &dyn Lookup) -> Vec<Like> {
    let like = |stance, certainty, on, denied| Like {
        stance,
        certainty,
        rank: act.rank,
        verb: act.verb,
        on,
        denied,
    };
    let mut allowed: BTreeMap<Certainty, Vec<Target>> = BTreeMap::new();
    for target in grant.allowed() {
        let (certainty, target) = certainty_of(grant, target, names);
        if certainty == Certainty::Inert || grant.on(&target, names) != Verdict::Denied {
            allowed.entry(certainty).or_default().push(target);
        }
    }
    let mut alone: Vec<Target> = grant.denied().cloned().collect();
    let mut found = Vec::new();
    for (certainty, on) in allowed {
        let parts: Vec<Target> = grant
            .denied()
            .filter(|d| certainty != Certainty::Inert && takes_from(d, &on, names))
            .cloned()
            .collect();
        alone.retain(|d| !parts.contains(d));
        found.push(like(Stance::Allow, certainty, on, parts));
    }
    if !alone.is_empty() {
        found.push(like(Stance::Deny, Certainty::Plain, alone, Vec::new()));
    }
    let mut odd: BTreeMap<Stance, Vec<Target>> = BTreeMap::new();
    for (target, word) in grant.unsure() {
        odd.entry(Stance::Other(word.clone())).or_default().push(target.clone());
    }
    found.extend(odd.into_iter().map(|(stance, on)| like(stance, Certainty::Unknown, on, Vec::new())));
    found
}

fn certainty_of(grant: &Grant, target: &Target, names: &dyn Lookup) -> (Certainty, Target) {
    match grant.effect(target, names) {
        Effect::Plain => (Certainty::Plain, target.clone()),
        Effect::Presumed(inside) => (Certainty::Presumed, inside),
        Effect::Inert => (Certainty::Inert, target.clone()),
        Effect::Unknown => (Certainty::Unknown, target.clone()),
    }
}

fn takes_from(denied: &Target, allowed: &[Target], names: &dyn Lookup) -> bool {
    allowed.iter().any(|a| a.may_meet(denied, names))
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (verb, what, on) = (self.verb, list(&self.what), list(self.on.iter().map(|n| &n.name)));
        match (&self.stance, self.certainty) {
            (Stance::Deny, _) => write!(f, "may not {verb} {what} of {on}")?,
            (Stance::Other(word), _) => {
                let word = super::text::clean(word);
                write!(f, "{word:?} (a stance nobody knows): {verb} {what} of {on}")?;
            }
            (Stance::Allow, Certainty::Plain) => write!(f, "may {verb} {what} of {on}")?,
            (Stance::Allow, Certainty::Presumed) => write!(f, "may presumably {verb} {what} of {on}")?,
            (Stance::Allow, Certainty::Unknown) => write!(f, "may perhaps {verb} {what} of {on} (unknown)")?,
            (Stance::Allow, Certainty::Inert) => {
                write!(f, "{verb} {what} of {on}: does nothing, the permission is not for such a resource")?;
            }
        }
        if self.denied.is_empty() {
            return Ok(());
        }
        write!(f, "; denied on {}", list(self.denied.iter().map(|n| &n.name)))
    }
}

/// `a`, `a and b`, `a, b and c`.
fn list<T: fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    let mut items: Vec<String> = items.into_iter().map(|i| i.to_string()).collect();
    let Some(last) = items.pop() else { return "nothing".into() };
    if items.is_empty() { last } else { format!("{} and {last}", items.join(", ")) }
}

#[cfg(test)]
mod tests;
