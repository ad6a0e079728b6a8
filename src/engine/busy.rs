//! Counts running work, so that idle is a fact and not a guess.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

/// The count.
#[derive(Clone)]
pub(super) struct Busy(Arc<Count>);

struct Count {
    running: Mutex<usize>,
    idle: watch::Sender<bool>,
}

/// One piece of running work; ends when dropped.
pub(super) struct Work(Arc<Count>);

impl Busy {
    pub(super) fn new() -> Self {
        Busy(Arc::new(Count { running: Mutex::new(0), idle: watch::Sender::new(true) }))
    }

    pub(super) fn begin(&self) -> Work {
        self.0.change(|running| running + 1);
        Work(self.0.clone())
    }

    pub(super) fn idle(&self) -> watch::Receiver<bool> {
        self.0.idle.subscribe()
    }
}

impl Count {
    fn change(&self, by: impl FnOnce(usize) -> usize) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        *running = by(*running);
        // Said under the lock, so that the last word is the true one.
        self.idle.send_if_modified(|idle| std::mem::replace(idle, *running == 0) != (*running == 0));
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.0.change(|running| running.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idle_is_when_the_last_work_ends() {
        let busy = Busy::new();
        let idle = busy.idle();
        let (one, two) = (busy.begin(), busy.begin());
        drop(one);
        assert!(!*idle.borrow());
        drop(two);
        assert!(*idle.borrow());
    }
}
