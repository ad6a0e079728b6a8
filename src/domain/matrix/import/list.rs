//! Items of product lists: several products a line, commas between them.

use super::super::name::is_mark;
use super::super::status::Status;
use super::markup::{show_escapes, strip};
use super::verdict;

/// The text of a list item, if the line is one: `-`, `*`, `+`, `•` or a number in front, a check box allowed.
pub(super) fn item(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let after_bullet = line.strip_prefix(['-', '*', '+', '•', '◦', '▪', '·', '–']);
    let after_number = || {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=3).contains(&digits) { None } else { line[digits..].strip_prefix(['.', ')']) }
    };
    let text = after_bullet.or_else(after_number)?;
    let text = text.strip_prefix(|c: char| c.is_whitespace())?.trim();
    Some(["[x] ", "[X] ", "[ ] "].iter().find_map(|b| text.strip_prefix(b)).unwrap_or(text).trim())
}

/// The products of an item: split at commas and semicolons outside parentheses.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ',' | ';' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts.into_iter().map(str::trim).filter(|p| !p.is_empty()).collect()
}

/// The name in one part, and its status where the part says one of its own: "DNS (partial, reads only)",
/// "Page Rules: not supported", "❌ Turnstile". Otherwise the status of the heading above.
pub(super) fn product(part: &str, above: &Status) -> (String, Status) {
    let text = strip(part);
    let text = text.trim().trim_end_matches('.');
    let text = text.strip_prefix("and ").unwrap_or(text);
    let marked: String = text.chars().filter(|c| is_mark(*c)).collect();
    let bare: String = text.chars().filter(|c| !is_mark(*c)).collect();
    let bare = bare.trim();
    let closing = bare.strip_suffix(')').and_then(|t| t.rsplit_once('('));
    let tails = [bare.split_once(['–', '—', ':']), bare.split_once(" - "), closing];
    let own = tails.into_iter().flatten().find_map(|(name, said)| Some((name, verdict::status(said)?)));
    let (name, status) = match own {
        Some((name, status)) => (name, status),
        None => (bare, verdict::status(&marked).unwrap_or_else(|| above.clone())),
    };
    (show_escapes(name.trim()), status)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("- Access, Tunnels", Some("Access, Tunnels"))]
    #[case("  * R2", Some("R2"))]
    #[case("12. DNS", Some("DNS"))]
    #[case("3) DNS", Some("DNS"))]
    #[case("- [x] Pages", Some("Pages"))]
    #[case("**Fully compatible**", None)]
    #[case("---", None)]
    #[case("2026 was a year", None)]
    fn items(#[case] line: &str, #[case] expected: Option<&str>) {
        assert_eq!(item(line), expected);
    }

    #[test]
    fn commas_in_parentheses_do_not_split() {
        assert_eq!(
            parts("DNS (partial, reads), R2; Zone/Domain Management,"),
            ["DNS (partial, reads)", "R2", "Zone/Domain Management"]
        );
    }

    #[rstest]
    #[case("**Access**", "Access", Status::Yes)]
    #[case("and Workflows.", "Workflows", Status::Yes)]
    #[case("❌ Turnstile", "Turnstile", Status::No)]
    #[case("Page Rules: not supported", "Page Rules", Status::No)]
    #[case("DNS (partial: reads only)", "DNS", Status::Partial("reads only".into()))]
    #[case("DNS – partial (reads only)", "DNS", Status::Partial("reads only".into()))]
    #[case(
        "Client-side security (formerly Page Shield)",
        "Client-side security (formerly Page Shield)",
        Status::Yes
    )]
    #[case("[R2](https://x.example/r2)¹", "R2¹", Status::Yes)]
    fn products(#[case] part: &str, #[case] name: &str, #[case] expected: Status) {
        assert_eq!(product(part, &Status::Yes), (name.to_owned(), expected));
    }
}
