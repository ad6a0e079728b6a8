//! What every embedded database of ours needs: a name for its file, and failures that stay failures.

use std::cell::Cell;
use std::fs;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::{Path, PathBuf};
use std::sync::Once;

use redb::backends::InMemoryBackend;
use redb::{
    Builder, ConcurrencyMode, Database, ReadTransaction, ReadableDatabase as _, ReadableTable as _, Table,
    WriteTransaction,
};
use sha2::{Digest as _, Sha256};

use super::error::StoreError;
use super::files;

/// The ending of the files.
pub(super) const ENDING: &str = "redb";

/// The file for a profile at a base URL. The name is a digest, because a profile may be called anything.
pub(super) fn path(folder: &Path, profile: &str, base_url: &str) -> PathBuf {
    let mut hash = Sha256::new();
    for part in [profile, base_url] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    let name: String = hash.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect();
    folder.join(name).with_extension(ENDING)
}

/// Makes an empty file for its owner alone, if there is none: redb would make it with the default mode.
pub(super) fn fresh(path: &Path) -> Result<(), StoreError> {
    match files::private().write(true).create_new(true).open(path) {
        Err(e) if e.kind() != ErrorKind::AlreadyExists => {
            Err(StoreError::io("cannot make the database", path, e))
        }
        _ => Ok(()),
    }
}

/// Removes a file that may not be there.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(StoreError::io("cannot replace", path, e)),
        _ => Ok(()),
    }
}

/// A refusal of the database. What is wrong with the file itself is told apart from a full disk.
pub(super) fn failed(e: impl Into<redb::Error>) -> StoreError {
    match e.into() {
        redb::Error::Corrupted(why) => StoreError::Garbled(why),
        redb::Error::Io(e) if matches!(e.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof) => {
            StoreError::Garbled(e.to_string())
        }
        other => StoreError::Database(other.to_string()),
    }
}

/// A damaged file can make redb panic (its own manual says so); here that is one more way to fail.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    caught(work).unwrap_or_else(|| Err(StoreError::Garbled("it could not be read".into())))
}

thread_local! {
    /// Whether a panic of this thread is caught by us and told as a failure in words.
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// What the work answers; `None` if it panics, which nobody is told of but the log: whoever asked is told in words.
fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| match CAUGHT.get() {
            true => tracing::error!(%panic, "a database panicked"),
            false => before(panic),
        }));
    });
    let outer = CAUGHT.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work)).ok();
    CAUGHT.set(outer);
    done
}

/// An open database. Closing one that was damaged may panic, as reading it may; then there is nothing left to save.
pub(super) struct Guarded(Option<Database>);

impl Guarded {
    /// Opens or makes the database in a file. Several processes may have it open. At most `pages` bytes of it
    /// are kept in memory: few, because the world holds what is shown (150 MB for all, PRODUCT section 8).
    pub(super) fn file(path: &Path, pages: usize) -> Result<Self, StoreError> {
        let mut builder = Builder::new();
        builder.set_cache_size(pages).set_concurrency_mode(ConcurrencyMode::MultiWriter);
        builder.create(path).map(|db| Guarded(Some(db))).map_err(failed)
    }

    /// A database that is gone when dropped.
    pub(super) fn in_memory() -> Result<Self, StoreError> {
        let made = Builder::new().create_with_backend(InMemoryBackend::new());
        made.map(|db| Guarded(Some(db))).map_err(failed)
    }

    /// One state of it.
    pub(super) fn read(&self) -> Result<ReadTransaction, StoreError> {
        self.open()?.begin_read().map_err(failed)
    }

    /// The next state of it.
    pub(super) fn write(&self) -> Result<WriteTransaction, StoreError> {
        self.open()?.begin_write().map_err(failed)
    }

    fn open(&self) -> Result<&Database, StoreError> {
        self.0.as_ref().ok_or_else(|| StoreError::Database("it is closed".into()))
    }
}

/// Puts a value, if it is another one: reading is cheaper than writing, and most of what a sync brings is known already.
pub(super) fn put(
    table: &mut Table<'_, &'static [u8], &'static [u8]>,
    key: &[u8],
    value: &[u8],
) -> Result<(), StoreError> {
    if table.get(key).map_err(failed)?.is_some_and(|old| old.value() == value) {
        return Ok(());
    }
    table.insert(key, value).map_err(failed)?;
    Ok(())
}

impl Drop for Guarded {
    fn drop(&mut self) {
        let db = self.0.take();
        // The file is judged anew at the next start, whatever was wrong with its end.
        let _ = caught(|| drop(db));
    }
}
