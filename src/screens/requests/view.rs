//! How the list of requests looks.

mod jobs;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::State;
use crate::domain::text::clean;
use crate::protocol::Moment;
use crate::protocol::RequestNote;
use crate::screens::cx::Extent;
use crate::screens::cx::Seen;
use crate::screens::panes;
use crate::screens::tokens::frame_of;
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
use crate::world::Request;
use crate::world::World;

const COLUMNS: [Column; 9] = [
    Column::new("SENT", 8, 8),
    Column::new("METHOD", 6, 6),
    Column::new("PATH", 22, 46).grow(1),
    Column::new("ANSWER", 12, 28).grow(1),
    Column::new("TOOK", 7, 7).right().rank(1),
    Column::new("TRY", 3, 3).right().rank(3),
    Column::new("LANE", 8, 11).rank(2),
    Column::new("BYTES", 7, 8).right().rank(4),
    Column::new("REQUEST ID", 12, 22).rank(5),
];

impl State {
    fn table(&self, world: &World) -> Table<'static> {
        Table {
            columns: &COLUMNS,
            state: self.list,
            len: world.requests().iter().len(),
            sort: None,
            marks: false,
            active: true,
        }
    }

    pub(super) fn height(&self, body: Extent) -> usize {
        let (_, list) = split(panes::whole(body));
        Table::rows_in(panes::table(list).height)
    }

    pub(super) fn hit(&self, x: u16, y: u16, world: &World, body: Extent) -> Option<Hit> {
        let (_, list) = split(panes::whole(body));
        self.table(world).hit(panes::table(list), x, y)
    }

    /// Paints.
    pub fn view(&self, seen: &Seen<'_>, frame: &mut Frame<'_>, area: Rect) {
        let buf = frame.buffer_mut();
        let requests = seen.world.requests();
        let (above, area) = split(area);
        jobs::draw(seen, above, buf);
        Panel::new("requests")
            .and(
                Meaning::Muted,
                format!(" {} {}", seen.paint.glyph(Glyph::Dot), text::count(requests.iter().len())),
            )
            .active(true)
            .note(lanes(seen))
            .draw(seen.paint, area, buf);
        let table = panes::table(area);
        if requests.iter().len() == 0 {
            Notice::Empty("nothing has been sent yet", "".into()).draw(seen.paint, table, buf);
            return;
        }
        let notes: Vec<&RequestNote> = requests.iter().map(|r| &r.last).collect();
        self.table(seen.world).draw(
            |i| notes.get(i).map_or_else(Row::default, |note| row(note, seen)),
            seen.paint,
            table,
            buf,
        );
    }
}

/// The jobs above, the requests below.
fn split(area: Rect) -> (Rect, Rect) {
    let rows = jobs::rows(area.height).min(area.height);
    (Rect { height: rows, ..area }, Rect { y: area.y + rows, height: area.height - rows, ..area })
}

/// What waits and what is in the air, by lane.
fn lanes(seen: &Seen<'_>) -> Phrase {
    let busy: Vec<String> = seen
        .world
        .budget()
        .lanes
        .iter()
        .filter(|l| l.waiting + l.in_flight > 0)
        .map(|l| format!("{} {}+{}", l.name, l.in_flight, l.waiting))
        .collect();
    // A request that waits for its answer is not idleness, whatever the governor's last word was.
    let sent = |r: &&Request| matches!(r.last.moment, Moment::Sent);
    match (busy.is_empty(), seen.world.requests().iter().filter(sent).count()) {
        (false, _) => Phrase::new().muted(busy.join("  ")),
        (true, 0) => Phrase::new().muted("idle"),
        (true, n) => Phrase::new().with(Meaning::Info, format!("{n} without an answer yet")),
    }
}

fn row<'s>(note: &'s RequestNote, seen: &Seen<'_>) -> Row<'s> {
    let style = |meaning| seen.paint.style(meaning);
    let muted = |text: String| Line::styled(text, style(Meaning::Muted));
    let changes = note.method != "GET";
    let (took, size, ray) = match &note.moment {
        Moment::Sent => (String::new(), String::new(), String::new()),
        Moment::Answered { millis, bytes, ray, .. } => (
            format!("{millis} ms"),
            text::bytes(*bytes),
            ray.as_deref().map(|r| clean(r).into_owned()).unwrap_or_default(),
        ),
        Moment::Lost { millis, .. } => (format!("{millis} ms"), String::new(), String::new()),
    };
    Row {
        cells: vec![
            muted(note.at.clock_in(seen.paint.zone)),
            Line::styled(note.method.as_str(), style(if changes { Meaning::Warn } else { Meaning::Muted })),
            Line::styled(shortened(&note.path), style(Meaning::Text)),
            answer(note, seen),
            muted(took),
            if note.attempt > 1 {
                Line::styled(note.attempt.to_string(), style(Meaning::Warn))
            } else {
                muted(note.attempt.to_string())
            },
            muted(note.lane.clone()),
            muted(size),
            muted(ray),
        ],
        ..Row::default()
    }
}

/// A path whose long ids are cut, so that what differs can be seen. Copying takes the whole path.
fn shortened(path: &str) -> String {
    let is_id = |part: &str| part.len() == 32 && part.bytes().all(|b| b.is_ascii_hexdigit());
    let parts = clean(path);
    let parts = parts.split('/').map(|p| if is_id(p) { format!("{}…", &p[..8]) } else { p.to_owned() });
    parts.collect::<Vec<_>>().join("/")
}

fn answer<'s>(note: &'s RequestNote, seen: &Seen<'_>) -> Line<'s> {
    let style = |meaning| seen.paint.style(meaning);
    match &note.moment {
        Moment::Sent => {
            Line::styled(format!("{} waiting", seen.paint.spinner(frame_of(seen))), style(Meaning::Info))
        }
        Moment::Answered { status, error, .. } => {
            let (glyph, meaning) = match (status, error) {
                (200..=299, None) => (Glyph::Check, Meaning::Good),
                (429, _) => (Glyph::Half, Meaning::Warn),
                (404, _) => (Glyph::Disabled, Meaning::Muted),
                _ => (Glyph::Cross, Meaning::Bad),
            };
            let error = error.as_deref().map(|e| format!(" {}", clean(e))).unwrap_or_default();
            Line::styled(format!("{} {status}{error}", seen.paint.glyph(glyph)), style(meaning))
        }
        Moment::Lost { why, .. } => Line::styled(
            format!("{} lost: {}", seen.paint.glyph(Glyph::Cross), clean(why)),
            style(Meaning::Bad),
        ),
    }
}
