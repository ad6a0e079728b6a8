//! Colours for one line of pretty-printed JSON.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::paint::Paint;
use super::super::text;
use super::super::theme::Meaning;

/// What each byte of a line is: `None` for punctuation and blanks.
///
/// A pretty-printed line has at most one name and begins outside a string, which is why one pass without
/// memory of the lines before is enough.
fn meanings(line: &str) -> Vec<Option<Meaning>> {
    let bytes = line.as_bytes();
    let mut found = vec![None; bytes.len()];
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            b'"' => {
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at = (at + 1).min(bytes.len());
                let is_name = line[ceil(line, at)..].trim_start().starts_with(':');
                let meaning = if is_name { Meaning::JsonName } else { Meaning::JsonText };
                found[start..at].fill(Some(meaning));
            }
            b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'E' => {
                while at < bytes.len() && (bytes[at].is_ascii_alphanumeric() || b"+-.".contains(&bytes[at])) {
                    at += 1;
                }
                found[start..at].fill(Some(Meaning::JsonValue));
            }
            _ => at += 1,
        }
    }
    found
}

/// The next byte from `at` on where a character begins.
fn ceil(line: &str, at: usize) -> usize {
    (at..=line.len()).find(|i| line.is_char_boundary(*i)).unwrap_or(line.len())
}

/// Lays the colours of `line` over its drawn row, of which `scrolled` cells are out of sight on the left.
/// Cells that mean something else already, such as a match or the cursor, keep their look.
pub(super) fn lay(line: &str, scrolled: usize, paint: &Paint<'_>, row: Rect, buf: &mut Buffer) {
    let plain = paint.style(Meaning::Muted).fg;
    let meanings = meanings(line);
    let mut column: usize = 0;
    for (at, _, cells) in text::graphemes(line) {
        let shown = column.checked_sub(scrolled).filter(|x| *x < usize::from(row.width));
        if let (Some(x), Some(meaning)) = (shown, meanings[at]) {
            let style = paint.style(meaning);
            let cell = &mut buf[(row.x + x as u16, row.y)];
            if Some(cell.fg) == plain || plain.is_none() {
                cell.set_style(style);
            }
        }
        column += usize::from(cells);
    }
}
