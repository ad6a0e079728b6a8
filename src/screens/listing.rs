//! What every list has whose filter is typed above it.

use super::cx::Cx;
use super::cx::Tone;
use crate::command::Key;
use crate::ui::FilterLine;
use crate::ui::filter::Pressed;
use crate::ui::list::Motion;

/// A list with a filter line.
pub trait Listing {
    /// The line.
    fn filter(&mut self) -> &mut FilterLine;

    /// Whether what stands in the line can be read as a filter.
    fn readable(&self) -> bool {
        true
    }

    /// Moves the cursor of the list.
    fn step(&mut self, motion: Motion, cx: &Cx<'_>);

    /// Chooses anew what is listed.
    fn choose(&mut self, cx: &Cx<'_>);

    /// The cursor goes to the top.
    fn to_top(&mut self);

    /// The line made this of a key or a paste.
    fn filtered(&mut self, pressed: Pressed, cx: &mut Cx<'_>) {
        follow(self, pressed, cx);
    }

    /// A key while the filter is typed; answers whether the line took it. Arrows move the cursor of the list meanwhile.
    fn press(&mut self, key: Key, cx: &mut Cx<'_>) -> bool {
        let pressed = self.filter().press(key);
        self.filtered(pressed, cx);
        pressed != Pressed::Elsewhere
    }

    /// Pasted text goes into the filter, if that is being typed.
    fn paste(&mut self, text: &str, cx: &mut Cx<'_>) {
        let pressed = self.filter().paste(text);
        self.filtered(pressed, cx);
    }
}

/// The list follows its line.
pub fn follow<L: Listing + ?Sized>(list: &mut L, pressed: Pressed, cx: &mut Cx<'_>) {
    match pressed {
        Pressed::Elsewhere | Pressed::Same => {}
        Pressed::Move(motion) => list.step(motion, cx),
        // A filter that cannot be read is not in force; leaving it there would lie about what is listed.
        Pressed::Keep if !list.readable() => {
            cx.toast(Tone::Warn, "this filter cannot be read: mend it, or esc drops it");
        }
        Pressed::Keep => list.filter().keep(),
        Pressed::Dropped => list.choose(cx),
        // A filter that changed shows its best rows.
        Pressed::Changed => {
            list.to_top();
            list.choose(cx);
        }
    }
}
