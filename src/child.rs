//! Starting other programs as if the dashboard were not there.
//!
//! The dashboard blocks signals and waits for them ([`crate::tui::signals`]), and what is started inherits what is
//! blocked. A clipboard tool or a password manager that cannot be interrupted or ended would outlive us. Not for the
//! dashboard's own threads. Called by `tui` and `setup`.

/// Runs `start`, which starts another program, with no signal blocked in this thread. A signal that arrives in these
/// few hundred microseconds ends us at once; blocking it in the child afterwards would need unsafe code.
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
}
