//! The log file. Nothing is ever logged to the terminal, and no value is ever logged.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::config::{Environment, Places, vars};
use crate::store::files;

/// Longest log file in bytes; a longer one makes room for a new one at the next start and stays as `.old`.
const LONGEST: u64 = 10 << 20;

/// Starts logging. The guard writes out the rest when it is dropped.
///
/// # Errors
/// The folder or the file cannot be made. The program works without a log.
pub fn start(places: &Places, env: &Environment, verbose: u8) -> io::Result<WorkerGuard> {
    let path = file(places);
    let file = open(&path)?;
    let (writer, guard) = tracing_appender::non_blocking(file);
    let usual = match verbose {
        0 => LevelFilter::INFO,
        1 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let said = env.get(vars::LOG).filter(|_| verbose == 0).map(|text| text.parse::<Targets>()).transpose();
    let wrong = said.as_ref().err().map(ToString::to_string);
    let filter = said.ok().flatten().unwrap_or_else(|| Targets::new().with_target("tokendeck", usual));
    // A second subscriber in one process (tests) is refused; the first one goes on.
    let _ = tracing_subscriber::registry()
        .with(filter)
        .with(layer().with_writer(writer).with_ansi(false))
        .try_init();
    if let Some(why) = wrong {
        tracing::warn!(why, "{} cannot be read, and the usual is logged", vars::LOG);
    }
    Ok(guard)
}

/// The folder may be anybody's choice, such as one that is shared: only one that we make gets our mode.
fn open(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        files::make_folder(folder).map_err(io::Error::other)?;
    }
    if fs::symlink_metadata(path).is_ok_and(|m| m.len() > LONGEST) {
        fs::rename(path, path.with_extension("log.old"))?;
    }
    files::private().create(true).append(true).open(path)
}

/// The log file.
pub fn file(places: &Places) -> PathBuf {
    places.log.join("tokendeck.log")
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn mode(path: &Path) -> Option<u32> {
        fs::metadata(path).ok().map(|facts| facts.permissions().mode() & 0o777)
    }

    #[test]
    fn a_folder_that_is_there_keeps_its_mode_and_the_file_is_ours_alone() {
        let home = tempfile::tempdir().unwrap();
        let there = home.path().join("there");
        fs::create_dir(&there).unwrap();
        fs::set_permissions(&there, fs::Permissions::from_mode(0o755)).unwrap();
        open(&there.join("log")).unwrap();
        assert_eq!((mode(&there), mode(&there.join("log"))), (Some(0o755), Some(0o600)));
        let made = home.path().join("made");
        open(&made.join("log")).unwrap();
        assert_eq!(mode(&made), Some(0o700));
    }

    #[test]
    fn a_link_is_not_followed() {
        let home = tempfile::tempdir().unwrap();
        let (target, link) = (home.path().join("target"), home.path().join("log"));
        fs::write(&target, "").unwrap();
        symlink(&target, &link).unwrap();
        assert!(open(&link).is_err());
    }
}
