//! The date that a page gives itself: `lastUpdated: 2026-04-20`, "Last updated: Apr 20, 2026", "As of 2026-04".
//!
//! Only a line that says that it speaks of the page's date counts. Any other date on a page may be about anything, and a
//! wrong guess would make an old page the newest snapshot.

use super::super::name::tidy;
use super::LONGEST_LINE;
use crate::clock::Time;

/// What a page says about its date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The day or month: `YYYY-MM-DD` or `YYYY-MM`.
    pub date: Box<str>,
    /// The words in which the page says it, safe to show.
    pub said: Box<str>,
}

/// Words that announce the date of a page, letters only and in lower case. Best first: when a page was last changed
/// says more about its table than when it was first published.
const LABELS: [&str; 11] = [
    "asof",
    "lastupdated",
    "lastmodified",
    "datemodified",
    "lastreviewed",
    "updated",
    "modified",
    "reviewed",
    "date",
    "published",
    "datepublished",
];
/// A longer line is text, not a date.
const LONGEST_SAID: usize = 80;
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The date that the page gives itself, if it gives one.
pub fn dated(page: &str) -> Option<Dated> {
    let said = page.lines().filter(|line| line.len() <= LONGEST_LINE).filter_map(said);
    said.min_by_key(|(rank, _)| *rank).map(|(_, dated)| dated)
}

/// The rank of the label and the date, if the line has both.
fn said(line: &str) -> Option<(usize, Dated)> {
    let line = tidy(line);
    let bare = line.trim_start_matches(['*', '_', '-', '#', '>', ' ', '"', '<', '!', '|']);
    let at = bare.find(|c: char| c.is_ascii_digit() || c == ':' || c == '|')?;
    // "As of Apr 2026": the label may be followed by the name of a month at once.
    let (before, rest) = bare.split_at(at);
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect()
    };
    let (label, month) = match before.trim_end().rsplit_once(' ') {
        Some((label, month)) if month_of(month).is_some() => (letters(label), month),
        _ => (letters(before), ""),
    };
    let rank = LABELS.iter().position(|known| *known == label)?;
    let rest: String = format!("{month} {rest}").chars().take(LONGEST_SAID).collect();
    let date = date_in(&rest)?;
    Some((
        rank,
        Dated { date: date.into(), said: line.chars().take(LONGEST_SAID).collect::<String>().into() },
    ))
}

/// The first date in a text: `2026-04-20`, `2026-04`, `20 April 2026`, `Apr 20, 2026`, `April 2026`.
fn date_in(text: &str) -> Option<String> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let next = |n: usize| words.get(at + n).copied().unwrap_or_default();
        if let Some(date) = iso(word) {
            return Some(date);
        }
        if let Some(month) = month_of(word) {
            return match (day_of(next(1)), year_of(next(2)), year_of(next(1))) {
                (Some(day), Some(year), _) => real(year, month, Some(day)),
                (_, _, Some(year)) => real(year, month, None),
                _ => None,
            };
        }
        real(year_of(next(2))?, month_of(next(1))?, Some(day_of(word)?))
    })
}

/// `2026-04-20`, with or without a time behind it, or `2026-04`.
fn iso(word: &str) -> Option<String> {
    let day = word.get(..10).filter(|_| word.len() == 10 || word.as_bytes().get(10) == Some(&b'T'));
    let month = Some(word).filter(|word| word.len() == 7);
    let text = day.or(month)?;
    let mut parts = text.split('-');
    let (year, month) = (year_of(parts.next()?)?, parts.next()?.parse().ok()?);
    real(year, month, parts.next().map(str::parse).transpose().ok()?)
}

/// A month by its name or the beginning of it.
fn month_of(word: &str) -> Option<u32> {
    let word = word.trim_end_matches(['.', ',']).to_ascii_lowercase();
    let place = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(&word))?;
    u32::try_from(place + 1).ok()
}

fn day_of(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    digits.parse().ok().filter(|day| (1..=31).contains(day) && digits.len() <= 2)
}

/// Account-owned tokens came in 2024; a page cannot be older.
fn year_of(word: &str) -> Option<u32> {
    word.parse().ok().filter(|year| (2024..2100).contains(year) && word.len() == 4)
}

/// The date, if the calendar has it.
fn real(year: u32, month: u32, day: Option<u32>) -> Option<String> {
    let whole = format!("{year}-{month:02}-{:02}", day.unwrap_or(1));
    Time::parse_date(&whole)?;
    Some(if day.is_some() { whole } else { format!("{year}-{month:02}") })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("lastUpdated: 2026-04-20", "2026-04-20")]
    #[case("Last updated: Apr 20, 2026", "2026-04-20")]
    #[case("**Last updated:** April 20th, 2026", "2026-04-20")]
    #[case("Last reviewed 20 April 2026", "2026-04-20")]
    #[case("As of 2026-04. Source: docs", "2026-04")]
    #[case("As of April 2026", "2026-04")]
    #[case("last_modified: 2026-04-20T08:15:00Z", "2026-04-20")]
    #[case("| Updated | 2026-04-20 |", "2026-04-20")]
    #[case("date: \"2026-04-20\"", "2026-04-20")]
    #[case("updated: 2025-01-02\nAs of 2026-04-20.", "2026-04-20")]
    fn pages_that_name_their_date(#[case] page: &str, #[case] date: &str) {
        assert_eq!(dated(page).map(|d| d.date.to_string()).as_deref(), Some(date));
    }

    #[rstest]
    #[case("Released in October 2024")]
    #[case("As of 2026-02-30")]
    #[case("updated: soon")]
    #[case("Since 2024-10-22 the beta is open")]
    #[case("Update your tokens before 2026-04-20")]
    #[case("As of 1999-04-20")]
    #[case("The table was updated when 3 products came in 2026")]
    #[case("")]
    fn pages_that_do_not(#[case] page: &str) {
        assert_eq!(dated(page), None);
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_is_found_is_a_date(page in "(as of |Updated: |\\PC)(\\PC|[0-9-]|Apr |é){0,30}") {
            if let Some(Dated { date, .. }) = dated(&page) {
                let day = if date.len() == 7 { format!("{date}-01") } else { date.to_string() };
                prop_assert!(Time::parse_date(&day).is_some(), "{date}");
            }
        }
    }
}
