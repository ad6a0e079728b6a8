//! How the detail looks, and the preview that stands beside or below the list.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Pane;
use super::State;
use super::reach::By;
use super::summary;
use super::summary::Of;
use super::summary::Section;
use crate::command::Command;
use crate::domain::token::TokenRef;
use crate::screens::cx::Cx;
use crate::screens::cx::Extent;
use crate::screens::cx::Seen;
use crate::screens::panes;
use crate::screens::tokens::{frame_of, silence};
use crate::ui::Glyph;
use crate::ui::Meaning;
use crate::ui::Notice;
use crate::ui::Panel;
use crate::ui::Phrase;
use crate::ui::write;

/// From this width on the JSON stands beside the summary instead of behind it.
const BESIDE: u16 = 132;

/// How many lines of the summary a body of this size shows.
pub(super) fn inner_height(body: Extent) -> usize {
    usize::from(Panel::inner(panes::whole(body)).height)
}

/// How many lines a pane has in a body of this size; the JSON scrolls by itself, and the summary stands beside it.
pub(super) fn lines_of(at: &TokenRef, pane: Pane, cx: &Cx<'_>) -> usize {
    let (area, _) = split(Rect { x: 0, y: 0, width: cx.body.width, height: cx.body.height });
    // Neither zone nor glyphs change how many lines there are: both kinds take the same cells.
    let of = Of {
        at,
        world: cx.world,
        now: cx.now,
        pending: cx.pending,
        when: &|t| t.minutes_utc(),
        glyph: &|_| "*",
    };
    pane_lines(&of, pane, usize::from(Panel::inner(area).width)).map_or(0, |lines| lines.len())
}

fn pane_lines(of: &Of<'_>, pane: Pane, width: usize) -> Option<Vec<Phrase>> {
    match pane {
        Pane::Summary | Pane::Json => of.lines(width),
        Pane::Resources => of.reach_lines(By::Resource, width),
        Pane::Permissions => of.reach_lines(By::Permission, width),
    }
}

fn split(area: Rect) -> (Rect, Option<Rect>) {
    if area.width < BESIDE {
        return (area, None);
    }
    let left = area.width - area.width * 2 / 5;
    (Rect { width: left, ..area }, Some(Rect { x: area.x + left, width: area.width - left, ..area }))
}

impl State {
    /// Paints.
    pub fn view(&self, seen: &Seen<'_>, frame: &mut Frame<'_>, area: Rect) {
        let buf = frame.buffer_mut();
        let (left, right) = split(area);
        match (right, self.pane) {
            (Some(right), pane) => {
                self.draw_summary(pane != Pane::Json, seen, left, buf);
                self.draw_json(pane == Pane::Json, seen, right, buf);
            }
            (None, Pane::Json) => self.draw_json(true, seen, left, buf),
            (None, _) => self.draw_summary(true, seen, left, buf),
        }
    }

    fn draw_summary(&self, active: bool, seen: &Seen<'_>, area: Rect, buf: &mut Buffer) {
        let way = match self.pane {
            Pane::Summary | Pane::Json => "",
            Pane::Resources => " by resource",
            Pane::Permissions => " by permission",
        };
        let inner = Panel::new(summary::title(&self.at, seen.world))
            .and(Meaning::Muted, way)
            .active(active)
            .note(self.note(seen))
            .draw(seen.paint, area, buf);
        match of(&self.at, seen, |of| pane_lines(of, self.pane, usize::from(inner.width))) {
            Some(lines) => write::lines(&lines, self.top, seen.paint, inner, buf),
            None if self.gone || self.looking.is_none() => {
                let notice = match &self.fault {
                    Some(fault) => Notice::Failed(&fault.what, &fault.next),
                    None => Notice::Empty(
                        "this token is not there any more",
                        format!(
                            "{} shows what it was; {} goes back",
                            seen.settings.keys.of(Command::History),
                            seen.settings.keys.of(Command::Back)
                        )
                        .into(),
                    ),
                };
                notice.draw(seen.paint, inner, buf);
            }
            None => Notice::Loading("reading the token", frame_of(seen), silence(seen))
                .draw(seen.paint, inner, buf),
        }
    }

    fn draw_json(&self, active: bool, seen: &Seen<'_>, area: Rect, buf: &mut Buffer) {
        let inner =
            Panel::new("json").and(Meaning::Muted, " as sent").active(active).draw(seen.paint, area, buf);
        match (&self.json, &self.fault) {
            (Some(json), _) => json.draw(active, seen.paint, inner, buf),
            (None, Some(fault)) => Notice::Failed(&fault.what, &fault.next).draw(seen.paint, inner, buf),
            (None, None) => Notice::Loading("reading the token", frame_of(seen), silence(seen))
                .draw(seen.paint, inner, buf),
        }
    }

    fn note(&self, seen: &Seen<'_>) -> Phrase {
        let sign = |glyph| seen.paint.glyph(glyph);
        if self.looking.is_some() {
            return Phrase::new()
                .with(Meaning::Info, format!("{} reading", seen.paint.spinner(frame_of(seen))));
        }
        if self.gone {
            return Phrase::new().with(Meaning::Bad, format!("{} gone", sign(Glyph::Cross)));
        }
        match &self.fault {
            Some(_) => {
                Phrase::new().with(Meaning::Bad, format!("{} could not be read", sign(Glyph::Exposed)))
            }
            None => Phrase::new(),
        }
    }
}

fn of<T>(at: &TokenRef, seen: &Seen<'_>, ask: impl FnOnce(&Of<'_>) -> T) -> T {
    ask(&Of {
        at,
        world: seen.world,
        now: seen.now,
        pending: seen.pending,
        when: &|t| seen.paint.when(t),
        glyph: &|g| seen.paint.glyph(g),
    })
}

/// Whether a section fits below `lines` in `height` rows, with a gap and its heading.
fn fits(lines: &[Phrase], section: &Section, height: u16) -> bool {
    lines.is_empty() || lines.len() + section.lines.len() + 2 <= usize::from(height)
}

/// The token under the cursor of a list, beside or below it.
pub(in crate::screens) fn preview(at: Option<&TokenRef>, seen: &Seen<'_>, area: Rect, buf: &mut Buffer) {
    let Some(at) = at else {
        Panel::new("").draw(seen.paint, area, buf);
        return;
    };
    let sections = |width| of(at, seen, |of| of.sections(width)).unwrap_or_default();
    draw_sections(summary::title(at, seen.world), sections, seen, area, buf);
}

/// A panel of sections, in two columns where it is wide and low. `sections` makes them for a width.
pub(in crate::screens) fn draw_sections(
    title: String,
    sections: impl Fn(usize) -> Vec<Section>,
    seen: &Seen<'_>,
    area: Rect,
    buf: &mut Buffer,
) {
    let inner = Panel::new(title).draw(seen.paint, area, buf);
    let columns = if inner.width >= 110 && inner.height < 20 { 2 } else { 1 };
    let width = (inner.width - (columns - 1) * 3) / columns;
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for section in sections(usize::from(width)) {
        // A section that does not fit whole into the left column begins the right one.
        let side = if columns == 1 || right.is_empty() && fits(&left, &section, inner.height) {
            &mut left
        } else {
            &mut right
        };
        side.extend(section.lines(!side.is_empty()));
    }
    write::lines(&left, 0, seen.paint, Rect { width, ..inner }, buf);
    write::lines(&right, 0, seen.paint, Rect { x: inner.x + width + 3, width, ..inner }, buf);
}
