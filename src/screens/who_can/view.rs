//! How the question and its answer look.
//!
//! ```text
//! ╭ who can ────────────────────────────────────────────╮
//! │ what    DNS Write  zone, "DNS Edit" in the dashboard │
//! │ on      example.com  zone of Acme                    │
//! │ filter  can:"DNS Write" on:example.com               │
//! ╰──────────────────────────────────────────────────────╯
//! ╭ 12 can · 3 would, but · 1 unknown ───────────────────╮
//! ```

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Alignment;
use ratatui::layout::Position;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::text::Span;

use super::Focus;
use super::Lens;
use super::State;
use super::answer;
use super::side;
use super::side::Side;
use super::side::Thing;
use crate::command::Command;
use crate::domain::filter::Question;
use crate::domain::text::clean;
use crate::domain::token::Owner;
use crate::screens::cx::Extent;
use crate::screens::cx::Seen;
use crate::screens::deeds;
use crate::screens::panes;
use crate::screens::token::preview;
use crate::screens::tokens::{frame_of, silence};
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

/// Lines of the question with its frame.
const QUESTION: u16 = 5;
/// Cells of the labels before the sides.
const LABEL: u16 = 8;

const COLUMNS: [Column; 6] = [
    Column::new("NAME", 12, 22).grow(1),
    Column::new("ACCOUNT", 10, 16).grow(1).rank(2).middle(),
    Column::new("STATUS", 12, 12),
    Column::new("HOW", 27, 40).grow(3).rank(1),
    Column::new("CREATOR", 14, 24).rank(4),
    Column::new("USED", 5, 5).right().rank(3),
];

/// What the mouse finds.
pub(super) enum OnView {
    /// A side of the question.
    Side(Focus),
    /// Something that could be meant on the side that is typed, counted from 0.
    Proposal(usize),
    /// A row of the answer.
    Row(usize),
}

struct Regions {
    question: Rect,
    proposals: Option<Rect>,
    answer: Rect,
    table: Rect,
    preview: Option<Rect>,
}

impl State {
    fn regions(&self, area: Rect) -> Regions {
        let (left, preview) = panes::beside(area, 3, 72);
        let question = Rect { height: QUESTION.min(left.height), ..left };
        let found = match self.focus {
            Focus::What => Some(self.what.found.len()),
            Focus::Where => Some(self.place.found.len()),
            Focus::List => None,
        };
        // As high with few proposals as with many, so that the answer does not jump while one types.
        let height = if found.is_some() { side::SHOWN as u16 } else { 0 };
        let height = height.min((left.height - question.height) / 2);
        let proposals = Rect { x: left.x + 2 + LABEL, y: question.bottom(), height, ..left };
        let proposals = Rect { width: left.width.saturating_sub(4 + LABEL), ..proposals };
        let taken = question.height + height;
        let answer = Rect { y: left.y + taken, height: left.height - taken, ..left };
        let table = panes::table(answer);
        Regions { question, proposals: found.map(|_| proposals), answer, table, preview }
    }

    fn table(&self) -> Table<'static> {
        Table {
            columns: &COLUMNS,
            state: self.list,
            len: self.len(),
            sort: None,
            marks: false,
            active: self.focus == Focus::List,
        }
    }

    /// How many rows of the answer a body of this size shows.
    pub(super) fn height(&self, body: Extent) -> usize {
        Table::rows_in(self.regions(panes::whole(body)).table.height)
    }

    /// What is at a cell of the body.
    pub(super) fn hit(&self, x: u16, y: u16, body: Extent) -> Option<OnView> {
        let (regions, at) = (self.regions(panes::whole(body)), Position { x, y });
        let question = Panel::inner(regions.question);
        if question.contains(at) {
            return match y - question.y {
                0 => Some(OnView::Side(Focus::What)),
                1 => Some(OnView::Side(Focus::Where)),
                _ => None,
            };
        }
        if let Some(place) = regions.proposals.filter(|place| place.contains(at)) {
            let (row, height) = (usize::from(y - place.y), usize::from(place.height));
            let (list, len) = match self.focus {
                Focus::What => (self.what.list, self.what.found.len()),
                _ => (self.place.list, self.place.found.len()),
            };
            return list.fitted(len, height).row_at(row, len, height).map(OnView::Proposal);
        }
        match self.table().hit(regions.table, x, y)? {
            Hit::Row(row) => Some(OnView::Row(row)),
            Hit::Column(_) => None,
        }
    }

    /// Paints.
    pub fn view(&self, seen: &Seen<'_>, frame: &mut Frame<'_>, area: Rect) {
        let buf = frame.buffer_mut();
        let regions = self.regions(area);
        self.draw_question(seen, regions.question, buf);
        if let Some(place) = regions.proposals {
            match self.focus {
                Focus::What => draw_proposals(&self.what, seen, place, buf),
                Focus::Where => draw_proposals(&self.place, seen, place, buf),
                Focus::List => {}
            }
        }
        self.draw_answer(seen, regions.answer, regions.table, buf);
        if let Some(place) = regions.preview {
            let row = self.rows.get(self.list.cursor);
            preview(row.and_then(|row| seen.world.row(*row)).map(|row| &row.token.at), seen, place, buf);
        }
    }

    fn draw_question(&self, seen: &Seen<'_>, area: Rect, buf: &mut Buffer) {
        let inner = Panel::new("who can").active(self.focus != Focus::List).draw(seen.paint, area, buf);
        draw_side(
            "what",
            &self.what,
            self.focus == Focus::What,
            "any permission",
            seen,
            write::row(inner, 0),
            buf,
        );
        draw_side("on", &self.place, self.focus == Focus::Where, "anywhere", seen, write::row(inner, 1), buf);
        if self.counts.is_some() {
            let filter = self.query(self.lens, seen.world).to_string();
            let line = Phrase::new().muted(format!("{:<8}", "filter")).with(Meaning::Info, clean(&filter));
            write::line(&line.line(seen.paint), Alignment::Left, seen.paint, write::row(inner, 2), buf);
        }
    }

    fn draw_answer(&self, seen: &Seen<'_>, area: Rect, table: Rect, buf: &mut Buffer) {
        let dot = format!(" {} ", seen.paint.glyph(Glyph::Dot));
        let words = ["can", "would, but", "unknown permission"];
        let mut panel = Panel::new("").active(self.focus == Focus::List);
        for (i, (lens, word)) in Lens::ALL.into_iter().zip(words).enumerate() {
            let Some(counts) = self.counts else { break };
            let meaning = if lens == self.lens { Meaning::Title } else { Meaning::Muted };
            let before = if i > 0 { dot.as_str() } else { "" };
            let sign = if lens == self.lens { seen.paint.glyph(Glyph::Pointer) } else { "" };
            let counted = if lens == self.lens { Some(self.len()) } else { counts[i] };
            let many = counted.map(|n| format!("{} ", text::count(n))).unwrap_or_default();
            panel = panel.and(Meaning::Faint, before).and(meaning, format!("{sign}{many}{word}"));
        }
        let note = match seen.world.reading() {
            true => Phrase::new().with(Meaning::Info, "still reading"),
            false => Phrase::new(),
        };
        panel.note(note).draw(seen.paint, area, buf);
        if self.len() > 0 {
            let question = Question::of(&self.query(self.lens, seen.world));
            return self.table().draw(|i| self.row(i, &question, seen), seen.paint, table, buf);
        }
        let notice = match (self.counts.is_some(), self.lens) {
            _ if seen.world.is_empty() && seen.world.reading() => {
                Notice::Loading("asking for tokens", frame_of(seen), silence(seen))
            }
            (false, _) => Notice::Empty(
                "who can do what, on what?",
                "type a permission, a zone, an account, or both".into(),
            ),
            (true, Lens::Can) => Notice::Empty(
                "no token can",
                format!(
                    "{} asks which would, were they not denied or disabled",
                    seen.settings.keys.of(Command::NextLens)
                )
                .into(),
            ),
            (true, Lens::Would) => Notice::Empty(
                "no token would",
                "nothing that allows it is denied, disabled or out of date".into(),
            ),
            (true, Lens::Unknown) => Notice::Empty(
                "no unknown permission there",
                "every permission that reaches it is known".into(),
            ),
        };
        notice.draw(seen.paint, table, buf);
    }

    fn row<'s>(&self, i: usize, question: &Question, seen: &'s Seen<'_>) -> Row<'s> {
        let Some(row) = self.rows.get(i).and_then(|no| seen.world.row(*no)) else { return Row::default() };
        let token = &*row.token;
        let style = |meaning| seen.paint.style(meaning);
        let how = question.how(token, seen.world);
        let (glyph, meaning, word) = answer::status(token, how.as_ref(), seen.world);
        let named = self.what.chosen.is_none();
        let path = how.map(|how| answer::path(&how, named, seen.world)).unwrap_or_default();
        let path: Vec<Span<'s>> = path
            .line(seen.paint)
            .spans
            .into_iter()
            .map(|span| Span::styled(span.content.into_owned(), span.style))
            .collect();
        let (owner, tone) = match &token.at.owner {
            Owner::User => ("you".to_owned(), Meaning::OwnerUser),
            owner => (deeds::owner_name(owner, seen.world), Meaning::OwnerAccount),
        };
        let used = token.last_used_on.map_or_else(|| "never".to_owned(), |t| text::age(seen.now.since(t)));
        Row {
            cells: vec![
                Line::styled(clean(&token.name), style(Meaning::Text)),
                Line::styled(owner, style(tone)),
                Line::styled(format!("{} {word}", seen.paint.glyph(glyph)), style(meaning)),
                Line::from(path),
                Line::styled(clean(token.maker().unwrap_or_default()), style(Meaning::Muted)),
                Line::styled(used, style(Meaning::Muted)),
            ],
            ..Row::default()
        }
    }
}

fn draw_side<T: Thing>(
    label: &str,
    side: &Side<T>,
    active: bool,
    anything: &str,
    seen: &Seen<'_>,
    line: Rect,
    buf: &mut Buffer,
) {
    let meaning = if active { Meaning::Key } else { Meaning::Muted };
    let sign = Phrase::new().with(meaning, label);
    write::line(&sign.line(seen.paint), Alignment::Left, seen.paint, line, buf);
    let rest = Rect { x: line.x + LABEL.min(line.width), width: line.width.saturating_sub(LABEL), ..line };
    if active {
        let looks = Looks { active, placeholder: anything, ghost: "", complaint: None };
        return side.field.draw(looks, seen.paint, rest, buf);
    }
    let words = match (&side.chosen, side.field.text().trim()) {
        (Some(thing), _) => {
            Phrase::new().text(thing.name(seen.world)).muted(format!("  {}", thing.detail(seen.world)))
        }
        (None, "") => Phrase::new().with(Meaning::Faint, anything),
        (None, typed) => Phrase::new().text(clean(typed)).muted("  as typed"),
    };
    write::line(&words.line(seen.paint), Alignment::Left, seen.paint, rest, buf);
}

fn draw_proposals<T: Thing>(side: &Side<T>, seen: &Seen<'_>, area: Rect, buf: &mut Buffer) {
    if side.found.is_empty() {
        let words = match side.field.text().trim() {
            "" => "type a part of its name",
            _ => "nothing known is called that; it is asked for as typed",
        };
        let line = Phrase::new().with(Meaning::Faint, words);
        return write::line(&line.line(seen.paint), Alignment::Left, seen.paint, write::row(area, 0), buf);
    }
    let height = usize::from(area.height);
    let state = side.list.fitted(side.found.len(), height);
    for (y, i) in (0..).zip(state.window(side.found.len(), height)) {
        let Some(thing) = side.found.get(i) else { continue };
        let line = write::row(area, y);
        let under = side.chosen.as_ref() == Some(thing);
        let sign = if under { seen.paint.glyph(Glyph::Pointer) } else { " " };
        let words = Phrase::new()
            .with(Meaning::Accent, format!("{sign} "))
            .text(thing.name(seen.world))
            .muted(format!("  {}", thing.detail(seen.world)));
        write::line(&words.line(seen.paint), Alignment::Left, seen.paint, line, buf);
        if under {
            buf.set_style(line, seen.paint.style(Meaning::Selection));
        }
    }
}
