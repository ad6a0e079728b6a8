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

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::clock::TimeZone;
    use crate::ui::theme::Theme;

    #[rstest]
    #[case(0, 500, "-----", Meaning::Good)]
    #[case(1, 500, "#----", Meaning::Good)]
    #[case(250, 500, "##---", Meaning::Good)]
    #[case(400, 500, "####-", Meaning::Warn)]
    #[case(499, 500, "####-", Meaning::Bad)]
    #[case(500, 500, "#####", Meaning::Bad)]
    #[case(u64::MAX, 1, "#####", Meaning::Bad)]
    #[case(1, 0, "#####", Meaning::Bad)]
    fn meters(#[case] used: u64, #[case] of: u64, #[case] signs: &str, #[case] meaning: Meaning) {
        let (theme, zone) = (Theme::default(), TimeZone::utc());
        let paint = Paint { theme: &theme, ascii: true, zone: &zone, vault: None };
        let drawn = meter(used, of, 5, &paint);
        assert_eq!(drawn.line(&paint).to_string(), signs);
        assert_eq!(level(used, of), meaning);
        assert!(meter(used, of, 0, &paint).is_empty());
        assert_eq!(meter(used, of, 1, &paint).width(), 1);
    }
}
