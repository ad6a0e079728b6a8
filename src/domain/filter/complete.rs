//! What could be typed at the cursor.

use std::ops::Range;

use super::field::Field;
use super::lex::{self, Value, lex};
use super::print::value;
use crate::domain::finding::FindingId;
use crate::domain::history::News;
use crate::domain::matrix::permissions;
use crate::domain::text::{clean, contains};
use crate::domain::token::Standing;

/// Values that exist in the world.
pub trait Values {
    /// Says every value that is known for `field`: names of accounts for `account:`, of permission groups for
    /// `perm:`, `can:` and `would:`, of zones, accounts and buckets for `on:` and `at:`, creators for `by:`. May repeat itself.
    fn each(&self, field: Field, say: &mut dyn FnMut(&str));
}

/// Something that could be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The bytes of the filter that it replaces.
    pub span: Range<usize>,
    /// What stands there afterwards, quoted where it must be.
    pub text: String,
    /// What it means; empty for values from the world.
    pub help: &'static str,
}

/// More would not fit on any screen.
const MOST: usize = 50;

/// What could be typed at `cursor` (a byte of `text`; moved to the next character boundary before it): names of
/// fields at the beginning of a term, values behind a colon. Those that begin with what is there come first.
pub fn complete(text: &str, cursor: usize, values: &dyn Values) -> Vec<Candidate> {
    let mut cursor = cursor.min(text.len());
    while !text.is_char_boundary(cursor) {
        cursor -= 1;
    }
    let typed = &text[..cursor];
    let (start, term) = last_term(typed);
    match term.split_once(':') {
        Some((field, begun)) if !field.starts_with(['"', '/']) => {
            let span = start + field.len() + 1..cursor;
            Field::new(field).map(|field| values_of(field, begun, &span, values)).unwrap_or_default()
        }
        _ => fields(term, &(start..cursor)),
    }
}

/// The term that the text ends in, without `-`, and where it starts. Empty after a space.
fn last_term(text: &str) -> (usize, &str) {
    let start = lex::last_term(text);
    let term = &text[start..];
    match term.strip_prefix('-') {
        Some(rest) => (start + 1, rest),
        None => (start, term),
    }
}

fn fields(begun: &str, span: &Range<usize>) -> Vec<Candidate> {
    let fields = Field::ALL.into_iter().filter(|f| f.word().starts_with(begun));
    fields.map(|f| Candidate { span: span.clone(), text: format!("{}:", f.word()), help: f.help() }).collect()
}

fn values_of(field: Field, begun: &str, span: &Range<usize>, values: &dyn Values) -> Vec<Candidate> {
    let begun = unquoted(begun);
    let (mut first, mut later) = (Vec::new(), Vec::new());
    let mut say = |known: &str| {
        // What cannot be shown as it is cannot be chosen by looking at it.
        if known.is_empty() || !contains(known, &begun) || clean(known) != known {
            return;
        }
        let starts = known.get(..begun.len()).is_some_and(|head| head.to_lowercase() == begun.to_lowercase());
        let list = if starts { &mut first } else { &mut later };
        if !list.iter().any(|have| have == known) && list.len() < MOST {
            list.push(known.to_owned());
        }
    };
    for word in words_of(field) {
        say(word);
    }
    values.each(field, &mut say);
    first.sort_by_key(|text| text.to_lowercase());
    later.sort_by_key(|text| text.to_lowercase());
    let all = first.into_iter().chain(later).take(MOST);
    all.map(|text| Candidate { span: span.clone(), text: value(&text), help: "" }).collect()
}

/// What was begun, without its opening quote and escapes.
fn unquoted(begun: &str) -> String {
    let closed = format!("{begun}\"");
    let text = if begun.starts_with('"') { &closed } else { begun };
    match lex(text).ok().and_then(|items| items.into_iter().next()).map(|item| item.value) {
        Some(Value::Text(text)) if begun.starts_with('"') => text,
        _ => begun.trim_start_matches('"').to_owned(),
    }
}

/// Values that the language itself knows.
fn words_of(field: Field) -> Vec<&'static str> {
    match field {
        Field::Status => Standing::ALL.map(Standing::word).to_vec(),
        Field::Kind => vec!["account", "user"],
        Field::Never => vec!["expires", "used"],
        Field::Changed => News::ALL.map(News::word).into_iter().chain(["any"]).collect(),
        Field::Ip => vec!["none"],
        Field::Finding => FindingId::ALL.map(FindingId::word).into_iter().chain(["any"]).collect(),
        Field::Unused => vec![">30d", ">90d", ">180d"],
        Field::Issued => vec![">90d", ">1y", "<7d"],
        Field::Used | Field::Modified => vec!["<1d", "<7d", "<30d"],
        Field::Expires => vec!["<7d", "<30d", "<90d"],
        Field::Quota => vec![">80%", ">90%"],
        Field::Product => permissions::shipped().products().iter().map(|m| &*m.name).collect(),
        Field::Perm | Field::Can | Field::Would => vec!["any", "unknown"],
        Field::Account | Field::On | Field::At | Field::By => Vec::new(),
        Field::Name | Field::Id | Field::Note => Vec::new(),
        Field::Owner | Field::Purpose | Field::Ticket | Field::Deployed => Vec::new(),
    }
}
