//! What is said where a command leads no further: silence would look like a key that was not heard.

use super::Effect;
use super::Model;
use super::going;
use super::update;
use crate::command::Command;
use crate::screens::Screen;
use crate::screens::cx::Input;
use crate::screens::cx::Why;
use crate::screens::route::Root;
use crate::screens::route::Route;

/// The view that a command always leads to, with nothing particular in it.
pub(super) fn leads_to(command: Command) -> Option<Root> {
    let mut all = Root::TABS.into_iter().chain([(Root::WhoCan, Command::GoWhoCan)]);
    all.find(|(_, to)| *to == command).map(|(root, _)| root)
}

/// Why a view cannot be gone to from itself.
pub(super) fn here() -> Why {
    Why::because("you are here already")
}

/// Why a view cannot be gone to at all: without a credential only the matrix has something to show.
pub(super) fn closed(m: &Model, route: &Route) -> Option<String> {
    let open = match route.root() {
        Some(root) => matches!(root, Root::Welcome | Root::Matrix),
        None => !matches!(route, Route::News),
    };
    let closed = m.nav.has(Root::Welcome) && !open;
    closed.then(|| {
        "there is no credential yet; the first screen says how to make one, and opens the demo".to_owned()
    })
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

/// There is no level above this one. Without a credential every view is one below the first screen.
pub(super) fn top_level(m: &mut Model, out: &mut Vec<Effect>) {
    if m.nav.has(Root::Welcome) && !m.nav.is_at(Root::Welcome) {
        return going::go(m, &Route::Welcome, out);
    }
    let key = m.settings.keys.of(Command::Quit);
    m.toasts.hint(format!("there is no level above this one; {key} quits"), m.now);
}
