//! Which tokens a list shows, in which order.
//!
//! [`Rows`] keeps the answer and mends it when news arrives: what news touched is judged again and put in its place,
//! the rest stays. Mending gives what a full rebuild would give; a property holds it to that.
//!
//! Three steps, each of which can be repeated alone: *home* (all rows by name), *sift* (the query's score of each),
//! *shown* (what passed, in the order asked for).

mod home;
mod needs;
mod sift;
mod sort;

use std::cmp::{Ordering, Reverse};
use std::fmt;

pub use sort::{Column, Sort};

use super::{Changed, Row, RowNo, World};
use crate::clock::Time;
use crate::domain::filter::{Matcher, Query};
use crate::domain::token::TokenRef;
use needs::Needs;
use sift::Judge;
use sort::{Key, Ranks};

/// Scores below this are ordered by counting. A dozen letters in a row score some hundred.
const COUNTED: u32 = 4096;

/// The tokens that a query lets through, sorted.
pub struct Rows {
    query: Query,
    sort: Sort,
    needs: Needs,
    matcher: Matcher,
    /// All rows by name, account, id.
    home: Vec<RowNo>,
    /// By row number: the place in `home`.
    rank: Vec<u32>,
    /// By row number: the score and one more, zero for what does not match.
    score: Vec<u32>,
    /// What matches, in order.
    shown: Vec<RowNo>,
    /// When the answer changes because time passes.
    due: Option<Time>,
    /// The latest moment at which a row was judged.
    judged: Time,
}

impl Rows {
    /// A list that has not looked at a world yet, and is empty.
    pub fn new(query: Query, sort: Sort) -> Self {
        Rows {
            needs: Needs::of(&query),
            matcher: query.matcher(),
            query,
            sort,
            home: Vec::new(),
            rank: Vec::new(),
            score: Vec::new(),
            shown: Vec::new(),
            due: None,
            judged: Time::EPOCH,
        }
    }

    /// Looks at everything anew.
    pub fn rebuild(&mut self, world: &World) {
        self.home = home::home(world);
        self.rank = vec![0; world.width()];
        self.number(0);
        self.sift_all(world);
        self.arrange(world);
    }

    /// Looks at what changed. Answers whether there may be other rows or another order.
    ///
    /// Every change has to be absorbed, in order, or else the list rebuilt. With an empty change it looks whether
    /// time alone has changed the answer.
    pub fn absorb(&mut self, world: &World, changed: &Changed) -> bool {
        let renamed = changed.names && self.needs.names || changed.accounts && self.needs.quota;
        let went_back = world.now() < self.judged;
        let aged = self.needs.time && (went_back || self.due.is_some_and(|due| due <= world.now()));
        if changed.rows.len() > 64 + world.len() / 8 {
            self.rebuild(world);
            return true;
        }
        if changed.rows.is_empty() && !renamed && !aged {
            return false;
        }
        self.rehome(world, &changed.rows);
        if renamed || aged {
            self.sift_all(world);
            self.arrange(world);
        } else {
            self.mend(world, &changed.rows);
        }
        true
    }

    /// Shows what another query lets through.
    pub fn set_query(&mut self, query: Query, world: &World) {
        let narrows = !self.home.is_empty() && needs::narrows(&self.query, &query) && !self.needs.time;
        self.needs = Needs::of(&query);
        self.matcher = query.matcher();
        self.query = query;
        if narrows {
            self.sift(world);
        } else {
            self.sift_all(world);
        }
        self.arrange(world);
    }

    /// Shows the same in another order.
    pub fn set_sort(&mut self, sort: Sort, world: &World) {
        self.sort = sort;
        self.arrange(world);
    }

    /// The query.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// The order.
    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// How many rows are shown.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether no row is shown.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// The row at a place.
    pub fn get(&self, place: usize) -> Option<RowNo> {
        self.shown.get(place).copied()
    }

    /// The rows, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = RowNo> + ExactSizeIterator {
        self.shown.iter().copied()
    }

    /// The place of a token, if it is shown.
    pub fn position(&self, world: &World, at: &TokenRef) -> Option<usize> {
        let no = world.find(at).filter(|no| self.passed(*no))?;
        self.shown.iter().position(|shown| *shown == no)
    }

    /// Whether a token is shown.
    pub fn shows(&self, world: &World, at: &TokenRef) -> bool {
        world.find(at).is_some_and(|no| self.passed(no))
    }

    /// The next moment at which the answer changes because time passes; [`Rows::absorb`] then looks at everything.
    pub fn due(&self) -> Option<Time> {
        self.due
    }

    fn passed(&self, no: RowNo) -> bool {
        self.score.get(no.index()).is_some_and(|score| *score > 0)
    }

    /// Whether the best match comes first, whatever its name.
    fn ranked(&self) -> bool {
        self.sort == Sort::default() && self.query.words_only()
    }

    fn judge(&mut self, world: &World, no: RowNo, row: &Row) {
        let judge = Judge { world, query: &self.query, needs: self.needs };
        let (score, turn) = judge.row(&mut self.matcher, row);
        self.score[no.index()] = score;
        self.judged = self.judged.max(world.now);
        self.due = self.due.into_iter().chain(turn).min();
    }

    fn sift_all(&mut self, world: &World) {
        self.due = None;
        self.judged = world.now;
        self.score.clear();
        self.score.resize(world.width(), 1);
        self.sift(world);
    }

    /// Judges again what passed so far.
    fn sift(&mut self, world: &World) {
        if !self.query.is_empty() {
            let judge = Judge { world, query: &self.query, needs: self.needs };
            let turn = judge.sift(&mut self.matcher, &mut self.score);
            self.due = self.due.into_iter().chain(turn).min();
        }
    }

    /// Puts touched rows where they belong in the home order.
    fn rehome(&mut self, world: &World, touched: &[RowNo]) {
        self.rank.resize(world.width(), 0);
        self.score.resize(world.width(), 0);
        let marks = Marks::new(touched, world.width());
        let mut first = self.home.len();
        let mut place = 0;
        self.home.retain(|no| {
            let stays = !marks.has(*no);
            if !stays {
                first = first.min(place);
            }
            place += 1;
            stays
        });
        let mut rows = present(world, touched);
        rows.sort_unstable_by(|a, b| home::compare(world, a.1, b.1));
        let places = rows.iter().map(|(_, row)| {
            self.home
                .partition_point(|no| world.row(*no).is_some_and(|r| home::compare(world, r, row).is_lt()))
        });
        let places: Vec<usize> = places.collect();
        first = places.iter().copied().fold(first, usize::min);
        insert(&mut self.home, &places, rows.iter().map(|(no, _)| *no));
        self.number(first);
    }

    fn number(&mut self, first: usize) {
        for (no, place) in self.home.iter().zip(0..).skip(first) {
            self.rank[no.index()] = place;
        }
    }

    /// Judges touched rows and puts those that pass in their place.
    fn mend(&mut self, world: &World, touched: &[RowNo]) {
        if touched.iter().any(|no| self.passed(*no)) {
            let marks = Marks::new(touched, world.width());
            self.shown.retain(|no| !marks.has(*no));
        }
        for no in touched {
            match world.row(*no) {
                Some(row) => self.judge(world, *no, row),
                None => self.score[no.index()] = 0,
            }
        }
        let key = self.sort.column.key();
        let mut rows = present(world, touched);
        rows.retain(|(no, _)| self.passed(*no));
        rows.sort_unstable_by(|a, b| self.compare(world, &key, *a, *b));
        let before = |no: RowNo, other| {
            world.row(no).is_some_and(|row| self.compare(world, &key, (no, row), other).is_lt())
        };
        let places: Vec<usize> =
            rows.iter().map(|row| self.shown.partition_point(|no| before(*no, *row))).collect();
        insert(&mut self.shown, &places, rows.iter().map(|(no, _)| *no));
    }

    /// How two matching rows lie to each other: what [`Rows::arrange`] does for all of them at once.
    fn compare(&self, world: &World, key: &Key, a: (RowNo, &Row), b: (RowNo, &Row)) -> Ordering {
        let rank = |no: RowNo| self.rank[no.index()];
        let home = rank(a.0).cmp(&rank(b.0));
        if self.ranked() {
            let score = |no: RowNo| Reverse(self.score[no.index()]);
            return score(a.0).cmp(&score(b.0)).then(home);
        }
        match (key, self.sort.descending) {
            (Key::Home, false) => home,
            (Key::Home, true) => home.reverse(),
            (key, false) => key.compare(world, a.1, b.1).then(home),
            (key, true) => key.compare(world, b.1, a.1).then(home),
        }
    }

    /// Puts everything that passed in order.
    fn arrange(&mut self, world: &World) {
        let down = self.sort.descending;
        self.shown = if self.ranked() {
            self.by_score()
        } else {
            match self.sort.column.key() {
                Key::Home => {
                    let mut shown: Vec<_> = self.home.iter().copied().filter(|no| self.passed(*no)).collect();
                    if down {
                        shown.reverse();
                    }
                    shown
                }
                Key::Number(of) => self.order(self.keyed(world, |_, row| of(row)), down),
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

/// How many tokens a query lets through.
pub fn count(world: &World, query: &Query) -> usize {
    let mut scores = vec![1; world.width()];
    let judge = Judge { world, query, needs: Needs::of(query) };
    judge.sift(&mut query.matcher(), &mut scores);
    scores.into_iter().filter(|score| *score > 0).count()
}

fn present<'a>(world: &'a World, touched: &[RowNo]) -> Vec<(RowNo, &'a Row)> {
    touched.iter().filter_map(|no| world.row(*no).map(|row| (*no, row))).collect()
}

/// Puts new rows into an order, each before the old row at its place. Places ascend.
fn insert(order: &mut Vec<RowNo>, places: &[usize], rows: impl DoubleEndedIterator<Item = RowNo>) {
    let mut end = order.len();
    order.resize(end + places.len(), RowNo(0));
    let mut gap = order.len();
    for (place, row) in places.iter().rev().zip(rows.rev()) {
        let tail = end - place;
        order.copy_within(*place..end, gap - tail);
        gap -= tail + 1;
        order[gap] = row;
        end = *place;
    }
}

/// A set of rows, one bit each.
struct Marks(Vec<u64>);

impl Marks {
    fn new(rows: &[RowNo], width: usize) -> Self {
        let mut bits = vec![0; width / 64 + 1];
        for row in rows {
            if let Some(word) = bits.get_mut(row.index() / 64) {
                *word |= 1 << (row.index() % 64);
            }
        }
        Marks(bits)
    }

    fn has(&self, row: RowNo) -> bool {
        self.0.get(row.index() / 64).is_some_and(|word| word >> (row.index() % 64) & 1 == 1)
    }
}

impl Clone for Rows {
    fn clone(&self) -> Self {
        Rows {
            query: self.query.clone(),
            sort: self.sort,
            needs: self.needs,
            matcher: self.query.matcher(),
            home: self.home.clone(),
            rank: self.rank.clone(),
            score: self.score.clone(),
            shown: self.shown.clone(),
            due: self.due,
            judged: self.judged,
        }
    }
}

/// Equal when they ask and show the same.
impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        (&self.query, self.sort, &self.shown) == (&other.query, other.sort, &other.shown)
    }
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rows { query, sort, shown, .. } = self;
        f.debug_struct("Rows").field("query", query).field("sort", sort).field("shown", &shown.len()).finish()
    }
}

#[cfg(test)]
mod tests;
