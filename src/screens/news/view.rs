//! How the list of news looks.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::State;
use crate::domain::history::Mark;
use crate::domain::history::Marked;
use crate::domain::history::News;
use crate::domain::text::clean;
use crate::screens::cx::Extent;
use crate::screens::cx::Seen;
use crate::screens::deeds;
use crate::screens::panes;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Notice;
use crate::ui::Panel;
use crate::ui::table::Column;
use crate::ui::table::Hit;
use crate::ui::table::Row;
use crate::ui::table::Table;
use crate::ui::text;
use crate::world::World;

const COLUMNS: [Column; 5] = [
    Column::new("NEWS", 9, 9),
    Column::new("NAME", 14, 34).grow(1),
    Column::new("ACCOUNT", 12, 24).grow(1).rank(2).middle(),
    Column::new("WHAT", 20, 50).grow(2).rank(1),
    Column::new("NOTICED", 8, 8).right().rank(3),
];

/// The sign and colour of a kind of news.
pub(crate) fn sign_of(news: News) -> (Glyph, Meaning) {
    match news {
        News::New => (Glyph::Plus, Meaning::Good),
        News::Changed => (Glyph::Changed, Meaning::Info),
        News::Gone => (Glyph::Cross, Meaning::Bad),
    }
}

impl State {
    fn table(&self, world: &World) -> Table<'static> {
        let len = world.marked().len();
        Table { columns: &COLUMNS, state: self.list, len, sort: None, marks: false, active: true }
    }

    pub(super) fn height(&self, body: Extent) -> usize {
        Table::rows_in(panes::table(panes::whole(body)).height)
    }

    pub(super) fn hit(&self, x: u16, y: u16, world: &World, body: Extent) -> Option<Hit> {
        let area = panes::whole(body);
        self.table(world).hit(panes::table(area), x, y)
    }

    /// Paints.
    pub fn view(&self, seen: &Seen<'_>, frame: &mut Frame<'_>, area: Rect) {
        let buf = frame.buffer_mut();
        let marked = seen.world.marked();
        let dot = seen.paint.glyph(Glyph::Dot);
        Panel::new("since you last looked")
            .and(Meaning::Muted, format!(" {dot} {}", text::count(marked.len())))
            .active(true)
            .draw(seen.paint, area, buf);
        let place = panes::table(area);
        if marked.is_empty() {
            let quiet = "nothing is new, changed or gone since you last looked";
            Notice::Empty(quiet, "what changes at Cloudflare is listed here".into())
                .draw(seen.paint, place, buf);
            return;
        }
        let row = |i: usize| marked.get(i).map_or_else(Row::default, |marked| row(marked, seen));
        self.table(seen.world).draw(row, seen.paint, place, buf);
    }
}

fn row<'s>(marked: &'s Marked, seen: &Seen<'_>) -> Row<'s> {
    let style = |meaning| seen.paint.style(meaning);
    let (glyph, meaning) = sign_of(marked.mark.news());
    let what = match marked.mark {
        Mark::Changed(_) => marked.mark.words(),
        Mark::New => "was not there before".to_owned(),
        Mark::Gone => "not there any more".to_owned(),
    };
    Row {
        cells: vec![
            Line::styled(
                format!("{} {}", seen.paint.glyph(glyph), marked.mark.news().word()),
                style(meaning),
            ),
            Line::styled(clean(&marked.name), style(Meaning::Text)),
            Line::styled(deeds::owner_name(&marked.at.owner, seen.world), style(Meaning::Muted)),
            Line::styled(what, style(Meaning::Text)),
            Line::styled(text::age(seen.now.since(marked.noticed)), style(Meaning::Muted)),
        ],
        ..Row::default()
    }
}
