//! Drafts of tokens as files: for their owner alone, and never over a file that is there.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::error::StoreError;
use super::files;

/// Longest name of a file, in characters, without number and ending.
const LONGEST: usize = 80;
/// Most files of one name.
const MOST: u32 = 1_000;

/// The folder of drafts.
#[derive(Clone, Debug)]
pub struct Drafts {
    folder: PathBuf,
}

impl Drafts {
    /// The drafts below the data folder. Nothing is made until something is written.
    pub fn in_data(data: &Path) -> Self {
        Drafts { folder: data.join("drafts") }
    }

    /// Writes a draft under this name, or with a number behind it where that is taken. Answers where it is.
    ///
    /// # Errors
    /// The disk refused.
    pub fn write(&self, name: &str, text: &str) -> Result<PathBuf, StoreError> {
        files::make_folder(&self.folder)?;
        let name = plain(name);
        let mut path = self.folder.join(format!("{name}.toml"));
        for number in 2..=MOST {
            match write_new(&path, text) {
                Err(StoreError::Io { source, .. }) if source.kind() == ErrorKind::AlreadyExists => {
                    path = self.folder.join(format!("{name}-{number}.toml"));
                }
                written => return written.map(|()| path),
            }
        }
        write_new(&path, text).map(|()| path)
    }
}

/// Writes a file that is not there yet (0600 where the system knows modes), and syncs it.
///
/// # Errors
/// There is one, or the disk refused.
pub fn write_new(path: &Path, text: &str) -> Result<(), StoreError> {
    let opened = files::private().write(true).create_new(true).open(path);
    let mut file = opened.map_err(|e| StoreError::io("cannot write", path, e))?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    written.map_err(|e| StoreError::io("cannot write", path, e))
}

/// A name of which no system makes a path, an option or a hidden file.
fn plain(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            _ if out.ends_with('-') || out.is_empty() => {}
            _ => out.push('-'),
        }
        if out.len() >= LONGEST {
            break;
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() { "draft".to_owned() } else { out.to_owned() }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Deploy (prod) ", "deploy-prod")]
    #[case("../../etc/passwd", "etc-passwd")]
    #[case("-rf", "rf")]
    #[case(".hidden", "hidden")]
    #[case("データ", "draft")]
    #[case("", "draft")]
    fn names_of_files(#[case] name: &str, #[case] expected: &str) {
        assert_eq!(plain(name), expected);
        assert!(plain(&"x".repeat(300)).len() <= LONGEST);
    }

    #[test]
    fn nothing_is_overwritten() {
        let data = tempfile::tempdir().unwrap();
        let drafts = Drafts::in_data(data.path());
        let first = drafts.write("Deploy", "one").unwrap();
        let second = drafts.write("deploy", "two").unwrap();
        assert_eq!(second, data.path().join("drafts/deploy-2.toml"));
        assert_eq!(std::fs::read_to_string(&first).unwrap(), "one");
        assert_eq!(std::fs::read_to_string(&second).unwrap(), "two");
        assert!(write_new(&first, "three").is_err());
        assert_eq!(std::fs::read_to_string(&first).unwrap(), "one");
    }

    #[cfg(unix)]
    #[test]
    fn only_their_owner_can_read_them() {
        use std::os::unix::fs::PermissionsExt as _;
        let data = tempfile::tempdir().unwrap();
        let path = Drafts::in_data(&data.path().join("deep")).write("a", "text").unwrap();
        let mode = |p: &Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }
}
