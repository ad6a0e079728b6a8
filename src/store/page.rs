//! Reading a text file that the user named.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::protocol::{Fault, FaultKind};

/// Why a file cannot be taken.
#[derive(Debug, Error)]
pub enum PageError {
    /// The operating system refused.
    #[error("{0} cannot be read: {1}")]
    Unreadable(PathBuf, io::Error),
    /// It is a folder, a pipe or a device: reading it might never end.
    #[error("{0} is not a file")]
    NoFile(PathBuf),
    /// It is not UTF-8.
    #[error("{0} is not text")]
    NoText(PathBuf),
}

impl PageError {
    /// The failure as it crosses the corridor.
    pub fn fault(&self) -> Fault {
        let (kind, next) = match self {
            PageError::Unreadable(_, e) if e.kind() == io::ErrorKind::NotFound => {
                (FaultKind::NotFound, "Check the path.")
            }
            PageError::Unreadable(..) => (FaultKind::Disk, "Check that you may read it."),
            PageError::NoFile(_) | PageError::NoText(_) => {
                (FaultKind::Invalid, "Name a text file, or paste the page.")
            }
        };
        Fault::new(kind, format!("{self}."), next)
    }
}

/// The text of a file, up to one byte more than `most`: whoever judges it sees that it is too large. `~/` stands for
/// the home folder.
///
/// # Errors
/// [`PageError`].
pub fn read(path: &str, most: usize) -> Result<String, PageError> {
    let path = match path.strip_prefix("~/").zip(std::env::home_dir()) {
        Some((rest, home)) => home.join(rest),
        None => path.into(),
    };
    bytes(&path, most)
        .map_err(|e| PageError::Unreadable(path.clone(), e))?
        .ok_or_else(|| PageError::NoFile(path.clone()))
        .and_then(|bytes| String::from_utf8(bytes).map_err(|_| PageError::NoText(path)))
}

/// `None`: it is not a file.
fn bytes(path: &Path, most: usize) -> io::Result<Option<Vec<u8>>> {
    if !fs::metadata(path)?.is_file() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_and_everything_else_has_a_reason() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        fs::write(at("page.md"), "0123456789").unwrap();
        fs::write(at("picture"), [0xff, 0xd8]).unwrap();
        assert_eq!(read(&at("page.md"), 20).unwrap(), "0123456789");
        assert_eq!(read(&at("page.md"), 4).unwrap(), "01234", "one more than allowed, so that it is seen");
        let what = |path: &str| read(path, 20).unwrap_err().fault();
        assert!(what(&at("none")).what.contains("cannot be read"));
        assert_eq!(what(&at("none")).kind, FaultKind::NotFound);
        assert!(what(&at("picture")).what.ends_with("is not text."));
        assert!(what(&folder.path().display().to_string()).what.ends_with("is not a file."));
    }
}
