//! Keys as people write them: `ctrl-k`, `alt-enter`, `G`, `f9`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// Which key. Letters carry their case, so `shift` is not needed for them.
    pub code: Code,
    /// Whether ctrl was held.
    pub ctrl: bool,
    /// Whether alt (option, meta) was held.
    pub alt: bool,
}

/// Which key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Code {
    /// A printable character.
    Char(char),
    /// F1 to F12.
    F(u8),
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift and tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete forward.
    Delete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
}

const NAMED: &[(&str, Code)] = &[
    ("space", Code::Char(' ')),
    ("enter", Code::Enter),
    ("esc", Code::Esc),
    ("tab", Code::Tab),
    ("backtab", Code::BackTab),
    ("backspace", Code::Backspace),
    ("delete", Code::Delete),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pageup", Code::PageUp),
    ("pagedown", Code::PageDown),
];

impl Key {
    /// A plain key.
    pub const fn plain(code: Code) -> Self {
        Key { code, ctrl: false, alt: false }
    }

    /// A printable character without ctrl or alt, as text entry takes it.
    pub fn printable(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        if let Some((name, _)) = NAMED.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            Code::F(n) => write!(f, "f{n}"),
            Code::Char(c) => write!(f, "{c}"),
            _ => Ok(()),
        }
    }
}

/// A text that names no key that can be pressed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It names none at all.
    #[error("\"{0}\" is not a key; write for example \"ctrl-k\", \"G\", \"f9\", \"space\" or \"pagedown\"")]
    NoKey(String),
    /// Terminals send this other key for it: they know no more of ctrl than the 32 control characters of ASCII.
    #[error("terminals send {1} for {0}; choose another key")]
    SentAs(String, &'static str),
    /// With ctrl, terminals do not tell large letters from small ones.
    #[error("terminals do not tell {0} from the small letter; write that, or choose another key")]
    Large(String),
}

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let mut rest = text;
        let mut key = Key::plain(Code::Esc);
        loop {
            if let Some(r) = rest.strip_prefix("ctrl-").filter(|r| !r.is_empty()) {
                key.ctrl = true;
                rest = r;
            } else if let Some(r) = rest.strip_prefix("alt-").filter(|r| !r.is_empty()) {
                key.alt = true;
                rest = r;
            } else {
                break;
            }
        }
        key.code = code(rest).ok_or_else(|| KeyError::NoKey(text.to_owned()))?;
        match key.code {
            Code::Char('i') if key.ctrl => Err(KeyError::SentAs(text.to_owned(), "tab")),
            Code::Char('m') if key.ctrl => Err(KeyError::SentAs(text.to_owned(), "enter")),
            Code::Char('[') if key.ctrl => Err(KeyError::SentAs(text.to_owned(), "esc")),
            Code::Char(c) if key.ctrl && c.is_uppercase() => Err(KeyError::Large(text.to_owned())),
            _ => Ok(key),
        }
    }
}

fn code(text: &str) -> Option<Code> {
    if let Some((_, code)) = NAMED.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)) {
        return Some(*code);
    }
    let mut chars = text.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return (!c.is_control() && c != ' ').then_some(Code::Char(c));
    }
    let n: u8 = text.strip_prefix(['f', 'F'])?.parse().ok()?;
    (1..=12).contains(&n).then_some(Code::F(n))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("k")]
    #[case("G")]
    #[case("ctrl-k")]
    #[case("ctrl-alt-x")]
    #[case("f9")]
    #[case("space")]
    #[case("-")]
    #[case("ctrl--")]
    #[case("é")]
    fn reads_and_prints_the_same(#[case] text: &str) {
        assert_eq!(text.parse::<Key>().unwrap().to_string(), text);
    }

    #[rstest]
    #[case("F2", "f2")]
    #[case("ctrl-F12", "ctrl-f12")]
    #[case("Space", "space")]
    #[case("PageDown", "pagedown")]
    fn names_of_keys_may_begin_large(#[case] text: &str, #[case] printed: &str) {
        assert_eq!(text.parse::<Key>().unwrap().to_string(), printed);
    }

    #[rstest]
    #[case("")]
    #[case("ctrl-")]
    #[case("hyper-x")]
    #[case("f0")]
    #[case("f13")]
    #[case(" ")]
    fn refuses(#[case] text: &str) {
        assert!(text.parse::<Key>().unwrap_err().to_string().contains("is not a key"));
    }

    #[rstest]
    #[case("ctrl-i", "terminals send tab for ctrl-i")]
    #[case("ctrl-alt-m", "terminals send enter for ctrl-alt-m")]
    #[case("ctrl-[", "terminals send esc for ctrl-[")]
    #[case("ctrl-K", "terminals do not tell ctrl-K from the small letter")]
    fn refuses_what_never_arrives(#[case] text: &str, #[case] why: &str) {
        assert!(text.parse::<Key>().unwrap_err().to_string().starts_with(why));
    }
}
