//! The commands that move a cursor.

use super::cx::Mouse;
use crate::command::Command;
use crate::ui::list::Motion;

/// How a command moves a cursor, if it does.
pub fn of(command: Command) -> Option<Motion> {
    Some(match command {
        Command::Up => Motion::Up,
        Command::Down => Motion::Down,
        Command::PageUp => Motion::HalfUp,
        Command::PageDown => Motion::HalfDown,
        Command::First => Motion::First,
        Command::Last => Motion::Last,
        _ => return None,
    })
}

/// How the wheel moves a cursor.
pub fn of_wheel(mouse: Mouse) -> Option<Motion> {
    match mouse {
        Mouse::WheelUp => Some(Motion::Scroll(-WHEEL)),
        Mouse::WheelDown => Some(Motion::Scroll(WHEEL)),
        Mouse::Click(..) => None,
    }
}

/// Rows that one notch of the wheel moves.
const WHEEL: isize = 3;
