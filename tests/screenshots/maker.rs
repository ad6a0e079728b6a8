//! The picture maker itself: grids survive their text form, and both sources agree.

use std::num::NonZeroU16;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

use crate::picture::{Grid, Window};

fn sample() -> Buffer {
    let mut buf = Buffer::empty(Rect::new(0, 0, 24, 3));
    buf.set_string(0, 0, "╭─ 缓存 🚀 ─╮", Style::new().fg(Color::Rgb(0x3b, 0x41, 0x58)));
    buf.set_string(0, 1, "plain", Style::new());
    buf.set_string(6, 1, "bold <&>", Style::new().yellow().bold().underlined());
    buf.set_string(0, 2, "selected ⠋ ▰▱", Style::new().on_blue().reversed());
    buf
}

#[test]
fn a_grid_survives_its_text_form() {
    let grid = Grid::from_buffer(&sample());
    let text = grid.to_string();
    assert_eq!(Grid::read(&text), Some(grid), "{text}");
    assert!(text.starts_with("|╭─ 缓存 🚀 ─╮           |\n|plain bold <&>"), "{text}");
    assert!(text.contains("\nb @3 bold underline\n"), "{text}");
    assert!(text.ends_with("\n13a 11.\n6. 8b 10.\n13c 11.\n"), "{text}");
}

#[test]
fn what_is_no_grid_is_refused() {
    let good = Grid::from_buffer(&sample()).to_string();
    for bad in [
        "",
        "|a|\n",
        &good.replace("runs", "ruins"),
        &good.replace("13c", "99c"),
        &good.replace("@3", "@300"),
    ] {
        assert_eq!(Grid::read(bad), None, "{bad}");
    }
}

#[test]
fn a_terminal_shows_what_was_drawn() {
    let (rows, columns) = (NonZeroU16::new(3).unwrap(), NonZeroU16::new(24).unwrap());
    let mut terminal = vt100::Parser::new(rows, columns, 0);
    terminal
        .process("\x1b[?25l\x1b[38;2;59;65;88m╭─ 缓存 🚀 ─╮\x1b[0m\r\nplain \x1b[33;1;4mbold <&>".as_bytes());
    terminal.process("\x1b[0m\r\n\x1b[44;7mselected ⠋ ▰▱\x1b[0m".as_bytes());
    assert_eq!(Grid::from_vt100(terminal.screen()), Grid::from_buffer(&sample()));
}

#[test]
fn the_picture_escapes_text_and_draws_lines_as_shapes() {
    let svg = Grid::from_buffer(&sample()).to_svg(Window { title: "a <b>", ..Window::DARK });
    assert!(svg.contains("a &lt;b&gt;") && svg.contains(">&amp;</text>"));
    assert!(svg.contains(">缓</text>") && !svg.contains("─</text>") && !svg.contains("⠋</text>"));
}

/// Only where the fonts are; elsewhere the reason must name what to install.
#[test]
fn a_png_is_written_or_the_missing_font_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.png");
    match Grid::from_buffer(&sample()).to_png(Window::DARK, &path, 1.0) {
        Ok(()) => assert_eq!(std::fs::read(&path).unwrap()[1..4], *b"PNG"),
        Err(why) => assert!(why.contains("install fonts-jetbrains-mono"), "{why}"),
    }
}
