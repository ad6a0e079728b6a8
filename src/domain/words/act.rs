//! Permission groups as verbs: "DNS Write" is *edit DNS*.

use crate::domain::lookup::{Lookup, group_name};
use crate::domain::policy::GroupRef;
use crate::domain::text::clean;

/// What a permission group lets its holder do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// `edit`, `read`, …
    pub verb: &'static str,
    /// What is edited or read.
    pub what: String,
    /// For sorting: changing before using before reading.
    pub(super) rank: u8,
}

/// How names end, and what that means; how grave it is, 0 the gravest. The dashboard says *Edit* where the API
/// says *Write*; other endings as listed in the permission catalogue.
const ENDINGS: [(&str, &str, u8); 13] = [
    ("Write", "edit", 0),
    ("Edit", "edit", 0),
    ("Admin", "administer", 0),
    ("Revoke", "revoke", 1),
    ("Purge", "purge", 1),
    ("Send", "send to", 1),
    ("Run", "run", 1),
    ("Bind", "bind", 1),
    ("Evaluate", "evaluate", 2),
    ("Read", "read", 3),
    ("read", "read", 3),
    ("Read-Only", "read", 3),
    ("Report", "read", 3),
];

/// Names that no rule turns into good words.
const ODD: [(&str, &str, &str, u8); 3] = [
    ("Cache Purge", "purge", "cache", 1),
    ("Magic Firewall Packet Captures - Read PCAPs API", "read", "Magic Firewall Packet Captures", 3),
    ("Magic Firewall Packet Captures - Write PCAPs API", "edit", "Magic Firewall Packet Captures", 0),
];

impl Act {
    /// What a group lets its holder do, by its name; by its id where no name is known.
    pub fn of(group: &GroupRef, names: &dyn Lookup) -> Self {
        match group_name(group, names) {
            Some(name) => Self::named(name),
            None => Act { verb: "use", what: format!("permission {}…", group.id.short(8)), rank: 2 },
        }
    }

    fn named(name: &str) -> Self {
        if let Some((_, verb, what, rank)) = ODD.iter().find(|(odd, ..)| *odd == name) {
            return Act { verb, what: (*what).to_owned(), rank: *rank };
        }
        let name = clean(name.trim());
        let split = name.rsplit_once(' ').and_then(|(what, end)| {
            let (_, verb, rank) = ENDINGS.iter().find(|(ending, ..)| *ending == end)?;
            Some(Act { verb, what: what.trim_end_matches(':').to_owned(), rank: *rank })
        });
        split.unwrap_or_else(|| Act { verb: "use", what: name.into_owned(), rank: 0 })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::lookup::Nameless;

    #[rstest]
    #[case("DNS Write", "edit DNS")]
    #[case("DNS Read", "read DNS")]
    #[case("Cache Purge", "purge cache")]
    #[case("Cloud Email Security: Read", "read Cloud Email Security")]
    #[case("Page Shield", "use Page Shield")]
    #[case("Zaraz Admin", "administer Zaraz")]
    #[case("Workers Content Read-Only", "read Workers Content")]
    #[case("Evil\u{202E} Write", "edit Evil�")]
    fn words(#[case] name: &str, #[case] expected: &str) {
        let act = Act::named(name);
        assert_eq!(format!("{} {}", act.verb, act.what), expected);
    }

    #[test]
    fn an_unknown_group_is_named_by_its_id() {
        let group = GroupRef::new("00000000deadbeef0000000000000000".into(), None);
        assert_eq!(Act::of(&group, &Nameless).what, "permission 00000000…");
    }
}
