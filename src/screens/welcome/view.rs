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
        let width = usize::from(inner.width);
        let all = lines(seen, width, true);
        // Where not everything fits, the link can still be copied.
        let lines = if all.len() > usize::from(inner.height) { lines(seen, width, false) } else { all };
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
        let place = write::centred(place, place.width, height);
        let buf = frame.buffer_mut();
        let inner = Panel::new("no credential found").active(true).draw(seen.paint, place, buf);
        for (y, line) in (0..inner.height).zip(&lines) {
            write::line(&line.line(seen.paint), Alignment::Left, seen.paint, write::row(inner, y), buf);
        }
    }
}

/// `whole`: with the link in full, and with room between the parts.
fn lines(seen: &Seen<'_>, width: usize, whole: bool) -> Vec<Phrase> {
    let gap = || whole.then(Phrase::new);
    let keys = &seen.settings.keys;
    let mut lines: Vec<Phrase> = gap().into_iter().collect();
    let title = Phrase::new().with(Meaning::Title, "tokendeck needs a Cloudflare API token to work with.");
    lines.extend(title.wrap(width));
    lines.extend(gap());
    lines.push(Phrase::new().muted("Looked in:"));
    for place in &seen.settings.looked {
        let sign = format!("  {} ", seen.paint.glyph(Glyph::Cross));
        lines.extend(Phrase::new().with(Meaning::Faint, sign).text(place.as_str()).hang(width));
    }
    lines.extend(gap());
    let copy = keys.of(Command::CopyLink);
    if whole {
        let link = Phrase::new()
            .muted("To make one, open this link (")
            .with(Meaning::Key, copy)
            .muted(" copies it): it fills in the permissions.");
        lines.extend(link.wrap(width));
        for piece in chunks(LINK, width.saturating_sub(2)) {
            lines.push(Phrase::new().text("  ").with(Meaning::Accent, piece));
        }
    } else {
        let link = Phrase::new()
            .with(Meaning::Key, copy)
            .muted(" copies a link to make one, permissions filled in.");
        lines.extend(link.wrap(width));
    }
    lines.extend(gap());
    let then = Phrase::new().muted("Then, without writing the value into your shell's history:");
    lines.extend(then.wrap(width));
    lines.push(Phrase::new().with(Meaning::Key, "  read -rs CLOUDFLARE_API_TOKEN"));
    lines.push(Phrase::new().with(Meaning::Key, "  export CLOUDFLARE_API_TOKEN; tokendeck"));
    lines.extend(gap());
    let demo = Phrase::new()
        .muted("Or press ")
        .with(Meaning::Key, keys.of(Command::OpenDemo))
        .muted(" for the demo: a pretend company, without account or network.");
    lines.extend(demo.wrap(width));
    lines
}

/// A text without blanks, in pieces that can be selected and joined again.
fn chunks(text: &str, width: usize) -> Vec<String> {
    let all: Vec<char> = text.chars().collect();
    all.chunks(width.max(1)).map(|c| c.iter().collect()).collect()
}
