//! How the list of accounts looks.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line as Text;
use ratatui::text::Span;

use super::By;
use super::Line;
use super::State;
use super::summary;
use crate::command::Command;
use crate::domain::finding::FindingId;
use crate::domain::finding::Quota;
use crate::domain::text::clean;
use crate::domain::token::Owner;
use crate::domain::token::Standing;
use crate::protocol::FaultKind;
use crate::protocol::Scope;
use crate::screens::cx::Extent;
use crate::screens::cx::Seen;
use crate::screens::panes;
use crate::screens::token::draw_sections;
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
use crate::world::Freshness;
use crate::world::Sums;

const COLUMNS: [Column; 11] = [
    Column::new("ACCOUNT", 19, 32).grow(2).middle(),
    Column::new("TOKENS", 15, 15),
    Column::new("ACTIVE", 6, 8).right().rank(1),
    Column::new("OFF", 4, 5).right().rank(5),
    Column::new("EXPIRED", 7, 7).right().rank(6),
    Column::new("EXPOSED", 7, 7).right().rank(1),
    Column::new("EXPIRING", 8, 8).right().rank(3),
    Column::new("UNUSED", 6, 6).right().rank(4),
    Column::new("FINDINGS", 8, 10).right().rank(1),
    Column::new("API", 4, 4).rank(7),
    Column::new("READ", 9, 10).right().rank(2),
];

/// Where the columns stand that can be sorted by.
const ORDERS: [(By, usize); 4] = [(By::Name, 0), (By::Tokens, 1), (By::Active, 2), (By::Findings, 8)];

struct Regions {
    panel: Rect,
    filter: Option<Rect>,
    table: Rect,
    summary: Option<Rect>,
}

impl State {
    fn regions(&self, area: Rect) -> Regions {
        let (panel, summary) = panes::beside_or_below(area);
        let (filter, table) = panes::filter_and_table(panel, u16::from(self.filter.is_shown()));
        Regions { panel, filter, table, summary }
    }

    pub(super) fn height(&self, body: Extent) -> usize {
        Table::rows_in(self.regions(panes::whole(body)).table.height)
    }

    pub(super) fn hit(&self, x: u16, y: u16, body: Extent) -> Option<Hit> {
        self.table().hit(self.regions(panes::whole(body)).table, x, y)
    }

    /// Whether a cell of the body belongs to the filter.
    pub(super) fn on_filter(&self, x: u16, y: u16, body: Extent) -> bool {
        self.regions(panes::whole(body)).filter.is_some_and(|place| place.contains((x, y).into()))
    }

    /// The order that a column stands for, if it can be sorted by.
    pub(super) fn order_of(column: usize) -> Option<By> {
        ORDERS.iter().find(|(_, at)| *at == column).map(|(by, _)| *by)
    }

    fn table(&self) -> Table<'static> {
        let column = ORDERS.iter().find(|(by, _)| *by == self.by).map_or(0, |(_, column)| *column);
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
        let Regions { panel, filter, table, summary } = self.regions(area);
        self.title(seen).draw(seen.paint, panel, buf);
        if let Some(place) = filter {
            let looks = Looks { placeholder: "part of a name or id", ..Looks::default() };
            self.filter.draw(looks, seen.paint, place, buf);
        }
        let state = seen.world.freshness(&Scope::Accounts);
        match self.notice(&state, seen) {
            Some(notice) => notice.draw(seen.paint, table, buf),
            None => self.table().draw(|i| self.row(i, seen), seen.paint, table, buf),
        }
        if let Some(place) = summary {
            self.summary(seen, place, buf);
        }
    }

    fn title(&self, seen: &Seen<'_>) -> Panel {
        let all = seen.world.account_ids().len();
        let count = if self.matching == all {
            text::count(all)
        } else {
            format!("{} of {}", text::count(self.matching), text::count(all))
        };
        let totals = seen.world.totals();
        let sums = format!(
            "{}, {} active, {} with findings",
            text::plural(totals.tokens() as usize, "token"),
            text::count(totals.standing(Standing::Active) as usize),
            text::count(totals.with_findings() as usize)
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
            .foot(if self.shown.is_empty() { Phrase::new() } else { unread(seen) })
    }

    fn summary(&self, seen: &Seen<'_>, area: Rect, buf: &mut Buffer) {
        let Some(line) = self.line() else {
            Panel::new("").draw(seen.paint, area, buf);
            return;
        };
        let of = summary::Of {
            world: seen.world,
            when: &|t| seen.paint.when(t),
            glyph: &|glyph| seen.paint.glyph(glyph),
        };
        draw_sections(summary::title(line, seen.world), |width| of.sections(line, width), seen, area, buf);
    }

    fn notice<'a>(&self, state: &'a Freshness, seen: &Seen<'_>) -> Option<Notice<'a>> {
        if !self.shown.is_empty() {
            return None;
        }
        if !seen.world.account_ids().is_empty() {
            return Some(Notice::Empty(
                "no account matches",
                format!("{} drops the filter", seen.settings.keys.of(Command::Back)).into(),
            ));
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
                "a token may still act on one: give its id with CLOUDFLARE_ACCOUNT_ID".into(),
            )),
        }
    }

    fn row<'s>(&self, i: usize, seen: &'s Seen<'_>) -> Row<'s> {
        let style = |meaning| seen.paint.style(meaning);
        match self.shown.get(i) {
            None => Row::default(),
            Some(Line::You) => {
                let owner = Owner::User;
                let freshness = seen.world.freshness(&Scope::Tokens(owner.clone()));
                let (sums, quota) = (seen.world.sums(&owner), seen.world.quota(&owner));
                let name = Text::styled("you", style(Meaning::OwnerUser));
                counts(name, &sums, quota, Text::default(), age(&freshness, seen), seen)
            }
            Some(Line::Organization(row, folded)) => {
                let glyph = if *folded { Glyph::Step } else { Glyph::Open };
                let name = Text::from(vec![
                    Span::styled(
                        format!("{:indent$}{} ", "", seen.paint.glyph(glyph), indent = 2 * row.depth),
                        style(Meaning::Muted),
                    ),
                    Span::styled(summary::organization_name(row), style(Meaning::Title)),
                ]);
                counts(name, &row.sums, None, Text::default(), Text::default(), seen)
            }
            Some(line @ Line::Account(id, depth)) => {
                let Some(row) = seen.world.account(id) else { return Row::default() };
                let name = format!("{:indent$}{}", "", summary::title(line, seen.world), indent = 2 * depth);
                let name = Text::styled(name, style(Meaning::Text));
                let api = api(row.account.api_access, seen);
                counts(name, &row.sums, row.quota, api, age(&row.freshness, seen), seen)
            }
        }
    }
}

/// What could not be read beside the tokens: accounts or organizations.
fn unread(seen: &Seen<'_>) -> Phrase {
    let scopes = [(Scope::Accounts, "accounts"), (Scope::Organizations, "organizations")];
    let mut faults = scopes
        .into_iter()
        .filter_map(|(scope, word)| seen.world.freshness(&scope).fault.map(|fault| (word, fault)));
    let Some((word, fault)) = faults.next() else { return Phrase::new() };
    let why = match &fault.kind {
        FaultKind::Forbidden { needs: Some(needs) } => format!("not permitted: needs \"{}\"", clean(needs)),
        FaultKind::Forbidden { needs: None } => "not permitted".to_owned(),
        _ => clean(&fault.what).into_owned(),
    };
    Phrase::new().muted(format!("{word} ")).with(Meaning::Warn, why)
}

/// The cells of a line.
fn counts<'s>(
    name: Text<'s>,
    sums: &Sums,
    quota: Option<Quota>,
    api: Text<'s>,
    age: Text<'s>,
    seen: &'s Seen<'_>,
) -> Row<'s> {
    let number = |n: u32, meaning| {
        let meaning = if n == 0 { Meaning::Faint } else { meaning };
        Text::styled(text::count(n as usize), seen.paint.style(meaning))
    };
    let unused = sums.finding(FindingId::Unused) + sums.finding(FindingId::NeverUsed);
    let cells = vec![
        name,
        tokens(sums.tokens(), quota, seen),
        number(sums.standing(Standing::Active), Meaning::Good),
        number(sums.standing(Standing::Disabled), Meaning::Muted),
        number(sums.standing(Standing::Expired), Meaning::Muted),
        number(sums.standing(Standing::Exposed), Meaning::Bad),
        number(sums.finding(FindingId::Expiring), Meaning::Warn),
        number(unused, Meaning::Warn),
        number(sums.with_findings(), Meaning::Warn),
        api,
        age,
    ];
    Row { cells, ..Row::default() }
}

/// How many tokens there are, of how many that may be: `    20/500 ▰▱▱▱`.
fn tokens<'s>(there: u32, quota: Option<Quota>, seen: &Seen<'_>) -> Text<'s> {
    let count = |n: usize| format!("{:>6}", text::count(n));
    let words = match quota {
        Some(quota) => {
            let (used, limit) = (quota.used as u64, quota.limit as u64);
            Phrase::new()
                .text(count(quota.used))
                .with(Meaning::Faint, format!("/{} ", text::count(quota.limit)))
                .and(&gauge::meter(used, limit, 4, seen.paint))
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
fn api<'s>(allowed: Option<bool>, seen: &Seen<'_>) -> Text<'s> {
    let (word, meaning) = match allowed {
        Some(true) => ("on", Meaning::Good),
        Some(false) => ("off", Meaning::Bad),
        None => ("", Meaning::Faint),
    };
    Text::styled(word, seen.paint.style(meaning))
}

/// How old what we know of the account's tokens is, or why we know nothing.
pub(in crate::screens) fn age<'s>(freshness: &Freshness, seen: &Seen<'_>) -> Text<'s> {
    let style = |meaning| seen.paint.style(meaning);
    if freshness.asking {
        return Text::styled(format!("{} asking", seen.paint.spinner(frame_of(seen))), style(Meaning::Info));
    }
    if let Some(fault) = &freshness.fault {
        let word = if matches!(fault.kind, FaultKind::Forbidden { .. }) { "refused" } else { "failed" };
        return Text::styled(format!("{} {word}", seen.paint.glyph(Glyph::Exposed)), style(Meaning::Bad));
    }
    match freshness.as_of {
        None => Text::styled("not yet", style(Meaning::Faint)),
        Some(t) => {
            let old = seen.now.since(t) > seen.settings.fresh_other;
            Text::styled(
                text::ago(Some(t), seen.now),
                style(if old { Meaning::Stale } else { Meaning::Muted }),
            )
        }
    }
}
