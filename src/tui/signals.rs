//! Signals: blocked before the first thread starts, then waited for by one thread.
//!
//! Waiting instead of handling keeps signal handlers out of the program and lets every signal that can be caught
//! at all end it in the ordinary way, terminal restored and ledger written. A fault of our own (a real
//! segmentation fault) still ends the process at once: its signal is blocked, so the kernel does not deliver it.

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::mpsc::unbounded_channel;

/// What a signal asks of the dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Give the terminal back to the shell until continued.
    Stop,
    /// Continued after having been stopped from outside.
    Continue,
    /// The terminal is gone.
    HangUp,
    /// End; the number of the signal.
    End(i32),
}

#[cfg(unix)]
mod unix {
    use nix::sys::signal::SigSet;
    use nix::sys::signal::Signal as Number;
    use nix::sys::signal::kill;
    use nix::unistd::Pid;

    use super::Signal;
    use super::UnboundedReceiver;
    use super::unbounded_channel;

    /// Not among them: KILL and STOP, which nobody can catch; WINCH, CHLD, PIPE and URG, which the terminal
    /// library, the runtime and the standard library use.
    const CAUGHT: [Number; 22] = [
        Number::SIGHUP,
        Number::SIGINT,
        Number::SIGQUIT,
        Number::SIGILL,
        Number::SIGTRAP,
        Number::SIGABRT,
        Number::SIGBUS,
        Number::SIGFPE,
        Number::SIGUSR1,
        Number::SIGSEGV,
        Number::SIGUSR2,
        Number::SIGALRM,
        Number::SIGTERM,
        Number::SIGTSTP,
        Number::SIGCONT,
        Number::SIGTTIN,
        Number::SIGXCPU,
        Number::SIGXFSZ,
        Number::SIGVTALRM,
        Number::SIGPROF,
        Number::SIGIO,
        Number::SIGSYS,
    ];

    /// Blocks the signals in this thread and all that it starts, and reports them through the channel. Call it
    /// before the runtime is built.
    ///
    /// # Errors
    /// When the system refuses to block signals or to start a thread.
    pub fn block() -> std::io::Result<UnboundedReceiver<Signal>> {
        let set: SigSet = CAUGHT.into_iter().collect();
        set.thread_block()?;
        let (tell, told) = unbounded_channel();
        std::thread::Builder::new().name("signals".into()).spawn(move || {
            while let Ok(number) = set.wait() {
                let signal = match number {
                    Number::SIGTSTP | Number::SIGTTIN => Signal::Stop,
                    Number::SIGCONT => Signal::Continue,
                    Number::SIGHUP => Signal::HangUp,
                    other => Signal::End(other as i32),
                };
                if tell.send(signal).is_err() {
                    return;
                }
            }
        })?;
        Ok(told)
    }

    /// Stops this process, and whoever started it in the same job (`cargo run`, `sudo`), until somebody continues them.
    pub fn stop_here() {
        // STOP, not TSTP: that one is blocked. 0 is the job: a shell waits until every process in it has stopped. If
        // the system refuses, we were simply never away.
        if let Err(refused) = kill(Pid::from_raw(0), Number::SIGSTOP) {
            tracing::warn!(%refused, "could not stop");
        }
    }
}

#[cfg(not(unix))]
mod other {
    use super::Signal;
    use super::UnboundedReceiver;
    use super::unbounded_channel;

    /// There are no such signals here; ctrl-c arrives as a key.
    ///
    /// # Errors
    /// Never.
    pub fn block() -> std::io::Result<UnboundedReceiver<Signal>> {
        let (tell, told) = unbounded_channel();
        // A closed channel would be taken for the end of signals, which is what it is.
        drop(tell);
        Ok(told)
    }

    /// There is no job control here.
    pub fn stop_here() {}
}

#[cfg(not(unix))]
pub use other::block;
#[cfg(not(unix))]
pub(super) use other::stop_here;
#[cfg(unix)]
pub use unix::block;
#[cfg(unix)]
pub(super) use unix::stop_here;
