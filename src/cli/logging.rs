//! The log file. Nothing is ever logged to the terminal, and no value is ever logged.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

use crate::config::{Environment, Places, vars};

/// Longest log file in bytes; a longer one makes room for a new one at the next start and stays as `.old`.
const LONGEST: u64 = 10 << 20;

/// Starts logging. The guard writes out the rest when it is dropped.
///
/// # Errors
/// The folder or the file cannot be made. The program works without a log.
pub fn start(places: &Places, env: &Environment, verbose: u8) -> io::Result<WorkerGuard> {
    let path = file(places);
    fs::create_dir_all(&places.log)?;
    private(&places.log, 0o700)?;
    if fs::metadata(&path).is_ok_and(|m| m.len() > LONGEST) {
        fs::rename(&path, path.with_extension("log.old"))?;
    }
    let file = OpenOptions::new().create(true).append(true).open(&path)?;
    private(&path, 0o600)?;
    let (writer, guard) = tracing_appender::non_blocking(file);
    let usual = match verbose {
        0 => "tokendeck=info",
        1 => "tokendeck=debug",
        _ => "tokendeck=trace",
    };
    let said = env.get(vars::LOG).filter(|_| verbose == 0);
    let filter = said.and_then(|text| EnvFilter::try_new(text).ok()).unwrap_or_else(|| EnvFilter::new(usual));
    // A second subscriber in one process (tests) is refused; the first one goes on.
    let _ = tracing_subscriber::fmt().with_writer(writer).with_ansi(false).with_env_filter(filter).try_init();
    Ok(guard)
}

/// The log file.
pub fn file(places: &Places) -> PathBuf {
    places.log.join("tokendeck.log")
}

#[cfg(unix)]
fn private(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn private(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}
