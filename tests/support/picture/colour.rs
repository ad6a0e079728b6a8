//! Colours as terminals have them.

use std::fmt;

/// A colour of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Colour {
    /// 24 bits.
    Rgb(u8, u8, u8),
    /// A number in xterm's palette of 256.
    Index(u8),
}

/// The 16 colours of the pictured terminal.
const BASIC: [u32; 16] = [
    0x1a1e2c, 0xe06c78, 0x86c47c, 0xd9b45e, 0x6fa0ea, 0xa58fe8, 0x62bdb2, 0xbfc5d6, 0x565d76, 0xf38591,
    0x97d48d, 0xecc872, 0x8ab6f9, 0xbba6f7, 0x7ad0c6, 0xf4f6fc,
];

impl Colour {
    pub fn of_ratatui(colour: ratatui::style::Color) -> Option<Self> {
        use ratatui::style::Color;
        Some(match colour {
            Color::Reset => return None,
            Color::Rgb(r, g, b) => Colour::Rgb(r, g, b),
            Color::Indexed(n) => Colour::Index(n),
            Color::Black => Colour::Index(0),
            Color::Red => Colour::Index(1),
            Color::Green => Colour::Index(2),
            Color::Yellow => Colour::Index(3),
            Color::Blue => Colour::Index(4),
            Color::Magenta => Colour::Index(5),
            Color::Cyan => Colour::Index(6),
            Color::Gray => Colour::Index(7),
            Color::DarkGray => Colour::Index(8),
            Color::LightRed => Colour::Index(9),
            Color::LightGreen => Colour::Index(10),
            Color::LightYellow => Colour::Index(11),
            Color::LightBlue => Colour::Index(12),
            Color::LightMagenta => Colour::Index(13),
            Color::LightCyan => Colour::Index(14),
            Color::White => Colour::Index(15),
        })
    }

    pub fn of_vt100(colour: vt100::Color) -> Option<Self> {
        match colour {
            vt100::Color::Default => None,
            vt100::Color::Idx(n) => Some(Colour::Index(n)),
            vt100::Color::Rgb(r, g, b) => Some(Colour::Rgb(r, g, b)),
        }
    }

    /// As SVG wants it.
    pub fn hex(self) -> String {
        let (r, g, b) = match self {
            Colour::Rgb(r, g, b) => (r, g, b),
            Colour::Index(n @ 0..16) => {
                let [_, r, g, b] = BASIC[usize::from(n)].to_be_bytes();
                (r, g, b)
            }
            Colour::Index(n @ 16..232) => {
                let step = |v: u8| if v == 0 { 0 } else { 55 + 40 * v };
                let n = n - 16;
                (step(n / 36), step(n / 6 % 6), step(n % 6))
            }
            Colour::Index(n) => {
                let grey = 8 + 10 * (n - 232);
                (grey, grey, grey)
            }
        };
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    pub fn read(text: &str) -> Option<Self> {
        if let Some(number) = text.strip_prefix('@') {
            return number.parse().ok().map(Colour::Index);
        }
        let [_, r, g, b] = u32::from_str_radix(text.strip_prefix('#')?, 16).ok()?.to_be_bytes();
        Some(Colour::Rgb(r, g, b))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Colour::Rgb(..) => f.write_str(&self.hex()),
            Colour::Index(n) => write!(f, "@{n}"),
        }
    }
}
