//! What was given at the `:` line: each text once, the newest last, and nothing that looks like a secret.

use super::shape;
use super::text::clean;

/// Most lines that are remembered.
pub const MOST: usize = 200;
/// Longest line that is remembered, in characters.
pub const LONGEST: usize = 200;

/// Lines that would do the same again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given(Vec<String>);

impl Given {
    /// Those of the lines that fit, the newest last.
    pub fn of<'t>(lines: impl IntoIterator<Item = &'t str>) -> Self {
        let mut given = Given::default();
        for line in lines {
            given.add(line);
        }
        given
    }

    /// Remembers a line as the newest. Answers whether it fits: a line that is empty or too long, holds what a terminal
    /// must not show, or looks like the value of a token is forgotten at once.
    pub fn add(&mut self, line: &str) -> bool {
        let line = line.trim();
        let fits = !line.is_empty()
            && line.chars().count() <= LONGEST
            && clean(line) == line
            && shape::find(line).is_empty();
        if fits {
            self.0.retain(|old| old != line);
            self.0.push(line.to_owned());
            let extra = self.0.len().saturating_sub(MOST);
            self.0.drain(..extra);
        }
        fits
    }

    /// The lines, the newest last.
    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_line_that_is_given_again_is_the_newest_and_stands_once() {
        let given = Given::of(["tokens", "matrix", "tokens "]);
        assert_eq!(given.lines(), ["matrix", "tokens"]);
    }

    #[rstest]
    #[case::empty("  ")]
    #[case::too_long(&"x ".repeat(LONGEST))]
    #[case::controls("view \u{1b}[2J")]
    #[case::turned_round("view \u{202e}evil")]
    #[case::older_value(&format!("view {}", "aB3".repeat(13) + "x"))]
    fn what_does_not_fit_is_forgotten(#[case] line: &str) {
        let mut given = Given::of(["tokens"]);
        assert!(!given.add(line));
        assert_eq!(given.lines(), ["tokens"]);
    }

    #[test]
    fn a_value_is_forgotten() {
        let body = "Ab1".repeat(13) + "x";
        let value = format!("cfut_{body}{}", shape::checksum(&body));
        assert_eq!(Given::of([&*value, &format!("view {value}")]), Given::default());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn whatever_is_given_the_newest_are_kept(lines in proptest::collection::vec("[a-e]{1,3}", 0..400)) {
            let given = Given::of(lines.iter().map(String::as_str));
            prop_assert!(given.lines().len() <= MOST);
            prop_assert_eq!(given.lines().last(), lines.last());
            let again = Given::of(given.lines().iter().map(String::as_str));
            prop_assert_eq!(again, given);
        }
    }
}
