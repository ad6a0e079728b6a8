//! Two versions of a token, and how they differ, in words a person can judge.

use std::collections::{BTreeMap, BTreeSet};

use super::condition::Range;
use super::history::{Aspect, Aspects};
use super::lookup::Lookup;
use super::policy::{Policy, Stance};
use super::text::clean;
use super::token::Token;
use super::words::{Certainty, phrases};
use crate::clock::Time;

/// Which way a difference goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// The token can do more, or from more places, or longer.
    More,
    /// It can do less.
    Less,
    /// Neither, or nobody can tell.
    Other,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// In what.
    pub aspect: Aspect,
    /// Which way.
    pub way: Way,
    /// In words: `may now edit DNS of example.com`.
    pub words: String,
}

/// In which aspects two versions of a token differ. The order of policies and of what they name does not count, nor
/// does a use.
pub fn aspects(before: &Token, after: &Token) -> Aspects {
    let mut found = Aspects::default();
    let mut differs = |aspect, differs: bool| {
        if differs {
            found.insert(aspect);
        }
    };
    differs(Aspect::Name, before.name != after.name);
    differs(Aspect::Status, before.status != after.status);
    differs(Aspect::Start, before.not_before != after.not_before);
    differs(Aspect::End, before.expires_on != after.expires_on);
    differs(Aspect::Addresses, addresses(before) != addresses(after));
    let permissions = groups(before) != groups(after);
    let resources = resources(before) != resources(after);
    differs(Aspect::Resources, resources);
    // The same permissions on the same things, but paired otherwise.
    differs(Aspect::Permissions, permissions || !resources && written(before) != written(after));
    if found.is_empty() && before.modified_on != after.modified_on {
        found.insert(Aspect::Saved);
    }
    found
}

fn addresses(token: &Token) -> [BTreeSet<String>; 2] {
    let list = |ranges: &[Range]| ranges.iter().map(ToString::to_string).collect();
    [list(&token.condition.only_from), list(&token.condition.never_from)]
}

fn groups(token: &Token) -> BTreeSet<(&Stance, String)> {
    token.policies.iter().flat_map(|p| p.groups.iter().map(|g| (&p.stance, g.id.to_string()))).collect()
}

fn resources(token: &Token) -> BTreeSet<(&Stance, String)> {
    token.policies.iter().flat_map(|p| p.resources.iter().map(|r| (&p.stance, format!("{r:?}")))).collect()
}

fn written(token: &Token) -> BTreeSet<(&Stance, Vec<String>, Vec<String>)> {
    let sorted = |mut list: Vec<String>| {
        list.sort_unstable();
        list.dedup();
        list
    };
    let policy = |p: &Policy| {
        let groups = sorted(p.groups.iter().map(|g| g.id.to_string()).collect());
        sorted(p.resources.iter().map(|r| format!("{r:?}")).collect())
            .into_iter()
            .map(move |r| (groups.clone(), r))
    };
    token.policies.iter().flat_map(|p| policy(p).map(|(g, r)| (&p.stance, g, vec![r]))).collect()
}

/// How `after` differs from `before`, the gravest first. `when` writes a moment. Harmless on a terminal.
pub fn differences(
    before: &Token,
    after: &Token,
    names: &dyn Lookup,
    when: &dyn Fn(Time) -> String,
) -> Vec<Difference> {
    let mut found = Vec::new();
    for aspect in aspects(before, after).iter() {
        match aspect {
            Aspect::Status => found.push(status(before, after)),
            Aspect::Permissions | Aspect::Resources => {}
            Aspect::Addresses => found.extend(address_changes(before, after)),
            Aspect::End => found.push(end(before.expires_on, after.expires_on, when)),
            Aspect::Start => found.push(start(before.not_before, after.not_before, when)),
            Aspect::Name => found.push(Difference {
                aspect,
                way: Way::Other,
                words: format!("renamed from \"{}\" to \"{}\"", clean(&before.name), clean(&after.name)),
            }),
            Aspect::Saved => found.push(Difference {
                aspect,
                way: Way::Other,
                words: "saved without a change that can be seen; a roll looks like this".to_owned(),
            }),
        }
    }
    found.extend(abilities(before, after, names));
    found.sort_by_key(|difference| difference.way);
    found
}

fn status(before: &Token, after: &Token) -> Difference {
    use super::token::Status;
    let way = match (&before.status, &after.status) {
        (_, Status::Active) => Way::More,
        (Status::Active, _) => Way::Less,
        _ => Way::Other,
    };
    let word = |token: &Token| match token.status.word() {
        "" => "nothing".to_owned(),
        word => clean(word).into_owned(),
    };
    Difference {
        aspect: Aspect::Status,
        way,
        words: format!("status from {} to {}", word(before), word(after)),
    }
}

fn end(before: Option<Time>, after: Option<Time>, when: &dyn Fn(Time) -> String) -> Difference {
    let (way, words) = match (before, after) {
        (Some(was), None) => (Way::More, format!("never expires any more; was {}", when(was))),
        (None, Some(is)) => (Way::Less, format!("expires {} now; was never", when(is))),
        (Some(was), Some(is)) => {
            let way = if is > was { Way::More } else { Way::Less };
            (way, format!("expires {} now; was {}", when(is), when(was)))
        }
        (None, None) => (Way::Other, "expires never".to_owned()),
    };
    Difference { aspect: Aspect::End, way, words }
}

fn start(before: Option<Time>, after: Option<Time>, when: &dyn Fn(Time) -> String) -> Difference {
    let say = |time: Option<Time>| time.map_or_else(|| "at once".to_owned(), when);
    let way = if after > before { Way::Less } else { Way::More };
    let words = format!("works from {} now; was {}", say(after), say(before));
    Difference { aspect: Aspect::Start, way, words }
}

fn address_changes(before: &Token, after: &Token) -> Vec<Difference> {
    let aspect = Aspect::Addresses;
    let ([was_in, was_out], [is_in, is_out]) = (addresses(before), addresses(after));
    let list = |set: &BTreeSet<String>| {
        set.iter().map(|text| clean(text).into_owned()).collect::<Vec<_>>().join(", ")
    };
    let mut found = Vec::new();
    if was_in != is_in {
        let (way, words) = match (was_in.is_empty(), is_in.is_empty()) {
            (false, true) => {
                (Way::More, format!("usable from anywhere now; was only from {}", list(&was_in)))
            }
            (true, _) => (Way::Less, format!("usable only from {} now; was from anywhere", list(&is_in))),
            (false, false) => {
                let way = if is_in.is_subset(&was_in) { Way::Less } else { Way::More };
                (way, format!("usable only from {} now; was {}", list(&is_in), list(&was_in)))
            }
        };
        found.push(Difference { aspect, way, words });
    }
    for (way, text, set) in [
        (Way::Less, "refused from", is_out.difference(&was_out).cloned().collect::<BTreeSet<_>>()),
        (Way::More, "no longer refused from", was_out.difference(&is_out).cloned().collect()),
    ] {
        if !set.is_empty() {
            found.push(Difference { aspect, way, words: format!("{text} {}", list(&set)) });
        }
    }
    found
}

/// What a token may do, or may not, on one thing.
type Ability = (Kind, &'static str, String, String);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    May,
    Denied,
    Unsure,
}

fn abilities(before: &Token, after: &Token, names: &dyn Lookup) -> Vec<Difference> {
    if written(before) == written(after) {
        return Vec::new();
    }
    let (was, is) = (able(before, names), able(after, names));
    let mut found = said(is.difference(&was), true);
    found.extend(said(was.difference(&is), false));
    if found.is_empty() {
        let words = "policies were written anew without a change in what it may do".to_owned();
        found.push(Difference { aspect: Aspect::Permissions, way: Way::Other, words });
    }
    found
}

fn able(token: &Token, names: &dyn Lookup) -> BTreeSet<Ability> {
    let mut found = BTreeSet::new();
    for phrase in phrases(token, names) {
        let kind = match (&phrase.stance, phrase.certainty) {
            (Stance::Deny, _) => Kind::Denied,
            (Stance::Allow, Certainty::Plain | Certainty::Presumed) => Kind::May,
            (Stance::Other(_), _) | (_, Certainty::Unknown | Certainty::Inert) => Kind::Unsure,
        };
        for what in &phrase.what {
            let ability = |kind: &Kind, on: &str| (kind.clone(), phrase.verb, what.clone(), on.to_owned());
            found.extend(phrase.on.iter().map(|named| ability(&kind, &named.name)));
            found.extend(phrase.denied.iter().map(|named| ability(&Kind::Denied, &named.name)));
        }
    }
    found
}

/// Abilities that came or went: things that share a permission on one line, then permissions that share things.
fn said<'a>(abilities: impl Iterator<Item = &'a Ability>, came: bool) -> Vec<Difference> {
    let mut by_what: BTreeMap<(&Kind, &str, &str), Vec<&str>> = BTreeMap::new();
    for (kind, verb, what, on) in abilities {
        by_what.entry((kind, verb, what)).or_default().push(on);
    }
    let mut by_place: BTreeMap<(&Kind, &str, Vec<&str>), Vec<&str>> = BTreeMap::new();
    for ((kind, verb, what), on) in by_what {
        by_place.entry((kind, verb, on)).or_default().push(what);
    }
    let line = |((kind, verb, on), what): ((&Kind, &str, Vec<&str>), Vec<&str>)| {
        let (way, begin) = match (kind, came) {
            (Kind::May, true) => (Way::More, "may now"),
            (Kind::May, false) => (Way::Less, "may no longer"),
            (Kind::Denied, true) => (Way::Less, "is now denied to"),
            (Kind::Denied, false) => (Way::More, "is no longer denied to"),
            (Kind::Unsure, true) => (Way::Other, "may now perhaps"),
            (Kind::Unsure, false) => (Way::Other, "no longer says that it may"),
        };
        let words = format!("{begin} {verb} {} on {}", what.join(", "), on.join(", "));
        Difference { aspect: Aspect::Permissions, way, words }
    };
    by_place.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::domain::condition::Condition;
    use crate::domain::specimen::*;
    use crate::domain::token::Status;

    fn base() -> Token {
        token([policy("allow", &[DNS_WRITE], &[zone(EXAMPLE)])])
    }

    fn words(before: &Token, after: &Token) -> Vec<String> {
        let found = differences(before, after, &atlas(), &|t| t.date());
        found.into_iter().map(|d| d.words).collect()
    }

    fn with(change: impl FnOnce(&mut Token)) -> Token {
        let mut token = base();
        change(&mut token);
        token
    }

    #[rstest]
    #[case::name(with(|t| t.name = "other".into()), &["renamed from \"ci deploy\" to \"other\""])]
    #[case::status(with(|t| t.status = Status::Disabled), &["status from active to disabled"])]
    #[case::endless(with(|t| t.expires_on = None), &["never expires any more; was 2027-04-09"])]
    #[case::rolled(with(|t| t.modified_on = Some(NOW)), &["saved without a change that can be seen; a roll looks like this"])]
    #[case::used(with(|t| t.last_used_on = Some(NOW)), &[])]
    #[case::narrowed(
        with(|t| t.condition = Condition { only_from: [Range::new("203.0.113.0/24")].into(), ..Condition::default() }),
        &["usable only from 203.0.113.0/24 now; was from anywhere"]
    )]
    #[case::another_zone(
        token([policy("allow", &[DNS_WRITE], &[zone(EXAMPLE), zone(STAGING)])]),
        &["may now edit DNS on staging.example.com"]
    )]
    #[case::another_permission(
        token([policy("allow", &[DNS_READ], &[zone(EXAMPLE)])]),
        &["may now read DNS on example.com", "may no longer edit DNS on example.com"]
    )]
    #[case::denied(
        token([policy("allow", &[DNS_WRITE], &[zone(EXAMPLE)]), policy("deny", &[DNS_WRITE], &[zone(STAGING)])]),
        &["is now denied to edit DNS on staging.example.com"]
    )]
    fn says(#[case] after: Token, #[case] expected: &[&str]) {
        assert_eq!(words(&base(), &after), expected);
        assert_eq!(aspects(&base(), &after).is_empty(), expected.is_empty());
    }

    #[test]
    fn what_a_token_gains_comes_before_what_it_loses() {
        let after = with(|t| {
            t.status = Status::Disabled;
            t.expires_on = None;
        });
        let ways: Vec<Way> =
            differences(&base(), &after, &atlas(), &|t| t.date()).iter().map(|d| d.way).collect();
        assert_eq!(ways, [Way::More, Way::Less]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn order_does_not_count_and_every_aspect_has_words(a in any_policies(), b in any_policies()) {
            let (before, after) = (token(a.clone()), token(b));
            let turned = token(a.into_iter().rev());
            prop_assert!(aspects(&before, &turned).is_empty());
            prop_assert_eq!(aspects(&before, &after).is_empty(), words(&before, &after).is_empty());
            prop_assert_eq!(aspects(&before, &after), aspects(&after, &before));
        }
    }
}
