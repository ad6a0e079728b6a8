//! Finding permission groups by typing part of their name.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::Group;

/// The groups whose name, as the API or the dashboard has it, has the letters of every word in order: best first, then
/// by name, then by scope. Everything when nothing was typed. The dashboard's *Edit* is the API's *Write*.
pub fn find<'g>(groups: impl Iterator<Item = &'g Group>, typed: &str) -> Vec<&'g Group> {
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::new(typed, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
    let mut buffer = Vec::new();
    let mut score = |name: &str| pattern.score(Utf32Str::new(name, &mut buffer), &mut matcher);
    let mut found: Vec<(u32, &Group)> = groups
        .filter_map(|group| {
            let edit = group.name.strip_suffix("Write").map(|stem| format!("{stem}Edit"));
            let names = [Some(&*group.name), group.dashboard_name.as_deref(), edit.as_deref()];
            Some((names.into_iter().flatten().filter_map(&mut score).max()?, group))
        })
        .collect();
    found.sort_by(|(a, one), (b, other)| {
        let names =
            || (one.name.len(), &one.name, &one.scopes).cmp(&(other.name.len(), &other.name, &other.scopes));
        b.cmp(a).then_with(|| if typed.trim().is_empty() { one.name.cmp(&other.name) } else { names() })
    });
    found.into_iter().map(|(_, group)| group).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::shipped;
    use super::*;

    #[rstest]
    #[case("DNS Write", "DNS Write")]
    #[case("dns edit", "DNS Write")]
    #[case("worker script edit", "Workers Scripts Write")]
    #[case("acc api tok wri", "Account API Tokens Write")]
    fn best(#[case] typed: &str, #[case] expected: &str) {
        assert_eq!(&*find(shipped().iter(), typed)[0].name, expected);
    }

    #[test]
    fn namesakes_of_another_scope_are_both_there() {
        let found = find(shipped().iter(), "Logs Write");
        assert_eq!(found.iter().filter(|g| &*g.name == "Logs Write").count(), 2);
        assert!(find(shipped().iter(), "qqqq").is_empty());
        assert_eq!(find(shipped().iter(), "").len(), shipped().len());
    }
}
