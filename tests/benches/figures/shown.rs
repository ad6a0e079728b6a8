//! A program in a terminal of 200 × 60, and what the terminal shows.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::DirEntry;
use std::io::Read as _;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

pub const COLUMNS: u16 = 200;
pub const ROWS: u16 = 60;

/// A program that runs until this is dropped.
pub struct Shown {
    began: Instant,
    screen: vt100::Parser,
    written: Receiver<(Instant, Vec<u8>)>,
    child: Box<dyn Child + Send + Sync>,
    _terminal: Box<dyn MasterPty + Send>,
}

impl Shown {
    /// Starts it.
    pub fn start(command: CommandBuilder) -> Shown {
        let size = PtySize { rows: ROWS, cols: COLUMNS, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let mut reader = pair.master.try_clone_reader().expect("the terminal's output");
        let (tell, written) = channel();
        let began = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        std::thread::spawn(move || {
            let mut bytes = vec![0; 1 << 16];
            while let Ok(n @ 1..) = reader.read(&mut bytes) {
                if tell.send((Instant::now(), bytes[..n].to_vec())).is_err() {
                    return;
                }
            }
        });
        let [rows, columns] = [ROWS, COLUMNS].map(|cells| NonZero::new(cells).expect("cells"));
        let screen = vt100::Parser::new(rows, columns, 0);
        Shown { began, screen, written, child, _terminal: pair.master }
    }

    /// The time from the start until what is on screen first satisfies `goal`; `None`: it did not within a minute, or
    /// the program ended.
    pub fn until(&mut self, goal: impl Fn(&str) -> bool) -> Option<Duration> {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let (at, bytes) = self.written.recv_timeout(left).ok()?;
            self.screen.process(&bytes);
            if goal(&self.text()) {
                return Some(at - self.began);
            }
        }
    }

    /// The time from the start to the end of a program that ends by itself.
    pub fn ended(mut self) -> Duration {
        let _ = self.child.wait();
        self.began.elapsed()
    }

    /// Takes in what is written for so long.
    pub fn rest(&mut self, time: Duration) {
        let deadline = Instant::now() + time;
        while let Ok((_, bytes)) =
            self.written.recv_timeout(deadline.saturating_duration_since(Instant::now()))
        {
            self.screen.process(&bytes);
        }
    }

    /// What is on screen.
    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// The time that its threads spend on a processor while what is written is taken in for so long. As the scheduler
    /// counts it: what `stat` says is sampled with the same ticks that wake a process up, and too high for one that
    /// does little more than wake up.
    pub fn work_within(&mut self, time: Duration) -> Option<Duration> {
        let before = self.on_processor()?;
        self.rest(time);
        // Threads may end meanwhile, so each is compared with itself.
        let spent = self
            .on_processor()?
            .into_iter()
            .map(|(task, nanos)| nanos.saturating_sub(before.get(&task).copied().unwrap_or_default()));
        Some(Duration::from_nanos(spent.sum()))
    }

    /// Nanoseconds by thread.
    fn on_processor(&self) -> Option<HashMap<OsString, u64>> {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.child.process_id()?)).ok()?;
        let nanos = |task: DirEntry| {
            let stat = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
            Some((task.file_name(), stat.split_whitespace().next()?.parse().ok()?))
        };
        Some(tasks.filter_map(|task| nanos(task.ok()?)).collect())
    }

    /// A file of the process's own in `/proc`.
    pub fn proc(&self, file: &str) -> Option<String> {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.child.process_id()?)).ok()
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
