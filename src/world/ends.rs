//! When tokens end, by moment: kept as tokens come and go, so that a calendar costs what it shows.

use std::collections::{BTreeMap, BTreeSet};

use super::changed::RowNo;
use crate::clock::Time;

/// A quarter of an hour in milliseconds: days of every zone in use begin at one.
const QUARTER: i64 = 15 * 60_000;

/// The ends of some tokens.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Ends {
    moments: BTreeSet<(Time, RowNo)>,
    /// How many end in each quarter of an hour in which some do, by its number since the epoch.
    quarters: BTreeMap<i64, u32>,
}

impl Ends {
    /// A token ends at this moment.
    pub(super) fn add(&mut self, end: Time, no: RowNo) {
        if self.moments.insert((end, no)) {
            *self.quarters.entry(end.millis().div_euclid(QUARTER)).or_default() += 1;
        }
    }

    /// It does not any more.
    pub(super) fn remove(&mut self, end: Time, no: RowNo) {
        let quarter = end.millis().div_euclid(QUARTER);
        if self.moments.remove(&(end, no))
            && let Some(count) = self.quarters.get_mut(&quarter)
        {
            *count -= 1;
            if *count == 0 {
                self.quarters.remove(&quarter);
            }
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.moments.len()
    }

    /// The last of them.
    pub(super) fn last(&self) -> Option<Time> {
        self.moments.last().map(|(end, _)| *end)
    }

    /// How many lie from one moment up to another that is not in it, both being full quarters of an hour: costs what the
    /// stretch is long, not how many they are.
    pub(super) fn count(&self, from: Time, to: Time) -> u32 {
        let quarters = [from, to].map(|time| time.millis().div_euclid(QUARTER));
        if from >= to {
            0
        } else {
            self.quarters.range(quarters[0]..quarters[1]).map(|(_, count)| count).sum()
        }
    }

    /// Those from one moment up to another that is not in it, soonest first.
    pub(super) fn between(&self, from: Time, to: Time) -> impl Iterator<Item = RowNo> {
        let range = (from < to).then(|| self.moments.range((from, RowNo(0))..(to, RowNo(0))));
        range.into_iter().flatten().map(|(_, no)| *no)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn sums_are_what_a_count_of_all_would_give(
            changes in prop::collection::vec((any::<bool>(), -40_i64..40, 0_u32..6), 0..60),
            from in -12_i64..12,
            length in 0_i64..12,
        ) {
            let mut ends = Ends::default();
            let mut all = BTreeSet::new();
            for (comes, minutes, no) in changes {
                let (end, no) = (Time::from_millis(minutes * 5 * 60_000), RowNo(no));
                if comes {
                    ends.add(end, no);
                    all.insert((end, no));
                } else {
                    ends.remove(end, no);
                    all.remove(&(end, no));
                }
            }
            let (from, to) = (Time::from_millis(from * QUARTER), Time::from_millis((from + length) * QUARTER));
            let inside: Vec<RowNo> =
                all.iter().filter(|(end, _)| from <= *end && *end < to).map(|(_, no)| *no).collect();
            prop_assert_eq!(ends.count(from, to) as usize, inside.len());
            prop_assert_eq!(ends.between(from, to).collect::<Vec<_>>(), inside);
            prop_assert_eq!((ends.len(), ends.last()), (all.len(), all.last().map(|(end, _)| *end)));
        }
    }
}
