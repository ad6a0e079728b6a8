//! How the first screen looks.

use ratatui::Frame;
use ratatui::layout::Alignment;
use ratatui::layout::Rect;

use super::LINK;
use super::State;
use crate::command::Command;
use crate::screens::cx::Seen;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Panel;
use crate::ui::Phrase;
use crate::ui::write;

impl State {
    /// Paints.
    pub fn view(&self, seen: &Seen<'_>, frame: &mut Frame<'_>, area: Rect) {
        let place = write::centred(area, 92, area.height);
        let inner = Panel::inner(place);
        let lines = lines(seen, usize::from(inner.width));
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
        let place = write::centred(place, place.width, height);
        let buf = frame.buffer_mut();
        let inner = Panel::new("no credential found").active(true).draw(seen.paint, place, buf);
        for (y, line) in (0..inner.height).zip(&lines) {
            write::line(&line.line(seen.paint), Alignment::Left, seen.paint, write::row(inner, y), buf);
        }
    }
}

fn lines(seen: &Seen<'_>, width: usize) -> Vec<Phrase> {
    let mut lines = vec![Phrase::new()];
    lines.push(Phrase::new().with(Meaning::Title, "tokendeck needs a Cloudflare API token to work with."));
    lines.push(Phrase::new());
    lines.push(Phrase::new().muted("Looked in:"));
    for place in &seen.settings.looked {
        let sign = format!("  {} ", seen.paint.glyph(Glyph::Cross));
        lines.extend(Phrase::new().with(Meaning::Faint, sign).text(place.as_str()).wrap(width));
    }
    lines.push(Phrase::new());
    lines.push(
        Phrase::new()
            .muted("To make one, open this link (")
            .with(Meaning::Key, seen.settings.keys.of(Command::CopyLink))
            .muted(" copies it): it fills in the permissions."),
    );
    for piece in chunks(LINK, width.saturating_sub(2)) {
        lines.push(Phrase::new().text("  ").with(Meaning::Accent, piece));
    }
    lines.push(Phrase::new());
    lines.push(Phrase::new().muted("Then, without writing the value into your shell's history:"));
    lines.push(
        Phrase::new().with(Meaning::Key, "  read -rs CLOUDFLARE_API_TOKEN && export CLOUDFLARE_API_TOKEN"),
    );
    lines.push(Phrase::new().with(Meaning::Key, "  tokendeck"));
    lines.push(Phrase::new());
    lines.push(
        Phrase::new()
            .muted("Or press ")
            .with(Meaning::Key, seen.settings.keys.of(Command::OpenDemo))
            .muted(" for the demo: a pretend company, without account or network."),
    );
    lines
}

/// A text without blanks, in pieces that can be selected and joined again.
fn chunks(text: &str, width: usize) -> Vec<String> {
    let all: Vec<char> = text.chars().collect();
    all.chunks(width.max(1)).map(|c| c.iter().collect()).collect()
}
