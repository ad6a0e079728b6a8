//! For terminals that show ASCII only: whatever else stands in a finished frame is exchanged.
//!
//! Signs of our own have ASCII forms ([`super::Glyph`]); this is for the rest, above all names from the API.

use ratatui::buffer::{Buffer, CellWidth};

use super::text;

/// Exchanges every character beyond ASCII for a likeness, or for `?`; each keeps the cells it had.
pub fn reduce(buf: &mut Buffer) {
    for cell in &mut buf.content {
        if !cell.symbol().is_ascii() {
            let cells = usize::from(cell.symbol().cell_width()).max(1);
            let like = text::pad(likeness(cell.symbol()), cells, text::Ellipsis::Tilde);
            cell.set_symbol(&like);
        }
    }
}

fn likeness(symbol: &str) -> &'static str {
    match symbol {
        "…" => "~",
        "–" | "—" | "·" | "‐" | "−" => "-",
        "‘" | "’" => "'",
        "“" | "”" => "\"",
        "×" => "x",
        "\u{a0}" => " ",
        _ => "?",
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn nothing_beyond_ascii_is_left_and_nothing_moves() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 24, 1));
        buf.set_string(0, 0, "a…b – 缓存 é\u{301} � 🚀 end", Style::new());
        reduce(&mut buf);
        let text: String = buf.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(text.split_whitespace().collect::<Vec<_>>(), ["a~b", "-", "?", "?", "?", "?", "?", "end"]);
        assert!(text.is_ascii());
    }
}
