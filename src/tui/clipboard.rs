//! Copying: the terminal's escape sequence, which works over SSH and inside tmux, and beside it the desktop's own
//! tool, for terminals that ignore the sequence.

use std::env;
use std::io::Result;
use std::io::Write;
use std::thread;

use crossterm::clipboard::CopyToClipboard;
use crossterm::execute;

use crate::child;

/// Tools that take the text on their standard input, each with the variable that says whether it can work.
const TOOLS: [(&str, &str, &[&str]); 3] = [
    ("WAYLAND_DISPLAY", "wl-copy", &[]),
    ("DISPLAY", "xclip", &["-selection", "clipboard"]),
    ("DISPLAY", "xsel", &["--clipboard", "--input"]),
];

/// Puts `text` on the clipboard.
///
/// # Errors
/// When the terminal is gone.
pub(super) fn copy(text: &str, out: &mut impl Write) -> Result<()> {
    execute!(out, CopyToClipboard::to_clipboard_from(text))?;
    let local = env::var_os("SSH_TTY").is_none();
    let tools: Vec<_> = TOOLS.iter().filter(|(var, ..)| local && env::var_os(var).is_some()).collect();
    if tools.is_empty() && !cfg!(target_os = "macos") {
        return Ok(());
    }
    let text = text.to_owned();
    // A desktop tool may hang; the screen must not.
    thread::spawn(move || {
        let first = if cfg!(target_os = "macos") { Some(("pbcopy", &[][..])) } else { None };
        let all = first.into_iter().chain(tools.into_iter().map(|(_, tool, args)| (*tool, *args)));
        for (tool, args) in all {
            match child::feed(tool, args, text.as_bytes()) {
                Ok(()) => return,
                Err(error) => tracing::debug!(tool, %error, "clipboard tool"),
            }
        }
    });
    Ok(())
}
