//! How the page looks.

use ratatui::Frame;
use ratatui::layout::Alignment;
use ratatui::layout::Rect;

use super::State;
use super::lines;
use crate::command::Command;
use crate::screens::cx::Seen;
use crate::ui::Glyph;
use crate::ui::Notice;
use crate::ui::Panel;
use crate::ui::Phrase;
use crate::ui::write;

impl State {
    /// Paints.
    pub fn view(&self, seen: &Seen<'_>, frame: &mut Frame<'_>, area: Rect) {
        let buf = frame.buffer_mut();
        let panel = Panel::new(format!("request {}", self.id)).active(true);
        let Some(request) = seen.world.requests().get(self.id) else {
            let inner = panel.draw(seen.paint, area, buf);
            return Notice::Empty(
                "this request is too long ago to be remembered",
                format!("{} goes back to the list", seen.settings.keys.of(Command::Back)).into(),
            )
            .draw(seen.paint, inner, buf);
        };
        let width = usize::from(Panel::inner(area).width);
        let lines = lines::of(request, &|t| t.clock_in(seen.paint.zone), seen.now, width);
        let height = usize::from(Panel::inner(area).height);
        let top = self.top.min(lines.len().saturating_sub(height));
        let below = lines.len().saturating_sub(top + height);
        let more = if below == 0 {
            String::new()
        } else {
            format!("{} {below} more", seen.paint.glyph(Glyph::Down))
        };
        let inner = panel.note(Phrase::new().muted(more)).draw(seen.paint, area, buf);
        for (y, line) in (0..inner.height).zip(lines.iter().skip(top)) {
            write::line(&line.line(seen.paint), Alignment::Left, seen.paint, write::row(inner, y), buf);
        }
    }
}
