//! Where months and days stand: a pure function of the room there is, for drawing and for the mouse.

use ratatui::layout::Rect;

use crate::clock::Day;
use crate::screens::cx::Extent;
use crate::screens::panes;
use crate::ui::Panel;

/// Cells of a day: sign, number, heat, count.
pub(super) const DAY: u16 = 7;
/// Cells of a month.
const WIDTH: u16 = 7 * DAY;
/// Lines of a month: its name, the weekdays, six weeks. Always six, so that nothing moves.
const HEIGHT: u16 = 8;
/// Blank cells between two months side by side, and blank lines between two above each other.
const GAP: (u16, u16) = (3, 1);
/// From this width on the list stands beside the calendar instead of below it.
const BESIDE: u16 = 78;

/// The parts of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grid {
    /// The calendar with its frame.
    pub months: Rect,
    /// The list with its frame.
    pub list: Rect,
    columns: u16,
    rows: u16,
}

impl Grid {
    /// The parts of an area.
    pub(super) fn of(area: Rect) -> Self {
        let frame = (4, 2);
        if area.width < BESIDE {
            let height = (HEIGHT + frame.1).min(area.height);
            let months = Rect { height, ..area };
            let list = Rect { y: area.y + height, height: area.height - height, ..area };
            return Grid { months, list, columns: 1, rows: 1 };
        }
        // A second column of months where the list keeps room for its own.
        let columns = if area.width >= 2 * WIDTH + 80 { 2 } else { 1 };
        let rows = ((area.height.saturating_sub(frame.1) + GAP.1) / (HEIGHT + GAP.1)).clamp(1, 12 / columns);
        let width = columns * WIDTH + (columns - 1) * GAP.0 + frame.0;
        let months = Rect { width, ..area };
        let list = Rect { x: area.x + width, width: area.width - width, ..area };
        Grid { months, list, columns, rows }
    }

    /// The parts of a body.
    pub(super) fn of_body(body: Extent) -> Self {
        Self::of(panes::whole(body))
    }

    /// How many months are shown.
    pub(super) fn months(self) -> i32 {
        i32::from(self.columns * self.rows)
    }

    /// The place of the month that is the `n`th shown; months follow each other downwards.
    pub(super) fn month(self, n: i32) -> Rect {
        let n = u16::try_from(n).unwrap_or(0);
        let inner = Panel::inner(self.months);
        let (column, row) = (n / self.rows, n % self.rows);
        let x = inner.x + column * (WIDTH + GAP.0);
        let y = inner.y + row * (HEIGHT + GAP.1);
        Rect { x, y, width: WIDTH, height: HEIGHT }.intersection(inner)
    }

    /// The place of a day within its month.
    pub(super) fn day(month: Rect, day: Day) -> Rect {
        let before = day.first_of_month().weekday();
        let week = (before + day.number() - 1) / 7;
        let x = month.x + u16::from(day.weekday()) * DAY;
        Rect { x, y: month.y + 2 + u16::from(week), width: DAY, height: 1 }.intersection(month)
    }

    /// The day at a cell, when the months from `top` on are shown.
    pub(super) fn day_at(self, top: Day, x: u16, y: u16) -> Option<Day> {
        let at = ratatui::layout::Position { x, y };
        (0..self.months()).find_map(|n| {
            let first = top.plus_months(n);
            let days = (0..i32::from(first.days_in_month())).map(|d| first.plus_days(d));
            let month = self.month(n);
            month.contains(at).then_some(())?;
            days.into_iter().find(|day| Self::day(month, *day).contains(at))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::Time;
    use crate::clock::TimeZone;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_day_in_sight_is_found_where_it_stands(width in 0_u16..260, height in 0_u16..80, month in 0_i32..60) {
            let area = Rect { x: 0, y: 0, width, height };
            let grid = Grid::of(area);
            let top = Day::of(Time::EPOCH, &TimeZone::utc()).plus_months(600 + month);
            prop_assert_eq!(grid.list.intersection(area), grid.list);
            prop_assert!(grid.months.intersection(grid.list).is_empty());
            for n in 0..grid.months() {
                let (first, place) = (top.plus_months(n), grid.month(n));
                for day in (0..i32::from(first.days_in_month())).map(|d| first.plus_days(d)) {
                    let cell = Grid::day(place, day);
                    prop_assert_eq!(cell.intersection(grid.months), cell);
                    if !cell.is_empty() {
                        prop_assert_eq!(grid.day_at(top, cell.x, cell.y), Some(day));
                    }
                }
            }
        }
    }
}
