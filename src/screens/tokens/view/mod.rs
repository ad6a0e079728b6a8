//! How the list looks.
//!
//! ```text
//! ╭ tokens · 57 of 2,431 ──────────── by name ↑ ╮╭ dns-robot ───────────╮
//! │ / northwind dns                             ││ the token under the  │
//! │   NAME            ACCOUNT     STATUS   USED ││ cursor, where there  │
//! │ ▎ dns-robot       Northwind   ● active 3h   ││ is room              │
//! ╰─────────────────────────────────────────────╯╰──────────────────────╯
//! ```

mod offers;

use std::borrow::Cow;
use std::cell::RefCell;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::text::Span;

use super::State;
use crate::clock::DAY;
use crate::domain::filter::Highlight;
use crate::domain::finding::Severity;
use crate::domain::text::clean;
use crate::domain::token::Owner;
use crate::domain::token::Standing;
use crate::domain::token::Token;
use crate::domain::words;
use crate::protocol::FaultKind;
use crate::protocol::Scope;
use crate::screens::cx::Extent;
use crate::screens::cx::Seen;
use crate::screens::deeds;
use crate::screens::token::preview;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Notice;
use crate::ui::Panel;
use crate::ui::Phrase;
use crate::ui::field::Looks;
use crate::ui::table::Column;
use crate::ui::table::Hit;
use crate::ui::table::Row;
use crate::ui::table::Table;
use crate::ui::text;
use crate::ui::write;
use crate::world;
use crate::world::select::Column as By;
use crate::world::select::Sort;

/// From this width on, the token under the cursor is shown beside the list.
const BESIDE: u16 = 150;
/// From this height on, it is shown below the list, where there is no room beside it.
const BELOW: u16 = 32;
/// Tokens that end within this time are worth a colour.
const SOON: i64 = 30 * DAY;

/// The columns, and by what each sorts.
const COLUMNS: [(Column, By); 10] = [
    (Column::new("NAME", 14, 24).grow(2), By::Name),
    (Column::new("ACCOUNT", 12, 17).grow(1).rank(2), By::Account),
    (Column::new("STATUS", 10, 10), By::Status),
    (Column::new("USED", 6, 6).right().rank(1), By::LastUsed),
    (Column::new("ENDS", 6, 6).right().rank(1), By::Expires),
    (Column::new("FINDINGS", 12, 15).rank(3), By::Findings),
    (Column::new("MAY", 22, 44).grow(2).rank(4).spare(), By::Name),
    (Column::new("ISSUED", 7, 7).right().rank(5).spare(), By::Issued),
    (Column::new("CREATOR", 20, 30).rank(6).spare(), By::Creator),
    (Column::new("ID", 8, 8).rank(7).spare(), By::Id),
];

/// The place of the column that says what a token may do.
const MAY: usize = 6;

/// The orders that *sort* goes through.
const ORDERS: [By; 9] = [
    By::Name,
    By::Account,
    By::Status,
    By::LastUsed,
    By::Expires,
    By::Findings,
    By::Creator,
    By::Issued,
    By::Id,
];

struct Regions {
    panel: Rect,
    filter: Option<Rect>,
    table: Rect,
    preview: Option<Rect>,
}

impl State {
    fn regions(&self, area: Rect) -> Regions {
        let (panel, preview) = if area.width >= BESIDE {
            let side = (area.width * 3 / 10).min(72);
            let list = area.width - side;
            (Rect { width: list, ..area }, Some(Rect { x: area.x + list, width: side, ..area }))
        } else if area.height >= BELOW {
            let low = area.height * 2 / 5;
            let list = area.height - low;
            (Rect { height: list, ..area }, Some(Rect { y: area.y + list, height: low, ..area }))
        } else {
            (area, None)
        };
        let inner = Panel::inner(panel);
        let lines = match (self.filter.is_shown(), self.mistake()) {
            (false, _) => 0,
            (true, None) => 1,
            (true, Some(_)) => 2,
        };
        let lines = lines.min(inner.height);
        let filter = (lines > 0).then_some(Rect { height: lines, ..inner });
        // The cursor bar and the scroll bar take the blank cells beside the frame.
        let table = Rect { x: panel.x + 1, width: panel.width.saturating_sub(2), ..inner };
        let table = Rect { y: table.y + lines, height: table.height - lines, ..table };
        Regions { panel, filter, table, preview }
    }

    /// How many rows a body of this size shows.
    pub(super) fn height(&self, body: Extent) -> usize {
        let area = Rect { x: 0, y: 0, width: body.width, height: body.height };
        Table::rows_in(self.regions(area).table.height)
    }

    /// What is at a cell of the body.
    pub(super) fn hit(&self, x: u16, y: u16, body: Extent) -> Option<Hit> {
        let area = Rect { x: 0, y: 0, width: body.width, height: body.height };
        let columns = columns();
        self.table(&columns).hit(self.regions(area).table, x, y)
    }

    /// The order after a click on the title of a column.
    pub(super) fn sort_by(&self, column: usize) -> Option<Sort> {
        let (_, by) = COLUMNS.get(column)?;
        let now = self.rows.sort();
        Some(Sort { column: *by, descending: now.column == *by && !now.descending })
    }

    /// The order after the present one.
    pub(super) fn next_sort(&self) -> Sort {
        let now = self.rows.sort().column;
        let i = ORDERS.iter().position(|by| *by == now).map_or(0, |i| (i + 1) % ORDERS.len());
        // Of findings and ages the large end is what one looks for first.
        Sort { column: ORDERS[i], descending: matches!(ORDERS[i], By::Findings) }
    }

    fn table<'a>(&self, columns: &'a [Column]) -> Table<'a> {
        let sort = self.rows.sort();
        Table {
            columns,
            state: self.list,
            len: self.rows.len(),
            sort: COLUMNS.iter().position(|(_, by)| *by == sort.column).map(|i| (i, sort.descending)),
            marks: true,
            active: !self.filter.typing(),
        }
    }

    /// Paints.
    pub fn view(&self, seen: &Seen<'_>, frame: &mut Frame<'_>, area: Rect) {
        let regions = self.regions(area);
        let buf = frame.buffer_mut();
        self.title(seen).draw(seen.paint, regions.panel, buf);
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
                let columns = columns();
                let table = self.table(&columns);
                let highlight = RefCell::new(self.rows.query().highlight());
                let may = table.width_of(MAY, regions.table);
                table.draw(|i| self.row(i, may, &highlight, seen), seen.paint, regions.table, buf);
            }
        }
        if let Some(place) = regions.preview {
            let at = self.rows.get(self.list.cursor).and_then(|row| seen.world.row(row)).map(|r| &r.token.at);
            preview(at, seen, place, buf);
        }
        if let Some(entry) = regions.filter {
            let entry = Rect { x: entry.x + 2, ..entry };
            self.offers.draw(&self.filter.field, seen.paint, entry, regions.table, buf);
        }
    }

    fn title(&self, seen: &Seen<'_>) -> Panel {
        let name = match &self.account {
            Some(id) => format!("tokens of {}", deeds::owner_name(&Owner::Account(id.clone()), seen.world)),
            None => "tokens".to_owned(),
        };
        let all = seen.world.len();
        let count = if self.rows.len() == all {
            text::count(all)
        } else {
            format!("{} of {}", text::count(self.rows.len()), text::count(all))
        };
        let dot = seen.paint.glyph(Glyph::Dot);
        let mut panel =
            Panel::new(name).and(Meaning::Muted, format!(" {dot} {count}")).active(!self.filter.typing());
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
        if !self.rows.is_empty() {
            return None;
        }
        if !seen.world.is_empty() {
            return Some(Notice::Empty("no token matches", "esc drops the filter"));
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
            None => Some(Notice::Empty("there are no tokens", "r asks again")),
        }
    }

    /// The row at a place. `may` is the width of that column, if it is shown: what a token may do is the costliest
    /// thing to say, and is said in as many words as there is room for.
    fn row<'s>(
        &self,
        i: usize,
        may: Option<u16>,
        highlight: &RefCell<Option<Highlight>>,
        seen: &'s Seen<'_>,
    ) -> Row<'s> {
        let Some(row) = self.rows.get(i).and_then(|row| seen.world.row(row)) else { return Row::default() };
        let token = &row.token;
        let style = |meaning| seen.paint.style(meaning);
        let dead = matches!(row.standing, Standing::Expired | Standing::Disabled);
        let name = (clean(&token.name), style(if dead { Meaning::Muted } else { Meaning::Text }));
        let (owner, tone) = match &token.at.owner {
            Owner::User => ("you".to_owned(), Meaning::OwnerUser),
            owner => (deeds::owner_name(owner, seen.world), Meaning::OwnerAccount),
        };
        let owner = (Cow::Owned(owner), style(tone));
        let places = highlight.borrow_mut().as_mut().map(|h| h.places([&*name.0, &*owner.0]));
        let [in_name, in_owner] = places.unwrap_or_default();
        let found = |(text, ink): (Cow<'s, str>, Style), places: &[u32]| match places {
            [] => Line::styled(text, ink),
            places => {
                let spans = write::highlight(&text, places, ink, style(Meaning::Match));
                spans.into_iter().map(|s| Span::styled(s.content.into_owned(), s.style)).collect()
            }
        };
        let quiet = |text: String| Line::styled(text, style(Meaning::Muted));
        Row {
            cells: vec![
                found(name, &in_name),
                found(owner, &in_owner),
                status(row, seen),
                Line::styled(used(token, seen), style(used_tone(token))),
                expires(token, seen),
                findings(row, seen),
                quiet(
                    may.map(|cells| words::reach_line(token, seen.world, cells.into())).unwrap_or_default(),
                ),
                quiet(token.issued_on.map(|t| text::age(seen.now.since(t))).unwrap_or_default()),
                quiet(token.creator.as_deref().map(|c| clean(c).into_owned()).unwrap_or_default()),
                quiet(token.at.id.short(8)),
            ],
            marked: self.marks.contains(&token.at),
            tint: None,
        }
    }
}

fn columns() -> [Column<'static>; COLUMNS.len()] {
    COLUMNS.map(|(column, _)| column)
}

/// The frame of the spinner at this moment.
pub(in crate::screens) fn frame_of(seen: &Seen<'_>) -> usize {
    usize::try_from(seen.now.millis().rem_euclid(80 * 1000) / 80).unwrap_or(0)
}

/// For how many milliseconds the server has owed an answer, once it is so long that it is worth saying.
pub(in crate::screens) fn silence(seen: &Seen<'_>) -> Option<i64> {
    let silent = seen.now.since(seen.world.requests().unanswered_since(seen.now)?);
    (silent >= text::SILENCE).then_some(silent)
}

/// The sign and colour of a standing.
pub(in crate::screens) fn sign_of(standing: Standing) -> (Glyph, Meaning) {
    match standing {
        Standing::Active => (Glyph::Active, Meaning::Good),
        Standing::NotYet => (Glyph::Half, Meaning::Info),
        Standing::Expired => (Glyph::Expired, Meaning::Faint),
        Standing::Disabled => (Glyph::Disabled, Meaning::Muted),
        Standing::Exposed => (Glyph::Exposed, Meaning::Bad),
        Standing::Unknown => (Glyph::Half, Meaning::Warn),
    }
}

/// What a token is now, or what is being done to it.
pub(in crate::screens) fn status<'s>(row: &'s world::Row, seen: &Seen<'_>) -> Line<'s> {
    if let Some(verb) = seen.pending.get(&row.token.at) {
        let sign = seen.paint.spinner(frame_of(seen));
        return Line::styled(format!("{sign} {}", verb.word()), seen.paint.style(Meaning::Warn));
    }
    let (glyph, meaning) = sign_of(row.standing);
    let word = match row.standing {
        Standing::Unknown if !row.token.status.word().is_empty() => clean(row.token.status.word()),
        standing => standing.word().into(),
    };
    Line::styled(format!("{} {word}", seen.paint.glyph(glyph)), seen.paint.style(meaning))
}

fn used(token: &Token, seen: &Seen<'_>) -> String {
    token.last_used_on.map_or_else(|| "never".to_owned(), |t| text::age(seen.now.since(t)))
}

fn used_tone(token: &Token) -> Meaning {
    if token.last_used_on.is_none() { Meaning::Faint } else { Meaning::Text }
}

fn expires<'s>(token: &Token, seen: &Seen<'_>) -> Line<'s> {
    let (word, meaning) = match token.expires_on {
        None => ("never".to_owned(), Meaning::Faint),
        Some(end) => {
            let left = end.since(seen.now);
            let meaning = match left {
                ..=0 => Meaning::Faint,
                _ if left < SOON => Meaning::Warn,
                _ => Meaning::Text,
            };
            let word = if left <= 0 { format!("-{}", text::age(-left)) } else { text::age(left) };
            (word, meaning)
        }
    };
    Line::styled(word, seen.paint.style(meaning))
}

/// The gravest finding by name, and how many there are besides: `wide +2`.
fn findings<'s>(row: &world::Row, seen: &Seen<'_>) -> Line<'s> {
    let Some(worst) = row.findings.iter().next() else { return Line::default() };
    let meaning = row.findings.worst().map_or(Meaning::Muted, tone_of);
    let many = match row.findings.len() {
        0 | 1 => String::new(),
        n => format!(" +{}", n - 1),
    };
    Line::styled(format!("{}{many}", worst.word()), seen.paint.style(meaning))
}

/// The colour of a severity.
pub(in crate::screens) fn tone_of(severity: Severity) -> Meaning {
    match severity {
        Severity::High => Meaning::Bad,
        Severity::Medium => Meaning::Warn,
        Severity::Low => Meaning::Muted,
        Severity::Info => Meaning::Faint,
    }
}
