//! A small meter for quotas and budgets.

use super::paint::{Glyph, Paint};
use super::phrase::Phrase;
use super::theme::Meaning;

/// How full something is: `▰▰▰▱▱`, in `cells` cells. The meaning turns to warning from 80 % and to bad from
/// 95 % on; full and empty signs differ, so that it can be read without colour. Anything above zero shows at
/// least one full sign, anything below the limit at least one empty one.
pub fn meter(used: u64, of: u64, cells: usize, paint: &Paint<'_>) -> Phrase {
    let full = match (used, of) {
        (0, _) => 0,
        (used, of) if used >= of => cells,
        (used, of) => {
            let exact = u128::from(used) * cells as u128 / u128::from(of);
            (exact as usize).clamp(1, cells.saturating_sub(1).max(1)).min(cells)
        }
    };
    Phrase::new()
        .with(level(used, of), paint.glyph(Glyph::Full).repeat(full))
        .with(Meaning::Faint, paint.glyph(Glyph::Empty).repeat(cells - full))
}

/// What it means that `used` of `of` is used up.
pub fn level(used: u64, of: u64) -> Meaning {
    let (used, of) = (u128::from(used), u128::from(of));
    if used * 100 >= of * 95 {
        Meaning::Bad
    } else if used * 100 >= of * 80 {
        Meaning::Warn
    } else {
        Meaning::Good
    }
}
