//! The database: three tables, read and written in whole transactions.

use std::path::{Path, PathBuf};

use redb::{ReadOnlyTable, ReadTransaction, ReadableTable as _, Table, TableDefinition, WriteTransaction};

use super::super::database::{Guarded, failed, guarded, put};
use super::super::error::StoreError;
use super::super::files;
use super::file;
use super::known::{self, Key, Known};
use crate::clock::Time;
use crate::domain::token::{RawToken, TokenRef};

/// The version of what stands in the tables. A file of another version is made anew.
const VERSION: &[u8] = b"1";
/// Who the file belongs to: version, profile, base URL.
const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");
/// Scope → checksum and packed value.
const KNOWN: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("known");
/// Scope → when it was true. Apart from the value, so that a sync that finds nothing new writes eight bytes.
const AS_OF: TableDefinition<'_, &[u8], i64> = TableDefinition::new("as_of");
/// Owner and id → the object as JSON text.
const RAW: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("raw");

/// Bytes of the file that are kept in memory.
const PAGES: usize = 8 << 20;

/// An open database.
pub(super) struct Shelf {
    db: Guarded,
    path: Option<PathBuf>,
}

impl Shelf {
    /// Opens or makes the database in a file. Several processes may have it open.
    pub(super) fn open(path: &Path, profile: &str, base_url: &str) -> Result<Self, StoreError> {
        guarded(|| {
            let db = Guarded::file(path, PAGES)?;
            let shelf = Shelf { db, path: Some(path.into()) };
            shelf.check(profile, base_url)?;
            Ok(shelf)
        })
    }

    /// A database that is gone when dropped.
    pub(super) fn in_memory() -> Result<Self, StoreError> {
        let db = Guarded::in_memory()?;
        let shelf = Shelf { db, path: None };
        shelf.check("", "")?;
        Ok(shelf)
    }

    fn check(&self, profile: &str, base_url: &str) -> Result<(), StoreError> {
        let labels =
            [("version", VERSION), ("profile", profile.as_bytes()), ("base_url", base_url.as_bytes())];
        let labelled = {
            let read = self.db.read()?;
            match read.open_table(META) {
                Ok(meta) => {
                    for (name, expected) in labels {
                        if meta.get(name).map_err(failed)?.is_none_or(|found| found.value() != expected) {
                            return Err(StoreError::Database(format!("it was written for another {name}")));
                        }
                    }
                    true
                }
                Err(redb::TableError::TableDoesNotExist(_)) => false,
                Err(e) => return Err(failed(e)),
            }
        };
        if labelled {
            return Ok(());
        }
        self.writing(|write| {
            let mut meta = write.txn.open_table(META).map_err(failed)?;
            for (name, value) in labels {
                meta.insert(name, value).map_err(failed)?;
            }
            Ok(())
        })
    }

    /// Reads one state of the database, whatever is written meanwhile.
    pub(super) fn reading<T>(
        &self,
        work: impl FnOnce(&Reading) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        guarded(|| work(&Reading::new(&self.db.read()?)?))
    }

    /// Writes everything that `work` writes, or nothing.
    pub(super) fn writing(
        &self,
        work: impl FnOnce(&mut Writing<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        guarded(|| {
            let txn = self.db.write()?;
            {
                let mut writing = Writing {
                    txn: &txn,
                    known: txn.open_table(KNOWN).map_err(failed)?,
                    as_of: txn.open_table(AS_OF).map_err(failed)?,
                    raw: txn.open_table(RAW).map_err(failed)?,
                };
                work(&mut writing)?;
            }
            txn.commit().map_err(failed)
        })
    }

    /// Leaves a mark, so that the next start makes the file anew.
    pub(super) fn condemn(&self) {
        if let Some(path) = &self.path {
            // On a full disk an empty file still fits more often than not; if not, the next start finds out anew.
            let _ = files::private().write(true).create(true).truncate(true).open(file::mark(path));
        }
    }
}

/// One state of the database.
pub(super) struct Reading {
    known: ReadOnlyTable<&'static [u8], &'static [u8]>,
    as_of: ReadOnlyTable<&'static [u8], i64>,
    raw: ReadOnlyTable<&'static [u8], &'static [u8]>,
}

impl Reading {
    fn new(txn: &ReadTransaction) -> Result<Self, StoreError> {
        Ok(Reading {
            known: txn.open_table(KNOWN).map_err(failed)?,
            as_of: txn.open_table(AS_OF).map_err(failed)?,
            raw: txn.open_table(RAW).map_err(failed)?,
        })
    }

    /// A value and when it was true. A damaged value is as good as none.
    pub(super) fn known(&self, key: &Key) -> Result<Option<(Known, Time)>, StoreError> {
        let Some(value) = self.known.get(key.0.as_slice()).map_err(failed)? else { return Ok(None) };
        let as_of = self.as_of.get(key.0.as_slice()).map_err(failed)?.map_or(0, |t| t.value());
        Ok(Known::unpack(value.value()).map(|known| (known, Time::from_millis(as_of))))
    }

    /// Every key there is.
    pub(super) fn keys(&self) -> Result<Vec<Key>, StoreError> {
        self.as_of
            .iter()
            .map_err(failed)?
            .map(|entry| entry.map(|(key, _)| Key(key.value().to_vec())).map_err(failed))
            .collect()
    }

    /// The object of a token.
    pub(super) fn raw(&self, at: &TokenRef) -> Result<Option<RawToken>, StoreError> {
        let found = self.raw.get(known::raw_key(at).as_slice()).map_err(failed)?;
        Ok(found.and_then(|v| std::str::from_utf8(v.value()).ok().map(|text| RawToken(text.into()))))
    }
}

/// A transaction under way.
pub(super) struct Writing<'t> {
    txn: &'t WriteTransaction,
    known: Table<'t, &'static [u8], &'static [u8]>,
    as_of: Table<'t, &'static [u8], i64>,
    raw: Table<'t, &'static [u8], &'static [u8]>,
}

impl Writing<'_> {
    /// The value as it stands.
    pub(super) fn known(&self, key: &Key) -> Result<Option<Known>, StoreError> {
        let found = self.known.get(key.0.as_slice()).map_err(failed)?;
        Ok(found.and_then(|value| Known::unpack(value.value())))
    }

    /// Puts a value, if it is another one.
    pub(super) fn put(&mut self, key: &Key, known: &Known) -> Result<(), StoreError> {
        let packed = known.pack().map_err(|e| StoreError::Database(e.to_string()))?;
        put(&mut self.known, &key.0, &packed)
    }

    /// Says when a value was true. Without this, it was true once.
    pub(super) fn stamp(&mut self, key: &Key, as_of: Time) -> Result<(), StoreError> {
        self.as_of.insert(key.0.as_slice(), as_of.millis()).map_err(failed)?;
        Ok(())
    }

    /// Puts the object of a token, if it is another one.
    pub(super) fn put_raw(&mut self, at: &TokenRef, raw: &RawToken) -> Result<(), StoreError> {
        put(&mut self.raw, &known::raw_key(at), raw.0.as_bytes())
    }

    /// Removes the object of a token.
    pub(super) fn remove_raw(&mut self, at: &TokenRef) -> Result<(), StoreError> {
        self.raw.remove(known::raw_key(at).as_slice()).map_err(failed)?;
        Ok(())
    }
}
