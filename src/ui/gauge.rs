//! Small meters: for quotas and budgets, and bars that let a list be seen rather than read.

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

/// A thin bar of `cells` cells: `━━━──`. Full and empty signs differ, so that it can be read without colour.
pub fn bar(full: usize, cells: usize, meaning: Meaning, paint: &Paint<'_>) -> Phrase {
    let full = full.min(cells);
    Phrase::new()
        .with(meaning, paint.glyph(Glyph::Level).repeat(full))
        .with(Meaning::Faint, paint.glyph(Glyph::Rule).repeat(cells - full))
}

/// How many of `cells` cells `part` of `most` fills: one at least where there is any part.
pub fn share(part: u32, most: u32, cells: usize) -> usize {
    match (part, most) {
        (0, _) | (_, 0) => 0,
        (part, most) => (u64::from(part) * cells as u64).div_ceil(u64::from(most)) as usize,
    }
}

/// Upright bars, one for each value, each `width` cells wide with a blank cell between them: the lines from the top,
/// `height` of them. Anything above zero shows.
pub fn columns(values: &[u32], width: usize, height: usize, ascii: bool) -> Vec<String> {
    const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    const SIGNS: [char; 9] = [' ', '.', '.', '.', ':', ':', ':', '#', '#'];
    let signs = if ascii { SIGNS } else { EIGHTHS };
    let most = values.iter().copied().max().unwrap_or(0);
    let line = |floor: usize| {
        let bar = |value: &u32| {
            let level = share(*value, most, height * 8).saturating_sub(floor * 8).min(8);
            signs[level].to_string().repeat(width)
        };
        values.iter().map(bar).collect::<Vec<_>>().join(" ")
    };
    (0..height).rev().map(line).collect()
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
        assert_eq!(bar(usize::MAX, 3, Meaning::Text, &paint).width(), 3);
        assert!(meter(used, of, 0, &paint).is_empty());
        assert_eq!(meter(used, of, 1, &paint).width(), 1);
    }

    #[rstest]
    #[case(0, 10, 0)]
    #[case(1, 1_000, 1)]
    #[case(5, 10, 4)]
    #[case(10, 10, 8)]
    #[case(3, 0, 0)]
    fn shares(#[case] part: u32, #[case] most: u32, #[case] cells: usize) {
        assert_eq!(share(part, most, 8), cells);
    }

    #[test]
    fn upright_bars_stand_on_the_last_line() {
        assert_eq!(columns(&[0, 1, 16], 2, 2, false), ["      ██", "   ▁▁ ██"]);
        assert_eq!(columns(&[8, 16], 1, 2, true), ["  #", "# #"]);
        assert_eq!(columns(&[0, 0], 1, 1, false), ["   "]);
    }
}
