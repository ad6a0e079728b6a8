//! What is wrong with an entry, and the name that was probably meant.

use std::fmt;

use crate::domain::nearest::nearest;

/// One mistake: where and what. Never repeats a value that could be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Line in `config.toml`, from 1; `None` for the environment and flags.
    pub line: Option<usize>,
    /// What is wrong, and what to write instead where that is known.
    pub what: String,
}

impl Mistake {
    /// A mistake that has no line.
    pub fn about(what: impl Into<String>) -> Self {
        Mistake { line: None, what: what.into() }
    }

    /// A mistake at a line of the file.
    pub fn at(line: usize, what: impl Into<String>) -> Self {
        Mistake { line: Some(line), what: what.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "config.toml:{line}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// `; did you mean "theme"?` when one of `names` is near, else nothing.
pub fn did_you_mean<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    match nearest(name, names) {
        Some(near) => format!("; did you mean \"{near}\"?"),
        None => String::new(),
    }
}
