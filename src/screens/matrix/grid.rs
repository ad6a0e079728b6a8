//! Which columns the matrix has in how much room: the product, the newest snapshots that fit, my tokens, and what there
//! is to say about sources and permissions. A pure function, asked by update and view alike.

use std::ops::Range;

use crate::ui::table::Column;

/// Cells that the sign and the word of a status take at least: `◐ part`.
const CELL: u16 = 8;
/// What a product, the counts and the edges of the table take, gaps included.
const OTHERS: u16 = 18 + 2 * (2 + 5) + 4;
/// Blank cells between two columns.
const GAP: u16 = 2;

/// Which of `count` snapshots are shown in a table of this width: as many as fit, the newest ones, or older ones if the
/// column cursor is among those.
pub(super) fn window(width: u16, count: usize, cursor: usize) -> Range<usize> {
    let fit = usize::from(width.saturating_sub(OTHERS) / (CELL + GAP)).clamp(1, count.max(1));
    let first = count.saturating_sub(fit).min(cursor);
    first..(first + fit).min(count)
}

/// The columns, with these titles for the snapshots.
pub(super) fn columns<'t>(titles: &[&'t str]) -> Vec<Column<'t>> {
    let mut columns = vec![Column::new("PRODUCT", 18, 26).grow(1)];
    columns.extend(titles.iter().map(|title| Column::new(title, CELL, 13)));
    columns.extend([
        Column::new("ACCT", 5, 6).right().rank(1),
        Column::new("USER", 5, 5).right().rank(1),
        Column::new("SOURCES", 9, 9).rank(3).spare(),
        Column::new("MAPPING", 9, 9).rank(4).spare(),
    ]);
    columns
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::all_fit(118, 4, 3, 0..4)]
    #[case::the_newest(58, 4, 3, 2..4)]
    #[case::scrolled_to_the_cursor(58, 4, 1, 1..3)]
    #[case::the_oldest(58, 4, 0, 0..2)]
    #[case::never_none(10, 4, 3, 3..4)]
    #[case::no_snapshots(80, 0, 0, 0..0)]
    fn snapshots_that_fit(
        #[case] width: u16,
        #[case] count: usize,
        #[case] cursor: usize,
        #[case] shown: Range<usize>,
    ) {
        assert_eq!(window(width, count, cursor), shown);
    }
}
