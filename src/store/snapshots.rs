//! Imported snapshots of the compatibility matrix: one readable TOML file each, `data/matrix/ID.toml`.
//!
//! The form of the file is the domain's; here it is put on the disk whole or not at all, found again, and removed.

use std::fs;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::error::StoreError;
use super::files;
use crate::domain::matrix::{BadSnapshot, Snapshot, export};
use crate::protocol::{Fault, FaultKind};

/// Largest file that is read, in bytes; a snapshot of the largest legal size fits.
const LARGEST: u64 = 2 << 20;

/// The folder of imported snapshots.
#[derive(Clone, Debug)]
pub struct Snapshots {
    folder: PathBuf,
}

/// What is in the folder.
#[derive(Debug, Default)]
pub struct Kept {
    /// The snapshots, by id.
    pub snapshots: Vec<Snapshot>,
    /// Files that hold none, each with the reason. They are left where they are.
    pub unreadable: Vec<(PathBuf, String)>,
}

/// Why a snapshot could not be kept or removed.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// The disk.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is one of this id.
    #[error("there is a snapshot {0} already")]
    Exists(String),
    /// There is none of this id.
    #[error("there is no imported snapshot {0}")]
    Missing(String),
    /// It cannot be written as a file.
    #[error("the snapshot cannot be kept: {0}")]
    Bad(BadSnapshot),
}

impl SnapshotError {
    /// The failure as it crosses the corridor.
    pub fn fault(&self) -> Fault {
        let (kind, next) = match self {
            SnapshotError::Store(error) => return error.fault(),
            SnapshotError::Exists(_) => {
                (FaultKind::Refused, "Choose another id, or remove the old one first.")
            }
            SnapshotError::Missing(_) => {
                (FaultKind::NotFound, "Imported snapshots are marked in tokendeck matrix list.")
            }
            SnapshotError::Bad(_) => (FaultKind::Invalid, "Correct the page and import it again."),
        };
        Fault::new(kind, format!("{self}."), next)
    }
}

impl Snapshots {
    /// The snapshots below the data folder. Nothing is made until something is saved.
    pub fn in_data(data: &Path) -> Self {
        Snapshots { folder: data.join("matrix") }
    }

    /// Where the snapshot of this id is kept. Ids of snapshots hold nothing that could leave the folder.
    pub fn file(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.toml"))
    }

    /// Reads the folder. A file that is no snapshot is reported and stops nothing.
    ///
    /// # Errors
    /// The folder is there and cannot be read.
    pub fn list(&self) -> Result<Kept, StoreError> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Kept::default()),
            Err(e) => return Err(StoreError::io("cannot read the folder", &self.folder, e)),
        };
        let mut paths = Vec::new();
        for entry in entries {
            let path = entry.map_err(|e| StoreError::io("cannot read the folder", &self.folder, e))?.path();
            if path.extension().is_some_and(|e| e == "toml") {
                paths.push(path);
            }
        }
        paths.sort();
        let mut kept = Kept::default();
        for path in paths {
            match read(&path) {
                Ok(snapshot) => kept.snapshots.push(snapshot),
                Err(why) => kept.unreadable.push((path, why)),
            }
        }
        Ok(kept)
    }

    /// Keeps a snapshot: written whole beside its place, synced, then named. One of the same id is never
    /// overwritten.
    ///
    /// # Errors
    /// There is one of this id, or the disk refused.
    pub fn save(&self, snapshot: &Snapshot) -> Result<PathBuf, SnapshotError> {
        let text = export::to_toml(snapshot).map_err(SnapshotError::Bad)?;
        files::make_folder(&self.folder)?;
        let path = self.file(&snapshot.id);
        // The process id keeps two programs from writing into one file; a name left by a crash is taken over.
        let draft = self.folder.join(format!(".{}.{}.new", snapshot.id, std::process::id()));
        let written = write_whole(&draft, &text).map_err(|e| StoreError::io("cannot write", &draft, e));
        // A link, unlike a rename, refuses to replace what is there.
        let named = written.and_then(|()| match fs::hard_link(&draft, &path) {
            Err(e) if e.kind() == ErrorKind::AlreadyExists => Ok(false),
            Err(e) => Err(StoreError::io("cannot write", &path, e)),
            Ok(()) => Ok(true),
        });
        let cleared = match fs::remove_file(&draft) {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(StoreError::io("cannot remove", &draft, e)),
            _ => Ok(()),
        };
        if !named? {
            return Err(SnapshotError::Exists(snapshot.id.to_string()));
        }
        cleared?;
        files::sync_folder_of(&path).map_err(|e| StoreError::io("cannot write", &path, e))?;
        Ok(path)
    }

    /// Removes the snapshot of this id, also when its file cannot be read any more.
    ///
    /// # Errors
    /// There is none, or the disk refused.
    pub fn remove(&self, id: &str) -> Result<PathBuf, SnapshotError> {
        let missing = || SnapshotError::Missing(id.to_owned());
        if id.is_empty() || !id.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-') {
            return Err(missing());
        }
        let path = self.file(id);
        match fs::remove_file(&path) {
            Ok(()) => Ok(path),
            Err(e) if e.kind() == ErrorKind::NotFound => Err(missing()),
            Err(e) => Err(StoreError::io("cannot remove", &path, e).into()),
        }
    }
}

fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = files::private().write(true).create(true).truncate(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn read(path: &Path) -> Result<Snapshot, String> {
    let mut text = String::new();
    let file = fs::File::open(path).map_err(|e| e.to_string())?;
    file.take(LARGEST + 1).read_to_string(&mut text).map_err(|e| e.to_string())?;
    if text.len() as u64 > LARGEST {
        return Err("it is too large".to_owned());
    }
    let snapshot = export::from_toml(&text).map_err(|e| e.to_string())?;
    if path.file_stem().is_none_or(|stem| stem != &*snapshot.id) {
        return Err(format!("it holds the snapshot {}, whose file has another name", snapshot.id));
    }
    Ok(snapshot)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::matrix::{Row, Status};

    fn snapshot(id: &str) -> Snapshot {
        let rows = vec![
            Row::new("DNS", Status::Partial("reads".into())).unwrap(),
            Row::new("R2", Status::No).unwrap(),
        ];
        Snapshot::new(id, "A page", "2026-10-03", "a test", rows).unwrap()
    }

    #[test]
    fn what_is_saved_is_listed_and_can_be_removed() {
        let data = tempfile::tempdir().unwrap();
        let store = Snapshots::in_data(data.path());
        assert!(store.list().unwrap().snapshots.is_empty());
        store.save(&snapshot("b")).unwrap();
        store.save(&snapshot("a")).unwrap();
        assert_eq!(store.list().unwrap().snapshots, [snapshot("a"), snapshot("b")]);
        store.remove("a").unwrap();
        assert_eq!(store.list().unwrap().snapshots, [snapshot("b")]);
        assert!(matches!(store.remove("a"), Err(SnapshotError::Missing(_))));
        assert!(matches!(store.remove("../b"), Err(SnapshotError::Missing(_))));
        assert_eq!(fs::read_dir(data.path().join("matrix")).unwrap().count(), 1, "a draft was left behind");
    }

    #[test]
    fn nothing_is_overwritten() {
        let data = tempfile::tempdir().unwrap();
        let store = Snapshots::in_data(data.path());
        let path = store.save(&snapshot("a")).unwrap();
        let before = fs::read_to_string(&path).unwrap();
        let mut other = snapshot("a");
        other.title = "Another".into();
        assert!(matches!(store.save(&other), Err(SnapshotError::Exists(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), before);
        assert_eq!(fs::read_dir(data.path().join("matrix")).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn only_their_owner_can_read_them() {
        use std::os::unix::fs::PermissionsExt as _;
        let data = tempfile::tempdir().unwrap();
        let path = Snapshots::in_data(&data.path().join("deep/data")).save(&snapshot("a")).unwrap();
        let mode = |p: &Path| fs::metadata(p).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }

    #[test]
    fn a_damaged_file_is_reported_and_stops_nothing() {
        let data = tempfile::tempdir().unwrap();
        let store = Snapshots::in_data(data.path());
        let path = store.save(&snapshot("a")).unwrap();
        fs::write(store.file("torn"), "schema = 1\n[snap").unwrap();
        fs::copy(&path, store.file("renamed")).unwrap();
        fs::write(store.file("binary"), [0xff, 0xfe]).unwrap();
        fs::write(path.with_extension("txt"), "not ours").unwrap();
        let kept = store.list().unwrap();
        assert_eq!(kept.snapshots, [snapshot("a")]);
        let names: Vec<_> = kept.unreadable.iter().filter_map(|(p, _)| p.file_stem()?.to_str()).collect();
        assert_eq!(names, ["binary", "renamed", "torn"]);
    }
}
