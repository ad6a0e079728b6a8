//! Taking Markdown, HTML and typography off a piece of a line.

use std::borrow::Cow;
use std::sync::OnceLock;

use regex::Regex;

/// Where escaped characters hide while markup is removed: private use, which [`tidy`](super::super::name::tidy)
/// removes from everything that is not hidden by us.
const HIDDEN: u32 = 0xE000;

/// The line with every backslash escape (`\|`) replaced by a stand-in that no later step takes for markup.
/// Private-use characters of the page are removed first, so that they cannot pose as stand-ins.
pub(super) fn hide_escapes(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars().filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c)).peekable();
    while let Some(c) = chars.next() {
        let escaped = (c == '\\').then(|| chars.next_if(char::is_ascii_punctuation)).flatten();
        out.push(escaped.and_then(|e| char::from_u32(HIDDEN + u32::from(e))).unwrap_or(c));
    }
    out
}

/// The text with the escaped characters back, as themselves.
pub(super) fn show_escapes(text: &str) -> String {
    let shown = |c: char| match u32::from(c).checked_sub(HIDDEN) {
        Some(code @ 0..0x80) => char::from_u32(code).unwrap_or(c),
        _ => c,
    };
    text.chars().map(shown).collect()
}

/// Patterns in the order in which they are applied, each with what remains.
fn patterns() -> &'static [(Regex, &'static str)] {
    static PATTERNS: OnceLock<Vec<(Regex, &'static str)>> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let table = [
            (r"(?i)<sup\b[^>]*>.*?</sup>", ""),
            (r"<!--.*?-->", ""),
            (r"\{/\*.*?\*/\}", ""),
            (r"(?i)<br\s*/?>", " "),
            (r"</?[a-zA-Z][^<>]*>", ""),
            (r"!?\[([^\[\]]*)\]\([^()]*(?:\([^()]*\)[^()]*)*\)", "$1"),
            (r"\[([^\[\]^]+)\]\[[^\[\]]*\]", "$1"),
            (r"\[\^[^\[\]]{1,20}\]", ""),
            (r"\[\d{1,3}\]", ""),
            (
                r"(?i):(?:white_check_mark|heavy_check_mark|ballot_box_with_check|check_mark_button|check):",
                "✅",
            ),
            (r"(?i):(?:x|cross_mark|negative_squared_cross_mark|no_entry|no_entry_sign):", "❌"),
            (r"(?i):(?:warning|large_orange_diamond|yellow_circle):", "⚠"),
            (r"~~|`|\*", ""),
            (r"(^|\s)_{1,2}(\S)", "$1$2"),
            (r"(\S)_{1,2}(\s|$)", "$1$2"),
        ];
        // Every pattern is compiled by the tests below.
        table.iter().filter_map(|(p, to)| Some((Regex::new(p).ok()?, *to))).collect()
    })
}

/// The text without markup: tags, links, emphasis, footnote marks and entities. Escapes must be hidden.
pub(super) fn strip(text: &str) -> String {
    let mut text = Cow::Owned(entities(text));
    for (pattern, remains) in patterns() {
        if let Cow::Owned(changed) = pattern.replace_all(&text, *remains) {
            text = Cow::Owned(changed);
        }
    }
    text.into_owned()
}

/// Decodes the HTML entities that occur on such pages, and numeric ones.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        match tail
            .char_indices()
            .take(12)
            .find(|(_, c)| *c == ';')
            .and_then(|(end, _)| Some((entity(&tail[..end])?, end)))
        {
            Some((c, end)) => {
                out.push(c);
                rest = &tail[end + 1..];
            }
            None => {
                out.push('&');
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        // A page could spell one of our stand-ins this way.
        return char::from_u32(code).filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c) && *c != '|');
    }
    Some(match name {
        "amp" => '&',
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "check" | "checkmark" => '✓',
        "cross" => '✗',
        "ndash" => '–',
        "mdash" => '—',
        "sol" => '/',
        "lpar" => '(',
        "rpar" => ')',
        "comma" => ',',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(patterns().len(), 15);
    }

    #[rstest]
    #[case::link("[Access](https://example.com/a_(b)) now", "Access now")]
    #[case::image("![✅](yes.svg)", "✅")]
    #[case::reference("[Pages][1]", "Pages")]
    #[case::footnotes("DNS[^1] [2]<sup>3</sup>", "DNS ")]
    #[case::bold("**Workers** __KV__ *x* _y_ `z`", "Workers KV x y z")]
    #[case::inner_underscore("snake_case", "snake_case")]
    #[case::entities("SSL&sol;TLS &amp; more&nbsp;&#9989; &nosuch; &", "SSL/TLS & more ✅ &nosuch; &")]
    #[case::tags("<span class=\"x\">R2</span><br/>b", "R2 b")]
    #[case::shortcode(":white_check_mark: :x:", "✅ ❌")]
    #[case::comment("a<!-- b -->{/* c */}d", "ad")]
    fn strips(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(strip(&hide_escapes(text)), expected);
    }

    #[test]
    fn an_escaped_character_is_itself() {
        let hidden = hide_escapes(r"a \* b \| c \[1\] \\ d \e");
        assert!(!hidden.contains('|'));
        assert_eq!(show_escapes(&strip(&hidden)), r"a * b | c [1] \ d \e");
    }
}
