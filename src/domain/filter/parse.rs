//! From terms to tests: what each field takes, and what to say when it does not.

use std::ops::Range;

use super::ast::{Address, Family, Never, Pattern, Query, Term, Test, Text};
use super::complaint::Complaint;
use super::field::Field;
use super::lex::{Item, Value, lex};
use super::span::{Beyond, Span};
use super::stretch::Stretch;
use crate::domain::finding::FindingId;
use crate::domain::history::News;
use crate::domain::nearest::nearest;
use crate::domain::token::Standing;

impl Query {
    /// Reads a filter.
    ///
    /// # Errors
    /// The first thing that is wrong, where it stands, and what was probably meant.
    pub fn parse(text: &str) -> Result<Query, Complaint> {
        let terms = lex(text)?.into_iter().map(term).collect::<Result<_, _>>()?;
        Ok(Query { terms })
    }

    /// Reads a filter that chooses what something is done to. Bare words are refused: they match fuzzily, and what is
    /// merely near must not be revoked.
    ///
    /// # Errors
    /// As [`Query::parse`]; or the first bare word, with the exact term that was probably meant.
    pub fn parse_exact(text: &str) -> Result<Query, Complaint> {
        let query = Query::parse(text)?;
        let spans = lex(text)?.into_iter().map(|item| item.at);
        let fuzzy = query.terms.iter().zip(spans).find_map(|(term, at)| match &term.test {
            Test::Word(word) => Some((Test::Name(Text::Part(word.clone())), at)),
            _ => None,
        });
        match fuzzy {
            None => Ok(query),
            Some((exact, at)) => {
                let what =
                    "a bare word matches fuzzily; here only exact terms count: name:\"…\", name:/…/ or id:…";
                Err(Complaint::new(at, what).near(Some(exact.to_string())))
            }
        }
    }
}

fn term(item: Item) -> Result<Term, Complaint> {
    let Item { span, negated, field, value, at } = item;
    let test = match (field, value) {
        (None, Value::Pattern(source)) => Test::Matches(pattern(&source, at)?),
        (None, Value::Text(word)) => Test::Word(filled(word, at)?),
        (Some((word, place)), value) => {
            let Some(field) = Field::new(&word) else {
                let what = format!("there is no field {word:?}");
                return Err(Complaint::new(place, what).near(nearest_field(&word)));
            };
            let whole = if negated { span.start + 1..span.end } else { span };
            Reader { field, at, whole }.test(value)?
        }
    };
    Ok(Term { negated, test })
}

fn nearest_field(word: &str) -> Option<String> {
    nearest(word, Field::ALL.map(Field::word)).map(str::to_owned)
}

fn filled(text: String, at: Range<usize>) -> Result<Box<str>, Complaint> {
    if text.is_empty() {
        Err(Complaint::new(at, "there is nothing between the quotes"))
    } else {
        Ok(text.into())
    }
}

fn pattern(source: &str, at: Range<usize>) -> Result<Pattern, Complaint> {
    if source.is_empty() {
        return Err(Complaint::new(at, "there is nothing between the slashes"));
    }
    Pattern::new(source).map_err(|why| Complaint::new(at, why))
}

/// Reads the value of one field.
struct Reader {
    field: Field,
    at: Range<usize>,
    /// Field and value, for advice that replaces both.
    whole: Range<usize>,
}

impl Reader {
    fn test(self, value: Value) -> Result<Test, Complaint> {
        let kinds = [("account", Family::Account), ("user", Family::User)];
        let nevers = [("used", Never::Used), ("expires", Never::Expires)];
        match self.field {
            Field::Account => self.text(value).map(Test::Account),
            Field::By => self.text(value).map(Test::By),
            Field::Name => self.text(value).map(Test::Name),
            Field::Note | Field::Owner | Field::Purpose | Field::Ticket | Field::Deployed => {
                self.text(value).map(|text| Test::Note(self.field.of_note(), text))
            }
            Field::Perm => self.plain(value).map(Test::Perm),
            Field::Product => self.plain(value).map(Test::Product),
            Field::Can => self.plain(value).map(Test::Can),
            Field::On => self.plain(value).map(Test::On),
            Field::Would => self.plain(value).map(Test::Would),
            Field::At => self.plain(value).map(Test::At),
            Field::Id => self.plain(value).map(Test::Id),
            Field::Status => self.word(value, Standing::ALL.map(|s| (s.word(), s))).map(Test::Status),
            Field::Kind => self.word(value, kinds).map(Test::Kind),
            Field::Never => self.word(value, nevers).map(Test::Never),
            Field::Finding if value == Value::Text("any".into()) => Ok(Test::Finding(None)),
            Field::Finding => {
                self.word(value, FindingId::ALL.map(|f| (f.word(), f))).map(|f| Test::Finding(Some(f)))
            }
            Field::Unused => self.span(value, '>').map(Test::Unused),
            Field::Used => self.span(value, '<').map(Test::Used),
            Field::Expires => match &value {
                Value::Text(text) if Stretch::is_meant(text) => self.days(text).map(Test::Ends),
                _ => self.span(value, '<').map(Test::Expires),
            },
            Field::Issued => self.span(value, '>').map(Test::Issued),
            Field::Modified => self.span(value, '<').map(Test::Modified),
            Field::Changed if value == Value::Text("any".into()) => Ok(Test::Changed(None)),
            Field::Changed => {
                self.word(value, News::ALL.map(|n| (n.word(), n))).map(|n| Test::Changed(Some(n)))
            }
            Field::Ip => self.address(value).map(Test::Ip),
            Field::Quota => self.percent(value).map(Test::Quota),
        }
    }

    /// Text, for fields that take no pattern.
    fn plain(&self, value: Value) -> Result<Box<str>, Complaint> {
        match value {
            Value::Text(text) => filled(text, self.at.clone()),
            Value::Pattern(_) => {
                let what = format!("{}: takes no /pattern/", self.field.word());
                Err(Complaint::new(self.at.clone(), what))
            }
        }
    }

    fn text(&self, value: Value) -> Result<Text, Complaint> {
        match value {
            Value::Text(text) => filled(text, self.at.clone()).map(Text::Part),
            Value::Pattern(source) => pattern(&source, self.at.clone()).map(Text::Pattern),
        }
    }

    fn word<T, const N: usize>(&self, value: Value, words: [(&'static str, T); N]) -> Result<T, Complaint> {
        let text = self.plain(value)?;
        let known = words.each_ref().map(|(word, _)| *word);
        words.into_iter().find(|(word, _)| **word == *text).map(|(_, value)| value).ok_or_else(|| {
            let field = self.field.word();
            let near = nearest(&text, known);
            // With a list before it, what was probably meant would be cut off in a narrow terminal.
            let what = match near {
                Some(_) => format!("there is no {field} {text:?}"),
                None => format!("{field}: is one of {}", known.join(" ")),
            };
            Complaint::new(self.at.clone(), what).near(near.map(str::to_owned))
        })
    }

    /// A bound and a length of time. `usual` is the side that people mean when they leave it out.
    fn span(&self, value: Value, usual: char) -> Result<Beyond<Span>, Complaint> {
        let text = self.plain(value)?;
        if let Some(span) = text.strip_prefix('<').and_then(Span::new) {
            return Ok(Beyond::Less(span));
        }
        if let Some(span) = text.strip_prefix('>').and_then(Span::new) {
            return Ok(Beyond::More(span));
        }
        let field = self.field.word();
        if &*text == "never" && matches!(self.field, Field::Used | Field::Expires) {
            let what = format!("{field}: takes a length of time");
            return Err(Complaint::new(self.whole.clone(), what).near(Some(format!("never:{field}"))));
        }
        let what = format!("{field}: takes < or > and a length of time (s m h d w mo y)");
        let meant = Span::new(&text).map(|span| format!("{usual}{span}"));
        Err(Complaint::new(self.at.clone(), what).near(meant))
    }

    fn days(&self, text: &str) -> Result<Stretch, Complaint> {
        Stretch::new(text).ok_or_else(|| {
            let what = format!("{}: takes days as 2026-11-25 or 2026-11-01..2026-11-30", self.field.word());
            Complaint::new(self.at.clone(), what)
        })
    }

    fn percent(&self, value: Value) -> Result<Beyond<u32>, Complaint> {
        let text = self.plain(value)?;
        let number = |text: &str| text.strip_suffix('%').unwrap_or(text).parse::<u32>().ok();
        if let Some(bound) = text.strip_prefix('<').and_then(number) {
            return Ok(Beyond::Less(bound));
        }
        if let Some(bound) = text.strip_prefix('>').and_then(number) {
            return Ok(Beyond::More(bound));
        }
        let meant = number(&text).map(|bound| format!(">{bound}%"));
        Err(Complaint::new(self.at.clone(), "quota: takes < or > and a percentage").near(meant))
    }

    fn address(&self, value: Value) -> Result<Address, Complaint> {
        let text = self.plain(value)?;
        if &*text == "none" {
            return Ok(Address::None);
        }
        text.parse().map(Address::Admits).map_err(|_| {
            let meant = nearest(&text, ["none"]).map(str::to_owned);
            Complaint::new(self.at.clone(), "ip: takes an address, or none").near(meant)
        })
    }
}
