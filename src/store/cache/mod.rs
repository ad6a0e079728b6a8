//! What we knew when we last looked: so that the next start can paint at once.
//!
//! One redb file per profile and base URL. redb, because it is one crate of pure Rust, survives a crash at any
//! moment, lets several processes share a file, and wrote 100,000 tokens (72 MB) in 0.60 s where SQLite took 2.26 s
//! and read them all in 21 ms against 48 ms (project notes on crates, sections 2 and 8); `tests/benches/cache.rs`
//! measures the first frame's part. A plain file would be faster to write and could not be updated.
//!
//! The parsed tokens of one owner are one compact value, so that a start reads few large things in the order in
//! which they are painted. The raw objects stand beside them, one by one, and are read when somebody looks.
//!
//! The cache may be deleted at any time. Whatever is wrong with it, the program runs on: without it, if need be.

mod file;
mod known;
mod shelf;
#[cfg(test)]
mod tests;
mod writer;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use self::known::{Key, Known};
use self::shelf::Shelf;
use super::database;
use super::error::StoreError;
use super::queue::Queue;
use crate::clock::Time;
use crate::domain::token::{Fetched, Owner, RawToken, TokenRef};
use crate::protocol::{Change, Delta, Fault, FaultKind, Scope};

/// How long a cache that is dropped waits for its writer: a disk that hangs must not hang the end of the program.
const GOODBYE: Duration = Duration::from_secs(2);

/// The cache of one profile at one base URL.
pub struct Cache {
    shelf: Option<Arc<Shelf>>,
    queue: Arc<Queue<Delta>>,
    writer: Option<JoinHandle<()>>,
}

impl Cache {
    /// Opens the cache of `profile` at `base_url` in `folder`. Never fails: what cannot be used is rebuilt, what
    /// cannot be rebuilt is replaced by memory, and the fault says so.
    pub fn open(folder: &Path, profile: &str, base_url: &str) -> (Cache, Option<Fault>) {
        let path = database::path(folder, profile, base_url);
        match file::open(&path, profile, base_url) {
            Ok((shelf, notice)) => (Cache::with(Some(shelf)), notice),
            Err(e) => {
                let what = format!("{e}; this run remembers nothing.");
                let notice = Fault::new(FaultKind::Disk, what, "Check the folder, or run with --no-cache.");
                (Cache::in_memory(), Some(notice))
            }
        }
    }

    /// A cache that is gone when dropped (`--no-cache`).
    pub fn in_memory() -> Cache {
        Cache::with(Shelf::in_memory().ok())
    }

    fn with(shelf: Option<Shelf>) -> Cache {
        let shelf = shelf.map(Arc::new);
        let queue = Arc::new(Queue::default());
        let writer = shelf.clone().and_then(|shelf| writer::start(shelf, queue.clone()));
        if writer.is_none() {
            queue.close();
        }
        Cache { shelf, queue, writer }
    }

    /// Streams what is known as news of revision 0: who we are, the accounts, then the tokens owner by owner (our
    /// own first, then in the order of account names), then zones, buckets and groups. `sink` answers whether to go
    /// on. What cannot be read is left out; the sync will bring it.
    pub fn restore(&self, mut sink: impl FnMut(Delta) -> bool) -> Result<(), StoreError> {
        let Some(shelf) = &self.shelf else { return Ok(()) };
        let mut tell = |key: &Key, known: Known, as_of: Time| {
            let Some(scope) = key.scope() else { return true };
            sink(Delta { scope, revision: 0, as_of, change: known.change() })
        };
        shelf.reading(|read| {
            let mut owners = vec![Owner::User];
            for key in [Key::of(&Scope::Identity), Key::of(&Scope::Accounts)].into_iter().flatten() {
                let Some((known, as_of)) = read.known(&key)? else { continue };
                if let Known::Accounts(list) = &known {
                    let mut order: Vec<_> = list.iter().map(|a| (&a.name, &a.id)).collect();
                    order.sort();
                    owners.extend(order.into_iter().map(|(_, id)| Owner::Account(id.clone())));
                }
                if !tell(&key, known, as_of) {
                    return Ok(());
                }
            }
            let ordered: Vec<Key> = owners.into_iter().filter_map(|o| Key::of(&Scope::Tokens(o))).collect();
            let mut told: HashSet<Key> = HashSet::new();
            // Tokens of accounts that the list does not name, and all that is no list of tokens, come last. Their
            // keys are looked for when the first frame has long been painted.
            for late in [false, true] {
                let keys = if late { read.keys()? } else { ordered.clone() };
                for key in keys.into_iter().filter(Key::can_wait) {
                    if told.insert(key.clone())
                        && let Some((known, as_of)) = read.known(&key)?
                        && !tell(&key, known, as_of)
                    {
                        return Ok(());
                    }
                }
            }
            Ok(())
        })
    }

    /// Takes note of news. Returns at once; a thread writes in batches.
    pub fn apply(&self, delta: &Delta) {
        let list = match &delta.change {
            Change::Restored(_) | Change::Asked | Change::Failed(_) => return,
            Change::Tokens { .. } => true,
            _ => false,
        };
        self.queue.push(delta.clone(), list);
    }

    /// Waits until everything taken note of is written, at most `within`. Answers whether it is.
    pub fn flush(&self, within: Duration) -> bool {
        self.queue.wait_empty(within)
    }

    /// The object of a token as the server last sent it.
    pub fn raw(&self, at: &TokenRef) -> Result<Option<RawToken>, StoreError> {
        match &self.shelf {
            Some(shelf) => shelf.reading(|read| read.raw(at)),
            None => Ok(None),
        }
    }

    /// A token and its object, as news of revision 0.
    pub fn token(&self, at: &TokenRef) -> Result<Option<Delta>, StoreError> {
        let (Some(shelf), Some(key)) = (&self.shelf, known::tokens_of(&at.owner)) else { return Ok(None) };
        shelf.reading(|read| {
            let (Some((Known::Tokens(list), as_of)), Some(raw)) = (read.known(&key)?, read.raw(at)?) else {
                return Ok(None);
            };
            let Some(token) = list.into_iter().find(|t| t.at == *at) else { return Ok(None) };
            let change = Change::Token(Box::new(Fetched { token: Arc::unwrap_or_clone(token), raw }));
            Ok(Some(Delta { scope: Scope::Token(at.clone()), revision: 0, as_of, change }))
        })
    }

    /// Tells `tell` of the first failure to write. The run goes on; the next start rebuilds the cache.
    pub fn on_trouble(&self, tell: impl Fn(Fault) + Send + Sync + 'static) {
        self.queue.on_trouble(Box::new(tell));
    }

    /// Deletes every cache in `folder`. Answers how many files went.
    pub fn clear(folder: &Path) -> Result<usize, StoreError> {
        let files = file::list(folder)?;
        for path in &files {
            std::fs::remove_file(path).map_err(|e| StoreError::io("cannot delete", path, e))?;
        }
        Ok(files.len())
    }

    /// Where the cache of `profile` at `base_url` is, for `doctor` and `config path`.
    pub fn path(folder: &Path, profile: &str, base_url: &str) -> PathBuf {
        database::path(folder, profile, base_url)
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        self.queue.close();
        if self.queue.wait_ended(GOODBYE)
            && let Some(writer) = self.writer.take()
        {
            // The thread has ended; its panic, if any, was reported by `on_trouble`.
            let _ = writer.join();
        }
    }
}
