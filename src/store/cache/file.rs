//! Which file, and what to do when it is not usable.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::super::error::StoreError;
use super::super::files;
use super::shelf::Shelf;
use crate::protocol::{Fault, FaultKind};

const ENDING: &str = "redb";

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
    for old in [path.to_path_buf(), mark(path)] {
        match fs::remove_file(&old) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::io("cannot replace the cache", &old, e));
            }
            _ => {}
        }
    }
    fresh(path)?;
    let shelf = Shelf::open(path, profile, base_url)?;
    let notice = Fault::new(
        FaultKind::Disk,
        format!("The cache was made anew: {why}."),
        "Nothing is lost; the lists are being fetched again.",
    );
    Ok((shelf, Some(notice)))
}

/// Makes an empty file for its owner alone, if there is none: redb would make it with the default mode.
fn fresh(path: &Path) -> Result<(), StoreError> {
    match files::private().write(true).create_new(true).open(path) {
        Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(StoreError::io("cannot make the cache", path, e))
        }
        _ => Ok(()),
    }
}
