//! Theme files: TOML with a palette and a look for each meaning.
//!
//! ```toml
//! parent = "dark"                       # start from a built-in theme
//! [palette]
//! sky = ["#8ab4f8", "lightblue"]        # in true colour, and where only 16 colours exist
//! [look]
//! title = "sky bold"                    # colour, "on" background, bold dim italic underline reverse
//! selection = ["on night", "white on blue"]   # when 16 colours want a different look
//! ```

use std::collections::BTreeMap;
use std::ops::Range;

use ratatui::style::{Color, Modifier, Style};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Meaning;

/// What is wrong with a theme file, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct ThemeError {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong, in words for the person who wrote it.
    pub what: String,
}

/// A look in true colour and its stand-in for 16 colours.
pub(super) type Look = [Style; 2];

/// A theme as written: names still unresolved, so that a child can exchange a colour of its parent.
#[derive(Clone, Default)]
pub(super) struct Sheet {
    palette: BTreeMap<String, [Color; 2]>,
    looks: BTreeMap<&'static str, [String; 2]>,
}

impl Sheet {
    /// Reads a theme file. `builtin` finds the text of a parent.
    pub(super) fn read(text: &str, builtin: fn(&str) -> Option<&'static str>) -> Result<Self, ThemeError> {
        let at = |span: Range<usize>| text[..span.start.min(text.len())].matches('\n').count() + 1;
        let fail = |span: Range<usize>, what: String| Err(ThemeError { line: at(span), what });
        let root = match DeTable::parse(text) {
            Ok(root) => root.into_inner(),
            Err(e) => return fail(e.span().unwrap_or(0..0), e.message().to_owned()),
        };
        let mut sheet = match root.get("parent") {
            None => Sheet::default(),
            Some(parent) => {
                let name = words(parent).map(|[name, _]| name).unwrap_or_default();
                match builtin(&name) {
                    // A built-in file may itself name a parent; `text` differs at every step.
                    Some(source) if source != text => Sheet::read(source, builtin)?,
                    _ => return fail(parent.span(), format!("no built-in theme is called \"{name}\"")),
                }
            }
        };
        for (name, value) in &root {
            match (name.get_ref().as_ref(), value.get_ref()) {
                ("parent", _) => {}
                ("palette", DeValue::Table(entries)) => {
                    for (name, value) in entries {
                        let pair = words(value).and_then(|[full, basic]| {
                            Some([full.parse::<Color>().ok()?, basic.parse::<Color>().ok()?])
                        });
                        let Some(pair) = pair else {
                            return fail(
                                value.span(),
                                "write [\"#rrggbb\", \"name of one of 16\"]".to_owned(),
                            );
                        };
                        sheet.palette.insert(name.get_ref().to_string(), pair);
                    }
                }
                // Looks may use colours of a palette further down, so they are checked afterwards.
                ("look", DeValue::Table(_)) => {}
                (other, _) => {
                    return fail(name.span(), format!("\"{other}\" is none of parent, [palette], [look]"));
                }
            }
        }
        if let Some(DeValue::Table(entries)) = root.get("look").map(Spanned::get_ref) {
            for (name, value) in entries {
                let Some(meaning) = Meaning::named(name.get_ref()) else {
                    return fail(name.span(), format!("nothing is called \"{}\"", name.get_ref()));
                };
                let Some(pair) = words(value) else {
                    return fail(
                        value.span(),
                        "write \"colour on background bold\", or two of them".to_owned(),
                    );
                };
                for (depth, look) in pair.iter().enumerate() {
                    if let Err(what) = sheet.style(look, depth) {
                        return fail(value.span(), what);
                    }
                }
                sheet.looks.insert(meaning.name(), pair);
            }
        }
        Ok(sheet)
    }

    /// The look of every meaning, in the order of [`Meaning::ALL`]; what no file mentions is left plain.
    pub(super) fn resolve(&self) -> Vec<Look> {
        let look = |m: &Meaning| match self.looks.get(m.name()) {
            Some([full, basic]) => {
                [self.style(full, 0).unwrap_or_default(), self.style(basic, 1).unwrap_or_default()]
            }
            None => Look::default(),
        };
        Meaning::ALL.iter().map(look).collect()
    }

    fn style(&self, look: &str, depth: usize) -> Result<Style, String> {
        let mut style = Style::new();
        let mut words = look.split_whitespace();
        while let Some(word) = words.next() {
            let modifier = match word {
                "bold" => Modifier::BOLD,
                "dim" => Modifier::DIM,
                "italic" => Modifier::ITALIC,
                "underline" => Modifier::UNDERLINED,
                "reverse" => Modifier::REVERSED,
                "on" => {
                    let name = words.next().ok_or("a colour must follow \"on\"")?;
                    style = style.bg(self.colour(name, depth)?);
                    continue;
                }
                name => {
                    style = style.fg(self.colour(name, depth)?);
                    continue;
                }
            };
            style = style.add_modifier(modifier);
        }
        Ok(style)
    }

    fn colour(&self, name: &str, depth: usize) -> Result<Color, String> {
        if let Some(pair) = self.palette.get(name) {
            return Ok(pair[depth]);
        }
        name.parse().map_err(|_| format!("no colour is called \"{name}\""))
    }
}

/// One string for both depths, or a string for each.
fn words(value: &Spanned<DeValue<'_>>) -> Option<[String; 2]> {
    match value.get_ref() {
        DeValue::String(s) => Some([s.to_string(), s.to_string()]),
        DeValue::Array(items) if items.len() == 2 => {
            let word = |i: usize| items.get(i)?.get_ref().as_str().map(str::to_owned);
            Some([word(0)?, word(1)?])
        }
        _ => None,
    }
}
