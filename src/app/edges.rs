//! What is said where a command leads no further: silence would look like a key that was not heard.

use super::Effect;
use super::Model;
use super::update;
use crate::command::Command;
use crate::screens::Screen;
use crate::screens::cx::Input;
use crate::screens::cx::Why;
use crate::screens::route::Root;

/// The view that a command always leads to, with nothing particular in it.
pub(super) fn leads_to(command: Command) -> Option<Root> {
    match command {
        Command::GoTokens => Some(Root::Tokens),
        Command::GoAccounts => Some(Root::Accounts),
        Command::GoMatrix => Some(Root::Matrix),
        Command::GoRequests => Some(Root::Requests),
        Command::GoWhoCan => Some(Root::WhoCan),
        _ => None,
    }
}

/// Why a view cannot be gone to from itself.
pub(super) fn here() -> Why {
    Why::because("you are here already")
}

/// Moves the cursor. Where it stays, that is said.
pub(super) fn moved(m: &mut Model, command: Command, out: &mut Vec<Effect>) {
    let before = m.nav.top().map(Screen::whereabouts);
    update::tell_top(m, Input::Command(command), out);
    let way = match command {
        Command::Up | Command::PageUp | Command::First => "up",
        Command::Down | Command::PageDown | Command::Last => "down",
        Command::Left => "to the left",
        Command::Right => "to the right",
        _ => return,
    };
    if m.nav.top().map(Screen::whereabouts) == before {
        m.toasts.hint(format!("nothing further {way}"), m.now);
    }
}

/// There is nothing to go back to: this is the first place.
pub(super) fn first_place(m: &mut Model) {
    let key = m.keymap.shown(Command::Quit);
    let quits = if key.is_empty() { String::new() } else { format!("; {key} quits") };
    m.toasts.hint(format!("nothing to go back to{quits}"), m.now);
}
