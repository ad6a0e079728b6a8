//! The bottom of the screen: the keys that work now, and on the edge above them what is said for a moment.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Alignment;
use ratatui::layout::Rect;

use super::super::Model;
use super::super::Over;
use crate::command::Key;
use crate::domain::text::clean;
use crate::screens::Screen;
use crate::screens::cx::Tone;
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Paint;
use crate::ui::Phrase;
use crate::ui::strip::Footer;
use crate::ui::strip::Hint;
use crate::ui::write;

/// A note is never higher than this: it lies over the last rows of a list.
const HIGHEST: usize = 3;

/// The keys that work now: those of what lies on top, else those of the screen.
pub(super) fn keys(m: &Model, paint: &Paint<'_>, body: Rect, row: Rect, frame: &mut Frame<'_>) {
    of_top(m, body).draw(paint, row, frame.buffer_mut());
}

/// The key of the hint at a cell of the last row. What is no single key, such as `up/down`, cannot be clicked.
pub(in crate::app) fn key_at(m: &Model, body: Rect, row: Rect, x: u16, y: u16) -> Option<Key> {
    of_top(m, body).hit(row, x, y)?.key.parse().ok()
}

fn of_top(m: &Model, body: Rect) -> Footer {
    let hints = match &m.over {
        Some(Over::Dialog(dialog)) => dialog.modal.hints(body),
        Some(Over::Help(help)) => help.hints(),
        Some(Over::Palette(palette)) => palette.hints(),
        None => m.nav.top().map(|screen| of_screen(m, screen)).unwrap_or_default(),
    };
    Footer { hints, right: Phrase::new() }
}

/// Keys that the screen takes for itself, then its commands; while something is typed, no command has a key.
fn of_screen(m: &Model, screen: &Screen) -> Vec<Hint> {
    let mut hints = screen.own_keys();
    if !screen.typing() {
        let own = hints.len();
        let commands = screen
            .hints()
            .iter()
            .enumerate()
            .map(|(i, command)| Hint::new(m.keymap.shown(*command), screen.label(*command), own + i));
        hints.extend(commands.filter(|hint| !hint.key.is_empty()));
    }
    hints
}

/// The newest note, on the lower edge of the body. It takes further rows only where nothing lies over the screen.
pub(super) fn said(m: &Model, paint: &Paint<'_>, body: Rect, frame: &mut Frame<'_>) {
    let Some(toast) = m.toasts.newest() else { return };
    let (glyph, meaning) = match toast.tone {
        Tone::Info => (Glyph::Bullet, Meaning::Info),
        Tone::Good => (Glyph::Check, Meaning::Good),
        Tone::Warn => (Glyph::Exposed, Meaning::Warn),
        Tone::Bad => (Glyph::Cross, Meaning::Bad),
    };
    // The command line is the last row of the body: what is typed there stays in sight.
    let (begin, most) = match m.over {
        Some(Over::Palette(_)) => (body.width / 2, 1),
        Some(_) => (2, 1),
        None => (2, HIGHEST),
    };
    let room = body.width.saturating_sub(begin + 2);
    let words = Phrase::new().with(meaning, format!(" {} ", paint.glyph(glyph))).text(clean(&toast.text));
    let lines = match words.hang(usize::from(room).saturating_sub(1)) {
        lines if lines.len() <= most => lines,
        mut lines => {
            // What does not fit is cut with an ellipsis in the last line; the messages have all of it.
            let rest = lines.split_off(most - 1);
            lines.push(rest.iter().fold(Phrase::new(), |all, line| all.and(line)));
            lines
        }
    };
    let wanted = lines.iter().map(Phrase::width).max().unwrap_or(0) + 1;
    let width = u16::try_from(wanted).unwrap_or(u16::MAX).min(room);
    let height = u16::try_from(lines.len()).unwrap_or(1).min(body.height);
    let place = Rect { x: body.x + begin, y: body.bottom() - height, width, height };
    let buf = frame.buffer_mut();
    plain_edge(body.x + 1, body.bottom().saturating_sub(1), paint, buf);
    write::clear(place, buf);
    for (y, line) in (0..height).zip(&lines) {
        write::line(&line.line(paint), Alignment::Left, paint, write::row(place, y), buf);
    }
}

/// The edge of a panel may carry words of its own, and would go on in the middle of them where a note ends: the edge that
/// a note lies on is drawn without them. What is no edge stays as it is.
fn plain_edge(left: u16, y: u16, paint: &Paint<'_>, buf: &mut Buffer) {
    let border = paint.border();
    let Some(edge) = buf.cell((left, y)).filter(|cell| cell.symbol() == border.horizontal_bottom).cloned()
    else {
        return;
    };
    for x in left..buf.area.right() {
        match buf.cell_mut((x, y)) {
            Some(cell) if cell.symbol() != border.bottom_right => *cell = edge.clone(),
            _ => break,
        }
    }
}
