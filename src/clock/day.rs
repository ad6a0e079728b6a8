//! Days of the calendar, in a zone.

use std::fmt;

use super::{Time, TimeZone};

/// A day of the Gregorian calendar. Which moments it has depends on the zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(jiff::civil::Date);

impl Day {
    /// The day that a moment falls on in a zone.
    pub fn of(time: Time, zone: &TimeZone) -> Self {
        Day(time.timestamp().to_zoned(zone.0.clone()).date())
    }

    /// Its first moment in a zone: midnight, or what follows it where a clock was put forward. At the ends of the
    /// calendar, the end of time.
    pub fn start(self, zone: &TimeZone) -> Time {
        match self.0.to_zoned(zone.0.clone()) {
            Ok(zoned) => Time::from_millis(zoned.timestamp().as_millisecond()),
            Err(_) if self.0.year() < 0 => Time::from_millis(i64::MIN),
            Err(_) => Time::from_millis(i64::MAX),
        }
    }

    /// So many days later, or earlier when negative; no further than the calendar goes.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Day(self.0.saturating_add(jiff::SignedDuration::from_hours(i64::from(days) * 24)))
    }

    /// So many months later, or earlier when negative: the same day of the month, or its last where it is shorter.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        // A hundred thousand months are more than the calendar has.
        let months = jiff::Span::new().months(months.clamp(-100_000, 100_000));
        Day(self.0.saturating_add(months))
    }

    /// Days since the Monday before, 0 to 6.
    pub fn weekday(self) -> u8 {
        self.0.weekday().to_monday_zero_offset().unsigned_abs()
    }

    /// The day of the month, 1 to 31.
    pub fn number(self) -> u8 {
        self.0.day().unsigned_abs()
    }

    /// The first day of its month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        Day(self.0.first_of_month())
    }

    /// How many days its month has.
    pub fn days_in_month(self) -> u8 {
        self.0.days_in_month().unsigned_abs()
    }

    /// How many months later its month is than that of `earlier`; negative if it is in fact earlier.
    pub fn months_since(self, earlier: Day) -> i32 {
        let months = |day: Day| i32::from(day.0.year()) * 12 + i32::from(day.0.month());
        months(self) - months(earlier)
    }

    /// `November 2026`
    pub fn month(self) -> String {
        self.0.strftime("%B %Y").to_string()
    }

    /// `Wed 25 November 2026`
    pub fn spoken(self) -> String {
        self.0.strftime("%a %-d %B %Y").to_string()
    }
}

impl fmt::Display for Day {
    /// `2026-11-25`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::of(Time::parse_date(text).unwrap(), &TimeZone::utc())
    }

    #[test]
    fn a_day_has_its_place_in_week_and_month() {
        let wednesday = day("2026-11-25");
        assert_eq!((wednesday.weekday(), wednesday.number(), wednesday.days_in_month()), (2, 25, 30));
        assert_eq!(wednesday.first_of_month().to_string(), "2026-11-01");
        assert_eq!(wednesday.plus_days(-25).to_string(), "2026-10-31");
        assert_eq!(day("2027-01-31").plus_months(1).to_string(), "2027-02-28");
        assert_eq!(day("2027-02-01").months_since(wednesday), 3);
        assert_eq!(
            (wednesday.month(), wednesday.spoken()),
            ("November 2026".into(), "Wed 25 November 2026".into())
        );
    }

    #[test]
    fn the_calendar_has_ends_and_no_panic() {
        let utc = TimeZone::utc();
        for edge in [Time::from_millis(i64::MIN), Time::from_millis(i64::MAX)] {
            let edge = Day::of(edge, &utc);
            for far in [edge.plus_days(i32::MAX), edge.plus_days(i32::MIN), edge.plus_months(i32::MAX)] {
                assert!(far.start(&utc) <= Time::from_millis(i64::MAX) && far.weekday() < 7);
            }
        }
    }

    #[test]
    fn a_day_begins_at_midnight_of_its_zone() {
        let berlin = TimeZone::named("Europe/Berlin").unwrap();
        let night = Time::parse("2026-11-24T23:30:00Z").unwrap();
        assert_eq!(Day::of(night, &berlin).to_string(), "2026-11-25");
        assert_eq!(day("2026-11-25").start(&berlin).rfc3339(), "2026-11-24T23:00:00Z");
        assert_eq!(day("2026-07-01").start(&berlin).rfc3339(), "2026-06-30T22:00:00Z", "summer time");
        assert_eq!(TimeZone::named("Moon/Crater"), None);
    }
}
