//! What a terminal shows, as text to be compared and as a picture to be looked at.
//!
//! A [`Grid`] is taken from a ratatui buffer or from a terminal emulator. Its text form is for people and for
//! `diff`: the characters as they stand, then a legend of styles, then the runs of each row. Comparing grids needs
//! no fonts; only [`Grid::to_png`] does.

mod colour;
mod shapes;
mod svg;

pub use colour::Colour;
pub use svg::Window;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::style::Modifier;
use unicode_segmentation::UnicodeSegmentation;

/// How a cell looks. `None` is the terminal's own colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Ink {
    pub fg: Option<Colour>,
    pub bg: Option<Colour>,
    /// bold, dim, italic, underline, reverse
    pub marks: [bool; 5],
}

const MARKS: [&str; 5] = ["bold", "dim", "italic", "underline", "reverse"];
const KEYS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// A character and its look; the cell behind a wide character holds no text.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Cell {
    pub text: String,
    pub ink: Ink,
}

/// Everything on a terminal's screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    pub rows: Vec<Vec<Cell>>,
}

impl Grid {
    /// What was drawn into a buffer.
    pub fn from_buffer(buf: &Buffer) -> Self {
        let row = |y| {
            let mut covered = 0;
            let mut cells = Vec::new();
            for x in buf.area.left()..buf.area.right() {
                let cell = &buf[(x, y)];
                let has = |m| cell.modifier.contains(m);
                let ink = Ink {
                    fg: Colour::of_ratatui(cell.fg),
                    bg: Colour::of_ratatui(cell.bg),
                    marks: [
                        has(Modifier::BOLD),
                        has(Modifier::DIM),
                        has(Modifier::ITALIC),
                        has(Modifier::UNDERLINED),
                        has(Modifier::REVERSED),
                    ],
                };
                let text = if covered > 0 { String::new() } else { cell.symbol().to_owned() };
                covered =
                    if covered > 0 { covered - 1 } else { cell.symbol().cell_width().saturating_sub(1) };
                cells.push(Cell { text, ink });
            }
            cells
        };
        Grid::of((buf.area.top()..buf.area.bottom()).map(row).collect())
    }

    /// What a terminal shows. The cursor, where it is visible, is a reversed cell.
    pub fn from_vt100(screen: &vt100::Screen) -> Self {
        let (height, width) = (screen.size().0.get(), screen.size().1.get());
        let cell = |y, x| {
            let Some(cell) = screen.cell(y, x) else { return Cell::default() };
            let cursor = !screen.hide_cursor() && screen.cursor_position() == (y, x);
            let ink = Ink {
                fg: Colour::of_vt100(cell.fgcolor()),
                bg: Colour::of_vt100(cell.bgcolor()),
                marks: [cell.bold(), cell.dim(), cell.italic(), cell.underline(), cell.inverse() ^ cursor],
            };
            let text = match cell.contents() {
                _ if cell.is_wide_continuation() => String::new(),
                "" => " ".to_owned(),
                text => text.to_owned(),
            };
            Cell { text, ink }
        };
        Grid::of((0..height).map(|y| (0..width).map(|x| cell(y, x)).collect()).collect())
    }

    /// The cell behind a wide character looks like it, whatever the source kept there.
    fn of(mut rows: Vec<Vec<Cell>>) -> Self {
        for row in &mut rows {
            for x in 1..row.len() {
                if row[x].text.is_empty() {
                    row[x].ink = row[x - 1].ink;
                }
            }
        }
        Grid { rows }
    }

    /// Reads the text form. `None` if it is not one.
    pub fn read(text: &str) -> Option<Self> {
        let (characters, rest) = text.split_once("\nlegend\n")?;
        let (legend, runs) = rest.split_once("\nruns\n")?;
        let mut inks = BTreeMap::from([('.', Ink::default())]);
        for line in legend.lines() {
            let (key, ink) = line.split_once(' ')?;
            inks.insert(key.chars().next()?, Ink::read(ink)?);
        }
        let mut rows = Vec::new();
        for (line, runs) in characters.lines().zip(runs.lines()) {
            let line = line.strip_prefix('|')?.strip_suffix('|')?;
            let mut cells: Vec<Cell> = Vec::new();
            for grapheme in line.graphemes(true) {
                cells.push(Cell { text: grapheme.to_owned(), ink: Ink::default() });
                cells.extend((1..grapheme.cell_width()).map(|_| Cell::default()));
            }
            let mut at = 0;
            for run in runs.split_whitespace() {
                let (count, key) = run.split_at(run.len() - 1);
                for cell in cells.get_mut(at..at + count.parse::<usize>().ok()?)? {
                    cell.ink = *inks.get(&key.chars().next()?)?;
                    at += 1;
                }
            }
            rows.push(cells);
        }
        Some(Grid { rows })
    }
}

impl fmt::Display for Grid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut keys = BTreeMap::from([(Ink::default(), '.')]);
        let mut legend = Vec::new();
        for cell in self.rows.iter().flatten() {
            if let Entry::Vacant(slot) = keys.entry(cell.ink) {
                let key = KEYS.chars().nth(legend.len()).ok_or(fmt::Error)?;
                slot.insert(key);
                legend.push((key, cell.ink));
            }
        }
        for row in &self.rows {
            writeln!(f, "|{}|", row.iter().map(|cell| cell.text.as_str()).collect::<String>())?;
        }
        writeln!(f, "legend")?;
        for (key, ink) in legend {
            writeln!(f, "{key} {ink}")?;
        }
        writeln!(f, "runs")?;
        for row in &self.rows {
            let runs =
                row.chunk_by(|a, b| a.ink == b.ink).map(|run| format!("{}{}", run.len(), keys[&run[0].ink]));
            writeln!(f, "{}", runs.collect::<Vec<_>>().join(" "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Ink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = Vec::new();
        words.extend(self.fg.map(|c| c.to_string()));
        words.extend(self.bg.map(|c| format!("on {c}")));
        words.extend(MARKS.iter().zip(self.marks).filter(|(_, on)| *on).map(|(mark, _)| (*mark).to_owned()));
        f.write_str(&words.join(" "))
    }
}

impl Ink {
    fn read(text: &str) -> Option<Self> {
        let mut ink = Ink::default();
        let mut words = text.split_whitespace();
        while let Some(word) = words.next() {
            if let Some(i) = MARKS.iter().position(|mark| *mark == word) {
                ink.marks[i] = true;
            } else if word == "on" {
                ink.bg = Some(Colour::read(words.next()?)?);
            } else {
                ink.fg = Some(Colour::read(word)?);
            }
        }
        Some(ink)
    }
}
