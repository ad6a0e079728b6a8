//! What is wrong with a filter, where, and what was probably meant.

use std::fmt;
use std::ops::Range;

/// Why a filter cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The bytes of the filter that it is about; never empty unless the filter ends too early. Lies on
    /// character boundaries.
    pub span: Range<usize>,
    /// What is wrong, a sentence without a full stop.
    pub what: String,
    /// What was probably meant: replaces the text at `span`.
    pub nearest: Option<String>,
}

impl Complaint {
    pub(in crate::domain) fn new(span: Range<usize>, what: impl Into<String>) -> Self {
        Complaint { span, what: what.into(), nearest: None }
    }

    pub(in crate::domain) fn near(mut self, nearest: Option<String>) -> Self {
        self.nearest = nearest;
        self
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; did you mean {nearest}?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Complaint {}
