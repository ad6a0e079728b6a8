//! Which file, and what to do when it is not usable.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::database;
use super::super::error::StoreError;
use super::super::files;
use super::book::Book;
use crate::clock::Time;
use crate::protocol::{Fault, FaultKind};

/// Where a history is and to whom it belongs.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) path: PathBuf,
    pub(super) profile: String,
    pub(super) base_url: String,
}

impl Place {
    fn book(&self) -> Result<Book, StoreError> {
        database::fresh(&self.path)?;
        Book::open(&self.path, [("profile", &self.profile), ("base_url", &self.base_url)])
    }

    /// The mark that the file was found damaged while in use; the next start sets it aside.
    pub(super) fn mark(&self) -> PathBuf {
        self.path.with_extension("broken")
    }

    /// Opens the file. One that is damaged is set aside, never deleted: parts of it may still be read by somebody.
    ///
    /// # Errors
    /// The disk refused, or the file is of a later version; it is left as it is.
    pub(super) fn open(&self, now: Time) -> Result<(Book, Option<Fault>), StoreError> {
        if let Some(folder) = self.path.parent() {
            files::make_folder(folder)?;
        }
        let first = match self.mark().exists() {
            true => Err(StoreError::Garbled("it failed while in use".into())),
            false => self.book(),
        };
        let why = match first {
            Ok(book) => return Ok((book, None)),
            Err(StoreError::Garbled(why)) => why,
            Err(other) => return Err(other),
        };
        let aside = self.aside(now);
        fs::rename(&self.path, &aside)
            .or_else(|e| if e.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(e) })
            .map_err(|e| StoreError::io("cannot set aside", &self.path, e))?;
        database::remove(&self.mark())?;
        let what = format!(
            "The history of tokens was damaged ({why}) and begins anew; the old file is {}.",
            aside.display()
        );
        let notice =
            Fault::new(FaultKind::Disk, what, "Keep it if you need what it remembers, or delete it.");
        Ok((self.book()?, Some(notice)))
    }

    fn aside(&self, now: Time) -> PathBuf {
        let stamp: String = now.rfc3339().chars().filter(|c| !matches!(c, '-' | ':')).collect();
        let name = |n: u32| {
            self.path.with_extension(format!(
                "damaged-{stamp}{}",
                if n == 0 { String::new() } else { format!("-{n}") }
            ))
        };
        (0..100).map(name).find(|path| !path.exists()).unwrap_or_else(|| name(100))
    }
}

/// The file for a profile at a base URL.
pub(super) fn path(data: &Path, profile: &str, base_url: &str) -> PathBuf {
    database::path(&data.join("history"), profile, base_url)
}
