//! What waits to be written by a thread of its own, so that nobody else waits for the disk.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::protocol::Fault;

/// How many lists wait at most. A disk that cannot keep up loses lists, which the next sync brings again; it never
/// loses a single token's news and never makes anybody wait.
const LISTS: usize = 128;

type Tell = Box<dyn Fn(Fault) + Send + Sync>;

struct Line<T> {
    waiting: VecDeque<T>,
    lists: usize,
    writing: bool,
    closed: bool,
    ended: bool,
    trouble: Option<Fault>,
    tell: Option<Tell>,
}

/// What waits to be written.
pub(super) struct Queue<T> {
    line: Mutex<Line<T>>,
    changed: Condvar,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        let line = Line {
            waiting: VecDeque::new(),
            lists: 0,
            writing: false,
            closed: false,
            ended: false,
            trouble: None,
            tell: None,
        };
        Queue { line: Mutex::new(line), changed: Condvar::new() }
    }
}

impl<T> Queue<T> {
    // A panic while the lock is held cannot leave the line half-changed, so a poisoned lock is usable.
    fn line(&self) -> MutexGuard<'_, Line<T>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes something in. `list`: it is one of those that may be left out when the disk cannot keep up.
    pub(super) fn push(&self, item: T, list: bool) {
        let mut line = self.line();
        if line.closed || (list && line.lists >= LISTS) {
            return;
        }
        line.lists += usize::from(list);
        line.waiting.push_back(item);
        self.changed.notify_all();
    }

    /// The whole queue, as soon as there is something in it. `None`: closed and empty.
    pub(super) fn take(&self) -> Option<VecDeque<T>> {
        let mut line = self.line();
        line.writing = false;
        self.changed.notify_all();
        while line.waiting.is_empty() {
            if line.closed {
                return None;
            }
            line = self.changed.wait(line).unwrap_or_else(PoisonError::into_inner);
        }
        line.writing = true;
        line.lists = 0;
        Some(std::mem::take(&mut line.waiting))
    }

    /// Nothing more is taken in; what waits is still taken.
    pub(super) fn close(&self) {
        self.line().closed = true;
        self.changed.notify_all();
    }

    /// The thread that takes has ended: nothing more is taken in.
    pub(super) fn end(&self) {
        let mut line = self.line();
        (line.closed, line.ended, line.writing) = (true, true, false);
        line.waiting.clear();
        self.changed.notify_all();
    }

    fn wait(&self, within: Duration, until: impl Fn(&Line<T>) -> bool) -> bool {
        let waited = self.changed.wait_timeout_while(self.line(), within, |line| !until(line));
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    /// Waits until everything is written, at most `within`. Answers whether it is.
    pub(super) fn wait_empty(&self, within: Duration) -> bool {
        self.wait(within, |line| line.waiting.is_empty() && !line.writing)
    }

    /// Waits until the thread has ended, at most `within`. Answers whether it has.
    pub(super) fn wait_ended(&self, within: Duration) -> bool {
        self.wait(within, |line| line.ended)
    }

    /// Whom to tell of the first failure.
    pub(super) fn on_trouble(&self, tell: Tell) {
        let mut line = self.line();
        match line.trouble.take() {
            Some(fault) => {
                drop(line);
                tell(fault);
            }
            None => line.tell = Some(tell),
        }
    }

    /// Something failed.
    pub(super) fn trouble(&self, fault: Fault) {
        let mut line = self.line();
        match line.tell.take() {
            Some(tell) => {
                drop(line);
                tell(fault);
            }
            None => line.trouble = Some(fault),
        }
    }
}
