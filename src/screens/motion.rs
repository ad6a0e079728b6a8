//! The commands that move a cursor.

use super::cx::Mouse;
use crate::clock::Day;
use crate::command::Command;
use crate::ui::list::ListState;
use crate::ui::list::Motion;

/// Where the cursor is, and all else that a command which moves can change. Where two are equal, nothing moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Whereabouts {
    /// The cursor of a list and the first line in sight; of a page only the latter.
    pub list: ListState,
    /// How many lines there are, where headings fold; the column, where there is one.
    pub beside: usize,
    /// The day under the cursor of a calendar.
    pub day: Option<Day>,
}

impl Whereabouts {
    /// In a list.
    pub fn list(list: ListState) -> Self {
        Whereabouts { list, ..Whereabouts::default() }
    }

    /// On a page that begins with this line.
    pub fn page(top: usize) -> Self {
        Whereabouts::list(ListState { cursor: 0, top })
    }
}

/// How a command moves a cursor, if it does.
pub fn of(command: Command) -> Option<Motion> {
    Some(match command {
        Command::Up => Motion::Up,
        Command::Down => Motion::Down,
        Command::PageUp => Motion::HalfUp,
        Command::PageDown => Motion::HalfDown,
        Command::First => Motion::First,
        Command::Last => Motion::Last,
        _ => return None,
    })
}

/// How the wheel moves a cursor.
pub fn of_wheel(mouse: Mouse) -> Option<Motion> {
    match mouse {
        Mouse::WheelUp => Some(Motion::Scroll(-WHEEL)),
        Mouse::WheelDown => Some(Motion::Scroll(WHEEL)),
        Mouse::Click(..) => None,
    }
}

/// Rows that one notch of the wheel moves.
const WHEEL: isize = 3;

/// Where the window of a page without a cursor goes: its first line, of `lines` of which `height` are in sight.
pub fn scrolled(motion: Motion, top: usize, lines: usize, height: usize) -> usize {
    let most = lines.saturating_sub(height);
    let page = isize::try_from(height).unwrap_or(isize::MAX).max(1);
    let half = (page / 2).max(1);
    let by = match motion {
        Motion::Up => -1,
        Motion::Down => 1,
        Motion::HalfUp => -half,
        Motion::HalfDown => half,
        Motion::PageUp => -page,
        Motion::PageDown => page,
        Motion::Scroll(lines) => lines,
        Motion::First => return 0,
        Motion::Last => return most,
        Motion::To(line) => return line.min(most),
    };
    top.min(most).saturating_add_signed(by).min(most)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Motion::Up, 0, 0)]
    #[case(Motion::Down, 0, 1)]
    #[case(Motion::Down, 30, 30)]
    #[case(Motion::HalfDown, 0, 5)]
    #[case(Motion::HalfUp, 3, 0)]
    #[case(Motion::PageDown, 12, 22)]
    #[case(Motion::Scroll(3), 29, 30)]
    #[case(Motion::Last, 0, 30)]
    #[case(Motion::First, 30, 0)]
    #[case::the_page_became_shorter(Motion::Up, 90, 29)]
    fn a_page_stays_within_its_lines(#[case] motion: Motion, #[case] top: usize, #[case] expected: usize) {
        assert_eq!(scrolled(motion, top, 40, 10), expected);
    }

    #[test]
    fn a_page_that_fits_stands_still() {
        for motion in [Motion::Down, Motion::HalfDown, Motion::Last, Motion::Scroll(isize::MAX)] {
            assert_eq!(scrolled(motion, 0, 4, 10), 0);
        }
    }
}
