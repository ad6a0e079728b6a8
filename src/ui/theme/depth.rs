//! How many colours a terminal has.

use ratatui::style::{Color, Style};

/// How many colours a terminal has. Who decides (`COLORTERM`, `TERM`, `NO_COLOR`) is not this room's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Depth {
    /// 24 bits.
    #[default]
    True,
    /// The 256 colours of xterm.
    Ansi256,
    /// The terminal's own 16 colours.
    Ansi16,
    /// None (`NO_COLOR`): bold, dim, underline and reverse only.
    None,
}

/// The same style with every 24-bit colour exchanged for its nearest among xterm's 256.
pub(super) fn to_256(style: Style) -> Style {
    Style { fg: style.fg.map(nearest), bg: style.bg.map(nearest), ..style }
}

fn nearest(colour: Color) -> Color {
    let Color::Rgb(r, g, b) = colour else { return colour };
    // xterm: 16..=231 a 6×6×6 cube with these steps, 232..=255 a grey ramp of 8, 18, … 238.
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let step = |v: u8| (0..6).min_by_key(|i| STEPS[*i].abs_diff(v)).unwrap_or(0);
    let distance =
        |c: [u8; 3]| -> u32 { [r, g, b].iter().zip(c).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum() };
    let cube = [r, g, b].map(step);
    let mean = ((u32::from(r) + u32::from(g) + u32::from(b)) / 3) as u8;
    let grey = (mean.saturating_sub(3) / 10).min(23);
    let index = if distance([8 + 10 * grey; 3]) < distance(cube.map(|i| STEPS[i])) {
        232 + usize::from(grey)
    } else {
        16 + 36 * cube[0] + 6 * cube[1] + cube[2]
    };
    Color::Indexed(index as u8)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Color::Rgb(0, 0, 0), 16)]
    #[case(Color::Rgb(255, 255, 255), 231)]
    #[case(Color::Rgb(255, 0, 0), 196)]
    #[case(Color::Rgb(0x23, 0x28, 0x38), 236)]
    #[case(Color::Rgb(128, 128, 128), 244)]
    fn finds_the_nearest_of_256(#[case] colour: Color, #[case] index: u8) {
        assert_eq!(nearest(colour), Color::Indexed(index));
    }

    #[test]
    fn leaves_named_colours_alone() {
        assert_eq!(to_256(Style::new().fg(Color::Blue)), Style::new().fg(Color::Blue));
    }
}
