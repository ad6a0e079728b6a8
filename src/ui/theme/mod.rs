//! Meanings become colours here and nowhere else.
//!
//! A theme gives every [`Meaning`] a look in true colour and one for 16 colours; 256 colours are computed. With
//! `NO_COLOR` ([`Depth::None`]) every theme looks like `mono`, which has modifiers only. No theme paints the
//! terminal's own background except under bars and the selection.

mod depth;
mod file;
mod meaning;

pub use depth::Depth;
pub use file::ThemeError;
pub use meaning::Meaning;

use ratatui::style::Style;

use file::{Look, Sheet};

const BUILTIN: [(&str, &str); 4] = [
    ("dark", include_str!("../../../assets/themes/dark.toml")),
    ("light", include_str!("../../../assets/themes/light.toml")),
    ("high-contrast", include_str!("../../../assets/themes/high-contrast.toml")),
    ("mono", include_str!("../../../assets/themes/mono.toml")),
];

fn builtin(name: &str) -> Option<&'static str> {
    BUILTIN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The looks of all meanings, for one colour depth.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    looks: Vec<Look>,
    styles: Vec<Style>,
}

impl Theme {
    /// The names of the built-in themes, the default first.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|(name, _)| *name)
    }

    /// A built-in theme in true colour. `None` if there is none of that name.
    pub fn named(name: &str) -> Option<Theme> {
        builtin(name).and_then(|text| Theme::parse(text).ok())
    }

    /// Reads a theme file in true colour. It may name a built-in parent and change only some of it.
    ///
    /// # Errors
    /// The first mistake in the file, with its line.
    pub fn parse(text: &str) -> Result<Theme, ThemeError> {
        let looks = Sheet::read(text, builtin)?.resolve();
        Ok(Theme { styles: looks.iter().map(|[full, _]| *full).collect(), looks })
    }

    /// The same theme for what the terminal can show.
    #[must_use]
    pub fn at(&self, depth: Depth) -> Theme {
        let styles = match depth {
            Depth::True => self.looks.iter().map(|[full, _]| *full).collect(),
            Depth::Ansi256 => self.looks.iter().map(|[full, _]| depth::to_256(*full)).collect(),
            Depth::Ansi16 => self.looks.iter().map(|[_, basic]| *basic).collect(),
            Depth::None => Theme::named("mono").map(|mono| mono.styles).unwrap_or_default(),
        };
        Theme { looks: self.looks.clone(), styles }
    }

    /// How `meaning` looks.
    pub fn style(&self, meaning: Meaning) -> Style {
        self.styles.get(meaning as usize).copied().unwrap_or_default()
    }
}

impl Default for Theme {
    /// The dark theme in true colour.
    fn default() -> Self {
        Theme::named("dark").unwrap_or(Theme { looks: Vec::new(), styles: Vec::new() })
    }
}

#[cfg(test)]
mod tests;
