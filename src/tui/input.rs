//! Terminal events → messages. What looks like a secret goes to the vault instead.

use crossterm::event::Event;
use crossterm::event::KeyCode;
use crossterm::event::KeyEvent;
use crossterm::event::KeyEventKind;
use crossterm::event::KeyModifiers;
use crossterm::event::MouseButton;
use crossterm::event::MouseEventKind;

use crate::app::Msg;
use crate::command::Code;
use crate::command::Key;
use crate::domain::matrix::import::LARGEST_PAGE;
use crate::domain::shape;
use crate::screens::cx::Mouse;
use crate::secret::Secret;
use crate::secret::Vault;

/// Longer pastes are cut: nothing takes more, and a terminal can send a whole disk. One byte more than a page to be
/// imported may have, so that a page that was cut is refused and not taken for whole.
const MOST_PASTED: usize = LARGEST_PAGE + 1;

/// The message of a terminal event, if it is one.
pub(super) fn msg(event: Event, vault: &Vault) -> Option<Msg> {
    match event {
        Event::Key(key) => pressed(key).map(Msg::Key),
        Event::Paste(text) => Some(pasted(text, vault)),
        Event::Resize(width, height) => Some(Msg::Resize(width, height)),
        Event::Mouse(mouse) => Some(Msg::Mouse(match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => Mouse::Click(mouse.column, mouse.row),
            MouseEventKind::ScrollUp => Mouse::WheelUp,
            MouseEventKind::ScrollDown => Mouse::WheelDown,
            _ => return None,
        })),
        Event::FocusGained | Event::FocusLost => None,
    }
}

/// A paste that holds a token value never reaches the model: anything typed there may be drawn, logged or recorded.
fn pasted(mut text: String, vault: &Vault) -> Msg {
    if shape::find(&text).is_empty() {
        let mut end = text.len().min(MOST_PASTED);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        return Msg::Paste(text);
    }
    let length = text.trim().chars().count();
    Msg::Secret(vault.put(Secret::new(text)), length)
}

fn pressed(key: KeyEvent) -> Option<Key> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let code = match key.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::F(n) => Code::F(n),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        _ => return None,
    };
    let held = |modifier| key.modifiers.contains(modifier);
    Some(Key { code, ctrl: held(KeyModifiers::CONTROL), alt: held(KeyModifiers::ALT) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_value_goes_to_the_vault() {
        let vault = Vault::new();
        let body = "A".repeat(40);
        let value = format!("cfat_{body}{}", shape::checksum(&body));
        let Some(Msg::Secret(at, length)) = msg(Event::Paste(value.clone()), &vault) else {
            panic!("the value reached the model")
        };
        assert_eq!(length, value.len());
        assert_eq!(vault.peek(at, |kept| kept == value), Some(true));
    }

    #[test]
    fn other_text_is_pasted() {
        let vault = Vault::new();
        assert_eq!(msg(Event::Paste("dns robot".into()), &vault), Some(Msg::Paste("dns robot".into())));
    }

    #[test]
    fn a_huge_paste_is_cut_between_characters() {
        let vault = Vault::new();
        let Some(Msg::Paste(text)) = msg(Event::Paste("é".repeat(MOST_PASTED)), &vault) else { panic!() };
        assert!(text.len() <= MOST_PASTED && text.ends_with('é'));
    }

    #[test]
    fn releases_are_not_presses() {
        let mut key = KeyEvent::new(KeyCode::Char('x'), KeyModifiers::NONE);
        assert_eq!(pressed(key).map(|k| k.to_string()).as_deref(), Some("x"));
        key.kind = KeyEventKind::Release;
        assert_eq!(pressed(key), None);
    }
}
