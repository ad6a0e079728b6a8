//! Making folders and files that only their owner can read.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::error::StoreError;

/// Makes a folder, and those above it, for its owner alone (0700 where the system knows modes). Folders that are
/// there already stay as they are.
///
/// # Errors
/// The folder cannot be made.
pub fn make_folder(path: &Path) -> Result<(), StoreError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path).map_err(|e| StoreError::io("cannot make the folder", path, e))
}

/// Options that make a new file for its owner alone (0600 where the system knows modes). A symbolic link in its place
/// is refused: what it points at is not ours.
pub fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    }
    options
}

/// Waits for the lock of a file that is replaced, not rewritten, and makes its folder: the lock is a file of its own
/// beside it, and is held until it is dropped.
///
/// # Errors
/// The disk refused.
pub(super) fn lock(path: &Path) -> Result<File, StoreError> {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    let lock = path.with_extension("lock");
    let fail = |e| StoreError::io("cannot take the lock", &lock, e);
    let held = private().write(true).create(true).truncate(false).open(&lock).map_err(fail)?;
    held.lock().map_err(fail)?;
    Ok(held)
}

/// Puts `text` in the place of a file: written whole beside it, synced, then named. Whoever reads meanwhile, and
/// whatever breaks, finds the old text or the new one.
///
/// # Errors
/// The disk refused; the file is as it was.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), StoreError> {
    // The process id keeps two programs from writing into one draft; a name left by a crash is taken over.
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    let write = || {
        let mut file = private().write(true).create(true).truncate(true).open(&draft)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, path)?;
        sync_folder_of(path)
    };
    write().map_err(|e| {
        // What is left of the draft is taken over by the next attempt; the first failure is the one to tell.
        let _ = fs::remove_file(&draft);
        StoreError::io("cannot write", path, e)
    })
}

/// Syncs the folder of a file, so that the name of a new file survives a power cut too.
pub(super) fn sync_folder_of(path: &Path) -> io::Result<()> {
    // Windows has no such call for folders and does not need it.
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}
