//! What every list has whose filter is typed above it.

use super::cx::Cx;
use crate::command::Key;
use crate::ui::FilterLine;
use crate::ui::filter::Pressed;

/// A list with a filter line.
pub trait Listing {
    /// The line.
    fn filter(&mut self) -> &mut FilterLine;

    /// The line made this of a key or a paste.
    fn filtered(&mut self, pressed: Pressed, cx: &mut Cx<'_>);

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
