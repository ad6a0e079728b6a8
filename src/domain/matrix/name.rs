//! Names of products: made safe to show, and made comparable.

use crate::domain::text;

/// Marks by which published pages say yes.
pub(super) const YES_MARKS: &[char] = &['✅', '✔', '✓', '☑', '🟢'];
/// Marks by which published pages say no.
pub(super) const NO_MARKS: &[char] = &['❌', '✗', '✘', '✖', '❎', '🚫', '⛔', '🔴'];
/// Marks by which published pages say "in part".
pub(super) const PARTIAL_MARKS: &[char] = &['⚠', '🟡', '🟠'];

/// Longest name of a product, in characters. The longest published one has 42.
pub const LONGEST_NAME: usize = 100;
/// Longest note beside a status, in characters.
pub const LONGEST_NOTE: usize = 200;

pub(super) fn is_mark(c: char) -> bool {
    YES_MARKS.contains(&c) || NO_MARKS.contains(&c) || PARTIAL_MARKS.contains(&c)
}

/// Characters that carry no name: hidden ones, private use, footnote signs and superscript figures.
pub(super) fn is_noise(c: char) -> bool {
    text::is_hidden(c)
        || matches!(c,
            '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}'
            | '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '†' | '‡')
}

/// The text on one line, without noise and marks, spaces collapsed. Doing it twice changes nothing.
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_noise(c) && !is_mark(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The form by which names are compared: letters and digits in lower case, `&` as `and`. Empty: not a name.
pub fn key(name: &str) -> String {
    let spelled = name.replace('&', " and ");
    spelled.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The keys under which a published name may be known, best first: as it is, without a closing parenthesis
/// ("Workers (beta)"), without the company's name in front.
pub(super) fn keys(name: &str) -> Vec<String> {
    let mut all = vec![key(name)];
    if let Some((bare, _)) = name.strip_suffix(')').and_then(|open| open.rsplit_once('(')) {
        all.push(key(bare));
    }
    let stripped: Vec<String> =
        all.iter().filter_map(|k| k.strip_prefix("cloudflare").map(str::to_owned)).collect();
    all.extend(stripped);
    all.retain(|k| !k.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("  Zone/Domain\u{a0}Management ", "Zone/Domain Management")]
    #[case("✅\u{fe0f} R2", "R2")]
    #[case("Workers KV¹ †", "Workers KV")]
    #[case("a\u{202e}b\u{200b}c\nd", "abc d")]
    fn tidies(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(tidy(text), expected);
    }

    #[rstest]
    #[case("Health Checks", "healthchecks")]
    #[case("SSL / TLS", "SSL/TLS")]
    #[case("Zero Trust Devices & Services", "Zero Trust Devices and Services")]
    #[case("pub/sub", "PubSub")]
    fn spellings_of_one_name(#[case] one: &str, #[case] other: &str) {
        assert_eq!(key(one), key(other));
    }

    #[test]
    fn falls_back_to_the_bare_name() {
        assert_eq!(
            keys("Cloudflare Tunnel (new)"),
            ["cloudflaretunnelnew", "cloudflaretunnel", "tunnelnew", "tunnel"]
        );
        assert!(keys("—").is_empty());
    }

    proptest! {
        #[test]
        fn tidying_is_idempotent(text in "\\PC{0,40}") {
            let once = tidy(&text);
            prop_assert_eq!(tidy(&once), once);
        }
    }
}
