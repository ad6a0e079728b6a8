//! What tokens were: versions and tombstones, without values, so that one can still say what a token could do when it
//! is gone, and what has changed since somebody last looked.
//!
//! One redb file per profile and base URL in the data folder, beside the cache's reasons because several programs may
//! write at once and a crash at any moment must lose nothing: an append-only file would have to be read whole before
//! the first comparison. A sync compares digests of 8 bytes; only what differs is written, deflated. A mere use moves
//! one small record. Nothing here is ever in the way: the file is opened by the thread that writes, and whatever is
//! wrong with it, the program runs on without it.
//!
//! Only the engine tells it news; the engine reads it for jobs.

mod book;
mod file;
mod scribe;
mod shape;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use self::book::Book;
use self::file::Place;
use self::scribe::{Item, Scribe};
use self::shape::KeptWhat;
use super::error::StoreError;
use super::files;
use super::queue::Queue;
use crate::clock::{DAY, Time};
use crate::domain::history::{Entry, Past, Watch, What};
use crate::domain::ids::TokenId;
use crate::domain::token::{Fetched, Owner, TokenRef};
use crate::protocol::{Change, Delta, Fault};

/// Reads a kept object back into a token. History outlives what we understand of objects, so it keeps what was sent.
pub type Reader = fn(&Owner, &str) -> Option<Fetched>;

/// How long a history that is dropped waits for its writer.
const GOODBYE: Duration = Duration::from_secs(2);

type Tell = Box<dyn Fn(Watch) + Send + Sync>;

/// The history of one profile at one base URL.
pub struct History {
    shared: Arc<Shared>,
    writer: Option<JoinHandle<()>>,
}

struct Shared {
    place: Option<Place>,
    read: Reader,
    now: Time,
    keep_days: u32,
    book: OnceLock<Option<Book>>,
    queue: Queue<Item>,
    told: Mutex<Option<Watch>>,
    tell: Mutex<Option<Tell>>,
    states: AtomicU64,
}

impl History {
    /// The history of `profile` at `base_url` in the data folder. Returns at once and never fails: the file is opened
    /// by a thread; what goes wrong is told to [`History::on_trouble`]. Versions that were superseded, and tokens that
    /// were gone, more than `keep_days` before `now` are forgotten, at most once a day.
    pub fn open(data: &Path, profile: &str, base_url: &str, read: Reader, now: Time, keep_days: u32) -> Self {
        let place = Place {
            path: file::path(data, profile, base_url),
            profile: profile.to_owned(),
            base_url: base_url.to_owned(),
        };
        History::with(Some(place), read, now, keep_days)
    }

    /// A history that is gone when dropped (`--no-cache`, the demo).
    pub fn in_memory(read: Reader) -> Self {
        History::with(None, read, Time::EPOCH, u32::MAX)
    }

    fn with(place: Option<Place>, read: Reader, now: Time, keep_days: u32) -> Self {
        let shared = Arc::new(Shared {
            place,
            read,
            now,
            keep_days,
            book: OnceLock::new(),
            queue: Queue::default(),
            told: Mutex::default(),
            tell: Mutex::default(),
            states: AtomicU64::new(0),
        });
        let (work, waiting) = (shared.clone(), shared.clone());
        let thread = std::thread::Builder::new().name("history".into()).spawn(move || work.run());
        let writer = thread.ok();
        if writer.is_none() {
            waiting.queue.end();
        }
        History { shared, writer }
    }

    /// Takes note of news. Returns at once.
    pub fn apply(&self, delta: &Delta) {
        let list = match &delta.change {
            Change::Tokens { .. } => true,
            Change::Token(_) | Change::Gone(_) => false,
            _ => return,
        };
        self.shared.queue.push(Item::News(Box::new(delta.clone())), list);
    }

    /// What is told next about this token comes from a deed of ours: it is no news.
    pub fn ours(&self, at: &TokenRef) {
        self.shared.queue.push(Item::Ours(at.clone()), false);
    }

    /// It does not: the deed was refused.
    pub fn not_ours(&self, at: &TokenRef) {
        self.shared.queue.push(Item::NotOurs(at.clone()), false);
    }

    /// Waits until everything taken note of is written, at most `within`. Answers whether it is.
    pub fn flush(&self, within: Duration) -> bool {
        self.shared.queue.wait_empty(within)
    }

    /// Tells `tell` of the first thing that goes wrong: a damaged file set aside, a full disk.
    pub fn on_trouble(&self, tell: impl Fn(Fault) + Send + Sync + 'static) {
        self.shared.queue.on_trouble(Box::new(tell));
    }

    /// Tells `tell` what is news, whenever that changes; other programs' doings included, as soon as we write.
    pub fn on_news(&self, tell: impl Fn(Watch) + Send + Sync + 'static) {
        *lock(&self.shared.tell) = Some(Box::new(tell));
    }

    /// What is news now. Empty while the history cannot be used.
    ///
    /// # Errors
    /// The disk.
    pub fn watch(&self) -> Result<Watch, StoreError> {
        self.shared.watch()
    }

    /// Somebody looked at these tokens, or at all. Answers how many were news.
    ///
    /// # Errors
    /// The disk; then nothing has changed.
    pub fn see(&self, tokens: Option<&[TokenRef]>) -> Result<usize, StoreError> {
        let Some(book) = self.shared.book() else { return Ok(0) };
        let seen = book.writing(|write| {
            let mut marked = write.marked()?;
            marked.retain(|at| tokens.is_none_or(|tokens| tokens.contains(at)));
            for at in &marked {
                let key = shape::key(at);
                if let Some(mut head) = write.head(&key)? {
                    head.looked_at = head.newest;
                    write.put_head(&key, &head)?;
                }
                write.mark(&key, None)?;
            }
            Ok(marked.len())
        });
        let seen = seen.map_err(StoreError::of_history)?;
        self.shared.announce();
        Ok(seen)
    }

    /// The story of a token; `None`: nothing is remembered of it.
    ///
    /// # Errors
    /// The disk.
    pub fn past(&self, at: &TokenRef) -> Result<Option<Past>, StoreError> {
        let Some(book) = self.shared.book() else { return Ok(None) };
        let Some((head, story)) = book.story(at).map_err(StoreError::of_history)? else { return Ok(None) };
        let looked_at = story.iter().filter(|(number, _)| *number <= head.looked_at).count();
        let entry = |(_, kept): (u32, shape::Kept)| {
            let what = match &kept.what {
                KeptWhat::Gone { last_seen } => What::Gone { last_seen: *last_seen },
                KeptWhat::Was { first, .. } => What::Was {
                    token: Box::new(scribe::version(self.shared.read, at, &kept)?),
                    first: *first,
                },
            };
            Some(Entry { at: kept.at, ours: kept.ours, what })
        };
        let entries: Vec<Entry> = story.into_iter().filter_map(entry).collect();
        if entries.is_empty() {
            return Ok(None);
        }
        Ok(Some(Past {
            at: at.clone(),
            looked_at: looked_at.min(entries.len()),
            entries,
            last_used: head.last_used,
        }))
    }

    /// The tokens of this id; without one, every token that has a story: it came, changed or went while we looked.
    /// Latest first.
    ///
    /// # Errors
    /// The disk.
    pub fn remembered(&self, id: Option<&TokenId>) -> Result<Vec<TokenRef>, StoreError> {
        let Some(book) = self.shared.book() else { return Ok(Vec::new()) };
        let wanted = |at: &TokenRef, head: &shape::Head| match id {
            Some(id) => at.id == *id,
            None => head.newest > 1 || head.looked_at == 0,
        };
        let mut found = book.tokens(wanted).map_err(StoreError::of_history)?;
        found.sort_by(|a, b| (b.1.read, &a.0).cmp(&(a.1.read, &b.0)));
        Ok(found.into_iter().map(|(at, _)| at).collect())
    }

    /// Where the history of `profile` at `base_url` is.
    pub fn path(data: &Path, profile: &str, base_url: &str) -> PathBuf {
        file::path(data, profile, base_url)
    }
}

impl Drop for History {
    fn drop(&mut self) {
        self.shared.queue.close();
        if self.shared.queue.wait_ended(GOODBYE)
            && let Some(writer) = self.writer.take()
        {
            // The thread has ended; its panic, if any, was reported by `on_trouble`.
            let _ = writer.join();
        }
    }
}

impl Shared {
    /// The database; whoever comes first opens it.
    fn book(&self) -> Option<&Book> {
        self.book
            .get_or_init(|| {
                let opened = match &self.place {
                    None => Book::in_memory().map(|book| (book, None)),
                    Some(place) => place.open(self.now),
                };
                match opened {
                    Ok((book, notice)) => {
                        notice.into_iter().for_each(|notice| self.queue.trouble(notice));
                        if let Err(e) = self.prune(&book) {
                            self.queue.trouble(e.of_history().fault());
                        }
                        Some(book)
                    }
                    Err(e) => {
                        self.queue.trouble(e.of_history().fault());
                        None
                    }
                }
            })
            .as_ref()
    }

    fn prune(&self, book: &Book) -> Result<(), StoreError> {
        let due = book.pruned()?.is_none_or(|last| self.now.since(last) >= DAY);
        if self.place.is_some() && due {
            let before = self.now.plus_days(-i64::from(self.keep_days));
            book.writing(|write| write.prune(before, self.now))?;
        }
        Ok(())
    }

    /// The thread that writes.
    fn run(&self) {
        if let Some(book) = self.book() {
            let mut scribe = Scribe::new(self.read);
            while let Some(batch) = self.queue.take() {
                let done = book.writing(|write| batch.iter().try_for_each(|item| scribe.write(write, item)));
                if let Err(e) = done {
                    self.condemn(&e);
                    self.queue.trouble(e.of_history().fault());
                    break;
                }
                self.announce();
            }
        }
        self.queue.end();
    }

    /// Leaves a mark beside a file that turned out to be damaged, so that the next start sets it aside.
    fn condemn(&self, why: &StoreError) {
        if let (StoreError::Garbled(_), Some(place)) = (why, &self.place) {
            // Where even that cannot be written, the next run finds out anew.
            let _ = files::private().write(true).create(true).truncate(true).open(place.mark());
        }
    }

    fn watch(&self) -> Result<Watch, StoreError> {
        let Some(book) = self.book() else { return Ok(Watch::default()) };
        let mut told = lock(&self.told);
        let marked = book.news(Watch::MOST).map_err(StoreError::of_history)?;
        let mut watch = Watch { revision: self.states.load(Ordering::SeqCst), marked };
        if told.as_ref().is_none_or(|told| told.marked != watch.marked) {
            watch.revision = self.states.fetch_add(1, Ordering::SeqCst) + 1;
            *told = Some(watch.clone());
        }
        Ok(watch)
    }

    /// Tells what is news, if that is something else than last told.
    fn announce(&self) {
        let before = lock(&self.told).as_ref().map(|watch| watch.revision);
        // What cannot be read now is told after the next write.
        let Ok(watch) = self.watch() else { return };
        if before != Some(watch.revision)
            && let Some(tell) = &*lock(&self.tell)
        {
            tell(watch);
        }
    }
}

/// A panic while one of the locks is held leaves a whole value behind.
fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
