//! How the calendar looks.
//!
//! ```text
//! ╭ ends · 2026 ────────────────────────────╮╭ Wed 25 November 2026 · 3 end ─────╮
//! │ November 2026                        57 ││   ENDS   NAME          ACCOUNT     │
//! │  Mo     Tu     We     Th     Fr         ││ ▎ in 3d  dns-robot     Northwind   │
//! │  23 ▂1  24     25 ▄3  26     27         ││   in 3d  grafana       Northwind   │
//! ╰─────────────────────────────────────────╯╰────────────────────────────────────╯
//! ```

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Alignment;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::Span;
use super::State;
use super::grid;
use super::grid::Grid;
use super::update::is_overdue;
use crate::clock::DAY;
use crate::clock::Day;
use crate::command::Command;
use crate::domain::finding::FindingId;
use crate::domain::text::clean;
use crate::domain::token::Owner;
use crate::screens::cx::Extent;
use crate::screens::cx::Seen;
use crate::screens::deeds;
use crate::screens::panes;
use crate::screens::tokens::sign_of;
use crate::screens::tokens::{frame_of, silence};
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Notice;
use crate::ui::Panel;
use crate::ui::Phrase;
use crate::ui::table::Column;
use crate::ui::table::Hit;
use crate::ui::table::Row;
use crate::ui::table::Table;
use crate::ui::text;
use crate::ui::write;

const WEEKDAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

const COLUMNS: [Column; 5] = [
    Column::new("ENDS", 6, 6).right(),
    Column::new("NAME", 12, 24).grow(2),
    Column::new("ACCOUNT", 12, 18).grow(1).rank(1).middle(),
    Column::new("STATUS", 10, 10).rank(2),
    Column::new("AT", 16, 16).rank(3),
];

impl State {
    fn table(&self) -> Table<'static> {
        Table {
            columns: &COLUMNS,
            state: self.list,
            len: self.rows.len(),
            sort: None,
            marks: false,
            active: self.in_list,
        }
    }

    /// How many rows of the list a body of this size shows.
    pub(super) fn height(&self, body: Extent) -> usize {
        Table::rows_in(panes::table(Grid::of_body(body).list).height)
    }

    /// What of the list is at a cell of the body.
    pub(super) fn hit(&self, x: u16, y: u16, body: Extent) -> Option<Hit> {
        self.table().hit(panes::table(Grid::of_body(body).list), x, y)
    }

    /// Paints.
    pub fn view(&self, seen: &Seen<'_>, frame: &mut Frame<'_>, area: Rect) {
        let buf = frame.buffer_mut();
        let grid = Grid::of(area);
        self.draw_months(grid, seen, buf);
        self.draw_list(grid.list, seen, buf);
    }

    fn draw_months(&self, grid: Grid, seen: &Seen<'_>, buf: &mut Buffer) {
        let of = match &self.account {
            Some(id) => format!("ends, {}", deeds::owner_name(&Owner::Account(id.clone()), seen.world)),
            None => "ends of tokens".to_owned(),
        };
        let endless = seen.world.endless(self.owner().as_ref());
        let mut note = Phrase::new();
        let overdue = seen.world.overdue(self.owner().as_ref());
        if overdue > 0 {
            let sign = seen.paint.glyph(Glyph::Exposed);
            note = note.with(Meaning::Bad, format!("{sign} {} overdue", text::count(overdue)));
            note = note.with(Meaning::Faint, format!(" {} ", seen.paint.glyph(Glyph::Dot)));
        }
        let note = note.muted(format!("{} without end", text::count(endless)));
        Panel::new(of).active(!self.in_list).note(note).draw(seen.paint, grid.months, buf);
        for n in 0..grid.months() {
            self.draw_month(self.top.plus_months(n), grid.month(n), seen, buf);
        }
    }

    fn draw_month(&self, first: Day, place: Rect, seen: &Seen<'_>, buf: &mut Buffer) {
        let zone = seen.settings.shown_zone();
        let owner = self.owner();
        let count =
            |from: Day, to: Day| seen.world.ending_count(owner.as_ref(), from.start(zone), to.start(zone));
        let all = count(first, first.plus_months(1));
        let title = Phrase::new().with(Meaning::Title, first.month());
        write::line(&title.line(seen.paint), Alignment::Left, seen.paint, write::row(place, 0), buf);
        if all > 0 {
            let sum = Phrase::new().muted(format!("{} end ", text::count(all as usize)));
            write::line(&sum.line(seen.paint), Alignment::Right, seen.paint, write::row(place, 0), buf);
        }
        let style = seen.paint.style(Meaning::Column);
        for (x, name) in (0..).zip(WEEKDAYS) {
            let at = Rect { x: place.x + x * grid::DAY + 1, width: 2, ..write::row(place, 1) };
            write::words(name, style, Alignment::Left, seen.paint, at.intersection(place), buf);
        }
        let (from, to) = self.days();
        for day in (0..i32::from(first.days_in_month())).map(|d| first.plus_days(d)) {
            let at = Grid::day(place, day);
            let cell = self.cell(day, count(day, day.plus_days(1)), seen);
            write::line(&cell.line(seen.paint), Alignment::Left, seen.paint, at, buf);
            if from <= day && day < to {
                let active = if self.in_list { Meaning::SelectionIdle } else { Meaning::Selection };
                buf.set_style(at, seen.paint.style(active));
            }
        }
    }

    /// A day: a sign where the cursor is or where today is, its number, and how much ends on it, by height and number.
    fn cell(&self, day: Day, count: u32, seen: &Seen<'_>) -> Phrase {
        let today = Day::of(seen.now, seen.settings.shown_zone());
        let sign = match day {
            day if day == self.day => seen.paint.glyph(Glyph::Pointer),
            day if day == today => seen.paint.glyph(Glyph::Bullet),
            _ => " ",
        };
        let number = match day {
            day if day == today => Meaning::Accent,
            day if day < today => Meaning::Faint,
            _ => Meaning::Text,
        };
        let begun = Phrase::new().with(Meaning::Accent, sign).with(number, format!("{:>2}", day.number()));
        if count == 0 {
            return begun;
        }
        let soon = seen.now.plus_millis(i64::from(seen.settings.thresholds.expiring_days) * DAY);
        let soon = Day::of(soon, seen.settings.shown_zone());
        let meaning = match day {
            day if day < today => Meaning::Muted,
            day if day <= soon => Meaning::Warn,
            _ => Meaning::Info,
        };
        // Of the two bars only the first is shown; the second says what is full.
        let heat: String = seen.paint.spark(&[heat(count), FULL]).chars().take(1).collect();
        begun.with(meaning, amount(&heat, count))
    }

    fn draw_list(&self, area: Rect, seen: &Seen<'_>, buf: &mut Buffer) {
        let (from, to) = self.days();
        let name = match self.span {
            Span::Day => self.day.spoken(),
            Span::Week => format!("{} to {}", from.spoken(), to.plus_days(-1).spoken()),
            Span::Month => self.day.month(),
        };
        let short = match self.span {
            Span::Day => from.to_string(),
            Span::Week => format!("week of {from}"),
            Span::Month => name.clone(),
        };
        let dot = seen.paint.glyph(Glyph::Dot);
        let name = if text::width(&name) + 14 > usize::from(area.width) { short } else { name };
        Panel::new(name)
            .and(Meaning::Muted, format!(" {dot} {}", text::count(self.rows.len())))
            .active(self.in_list)
            .draw(seen.paint, area, buf);
        let table = panes::table(area);
        if !self.rows.is_empty() {
            return self.table().draw(|i| self.row(i, seen), seen.paint, table, buf);
        }
        let notice = match seen.world.is_empty() && seen.world.reading() {
            true => Notice::Loading("asking for tokens", frame_of(seen), silence(seen)),
            false => Notice::Empty(
                "no token ends then",
                format!("arrows choose a day, {} a week or a month", seen.settings.keys.of(Command::Span))
                    .into(),
            ),
        };
        notice.draw(seen.paint, table, buf);
    }

    fn row<'s>(&self, i: usize, seen: &'s Seen<'_>) -> Row<'s> {
        let Some((no, row)) = self.rows.get(i).and_then(|no| Some((*no, seen.world.row(*no)?))) else {
            return Row::default();
        };
        let style = |meaning| seen.paint.style(meaning);
        let end = row.token.expires_on.unwrap_or(seen.now);
        let left = end.since(seen.now);
        let overdue = is_overdue(seen.world, no);
        let ends = if left > 0 { text::age(left) } else { format!("-{}", text::age(-left)) };
        let tone = match left {
            _ if overdue => Meaning::Bad,
            ..=0 => Meaning::Faint,
            _ if row.findings.contains(FindingId::Expiring) => Meaning::Warn,
            _ => Meaning::Text,
        };
        // Told by a sign too, where the status has no room.
        let ends = if overdue { format!("{}{ends}", seen.paint.glyph(Glyph::Exposed)) } else { ends };
        let (glyph, meaning) = sign_of(row.standing);
        let (glyph, meaning, word) = if overdue {
            (Glyph::Exposed, Meaning::Bad, "overdue")
        } else {
            (glyph, meaning, row.standing.word())
        };
        let owner = match &row.token.at.owner {
            Owner::User => ("you".to_owned(), Meaning::OwnerUser),
            owner => (deeds::owner_name(owner, seen.world), Meaning::OwnerAccount),
        };
        Row {
            cells: vec![
                Line::styled(ends, style(tone)),
                Line::styled(clean(&row.token.name), style(Meaning::Text)),
                Line::styled(owner.0, style(owner.1)),
                Line::styled(format!("{} {word}", seen.paint.glyph(glyph)), style(meaning)),
                Line::styled(seen.paint.when(end), style(Meaning::Muted)),
            ],
            ..Row::default()
        }
    }
}

/// What stands behind the number of a day: a bar and how many. Of so many that there is no room for a gap, there is none.
fn amount(heat: &str, count: u32) -> String {
    let many = match count {
        0..=999 => count.to_string(),
        1_000..=99_999 => format!("{}k", count / 1_000),
        _ => "99k".to_owned(),
    };
    let gap = if many.len() > 2 { "" } else { " " };
    format!("{gap}{heat}{many}")
}

/// The height of a full bar.
const FULL: u32 = 7;

/// How high the bar of a day is: the same number looks the same wherever one is.
fn heat(count: u32) -> u32 {
    match count {
        0 => 0,
        1 => 1,
        2 => 2,
        3..=4 => 3,
        5..=9 => 4,
        10..=24 => 5,
        25..=99 => 6,
        _ => FULL,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(1, " #1")]
    #[case(99, " #99")]
    #[case(110, "#110")]
    #[case(1_234, " #1k")]
    #[case(12_345, "#12k")]
    #[case(u32::MAX, "#99k")]
    fn what_ends_on_a_day_is_never_cut(#[case] count: u32, #[case] expected: &str) {
        let said = amount("#", count);
        assert_eq!(said, expected);
        // Before it stand a sign and two digits.
        assert!(3 + said.len() <= usize::from(grid::DAY));
    }
}
