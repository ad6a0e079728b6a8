//! Starting other programs as if the dashboard were not there.
//!
//! The dashboard blocks signals and waits for them ([`crate::tui::signals`]), and what is started inherits what is
//! blocked. A clipboard tool or a password manager that cannot be interrupted or ended would outlive us. Not for the
//! dashboard's own threads. Called by `tui` and `setup`.

/// Runs `start`, which starts another program, with no signal blocked in this thread. A signal that arrives in these
/// few hundred microseconds ends us as it ends any program: for use while the terminal is the shell's. The dashboard
/// uses [`feed`].
#[cfg(unix)]
pub fn unmasked<T>(start: impl FnOnce() -> std::io::Result<T>) -> std::io::Result<T> {
    use nix::sys::signal::SigSet;

    let before = SigSet::thread_get_mask()?;
    SigSet::empty().thread_set_mask()?;
    let started = start();
    before.thread_set_mask()?;
    started
}

/// Runs `start`: there are no signals here that could be blocked.
#[cfg(not(unix))]
pub fn unmasked<T>(start: impl FnOnce() -> std::io::Result<T>) -> std::io::Result<T> {
    start()
}

/// Starts a program, gives it `input` on its standard input, and waits for its end; what it says is not heard. Our own
/// signals stay blocked throughout: the system gives the program a mask of its own.
///
/// # Errors
/// It is not there, it did not take the input, or it failed.
#[cfg(unix)]
pub fn feed(program: &str, arguments: &[&str], input: &[u8]) -> std::io::Result<()> {
    use std::ffi::CString;
    use std::fs::OpenOptions;
    use std::io::Write as _;
    use std::os::fd::AsRawFd as _;

    use nix::spawn::{PosixSpawnAttr, PosixSpawnFileActions, PosixSpawnFlags, posix_spawnp};
    use nix::sys::signal::{SigSet, Signal};
    use nix::sys::wait::{WaitStatus, waitpid};

    let words: Vec<CString> = std::iter::once(&program)
        .chain(arguments)
        .map(|word| CString::new(*word))
        .collect::<Result<_, _>>()?;
    let variable = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        CString::new([name.as_encoded_bytes(), b"=", value.as_encoded_bytes()].concat())
    };
    let environment: Vec<CString> = std::env::vars_os().map(variable).collect::<Result<_, _>>()?;
    let mut attributes = PosixSpawnAttr::init()?;
    attributes.set_sigmask(&SigSet::empty())?;
    // The standard library ignores this one for us; other programs rely on it.
    attributes.set_sigdefault(&SigSet::from(Signal::SIGPIPE))?;
    attributes.set_flags(PosixSpawnFlags::POSIX_SPAWN_SETSIGMASK | PosixSpawnFlags::POSIX_SPAWN_SETSIGDEF)?;
    let (theirs, mut ours) = std::io::pipe()?;
    let nowhere = OpenOptions::new().write(true).open("/dev/null")?;
    let mut files = PosixSpawnFileActions::init()?;
    files.add_dup2(theirs.as_raw_fd(), 0)?;
    files.add_dup2(nowhere.as_raw_fd(), 1)?;
    files.add_dup2(nowhere.as_raw_fd(), 2)?;
    let [name, ..] = &words[..] else { return Ok(()) };
    let child = posix_spawnp(name, &files, &attributes, &words, &environment)?;
    drop(theirs);
    let given = ours.write_all(input);
    drop(ours);
    let ended = waitpid(child, None)?;
    given?;
    match ended {
        WaitStatus::Exited(_, 0) => Ok(()),
        other => Err(std::io::Error::other(format!("{program} ended with {other:?}"))),
    }
}

/// Starts a program, gives it `input` on its standard input, and waits for its end; what it says is not heard.
///
/// # Errors
/// It is not there, it did not take the input, or it failed.
#[cfg(not(unix))]
pub fn feed(program: &str, arguments: &[&str], input: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    let mut started = Command::new(program);
    started.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = started.spawn()?;
    let given = child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(input));
    let status = child.wait()?;
    given?;
    if status.success() {
        Ok(())
    } else {
        Err(std::io::Error::other(format!("{program} ended with {status}")))
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::process::Command;

    use nix::sys::signal::{SigSet, Signal};

    use super::*;

    #[test]
    fn what_is_started_can_be_interrupted() {
        let blocked: SigSet = [Signal::SIGTERM, Signal::SIGINT, Signal::SIGHUP].into_iter().collect();
        blocked.thread_block().unwrap();
        let mut program = Command::new("grep");
        program.args(["SigBlk", "/proc/self/status"]).stdout(std::process::Stdio::piped());
        let masks = |child: std::process::Child| {
            let said = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
            u64::from_str_radix(said.split_whitespace().last().unwrap(), 16).unwrap()
        };
        assert_ne!(masks(program.spawn().unwrap()), 0, "without care it inherits ours");
        assert_eq!(masks(unmasked(|| program.spawn()).unwrap()), 0);
        assert!(SigSet::thread_get_mask().unwrap().contains(Signal::SIGTERM), "ours are blocked again");
    }

    #[test]
    fn what_is_fed_hears_signals_that_we_do_not() {
        let blocked: SigSet = [Signal::SIGTERM, Signal::SIGINT].into_iter().collect();
        blocked.thread_block().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (mask, text) = (folder.path().join("mask"), folder.path().join("text"));
        let script = format!("grep SigBlk /proc/self/status > {}; cat > {}", mask.display(), text.display());
        feed("sh", &["-c", &script], b"to be copied").unwrap();
        let mask = std::fs::read_to_string(mask).unwrap();
        assert_eq!(mask.split_whitespace().last(), Some("0000000000000000"));
        assert_eq!(std::fs::read(text).unwrap(), b"to be copied");
        assert!(SigSet::thread_get_mask().unwrap().contains(Signal::SIGTERM));
        assert!(feed("sh", &["-c", "cat > /dev/null; exit 3"], b"").is_err());
        assert!(feed("no-such-clipboard", &[], b"").is_err());
    }
}
