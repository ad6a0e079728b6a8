//! The shape of `config.toml`: tables of settings, `[profile.NAME]`, `[[view]]`, `[keys]`. Every mistake has its line.
//!
//! The parser goes on after a mistake, so that one bad line does not cost the others.

use std::fs;
use std::io::{ErrorKind, Read as _};
use std::ops::Range;
use std::path::Path;

use toml::de::{DeArray, DeTable, DeValue};

use super::mistake::{Mistake, did_you_mean};
use super::profile::{Profile, Source};
use super::setting::{self, SETTINGS};
use super::value::{Given, Value as _};
use super::view;
use super::{KeyChange, Loaded, Origin};

/// Longest file that is read, in bytes. Ours has 3 kB with all its comments.
const LONGEST: u64 = 1 << 20;

/// The text of the file; `None` when there is no file.
///
/// # Errors
/// The file is there and cannot be read, is too long or is no text.
pub fn read(path: &Path) -> Result<Option<String>, Mistake> {
    let complain = |why: String| Mistake::about(format!("{}: {why}", path.display()));
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
        Err(e) => return Err(complain(format!("cannot be read: {e}"))),
    };
    let mut text = String::new();
    file.take(LONGEST + 1).read_to_string(&mut text).map_err(|e| complain(format!("cannot be read: {e}")))?;
    if text.len() as u64 > LONGEST {
        return Err(complain("is longer than a megabyte and was not read".to_owned()));
    }
    Ok(Some(text))
}

/// Takes over what `text` says.
pub fn apply(text: &str, into: &mut Loaded) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { text, into, broken: vec![] };
    for error in errors {
        let line = reader.line(&error.span().unwrap_or_default());
        // The parser's own message may quote the line; ours must not, it could hold a pasted value.
        reader.into.mistakes.push(Mistake::at(line, error.message().lines().next().unwrap_or("is not TOML")));
        reader.broken.extend(header_above(text, line));
    }
    reader.table("", root.get_ref());
}

struct Reader<'t, 'l> {
    text: &'t str,
    into: &'l mut Loaded,
    /// Headers of the tables in which something is not TOML.
    broken: Vec<String>,
}

/// The table header that a line (from 1) stands under, or is, without its brackets.
fn header_above(text: &str, line: usize) -> Option<String> {
    let header = text.lines().take(line).filter(|l| l.trim_start().starts_with('[')).last()?;
    let name = header.trim_start().strip_prefix('[')?.split(']').next()?;
    // `[ profile . "a" ]` is `[profile.a]`.
    Some(name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'')).collect())
}

/// The line, from 1, on which a part of the text begins.
fn line_of(text: &str, span: &Range<usize>) -> usize {
    let before = text.as_bytes().get(..span.start).unwrap_or_default();
    before.iter().filter(|b| **b == b'\n').count() + 1
}

impl Reader<'_, '_> {
    fn line(&self, span: &Range<usize>) -> usize {
        line_of(self.text, span)
    }

    /// A line that is not TOML has been named already; what is left of its value is of no interest.
    fn complain(&mut self, line: usize, what: impl Into<String>) {
        if !self.into.mistakes.iter().any(|m| m.line == Some(line)) {
            self.into.mistakes.push(Mistake::at(line, what));
        }
    }

    fn table(&mut self, prefix: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let name = format!("{prefix}{}", key.get_ref());
            let line = self.line(&key.span());
            match value.get_ref() {
                DeValue::Array(list) if name == "view" => self.views(list),
                _ if name == "view" => self.complain(line, "a view is written under [[view]]"),
                DeValue::Table(inner) if name == "profile" => self.profiles(inner),
                DeValue::Table(inner) if name == "keys" => self.keys(inner),
                DeValue::Table(inner) if groups().any(|group| group == name) => {
                    self.table(&format!("{name}."), inner);
                }
                DeValue::Table(_) => {
                    let known = groups().chain(["profile", "keys", "view"]);
                    self.complain(line, format!("there is no table [{name}]{}", did_you_mean(&name, known)));
                }
                value => self.setting(&name, value, line),
            }
        }
    }

    fn setting(&mut self, name: &str, value: &DeValue<'_>, line: usize) {
        let Some(setting) = setting::find(name) else {
            let known = SETTINGS.iter().map(|s| s.name);
            self.complain(line, format!("there is no setting {name}{}", did_you_mean(name, known)));
            return;
        };
        match setting.set(&mut self.into.config, &given(value)) {
            Ok(()) => self.into.note(setting.name, Origin::File(line)),
            Err(what) => {
                self.complain(line, what);
                // Whoever wrote something about read-only wanted to be safe: the strict side is the safe default.
                if name == "read_only" {
                    self.into.config.read_only = true;
                }
            }
        }
    }

    fn profiles(&mut self, table: &DeTable<'_>) {
        for (name, entry) in table {
            let line = self.line(&name.span());
            let DeValue::Table(entry) = entry.get_ref() else {
                self.complain(line, format!("profile.{} wants to be a table", name.get_ref()));
                continue;
            };
            if let Some(profile) = self.profile(name.get_ref(), entry, line) {
                self.into.config.profiles.insert(name.get_ref().to_string(), profile);
            }
        }
    }

    /// A profile with a mistake that could send a credential astray is left out as a whole. That includes mistakes
    /// of syntax anywhere in it: the parser goes on by guessing, and merges tables that are given twice.
    fn profile(&mut self, name: &str, entry: &DeTable<'_>, header: usize) -> Option<Profile> {
        const FIELDS: [&str; 5] = ["source", "base_url", "account_id", "email", "read_only"];
        let own = format!("profile.{name}");
        if self.broken.iter().any(|table| *table == own || *table == "profile") {
            return None;
        }
        let before = self.into.mistakes.len();
        let mut source = None;
        let mut profile = Profile {
            source: Source::Env(String::new()),
            base_url: None,
            account_id: None,
            email: None,
            read_only: false,
            line: header,
        };
        for (key, value) in entry {
            let line = self.line(&key.span());
            let text = value.get_ref().as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned);
            match (key.get_ref().as_ref(), text) {
                ("source", Some(text)) => match Source::parse(&text) {
                    Ok(found) => source = Some(found),
                    Err(bad) => self.complain(line, format!("profile.{name}: {bad}")),
                },
                ("base_url", Some(text)) => profile.base_url = Some(text),
                ("account_id", Some(text)) => profile.account_id = Some(text),
                ("email", Some(text)) => profile.email = Some(text),
                ("read_only", _) => match bool::read(&given(value.get_ref())) {
                    Some(value) => profile.read_only = value,
                    None => self.complain(line, format!("profile.{name}.read_only wants true or false")),
                },
                ("source" | "base_url" | "account_id" | "email", None) => {
                    self.complain(line, format!("profile.{name}.{} wants text", key.get_ref()));
                }
                ("token" | "api_token" | "key" | "api_key" | "value", _) => self.complain(
                    line,
                    format!("profile.{name}: a value does not belong in this file; name a source instead, and roll it"),
                ),
                (other, _) => {
                    let near = did_you_mean(other, FIELDS);
                    self.complain(line, format!("there is no setting profile.{name}.{other}{near}"));
                }
            }
        }
        if source.is_none() && self.into.mistakes.len() == before {
            self.complain(header, format!("profile.{name} has no source"));
        }
        (self.into.mistakes.len() == before).then_some(())?;
        Some(Profile { source: source?, ..profile })
    }

    fn views(&mut self, list: &DeArray<'_>) {
        for entry in list {
            let header = self.line(&entry.span());
            let DeValue::Table(table) = entry.get_ref() else {
                self.complain(header, "a view is written under [[view]]");
                continue;
            };
            let text = self.text;
            let mut found = Vec::new();
            let mut complain = |line, what| found.push((line, what));
            let saved = view::read(table, header, &|span| line_of(text, span), &mut complain);
            for (line, what) in found {
                self.complain(line, what);
            }
            let Some(saved) = saved else { continue };
            let views = &mut self.into.config.views;
            if views.iter().any(|other| other.view.name == saved.view.name) {
                let what = format!("there is a view \"{}\" already", saved.view.name);
                self.complain(header, what);
            } else {
                views.push(saved);
            }
        }
    }

    fn keys(&mut self, table: &DeTable<'_>) {
        for (command, value) in table {
            let line = self.line(&command.span());
            let Some(key) = key(value.get_ref()) else {
                let what = format!("keys.{} wants a key or false", command.get_ref());
                self.complain(line, what);
                continue;
            };
            self.into.config.keys.insert(command.get_ref().to_string(), KeyChange { key, line });
        }
    }
}

/// The first parts of dotted names.
fn groups() -> impl Iterator<Item = &'static str> {
    SETTINGS.iter().filter_map(|setting| setting.name.split_once('.').map(|(group, _)| group))
}

/// A key, or `false` for none.
fn key(value: &DeValue<'_>) -> Option<Option<String>> {
    match value {
        DeValue::Boolean(false) => Some(None),
        DeValue::String(key) => Some(Some(key.to_string())),
        _ => None,
    }
}

fn given<'a>(value: &'a DeValue<'_>) -> Given<'a> {
    match value {
        DeValue::Boolean(value) => Given::Bool(*value),
        DeValue::String(text) => Given::Text(text),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Given::Other, Given::Integer)
        }
        DeValue::Float(number) => number.as_str().parse().map_or(Given::Other, Given::Float),
        DeValue::Array(list) => {
            let words: Option<Vec<&str>> = list.iter().map(|item| item.get_ref().as_str()).collect();
            words.map_or(Given::Other, Given::Words)
        }
        DeValue::Datetime(_) | DeValue::Table(_) => Given::Other,
    }
}
