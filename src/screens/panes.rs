//! How views divide the room they have. Used when drawing and, with the same answers, when a key or a click has to know
//! what is where.

use ratatui::layout::Rect;

use super::cx::Extent;
use crate::ui::Panel;

/// From this width on there is room beside a list.
const BESIDE: u16 = 150;
/// From this height on there is room below a list, where there is none beside it.
const BELOW: u16 = 32;

/// The whole room that a view has.
pub fn whole(body: Extent) -> Rect {
    Rect { x: 0, y: 0, width: body.width, height: body.height }
}

/// A list and, where there is room, what is said about its cursor beside it: `share` tenths, at most `most` cells wide.
pub fn beside(area: Rect, share: u16, most: u16) -> (Rect, Option<Rect>) {
    if area.width < BESIDE {
        return (area, None);
    }
    let side = (area.width * share / 10).min(most);
    let list = area.width - side;
    (Rect { width: list, ..area }, Some(Rect { x: area.x + list, width: side, ..area }))
}

/// The same for what is said about a token or an account, which also finds room below the list.
pub fn beside_or_below(area: Rect) -> (Rect, Option<Rect>) {
    if area.width >= BESIDE || area.height < BELOW {
        return beside(area, 3, 72);
    }
    let low = area.height * 2 / 5;
    let list = area.height - low;
    (Rect { height: list, ..area }, Some(Rect { y: area.y + list, height: low, ..area }))
}

/// The cells of a table in a panel: its cursor bar and scroll bar take the blank cells beside the frame.
pub fn table(panel: Rect) -> Rect {
    Rect { x: panel.x + 1, width: panel.width.saturating_sub(2), ..Panel::inner(panel) }
}

/// The same with a filter of so many lines above the table; the filter is `None` where it takes none.
pub fn filter_and_table(panel: Rect, lines: u16) -> (Option<Rect>, Rect) {
    let inner = Panel::inner(panel);
    let lines = lines.min(inner.height);
    let table = table(panel);
    let filter = (lines > 0).then_some(Rect { height: lines, ..inner });
    (filter, Rect { y: table.y + lines, height: table.height - lines, ..table })
}
