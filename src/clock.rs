//! Time, and the only two places it comes from.
//!
//! [`Time`] is plain data: milliseconds since the Unix epoch, UTC. Only a [`Clock`] makes a *present* time;
//! rooms of the seeing wing receive it as data. [`WallClock`] is the real one, [`HandClock`] the one that
//! tests turn by hand.

mod day;

pub use day::Day;

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01T00:00:00Z, UTC, leap seconds ignored (RFC 3339, Unix time).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(i64);

impl Time {
    /// The Unix epoch.
    pub const EPOCH: Time = Time(0);

    /// A moment from milliseconds since the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Time(millis)
    }

    /// A moment from whole seconds since the Unix epoch.
    pub const fn from_secs(secs: i64) -> Self {
        Time(secs.saturating_mul(1000))
    }

    /// Milliseconds since the Unix epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 (`2026-10-10T08:00:00Z`, fractions and offsets allowed). `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse::<jiff::Timestamp>().ok().map(|t| Time(t.as_millisecond()))
    }

    /// Reads RFC 3339 or a bare `YYYY-MM-DD`, which means 00:00 UTC of that day (as the dashboard does).
    pub fn parse_date(text: &str) -> Option<Self> {
        Self::parse(text).or_else(|| {
            let date: jiff::civil::Date = text.parse().ok()?;
            let zoned = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
            Some(Time(zoned.timestamp().as_millisecond()))
        })
    }

    /// Reads the date of an HTTP header (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`. `None` for anything else.
    pub fn parse_http(text: &str) -> Option<Self> {
        let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
        Some(Time(zoned.timestamp().as_millisecond()))
    }

    fn timestamp(self) -> jiff::Timestamp {
        let end = if self.0 < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(end)
    }

    /// `2026-10-10T08:00:00Z`: whole seconds, UTC, as the API writes and wants them.
    pub fn rfc3339(self) -> String {
        self.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// `2026-10-10`, UTC.
    pub fn date(self) -> String {
        self.timestamp().strftime("%Y-%m-%d").to_string()
    }

    /// `2026-10-10 08:00` in UTC.
    pub fn minutes_utc(self) -> String {
        self.timestamp().strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// `2026-10-10 08:00` in the given zone, with its offset when `zone` is not UTC.
    pub fn minutes_in(self, zone: &TimeZone) -> String {
        self.timestamp().to_zoned(zone.0.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// `08:00:42` in the given zone.
    pub fn clock_in(self, zone: &TimeZone) -> String {
        self.timestamp().to_zoned(zone.0.clone()).strftime("%H:%M:%S").to_string()
    }

    /// Milliseconds from `earlier` to `self`; negative if `earlier` is in fact later. Saturates.
    pub const fn since(self, earlier: Time) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// This moment moved by a signed number of milliseconds. Saturates.
    pub const fn plus_millis(self, millis: i64) -> Time {
        Time(self.0.saturating_add(millis))
    }

    /// This moment moved by a signed number of days of 86,400 s. Saturates.
    pub const fn plus_days(self, days: i64) -> Time {
        Time(self.0.saturating_add(days.saturating_mul(DAY)))
    }

    /// This moment moved forward by `d`. Saturates.
    pub fn plus(self, d: Duration) -> Time {
        self.plus_millis(i64::try_from(d.as_millis()).unwrap_or(i64::MAX))
    }
}

/// One day in milliseconds.
pub const DAY: i64 = 86_400_000;
/// One hour in milliseconds.
pub const HOUR: i64 = 3_600_000;

/// A time zone for the screen. Everything stored or sent is UTC.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeZone(jiff::tz::TimeZone);

impl TimeZone {
    /// Coordinated universal time.
    pub fn utc() -> Self {
        TimeZone(jiff::tz::TimeZone::UTC)
    }

    /// The zone of this name in the IANA database (`Europe/Berlin`), if it is known here.
    pub fn named(name: &str) -> Option<Self> {
        jiff::tz::TimeZone::get(name).ok().map(TimeZone)
    }

    /// The zone of this machine, UTC when it has none.
    pub fn local() -> Self {
        // A zone by name is looked up in an index of the whole zone database, for which a start would walk through its
        // twenty folders; where no other zone is asked for, the file says the same.
        let asked = std::env::var_os("TZ").is_some_and(|name| !name.is_empty());
        let file = (!asked).then(|| std::fs::read("/etc/localtime").ok()).flatten();
        let zone = file.and_then(|bytes| jiff::tz::TimeZone::tzif("local", &bytes).ok());
        TimeZone(zone.or_else(|| jiff::tz::TimeZone::try_system().ok()).unwrap_or(jiff::tz::TimeZone::UTC))
    }
}

/// Where a present time comes from.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Time;
}

/// The machine's clock. It may jump; nothing here assumes that it does not.
#[derive(Debug, Default)]
pub struct WallClock;

impl Clock for WallClock {
    fn now(&self) -> Time {
        Time(jiff::Timestamp::now().as_millisecond())
    }
}

/// A clock that stands still until somebody turns it.
#[derive(Debug)]
pub struct HandClock(AtomicI64);

impl HandClock {
    /// A clock that shows `t`.
    pub fn at(t: Time) -> Self {
        HandClock(AtomicI64::new(t.0))
    }

    /// Shows `t` from now on.
    pub fn set(&self, t: Time) {
        self.0.store(t.0, Ordering::SeqCst);
    }

    /// Turns the clock forward by `d`.
    pub fn advance(&self, d: Duration) {
        let millis = i64::try_from(d.as_millis()).unwrap_or(i64::MAX);
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Time {
        Time(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The file says the same as the zone database, in summer and in winter.
    #[test]
    fn this_machines_zone_is_the_one_that_its_name_means() {
        let ours = TimeZone::local();
        let named = TimeZone(jiff::tz::TimeZone::try_system().unwrap_or(jiff::tz::TimeZone::UTC));
        for day in ["2026-01-15", "2026-07-15"] {
            let noon = Time::parse_date(day).unwrap().plus_millis(DAY / 2);
            assert_eq!(Day::of(noon, &ours), Day::of(noon, &named));
            assert_eq!(noon.minutes_in(&ours), noon.minutes_in(&named));
        }
    }

    #[test]
    fn reads_and_prints_what_the_api_sends() {
        let t = Time::parse("2022-01-31T18:22:11.409822Z").unwrap();
        assert_eq!(t.rfc3339(), "2022-01-31T18:22:11Z");
        assert_eq!(t.date(), "2022-01-31");
        assert_eq!(Time::parse("2026-10-10T10:00:00+02:00").unwrap().rfc3339(), "2026-10-10T08:00:00Z");
        assert_eq!(Time::parse_date("2026-10-10").unwrap().rfc3339(), "2026-10-10T00:00:00Z");
        assert_eq!(Time::parse("yesterday"), None);
    }

    #[test]
    fn arithmetic_never_panics() {
        let end = Time::from_millis(i64::MAX);
        assert_eq!(end.plus_days(1), end);
        assert_eq!(end.since(Time::from_millis(i64::MIN)), i64::MAX);
        assert!(!end.rfc3339().is_empty());
        assert!(!Time::from_millis(i64::MIN).rfc3339().is_empty());
    }

    #[test]
    fn a_hand_clock_moves_only_by_hand() {
        let clock = HandClock::at(Time::from_secs(10));
        assert_eq!(clock.now(), clock.now());
        clock.advance(Duration::from_secs(5));
        assert_eq!(clock.now(), Time::from_secs(15));
    }
}
