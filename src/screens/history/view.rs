//! How a story looks.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::State;
use super::story::Teller;
use crate::command::Command;
use crate::domain::text::clean;
use crate::screens::cx::Cx;
use crate::screens::cx::Extent;
use crate::screens::cx::Seen;
use crate::screens::deeds;
use crate::screens::panes;
use crate::screens::tokens::frame_of;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Notice;
use crate::ui::Panel;
use crate::ui::write;

fn inner(body: Extent) -> Rect {
    Panel::inner(panes::whole(body))
}

/// How many lines a body of this size shows.
pub(super) fn height(body: Extent) -> usize {
    usize::from(inner(body).height)
}

/// How many lines the story has in a body of this size.
pub(super) fn line_count(state: &State, cx: &Cx<'_>) -> usize {
    let Some(Some(past)) = cx.world.past(&state.at) else { return 0 };
    // Neither zone nor glyphs change how many lines there are: both kinds take the same cells.
    let teller = Teller { world: cx.world, now: cx.now, when: &|t| t.minutes_utc(), glyph: &|_| "*" };
    teller.lines(past, usize::from(inner(cx.body).width)).len()
}

impl State {
    /// Paints.
    pub fn view(&self, seen: &Seen<'_>, frame: &mut Frame<'_>, area: Rect) {
        let buf = frame.buffer_mut();
        let past = seen.world.past(&self.at);
        let live = seen.world.token(&self.at);
        let last = past.flatten().and_then(|past| past.last_version());
        let name = live.map(|token| &token.name).or_else(|| last.map(|version| &version.token.name));
        let title = name.map(|name| clean(name).into_owned()).filter(|name| !name.is_empty());
        let owner = deeds::owner_name(&self.at.owner, seen.world);
        let dot = seen.paint.glyph(Glyph::Dot);
        let inner = Panel::new(format!("history of {}", title.unwrap_or_else(|| self.at.id.to_string())))
            .and(Meaning::Muted, format!(" {dot} {owner} {dot} {}", self.at.id))
            .active(true)
            .draw(seen.paint, area, buf);
        let Some(past) = past.flatten() else {
            let notice = match (&self.fault, self.asking) {
                (Some(fault), _) => Notice::Failed(&fault.what, &fault.next),
                (None, Some(_)) => Notice::Loading("reading what is remembered", frame_of(seen), None),
                (None, None) => Notice::Empty(
                    "nothing is remembered of this token",
                    format!("{} goes back", seen.settings.keys.of(Command::Back)).into(),
                ),
            };
            notice.draw(seen.paint, inner, buf);
            return;
        };
        let teller = Teller {
            world: seen.world,
            now: seen.now,
            when: &|t| seen.paint.when(t),
            glyph: &|g| seen.paint.glyph(g),
        };
        let lines = teller.lines(past, usize::from(inner.width));
        write::lines(&lines, self.top, seen.paint, inner, buf);
    }
}
