//! The database: what is known now, the stories, what is news, and when owners were last listed.

use std::path::Path;

use redb::{ReadableTable as _, Table, TableDefinition, TableError};

use super::super::database::{Guarded, failed, guarded, put};
use super::super::error::StoreError;
use super::shape::{self, Head, Kept};
use crate::clock::Time;
use crate::domain::history::Marked;
use crate::domain::token::{Owner, TokenRef};

/// The version of the tables; values have a number of their own ([`shape`]).
pub(super) const VERSION: u32 = 1;

/// What the file is, and when it was last pruned.
const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");
/// Token → [`Head`].
const HEADS: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("heads");
/// Token and number → [`Kept`].
const ENTRIES: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("entries");
/// Token → [`Marked`], for what is news.
const NEWS: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("news");
/// Owner → as of when all of its tokens were last listed.
const LISTED: TableDefinition<'_, &[u8], i64> = TableDefinition::new("listed");

/// Bytes of the file that are kept in memory.
const PAGES: usize = 2 << 20;

/// What is known of a token, and its entries by number, oldest first.
pub(super) type Story = (Head, Vec<(u32, Kept)>);

/// An open database.
pub(super) struct Book {
    db: Guarded,
}

impl Book {
    /// Opens or makes the database in a file. Several processes may have it open.
    pub(super) fn open(path: &Path, labels: [(&'static str, &str); 2]) -> Result<Self, StoreError> {
        guarded(|| {
            let db = Guarded::file(path, PAGES)?;
            Book { db }.labelled(labels)
        })
    }

    /// A database that is gone when dropped.
    pub(super) fn in_memory() -> Result<Self, StoreError> {
        let db = Guarded::in_memory()?;
        Book { db }.labelled([("profile", ""), ("base_url", "")])
    }

    fn labelled(self, labels: [(&'static str, &str); 2]) -> Result<Self, StoreError> {
        match self.meta("version")? {
            None => self.writing(|write| {
                write.meta.insert("version", VERSION.to_le_bytes().as_slice()).map_err(failed)?;
                for (name, value) in labels {
                    write.meta.insert(name, value.as_bytes()).map_err(failed)?;
                }
                Ok(())
            })?,
            Some(found) if found == VERSION.to_le_bytes() => {
                for (name, value) in labels {
                    if self.meta(name)?.is_none_or(|found| found != value.as_bytes()) {
                        return Err(StoreError::Garbled(format!("it was written for another {name}")));
                    }
                }
            }
            Some(_) => {
                return Err(StoreError::Database("it was written by a later version of tokendeck".into()));
            }
        }
        Ok(self)
    }

    fn meta(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let read = self.db.read()?;
        match read.open_table(META) {
            Ok(meta) => Ok(meta.get(name).map_err(failed)?.map(|found| found.value().to_vec())),
            Err(TableError::TableDoesNotExist(_)) => Ok(None),
            Err(e) => Err(failed(e)),
        }
    }

    /// When it was last pruned.
    pub(super) fn pruned(&self) -> Result<Option<Time>, StoreError> {
        let found = guarded(|| self.meta("pruned"))?;
        Ok(found.and_then(|bytes| Some(Time::from_millis(i64::from_le_bytes(bytes.try_into().ok()?)))))
    }

    /// Writes everything that `work` writes, or nothing.
    pub(super) fn writing<T>(
        &self,
        work: impl FnOnce(&mut Writing<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        guarded(|| {
            let txn = self.db.write()?;
            let answer = {
                let mut writing = Writing {
                    meta: txn.open_table(META).map_err(failed)?,
                    heads: txn.open_table(HEADS).map_err(failed)?,
                    entries: txn.open_table(ENTRIES).map_err(failed)?,
                    news: txn.open_table(NEWS).map_err(failed)?,
                    listed: txn.open_table(LISTED).map_err(failed)?,
                };
                work(&mut writing)?
            };
            txn.commit().map_err(failed)?;
            Ok(answer)
        })
    }

    /// Everything that is news, by address, at most `most`.
    pub(super) fn news(&self, most: usize) -> Result<Vec<Marked>, StoreError> {
        guarded(|| {
            let read = self.db.read()?;
            let news = read.open_table(NEWS).map_err(failed)?;
            let mut found = Vec::new();
            for entry in news.iter().map_err(failed)?.take(most) {
                found.extend(shape::unpack(entry.map_err(failed)?.1.value()));
            }
            Ok(found)
        })
    }

    /// What is known of a token, and its story, oldest first. Entries that are damaged are left out.
    pub(super) fn story(&self, at: &TokenRef) -> Result<Option<Story>, StoreError> {
        guarded(|| {
            let read = self.db.read()?;
            let token = shape::key(at);
            let heads = read.open_table(HEADS).map_err(failed)?;
            let head = heads.get(token.as_slice()).map_err(failed)?;
            let Some(head) = head.and_then(|found| shape::unpack(found.value())) else { return Ok(None) };
            let entries = read.open_table(ENTRIES).map_err(failed)?;
            let (first, last) = (shape::entry_key(&token, 0), shape::entry_key(&token, u32::MAX));
            let mut story = Vec::new();
            for entry in entries.range(first.as_slice()..=last.as_slice()).map_err(failed)? {
                let (key, kept) = entry.map_err(failed)?;
                let number = shape::entry_of(key.value()).map_or(0, |(_, number)| number);
                story.extend(shape::unpack(kept.value()).map(|kept| (number, kept)));
            }
            Ok(Some((head, story)))
        })
    }

    /// The tokens whose heads `wanted` picks.
    pub(super) fn tokens(
        &self,
        wanted: impl Fn(&TokenRef, &Head) -> bool,
    ) -> Result<Vec<(TokenRef, Head)>, StoreError> {
        guarded(|| {
            let read = self.db.read()?;
            let mut found = Vec::new();
            for entry in read.open_table(HEADS).map_err(failed)?.iter().map_err(failed)? {
                let (key, head) = entry.map_err(failed)?;
                let pair = shape::token_of(key.value()).zip(shape::unpack::<Head>(head.value()));
                found.extend(pair.filter(|(at, head)| wanted(at, head)));
            }
            Ok(found)
        })
    }
}

/// A transaction under way.
pub(super) struct Writing<'t> {
    meta: Table<'t, &'static str, &'static [u8]>,
    heads: Table<'t, &'static [u8], &'static [u8]>,
    entries: Table<'t, &'static [u8], &'static [u8]>,
    news: Table<'t, &'static [u8], &'static [u8]>,
    listed: Table<'t, &'static [u8], i64>,
}

impl Writing<'_> {
    pub(super) fn head(&self, token: &[u8]) -> Result<Option<Head>, StoreError> {
        let found = self.heads.get(token).map_err(failed)?;
        Ok(found.and_then(|head| shape::unpack(head.value())))
    }

    /// What is known of the tokens of an owner.
    pub(super) fn heads_of(&self, owner: &Owner) -> Result<Vec<(TokenRef, Head)>, StoreError> {
        let prefix = shape::owner_key(owner);
        let mut found = Vec::new();
        for entry in self.heads.range(prefix.as_slice()..).map_err(failed)? {
            let (key, head) = entry.map_err(failed)?;
            if !key.value().starts_with(&prefix) {
                break;
            }
            found.extend(shape::token_of(key.value()).zip(shape::unpack(head.value())));
        }
        Ok(found)
    }

    pub(super) fn put_head(&mut self, token: &[u8], head: &Head) -> Result<(), StoreError> {
        put(&mut self.heads, token, &shape::pack(head)?)
    }

    pub(super) fn entry(&self, token: &[u8], number: u32) -> Result<Option<Kept>, StoreError> {
        let found = self.entries.get(shape::entry_key(token, number).as_slice()).map_err(failed)?;
        Ok(found.and_then(|kept| shape::unpack(kept.value())))
    }

    pub(super) fn put_entry(&mut self, token: &[u8], number: u32, kept: &Kept) -> Result<(), StoreError> {
        put(&mut self.entries, &shape::entry_key(token, number), &shape::pack(kept)?)
    }

    /// Says what is news about a token; `None`: nothing any more.
    pub(super) fn mark(&mut self, token: &[u8], marked: Option<&Marked>) -> Result<(), StoreError> {
        match marked {
            Some(marked) => put(&mut self.news, token, &shape::pack(marked)?),
            None => self.news.remove(token).map(drop).map_err(failed),
        }
    }

    /// The tokens that are news.
    pub(super) fn marked(&self) -> Result<Vec<TokenRef>, StoreError> {
        let mut found = Vec::new();
        for entry in self.news.iter().map_err(failed)? {
            found.extend(shape::token_of(entry.map_err(failed)?.0.value()));
        }
        Ok(found)
    }

    /// As of when all tokens of an owner were last listed.
    pub(super) fn listed(&self, owner: &Owner) -> Result<Option<Time>, StoreError> {
        let found = self.listed.get(shape::owner_key(owner).as_slice()).map_err(failed)?;
        Ok(found.map(|as_of| Time::from_millis(as_of.value())))
    }

    pub(super) fn set_listed(&mut self, owner: &Owner, as_of: Time) -> Result<(), StoreError> {
        self.listed.insert(shape::owner_key(owner).as_slice(), as_of.millis()).map_err(failed)?;
        Ok(())
    }

    /// Forgets versions that were superseded before `before`, and tokens that were gone by then. The newest entry of a
    /// token that is there is never forgotten.
    pub(super) fn prune(&mut self, before: Time, now: Time) -> Result<usize, StoreError> {
        let mut old: Vec<Vec<u8>> = Vec::new();
        let mut ended: Vec<Vec<u8>> = Vec::new();
        let mut last: Option<(Vec<u8>, Vec<u8>)> = None;
        for entry in self.entries.iter().map_err(failed)? {
            let (key, kept) = entry.map_err(failed)?;
            let (Some((token, _)), Some(kept)) =
                (shape::entry_of(key.value()), shape::unpack::<Kept>(kept.value()))
            else {
                continue;
            };
            if kept.at < before {
                // Something newer took the place of what stood before this one, and that was long ago.
                old.extend(last.take().filter(|(of, _)| of == token).map(|(_, key)| key));
                if matches!(kept.what, shape::KeptWhat::Gone { .. }) {
                    ended.push(token.to_vec());
                }
                last = Some((token.to_vec(), key.value().to_vec()));
            } else {
                last = None;
            }
        }
        for key in &old {
            self.entries.remove(key.as_slice()).map_err(failed)?;
        }
        for token in &ended {
            let Some(head) = self.head(token)?.filter(|head| head.gone) else { continue };
            self.entries.remove(shape::entry_key(token, head.newest).as_slice()).map_err(failed)?;
            self.heads.remove(token.as_slice()).map_err(failed)?;
            self.mark(token, None)?;
        }
        self.meta.insert("pruned", now.millis().to_le_bytes().as_slice()).map_err(failed)?;
        Ok(old.len() + ended.len())
    }
}
