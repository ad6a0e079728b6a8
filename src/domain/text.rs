//! Text from the API, made harmless for whatever shows or stores it.
//!
//! Names of tokens, accounts and zones are typed by strangers. [`clean`] is for people's eyes: every character
//! that could move the cursor, reorder the line or hide becomes `�` (U+FFFD), so that something is seen to be there,
//! and what is heaped up (marks upon one letter, hidden characters in a row) is cut short. [`escape_json`] is for programs: nothing is lost. [`csv_cell`] and [`markdown_cell`] are for
//! files that other programs open.

use std::borrow::Cow;
use std::fmt::Write;
use std::sync::LazyLock;

use regex::Regex;

/// What a character that must not be shown is shown as.
pub const REPLACEMENT: char = '\u{FFFD}';

/// Whether a character must not reach a terminal or a table: it controls, reorders, hides or takes no room.
pub fn is_hidden(c: char) -> bool {
    match u32::from(c) {
        // C0 with tab and newline, DEL, C1.
        0x00..=0x1F | 0x7F..=0x9F => true,
        0x20..=0x7E => false,
        // Soft hyphen, combining grapheme joiner, Arabic letter mark, Hangul fillers, Mongolian separators.
        0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x3164 | 0xFFA0 => true,
        // Zero-width space and joiners, left-to-right and right-to-left marks.
        0x200B..=0x200F => true,
        // Line and paragraph separators, embeddings and overrides.
        0x2028..=0x202E => true,
        // Word joiner, invisible operators, isolates, deprecated format characters.
        0x2060..=0x206F => true,
        // Variation selectors, byte order mark, interlinear annotation.
        0xFE00..=0xFE0F | 0xFEFF | 0xFFF0..=0xFFFB => true,
        // Musical format characters, shorthand format controls.
        0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A => true,
        // Tags and the second block of variation selectors, with what is reserved beside them.
        0xE0000..=0xE0FFF => true,
        // Noncharacters.
        0xFDD0..=0xFDEF => true,
        other => other & 0xFFFE == 0xFFFE,
    }
}

/// So many marks may stand upon one letter, and so many hidden characters in a row. No script needs more than four;
/// a heap of hundreds is drawn over the rows above and below, or fills the line.
const HEAP: usize = 4;

/// Whether a character is drawn upon the one before it: an accent, a vowel sign, an enclosing ring.
fn is_mark(c: char) -> bool {
    // Nothing below is a mark; most names never get further.
    if u32::from(c) < 0x300 {
        return false;
    }
    static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\p{M}").ok());
    MARK.as_ref().is_some_and(|mark| mark.is_match(c.encode_utf8(&mut [0; 4])))
}

/// The text with every character that [`is_hidden`] replaced by `�`. Where more than four hidden characters or marks
/// follow upon one letter, one `�` stands for the rest. Borrowed when there are none.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return Cow::Borrowed(text);
    }
    if !text.chars().any(|c| is_hidden(c) || is_mark(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut heap = 0;
    for c in text.chars() {
        let hidden = is_hidden(c);
        heap = if hidden || is_mark(c) { heap + 1 } else { 0 };
        match heap {
            0..=HEAP if !hidden => out.push(c),
            0..=HEAP => out.push(REPLACEMENT),
            h if h == HEAP + 1 => out.push(REPLACEMENT),
            _ => {}
        }
    }
    Cow::Owned(out)
}

/// Serialised JSON in which every hidden character inside a string is written `\uXXXX`; it parses to the same
/// value. White space between values stays as it is: JSON allows control characters nowhere else.
pub fn escape_json(json: &str) -> Cow<'_, str> {
    let must = |c: char| is_hidden(c) && !matches!(c, '\n' | '\r' | '\t');
    if !json.chars().any(must) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if must(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// A cell of a CSV file (RFC 4180), cleaned, which no spreadsheet takes for a formula: a cell that begins with
/// `=`, `+`, `-` or `@`, be it behind spaces, gets an apostrophe in front.
pub fn csv_cell(text: &str) -> String {
    let text = clean(text);
    let begins = text.trim_start_matches([' ', REPLACEMENT]);
    let formula = begins.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let text = if formula { Cow::Owned(format!("'{text}")) } else { text };
    if text.contains([',', '"', ';']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into_owned()
    }
}

/// A cell of a Markdown table, cleaned: whatever Markdown or HTML would take for markup is shown as it is.
pub fn markdown_cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '#' | '!' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out
}

/// The text with its first letter as a capital one.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Whether `part` occurs in `text`, upper and lower case being the same.
pub fn contains(text: &str, part: &str) -> bool {
    if text.is_ascii() && part.is_ascii() {
        let (text, part) = (text.as_bytes(), part.as_bytes());
        let Some(first) = part.first() else { return true };
        let starts = text.iter().enumerate().filter(|(_, b)| b.eq_ignore_ascii_case(first));
        return starts.into_iter().any(|(at, _)| {
            text.get(at..at + part.len()).is_some_and(|window| window.eq_ignore_ascii_case(part))
        });
    }
    text.to_lowercase().contains(&part.to_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::plain("deploy – façade 漢字 🚀", "deploy – façade 漢字 🚀")]
    #[case::escape_sequence("a\x1b[31mb", "a�[31mb")]
    #[case::lines("a\nb\tc\u{2028}d", "a�b�c�d")]
    #[case::override_("gnp\u{202E}exe", "gnp�exe")]
    #[case::isolate("\u{2066}x\u{2069}", "�x�")]
    #[case::zero_width("pay\u{200B}pal\u{FEFF}", "pay�pal�")]
    #[case::tags("x\u{E0041}", "x�")]
    #[case::c1("x\u{9B}31m", "x�31m")]
    #[case::noncharacter("x\u{FFFF}\u{1FFFE}", "x��")]
    fn cleans(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(clean(text), expected);
    }

    #[rstest]
    #[case::accents("Ame\u{301}lie Việt नमस्ते ภาษาไทย", "Ame\u{301}lie Việt नमस्ते ภาษาไทย")]
    #[case::four("a\u{300}\u{301}\u{302}\u{303}b", "a\u{300}\u{301}\u{302}\u{303}b")]
    #[case::a_heap(&format!("a{}b", "\u{301}".repeat(300)), "a\u{301}\u{301}\u{301}\u{301}�b")]
    #[case::parted_by_joiners(&format!("a{}b", "\u{301}\u{200d}".repeat(300)), "a\u{301}�\u{301}��b")]
    #[case::joiners(&format!("a{}b", "\u{200d}".repeat(300)), "a�����b")]
    fn what_is_heaped_up_is_cut_short(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(clean(text), expected);
    }

    #[rstest]
    #[case("plain", "plain")]
    #[case("=1+1", "'=1+1")]
    #[case("-2", "'-2")]
    #[case("@SUM(A1)", "'@SUM(A1)")]
    #[case(" =1", "' =1")]
    #[case(" 1 ", "\" 1 \"")]
    #[case("\t=1", "'�=1")]
    #[case("a,b", "\"a,b\"")]
    #[case("say \"hi\"", "\"say \"\"hi\"\"\"")]
    fn csv(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(csv_cell(text), expected);
    }

    #[rstest]
    #[case("a|b", "a\\|b")]
    #[case("<script>", "&lt;script&gt;")]
    #[case("[x](y)", "\\[x\\](y)")]
    fn markdown(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(markdown_cell(text), expected);
    }

    #[rstest]
    #[case("Deploy", "PLOY", true)]
    #[case("Straße", "STRASSE", false)]
    #[case("ÄPFEL", "äpf", true)]
    #[case("abc", "", true)]
    #[case("ab", "abc", false)]
    fn finds(#[case] text: &str, #[case] part: &str, #[case] expected: bool) {
        assert_eq!(contains(text, part), expected);
    }

    /// Any text, with dangerous characters far more often than chance would bring them.
    fn nasty() -> impl Strategy<Value = String> {
        let c = prop_oneof![
            any::<char>(),
            prop::char::range('\0', '\u{9F}'),
            prop::char::range('\u{2000}', '\u{206F}'),
            prop::char::range('\u{E0000}', '\u{E01FF}'),
            prop::sample::select(vec!['=', '+', '-', '@', '"', '|', '\u{AD}', '\u{61C}', '\u{FEFF}', '\\']),
        ];
        prop::collection::vec(c, 0..24).prop_map(|v| v.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn nothing_hidden_is_left(text in nasty()) {
            for shown in [clean(&text).into_owned(), csv_cell(&text), markdown_cell(&text)] {
                prop_assert!(!shown.chars().any(is_hidden), "{shown:?}");
            }
            prop_assert!(clean(&text).chars().count() <= text.chars().count());
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once.clone());
        }

        #[test]
        fn json_loses_nothing(text in nasty()) {
            let value = serde_json::json!({ text.clone(): [text] });
            for json in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
                let escaped = escape_json(&json);
                prop_assert!(!escaped.chars().any(|c| is_hidden(c) && c != '\n'), "{escaped:?}");
                prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&escaped).unwrap(), &value);
            }
        }

        #[test]
        fn no_cell_is_a_formula(text in nasty()) {
            let cell = csv_cell(&text);
            let quoted = cell.strip_prefix('"').and_then(|c| c.strip_suffix('"'));
            let read = quoted.map_or(cell.clone(), |c| c.replace("\"\"", "\""));
            let begins = read.trim_start_matches([' ', REPLACEMENT]);
            prop_assert!(!begins.starts_with(['=', '+', '-', '@']), "{cell:?}");
        }
    }
}
