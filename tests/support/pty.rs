//! The program in a real terminal: keys in, a screen out.
//!
//! A thread reads what the program writes and feeds it to a terminal emulator. Tests wait for a condition of the
//! *screen*, never for time: whoever waits is woken by every byte that arrives. The emulator answers no query, as some
//! terminals do not; a program that waits for an answer fails here.

use std::io::Read as _;
use std::io::Write;
use std::num::NonZeroU16;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use portable_pty::Child;
use portable_pty::CommandBuilder;
use portable_pty::ExitStatus;
use portable_pty::MasterPty;
use portable_pty::PtySize;
use portable_pty::native_pty_system;
use rustix::process::Pid;
use rustix::process::Signal;
use rustix::process::WaitOptions;
use rustix::process::kill_process_group;
use rustix::process::waitpid;
use vt100::Parser;
use vt100::Screen;

use super::home::Home;
use super::home::PROGRAM;

/// How long anything may take before it counts as never. Far more than a busy machine needs.
const NEVER: Duration = Duration::from_secs(40);

/// What the emulator noticed besides the picture.
#[derive(Default)]
struct Noticed {
    /// Within a synchronized update: the frame is not whole yet.
    drawing: bool,
    /// Questions to the terminal.
    questions: Vec<String>,
}

impl vt100::Callbacks for Noticed {
    fn unhandled_csi(&mut self, _: &mut Screen, mark: Option<u8>, _: Option<u8>, of: &[&[u16]], end: char) {
        match (mark, of, end) {
            (Some(b'?'), [[2026]], 'h' | 'l') => self.drawing = end == 'h',
            (_, _, 'n' | 'c' | 'u') => self.questions.push(format!("{mark:?} {of:?} {end}")),
            _ => {}
        }
    }
}

struct Seen {
    parser: Parser<Noticed>,
    bytes: Vec<u8>,
    /// How many of the bytes the emulator has been given.
    shown: usize,
    ended: bool,
}

impl Seen {
    /// Gives the emulator what is new. It would not draw U+FFFD, which terminals draw in one cell, so it gets another
    /// character of that width.
    fn show(&mut self) {
        let unknown = "\u{fffd}".as_bytes();
        let all = self.bytes.len();
        // Half a character at the end waits for its other half.
        let cut =
            (1..unknown.len()).find(|n| self.bytes[self.shown..].ends_with(&unknown[..*n])).unwrap_or(0);
        let mut rest = &self.bytes[self.shown..all - cut];
        while let Some(at) = rest.windows(unknown.len()).position(|window| window == unknown) {
            self.parser.process(&rest[..at]);
            self.parser.process("□".as_bytes());
            rest = &rest[at + unknown.len()..];
        }
        self.parser.process(rest);
        self.shown = all - cut;
    }
}

struct Eye {
    seen: Mutex<Seen>,
    news: Condvar,
}

impl Eye {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }
}

/// The program, running in a terminal. Killed when dropped.
pub struct Pty {
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    eye: Arc<Eye>,
    modes: String,
}

/// The program after it has ended.
pub struct Ended {
    /// How it ended.
    pub status: ExitStatus,
    /// Everything that it wrote.
    pub bytes: Vec<u8>,
    /// The screen that it left behind.
    pub screen: Screen,
    /// Whether the line discipline (echo, line editing, signal keys) is as before.
    pub modes_restored: bool,
    /// What it asked the terminal.
    pub questions: Vec<String>,
}

impl Pty {
    /// Starts the program in a terminal of `width` by `height` cells.
    pub fn start(home: &Home, (width, height): (u16, u16), args: &[&str]) -> Pty {
        let mut command = CommandBuilder::new(PROGRAM);
        command.args(args);
        Pty::spawn(home, (width, height), command)
    }

    /// Starts a command that leads to the program.
    pub fn spawn(home: &Home, (width, height): (u16, u16), mut command: CommandBuilder) -> Pty {
        command.env_clear();
        for (name, value) in home.env() {
            command.env(name, value);
        }
        command.cwd(home.folder(""));
        let pair = native_pty_system().openpty(size(width, height)).unwrap();
        let modes = format!("{:?}", pair.master.get_termios());
        let parser = Parser::new_with_callbacks(nonzero(height), nonzero(width), 0, Noticed::default());
        let seen = Mutex::new(Seen { parser, bytes: Vec::new(), shown: 0, ended: false });
        let eye = Arc::new(Eye { seen, news: Condvar::new() });
        let child = pair.slave.spawn_command(command).unwrap();
        // Ours must go: the reader is told of the end when nobody holds it any more.
        drop(pair.slave);
        let reader = pair.master.try_clone_reader().unwrap();
        let keyboard = pair.master.take_writer().unwrap();
        thread::spawn({
            let eye = Arc::clone(&eye);
            move || watch(reader, &eye)
        });
        Pty { master: pair.master, keyboard, child, eye, modes }
    }

    /// Types.
    pub fn keys(&mut self, keys: &str) -> &mut Pty {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
        self
    }

    /// Waits until the screen shows all of `texts`.
    pub fn shows(&mut self, texts: &[&str]) -> &mut Pty {
        let all = |screen: &Screen| {
            let shown = screen.contents();
            texts.iter().all(|text| shown.contains(text))
        };
        self.until(&format!("{texts:?} on screen"), all)
    }

    /// Waits until the screen shows none of `texts`.
    pub fn hides(&mut self, texts: &[&str]) -> &mut Pty {
        let none = |screen: &Screen| {
            let shown = screen.contents();
            !texts.iter().any(|text| shown.contains(text))
        };
        self.until(&format!("{texts:?} gone"), none)
    }

    /// Waits until a whole frame fulfils a condition.
    pub fn until(&mut self, what: &str, fulfilled: impl Fn(&Screen) -> bool) -> &mut Pty {
        let deadline = Instant::now() + NEVER;
        let mut seen = self.eye.seen();
        while seen.parser.callbacks().drawing || !fulfilled(seen.parser.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || seen.ended {
                let how = if seen.ended { "the program ended" } else { "it never came" };
                let screen = seen.parser.screen().contents();
                drop(seen);
                panic!("waited for {what}, but {how}:\n{screen}");
            }
            seen = self.eye.news.wait_timeout(seen, left).unwrap().0;
        }
        drop(seen);
        self
    }

    /// The text on screen.
    pub fn text(&self) -> String {
        self.eye.seen().parser.screen().contents()
    }

    /// The word after `before` on screen.
    pub fn word_after(&self, before: &str) -> String {
        let text = self.text();
        let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before:?} in:\n{text}"));
        rest.split_whitespace().next().unwrap_or_default().to_owned()
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Pty {
        // The emulator first: what the program then draws is meant for the new size.
        self.eye.seen().parser.set_size(nonzero(height), nonzero(width));
        self.master.resize(size(width, height)).unwrap();
        self
    }

    /// Whether the line discipline is as it was before the program.
    pub fn modes_restored(&self) -> bool {
        format!("{:?}", self.master.get_termios()) == self.modes
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.child.process_id().unwrap()).unwrap()).unwrap()
    }

    /// Sends a signal to the program and to whoever started it in its terminal.
    pub fn signal(&mut self, signal: Signal) -> &mut Pty {
        kill_process_group(self.pid(), signal).unwrap();
        self
    }

    /// Waits until the started process is stopped, as a shell does.
    pub fn stopped(&mut self) -> &mut Pty {
        let (tell, told) = mpsc::channel();
        let pid = self.pid();
        thread::spawn(move || tell.send(waitpid(Some(pid), WaitOptions::UNTRACED)));
        let stopped = told.recv_timeout(NEVER).ok().and_then(Result::ok).flatten();
        assert!(stopped.is_some_and(|(_, how)| how.stopped()), "not stopped: {stopped:?}\n{}", self.text());
        self
    }

    /// Waits for the end.
    pub fn end(mut self) -> Ended {
        let seen = self.eye.seen();
        let (seen, late) = self.eye.news.wait_timeout_while(seen, NEVER, |seen| !seen.ended).unwrap();
        let screen = seen.parser.screen().clone();
        let (bytes, questions) = (seen.bytes.clone(), seen.parser.callbacks().questions.clone());
        drop(seen);
        assert!(!late.timed_out(), "the program does not end:\n{}", screen.contents());
        let status = self.child.wait().unwrap();
        Ended { status, bytes, screen, modes_restored: self.modes_restored(), questions }
    }
}

impl Ended {
    /// Asserts that nothing of the program is left in the terminal: its screen, cursor, mouse, paste and line modes.
    #[track_caller]
    pub fn left_the_terminal_sound(&self) {
        let screen = &self.screen;
        assert!(!screen.alternate_screen(), "still on the alternate screen");
        assert!(!screen.hide_cursor(), "the cursor is hidden");
        assert!(!screen.bracketed_paste(), "pastes are still bracketed");
        assert_eq!(
            screen.mouse_protocol_mode(),
            vt100::MouseProtocolMode::None,
            "the mouse is still captured"
        );
        assert!(self.modes_restored, "the line discipline is not restored");
        assert_eq!(self.questions, Vec::<String>::new(), "a terminal need not answer questions");
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // Already ended: nothing to kill.
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = kill_process_group(self.pid(), Signal::KILL);
            let _ = self.child.wait();
        }
    }
}

fn watch(mut reader: Box<dyn std::io::Read + Send>, eye: &Eye) {
    let mut chunk = [0; 16 * 1024];
    loop {
        let read = reader.read(&mut chunk).unwrap_or(0);
        let mut seen = eye.seen();
        seen.bytes.extend_from_slice(&chunk[..read]);
        seen.show();
        seen.ended = read == 0;
        eye.news.notify_all();
        if seen.ended {
            return;
        }
    }
}

fn size(width: u16, height: u16) -> PtySize {
    PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 }
}

fn nonzero(cells: u16) -> NonZeroU16 {
    NonZeroU16::new(cells).unwrap()
}
