//! Steps of time in which an estate is counted: when tokens end, and when they were last used.

use crate::clock::{DAY, Time};

const WEEK: i64 = 7 * DAY;

/// How many weeks ahead ends are counted one by one: 91 days.
pub const WEEKS: usize = 13;

/// When a token ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ends {
    /// It has.
    Past,
    /// In this week from now, counted from 0 and below [`WEEKS`].
    Week(u8),
    /// After all of them.
    Later,
    /// Never.
    #[default]
    Never,
}

impl Ends {
    /// How it stands at `now` with something that ends at `end`.
    pub fn at(end: Option<Time>, now: Time) -> Self {
        let Some(left) = end.map(|end| end.since(now)) else { return Ends::Never };
        if left <= 0 {
            return Ends::Past;
        }
        match u8::try_from(left / WEEK) {
            Ok(week) if usize::from(week) < WEEKS => Ends::Week(week),
            _ => Ends::Later,
        }
    }

    /// The moment at which it stands differently, where that is after `now`.
    pub fn turn(end: Option<Time>, now: Time) -> Option<Time> {
        let end = end?;
        match Ends::at(Some(end), now) {
            Ends::Past | Ends::Never => None,
            Ends::Week(week) => Some(end.plus_millis(-i64::from(week) * WEEK)),
            Ends::Later => Some(end.plus_millis(-(WEEKS as i64) * WEEK)),
        }
    }
}

/// When a token was last used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Used {
    /// Within a day.
    Today,
    /// Within seven days.
    Week,
    /// Within thirty days.
    Month,
    /// Within ninety days.
    Quarter,
    /// Within 365 days.
    Year,
    /// Longer ago.
    Longer,
    /// Never, or the server does not say.
    #[default]
    Never,
}

impl Used {
    /// All of them, the latest first.
    pub const ALL: [Used; 7] =
        [Used::Today, Used::Week, Used::Month, Used::Quarter, Used::Year, Used::Longer, Used::Never];

    const BOUNDS: [(Used, i64); 5] = [
        (Used::Today, DAY),
        (Used::Week, 7 * DAY),
        (Used::Month, 30 * DAY),
        (Used::Quarter, 90 * DAY),
        (Used::Year, 365 * DAY),
    ];

    /// How it stands at `now` with something last used at `last`. What the future holds counts as today: clocks differ.
    pub fn at(last: Option<Time>, now: Time) -> Self {
        let Some(age) = last.map(|last| now.since(last)) else { return Used::Never };
        let within = Self::BOUNDS.into_iter().find(|(_, bound)| age < *bound);
        within.map_or(Used::Longer, |(used, _)| used)
    }

    /// The moment at which it stands differently, where that is after `now`.
    pub fn turn(last: Option<Time>, now: Time) -> Option<Time> {
        let last = last?;
        let bounds = Self::BOUNDS.into_iter().map(|(_, bound)| last.plus_millis(bound));
        bounds.into_iter().find(|turn| *turn > now)
    }

    /// In words: `today`, `7 days`, ….
    pub fn word(self) -> &'static str {
        match self {
            Used::Today => "today",
            Used::Week => "7 days",
            Used::Month => "30 days",
            Used::Quarter => "90 days",
            Used::Year => "a year",
            Used::Longer => "longer",
            Used::Never => "never",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    const NOW: Time = Time::from_secs(1_790_000_000);

    #[rstest]
    #[case(0, Ends::Past)]
    #[case(1, Ends::Week(0))]
    #[case(WEEK, Ends::Week(1))]
    #[case(13 * WEEK - 1, Ends::Week(12))]
    #[case(13 * WEEK, Ends::Later)]
    #[case(i64::MAX, Ends::Later)]
    #[case(-1, Ends::Past)]
    fn ends(#[case] left: i64, #[case] expected: Ends) {
        assert_eq!(Ends::at(Some(Time::from_millis(left)), Time::EPOCH), expected);
    }

    #[rstest]
    #[case(-5, Used::Today)]
    #[case(DAY - 1, Used::Today)]
    #[case(DAY, Used::Week)]
    #[case(365 * DAY, Used::Longer)]
    fn used(#[case] age: i64, #[case] expected: Used) {
        assert_eq!(Used::at(Some(NOW.plus_millis(-age)), NOW), expected);
        assert_eq!(Used::at(None, NOW), Used::Never);
    }

    proptest! {
        #[test]
        fn nothing_changes_before_its_turn(offset in -500 * DAY..500 * DAY, wait in 0..200 * DAY) {
            let (moment, later) = (Some(NOW.plus_millis(offset)), NOW.plus_millis(wait));
            let early = |turn: Option<Time>| turn.is_none_or(|turn| later < turn);
            if early(Ends::turn(moment, NOW).map(|turn| turn.plus_millis(1))) && early(Ends::turn(moment, NOW)) {
                prop_assert_eq!(Ends::at(moment, later), Ends::at(moment, NOW));
            }
            if early(Used::turn(moment, NOW)) {
                prop_assert_eq!(Used::at(moment, later), Used::at(moment, NOW));
            }
        }
    }
}
