//! Text measured in terminal cells.
//!
//! A grapheme takes the cells that ratatui gives it ([`CellWidth`]); control characters take none, because
//! ratatui does not draw them. Measuring in any other way would let a cut text overrun its column.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::buffer::CellWidth;
use unicode_segmentation::UnicodeSegmentation;

/// What stands where text was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Ellipsis {
    /// `…`
    #[default]
    Dots,
    /// `~`, for terminals without Unicode.
    Tilde,
}

impl Ellipsis {
    /// The sign itself, one cell wide.
    pub const fn sign(self) -> &'static str {
        match self {
            Ellipsis::Dots => "…",
            Ellipsis::Tilde => "~",
        }
    }
}

/// The parts of `text` that a person sees as one character and that take room, with their width in cells
/// and the byte where they begin.
pub fn graphemes(text: &str) -> impl DoubleEndedIterator<Item = (usize, &str, u16)> {
    text.grapheme_indices(true)
        .filter(|(_, g)| !g.contains(char::is_control))
        .map(|(at, g)| (at, g, g.cell_width()))
        .filter(|(_, _, cells)| *cells > 0)
}

fn plain(text: &str) -> bool {
    text.bytes().all(|b| (0x20..0x7f).contains(&b))
}

/// How many cells `text` takes.
pub fn width(text: &str) -> usize {
    if plain(text) { text.len() } else { graphemes(text).map(|(_, _, cells)| usize::from(cells)).sum() }
}

/// The longest beginning of `text` that fits into `cells`, as a byte length. Looks no further than it must.
fn fitting(text: &str, cells: usize) -> usize {
    let mut used = 0;
    for (at, _, w) in graphemes(text) {
        used += usize::from(w);
        if used > cells {
            return at;
        }
    }
    text.len()
}

/// The longest end of `text` that fits into `cells`, as the byte where it begins.
fn fitting_end(text: &str, cells: usize) -> usize {
    let mut used = 0;
    let mut start = text.len();
    for (at, _, w) in graphemes(text).rev() {
        used += usize::from(w);
        if used > cells {
            break;
        }
        start = at;
    }
    start
}

/// `text` in at most `cells` cells, with the sign at its end where something was left out.
pub fn cut(text: &str, cells: usize, sign: Ellipsis) -> Cow<'_, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    if cells == 0 {
        return Cow::Borrowed("");
    }
    let end = fitting(text, cells - 1);
    Cow::Owned(format!("{}{}", &text[..end], sign.sign()))
}

/// The fewest cells before the sign where the last word is to stay whole.
const HEAD: usize = 3;

/// `text` in at most `cells` cells, shortened in the middle: for names whose ends tell them apart. The last word stays
/// whole where that leaves a beginning.
pub fn middle(text: &str, cells: usize, sign: Ellipsis) -> Cow<'_, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    if cells == 0 {
        return Cow::Borrowed("");
    }
    let room = cells - 1;
    let word = text.rsplit(char::is_whitespace).next().map_or(0, width);
    let half = room / 2;
    let behind = if word > half && word + HEAD <= room { word } else { half };
    let (before, tail) = text.split_at(fitting_end(text, behind));
    // A piece of a word says nothing where whole words follow.
    let whole =
        if before.ends_with(char::is_whitespace) { None } else { tail.split_once(char::is_whitespace) };
    let tail = whole.map_or(tail, |(_, words)| words.trim_start());
    let head = fitting(text, room - width(tail));
    Cow::Owned(format!("{}{}{tail}", &text[..head], sign.sign()))
}

/// `text` cut to `cells` and filled with blanks on the right to exactly `cells`.
pub fn pad(text: &str, cells: usize, sign: Ellipsis) -> String {
    let mut out = cut(text, cells, sign).into_owned();
    let missing = cells.saturating_sub(width(&out));
    out.extend(std::iter::repeat_n(' ', missing));
    out
}

/// `text` broken into lines of at most `cells` cells: at blanks where possible, else inside words. Line
/// breaks in `text` are kept. With `cells` 0 there are no lines.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    breaks(text, cells).into_iter().map(|line| text[line].to_owned()).collect()
}

/// Where [`wrap`] would break: the byte range of each line.
pub(in crate::ui) fn breaks(text: &str, cells: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    if cells == 0 {
        return lines;
    }
    let mut start = 0;
    for paragraph in text.split('\n') {
        break_paragraph(paragraph, start, cells, &mut lines);
        start += paragraph.len() + 1;
    }
    lines
}

fn break_paragraph(paragraph: &str, offset: usize, cells: usize, lines: &mut Vec<Range<usize>>) {
    let mut start = 0;
    loop {
        let rest = &paragraph[start..];
        let end = fitting(rest, cells);
        if end == rest.len() {
            lines.push(offset + start..offset + paragraph.len());
            return;
        }
        let room = if rest[end..].starts_with(' ') { Some(end) } else { rest[..end].rfind(' ') };
        let line = match room.filter(|at| !rest[..*at].trim_end().is_empty()) {
            Some(at) => rest[..at].trim_end_matches(' ').len(),
            None => end,
        };
        if line > 0 {
            lines.push(offset + start..offset + start + line);
            start += line;
            start += paragraph[start..].len() - paragraph[start..].trim_start_matches(' ').len();
        } else {
            // A character wider than the whole line has no place to stand.
            start += graphemes(rest).next().map_or(rest.len(), |(at, g, _)| at + g.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("plain", 5)]
    #[case("缓存", 4)]
    #[case("👩‍👩‍👧‍👦", 2)]
    #[case("e\u{301}", 1)]
    #[case("a\u{200b}b", 2)]
    #[case("\u{1b}[0m", 3)]
    #[case("", 0)]
    fn widths(#[case] text: &str, #[case] cells: usize) {
        assert_eq!(width(text), cells);
    }

    #[rstest]
    #[case("deploy", 6, "deploy")]
    #[case("deploy", 5, "depl…")]
    #[case("deploy", 1, "…")]
    #[case("deploy", 0, "")]
    #[case("缓存清除", 6, "缓存…")]
    #[case("缓存清除", 4, "缓…")]
    #[case("ae\u{301}iou", 3, "ae\u{301}…")]
    fn cuts(#[case] text: &str, #[case] cells: usize, #[case] cut_text: &str) {
        assert_eq!(cut(text, cells, Ellipsis::Dots), cut_text);
    }

    #[rstest]
    #[case("ed17574386854bf7", 9, "ed17…4bf7")]
    #[case("ed17574386854bf7", 8, "ed17~bf7")]
    #[case("short", 9, "short")]
    #[case("Northwind Retail", 12, "North…Retail")]
    #[case("Northwind Payments", 12, "Nor…Payments")]
    #[case("Northwind Payments", 10, "North…ents")]
    #[case("Northwind Labs", 12, "Northwi…Labs")]
    #[case("Northwind Sandbox (do not use)", 18, "Northwind…not use)")]
    #[case("缓存清除", 5, "缓…除")]
    #[case("abc", 1, "…")]
    fn middles(#[case] text: &str, #[case] cells: usize, #[case] expected: &str) {
        let sign = if expected.contains('~') { Ellipsis::Tilde } else { Ellipsis::Dots };
        assert_eq!(middle(text, cells, sign), expected);
    }

    #[rstest]
    #[case("may edit DNS records", 10, &["may edit", "DNS", "records"])]
    #[case("one\n\ntwo", 10, &["one", "", "two"])]
    #[case("abcdefgh", 3, &["abc", "def", "gh"])]
    #[case("ab   cd", 3, &["ab", "cd"])]
    #[case("  in", 10, &["  in"])]
    #[case("缓存清除", 5, &["缓存", "清除"])]
    #[case("缓a", 1, &["a"])]
    #[case("", 4, &[""])]
    #[case("any", 0, &[])]
    fn wraps(#[case] text: &str, #[case] cells: usize, #[case] lines: &[&str]) {
        assert_eq!(wrap(text, cells), lines);
    }

    #[test]
    fn pads_to_the_cell() {
        assert_eq!(pad("缓存清", 5, Ellipsis::Dots), "缓存…");
        assert_eq!(pad("缓", 4, Ellipsis::Dots), "缓  ");
    }
}
