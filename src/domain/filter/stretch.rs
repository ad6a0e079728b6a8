//! Days and moments between two ends, as they are written: `2026-11-25`, `2026-11-01..2026-11-30`.

use std::fmt;

use crate::clock::{DAY, Time};

/// A stretch of time: from a moment on, up to another that is not in it.
///
/// Whole days of UTC are written as days, of which the last is in it, because that is how people count them; anything
/// else, such as days of another time zone, as moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The first moment in it; whole seconds.
    pub from: Time,
    /// The first moment after it; whole seconds.
    pub to: Time,
}

impl Stretch {
    /// Whether a text is meant to be one, and not a length of time.
    pub(super) fn is_meant(text: &str) -> bool {
        text.contains("..") || (text.starts_with(|c: char| c.is_ascii_digit()) && text.contains('-'))
    }

    /// Reads one. `None` for anything else, and where the end is not after the beginning.
    pub fn new(text: &str) -> Option<Self> {
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        let whole = |time: Time| Time::from_secs(time.millis().div_euclid(1000));
        let stretch = match (from.contains('T'), to.contains('T')) {
            (false, false) => {
                Stretch { from: Time::parse_date(from)?, to: Time::parse_date(to)?.plus_days(1) }
            }
            (true, true) => Stretch { from: whole(Time::parse(from)?), to: whole(Time::parse(to)?) },
            _ => return None,
        };
        (stretch.from < stretch.to).then_some(stretch)
    }

    /// Whether a moment lies in it.
    pub fn holds(self, moment: Time) -> bool {
        self.from <= moment && moment < self.to
    }
}

impl fmt::Display for Stretch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let midnight = |time: Time| time.millis().rem_euclid(DAY) == 0;
        if !midnight(self.from) || !midnight(self.to) {
            return write!(f, "{}..{}", self.from.rfc3339(), self.to.rfc3339());
        }
        let (first, last) = (self.from.date(), self.to.plus_days(-1).date());
        if first == last { f.write_str(&first) } else { write!(f, "{first}..{last}") }
    }
}
