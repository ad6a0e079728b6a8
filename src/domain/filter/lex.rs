//! From characters to terms: where each begins and ends, and what is quoted.

use std::ops::Range;

use super::complaint::Complaint;

/// A term before anybody asked what it means.
#[derive(Debug, PartialEq)]
pub(in crate::domain) struct Item {
    /// All of it.
    pub span: Range<usize>,
    /// Whether `-` stands before it.
    pub negated: bool,
    /// The word before the colon, and where it stands.
    pub field: Option<(String, Range<usize>)>,
    /// What stands after the colon, or alone.
    pub value: Value,
    /// Where that stands, quotes included.
    pub at: Range<usize>,
}

/// A value, quotes taken off.
#[derive(Debug, PartialEq)]
pub(in crate::domain) enum Value {
    /// Text as meant.
    Text(String),
    /// What stands between slashes.
    Pattern(String),
}

/// Splits a filter into terms.
pub(in crate::domain) fn lex(text: &str) -> Result<Vec<Item>, Complaint> {
    let mut lexer = Lexer { text, at: 0 };
    let mut items = Vec::new();
    while lexer.skip_space() {
        items.push(lexer.item()?);
    }
    Ok(items)
}

/// Where the last term begins, whether or not it can be read; the end of the text where that is white space.
pub(super) fn last_term(text: &str) -> usize {
    let mut lexer = Lexer { text, at: 0 };
    let (mut start, mut end) = (0, 0);
    while lexer.skip_space() {
        start = lexer.at;
        // One that cannot be read ends somewhere all the same.
        end = lexer.item().map_or(lexer.at, |item| item.span.end);
    }
    if end < text.len() { text.len() } else { start }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Moves to the next term; answers whether there is one.
    fn skip_space(&mut self) -> bool {
        while self.peek().is_some_and(char::is_whitespace) {
            self.next();
        }
        self.peek().is_some()
    }

    fn take_while(&mut self, go_on: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !go_on(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn item(&mut self) -> Result<Item, Complaint> {
        let start = self.at;
        let negated = self.peek() == Some('-');
        if negated {
            self.next();
        }
        let mut field = None;
        let mut begin = self.at;
        if !matches!(self.peek(), Some('"' | '/')) {
            let word = self.take_while(|c| !c.is_whitespace() && c != ':');
            if self.peek() != Some(':') {
                if word.is_empty() {
                    return Err(Complaint::new(start..self.at, "nothing to turn round after -"));
                }
                let value = Value::Text(word.to_owned());
                return Ok(Item { span: start..self.at, negated, field, value, at: begin..self.at });
            }
            field = Some((word.to_owned(), begin..self.at));
            self.next();
            begin = self.at;
        }
        let value = self.value()?;
        let at = begin..self.at;
        if at.is_empty() {
            return Err(Complaint::new(start..self.at, "nothing after the colon"));
        }
        if self.peek().is_some_and(|c| !c.is_whitespace()) {
            let tail = self.at;
            self.take_while(|c| !c.is_whitespace());
            return Err(Complaint::new(tail..self.at, "a space is missing here"));
        }
        Ok(Item { span: start..self.at, negated, field, value, at })
    }

    fn value(&mut self) -> Result<Value, Complaint> {
        match self.peek() {
            Some('"') => self.quoted().map(Value::Text),
            Some('/') => self.pattern().map(Value::Pattern),
            _ => Ok(Value::Text(self.take_while(|c| !c.is_whitespace()).to_owned())),
        }
    }

    fn quoted(&mut self) -> Result<String, Complaint> {
        let start = self.at;
        self.next();
        let mut out = String::new();
        while let Some(c) = self.next() {
            match (c, self.peek()) {
                ('"', _) => return Ok(out),
                ('\\', Some(escaped @ ('"' | '\\'))) => {
                    out.push(escaped);
                    self.next();
                }
                _ => out.push(c),
            }
        }
        Err(Complaint::new(start..self.at, "the quotes are not closed"))
    }

    fn pattern(&mut self) -> Result<String, Complaint> {
        let start = self.at;
        self.next();
        let mut out = String::new();
        while let Some(c) = self.next() {
            if c == '/' {
                return Ok(out);
            }
            out.push(c);
            if c == '\\' {
                out.extend(self.next());
            }
        }
        Err(Complaint::new(start..self.at, "the pattern is not closed with /"))
    }
}
