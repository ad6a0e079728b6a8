//! Which characters of a text a query was looking for, to be shown to whoever typed it.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher as Fuzzy, Utf32Str};

use super::ast::{Query, Test, Text};

/// The words of a query, made ready to be found in many texts. Keeps scratch memory.
pub struct Highlight {
    fuzzy: Fuzzy,
    words: Vec<Atom>,
    /// The number of words that are looked for in the first text only: those of `name:`.
    first_only: usize,
    letters: Vec<char>,
}

impl Query {
    /// Makes ready to show what the query's bare words and the texts of `name:` found. `None` when it has neither.
    pub fn highlight(&self) -> Option<Highlight> {
        let atom = |word: &str, kind| Atom::new(word, CaseMatching::Smart, Normalization::Smart, kind, false);
        let (mut named, mut words) = (Vec::new(), Vec::new());
        for term in self.terms.iter().filter(|term| !term.negated) {
            match &term.test {
                Test::Word(word) => words.push(atom(word, AtomKind::Fuzzy)),
                Test::Name(Text::Part(part)) => named.push(atom(part, AtomKind::Substring)),
                _ => {}
            }
        }
        let first_only = named.len();
        named.append(&mut words);
        let ready =
            |words| Highlight { fuzzy: Fuzzy::new(Config::DEFAULT), words, first_only, letters: Vec::new() };
        (!named.is_empty()).then(|| ready(named))
    }
}

impl Highlight {
    /// The places of what was found, counted in `char`s, ascending. Each word counts in the first text that has it.
    pub fn places<const N: usize>(&mut self, texts: [&str; N]) -> [Vec<u32>; N] {
        let mut places = [const { Vec::new() }; N];
        for (n, word) in self.words.iter().enumerate() {
            let within = if n < self.first_only { 1 } else { N };
            for (text, places) in texts.iter().zip(&mut places).take(within) {
                // Matched by `char`, not by grapheme, so that places can be counted in `char`s.
                self.letters.clear();
                self.letters.extend(text.chars());
                let letters = if text.is_ascii() {
                    Utf32Str::Ascii(text.as_bytes())
                } else {
                    Utf32Str::Unicode(&self.letters)
                };
                if word.indices(letters, &mut self.fuzzy, places).is_some() {
                    break;
                }
            }
        }
        for places in &mut places {
            places.sort_unstable();
            places.dedup();
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::word("dns", "ci dns-robot", "Acme", &[3, 4, 5], &[])]
    #[case::fuzzy("dpl", "deploy", "Acme", &[0, 2, 3], &[])]
    #[case::in_the_account("acme dns", "dns", "Acme", &[0, 1, 2], &[0, 1, 2, 3])]
    #[case::part_of_the_name("name:rob", "dns-Robot", "robert", &[4, 5, 6], &[])]
    #[case::only_the_name("name:acme", "dns", "Acme", &[], &[])]
    #[case::twice("dns name:ns", "dns", "", &[0, 1, 2], &[])]
    #[case::by_character("送", "e\u{301}配送", "", &[3], &[])]
    fn found(
        #[case] query: &str,
        #[case] name: &str,
        #[case] account: &str,
        #[case] a: &[u32],
        #[case] b: &[u32],
    ) {
        let mut highlight = Query::parse(query).unwrap().highlight().unwrap();
        assert_eq!(highlight.places([name, account]), [a.to_vec(), b.to_vec()]);
    }

    #[rstest]
    fn nothing_to_show(#[values("", "-dns", "status:active", "/dns/", "name:/dns/")] query: &str) {
        assert!(Query::parse(query).unwrap().highlight().is_none());
    }
}
