//! Where the parts of a dialog stand, and how they look.

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Position, Rect};

use crate::command::Code;
use crate::command::Key;

use super::super::field::Looks;
use super::super::list::ListState;
use super::super::paint::{Glyph, Paint};
use super::super::panel::Panel;
use super::super::phrase::Phrase;
use super::super::text;
use super::super::theme::Meaning;
use super::super::write;
use super::{Choice, Hit, Kind, Modal};

/// As wide as lines can be read with ease.
const WIDEST: u16 = 76;
const NARROWEST: u16 = 36;

/// Between two keys and what they do.
const BETWEEN: &str = "   ";

struct Places {
    outer: Rect,
    body: Rect,
    controls: Rect,
    lines: Vec<Phrase>,
}

impl Modal {
    fn places(&self, screen: Rect) -> Places {
        let longest = self.body.iter().map(Phrase::width).max().unwrap_or(0);
        let choices = match &self.kind {
            Kind::Menu { choices, .. } => choices.iter().map(choice_width).max().unwrap_or(0),
            _ => 0,
        };
        let wanted = longest.max(choices).max(text::width(&self.title) + 4).saturating_add(4);
        let width = (wanted.min(usize::from(WIDEST)) as u16).max(NARROWEST).min(screen.width);
        let cells = usize::from(Panel::inner(Rect { width, height: 3, ..screen }).width);
        let lines: Vec<Phrase> = self.body.iter().flat_map(|phrase| phrase.hang(cells)).collect();
        let controls = self.control_rows();
        let gap = u16::from(!lines.is_empty());
        let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let height = rows.saturating_add(controls + gap + 2);
        let outer = write::centred(screen, width, height);
        let inner = Panel::inner(outer);
        // What must be answered stays in sight; the body scrolls above it.
        let controls = controls.min(inner.height);
        let gap = gap.min(inner.height - controls);
        let body = Rect { height: inner.height - controls - gap, ..inner };
        let controls = Rect { y: inner.bottom() - controls, height: controls, ..inner };
        Places { outer, body, controls, lines }
    }

    const fn control_rows(&self) -> u16 {
        match &self.kind {
            Kind::Message | Kind::Confirm { .. } => 1,
            Kind::Typed { .. } => 3,
            Kind::Menu { choices, .. } => choices.len() as u16 + 1,
        }
    }

    /// How many rows of the body are shown over `screen`, and how many there are.
    pub(super) fn body_rows(&self, screen: Rect) -> (usize, usize) {
        let places = self.places(screen);
        (usize::from(places.body.height), places.lines.len())
    }

    /// What is at (`x`, `y`) when the dialog is drawn over `screen`.
    pub fn hit(&self, screen: Rect, x: u16, y: u16) -> Hit {
        let (places, at) = (self.places(screen), Position { x, y });
        if !places.outer.contains(at) {
            return Hit::Outside;
        }
        if !places.controls.contains(at) {
            return Hit::Inside;
        }
        let row = usize::from(y - places.controls.y);
        let yes = match &self.kind {
            Kind::Menu { choices, state } => {
                return match state.row_at(row, choices.len() + 1, usize::from(places.controls.height)) {
                    Some(0) => Hit::Key(Key::plain(Code::Esc)),
                    Some(row) => Hit::Choice(row - 1),
                    None => Hit::Inside,
                };
            }
            Kind::Message => (Code::Enter, "enter close".to_owned()),
            Kind::Confirm { key, verb } => (Code::Char(*key), format!("{key} {verb}")),
            Kind::Typed { verb, .. } if y + 1 == places.controls.bottom() => {
                (Code::Enter, format!("enter {verb}"))
            }
            Kind::Typed { .. } => return Hit::Inside,
        };
        let (code, words) = yes;
        let (x, end) = (usize::from(x - places.controls.x), text::width(&words));
        let no = end + BETWEEN.len()..end + BETWEEN.len() + "esc cancel".len();
        match matches!(self.kind, Kind::Message) {
            _ if x < end => Hit::Key(Key::plain(code)),
            false if no.contains(&x) => Hit::Key(Key::plain(Code::Esc)),
            _ => Hit::Inside,
        }
    }

    /// Draws the dialog over what is there.
    pub fn draw(&self, paint: &Paint<'_>, screen: Rect, buf: &mut Buffer) {
        let places = self.places(screen.intersection(buf.area));
        write::clear(places.outer, buf);
        let frame = if self.grave { Meaning::Danger } else { Meaning::BorderActive };
        let mut panel = Panel::new(self.title.as_str()).frame(frame);
        let (shown, all) = (usize::from(places.body.height), places.lines.len());
        let top = self.scroll.min(all.saturating_sub(shown));
        if all > shown {
            let below = if top + shown < all { Glyph::Down } else { Glyph::Up };
            panel = panel.note(Phrase::new().muted(format!(
                "{}/{all} {}",
                (top + shown).min(all),
                paint.glyph(below)
            )));
        }
        panel.draw(paint, places.outer, buf);
        for (y, line) in (0..places.body.height).zip(places.lines.iter().skip(top)) {
            write::line(&line.line(paint), Alignment::Left, paint, write::row(places.body, y), buf);
        }
        self.draw_controls(paint, places.controls, buf);
    }

    fn draw_controls(&self, paint: &Paint<'_>, area: Rect, buf: &mut Buffer) {
        let put = |phrase: &Phrase, y: u16, buf: &mut Buffer| {
            write::line(&phrase.line(paint), Alignment::Left, paint, write::row(area, y), buf);
        };
        let act = if self.grave { Meaning::Danger } else { Meaning::Text };
        match &self.kind {
            Kind::Message => put(&Phrase::new().with(Meaning::Key, "enter").muted(" close"), 0, buf),
            Kind::Confirm { key, verb } => {
                let yes = Phrase::new().with(Meaning::Key, *key).with(act, format!(" {verb}"));
                put(&yes.text(BETWEEN).with(Meaning::Key, "esc").muted(" cancel"), 0, buf);
            }
            Kind::Typed { wanted, verb, field } => {
                let ask =
                    Phrase::new().muted("type ").with(Meaning::Accent, wanted.as_str()).muted(" to go on");
                put(&ask, 0, buf);
                let done = field.text().trim() == wanted;
                let sign = Phrase::new().with(Meaning::Accent, format!("{} ", paint.glyph(Glyph::Pointer)));
                put(&sign, 1, buf);
                let line = write::row(area, 1);
                let entry =
                    Rect { x: line.x + 2.min(line.width), width: line.width.saturating_sub(2), ..line };
                field.draw(Looks { active: true, ..Looks::default() }, paint, entry, buf);
                let (key, then) = if done { (Meaning::Key, act) } else { (Meaning::Faint, Meaning::Faint) };
                let last = Phrase::new().with(key, "enter").with(then, format!(" {verb}"));
                put(&last.text(BETWEEN).with(Meaning::Key, "esc").muted(" cancel"), 2, buf);
            }
            Kind::Menu { choices, state } => draw_menu(choices, *state, paint, area, buf),
        }
    }
}

fn choice_width(choice: &Choice) -> usize {
    let told = choice.why_not.as_ref().unwrap_or(&choice.detail);
    text::width(&choice.label) + text::width(told) + 8
}

fn draw_menu(choices: &[Choice], state: ListState, paint: &Paint<'_>, area: Rect, buf: &mut Buffer) {
    let (len, height) = (choices.len() + 1, usize::from(area.height));
    let state = state.fitted(len, height);
    let labels = choices.iter().map(|c| text::width(&c.label)).max().unwrap_or(0).max(6);
    for (y, row) in (0..).zip(state.window(len, height)) {
        let chosen = row == state.cursor;
        let sign = if chosen { paint.glyph(Glyph::Pointer) } else { " " };
        let phrase = Phrase::new().with(Meaning::Accent, format!("{sign} "));
        let phrase = match row.checked_sub(1).and_then(|i| choices.get(i)) {
            None => phrase.with(Meaning::Key, "esc").text(" cancel"),
            Some(choice) => {
                let label = format!("   {}", text::pad(&choice.label, labels, paint.ellipsis()));
                match &choice.why_not {
                    None => phrase
                        .with(Meaning::Key, choice.key)
                        .text(label)
                        .muted(format!("  {}", choice.detail)),
                    Some(why) => phrase
                        .with(Meaning::Faint, choice.key)
                        .with(Meaning::Faint, label)
                        .with(Meaning::Stale, format!("  {why}")),
                }
            }
        };
        let line = write::row(area, y);
        write::line(&phrase.line(paint), Alignment::Left, paint, line, buf);
        if chosen {
            buf.set_style(line, paint.style(Meaning::Selection));
        }
    }
}
