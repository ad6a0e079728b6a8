//! What is there, as far as the engine knows: news of any age may come in any order, and the newest wins.
//!
//! The world keeps the same rule for what is shown. The engine needs it too, because it judges lists by what it knows:
//! restoring the cache goes on while jobs already read, and two readings of one list may overtake each other.

use std::collections::BTreeMap;

/// Things that come and go, each with the stamp of the last news about it (see [`crate::protocol::Delta`]).
#[derive(Debug)]
pub(super) struct Stamped<K> {
    there: BTreeMap<K, u64>,
    /// What was said to be gone later than the last complete list.
    gone: BTreeMap<K, u64>,
    /// The stamp of the last complete list: what it did not name was not there.
    listed: u64,
}

impl<K> Default for Stamped<K> {
    fn default() -> Self {
        Stamped { there: BTreeMap::new(), gone: BTreeMap::new(), listed: 0 }
    }
}

impl<K: Ord + Clone> Stamped<K> {
    /// It was there. Of two news with one stamp the one that found it gone counts.
    pub(super) fn saw(&mut self, key: &K, stamp: u64) {
        if stamp < self.listed || self.gone.get(key).is_some_and(|gone| *gone >= stamp) {
            return;
        }
        self.gone.remove(key);
        let last = self.there.entry(key.clone()).or_default();
        *last = stamp.max(*last);
    }

    /// It was not there.
    pub(super) fn missed(&mut self, key: &K, stamp: u64) {
        if stamp < self.listed || self.there.get(key).is_some_and(|last| *last > stamp) {
            return;
        }
        self.there.remove(key);
        let last = self.gone.entry(key.clone()).or_default();
        *last = stamp.max(*last);
    }

    /// These were there, and, if the list was complete, nothing else.
    pub(super) fn listed<'a>(&mut self, keys: impl Iterator<Item = &'a K>, complete: bool, stamp: u64)
    where
        K: 'a,
    {
        keys.for_each(|key| self.saw(key, stamp));
        if complete && stamp > self.listed {
            self.listed = stamp;
            self.there.retain(|_, last| *last >= stamp);
            self.gone.retain(|_, last| *last >= stamp);
        }
    }

    /// Whether it is there.
    pub(super) fn holds(&self, key: &K) -> bool {
        self.there.contains_key(key)
    }

    /// What is there, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &K> {
        self.there.keys()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    enum News {
        Saw(u8),
        Missed(u8),
        Listed(Vec<u8>, bool),
    }

    fn hear(news: &[(u64, News)]) -> Vec<u8> {
        let mut known = Stamped::default();
        for (stamp, news) in news {
            match news {
                News::Saw(key) => known.saw(key, *stamp),
                News::Missed(key) => known.missed(key, *stamp),
                News::Listed(keys, complete) => known.listed(keys.iter(), *complete, *stamp),
            }
        }
        known.iter().copied().collect()
    }

    /// What was true last, said without stamps: the news in the order in which they were true.
    fn truth(news: &[(u64, News)]) -> Vec<u8> {
        let mut there = std::collections::BTreeSet::new();
        for (_, news) in news {
            match news {
                News::Saw(key) => drop(there.insert(*key)),
                News::Missed(key) => drop(there.remove(key)),
                News::Listed(keys, complete) => {
                    if *complete {
                        there.clear();
                    }
                    there.extend(keys);
                }
            }
        }
        there.into_iter().collect()
    }

    fn news() -> impl Strategy<Value = News> {
        let key = || 0u8..3;
        prop_oneof![
            key().prop_map(News::Saw),
            key().prop_map(News::Missed),
            (prop::collection::vec(key(), 0..3), any::<bool>())
                .prop_map(|(keys, all)| News::Listed(keys, all)),
        ]
    }

    proptest! {
        #[test]
        fn in_every_order_and_under_repetition_the_newest_wins(
            story in prop::collection::vec(news(), 0..7).prop_map(|told| (1..).zip(told).collect::<Vec<_>>()),
            shuffle in Just(()).prop_perturb(|(), mut rng| rng.next_u64()),
        ) {
            let expected = truth(&story);
            let mut heard = story.clone();
            heard.extend(story.iter().take(2).cloned());
            // Any order will do, as long as it differs from case to case.
            heard.sort_by_key(|(stamp, _)| (stamp + 1).wrapping_mul(shuffle | 1).rotate_left(17));
            prop_assert_eq!(hear(&heard), expected);
        }
    }
}
