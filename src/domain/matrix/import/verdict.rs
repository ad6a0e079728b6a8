//! Words and marks that say yes, no or in part.

use super::super::name::{NO_MARKS, PARTIAL_MARKS, YES_MARKS, is_mark, tidy};
use super::super::status::Status;
use super::markup::show_escapes;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Yes,
    No,
    Part,
}

/// Reads a status cell. The text is without markup; escapes are still hidden. `None`: it says nothing, or says
/// both yes and no.
pub(super) fn status(text: &str) -> Option<Status> {
    let marks = marks(text)?;
    let words: String = text.chars().filter(|c| !is_mark(*c)).collect();
    let words = tidy_hidden(&words);
    if let Some(rest) = after_partial(&words) {
        return (marks != Some(Side::No)).then(|| Status::Partial(note(rest)));
    }
    let end = words.find(['(', ',', ';', ':', '–', '—']).unwrap_or(words.len());
    let (head, qualifier) = words.split_at(end);
    let said = match side_of(head.trim()) {
        Some(side) => Some(side),
        None if head.trim().is_empty() => None,
        // "✅ Non-analytics only": the words qualify the mark.
        None => return marks.map(|mark| with_qualifier(mark, &words)),
    };
    match (said, marks) {
        (Some(Side::Yes), Some(Side::No)) | (Some(Side::No), Some(Side::Yes)) => None,
        (Some(side), _) | (None, Some(side)) => Some(with_qualifier(side, qualifier)),
        (None, None) => None,
    }
}

/// The one side that the marks take. `Some(None)`: no marks; `None`: they contradict each other.
#[expect(clippy::option_option, reason = "no marks and contradicting marks are different answers")]
fn marks(text: &str) -> Option<Option<Side>> {
    let mut found = None;
    for c in text.chars() {
        let side = match c {
            c if YES_MARKS.contains(&c) => Side::Yes,
            c if NO_MARKS.contains(&c) => Side::No,
            c if PARTIAL_MARKS.contains(&c) => Side::Part,
            _ => continue,
        };
        if found.is_some_and(|f| f != side) {
            return None;
        }
        found = Some(side);
    }
    Some(found)
}

fn with_qualifier(side: Side, qualifier: &str) -> Status {
    let note = note(qualifier);
    let plain = ["", "beta", "open beta", "ga", "new"].contains(&&*note.to_lowercase());
    match side {
        Side::No => Status::No,
        Side::Yes if plain => Status::Yes,
        Side::Yes | Side::Part => Status::Partial(note),
    }
}

fn side_of(words: &str) -> Option<Side> {
    let bare: String = words.chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect();
    match &*bare.trim().to_lowercase() {
        "yes" | "y" | "true" | "supported" | "fully supported" | "compatible" | "fully compatible"
        | "full" | "available" => Some(Side::Yes),
        "no" | "n" | "false" | "none" | "unsupported" | "not supported" | "incompatible"
        | "not compatible" | "not yet" | "not yet compatible" | "not compatible yet"
        | "not yet supported" | "not supported yet" | "unavailable" | "not available" => Some(Side::No),
        _ => None,
    }
}

/// What follows "partial" and its kin, if the text begins with one of them.
fn after_partial(words: &str) -> Option<&str> {
    let first = words.split(|c: char| !c.is_alphabetic()).next()?;
    if !["partial", "partially", "partly", "limited"].contains(&&*first.to_lowercase()) {
        return None;
    }
    let rest = words[first.len()..].trim_start();
    let second = rest.split(|c: char| !c.is_alphabetic()).next()?;
    let filler = ["compatible", "supported", "support", "compatibility"].contains(&&*second.to_lowercase());
    Some(if filler { &rest[second.len()..] } else { rest })
}

/// The note in `(note)`, `: note` or `– note`.
fn note(text: &str) -> Box<str> {
    let text = text.trim().trim_start_matches([':', ',', ';', '–', '—', '-']).trim();
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(text);
    tidy(&show_escapes(inner)).into()
}

/// As [`tidy`], but hidden escapes stay hidden.
fn tidy_hidden(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let word: String = word
            .chars()
            .filter(|c| ('\u{e000}'..'\u{e080}').contains(c) || !super::super::name::is_noise(*c))
            .collect();
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&word);
        }
    }
    out
}

/// What a heading, or the words before a colon, promise about the list that follows. Only headings made
/// entirely of words about compatibility count, so that prose never does.
pub(super) fn heading(text: &str) -> Option<Status> {
    const OTHERS: [&str; 18] = [
        "fully",
        "yet",
        "currently",
        "products",
        "product",
        "services",
        "service",
        "features",
        "the",
        "following",
        "with",
        "account",
        "owned",
        "api",
        "token",
        "tokens",
        "these",
        "are",
    ];
    let words = text.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' });
    let words: String = words.collect();
    let (mut topic, mut no, mut part) = (false, false, false);
    for word in words.split_whitespace() {
        match word {
            "compatible" | "supported" => topic = true,
            "incompatible" | "unsupported" => (topic, no) = (true, true),
            "not" => no = true,
            "partially" | "partial" => part = true,
            other if OTHERS.contains(&other) => {}
            _ => return None,
        }
    }
    match (topic, no, part) {
        (true, true, false) => Some(Status::No),
        (true, false, true) => Some(Status::Partial("".into())),
        (true, false, false) => Some(Status::Yes),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn part(note: &str) -> Option<Status> {
        Some(Status::Partial(note.into()))
    }

    #[rstest]
    #[case("✅", Some(Status::Yes))]
    #[case("✔\u{fe0f}", Some(Status::Yes))]
    #[case("✓ Yes", Some(Status::Yes))]
    #[case("Supported", Some(Status::Yes))]
    #[case("YES (beta)", Some(Status::Yes))]
    #[case("Yes¹", Some(Status::Yes))]
    #[case("❌", Some(Status::No))]
    #[case("✗ not supported", Some(Status::No))]
    #[case("Not compatible yet", Some(Status::No))]
    #[case("No (coming soon)", Some(Status::No))]
    #[case("❌ Coming soon", Some(Status::No))]
    #[case("Partial (Non-analytics)", part("Non-analytics"))]
    #[case("Partial", part(""))]
    #[case("⚠\u{fe0f}", part(""))]
    #[case("⚠️ read only", part("read only"))]
    #[case("partially supported: reads only", part("reads only"))]
    #[case("Partial (all (but one))", part("all (but one)"))]
    #[case("✅ Non-analytics only", part("Non-analytics only"))]
    #[case("Yes, except analytics", part("except analytics"))]
    #[case("", None)]
    #[case("—", None)]
    #[case("TBD", None)]
    #[case("✅ ❌", None)]
    #[case("✅ not supported", None)]
    #[case("Account Token", None)]
    fn statuses(#[case] text: &str, #[case] expected: Option<Status>) {
        assert_eq!(status(text), expected);
    }

    #[rstest]
    #[case("✅ Fully Compatible", Some(Status::Yes))]
    #[case("❌ Not Yet Compatible", Some(Status::No))]
    #[case("Not compatible yet:", Some(Status::No))]
    #[case("Incompatible products", Some(Status::No))]
    #[case("Partially compatible", part(""))]
    #[case("The following products are currently supported", Some(Status::Yes))]
    #[case("When to use account tokens", None)]
    #[case("Account API tokens", None)]
    #[case("Not yet", None)]
    #[case("Compatible browsers", None)]
    fn headings(#[case] text: &str, #[case] expected: Option<Status>) {
        assert_eq!(heading(text), expected);
    }
}
