//! From tests back to characters: what is printed reads back as the same query.

use std::fmt;

use super::ast::{Address, Family, Never, Pattern, Query, Term, Test, Text};
use super::field::Field;

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, term) in self.terms.iter().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            term.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negated {
            f.write_str("-")?;
        }
        self.test.fmt(f)
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = self.field() {
            write!(f, "{}:", field.word())?;
        }
        match self {
            Test::Word(word) => {
                let plain = !word.starts_with('-') && !word.contains(':');
                if plain { f.write_str(&value(word)) } else { f.write_str(&quoted(word)) }
            }
            Test::Matches(pattern) => pattern.fmt(f),
            Test::Status(standing) => f.write_str(standing.word()),
            Test::Kind(Family::Account) => f.write_str("account"),
            Test::Kind(Family::User) => f.write_str("user"),
            Test::Account(text) | Test::By(text) | Test::Name(text) | Test::Note(_, text) => text.fmt(f),
            Test::Perm(text) | Test::Product(text) | Test::Can(text) | Test::On(text) | Test::Id(text) => {
                f.write_str(&value(text))
            }
            Test::Would(text) | Test::At(text) => f.write_str(&value(text)),
            Test::Ends(days) => days.fmt(f),
            Test::Unused(b) | Test::Used(b) | Test::Expires(b) | Test::Issued(b) | Test::Modified(b) => {
                b.fmt(f)
            }
            Test::Never(Never::Used) => f.write_str("used"),
            Test::Never(Never::Expires) => f.write_str("expires"),
            Test::Changed(None) => f.write_str("any"),
            Test::Changed(Some(news)) => f.write_str(news.word()),
            Test::Ip(Address::None) => f.write_str("none"),
            Test::Ip(Address::Admits(host)) => host.fmt(f),
            Test::Finding(None) => f.write_str("any"),
            Test::Finding(Some(id)) => f.write_str(id.word()),
            Test::Quota(bound) => write!(f, "{bound}%"),
        }
    }
}

impl Test {
    /// The field that it is written with; `None` for bare words and patterns.
    pub fn field(&self) -> Option<Field> {
        Some(match self {
            Test::Word(_) | Test::Matches(_) => return None,
            Test::Status(_) => Field::Status,
            Test::Kind(_) => Field::Kind,
            Test::Account(_) => Field::Account,
            Test::Perm(_) => Field::Perm,
            Test::Product(_) => Field::Product,
            Test::Can(_) => Field::Can,
            Test::On(_) => Field::On,
            Test::Would(_) => Field::Would,
            Test::At(_) => Field::At,
            Test::By(_) => Field::By,
            Test::Unused(_) => Field::Unused,
            Test::Used(_) => Field::Used,
            Test::Never(_) => Field::Never,
            Test::Expires(_) | Test::Ends(_) => Field::Expires,
            Test::Issued(_) => Field::Issued,
            Test::Modified(_) => Field::Modified,
            Test::Changed(_) => Field::Changed,
            Test::Ip(_) => Field::Ip,
            Test::Finding(_) => Field::Finding,
            Test::Quota(_) => Field::Quota,
            Test::Name(_) => Field::Name,
            Test::Id(_) => Field::Id,
            Test::Note(None, _) => Field::Note,
            Test::Note(Some(field), _) => Field::asks(*field),
        })
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Text::Part(text) => f.write_str(&value(text)),
            Text::Pattern(pattern) => pattern.fmt(f),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/", self.source())
    }
}

/// A value as it must be written after a colon.
pub fn value(text: &str) -> String {
    let plain = !text.is_empty() && !text.starts_with(['"', '/']) && !text.contains(char::is_whitespace);
    if plain { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
