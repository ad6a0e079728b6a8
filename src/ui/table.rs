//! A table of which only the window is built and drawn, with columns that give way as the terminal narrows.

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Position, Rect};
use ratatui::text::{Line, Span};

use super::list::ListState;
use super::paint::{Glyph, Paint};
use super::theme::Meaning;
use super::write;

/// Blank cells between two columns.
const GAP: u16 = 2;

/// A column and how it gives way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column<'a> {
    /// What stands above it.
    pub title: &'a str,
    /// Narrower than this and it is left out, in cells.
    pub min: u16,
    /// As wide as this and it is content, in cells.
    pub ideal: u16,
    /// Its share of what is left when all are content; 0 for none.
    pub grow: u16,
    /// How readily it goes: the highest rank is left out first, among equals the one furthest right.
    pub rank: u8,
    /// Where its cells stand.
    pub align: Alignment,
    /// Whether it is shown only where all that go after it are content: better few columns that can be read than
    /// many that are cut.
    pub spare: bool,
    /// Whether long words are cut in the middle: names that begin alike and end differently, as those of the accounts of
    /// a company do.
    pub middle: bool,
}

impl<'a> Column<'a> {
    /// A column that stays to the left, does not grow and goes last.
    pub const fn new(title: &'a str, min: u16, ideal: u16) -> Self {
        Column { title, min, ideal, grow: 0, rank: 0, align: Alignment::Left, spare: false, middle: false }
    }

    /// The same column with another rank.
    #[must_use]
    pub const fn rank(self, rank: u8) -> Self {
        Column { rank, ..self }
    }

    /// The same column with a share of what is left.
    #[must_use]
    pub const fn grow(self, grow: u16) -> Self {
        Column { grow, ..self }
    }

    /// The same column, shown only where all that go after it are content.
    #[must_use]
    pub const fn spare(self) -> Self {
        Column { spare: true, ..self }
    }

    /// The same column, with long words cut in the middle.
    #[must_use]
    pub const fn middle(self) -> Self {
        Column { middle: true, ..self }
    }

    /// The same column aligned to the right, as numbers and ages are.
    #[must_use]
    pub const fn right(self) -> Self {
        Column { align: Alignment::Right, ..self }
    }
}

/// How wide each column is in `width` cells; `None` for those that are left out. The widths and the gaps of two
/// cells between them never exceed `width`. The column that goes last stays even below its minimum.
pub fn layout(columns: &[Column<'_>], width: u16) -> Vec<Option<u16>> {
    let mut widths: Vec<Option<u16>> = columns.iter().map(|c| Some(c.min)).collect();
    let total = |widths: &[Option<u16>]| -> u32 {
        let shown = widths.iter().flatten();
        let (count, sum) = shown.fold((0, 0), |(n, sum), w| (n + 1, sum + u32::from(*w)));
        sum + u32::from(GAP) * u32::saturating_sub(count, 1)
    };
    loop {
        let shown = (0..columns.len()).filter(|i| widths[*i].is_some());
        let Some(first_to_go) = shown.max_by_key(|i| (columns[*i].rank, *i)) else { break };
        let mut wanted = widths.clone();
        for (i, wanted) in wanted.iter_mut().enumerate() {
            if columns[first_to_go].spare && i != first_to_go {
                *wanted = wanted.map(|w| w.max(columns[i].ideal));
            }
        }
        if total(&wanted) <= u32::from(width) {
            break;
        }
        let is_last = widths.iter().flatten().count() == 1;
        if is_last && width > 0 {
            widths[first_to_go] = Some(width);
            break;
        }
        widths[first_to_go] = None;
    }
    let mut spare = u32::from(width).saturating_sub(total(&widths));
    // First to the ideal, those that matter most before the others; then the growing ones share the rest.
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by_key(|i| (columns[*i].rank, *i));
    for i in &order {
        if let Some(w) = &mut widths[*i] {
            let more = u32::from(columns[*i].ideal.saturating_sub(*w)).min(spare);
            *w += more as u16;
            spare -= more;
        }
    }
    let shown = |i: &&usize| widths[**i].is_some() && columns[**i].grow > 0;
    let growing: Vec<usize> = order.iter().filter(shown).copied().collect();
    let mut shares: u32 = growing.iter().map(|i| u32::from(columns[*i].grow)).sum();
    for i in growing {
        let share = u32::from(columns[i].grow);
        let more = spare * share / shares;
        if let Some(w) = &mut widths[i] {
            *w += more as u16;
        }
        spare -= more;
        shares -= share;
    }
    widths
}

/// What stands in a row: one line for each column, those left out included.
#[derive(Clone, Debug, Default)]
pub struct Row<'a> {
    /// A cell for each column.
    pub cells: Vec<Line<'a>>,
    /// Whether the user marked it.
    pub marked: bool,
    /// A meaning for the whole row, under what its cells say themselves.
    pub tint: Option<Meaning>,
    /// A heading across all columns, instead of cells.
    pub across: Option<Line<'a>>,
}

/// A table; its state is the caller's.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    /// The columns, from left to right.
    pub columns: &'a [Column<'a>],
    /// Cursor and window.
    pub state: ListState,
    /// How many rows there are in all.
    pub len: usize,
    /// The column that rows are sorted by, and whether from large to small.
    pub sort: Option<(usize, bool)>,
    /// Whether there is a column for marks.
    pub marks: bool,
    /// Whether it has the keyboard.
    pub active: bool,
}

/// What is under the mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// The title of a column.
    Column(usize),
    /// A row.
    Row(usize),
}

impl Table<'_> {
    /// How many rows an area of this height shows: all but one, which the titles take.
    pub const fn rows_in(height: u16) -> usize {
        if height < 2 { height as usize } else { height as usize - 1 }
    }

    fn regions(&self, area: Rect) -> Regions {
        let titles = u16::from(area.height >= 2);
        let body = Rect { y: area.y + titles, height: area.height - titles, ..area };
        let gutter = match (area.width, self.marks) {
            (0..8, _) => 0,
            (_, false) => 2,
            (_, true) => 3,
        };
        let bar = u16::from(area.width >= 8);
        let cells = Rect { x: area.x + gutter, width: area.width - gutter - bar * 2, ..area };
        let bar = Rect { x: area.right() - bar, width: bar, ..body };
        Regions { titles: Rect { height: titles, ..cells }, body, cells, bar }
    }

    /// What is at (`x`, `y`) when the table is drawn into `area`.
    pub fn hit(&self, area: Rect, x: u16, y: u16) -> Option<Hit> {
        let at = Position { x, y };
        let regions = self.regions(area);
        if regions.titles.contains(at) {
            return self.placed(regions.cells).find(|(_, c)| c.contains(at)).map(|(i, _)| Hit::Column(i));
        }
        if !regions.body.contains(at) {
            return None;
        }
        let height = usize::from(regions.body.height);
        self.state.row_at(usize::from(y - regions.body.y), self.len, height).map(Hit::Row)
    }

    /// How wide a column is when the table is drawn into `area`; `None`: it is left out.
    pub fn width_of(&self, column: usize, area: Rect) -> Option<u16> {
        layout(self.columns, self.regions(area).cells.width).get(column).copied().flatten()
    }

    /// The columns that are shown, each with its place.
    fn placed(&self, cells: Rect) -> impl Iterator<Item = (usize, Rect)> {
        let mut x = cells.x;
        let widths = layout(self.columns, cells.width);
        widths.into_iter().enumerate().filter_map(move |(i, width)| {
            let place = Rect { x, width: width?, ..cells };
            x += place.width + GAP;
            Some((i, place))
        })
    }

    /// Draws titles, the rows in the window and the scroll bar. `row` is asked for the rows in the window only.
    pub fn draw<'r>(&self, row: impl Fn(usize) -> Row<'r>, paint: &Paint<'_>, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let regions = self.regions(area);
        let columns: Vec<(usize, Rect)> = self.placed(regions.cells).collect();
        for (i, place) in columns.iter().filter(|_| regions.titles.height > 0) {
            self.draw_title(*i, paint, Rect { height: 1, ..*place }, buf);
        }
        let height = usize::from(regions.body.height);
        let state = self.state.fitted(self.len, height);
        for (y, index) in (0..).zip(state.window(self.len, height)) {
            let line = write::row(regions.body, y);
            let row = row(index);
            if let Some(tint) = row.tint {
                buf.set_style(line, paint.style(tint));
            }
            if let Some(heading) = &row.across {
                let place = Rect { y: line.y, height: 1, ..regions.cells };
                write::line(heading, Alignment::Left, paint, place, buf);
            }
            for (i, place) in &columns {
                if let Some(cell) = row.cells.get(*i) {
                    let place = Rect { y: line.y, height: 1, ..*place };
                    let Column { align, middle, .. } = self.columns[*i];
                    match &cell.spans[..] {
                        // What is made of several parts has its own way to be read.
                        [whole] if middle => {
                            let style = cell.style.patch(whole.style);
                            let words = paint.middle(&whole.content, place.width.into());
                            write::words(&words, style, align, paint, place, buf);
                        }
                        _ => write::line(cell, align, paint, place, buf),
                    }
                }
            }
            if self.marks && row.marked && regions.cells.x > area.x {
                let mark = Rect { x: area.x + 1, width: 1, ..line };
                write::words(
                    paint.glyph(Glyph::Mark),
                    paint.style(Meaning::Mark),
                    Alignment::Left,
                    paint,
                    mark,
                    buf,
                );
            }
            if index == state.cursor {
                self.draw_cursor(regions.cells.x > area.x, paint, line, buf);
            }
        }
        state.draw_bar(self.len, paint, regions.bar, buf);
    }

    /// The arrow stays where the title must be cut: how rows are sorted cannot be guessed.
    fn draw_title(&self, column: usize, paint: &Paint<'_>, place: Rect, buf: &mut Buffer) {
        let style = paint.style(Meaning::Column);
        let Column { title, align, .. } = self.columns[column];
        let Some((_, descending)) = self.sort.filter(|(sorted, _)| *sorted == column) else {
            return write::words(title, style, align, paint, place, buf);
        };
        let arrow = paint.glyph(if descending { Glyph::Down } else { Glyph::Up });
        let title = paint.cut(title, usize::from(place.width).saturating_sub(2));
        let title = Span::styled(format!("{title} "), style);
        let line = Line::from(vec![title, Span::styled(arrow, paint.style(Meaning::Accent))]);
        write::line(&line, align, paint, place, buf);
    }

    /// The cursor is a bar across the whole width and a sign at its left edge, for eyes and terminals that do
    /// not tell colours apart.
    fn draw_cursor(&self, gutter: bool, paint: &Paint<'_>, line: Rect, buf: &mut Buffer) {
        if gutter {
            let meaning = if self.active { Meaning::Accent } else { Meaning::Faint };
            buf.set_stringn(line.x, line.y, paint.glyph(Glyph::Bar), 1, paint.style(meaning));
        }
        let meaning = if self.active { Meaning::Selection } else { Meaning::SelectionIdle };
        buf.set_style(line, paint.style(meaning));
    }
}

struct Regions {
    titles: Rect,
    body: Rect,
    cells: Rect,
    bar: Rect,
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use rstest::rstest;

    use super::*;
    use crate::clock::TimeZone;
    use crate::ui::theme::Theme;

    const COLUMNS: [Column<'static>; 4] = [
        Column::new("name", 10, 20).grow(3),
        Column::new("account", 8, 12).rank(2).grow(1),
        Column::new("used", 5, 8).rank(1).right(),
        Column::new("id", 8, 32).rank(3),
    ];

    #[rstest]
    #[case(0, [None, None, None, None])]
    #[case(4, [Some(4), None, None, None])]
    #[case(10, [Some(10), None, None, None])]
    #[case(16, [Some(16), None, None, None])]
    #[case(17, [Some(10), None, Some(5), None])]
    #[case(27, [Some(10), Some(8), Some(5), None])]
    #[case(37, [Some(10), Some(8), Some(5), Some(8)])]
    #[case(50, [Some(20), Some(8), Some(8), Some(8)])]
    #[case(78, [Some(20), Some(12), Some(8), Some(32)])]
    #[case(118, [Some(50), Some(22), Some(8), Some(32)])]
    fn columns_give_way(#[case] width: u16, #[case] expected: [Option<u16>; 4]) {
        assert_eq!(layout(&COLUMNS, width), expected);
    }

    #[rstest]
    #[case(38, [Some(20), Some(8), Some(6), None])]
    #[case(53, [Some(26), Some(15), Some(8), None])]
    #[case(54, [Some(20), Some(12), Some(8), Some(8)])]
    fn a_spare_column_waits_until_the_others_are_content(
        #[case] width: u16,
        #[case] expected: [Option<u16>; 4],
    ) {
        let columns = COLUMNS.map(|c| if c.title == "id" { c.spare() } else { c });
        assert_eq!(layout(&columns, width), expected);
    }

    fn table(len: usize) -> Table<'static> {
        let state = ListState { cursor: len / 2, top: len / 2 };
        Table { columns: &COLUMNS, state, len, sort: None, marks: false, active: true }
    }

    #[rstest]
    #[case(1)]
    #[case(1_000)]
    #[case(1_000_000)]
    fn only_the_window_is_built(#[case] len: usize) {
        let (theme, zone) = (Theme::default(), TimeZone::utc());
        let paint = Paint { theme: &theme, ascii: false, zone: &zone, vault: None };
        let area = Rect::new(0, 0, 80, 20);
        let built = Cell::new(0);
        let row = |_| {
            built.set(built.get() + 1);
            Row::default()
        };
        table(len).draw(row, &paint, area, &mut Buffer::empty(area));
        assert_eq!(built.get(), len.min(19));
    }

    #[test]
    fn names_that_begin_alike_are_told_apart_where_they_are_cut() {
        let (theme, zone) = (Theme::default(), TimeZone::utc());
        let paint = Paint { theme: &theme, ascii: false, zone: &zone, vault: None };
        let columns = [Column::new("account", 10, 10).middle()];
        let table = Table { columns: &columns, ..table(2) };
        let area = Rect::new(0, 0, 14, 3);
        let mut buf = Buffer::empty(area);
        let row = |i: usize| Row {
            cells: vec![Line::from(["Northwind Labs", "Northwind Retail"][i])],
            ..Row::default()
        };
        table.draw(row, &paint, area, &mut buf);
        let text: String = buf.content().iter().map(ratatui::buffer::Cell::symbol).collect();
        assert!(text.contains("North…Labs") && text.contains("Nor…Retail"), "{text}");
    }

    #[rstest]
    #[case(2, 0, Some(Hit::Column(0)))]
    #[case(25, 0, Some(Hit::Column(1)))]
    #[case(0, 0, None)]
    #[case(2, 1, Some(Hit::Row(0)))]
    #[case(79, 3, Some(Hit::Row(2)))]
    #[case(2, 9, None)]
    #[case(90, 1, None)]
    fn the_mouse_finds(#[case] x: u16, #[case] y: u16, #[case] hit: Option<Hit>) {
        assert_eq!(table(5).hit(Rect::new(0, 0, 80, 20), x, y), hit);
    }
}
