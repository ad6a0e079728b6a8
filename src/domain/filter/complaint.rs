//! What is wrong with a filter, where, and what was probably meant.

use std::fmt;
use std::ops::Range;

/// Why a filter cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The bytes of the filter that it is about; never empty unless the filter ends too early. Lies on
    /// character boundaries.
    pub span: Range<usize>,
    /// What is wrong, a sentence without a full stop.
    pub what: String,
    /// What was probably meant: replaces the text at `span`.
    pub nearest: Option<String>,
}

impl Complaint {
    pub(super) fn new(span: Range<usize>, what: impl Into<String>) -> Self {
        Complaint { span, what: what.into(), nearest: None }
    }

    pub(super) fn near(mut self, nearest: Option<String>) -> Self {
        self.nearest = nearest;
        self
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; did you mean {nearest}?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Complaint {}

/// The word of `words` that is closest to `wrong`, if one is close enough to have been meant: one edit for every
/// three characters, at least one, or a word that begins as `wrong` does.
pub(super) fn nearest<'a>(wrong: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    if wrong.is_empty() || wrong.len() > 40 {
        return None;
    }
    let allowed = (wrong.chars().count() / 3).max(1);
    words
        .into_iter()
        .map(|word| {
            let lower = word.to_lowercase();
            let begins = lower.starts_with(&wrong);
            (if begins { 0 } else { distance(&wrong, &lower) }, word)
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// Edits between two words (Damerau–Levenshtein, optimal string alignment): insert, delete, replace, swap.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1; b.len() + 1];
        for (j, y) in b.iter().enumerate() {
            let replaced = above[j] + usize::from(x != y);
            row[j + 1] = replaced.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", "abc", 3)]
    #[case("abc", "abc", 0)]
    #[case("status", "sattus", 1)]
    #[case("status", "stats", 1)]
    #[case("kitten", "sitting", 3)]
    fn edits(#[case] a: &str, #[case] b: &str, #[case] expected: usize) {
        assert_eq!(distance(a, b), expected);
        assert_eq!(distance(b, a), expected);
    }

    #[rstest]
    #[case("stauts", Some("status"))]
    #[case("st", Some("status"))]
    #[case("exipres", Some("expires"))]
    #[case("zebra", None)]
    #[case("", None)]
    fn finds_what_was_meant(#[case] wrong: &str, #[case] expected: Option<&str>) {
        assert_eq!(nearest(wrong, ["status", "expires", "perm"]), expected);
    }
}
