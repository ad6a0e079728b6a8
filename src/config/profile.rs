//! Profiles: where a credential comes from and what it is for. Never the credential.

use std::fmt;
use std::path::PathBuf;

/// A named credential and its surroundings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Where the value comes from.
    pub source: Source,
    /// Base URL of the API, with `/client/v4`; `None`: Cloudflare's own.
    pub base_url: Option<String>,
    /// The account that owns the token, for account-owned tokens.
    pub account_id: Option<String>,
    /// The e-mail address, which makes the value a global key.
    pub email: Option<String>,
    /// Refuse every deed.
    pub read_only: bool,
    /// Line of its header in the file, from 1.
    pub line: usize,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An environment variable.
    Env(String),
    /// The first line that a program writes: its name and arguments. No shell is involved.
    Command(Vec<String>),
    /// A file of mode 0600.
    File(PathBuf),
    /// The system's keyring, under this name.
    Keyring(String),
}

/// Why a source cannot be read. Never repeats the text, which may be a value in the wrong place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSource {
    /// No known word before the colon.
    #[error(
        "source wants \"env:VARIABLE\", \"command:program argument …\", \"file:PATH\" or \"keyring:NAME\", never a value"
    )]
    Kind,
    /// Nothing after the colon.
    #[error("source names nothing after the colon")]
    Empty,
    /// An open quote.
    #[error("source has a quote that is not closed")]
    Quote,
}

impl Source {
    /// Reads `env:VAR`, `command:…`, `file:PATH` or `keyring:NAME`.
    ///
    /// # Errors
    /// [`BadSource`] says what is missing.
    pub fn parse(text: &str) -> Result<Source, BadSource> {
        let (kind, rest) = text.split_once(':').ok_or(BadSource::Kind)?;
        let rest = rest.trim();
        let source = match kind {
            "env" => Source::Env(rest.to_owned()),
            "command" => Source::Command(words(rest)?),
            "file" => Source::File(rest.into()),
            "keyring" => Source::Keyring(rest.to_owned()),
            _ => return Err(BadSource::Kind),
        };
        if rest.is_empty() || source == Source::Command(vec![]) { Err(BadSource::Empty) } else { Ok(source) }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Env(name) => write!(f, "variable {name}"),
            // Arguments may name vaults and people; the program is enough to know it by.
            Source::Command(words) => write!(f, "command {}", words.first().map_or("", String::as_str)),
            Source::File(path) => write!(f, "file {}", path.display()),
            Source::Keyring(name) => write!(f, "keyring entry {name}"),
        }
    }
}

/// Splits a command into words: blanks separate, quotes group, a backslash takes the next character as it is
/// (not inside single quotes). Nothing is expanded.
fn words(text: &str) -> Result<Vec<String>, BadSource> {
    let mut out = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(chars.next()),
            (None, c) if c.is_whitespace() => out.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    out.extend(word);
    if quote.is_some() { Err(BadSource::Quote) } else { Ok(out) }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("op read op://ops/cf/token", &["op", "read", "op://ops/cf/token"])]
    #[case("  pass   show 'my token'  ", &["pass", "show", "my token"])]
    #[case(r#"a "b c" 'd"e' f\ g "h\"i" 'j\k' """#, &["a", "b c", "d\"e", "f g", "h\"i", r"j\k", ""])]
    #[case("echo $HOME;rm -rf *", &["echo", "$HOME;rm", "-rf", "*"])]
    fn commands_are_split_without_a_shell(#[case] text: &str, #[case] expected: &[&str]) {
        assert_eq!(words(text).unwrap(), expected);
    }

    #[rstest]
    #[case("env:OPS_TOKEN", Ok(Source::Env("OPS_TOKEN".into())))]
    #[case("file:/run/secrets/cf", Ok(Source::File("/run/secrets/cf".into())))]
    #[case("keyring:work", Ok(Source::Keyring("work".into())))]
    #[case("command:op 'read", Err(BadSource::Quote))]
    #[case("command: ", Err(BadSource::Empty))]
    #[case("env:", Err(BadSource::Empty))]
    #[case("OPS_TOKEN", Err(BadSource::Kind))]
    #[case("vault:x", Err(BadSource::Kind))]
    fn sources(#[case] text: &str, #[case] expected: Result<Source, BadSource>) {
        assert_eq!(Source::parse(text), expected);
    }
}
