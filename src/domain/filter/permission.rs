//! Which permission groups a value of `perm:` or `can:` means.

use super::marks::{self, Marks};
use crate::domain::group::{self, Group};
use crate::domain::ids::GroupId;
use crate::domain::policy::GroupRef;

/// The groups that a value means: every one for `any`; those whose name nobody knows for `unknown`; the one of this id; else the groups of exactly this name (upper and lower case
/// being the same, and the dashboard's *Edit* being *Write*); else every group whose name contains all the words.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// Shipped groups that are meant, sorted.
    ids: Vec<GroupId>,
    /// The bits of those in a token's marks.
    bits: u64,
    name: String,
    /// Whether the name is that of a shipped group, so that parts of other names are not meant.
    whole: bool,
    special: Option<Special>,
}

/// Values that are no names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Special {
    Any,
    Unknown,
}

impl Wanted {
    pub(super) fn new(value: &str) -> Self {
        let special = match value {
            "any" => Some(Special::Any),
            "unknown" => Some(Special::Unknown),
            _ => None,
        };
        if special.is_some() {
            return Wanted { ids: Vec::new(), bits: 0, name: value.to_owned(), whole: true, special };
        }
        let name = plain(value);
        let shipped = || group::shipped().iter();
        let exact = |g: &&Group| names_of(g).any(|n| plain(n) == name);
        let mut ids: Vec<GroupId> = shipped().filter(exact).map(|g| g.id.clone()).collect();
        let id = GroupId::new(value);
        if id.is_hex() {
            ids = vec![id];
        }
        let whole = !ids.is_empty();
        if !whole {
            let part = |g: &&Group| names_of(g).any(|n| has_words(n, &name));
            ids = shipped().filter(part).map(|g| g.id.clone()).collect();
        }
        ids.sort_unstable();
        Wanted { bits: marks::groups(ids.iter()), ids, name, whole, special }
    }

    /// Whether a token with these marks may mention a group that is meant. Groups known only by the name that
    /// travels with them have no bit of their own.
    pub(super) fn may_be_in(&self, marks: Marks) -> bool {
        match self.special {
            Some(Special::Any) => true,
            Some(Special::Unknown) => marks.has_nameless(),
            None => marks.has_strangers() || marks.may_mention(self.bits),
        }
    }

    pub(super) fn is(&self, group: &GroupRef) -> bool {
        match self.special {
            Some(Special::Any) => return true,
            Some(Special::Unknown) => return group.known_name().is_none(),
            None => {}
        }
        if self.ids.binary_search(&group.id).is_ok() {
            return true;
        }
        // A name travels with a group only where the shipped catalogue does not say it.
        group
            .name
            .as_deref()
            .is_some_and(|n| plain(n) == self.name || (!self.whole && has_words(n, &self.name)))
    }
}

fn names_of(group: &Group) -> impl Iterator<Item = &str> {
    [Some(&*group.name), group.dashboard_name.as_deref()].into_iter().flatten()
}

/// Lower case, one space between words, and the API's word for *edit*.
fn plain(name: &str) -> String {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().map(|w| if w == "edit" { "write" } else { w }).collect();
    words.join(" ")
}

fn has_words(name: &str, words: &str) -> bool {
    let name = plain(name);
    words.split(' ').all(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::exact("DNS Write", &["DNS Write"])]
    #[case::case("dns write", &["DNS Write"])]
    #[case::dashboard_verb("DNS Edit", &["DNS Write"])]
    #[case::by_id("4755a26eedb94da69e1066d98aa820be", &["DNS Write"])]
    #[case::own_name_with_edit("Zaraz Edit", &["Zaraz Edit"])]
    fn means(#[case] value: &str, #[case] expected: &[&str]) {
        let wanted = Wanted::new(value);
        let mut found: Vec<&str> =
            wanted.ids.iter().filter_map(|id| group::shipped().get(id)).map(|g| &*g.name).collect();
        found.sort_unstable();
        assert_eq!(found, expected);
    }

    #[test]
    fn same_name_at_two_scopes_means_both() {
        assert_eq!(Wanted::new("Logs Write").ids.len(), 2);
    }

    #[test]
    fn a_part_means_every_group_that_has_it() {
        let wanted = Wanted::new("dns");
        assert!(wanted.ids.len() > 3);
        assert!(wanted.is(&GroupRef::new("f00d".into(), Some("DNS Teleport"))));
        assert!(!Wanted::new("DNS Write").is(&GroupRef::new("f00d".into(), Some("DNS Write Everywhere"))));
    }
}
