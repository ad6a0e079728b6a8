//! Lengths of time, and on which side of a bound something lies.

use std::fmt;

use crate::clock::{DAY, HOUR};

/// A length of time as it was written: `90d`, `6mo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// `s`
    Second,
    /// `m`
    Minute,
    /// `h`
    Hour,
    /// `d`: 24 hours.
    Day,
    /// `w`: 7 days.
    Week,
    /// `mo`: 30 days.
    Month,
    /// `y`: 365 days.
    Year,
}

impl Unit {
    /// All of them, shortest first.
    pub const ALL: [Unit; 7] =
        [Unit::Second, Unit::Minute, Unit::Hour, Unit::Day, Unit::Week, Unit::Month, Unit::Year];

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Second => "s",
            Unit::Minute => "m",
            Unit::Hour => "h",
            Unit::Day => "d",
            Unit::Week => "w",
            Unit::Month => "mo",
            Unit::Year => "y",
        }
    }

    fn millis(self) -> i64 {
        match self {
            Unit::Second => 1000,
            Unit::Minute => 60_000,
            Unit::Hour => HOUR,
            Unit::Day => DAY,
            Unit::Week => 7 * DAY,
            Unit::Month => 30 * DAY,
            Unit::Year => 365 * DAY,
        }
    }
}

impl Span {
    /// Reads `90d`. `None` for anything else.
    pub fn new(text: &str) -> Option<Self> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (count, unit) = text.split_at(digits);
        let unit = Unit::ALL.into_iter().find(|u| u.word() == unit)?;
        Some(Span { count: count.parse().ok()?, unit })
    }

    /// Its length in milliseconds. Cannot overflow: the longest is 2³² years.
    pub fn millis(self) -> i64 {
        i64::from(self.count).saturating_mul(self.unit.millis())
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.count, self.unit.word())
    }
}

/// A bound, and the side of it that is asked for. The bound itself lies on neither side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond<T> {
    /// `<`: less.
    Less(T),
    /// `>`: more.
    More(T),
}

impl Beyond<Span> {
    /// Whether a length in milliseconds lies on the side asked for.
    pub fn holds(self, millis: i64) -> bool {
        match self {
            Beyond::Less(span) => millis < span.millis(),
            Beyond::More(span) => millis > span.millis(),
        }
    }
}

impl Beyond<u32> {
    /// Whether a number lies on the side asked for.
    pub fn holds(self, number: u32) -> bool {
        match self {
            Beyond::Less(bound) => number < bound,
            Beyond::More(bound) => number > bound,
        }
    }
}

impl<T: fmt::Display> fmt::Display for Beyond<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Beyond::Less(bound) => write!(f, "<{bound}"),
            Beyond::More(bound) => write!(f, ">{bound}"),
        }
    }
}
