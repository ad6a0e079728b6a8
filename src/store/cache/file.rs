//! Which file, and what to do when it is not usable.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::database::{ENDING, fresh, remove};
use super::super::error::StoreError;
use super::super::files;
use super::shelf::Shelf;
use crate::protocol::{Fault, FaultKind};

/// The mark that a file failed while in use; the next start makes it anew.
pub(super) fn mark(path: &Path) -> PathBuf {
    path.with_extension("broken")
}

/// Every cache file in `folder`.
pub(super) fn list(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    match fs::read_dir(folder) {
        Ok(entries) => Ok(entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|e| e == ENDING))
            .collect()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(StoreError::io("cannot read the folder", folder, e)),
    }
}

/// Opens the file, making it anew where it is of another version, damaged, or was marked.
pub(super) fn open(path: &Path, profile: &str, base_url: &str) -> Result<(Shelf, Option<Fault>), StoreError> {
    if let Some(folder) = path.parent() {
        files::make_folder(folder)?;
    }
    let first = if mark(path).exists() {
        Err(StoreError::Database("it failed while in use".into()))
    } else {
        fresh(path).and_then(|()| Shelf::open(path, profile, base_url))
    };
    let why = match first {
        Ok(shelf) => return Ok((shelf, None)),
        Err(e @ StoreError::Io { .. }) => return Err(e),
        Err(e) => e,
    };
    remove(path)?;
    remove(&mark(path))?;
    fresh(path)?;
    let shelf = Shelf::open(path, profile, base_url)?;
    let notice = Fault::new(
        FaultKind::Disk,
        format!("The cache was made anew: {why}."),
        "Nothing is lost; the lists are being fetched again.",
    );
    Ok((shelf, Some(notice)))
}
