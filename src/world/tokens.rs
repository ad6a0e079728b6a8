//! The table of tokens: one row each, found by number, by address and by owner.
//!
//! News is taken in two steps. First rows come, go and change, and everything that may look different because of
//! it is put on a list; then the rows on the list are judged anew. Both cost what the news is long, not what the
//! table is.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::changed::RowNo;
use super::ends::Ends;
use super::members::Members;
use super::row::{Row, alarm};
use super::shelf::{Fill, Shelf};
use super::sums::Sums;
use super::tally::Tally;
use super::twins::Twins;
use crate::clock::Time;
use crate::domain::ages::{self, Used};
use crate::domain::filter::Haystack;
use crate::domain::finding::{FindingCx, FindingSet, Quota, Thresholds, finding_ids};
use crate::domain::ids::TokenId;
use crate::domain::lookup::Lookup;
use crate::domain::matrix::misfit::Misfits;
use crate::domain::token::{Owner, Standing, Token, TokenRef};

/// All tokens.
#[derive(Clone, Debug, Default)]
pub(super) struct Tokens {
    slots: Vec<Option<Row>>,
    free: Vec<RowNo>,
    shelves: HashMap<Owner, Shelf>,
    twins: Twins,
    alarms: BTreeSet<(Time, RowNo)>,
    totals: Sums,
    ends: Ends,
    touched_products: Tally,
    /// Rows that have to be judged anew.
    doubtful: Vec<RowNo>,
    /// Rows that came, went or have other content.
    touched: Vec<RowNo>,
    /// Owners that got more tokens, or fewer.
    resized: Vec<Owner>,
}

/// By what tokens are judged, beside their own content.
#[derive(Clone, Copy)]
pub(super) struct Bench<'a> {
    pub(super) now: Time,
    pub(super) limits: &'a Thresholds,
    pub(super) names: &'a dyn Lookup,
    pub(super) misfits: &'a Misfits,
    pub(super) members: &'a Members,
}

impl Tokens {
    /// Takes a token if the news is newer than what is known. `whole` makes the object, where it is needed.
    pub(super) fn put(&mut self, token: &Token, revision: u64, whole: impl FnOnce() -> Arc<Token>) {
        let shelf = self.shelves.entry(token.at.owner.clone()).or_default();
        let Some(&no) = shelf.rows.get(&token.at.id) else {
            if shelf.admits(&token.at.id, revision) {
                self.add(whole(), revision);
            }
            return;
        };
        let Some(Some(row)) = self.slots.get_mut(no.index()) else { return };
        if row.revision >= revision {
            return;
        }
        row.revision = revision;
        if *row.token == *token {
            return;
        }
        let before = std::mem::replace(&mut row.token, whole());
        self.end_moved(no, &token.at.owner, before.expires_on, token.expires_on);
        self.touched_products.debit(&before);
        self.touched_products.credit(token);
        if before.name != token.name {
            self.twins.remove(&before, no);
            self.doubt_last_twin(&before);
            self.doubt_last_twin(token);
            self.twins.insert(token, no);
        }
        self.touch(no);
    }

    fn add(&mut self, token: Arc<Token>, revision: u64) {
        let no = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            // Four billion tokens do not fit into the memory of the machines we run on.
            RowNo(u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX))
        });
        self.doubt_last_twin(&token);
        self.twins.insert(&token, no);
        self.end_moved(no, &token.at.owner, None, token.expires_on);
        self.resize(&token.at.owner);
        let shelf = self.shelves.entry(token.at.owner.clone()).or_default();
        shelf.rows.insert(token.at.id.clone(), no);
        shelf.sums.credit(Standing::Unknown, FindingSet::default());
        self.totals.credit(Standing::Unknown, FindingSet::default());
        self.touched_products.credit(&token);
        self.slots[no.index()] = Some(Row {
            haystack: Haystack::default(),
            token,
            standing: Standing::Unknown,
            ages: Default::default(),
            findings: FindingSet::default(),
            revision,
            alarm: None,
        });
        self.touch(no);
    }

    /// Takes note that a token was not there.
    pub(super) fn gone(&mut self, at: &TokenRef, revision: u64) {
        let shelf = self.shelves.entry(at.owner.clone()).or_default();
        shelf.bury(&at.id, revision);
        if let Some(&no) = shelf.rows.get(&at.id)
            && self.row(no).is_some_and(|row| row.revision < revision)
        {
            self.drop_row(no);
        }
    }

    /// Takes note that the owner had no tokens but those whose stamp is at least this one.
    pub(super) fn listed(&mut self, owner: &Owner, revision: u64) {
        let shelf = self.shelves.entry(owner.clone()).or_default();
        shelf.list(revision);
        let rows: Vec<RowNo> = shelf.rows.values().copied().collect();
        for no in rows {
            if self.row(no).is_some_and(|row| row.revision < revision) {
                self.drop_row(no);
            }
        }
    }

    fn drop_row(&mut self, no: RowNo) {
        let Some(row) = self.slots.get_mut(no.index()).and_then(Option::take) else { return };
        self.twins.remove(&row.token, no);
        self.end_moved(no, &row.token.at.owner, row.token.expires_on, None);
        self.doubt_last_twin(&row.token);
        if let Some(alarm) = row.alarm {
            self.alarms.remove(&(alarm, no));
        }
        if let Some(shelf) = self.shelves.get_mut(&row.token.at.owner) {
            shelf.rows.remove(&row.token.at.id);
            shelf.sums.debit(row.standing, row.findings);
        }
        self.totals.debit(row.standing, row.findings);
        self.touched_products.debit(&row.token);
        self.resize(&row.token.at.owner);
        self.free.push(no);
        self.touched.push(no);
    }

    /// Takes note whether the list of an owner is known to be complete. Answers whether that is news.
    pub(super) fn counted(&mut self, owner: &Owner, counted: bool) -> bool {
        let shelf = self.shelves.entry(owner.clone()).or_default();
        let news = shelf.counted != counted;
        shelf.counted = counted;
        self.resize(owner);
        news
    }

    /// A token with this name comes or goes: if exactly one other bears it, that one is told apart from now on, or
    /// not any more. With two others nothing changes for them.
    fn doubt_last_twin(&mut self, token: &Token) {
        let mut twins = self.twins.of(token, |no| self.row(no).map(|row| &*row.token));
        if let (Some(twin), None) = (twins.next(), twins.next()) {
            drop(twins);
            self.doubtful.push(twin);
        }
    }

    /// A token ends at another moment than before, or comes, or goes.
    fn end_moved(&mut self, no: RowNo, owner: &Owner, before: Option<Time>, after: Option<Time>) {
        if before == after {
            return;
        }
        let shelf = self.shelves.entry(owner.clone()).or_default();
        for ends in [&mut self.ends, &mut shelf.ends] {
            if let Some(end) = before {
                ends.remove(end, no);
            }
            if let Some(end) = after {
                ends.add(end, no);
            }
        }
    }

    fn resize(&mut self, owner: &Owner) {
        if self.resized.last() != Some(owner) {
            self.resized.push(owner.clone());
        }
    }

    fn touch(&mut self, no: RowNo) {
        self.touched.push(no);
        self.doubtful.push(no);
    }

    /// The rows of an owner look different, because it was renamed.
    pub(super) fn touch_all(&mut self, owner: &Owner) {
        let rows = self.shelves.get(owner).into_iter().flat_map(|shelf| shelf.rows.values());
        self.touched.extend(rows.clone());
        self.doubtful.extend(rows);
    }

    /// The rows of an owner have to be judged anew.
    pub(super) fn doubt_all(&mut self, owner: &Owner) {
        self.doubtful.extend(self.shelves.get(owner).into_iter().flat_map(|shelf| shelf.rows.values()));
    }

    /// Every row has to be judged anew.
    pub(super) fn doubt_everything(&mut self) {
        self.doubt(|_| true);
        self.resized.extend(self.shelves.keys().cloned());
    }

    /// The rows that `of` says have to be judged anew.
    pub(super) fn doubt(&mut self, of: impl Fn(&Token) -> bool) {
        let rows = self.slots.iter().zip(0..);
        let doubtful = rows.filter(|(slot, _)| slot.as_ref().is_some_and(|row| of(&row.token)));
        self.doubtful.extend(doubtful.map(|(_, no)| RowNo(no)));
    }

    /// The rows whose standing or findings may have changed by `now`.
    pub(super) fn doubt_until(&mut self, now: Time) {
        while let Some((due, no)) = self.alarms.first().copied()
            && due <= now
        {
            self.alarms.pop_first();
            if let Some(Some(row)) = self.slots.get_mut(no.index()) {
                row.alarm = None;
            }
            self.doubtful.push(no);
        }
    }

    /// The next moment at which a row has to be judged anew.
    pub(super) fn due(&self) -> Option<Time> {
        self.alarms.first().map(|(due, _)| *due)
    }

    /// Judges what is in doubt. Answers the rows that look different now, ascending, and whether sums changed.
    pub(super) fn judge(&mut self, bench: Bench<'_>) -> (Vec<RowNo>, bool) {
        let mut touched = std::mem::take(&mut self.touched);
        let mut doubtful = std::mem::take(&mut self.doubtful);
        self.doubt_owners_that_filled(bench.limits);
        doubtful.append(&mut self.doubtful);
        ascending(&mut touched);
        ascending(&mut doubtful);
        let mut sums = !touched.is_empty();
        let mut changed = Vec::new();
        for no in doubtful {
            let renew = touched.binary_search(&no).is_ok();
            if self.judge_row(no, renew, bench) {
                sums = true;
                changed.push(no);
            }
        }
        touched.append(&mut changed);
        ascending(&mut touched);
        (touched, sums)
    }

    /// Every owner that comes near its quota, or gets away from it, puts all its tokens in doubt.
    fn doubt_owners_that_filled(&mut self, limits: &Thresholds) {
        for owner in std::mem::take(&mut self.resized) {
            let Some(shelf) = self.shelves.get_mut(&owner) else { continue };
            let fill = Fill::of(shelf.quota(&owner), limits);
            if fill != shelf.fill {
                shelf.fill = fill;
                self.doubtful.extend(shelf.rows.values());
            }
        }
    }

    fn judge_row(&mut self, no: RowNo, renew: bool, bench: Bench<'_>) -> bool {
        let Some(row) = self.row(no) else { return false };
        let cx = self.finding_cx(&row.token, bench, 2);
        let standing = row.token.standing(bench.now);
        let findings = finding_ids(&row.token, &cx);
        let ages =
            (ages::Ends::at(row.token.expires_on, bench.now), Used::at(row.token.last_used_on, bench.now));
        let alarm = alarm(&row.token, bench.now, bench.limits);
        let haystack = renew.then(|| Haystack::of(&row.token, bench.names));
        let Some(Some(row)) = self.slots.get_mut(no.index()) else { return false };
        if row.alarm != alarm {
            if let Some(old) = row.alarm {
                self.alarms.remove(&(old, no));
            }
            self.alarms.extend(alarm.map(|alarm| (alarm, no)));
            row.alarm = alarm;
        }
        if let Some(haystack) = haystack {
            row.haystack = haystack;
        }
        let aged = row.ages != ages;
        row.ages = ages;
        if (row.standing, row.findings) == (standing, findings) {
            return aged;
        }
        if let Some(shelf) = self.shelves.get_mut(&row.token.at.owner) {
            shelf.sums.debit(row.standing, row.findings);
            shelf.sums.credit(standing, findings);
        }
        self.totals.debit(row.standing, row.findings);
        self.totals.credit(standing, findings);
        (row.standing, row.findings) = (standing, findings);
        true
    }

    /// What the rules need beside the token. Namesakes are counted up to `limit`.
    pub(super) fn finding_cx<'a>(&self, token: &Token, bench: Bench<'a>, limit: usize) -> FindingCx<'a> {
        let twins = self.twins.of(token, |no| self.row(no).map(|row| &*row.token)).take(limit).count();
        FindingCx {
            now: bench.now,
            thresholds: bench.limits,
            names: bench.names,
            misfits: bench.misfits,
            namesakes: twins.saturating_sub(1),
            quota: self.quota(&token.at.owner),
            creator: bench.members.creator(token),
        }
    }

    /// How full an owner is; `None` while its list is not known to be complete.
    pub(super) fn quota(&self, owner: &Owner) -> Option<Quota> {
        self.shelves.get(owner)?.quota(owner)
    }

    pub(super) fn row(&self, no: RowNo) -> Option<&Row> {
        self.slots.get(no.index()).and_then(Option::as_ref)
    }

    pub(super) fn find(&self, at: &TokenRef) -> Option<RowNo> {
        self.shelves.get(&at.owner)?.rows.get(&at.id).copied()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (RowNo, &Row)> {
        self.slots.iter().zip(0..).filter_map(|(slot, no)| slot.as_ref().map(|row| (RowNo(no), row)))
    }

    /// One more than the greatest row number in use, or that was.
    pub(super) fn width(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    pub(super) fn of(&self, owner: &Owner) -> impl Iterator<Item = (&TokenId, RowNo)> {
        self.shelves.get(owner).into_iter().flat_map(|shelf| shelf.rows.iter().map(|(id, no)| (id, *no)))
    }

    pub(super) fn owners(&self) -> impl Iterator<Item = &Owner> {
        self.shelves.keys()
    }

    pub(super) fn sums(&self, owner: &Owner) -> Sums {
        self.shelves.get(owner).map_or_else(Sums::default, |shelf| shelf.sums)
    }

    /// When the tokens of an owner end, or all of them; `None`: there is no such owner.
    pub(super) fn ends(&self, owner: Option<&Owner>) -> Option<&Ends> {
        match owner {
            None => Some(&self.ends),
            Some(owner) => self.shelves.get(owner).map(|shelf| &shelf.ends),
        }
    }

    pub(super) fn totals(&self) -> &Sums {
        &self.totals
    }

    /// How many tokens touch each product.
    pub(super) fn touched_products(&self) -> &Tally {
        &self.touched_products
    }
}

fn ascending(rows: &mut Vec<RowNo>) {
    rows.sort_unstable();
    rows.dedup();
}
