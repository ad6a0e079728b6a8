//! Putting all that passed in order at once; what news touched is put in its place one by one.

use std::cmp::Reverse;

use super::super::{Row, World};
use super::sort::{self, Key, Ranks};
use super::{RowNo, Rows};

/// Scores below this are ordered by counting. A dozen letters in a row score some hundred.
const COUNTED: u32 = 4096;

impl Rows {
    /// Puts everything that passed in order.
    pub(super) fn arrange(&mut self, world: &World) {
        let down = self.sort.descending;
        self.shown = if self.ranked() {
            self.by_score()
        } else {
            match Key::of(self.sort.column) {
                Key::Home => {
                    let mut shown: Vec<_> = self.home.iter().copied().filter(|no| self.passed(*no)).collect();
                    if down {
                        shown.reverse();
                    }
                    shown
                }
                Key::Number(of) => self.order(self.keyed(world, |_, row| of(world, row)), down),
                Key::Moment(of) => self.order(self.keyed(world, |_, row| of(row)), down),
                Key::Until(of) => self.order(self.keyed(world, |_, row| sort::until(of(row))), down),
                Key::Id(of) => self.order(self.keyed(world, |_, row| of(row).clone()), down),
                Key::Text(of) => {
                    let mut ranks = Ranks::default();
                    let mut keyed = self.keyed(world, |_, row| ranks.number(of(world, row)));
                    let ranks = ranks.ranks();
                    keyed
                        .iter_mut()
                        .for_each(|(key, _)| *key = ranks.get(*key).copied().unwrap_or(usize::MAX));
                    self.order(keyed, down)
                }
            }
        };
        self.count();
    }

    /// What passed, the best match first and equal matches in the home order. By counting: scores are small numbers, and
    /// one letter lets nearly everything through.
    fn by_score(&self) -> Vec<RowNo> {
        let score = |no: RowNo| self.score[no.index()];
        let counted = |no| score(no).min(COUNTED) as usize;
        let passed = || self.home.iter().copied().filter(|no| self.passed(*no));
        let mut places = vec![0; COUNTED as usize + 1];
        passed().for_each(|no| places[counted(no)] += 1);
        let mut end = 0;
        for place in places.iter_mut().rev() {
            end += std::mem::replace(place, end);
        }
        let mut shown = vec![RowNo(0); end];
        for no in passed() {
            let place = &mut places[counted(no)];
            shown[*place] = no;
            *place += 1;
        }
        let uncounted = shown.partition_point(|no| score(*no) >= COUNTED);
        shown[..uncounted].sort_by_key(|no| Reverse(score(*no)));
        shown
    }

    /// What passed, each with its key and its place in the home order. In the order of the table, which is that of
    /// memory.
    fn keyed<'w, K>(&self, world: &'w World, mut key: impl FnMut(RowNo, &'w Row) -> K) -> Vec<(K, u32)> {
        let passed = world.rows().filter(|(no, _)| self.passed(*no));
        passed.map(|(no, row)| (key(no, row), self.rank[no.index()])).collect()
    }

    /// Orders by key, and equal keys by the home order.
    fn order<K: Ord>(&self, mut keyed: Vec<(K, u32)>, descending: bool) -> Vec<RowNo> {
        if descending {
            keyed.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        } else {
            keyed.sort_unstable();
        }
        keyed.into_iter().map(|(_, place)| self.home[place as usize]).collect()
    }
}
