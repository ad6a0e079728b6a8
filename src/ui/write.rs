//! Putting styled words into a row of cells, and making room for them.

use std::ops::Range;

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::paint::{Glyph, Paint};
use super::phrase::Phrase;
use super::text;
use super::theme::Meaning;

/// Writes `line` into the first row of `area`, cut with an ellipsis where it does not fit. What it does not
/// cover stays as it was.
pub fn line(line: &Line<'_>, align: Alignment, paint: &Paint<'_>, area: Rect, buf: &mut Buffer) {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return;
    }
    let room = usize::from(area.width);
    let wanted: usize = line.spans.iter().map(|span| text::width(&span.content)).sum();
    let spare = room.saturating_sub(wanted) as u16;
    let mut x = match align {
        Alignment::Left => area.x,
        Alignment::Center => area.x + spare / 2,
        Alignment::Right => area.x + spare,
    };
    // One cell is kept for the ellipsis when not all fits.
    let end = if wanted > room { area.right() - 1 } else { area.right() };
    for span in &line.spans {
        let style = line.style.patch(span.style);
        for (_, grapheme, cells) in text::graphemes(&span.content) {
            if x + cells > end {
                buf.set_stringn(x, area.y, paint.ellipsis().sign(), 1, style);
                return;
            }
            buf.set_stringn(x, area.y, grapheme, usize::from(cells), style);
            x += cells;
        }
    }
}

/// Writes plain words in one style; see [`line()`].
pub fn words(words: &str, style: Style, align: Alignment, paint: &Paint<'_>, area: Rect, buf: &mut Buffer) {
    line(&Line::styled(words, style), align, paint, area, buf);
}

/// Writes the lines from `scroll` on, and in the last row how many more there are below. Scrolls no further than to the
/// last line.
pub fn lines(lines: &[Phrase], scroll: usize, paint: &Paint<'_>, area: Rect, buf: &mut Buffer) {
    let top = scroll.min(lines.len().saturating_sub(usize::from(area.height)));
    for (y, words) in (0..area.height).zip(&lines[top..]) {
        line(&words.line(paint), Alignment::Left, paint, row(area, y), buf);
    }
    let more = lines.len().saturating_sub(top + usize::from(area.height));
    if more > 0 && area.height > 0 {
        let note = format!(" {} {more} more ", paint.glyph(Glyph::Down));
        words(&note, paint.style(Meaning::Muted), Alignment::Right, paint, row(area, area.height - 1), buf);
    }
}

/// Empties `area` before something is laid over what is there. A wide character that reaches into the area
/// from the left is removed whole; the terminal could not show half of it.
pub fn clear(area: Rect, buf: &mut Buffer) {
    let area = area.intersection(buf.area);
    for y in area.top()..area.bottom() {
        if area.x > buf.area.x && area.width > 0 {
            let left = &mut buf[(area.x - 1, y)];
            if left.symbol().cell_width() > 1 {
                left.set_symbol(" ");
            }
        }
        for x in area.left()..area.right() {
            buf[(x, y)].reset();
        }
    }
}

/// The row `y` of `area`, counted from its top; empty below its end.
pub fn row(area: Rect, y: u16) -> Rect {
    if y < area.height { Rect { y: area.y + y, height: 1, ..area } } else { Rect { height: 0, ..area } }
}

/// A rectangle of at most `width` × `height` in the middle of `area`.
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}

/// `words` with the characters at `matched` (counted in `char`s, ascending) in another style.
pub fn highlight<'t>(words: &'t str, matched: &[u32], style: Style, hit: Style) -> Vec<Span<'t>> {
    let mut spans: Vec<(Range<usize>, bool)> = Vec::new();
    let mut matched = matched.iter().peekable();
    for (n, (at, c)) in words.char_indices().enumerate() {
        while matched.next_if(|m| (**m as usize) < n).is_some() {}
        let is_hit = matched.peek().is_some_and(|m| **m as usize == n);
        match spans.last_mut() {
            Some((range, was_hit)) if *was_hit == is_hit => range.end = at + c.len_utf8(),
            _ => spans.push((at..at + c.len_utf8(), is_hit)),
        }
    }
    let span = |(range, is_hit)| Span::styled(&words[range], if is_hit { hit } else { style });
    spans.into_iter().map(span).collect()
}
