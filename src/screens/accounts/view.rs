//! How the list of accounts looks.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::text::Span;

use super::By;
use super::State;
use crate::domain::text::clean;
use crate::domain::token::Standing;
use crate::protocol::FaultKind;
use crate::protocol::Scope;
use crate::screens::cx::Extent;
use crate::screens::cx::Seen;
use crate::screens::tokens::{frame_of, silence};
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Notice;
use crate::ui::Panel;
use crate::ui::Phrase;
use crate::ui::field::Looks;
use crate::ui::gauge;
use crate::ui::table::Column;
use crate::ui::table::Hit;
use crate::ui::table::Row;
use crate::ui::table::Table;
use crate::ui::text;
use crate::world::AccountRow;
use crate::world::Freshness;

const COLUMNS: [Column; 10] = [
    Column::new("ACCOUNT", 17, 30).grow(2),
    Column::new("TOKENS", 17, 17),
    Column::new("ACTIVE", 6, 6).right().rank(1),
    Column::new("OFF", 4, 5).right().rank(3),
    Column::new("EXPIRED", 7, 7).right().rank(4),
    Column::new("EXPOSED", 7, 7).right().rank(1),
    Column::new("FINDINGS", 8, 8).right().rank(1),
    Column::new("API", 4, 4).rank(5),
    Column::new("ORGANIZATION", 16, 22).rank(6).spare(),
    Column::new("READ", 9, 10).right().rank(2),
];

impl State {
    fn regions(&self, area: Rect) -> (Option<Rect>, Rect) {
        let inner = Panel::inner(area);
        let lines = u16::from(self.filter.is_shown()).min(inner.height);
        let filter = (lines > 0).then_some(Rect { height: lines, ..inner });
        let table = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..inner };
        (filter, Rect { y: table.y + lines, height: table.height - lines, ..table })
    }

    pub(super) fn height(&self, body: Extent) -> usize {
        let area = Rect { x: 0, y: 0, width: body.width, height: body.height };
        Table::rows_in(self.regions(area).1.height)
    }

    pub(super) fn hit(&self, x: u16, y: u16, body: Extent) -> Option<Hit> {
        let area = Rect { x: 0, y: 0, width: body.width, height: body.height };
        self.table().hit(self.regions(area).1, x, y)
    }

    fn table(&self) -> Table<'static> {
        let column = match self.by {
            By::Name => 0,
            By::Tokens => 1,
            By::Active => 2,
            By::Findings => 6,
        };
        Table {
            columns: &COLUMNS,
            state: self.list,
            len: self.shown.len(),
            sort: Some((column, self.descending)),
            marks: false,
            active: !self.filter.typing(),
        }
    }

    /// Paints.
    pub fn view(&self, seen: &Seen<'_>, frame: &mut Frame<'_>, area: Rect) {
        let buf = frame.buffer_mut();
        let (filter, table) = self.regions(area);
        let all = seen.world.account_ids().len();
        let count = if self.shown.len() == all {
            text::count(all)
        } else {
            format!("{} of {}", text::count(self.shown.len()), text::count(all))
        };
        let totals = seen.world.totals();
        let sums = format!(
            "{}, {} active",
            text::plural(totals.tokens() as usize, "token"),
            text::count(totals.standing(Standing::Active) as usize)
        );
        let note = if seen.world.reading() {
            Phrase::new().with(Meaning::Info, "still reading")
        } else {
            Phrase::new().muted(sums)
        };
        Panel::new("accounts")
            .and(Meaning::Muted, format!(" {} {count}", seen.paint.glyph(Glyph::Dot)))
            .active(!self.filter.typing())
            .note(note)
            .draw(seen.paint, area, buf);
        if let Some(place) = filter {
            let looks = Looks { placeholder: "part of a name or id", ..Looks::default() };
            self.filter.draw(looks, seen.paint, place, buf);
        }
        let state = seen.world.freshness(&Scope::Accounts);
        match self.notice(&state, seen) {
            Some(notice) => notice.draw(seen.paint, table, buf),
            None => self.table().draw(|i| self.row(i, seen), seen.paint, table, buf),
        }
    }

    fn notice<'a>(&self, state: &'a Freshness, seen: &Seen<'_>) -> Option<Notice<'a>> {
        if !self.shown.is_empty() {
            return None;
        }
        if !seen.world.account_ids().is_empty() {
            return Some(Notice::Empty("no account matches", "esc drops the filter"));
        }
        match &state.fault {
            Some(fault) if matches!(fault.kind, FaultKind::Forbidden { .. }) => {
                Some(Notice::Refused(&fault.what, &fault.next))
            }
            Some(fault) if !state.asking => Some(Notice::Failed(&fault.what, &fault.next)),
            _ if state.as_of.is_none() => {
                Some(Notice::Loading("asking for accounts", frame_of(seen), silence(seen)))
            }
            _ => Some(Notice::Empty(
                "this credential sees no account",
                "a token may still act on one: give its id with CLOUDFLARE_ACCOUNT_ID",
            )),
        }
    }

    fn row<'s>(&self, i: usize, seen: &'s Seen<'_>) -> Row<'s> {
        let Some(row) = self.shown.get(i).and_then(|id| seen.world.account(id)) else {
            return Row::default();
        };
        let style = |meaning| seen.paint.style(meaning);
        let number = |n: u32, meaning| {
            let meaning = if n == 0 { Meaning::Faint } else { meaning };
            Line::styled(text::count(n as usize), style(meaning))
        };
        let sums = row.sums;
        let name = if row.account.name.is_empty() {
            row.account.id.to_string()
        } else {
            clean(&row.account.name).into_owned()
        };
        Row {
            cells: vec![
                Line::styled(name, style(Meaning::Text)),
                tokens(&row, seen),
                number(sums.standing(Standing::Active), Meaning::Good),
                number(sums.standing(Standing::Disabled), Meaning::Muted),
                number(sums.standing(Standing::Expired), Meaning::Muted),
                number(sums.standing(Standing::Exposed), Meaning::Bad),
                number(sums.with_findings(), Meaning::Warn),
                api(row.account.api_access, seen),
                Line::styled(
                    row.account.parent.as_ref().map(|p| clean(&p.name)).unwrap_or_default(),
                    style(Meaning::Muted),
                ),
                age(&row.freshness, seen),
            ],
            ..Row::default()
        }
    }
}

/// How many tokens there are, of how many that may be: `    20/500 ▰▱▱▱▱▱`.
fn tokens<'s>(row: &AccountRow<'_>, seen: &Seen<'_>) -> Line<'s> {
    let there = row.sums.tokens();
    let count = |n: usize| format!("{:>6}", text::count(n));
    let words = match row.quota {
        Some(quota) => {
            let (used, limit) = (quota.used as u64, quota.limit as u64);
            Phrase::new()
                .text(count(quota.used))
                .with(Meaning::Faint, format!("/{} ", text::count(quota.limit)))
                .and(&gauge::meter(used, limit, 6, seen.paint))
        }
        None => {
            Phrase::new().with(if there == 0 { Meaning::Faint } else { Meaning::Text }, count(there as usize))
        }
    };
    let spans =
        words.line(seen.paint).spans.into_iter().map(|s| Span::styled(s.content.into_owned(), s.style));
    spans.collect()
}

/// Whether the API may be used by members (API reference 7.4): said by the word and by its colour.
fn api<'s>(allowed: Option<bool>, seen: &Seen<'_>) -> Line<'s> {
    let (word, meaning) = match allowed {
        Some(true) => ("on", Meaning::Good),
        Some(false) => ("off", Meaning::Bad),
        None => ("", Meaning::Faint),
    };
    Line::styled(word, seen.paint.style(meaning))
}

/// How old what we know of the account's tokens is, or why we know nothing.
pub(in crate::screens) fn age<'s>(freshness: &Freshness, seen: &Seen<'_>) -> Line<'s> {
    let style = |meaning| seen.paint.style(meaning);
    if freshness.asking {
        return Line::styled(format!("{} asking", seen.paint.spinner(frame_of(seen))), style(Meaning::Info));
    }
    if let Some(fault) = &freshness.fault {
        let word = if matches!(fault.kind, FaultKind::Forbidden { .. }) { "not permitted" } else { "failed" };
        return Line::styled(format!("{} {word}", seen.paint.glyph(Glyph::Exposed)), style(Meaning::Bad));
    }
    match freshness.as_of {
        None => Line::styled("not yet", style(Meaning::Faint)),
        Some(t) => {
            let old = seen.now.since(t) > seen.settings.fresh_other;
            Line::styled(
                text::ago(Some(t), seen.now),
                style(if old { Meaning::Stale } else { Meaning::Muted }),
            )
        }
    }
}
