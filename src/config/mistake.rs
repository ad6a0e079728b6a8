//! What is wrong with an entry, and the name that was probably meant.

use std::fmt;

/// One mistake: where and what. Never repeats a value that could be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Line in `config.toml`, from 1; `None` for the environment and flags.
    pub line: Option<usize>,
    /// What is wrong, and what to write instead where that is known.
    pub what: String,
}

impl Mistake {
    /// A mistake that has no line.
    pub fn about(what: impl Into<String>) -> Self {
        Mistake { line: None, what: what.into() }
    }

    /// A mistake at a line of the file.
    pub fn at(line: usize, what: impl Into<String>) -> Self {
        Mistake { line: Some(line), what: what.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "config.toml:{line}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// `; did you mean "theme"?` when one of `names` is near, else nothing.
pub fn did_you_mean<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    match nearest(name, names) {
        Some(near) => format!("; did you mean \"{near}\"?"),
        None => String::new(),
    }
}

/// The name with the fewest edits from `name`, if a third of its letters or fewer differ.
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).max(1);
    names
        .into_iter()
        .map(|candidate| (edits(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment).
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let same = a[i - 1] == b[j - 1];
            let mut least =
                (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + usize::from(!same));
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("them", Some("theme"))]
    #[case("thmee", Some("theme"))]
    #[case("sync.shar", Some("sync.share"))]
    #[case("colour", Some("color"))]
    #[case("zebra", None)]
    #[case("", None)]
    fn suggestion(#[case] typed: &str, #[case] expected: Option<&str>) {
        assert_eq!(nearest(typed, ["theme", "sync.share", "color", "utc"]), expected);
    }
}
