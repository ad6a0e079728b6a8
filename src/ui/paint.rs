//! What drawing needs to know besides the model: theme, glyphs, time zone, and a peek into the vault.

use std::borrow::Cow;

use ratatui::style::Style;
use ratatui::symbols::border;

use crate::clock::Time;
use crate::clock::TimeZone;
use crate::secret::SecretRef;
use crate::secret::Vault;

use super::text;
use super::text::Ellipsis;
use super::theme::Meaning;
use super::theme::Theme;

/// Everything that drawing needs and the model does not hold. Copied freely; not printable, since it can
/// reach the vault.
#[derive(Clone, Copy)]
pub struct Paint<'a> {
    /// How meanings look.
    pub theme: &'a Theme,
    /// Whether the terminal shows only ASCII.
    pub ascii: bool,
    /// The zone in which times are shown.
    pub zone: &'a TimeZone,
    /// Where revealed values are read from while they are drawn; `None` where nothing may be revealed.
    pub vault: Option<&'a Vault>,
}

impl Paint<'_> {
    /// How `meaning` looks.
    pub fn style(&self, meaning: Meaning) -> Style {
        self.theme.style(meaning)
    }

    /// The sign for `glyph`, one cell wide.
    pub fn glyph(&self, glyph: Glyph) -> &'static str {
        let (unicode, ascii) = glyph.signs();
        if self.ascii { ascii } else { unicode }
    }

    /// One frame of the spinner; `frame` counts up, one step about every 80 ms.
    pub fn spinner(&self, frame: usize) -> &'static str {
        const DOTS: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
        const LINES: [&str; 4] = ["|", "/", "-", "\\"];
        if self.ascii { LINES[frame % LINES.len()] } else { DOTS[frame % DOTS.len()] }
    }

    /// The lines a frame is made of.
    pub fn border(&self) -> border::Set<'static> {
        const ASCII: border::Set<'static> = border::Set {
            top_left: "+",
            top_right: "+",
            bottom_left: "+",
            bottom_right: "+",
            vertical_left: "|",
            vertical_right: "|",
            horizontal_top: "-",
            horizontal_bottom: "-",
        };
        if self.ascii { ASCII } else { border::ROUNDED }
    }

    /// What stands where text was left out.
    pub fn ellipsis(&self) -> Ellipsis {
        if self.ascii { Ellipsis::Tilde } else { Ellipsis::Dots }
    }

    /// `text` in at most `cells` cells.
    pub fn cut<'t>(&self, text: &'t str, cells: usize) -> Cow<'t, str> {
        text::cut(text, cells, self.ellipsis())
    }

    /// `text` in at most `cells` cells, shortened in the middle.
    pub fn middle<'t>(&self, text: &'t str, cells: usize) -> Cow<'t, str> {
        text::middle(text, cells, self.ellipsis())
    }

    /// Bars for `values`.
    pub fn spark(&self, values: &[u32]) -> String {
        text::spark(values, self.ascii)
    }

    /// A moment in the zone of the screen: `2026-10-10 08:00`.
    pub fn when(&self, time: Time) -> String {
        time.minutes_in(self.zone)
    }

    /// Shows a value to `show` while it is drawn. `None` if it is gone or nothing may be revealed here.
    pub fn reveal<T>(&self, at: SecretRef, show: impl FnOnce(&str) -> T) -> Option<T> {
        self.vault.and_then(|vault| vault.peek(at, show))
    }
}

/// Signs, each one cell wide in every font. Symbols that exist as emoji are avoided: their width varies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// Active; all is well.
    Active,
    /// Switched off.
    Disabled,
    /// In between: not yet valid, half done.
    Half,
    /// Over: past its end.
    Expired,
    /// A finding or a warning; a value seen in public.
    Exposed,
    /// Done, proven, allowed.
    Check,
    /// Failed, refused, denied.
    Cross,
    /// A marked row.
    Mark,
    /// The row under the cursor; the chosen entry of a menu.
    Pointer,
    /// A heading whose rows are in sight.
    Open,
    /// A step in a path: account, then token.
    Step,
    /// Sorted ascending; more above.
    Up,
    /// Sorted descending; more below.
    Down,
    /// An item of a list; one hidden character.
    Bullet,
    /// Between two facts on one line.
    Dot,
    /// The part of a scroll bar that is on screen.
    Thumb,
    /// The rest of a scroll bar.
    Track,
    /// A filled part of a meter.
    Full,
    /// An empty part of a meter.
    Empty,
    /// The filled part of a thin bar; the rest is a rule.
    Level,
    /// Left edge of what is selected.
    Bar,
    /// A horizontal rule.
    Rule,
    /// What leads to what: old value, then new.
    Arrow,
    /// Under a mistake.
    Caret,
    /// Something that was not there before.
    Plus,
    /// Something that is not as it was.
    Changed,
}

impl Glyph {
    /// All of them, for tests of width.
    pub const ALL: [Glyph; 26] = [
        Glyph::Active,
        Glyph::Disabled,
        Glyph::Half,
        Glyph::Expired,
        Glyph::Exposed,
        Glyph::Check,
        Glyph::Cross,
        Glyph::Mark,
        Glyph::Pointer,
        Glyph::Open,
        Glyph::Step,
        Glyph::Up,
        Glyph::Down,
        Glyph::Bullet,
        Glyph::Dot,
        Glyph::Thumb,
        Glyph::Track,
        Glyph::Full,
        Glyph::Empty,
        Glyph::Level,
        Glyph::Bar,
        Glyph::Rule,
        Glyph::Arrow,
        Glyph::Caret,
        Glyph::Plus,
        Glyph::Changed,
    ];

    const fn signs(self) -> (&'static str, &'static str) {
        match self {
            Glyph::Active => ("●", "*"),
            Glyph::Disabled => ("○", "o"),
            Glyph::Half => ("◐", "%"),
            Glyph::Expired => ("×", "x"),
            Glyph::Exposed => ("▲", "!"),
            Glyph::Check => ("✓", "+"),
            Glyph::Cross => ("✗", "x"),
            Glyph::Mark => ("■", "#"),
            Glyph::Pointer => ("▸", ">"),
            Glyph::Open => ("▾", "v"),
            Glyph::Step => ("›", ">"),
            Glyph::Up => ("↑", "^"),
            Glyph::Down => ("↓", "v"),
            Glyph::Bullet => ("•", "*"),
            Glyph::Dot => ("·", "-"),
            Glyph::Thumb => ("┃", "#"),
            Glyph::Track => ("│", "|"),
            Glyph::Full => ("▰", "#"),
            Glyph::Empty => ("▱", "-"),
            Glyph::Level => ("━", "="),
            Glyph::Bar => ("▎", ">"),
            Glyph::Rule => ("─", "-"),
            Glyph::Arrow => ("→", ">"),
            Glyph::Caret => ("^", "^"),
            Glyph::Plus => ("+", "+"),
            Glyph::Changed => ("≠", "~"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_is_one_cell_and_ascii_is_ascii() {
        for glyph in Glyph::ALL {
            let (unicode, ascii) = glyph.signs();
            assert_eq!((text::width(unicode), text::width(ascii)), (1, 1), "{glyph:?}");
            assert!(ascii.is_ascii(), "{glyph:?}");
        }
    }

    #[test]
    fn nothing_is_revealed_without_a_vault() {
        let vault = Vault::new();
        let at = vault.put(crate::secret::Secret::new("canary".to_owned()));
        let (theme, zone) = (Theme::default(), TimeZone::utc());
        let closed = Paint { theme: &theme, ascii: false, zone: &zone, vault: None };
        assert_eq!(closed.reveal(at, str::len), None);
        assert_eq!(Paint { vault: Some(&vault), ..closed }.reveal(at, str::len), Some(6));
    }
}
