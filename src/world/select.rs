//! Which tokens a list shows, in which order.
//!
//! [`Rows`] keeps the answer and mends it when news arrives: what news touched is judged again and put in its place,
//! the rest stays. Mending gives what a full rebuild would give; a property holds it to that.
//!
//! Three steps, each of which can be repeated alone: *home* (all rows by name), *sift* (the query's score of each),
//! *shown* (what passed, in the order asked for).

mod arrange;
mod facts;
mod gone;
mod groups;
mod home;
mod lines;
mod matching;
mod needs;
mod sift;
mod sort;

use std::cmp::{Ordering, Reverse};
use std::fmt;

pub use crate::domain::view::{Column, Grouping, Sort};
pub use facts::{Counts, Tally};
pub use groups::{Group, GroupKey, Line};
pub use matching::{count, matching};

use super::{Changed, Row, RowNo, World};
use crate::clock::Time;
use crate::domain::filter::{Matcher, Query};
use crate::domain::history::Marked;
use facts::Fact;
use groups::Groups;
use needs::Needs;
use sift::Judge;
use sort::Key;

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
    /// By row number: what is counted of it.
    facts: Vec<Fact>,
    tally: Tally,
    groups: Option<Groups>,
    /// Tokens that are gone and asked for, by their places in [`World::marked`].
    gone: Vec<usize>,
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
            facts: Vec::new(),
            tally: Tally::default(),
            groups: None,
            gone: Vec::new(),
            due: None,
            judged: Time::EPOCH,
        }
    }

    /// Looks at everything anew.
    pub fn rebuild(&mut self, world: &World) {
        self.home = home::home(world);
        self.rank = vec![0; world.width()];
        self.number(0);
        self.facts = vec![Fact::default(); world.width()];
        world.rows().for_each(|(no, row)| self.facts[no.index()] = Fact::of(row));
        if let Some(groups) = &mut self.groups {
            groups.renumber(world);
        }
        self.sift_all(world);
        self.arrange(world);
        self.gone = gone::asked_for(world, &self.query);
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
        let went = self.bury(world, changed);
        let headings = changed.accounts && self.grouping() == Some(Grouping::Account);
        if changed.rows.is_empty() && !renamed && !aged && !headings {
            return went;
        }
        self.rehome(world, &changed.rows);
        self.facts.resize(world.width(), Fact::default());
        present(world, &changed.rows).iter().for_each(|(no, row)| self.facts[no.index()] = Fact::of(row));
        if let Some(groups) = &mut self.groups {
            groups.absorb(world, &changed.rows, headings);
        }
        if renamed || aged {
            self.sift_all(world);
            self.arrange(world);
        } else {
            self.mend(world, &changed.rows);
        }
        true
    }

    /// Looks again at what is gone, if the news may bear on it. Answers whether there is more, less or other.
    fn bury(&mut self, world: &World, changed: &Changed) -> bool {
        if !(changed.notes || changed.names || changed.accounts || !changed.rows.is_empty()) {
            return false;
        }
        let before = std::mem::replace(&mut self.gone, gone::asked_for(world, &self.query));
        before != self.gone
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
        self.gone = gone::asked_for(world, &self.query);
    }

    /// Shows the same in another order.
    pub fn set_sort(&mut self, sort: Sort, world: &World) {
        self.sort = sort;
        self.arrange(world);
    }

    /// Puts what is shown under headings, or under none.
    pub fn set_grouping(&mut self, by: Option<Grouping>, world: &World) {
        self.groups = by.map(|by| Groups::new(by, world));
        self.count();
    }

    /// Under which headings what is shown is put.
    pub fn grouping(&self) -> Option<Grouping> {
        self.groups.as_ref().map(Groups::by)
    }

    /// When what is shown ends, and when it was last used.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The query.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// The order.
    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// The tokens that are gone and asked for, the one missed last first.
    pub fn gone<'w>(&self, world: &'w World) -> impl Iterator<Item = &'w Marked> {
        self.gone.iter().filter_map(|place| world.marked().get(*place))
    }

    /// How many tokens are gone and asked for.
    pub fn gone_count(&self) -> usize {
        self.gone.len()
    }

    /// How many rows are shown.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether no row is shown.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// The row at a place, headings aside.
    pub fn get(&self, place: usize) -> Option<RowNo> {
        self.shown.get(place).copied()
    }

    /// The rows, in order, headings aside.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = RowNo> + ExactSizeIterator {
        self.shown.iter().copied()
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
        let key = Key::of(self.sort.column);
        let mut rows = present(world, touched);
        rows.retain(|(no, _)| self.passed(*no));
        rows.sort_unstable_by(|a, b| self.compare(world, &key, *a, *b));
        let before = |no: RowNo, other| {
            world.row(no).is_some_and(|row| self.compare(world, &key, (no, row), other).is_lt())
        };
        let places: Vec<usize> =
            rows.iter().map(|row| self.shown.partition_point(|no| before(*no, *row))).collect();
        insert(&mut self.shown, &places, rows.iter().map(|(no, _)| *no));
        self.count();
    }

    /// Adds up what is shown, and deals it out to its groups.
    fn count(&mut self) {
        self.tally = Tally::of(self.shown.iter().map(|no| self.facts[no.index()]));
        if let Some(groups) = &mut self.groups {
            groups.deal(&self.shown, &self.facts);
        }
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
            facts: self.facts.clone(),
            tally: self.tally,
            groups: self.groups.clone(),
            gone: self.gone.clone(),
            due: self.due,
            judged: self.judged,
        }
    }
}

/// Equal when they ask and show the same.
impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        let shown = (&self.shown, &self.gone) == (&other.shown, &other.gone);
        shown && (&self.query, self.sort) == (&other.query, other.sort)
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
