//! A cursor in a list and the window around it.
//!
//! The list itself is elsewhere; everything here is arithmetic on its length and the height of the window,
//! both of which may be 0. Because a terminal can shrink between an update and a drawing, drawing uses
//! [`ListState::fitted`] and never trusts what was stored.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::{Glyph, Paint};
use super::theme::Meaning;

/// How many rows stay visible above and below the cursor where there are that many.
const SCROLL_OFF: usize = 2;

/// Where the cursor is and which row is the topmost in the window; both counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct ListState {
    /// The row under the cursor.
    pub cursor: usize,
    /// The first row in the window.
    pub top: usize,
}

/// A way to move the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// Half a window up.
    HalfUp,
    /// Half a window down.
    HalfDown,
    /// A window up.
    PageUp,
    /// A window down.
    PageDown,
    /// To the first row.
    First,
    /// To the last row.
    Last,
    /// To this row.
    To(usize),
    /// The window (and with it the cursor, if it must) so many rows down, or up when negative: the wheel.
    Scroll(isize),
}

impl ListState {
    /// Moves in a list of `len` rows seen through a window of `height` rows.
    pub fn step(&mut self, motion: Motion, len: usize, height: usize) {
        *self = self.fitted(len, height);
        let half = (height / 2).max(1) as isize;
        let page = height.saturating_sub(1).max(1) as isize;
        match motion {
            Motion::Up => self.cursor = self.cursor.saturating_sub(1),
            Motion::Down => self.cursor += 1,
            Motion::HalfUp => self.shift(-half),
            Motion::HalfDown => self.shift(half),
            Motion::PageUp => self.shift(-page),
            Motion::PageDown => self.shift(page),
            Motion::First => self.cursor = 0,
            Motion::Last => self.cursor = usize::MAX,
            Motion::To(row) => self.cursor = row,
            Motion::Scroll(rows) => {
                self.top = self.top.saturating_add_signed(rows).min(len.saturating_sub(height));
                let off = margin(height);
                // At either end of the list the cursor may touch the edge of the window.
                let first = if self.top == 0 { 0 } else { self.top + off };
                let last = (self.top + height).saturating_sub(1 + off).max(first);
                let last = if self.top + height >= len { usize::MAX } else { last };
                self.cursor = self.cursor.clamp(first, last);
            }
        }
        *self = self.fitted(len, height);
    }

    fn shift(&mut self, rows: isize) {
        self.cursor = self.cursor.saturating_add_signed(rows);
        self.top = self.top.saturating_add_signed(rows);
    }

    /// Brings the cursor back into a list whose length changed, and the window back around the cursor.
    pub fn fit(&mut self, len: usize, height: usize) {
        *self = self.fitted(len, height);
    }

    /// What [`ListState::fit`] would make of it.
    #[must_use]
    pub fn fitted(self, len: usize, height: usize) -> Self {
        let cursor = self.cursor.min(len.saturating_sub(1));
        let off = margin(height);
        let top = self
            .top
            .min(cursor.saturating_sub(off))
            .max((cursor + off + 1).saturating_sub(height.max(1)))
            .min(len.saturating_sub(height.max(1)));
        ListState { cursor, top }
    }

    /// The rows that are in the window.
    pub fn window(self, len: usize, height: usize) -> Range<usize> {
        let top = self.fitted(len, height).top;
        top..(top + height).min(len)
    }

    /// The row that stands `y` rows below the top of the window, if there is one.
    pub fn row_at(self, y: usize, len: usize, height: usize) -> Option<usize> {
        if y >= height {
            return None;
        }
        self.window(len, height).nth(y)
    }

    /// Which cells of a scroll bar of `height` cells its thumb takes; `None` when everything is in sight.
    pub fn thumb(self, len: usize, height: usize) -> Option<Range<usize>> {
        if height == 0 || len <= height {
            return None;
        }
        let size = (height * height / len).max(1);
        let start = self.fitted(len, height).top * (height - size) / (len - height);
        Some(start..start + size)
    }

    /// Draws the scroll bar into the first column of `area`; nothing when everything is in sight.
    pub fn draw_bar(self, len: usize, paint: &Paint<'_>, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let Some(thumb) = self.thumb(len, usize::from(area.height)).filter(|_| area.width > 0) else {
            return;
        };
        for y in 0..area.height {
            let (glyph, meaning) = if thumb.contains(&usize::from(y)) {
                (Glyph::Thumb, Meaning::Muted)
            } else {
                (Glyph::Track, Meaning::Border)
            };
            buf.set_stringn(area.x, area.y + y, paint.glyph(glyph), 1, paint.style(meaning));
        }
    }
}

/// How far from the edge of the window the cursor keeps.
fn margin(height: usize) -> usize {
    SCROLL_OFF.min(height.saturating_sub(1) / 2)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    // state (cursor, top), length, height, then (cursor, top)
    #[case((0, 0), 0, 0, (0, 0))]
    #[case((9, 9), 0, 5, (0, 0))]
    #[case((5, 0), 10, 0, (5, 5))]
    #[case((5, 0), 100, 5, (5, 3))]
    #[case((2, 0), 100, 5, (2, 0))]
    #[case((99, 0), 100, 10, (99, 90))]
    #[case((0, 50), 100, 10, (0, 0))]
    #[case((50, 90), 60, 10, (50, 48))]
    #[case((7, 3), 8, 20, (7, 0))]
    #[case((4, 4), 9, 1, (4, 4))]
    fn fits(
        #[case] from: (usize, usize),
        #[case] len: usize,
        #[case] height: usize,
        #[case] to: (usize, usize),
    ) {
        let state = ListState { cursor: from.0, top: from.1 }.fitted(len, height);
        assert_eq!((state.cursor, state.top), to);
    }

    #[rstest]
    #[case(Motion::Up, (20, 15), (19, 15))]
    #[case(Motion::Down, (20, 15), (21, 15))]
    #[case(Motion::HalfDown, (20, 15), (25, 20))]
    #[case(Motion::HalfUp, (20, 15), (15, 10))]
    #[case(Motion::PageDown, (20, 15), (29, 24))]
    #[case(Motion::PageUp, (20, 15), (11, 6))]
    #[case(Motion::First, (20, 15), (0, 0))]
    #[case(Motion::Last, (20, 15), (99, 90))]
    #[case(Motion::To(50), (20, 15), (50, 43))]
    #[case(Motion::Scroll(3), (20, 15), (20, 18))]
    #[case(Motion::Scroll(5), (20, 15), (22, 20))]
    #[case(Motion::Scroll(-9), (20, 15), (13, 6))]
    fn steps(#[case] motion: Motion, #[case] from: (usize, usize), #[case] to: (usize, usize)) {
        let mut state = ListState { cursor: from.0, top: from.1 };
        state.step(motion, 100, 10);
        assert_eq!((state.cursor, state.top), to);
    }

    #[test]
    fn the_thumb_touches_both_ends_and_only_there() {
        let thumb = |top| ListState { cursor: top, top }.thumb(1000, 10);
        assert_eq!(thumb(0), Some(0..1));
        assert_eq!(ListState { cursor: 999, top: 990 }.thumb(1000, 10), Some(9..10));
        assert_eq!(ListState { cursor: 985, top: 980 }.thumb(1000, 10), Some(8..9));
        assert_eq!(ListState::default().thumb(10, 10), None);
        assert_eq!(ListState::default().thumb(10, 0), None);
    }

    #[test]
    fn the_mouse_finds_rows_and_nothing_below_the_last() {
        let state = ListState { cursor: 4, top: 2 };
        assert_eq!(state.row_at(0, 100, 10), Some(2));
        assert_eq!(state.row_at(9, 100, 10), Some(11));
        assert_eq!(state.row_at(10, 100, 10), None);
        assert_eq!(state.row_at(3, 3, 10), None);
    }
}
