//! Local notes about tokens: one readable TOML file, `notes.toml` in the data folder.
//!
//! ```toml
//! schema = 1
//!
//! [tokens."user/ed17574386854bf78a67040be0a770b0"]
//! owner = "platform"
//! ticket = "OPS-42"
//! ```
//!
//! A token is addressed as `user/ID` or `ACCOUNT/ID`. Every change takes a lock, reads the file again, changes only what
//! it is about and replaces the file whole: two programs do not lose each other's edits, and keys that we do not know
//! survive. What was written by hand and does not fit (a value above all) is told and left out, never changed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::error::StoreError;
use super::files;
use crate::domain::note::{Field, Note};
use crate::domain::token::{Owner, TokenRef};

/// The version of the file's shape.
const SCHEMA: i64 = 1;
/// Largest file that is read, in bytes: a hundred thousand notes fit.
const LARGEST: u64 = 64 << 20;

/// The file of notes.
#[derive(Clone, Debug)]
pub struct Notes {
    path: PathBuf,
}

/// What a text of notes says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    /// The notes, by address.
    pub notes: BTreeMap<TokenRef, Note>,
    /// What does not fit, each with where and why.
    pub unfit: Vec<String>,
}

/// What came of putting notes in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Put {
    /// Tokens that had no note.
    pub added: Vec<TokenRef>,
    /// Tokens whose note says something else now.
    pub changed: Vec<TokenRef>,
    /// Tokens whose note said so already.
    pub same: Vec<TokenRef>,
}

impl Put {
    fn of(notes: &BTreeMap<TokenRef, Note>, before: &BTreeMap<TokenRef, Note>) -> Self {
        let mut put = Put::default();
        for (at, note) in notes {
            let list = match before.get(at) {
                None => &mut put.added,
                Some(old) if note.said().all(|(field, said)| old.get(field) == said) => &mut put.same,
                Some(_) => &mut put.changed,
            };
            list.push(at.clone());
        }
        put
    }
}

impl Notes {
    /// The notes in the data folder. Nothing is made until something is noted.
    pub fn in_data(data: &Path) -> Self {
        Notes { path: data.join("notes.toml") }
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All notes.
    ///
    /// # Errors
    /// The file cannot be read, is no TOML, or was written by a later version.
    pub fn read(&self) -> Result<Kept, StoreError> {
        Ok(kept(&self.table()?))
    }

    /// Sets fields of the note about a token; an empty text clears one. Fields that are not named, keys that we do not
    /// know and notes about other tokens stay as they are in the file now. Answers the note as it is afterwards.
    ///
    /// # Errors
    /// The disk refused or a text does not fit; the file is as it was.
    pub fn set(&self, at: &TokenRef, fields: &[(Field, String)]) -> Result<Note, StoreError> {
        self.change(|table| {
            for (field, said) in fields {
                set(table, at, *field, said)?;
            }
            Ok(kept(table).notes.remove(at).unwrap_or_default())
        })
    }

    /// Puts notes over those there are: fields that say something replace, others stay. Answers what was new.
    ///
    /// # Errors
    /// The disk refused; the file is as it was.
    pub fn put(&self, notes: &BTreeMap<TokenRef, Note>) -> Result<Put, StoreError> {
        self.change(|table| {
            let put = Put::of(notes, &kept(table).notes);
            for (at, note) in notes {
                for (field, said) in note.said() {
                    set(table, at, field, said)?;
                }
            }
            Ok(put)
        })
    }

    /// What [`Notes::put`] would answer; nothing is written.
    ///
    /// # Errors
    /// As [`Notes::read`].
    pub fn would_put(&self, notes: &BTreeMap<TokenRef, Note>) -> Result<Put, StoreError> {
        Ok(Put::of(notes, &self.read()?.notes))
    }

    /// Changes the file under its lock.
    fn change<T>(&self, work: impl FnOnce(&mut Table) -> Result<T, String>) -> Result<T, StoreError> {
        let _held = files::lock(&self.path)?;
        let mut table = self.table()?;
        let before = table.clone();
        let answer = work(&mut table).map_err(|why| self.unreadable(why))?;
        if table != before {
            table.insert("schema".into(), SCHEMA.into());
            files::replace(&self.path, &print(&table).map_err(|why| self.unreadable(why))?)?;
        }
        Ok(answer)
    }

    fn table(&self) -> Result<Table, StoreError> {
        let mut text = String::new();
        let read = File::open(&self.path).and_then(|file| file.take(LARGEST + 1).read_to_string(&mut text));
        match read {
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Table::new()),
            Err(e) => return Err(StoreError::io("cannot read the notes", &self.path, e)),
            Ok(_) if text.len() as u64 > LARGEST => return Err(self.unreadable("it is too large".into())),
            Ok(_) => {}
        }
        table(&text).map_err(|why| self.unreadable(why))
    }

    fn unreadable(&self, why: String) -> StoreError {
        StoreError::Notes { path: self.path.clone(), why }
    }

    /// The file as it is, for export; empty when there is none.
    ///
    /// # Errors
    /// As [`Notes::read`].
    pub fn export(&self) -> Result<String, StoreError> {
        let mut table = self.table()?;
        table.insert("schema".into(), SCHEMA.into());
        print(&table).map_err(|why| self.unreadable(why))
    }
}

/// Reads a text of notes, as [`Notes::export`] writes it.
///
/// # Errors
/// It is no TOML or of a later version; the message does not quote the text.
pub fn parse(text: &str) -> Result<Kept, String> {
    table(text).map(|table| kept(&table))
}

fn table(text: &str) -> Result<Table, String> {
    let table: Table = text.parse().map_err(|e: toml::de::Error| {
        let line = e.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        // The parser's whole message quotes the line, which may hold a pasted value.
        format!("line {line}: {}", e.message().lines().next().unwrap_or("is not TOML"))
    })?;
    match table.get("schema").map(|schema| schema.as_integer()) {
        None | Some(Some(SCHEMA)) => Ok(table),
        Some(Some(later)) if later > SCHEMA => {
            Err(format!("it was written by a later version (schema {later})"))
        }
        Some(_) => Err("its schema is no number that was ever used".into()),
    }
}

fn print(table: &Table) -> Result<String, String> {
    toml::to_string_pretty(table).map_err(|e| e.to_string())
}

/// The key of a token.
pub fn address(at: &TokenRef) -> String {
    match &at.owner {
        Owner::User => format!("user/{}", at.id),
        Owner::Account(account) => format!("{account}/{}", at.id),
    }
}

fn token_at(address: &str) -> Option<TokenRef> {
    let (owner, id) = address.split_once('/').filter(|(owner, id)| !owner.is_empty() && !id.is_empty())?;
    let owner = if owner == "user" { Owner::User } else { Owner::Account(owner.into()) };
    Some(TokenRef { owner, id: id.into() })
}

fn kept(table: &Table) -> Kept {
    let mut kept = Kept::default();
    let tokens = match table.get("tokens") {
        None => return kept,
        Some(Value::Table(tokens)) => tokens,
        Some(_) => {
            kept.unfit.push("tokens: wants to be a table".into());
            return kept;
        }
    };
    for (place, (address, entry)) in (1..).zip(tokens) {
        let (Some(at), Value::Table(entry)) = (token_at(address), entry) else {
            // The key itself may be a pasted value.
            kept.unfit
                .push(format!("entry {place} of [tokens]: wants to be a table named user/ID or ACCOUNT/ID"));
            continue;
        };
        let mut note = Note::default();
        for field in Field::ALL {
            let why = match entry.get(field.word()) {
                None => continue,
                Some(Value::String(said)) => match note.set(field, said) {
                    Ok(()) => continue,
                    Err(unfit) => unfit.why(),
                },
                Some(_) => "wants to be a text",
            };
            kept.unfit.push(format!("{at}: {} {why}", field.word()));
        }
        if !note.is_empty() {
            kept.notes.insert(at, note);
        }
    }
    kept
}

fn set(table: &mut Table, at: &TokenRef, field: Field, said: &str) -> Result<(), String> {
    let mut note = Note::default();
    note.set(field, said).map_err(|unfit| format!("{} {}", field.word(), unfit.why()))?;
    let said = note.get(field);
    let Value::Table(tokens) = table.entry("tokens").or_insert_with(|| Value::Table(Table::new())) else {
        return Err("tokens: wants to be a table".into());
    };
    let key = address(at);
    let Value::Table(entry) = tokens.entry(&key).or_insert_with(|| Value::Table(Table::new())) else {
        return Err(format!("{at}: wants to be a table"));
    };
    if said.is_empty() {
        entry.remove(field.word());
        if entry.is_empty() {
            tokens.remove(&key);
        }
    } else {
        entry.insert(field.word().into(), said.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::thread;

    use rstest::rstest;

    use super::*;
    use crate::domain::shape;

    fn at(n: u8) -> TokenRef {
        TokenRef { owner: Owner::User, id: format!("{n:032x}").as_str().into() }
    }

    fn said(texts: &[(Field, &str)]) -> Vec<(Field, String)> {
        texts.iter().map(|(field, text)| (*field, (*text).to_owned())).collect()
    }

    fn notes() -> (tempfile::TempDir, Notes) {
        let data = tempfile::tempdir().unwrap();
        let notes = Notes::in_data(&data.path().join("data"));
        (data, notes)
    }

    #[test]
    fn a_note_is_found_again_and_an_empty_one_is_gone() {
        let (_data, notes) = notes();
        assert_eq!(notes.read().unwrap(), Kept::default());
        let account = TokenRef { owner: Owner::Account("023e".into()), id: "x".into() };
        notes.set(&account, &said(&[(Field::Owner, "platform"), (Field::Ticket, "OPS-1")])).unwrap();
        let note = notes.set(&account, &said(&[(Field::Ticket, " "), (Field::Purpose, "backup")])).unwrap();
        assert_eq!(note.line(), "platform · backup");
        assert_eq!(notes.read().unwrap().notes[&account], note);
        notes.set(&account, &said(&[(Field::Owner, ""), (Field::Purpose, "")])).unwrap();
        assert!(notes.read().unwrap().notes.is_empty());
    }

    #[test]
    fn what_we_do_not_know_survives() {
        let (_data, notes) = notes();
        notes.set(&at(1), &said(&[(Field::Owner, "a")])).unwrap();
        let text = fs::read_to_string(notes.path()).unwrap();
        let more = format!("team = \"ops\"\n{text}rotation = {{ days = 90 }}\n\n[tokens.odd]\nx = 1\n");
        fs::write(notes.path(), more).unwrap();
        notes.set(&at(2), &said(&[(Field::Owner, "b")])).unwrap();
        let text = fs::read_to_string(notes.path()).unwrap();
        for kept in ["team = \"ops\"", "days = 90", "tokens.odd"] {
            assert!(text.contains(kept), "{kept}: {text}");
        }
        let read = notes.read().unwrap();
        assert_eq!((read.notes.len(), read.unfit.len()), (2, 1));
    }

    #[test]
    fn two_programs_do_not_lose_each_others_edits() {
        let (_data, notes) = notes();
        thread::scope(|scope| {
            for n in 0..4 {
                let notes = notes.clone();
                scope.spawn(move || {
                    for field in Field::ALL {
                        notes.set(&at(n), &said(&[(field, "mine")])).unwrap();
                        // All four also write to one token, each into a field of its own.
                        notes.set(&at(9), &said(&[(Field::ALL[usize::from(n)], field.word())])).unwrap();
                    }
                });
            }
        });
        let read = notes.read().unwrap().notes;
        assert_eq!(read.len(), 5);
        assert!(read.values().all(|note| note.said().count() == 4), "{read:?}");
        let left: Vec<_> =
            fs::read_dir(notes.path().parent().unwrap()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left.len(), 2, "a draft was left behind: {left:?}");
    }

    #[test]
    fn a_value_never_gets_in() {
        let (_data, notes) = notes();
        let body = "Ab1".repeat(13) + "x";
        let value = format!("cfut_{body}{}", shape::checksum(&body));
        let refused =
            notes.set(&at(1), &said(&[(Field::Owner, "me"), (Field::Purpose, &value)])).unwrap_err();
        assert!(
            refused.to_string().contains("looks like the value") && !refused.to_string().contains(&value)
        );
        assert!(!notes.path().exists(), "half of it was written");
        // Written by hand, it is told, not shown.
        fs::write(notes.path(), format!("[tokens.\"user/a\"]\nowner = \"{value}\"\nticket = \"T\"\n"))
            .unwrap();
        let read = notes.read().unwrap();
        assert!(!format!("{read:?}").contains(&value));
        assert_eq!((read.unfit.len(), read.notes.len()), (1, 1));
    }

    #[rstest]
    #[case::torn("[tokens.\"user/a\"\nowner")]
    #[case::later("schema = 2\n")]
    #[case::odd("schema = \"x\"\n")]
    fn what_cannot_be_read_is_never_overwritten(#[case] text: &str) {
        let (_data, notes) = notes();
        fs::create_dir_all(notes.path().parent().unwrap()).unwrap();
        fs::write(notes.path(), text).unwrap();
        assert!(notes.read().is_err());
        assert!(notes.set(&at(1), &said(&[(Field::Owner, "a")])).is_err());
        assert_eq!(fs::read_to_string(notes.path()).unwrap(), text);
    }

    #[test]
    fn what_is_exported_can_be_put_in_again() {
        let (_data, from) = notes();
        let (_other, to) = notes();
        from.set(&at(1), &said(&[(Field::Owner, "a")])).unwrap();
        from.set(&at(2), &said(&[(Field::Owner, "b")])).unwrap();
        to.set(&at(2), &said(&[(Field::Owner, "c"), (Field::Ticket, "T-1")])).unwrap();
        let kept = parse(&from.export().unwrap()).unwrap();
        let put = to.put(&kept.notes).unwrap();
        assert_eq!((put.added, put.changed), (vec![at(1)], vec![at(2)]));
        assert_eq!(to.read().unwrap().notes[&at(2)].line(), "b · T-1", "what was not said stays");
        assert_eq!(to.put(&kept.notes).unwrap().same, [at(1), at(2)]);
    }

    #[cfg(unix)]
    #[test]
    fn only_their_owner_can_read_them() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_data, notes) = notes();
        notes.set(&at(1), &said(&[(Field::Owner, "a")])).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(notes.path()), mode(notes.path().parent().unwrap())), (0o600, 0o700));
    }
}
