//! The kinds of value a setting can have: how they are read, what they want to be, how they print.

use std::path::PathBuf;
use std::time::Duration;

use crate::domain::view::Column;

/// A value as somebody gave it.
#[derive(Clone, Debug, PartialEq)]
pub enum Given<'a> {
    /// `true` or `false` in the file.
    Bool(bool),
    /// A whole number in the file.
    Integer(i64),
    /// A number with a point in the file.
    Float(f64),
    /// A string in the file.
    Text(&'a str),
    /// A word from the environment or a flag: its kind is what the setting wants it to be.
    Word(&'a str),
    /// A list of strings in the file.
    Words(Vec<&'a str>),
    /// Something that no setting takes: a date, a table, a list of other things.
    Other,
}

impl Given<'_> {
    fn text(&self) -> Option<&str> {
        match self {
            Given::Text(text) | Given::Word(text) => Some(text),
            _ => None,
        }
    }
}

/// A kind of value.
pub trait Value: Sized {
    /// What a reader should write, to follow the word "wants".
    const WANTS: &'static str;
    /// Reads a value; `None` when it does not fit.
    fn read(given: &Given<'_>) -> Option<Self>;
    /// Prints it as it would stand in the file.
    fn show(&self) -> String;
}

impl Value for bool {
    const WANTS: &'static str = "true or false";

    fn read(given: &Given<'_>) -> Option<Self> {
        match given {
            Given::Bool(value) => Some(*value),
            Given::Word("true" | "1" | "yes" | "on") => Some(true),
            Given::Word("false" | "0" | "no" | "off") => Some(false),
            _ => None,
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

/// A length of time, at least a second and at most a hundred years: `"60s"`, `"15m"`, `"2h"`, `"1d"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub Duration);

impl Span {
    /// A length of whole seconds.
    pub const fn secs(secs: u64) -> Self {
        Span(Duration::from_secs(secs))
    }
}

const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

impl Value for Span {
    const WANTS: &'static str = "a length of time such as \"60s\", \"15m\" or \"2h\"";

    fn read(given: &Given<'_>) -> Option<Self> {
        let text = given.text()?;
        let unit = text.chars().last()?;
        let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit)?;
        let secs = text.trim_end_matches(unit).parse::<u64>().ok()?.checked_mul(*factor)?;
        (1..=3_155_760_000).contains(&secs).then(|| Span::secs(secs))
    }

    fn show(&self) -> String {
        let secs = self.0.as_secs();
        let (unit, factor) =
            UNITS.into_iter().find(|(_, factor)| secs.is_multiple_of(*factor)).unwrap_or(('s', 1));
        format!("\"{}{unit}\"", secs / factor)
    }
}

/// A part of a whole: above 0, at most 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share(pub f64);

impl Value for Share {
    const WANTS: &'static str = "a number above 0 and up to 1";

    fn read(given: &Given<'_>) -> Option<Self> {
        let share = match given {
            Given::Float(number) => *number,
            Given::Integer(1) => 1.0,
            Given::Word(text) => text.parse().ok()?,
            _ => return None,
        };
        (share > 0.0 && share <= 1.0).then_some(Share(share))
    }

    fn show(&self) -> String {
        self.0.to_string()
    }
}

fn whole(given: &Given<'_>) -> Option<i64> {
    match given {
        Given::Integer(number) => Some(*number),
        Given::Word(text) => text.parse().ok(),
        _ => None,
    }
}

/// A number of days, 1 to 36,500.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days(pub u32);

impl Value for Days {
    const WANTS: &'static str = "a number of days from 1 to 36500";

    fn read(given: &Given<'_>) -> Option<Self> {
        let days = u32::try_from(whole(given)?).ok()?;
        (1..=36_500).contains(&days).then_some(Days(days))
    }

    fn show(&self) -> String {
        self.0.to_string()
    }
}

/// A percentage, 1 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent(pub u32);

impl Value for Percent {
    const WANTS: &'static str = "a percentage from 1 to 100";

    fn read(given: &Given<'_>) -> Option<Self> {
        let percent = u32::try_from(whole(given)?).ok()?;
        (1..=100).contains(&percent).then_some(Percent(percent))
    }

    fn show(&self) -> String {
        self.0.to_string()
    }
}

/// Columns of the list of tokens: one at least, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(pub Vec<Column>);

impl Value for Columns {
    const WANTS: &'static str = "a list of different columns, such as [\"name\", \"status\", \"expires\"]";

    fn read(given: &Given<'_>) -> Option<Self> {
        let Given::Words(words) = given else { return None };
        let columns: Vec<Column> = words.iter().map(|word| Column::new(word)).collect::<Option<_>>()?;
        let different = columns.iter().enumerate().all(|(n, column)| !columns[..n].contains(column));
        (different && !columns.is_empty()).then_some(Columns(columns))
    }

    fn show(&self) -> String {
        let words: Vec<String> = self.0.iter().map(|column| format!("\"{}\"", column.word())).collect();
        format!("[{}]", words.join(", "))
    }
}

/// The name of a colour theme that the program ships.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme(&'static str);

impl Theme {
    /// The themes, the default one first.
    pub const ALL: [Theme; 4] = [Theme("dark"), Theme("light"), Theme("high-contrast"), Theme("mono")];

    /// Its name, also the name of its file in `assets/themes`.
    pub fn name(self) -> &'static str {
        self.0
    }
}

impl Default for Theme {
    fn default() -> Self {
        Theme::ALL[0]
    }
}

impl Value for Theme {
    const WANTS: &'static str = "\"dark\", \"light\", \"high-contrast\" or \"mono\"";

    fn read(given: &Given<'_>) -> Option<Self> {
        let name = given.text()?;
        Theme::ALL.into_iter().find(|theme| theme.0 == name)
    }

    fn show(&self) -> String {
        format!("\"{}\"", self.0)
    }
}

/// Where the dashboard begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// At the place where the last run ended.
    Last,
    /// At the list of all tokens.
    Tokens,
}

impl Start {
    fn word(self) -> &'static str {
        match self {
            Start::Last => "last",
            Start::Tokens => "tokens",
        }
    }
}

impl Value for Start {
    const WANTS: &'static str = "\"last\" or \"tokens\"";

    fn read(given: &Given<'_>) -> Option<Self> {
        let word = given.text()?;
        [Start::Last, Start::Tokens].into_iter().find(|start| start.word() == word)
    }

    fn show(&self) -> String {
        format!("\"{}\"", self.word())
    }
}

/// A file of certificates; empty text means none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaFile(pub Option<PathBuf>);

impl Value for CaFile {
    const WANTS: &'static str = "the path of a PEM file, or \"\" for none";

    fn read(given: &Given<'_>) -> Option<Self> {
        let text = given.text()?;
        Some(CaFile((!text.is_empty()).then(|| PathBuf::from(text))))
    }

    fn show(&self) -> String {
        format!("{:?}", self.0.as_ref().map_or(String::new(), |path| path.display().to_string()))
    }
}

/// The name of a profile; empty text means none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileName(pub Option<String>);

impl Value for ProfileName {
    const WANTS: &'static str = "the name of a profile, or \"\" for none";

    fn read(given: &Given<'_>) -> Option<Self> {
        let text = given.text()?;
        Some(ProfileName((!text.is_empty()).then(|| text.to_owned())))
    }

    fn show(&self) -> String {
        format!("{:?}", self.0.as_deref().unwrap_or(""))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("60s", Some(60), "\"1m\"")]
    #[case("15m", Some(900), "\"15m\"")]
    #[case("90m", Some(5400), "\"90m\"")]
    #[case("2d", Some(172_800), "\"2d\"")]
    #[case("0s", None, "")]
    #[case("5", None, "")]
    #[case("m", None, "")]
    #[case("", None, "")]
    #[case("5 m", None, "")]
    #[case("99999999999999999999s", None, "")]
    #[case("9999999999999999d", None, "")]
    fn spans(#[case] text: &str, #[case] secs: Option<u64>, #[case] shown: &str) {
        let span = Span::read(&Given::Text(text));
        assert_eq!(span, secs.map(Span::secs));
        assert_eq!(span.map(|s| s.show()).unwrap_or_default(), shown);
    }

    #[test]
    fn a_quoted_true_is_no_switch_in_the_file_but_is_one_in_the_environment() {
        assert_eq!(bool::read(&Given::Text("true")), None);
        assert_eq!(bool::read(&Given::Word("true")), Some(true));
        assert_eq!(bool::read(&Given::Word("maybe")), None);
    }

    #[rstest]
    #[case(Given::Float(0.5), Some(0.5))]
    #[case(Given::Integer(1), Some(1.0))]
    #[case(Given::Float(0.0), None)]
    #[case(Given::Float(f64::NAN), None)]
    #[case(Given::Float(1.01), None)]
    #[case(Given::Text("0.5"), None)]
    fn shares(#[case] given: Given<'_>, #[case] expected: Option<f64>) {
        assert_eq!(Share::read(&given).map(|s| s.0), expected);
    }
}
