//! Which part of the terminal is what: a pure function of its size, asked by update and by view alike.

use ratatui::layout::Rect;

use crate::screens::cx::Extent;

/// Below this many columns the program says so instead of drawing.
pub(super) const MIN_WIDTH: u16 = 60;
/// Below this many rows the program says so instead of drawing.
pub(super) const MIN_HEIGHT: u16 = 16;

/// The parts of the terminal, from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regions {
    /// Who we are and how it stands; one row.
    pub header: Rect,
    /// The views; one row.
    pub tabs: Rect,
    /// The screen on top.
    pub body: Rect,
    /// The keys that matter now; one row.
    pub footer: Rect,
}

impl Regions {
    /// Width and height of the body.
    pub fn body_extent(&self) -> Extent {
        Extent { width: self.body.width, height: self.body.height }
    }
}

/// Whether there is room to draw.
pub(super) fn fits(size: Extent) -> bool {
    size.width >= MIN_WIDTH && size.height >= MIN_HEIGHT
}

/// The parts of a terminal of this size.
pub fn regions(size: Extent) -> Regions {
    let row =
        |y: u16| Rect { x: 0, y: y.min(size.height), width: size.width, height: u16::from(y < size.height) };
    let body = Rect { x: 0, y: 2.min(size.height), width: size.width, height: size.height.saturating_sub(3) };
    Regions { header: row(0), tabs: row(1), body, footer: row(size.height.saturating_sub(1)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parts_lie_inside_and_apart(width in 0u16..300, height in 0u16..100) {
            let r = regions(Extent { width, height });
            let all = Rect::new(0, 0, width, height);
            for part in [r.header, r.tabs, r.body, r.footer] {
                prop_assert_eq!(part.intersection(all).area(), part.area());
            }
            if height >= 3 {
                prop_assert_eq!(r.header.height + r.tabs.height + r.body.height + r.footer.height, height);
            }
        }
    }
}
