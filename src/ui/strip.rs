//! The bars at the top and at the bottom.

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Position, Rect};

use super::paint::{Glyph, Paint};
use super::phrase::Phrase;
use super::theme::Meaning;
use super::write;

/// A part of the header.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Segment {
    /// What it says.
    pub words: Phrase,
    /// How readily it goes when there is no room: the highest first, 0 last.
    pub rank: u8,
}

impl Segment {
    /// A part with these words that goes at this rank.
    pub fn new(words: impl Into<Phrase>, rank: u8) -> Self {
        Segment { words: words.into(), rank }
    }
}

/// The bar at the top: parts from the left and parts up to the right edge.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Header {
    /// Where we are: profile, scope, place. Parted by a step sign.
    pub left: Vec<Segment>,
    /// How it stands: counts, freshness, budget, badges. Parted by a dot.
    pub right: Vec<Segment>,
}

impl Header {
    /// Draws it into the first row of `area`.
    pub fn draw(&self, paint: &Paint<'_>, area: Rect, buf: &mut Buffer) {
        let line = write::row(area.intersection(buf.area), 0);
        buf.set_style(line, paint.style(Meaning::Header));
        let inner = inner(line);
        let step = format!(" {} ", paint.glyph(Glyph::Step));
        let dot = format!(" {} ", paint.glyph(Glyph::Dot));
        let room = usize::from(inner.width);
        let all: Vec<&Segment> =
            self.left.iter().chain(&self.right).filter(|s| !s.words.is_empty()).collect();
        let mut kept: Vec<bool> = vec![true; all.len()];
        // Each part brings a separator of three cells, or the gap between the two sides.
        let wanted = |kept: &[bool]| -> usize {
            all.iter().zip(kept).filter(|(_, kept)| **kept).map(|(s, _)| s.words.width() + 3).sum()
        };
        while wanted(&kept) > room + 3 {
            let shown = (0..all.len()).filter(|i| kept[*i]);
            match shown.max_by_key(|i| (all[*i].rank, *i)).filter(|_| kept.iter().filter(|k| **k).count() > 1)
            {
                Some(i) => kept[i] = false,
                None => break,
            }
        }
        let on_left = self.left.iter().filter(|s| !s.words.is_empty()).count();
        let join = |range: std::ops::Range<usize>, between: &str| {
            let mut joined = Phrase::new();
            for i in range.filter(|i| kept[*i]) {
                if !joined.is_empty() {
                    joined = joined.with(Meaning::Faint, between);
                }
                joined = joined.and(&all[i].words);
            }
            joined
        };
        let right = join(on_left..all.len(), &dot);
        write::line(&join(0..on_left, &step).line(paint), Alignment::Left, paint, inner, buf);
        write::line(&right.line(paint), Alignment::Right, paint, inner, buf);
    }
}

/// A key and what it does here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The key as people write it.
    pub key: String,
    /// What it does, in a word or two.
    pub label: String,
    /// How readily it goes when there is no room: the highest first, 0 last.
    pub rank: u8,
}

impl Hint {
    /// A key that goes at this rank.
    pub fn new(key: impl Into<String>, label: impl Into<String>, rank: usize) -> Self {
        Hint { key: key.into(), label: label.into(), rank: u8::try_from(rank).unwrap_or(u8::MAX) }
    }

    fn words(&self) -> Phrase {
        Phrase::new().with(Meaning::Key, self.key.as_str()).muted(" ").muted(self.label.as_str())
    }

    /// Keys and what they do, the weightiest first.
    pub fn all(keys: &[(&str, &str)]) -> Vec<Hint> {
        keys.iter().enumerate().map(|(rank, (key, label))| Hint::new(*key, *label, rank)).collect()
    }
}

/// The bar at the bottom: the keys that matter now, and a word at the right.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Footer {
    /// In the order in which they are shown.
    pub hints: Vec<Hint>,
    /// What stands at the right edge, such as running jobs; hints give way to it.
    pub right: Phrase,
}

impl Footer {
    /// Draws it into the first row of `area`.
    pub fn draw(&self, paint: &Paint<'_>, area: Rect, buf: &mut Buffer) {
        let line = write::row(area.intersection(buf.area), 0);
        buf.set_style(line, paint.style(Meaning::Footer));
        write::line(&self.right.line(paint), Alignment::Right, paint, inner(line), buf);
        for (hint, place) in self.placed(line) {
            write::line(&hint.words().line(paint), Alignment::Left, paint, place, buf);
        }
    }

    /// The hint at a cell of the row into which it is drawn.
    pub fn hit(&self, row: Rect, x: u16, y: u16) -> Option<&Hint> {
        self.placed(row).find(|(_, place)| place.contains(Position { x, y })).map(|(hint, _)| hint)
    }

    /// The hints that have room, each with its place.
    fn placed(&self, row: Rect) -> impl Iterator<Item = (&Hint, Rect)> {
        let inner = inner(row);
        let taken = if self.right.is_empty() { 0 } else { self.right.width() + 2 };
        let room = usize::from(inner.width).saturating_sub(taken);
        let mut order: Vec<usize> = (0..self.hints.len()).collect();
        order.sort_by_key(|i| (self.hints[*i].rank, *i));
        let (mut used, mut kept) = (0, vec![false; self.hints.len()]);
        for i in order {
            let more = self.hints[i].words().width() + if used > 0 { 3 } else { 0 };
            // The first that does not fit ends it: a hint never stands where a weightier one is missing.
            if used + more > room {
                break;
            }
            used += more;
            kept[i] = true;
        }
        let mut x = inner.x;
        self.hints.iter().zip(kept).filter(|(_, kept)| *kept).map(move |(hint, _)| {
            let place = Rect { x, width: hint.words().width() as u16, ..inner };
            x += place.width + 3;
            (hint, place)
        })
    }
}

/// A row without its blank cells at both ends.
fn inner(row: Rect) -> Rect {
    Rect { x: row.x + 1.min(row.width), width: row.width.saturating_sub(2), ..row }
}
