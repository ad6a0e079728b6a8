//! Says on a terminal that a server is being waited for. The line is erased when the wait is over; where standard error
//! is no terminal, nothing is said.

use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, interval_at};

use crate::domain::text;

/// How long nothing is said: most answers come sooner.
const QUIET: Duration = Duration::from_secs(2);

/// One line of standard error that comes and goes. Clones share it.
#[derive(Clone, Default)]
pub struct Progress(Arc<Mutex<Line>>);

#[derive(Default)]
struct Line {
    /// `None`: nobody is looking.
    to: Option<Box<dyn Write + Send>>,
    shown: bool,
}

impl Progress {
    /// On a terminal.
    pub fn on(to: Box<dyn Write + Send>) -> Self {
        Progress(Arc::new(Mutex::new(Line { to: Some(to), shown: false })))
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for `work` and says so from the third second on: for what (`doing` is asked each time) and how long.
    pub async fn during<T>(&self, doing: impl Fn() -> String, work: impl Future<Output = T>) -> T {
        tokio::pin!(work);
        // Also when the wait is cut short.
        let _line = Erase(self);
        let began = Instant::now();
        let mut ticks = interval_at(began + QUIET, Duration::from_secs(1));
        loop {
            tokio::select! {
                biased;
                ended = &mut work => return ended,
                _ = ticks.tick() => {
                    self.show(&format!("{} for {} s; ctrl-c ends", doing(), began.elapsed().as_secs()));
                }
            }
        }
    }

    /// Whoever closed standard error does not want to see it.
    fn show(&self, words: &str) {
        let mut line = self.line();
        if let Some(to) = line.to.as_mut() {
            let _ = write!(to, "\r\u{1b}[K{}", text::clean(words));
            let _ = to.flush();
            line.shown = true;
        }
    }

    /// Takes the line away, before something else is said.
    pub fn erase(&self) {
        let mut line = self.line();
        if let (true, Some(to)) = (line.shown, line.to.as_mut()) {
            let _ = write!(to, "\r\u{1b}[K");
            let _ = to.flush();
        }
        line.shown = false;
    }
}

struct Erase<'p>(&'p Progress);

impl Drop for Erase<'_> {
    fn drop(&mut self) {
        self.0.erase();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Default)]
    struct Tape(Arc<Mutex<Vec<u8>>>);

    impl Write for Tape {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    async fn said(seconds: u64) -> String {
        let tape = Tape::default();
        let progress = Progress::on(Box::new(tape.clone()));
        let answer = tokio::time::timeout(Duration::from_secs(seconds), std::future::pending::<()>());
        assert!(progress.during(|| "asking".to_owned(), answer).await.is_err());
        String::from_utf8(tape.0.lock().unwrap().clone()).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_quick_answer_is_waited_for_in_silence() {
        assert_eq!(said(1).await, "");
    }

    #[tokio::test(start_paused = true)]
    async fn a_long_wait_is_told_and_then_erased() {
        let said = said(4).await;
        assert!(said.contains("asking for 2 s; ctrl-c ends") && said.contains("for 3 s"), "{said:?}");
        assert!(said.ends_with("\r\u{1b}[K"), "{said:?}");
    }
}
