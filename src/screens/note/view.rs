//! How the form looks.
//!
//! ```text
//! ╭ note on ci deploy ─────────────────────────────────────────╮
//! │ kept on this machine only, never sent                      │
//! │                                                            │
//! │ owner      platform team                                   │
//! │            who answers for it: a person or a team          │
//! ```

use ratatui::Frame;
use ratatui::layout::Alignment;
use ratatui::layout::Rect;

use super::State;
use crate::domain::note;
use crate::domain::note::Note;
use crate::domain::text::clean;
use crate::screens::cx::Extent;
use crate::screens::cx::Seen;
use crate::screens::panes;
use crate::screens::tokens::frame_of;
use crate::ui::Meaning;
use crate::ui::Panel;
use crate::ui::Phrase;
use crate::ui::field::Looks;
use crate::ui::write;

/// Lines above the first field.
const HEAD: u16 = 2;
/// Lines of a field: its text, what it is or what is wrong with it, and a gap where there is room.
const TALL: u16 = 3;
/// The same without the gap.
const SHORT: u16 = 2;
/// Cells before the text of a field.
const LABEL: u16 = 11;

fn inner(body: Extent) -> Rect {
    Panel::inner(panes::whole(body))
}

fn step(inner: Rect) -> u16 {
    let fields = u16::try_from(note::Field::ALL.len()).unwrap_or(u16::MAX);
    if inner.height > HEAD + fields * TALL { TALL } else { SHORT }
}

impl State {
    /// The field at a line of the body.
    pub(super) fn field_at(&self, y: u16, body: Extent) -> Option<usize> {
        let inner = inner(body);
        let line = y.checked_sub(inner.y + HEAD)?;
        Some(usize::from(line / step(inner))).filter(|field| *field < self.fields.len())
    }

    /// Paints.
    pub fn view(&self, seen: &Seen<'_>, frame: &mut Frame<'_>, area: Rect) {
        let buf = frame.buffer_mut();
        let name = seen.world.token(&self.at).map(|token| clean(&token.name).into_owned());
        let title = name.filter(|name| !name.is_empty()).unwrap_or_else(|| self.at.id.to_string());
        let state = match (self.saving, self.changed().len()) {
            (Some(_), _) => format!("{} saving", seen.paint.spinner(frame_of(seen))),
            (None, 0) => String::new(),
            (None, _) => "not saved yet".to_owned(),
        };
        let inner = Panel::new(format!("note on {title}"))
            .active(true)
            .note(Phrase::new().with(Meaning::Info, state))
            .draw(seen.paint, area, buf);
        let say = |phrase: &Phrase, place: Rect, buf: &mut _| {
            write::line(&phrase.line(seen.paint), Alignment::Left, seen.paint, place, buf);
        };
        let head = match &self.fault {
            Some(fault) => {
                Phrase::new().with(Meaning::Bad, clean(&fault.what)).muted(format!(" {}", clean(&fault.next)))
            }
            None => Phrase::new().muted("kept on this machine only, never sent"),
        };
        if inner.height > 0 {
            say(&head, write::row(inner, 0), buf);
        }
        for (n, (of, field)) in note::Field::ALL.into_iter().zip(&self.fields).enumerate() {
            let top = HEAD + u16::try_from(n).unwrap_or(u16::MAX) * step(inner);
            if top >= inner.height {
                break;
            }
            let active = n == self.focus;
            let label = if active { Meaning::Key } else { Meaning::Muted };
            say(&Phrase::new().with(label, of.word()), write::row(inner, top), buf);
            let place = Rect {
                x: inner.x + LABEL.min(inner.width),
                y: inner.y + top,
                width: inner.width.saturating_sub(LABEL),
                height: 1,
            };
            field.draw(Looks { active, ..Looks::default() }, seen.paint, place, buf);
            if top + 1 < inner.height {
                let told = match Note::default().set(of, field.text()) {
                    Err(unfit) => Phrase::new().with(Meaning::Bad, unfit.why()),
                    Ok(()) => Phrase::new().with(Meaning::Faint, of.help()),
                };
                say(&told, Rect { y: place.y + 1, ..place }, buf);
            }
        }
    }
}
