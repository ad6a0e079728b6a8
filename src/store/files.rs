//! Making folders and files that only their owner can read.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
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

/// Syncs the folder of a file, so that the name of a new file survives a power cut too.
pub(super) fn sync_folder_of(path: &Path) -> io::Result<()> {
    // Windows has no such call for folders and does not need it.
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}
