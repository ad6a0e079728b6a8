//! How the list looks.
//!
//! ```text
//! ╭ tokens · 57 of 2,431 ──────────── by name ↑ ╮╭ dns-robot ───────────╮
//! │ / northwind dns                             ││ the token under the  │
//! │   NAME            ACCOUNT     STATUS   USED ││ cursor, where there  │
//! │ ▎ dns-robot       Northwind   ● active 3h   ││ is room              │
//! ╰─────────────────────────────────────────────╯╰──────────────────────╯
//! ```

mod estate;
mod gone;
mod offers;
mod picker;
mod row;

pub(in crate::screens) use row::frame_of;
pub(in crate::screens) use row::sign_of;
pub(in crate::screens) use row::silence;
pub(in crate::screens) use row::status;
pub(in crate::screens) use row::tone_of;

use std::cell::RefCell;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Alignment;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use row::Teller;

use super::State;
use super::columns;
use super::columns::Picker;
use crate::command::Command;
use crate::domain::history::News;
use crate::domain::text::clean;
use crate::domain::token::Owner;
use crate::domain::view::Column;
use crate::domain::view::Grouping;
use crate::domain::view::Sort;
use crate::protocol::FaultKind;
use crate::protocol::Scope;
use crate::screens::cx::Extent;
use crate::screens::cx::Seen;
use crate::screens::deeds;
use crate::screens::panes;
use crate::screens::token::preview;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Notice;
use crate::ui::Panel;
use crate::ui::Phrase;
use crate::ui::field::Looks;
use crate::ui::table;
use crate::ui::table::Hit;
use crate::ui::table::Table;
use crate::ui::text;
use crate::ui::write;
use crate::world::select::Group;

/// From this height on, a panel beside the list has room for the list at a glance below the token.
const WITH_ESTATE: u16 = estate::HEIGHT + 24;

/// What the mouse finds above the table.
pub(super) enum OnFilter {
    /// The line in which the filter is typed.
    Line,
    /// Something that could be typed there, counted from 0.
    Offer(usize),
}

/// Where the text of the filter begins in its line.
fn entry(line: Rect) -> Rect {
    Rect { x: line.x + 2, ..line }
}

struct Regions {
    panel: Rect,
    filter: Option<Rect>,
    table: Rect,
    preview: Option<Rect>,
    /// The list at a glance.
    estate: Option<Rect>,
}

impl State {
    fn regions(&self, area: Rect) -> Regions {
        let (panel, preview) = panes::beside_or_below(area);
        let (preview, estate) = match preview {
            Some(side) if side.height >= WITH_ESTATE && side.x > area.x => {
                let high = side.height - estate::HEIGHT;
                let low = Rect { y: side.y + high, height: estate::HEIGHT, ..side };
                (Some(Rect { height: high, ..side }), Some(low))
            }
            preview => (preview, None),
        };
        let lines = match (self.filter.is_shown(), self.mistake()) {
            (false, _) => 0,
            (true, None) => 1,
            (true, Some(_)) => 2,
        };
        let (filter, table) = panes::filter_and_table(panel, lines);
        Regions { panel, filter, table, preview, estate }
    }

    /// How many rows a body of this size shows.
    pub(super) fn height(&self, body: Extent) -> usize {
        Table::rows_in(self.regions(panes::whole(body)).table.height)
    }

    /// What is at a cell of the body.
    pub(super) fn hit(&self, x: u16, y: u16, body: Extent) -> Option<Hit> {
        let columns = self.drawn();
        self.table(&columns).hit(self.regions(panes::whole(body)).table, x, y)
    }

    /// What is at a cell of the body besides the table: the filter, or what is offered for it.
    pub(super) fn hit_filter(&self, x: u16, y: u16, body: Extent) -> Option<OnFilter> {
        let (regions, at) = (self.regions(panes::whole(body)), Position { x, y });
        let place = regions.filter?;
        let offered = self.offers.hit(&self.filter.field, entry(place), regions.table, at);
        offered.map(OnFilter::Offer).or_else(|| place.contains(at).then_some(OnFilter::Line))
    }

    /// The column at a cell of the body, while columns are chosen.
    pub(super) fn hit_picker(picker: &Picker, x: u16, y: u16, body: Extent) -> Option<usize> {
        picker.hit(panes::whole(body), Position { x, y })
    }

    /// The order after a click on the title of a column.
    pub(super) fn sort_by(&self, column: usize) -> Option<Sort> {
        let column = self.columns.get(column)?.order()?;
        let now = self.rows.sort();
        Some(Sort { column, descending: now.column == column && !now.descending })
    }

    /// The order after the present one: that of the next column in sight.
    pub(super) fn next_sort(&self, body: Extent) -> Sort {
        let (columns, place) = (self.drawn(), self.regions(panes::whole(body)).table);
        let table = self.table(&columns);
        let mut orders = Vec::new();
        for (i, column) in self.columns.iter().enumerate() {
            let order = column.order().filter(|_| table.width_of(i, place).is_some());
            orders.extend(order.filter(|order| !orders.contains(order)));
        }
        let now = self.rows.sort().column;
        let next = orders.iter().position(|order| *order == now).map_or(0, |i| i + 1);
        let column = orders.get(next).or(orders.first()).copied().unwrap_or(now);
        // Of findings the large end is what one looks for first.
        Sort { column, descending: column == Column::Findings }
    }

    fn drawn(&self) -> Vec<table::Column<'static>> {
        let grouped = self.rows.grouping();
        let said = |column: &Column| match column {
            Column::Account => self.account.is_some() || grouped == Some(Grouping::Account),
            Column::Creator => grouped == Some(Grouping::Creator),
            _ => false,
        };
        self.columns.iter().map(|column| columns::drawn(*column, said(column))).collect()
    }

    fn table<'a>(&self, columns: &'a [table::Column<'static>]) -> Table<'a> {
        let sort = self.rows.sort();
        let sorted = self.columns.iter().position(|column| column.order() == Some(sort.column));
        Table {
            columns,
            state: self.list,
            len: self.rows.lines(),
            sort: sorted.map(|i| (i, sort.descending)),
            marks: true,
            active: !self.typing(),
        }
    }

    /// Paints.
    pub fn view(&self, seen: &Seen<'_>, frame: &mut Frame<'_>, area: Rect) {
        let regions = self.regions(area);
        let buf = frame.buffer_mut();
        let mut panel = self.title(seen);
        if regions.estate.is_none() && !self.rows.is_empty() {
            panel = panel.foot(estate::strip(self.rows.tally(), seen.paint));
        }
        panel.draw(seen.paint, regions.panel, buf);
        if let Some(place) = regions.filter {
            let told = self.mistake().map(|c| (&c.span, c.to_string()));
            let placeholder = "words, or field:value, as in status:active perm:\"DNS Write\"";
            let complaint = told.as_ref().map(|(span, what)| (*span, what.as_str()));
            let ghost = self.offers.ghost(&self.filter.field);
            let told = Looks { placeholder, ghost, complaint, ..Looks::default() };
            self.filter.draw(told, seen.paint, place, buf);
        }
        match self.notice(seen) {
            Some(notice) => notice.draw(seen.paint, regions.table, buf),
            None => {
                let columns = self.drawn();
                let table = self.table(&columns);
                let may = self.columns.iter().position(|column| *column == Column::May);
                let teller = Teller {
                    columns: &self.columns,
                    may: may.and_then(|may| table.width_of(may, regions.table)),
                    highlight: RefCell::new(self.rows.query().highlight()),
                    seen,
                };
                table.draw(|i| self.line(i, &teller), seen.paint, regions.table, buf);
            }
        }
        if let Some(place) = regions.preview {
            match self.rows.group_at(self.list.cursor) {
                Some(group) => heading_panel(&group, seen, place, buf),
                None => match self.rows.gone_at(self.list.cursor, seen.world) {
                    Some(marked) => gone::panel(marked, seen, place, buf),
                    None => {
                        let row = self.rows.row_at(self.list.cursor).and_then(|row| seen.world.row(row));
                        preview(row.map(|row| &row.token.at), seen, place, buf);
                    }
                },
            }
        }
        if let Some(entry) = regions.filter {
            self.offers.draw(&self.filter.field, seen.paint, self::entry(entry), regions.table, buf);
        }
        if let Some(place) = regions.estate {
            estate::panel(self.rows.tally(), seen.paint, place, buf);
        }
        if let Some(picker) = &self.picker {
            picker.draw(seen.paint, area, buf);
        }
    }

    fn title(&self, seen: &Seen<'_>) -> Panel {
        let name = match &self.account {
            Some(id) => format!("tokens of {}", deeds::owner_name(&Owner::Account(id.clone()), seen.world)),
            None => "tokens".to_owned(),
        };
        let dot = seen.paint.glyph(Glyph::Dot);
        let mut panel = Panel::new(name).active(!self.typing());
        if let Some(name) = &self.view {
            panel = panel.and(Meaning::Accent, format!(" {dot} {}", clean(name)));
            let view = seen.settings.views.iter().find(|view| view.name == *name);
            if view.is_none_or(|view| self.strays_from(view)) {
                panel = panel.and(Meaning::Muted, " (changed)");
            }
        }
        if let Some(by) = self.rows.grouping() {
            panel = panel.and(Meaning::Muted, format!(" by {}", by.word()));
        }
        let Sort { column, descending } = self.rows.sort();
        // Where a title shows the order, its arrow is enough.
        if column != Column::default() && self.columns.iter().all(|shown| shown.order() != Some(column)) {
            let arrow = seen.paint.glyph(if descending { Glyph::Down } else { Glyph::Up });
            panel = panel.and(Meaning::Muted, format!(" sorted by {} {arrow}", column.word()));
        }
        let all = seen.world.len();
        let count = if self.rows.len() == all {
            text::count(all)
        } else {
            format!("{} of {}", text::count(self.rows.len()), text::count(all))
        };
        panel = panel.and(Meaning::Muted, format!(" {dot} {count}"));
        let gone = self.rows.gone_count();
        if gone > 0 {
            panel = panel.and(Meaning::Bad, format!(" {dot} {} gone", text::count(gone)));
        }
        if !self.marks.is_empty() {
            panel =
                panel.and(Meaning::Mark, format!(" {dot} {}", deeds::marked(self.marks.len(), self.hidden)));
        }
        panel.note(self.note(seen))
    }

    /// What the edge of the panel says: what is missing, if anything is.
    fn note(&self, seen: &Seen<'_>) -> Phrase {
        let failed = seen.world.failures().count();
        if failed > 0 {
            let lists = text::plural(failed, "list");
            return Phrase::new().with(
                Meaning::Warn,
                format!("{} incomplete: {lists} not read", seen.paint.glyph(Glyph::Exposed)),
            );
        }
        if seen.world.reading() {
            return Phrase::new().with(Meaning::Info, "still reading");
        }
        Phrase::new()
    }

    fn notice<'a>(&self, seen: &'a Seen<'_>) -> Option<Notice<'a>> {
        if self.rows.lines() > 0 {
            return None;
        }
        let query = self.rows.query();
        if query.asks_for_gone() && !query.answers_for_gone() && seen.world.marked_as(News::Gone) > 0 {
            return Some(Notice::Empty(
                "no token matches",
                format!(
                    "of gone tokens only name, account, id and note can be asked; {} lists them all",
                    seen.settings.keys.of(Command::GoNews)
                )
                .into(),
            ));
        }
        if !seen.world.is_empty() {
            return Some(Notice::Empty(
                "no token matches",
                format!("{} drops the filter", seen.settings.keys.of(Command::Back)).into(),
            ));
        }
        let scopes = [Scope::Accounts, Scope::Tokens(Owner::User)];
        let states = scopes.map(|scope| seen.world.freshness(&scope));
        let asking = states.iter().any(|f| f.asking) || seen.world.asking();
        if asking {
            return Some(Notice::Loading("asking for tokens", frame_of(seen), silence(seen)));
        }
        match seen.world.failures().next() {
            Some((_, fault)) if matches!(fault.kind, FaultKind::Forbidden { .. }) => {
                Some(Notice::Refused(&fault.what, &fault.next))
            }
            Some((_, fault)) => Some(Notice::Failed(&fault.what, &fault.next)),
            None if states.iter().all(|f| f.as_of.is_none()) => {
                Some(Notice::Loading("starting", frame_of(seen), silence(seen)))
            }
            None => Some(Notice::Empty(
                "there are no tokens",
                format!("{} asks again", seen.settings.keys.of(Command::Refresh)).into(),
            )),
        }
    }
}

/// What stands beside a heading: its sums, and what can be done with it.
fn heading_panel(group: &Group<'_>, seen: &Seen<'_>, area: Rect, buf: &mut Buffer) {
    let (name, _) = row::called(group.key, seen);
    let inner = Panel::new(name).draw(seen.paint, area, buf);
    let count = |n: u32| format!("{:>8}  ", text::count(n as usize));
    let mut lines = vec![Phrase::new().text(count(group.counts.tokens)).with(Meaning::Title, "tokens")];
    lines
        .extend(row::sums(group.counts).map(|(n, word, tone)| Phrase::new().with(tone, count(n)).text(word)));
    let verb = if group.folded { "shows" } else { "folds" };
    let keys = Phrase::new()
        .with(Meaning::Key, seen.settings.keys.of(Command::Open))
        .muted(format!(" {verb} them   "));
    lines.extend([
        Phrase::new(),
        keys.with(Meaning::Key, seen.settings.keys.of(Command::Mark)).muted(" marks them all"),
    ]);
    for (y, line) in (0..inner.height).zip(&lines) {
        write::line(&line.line(seen.paint), Alignment::Left, seen.paint, write::row(inner, y), buf);
    }
}
