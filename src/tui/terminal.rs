//! Raw mode as a guard: entered once, left on every way out, panics included.

use std::io::BufWriter;
use std::io::Result;
use std::io::Stdout;
use std::io::Write;
use std::io::stdout;
use std::mem::forget;
use std::panic::set_hook;
use std::panic::take_hook;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread::current;

use crossterm::cursor::Show;
use crossterm::event::DisableBracketedPaste;
use crossterm::event::DisableMouseCapture;
use crossterm::event::EnableBracketedPaste;
use crossterm::event::EnableMouseCapture;
use crossterm::execute;
use crossterm::terminal::BeginSynchronizedUpdate;
use crossterm::terminal::EndSynchronizedUpdate;
use crossterm::terminal::EnterAlternateScreen;
use crossterm::terminal::LeaveAlternateScreen;
use crossterm::terminal::disable_raw_mode;
use crossterm::terminal::enable_raw_mode;
use ratatui::Frame;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use super::clipboard;

/// A whole frame fits, so that it leaves in one write and nothing tears.
const BUFFER: usize = 128 * 1024;

/// Whether the terminal is ours now; asked by the panic hook.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// The terminal while it is ours.
pub(super) struct Screen {
    // Only `abandon` takes it.
    terminal: Option<Terminal<CrosstermBackend<BufWriter<Stdout>>>>,
    mouse: bool,
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When there is none, or it cannot be put into raw mode.
    pub fn enter(mouse: bool) -> Result<Screen> {
        restore_on_panic();
        take(mouse)?;
        let backend = CrosstermBackend::new(BufWriter::with_capacity(BUFFER, stdout()));
        match Terminal::new(backend) {
            Ok(terminal) => Ok(Screen { terminal: Some(terminal), mouse }),
            Err(error) => {
                give_back();
                Err(error)
            }
        }
    }

    /// Takes the terminal again, after it was given back or used by somebody else, and repaints all of it.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn enter_again(&mut self) -> Result<()> {
        take(self.mouse)?;
        let Some(terminal) = &mut self.terminal else { return Ok(()) };
        let size = terminal.size()?;
        // Not `clear`: that asks the terminal where its cursor is, and our own reader of keys takes the answer.
        terminal.resize(Rect::from((Position::ORIGIN, size)))
    }

    /// Gives the terminal back, to be taken again.
    pub fn leave(&mut self) {
        give_back();
    }

    /// Gives the terminal back for good where it may be gone: dropping ratatui's terminal would write to it and
    /// panic when that fails.
    pub fn abandon(mut self) {
        give_back();
        forget(self.terminal.take());
    }

    /// Width and height in cells.
    pub fn size(&self) -> (u16, u16) {
        let size = self.terminal.as_ref().and_then(|t| t.size().ok());
        size.map_or((0, 0), |s| (s.width, s.height))
    }

    /// Paints one frame, shown by the terminal at once or not at all.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(&mut self, paint: impl FnOnce(&mut Frame<'_>)) -> Result<()> {
        let Some(terminal) = &mut self.terminal else { return Ok(()) };
        execute!(terminal.backend_mut(), BeginSynchronizedUpdate)?;
        terminal.draw(paint)?;
        execute!(terminal.backend_mut(), EndSynchronizedUpdate)
    }

    /// Puts text on the clipboard.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn copy(&mut self, text: &str) -> Result<()> {
        match &mut self.terminal {
            Some(terminal) => clipboard::copy(text, terminal.backend_mut()),
            None => Ok(()),
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if ENTERED.load(Ordering::SeqCst) {
            give_back();
        }
    }
}

fn take(mouse: bool) -> Result<()> {
    enable_raw_mode()?;
    ENTERED.store(true, Ordering::SeqCst);
    let mut out = stdout();
    let entered = execute!(out, EnterAlternateScreen, EnableBracketedPaste)
        .and_then(|()| if mouse { execute!(out, EnableMouseCapture) } else { Ok(()) });
    if entered.is_err() {
        give_back();
    }
    entered
}

/// Puts everything back. Each step is tried whatever became of the others; where the terminal is gone there is
/// nobody left to tell.
fn give_back() {
    ENTERED.store(false, Ordering::SeqCst);
    let mut out = stdout();
    let steps = [
        execute!(out, DisableMouseCapture),
        execute!(out, DisableBracketedPaste),
        execute!(out, EndSynchronizedUpdate),
        execute!(out, LeaveAlternateScreen),
        execute!(out, Show),
        disable_raw_mode(),
        out.flush(),
    ];
    for failed in steps.into_iter().filter_map(Result::err) {
        tracing::debug!(%failed, "restoring the terminal");
    }
}

/// Has a panic of the thread that draws restore the terminal first, so that its message can be read. A panic of another
/// thread ends a job or a damaged cache, both of which recover; its message goes to the log and not over the screen.
fn restore_on_panic() {
    let drawing = current().id();
    let before = take_hook();
    set_hook(Box::new(move |panic| {
        tracing::error!(%panic, "panic");
        let entered = ENTERED.load(Ordering::SeqCst);
        if entered && current().id() != drawing {
            return;
        }
        if entered {
            give_back();
        }
        before(panic);
    }));
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::Read as _;

    use portable_pty::CommandBuilder;
    use portable_pty::PtySize;
    use portable_pty::native_pty_system;

    use super::*;

    /// Set for the process that is to panic.
    const HELPER: &str = "TOKENDECK_TEST_PANIC";
    const EXIT: u32 = 42;

    /// What the other test runs in a terminal of its own; alone it does nothing.
    #[test]
    fn panics_when_asked() {
        if std::env::var_os(HELPER).is_none() {
            return;
        }
        let mut screen = Screen::enter(true).unwrap();
        std::thread::spawn(|| panic!("elsewhere")).join().unwrap_err();
        screen.draw(|frame| frame.render_widget("undisturbed", frame.area())).unwrap();
        std::panic::catch_unwind(|| panic!("on purpose")).unwrap_err();
        // Without dropping the screen: only the hook has restored anything.
        std::process::exit(EXIT.cast_signed());
    }

    #[test]
    fn a_panic_restores_the_terminal_before_its_message() {
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let modes = format!("{:?}", pair.master.get_termios());
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        let name = format!("{}::panics_when_asked", module_path!());
        command.args(["--exact", name.split_once("::").unwrap().1, "--nocapture"]);
        command.env(HELPER, "yes");
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut bytes = Vec::new();
        // The end of a terminal is an error; what came before it is there.
        let _ = pair.master.try_clone_reader().unwrap().read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes);
        assert_eq!(child.wait().unwrap().exit_code(), EXIT, "{text}");
        let left = text.find("\x1b[?1049l").expect("the alternate screen is left");
        assert!(text.contains("undisturbed") && text.find("on purpose") > Some(left), "{text:?}");
        assert!(!text.contains("elsewhere"), "the message of another thread is not for the screen: {text:?}");
        let mut parser = vt100::Parser::default();
        parser.process(&bytes);
        let screen = parser.screen();
        assert!(!screen.hide_cursor() && !screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert_eq!(format!("{:?}", pair.master.get_termios()), modes);
    }
}
