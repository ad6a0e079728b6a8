//! Headings: the rows of a list put under what they share, and which of them are folded away.
//!
//! Every row stands under exactly one heading, in the order that the list has. A list with headings is looked at line
//! by line; finding a line costs the same however many there are. Which group a row belongs to is kept by row number,
//! so that typing in the filter only deals numbers out.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use super::super::{Row, RowNo, World};
use super::facts::{Counts, Fact};
use crate::domain::finding::FindingId;
use crate::domain::lookup::Lookup;
use crate::domain::token::Owner;
use crate::domain::view::Grouping;

/// What the rows of a group share.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GroupKey {
    /// Whose they are.
    Owner(Owner),
    /// Who made them; `None`: not said.
    Creator(Option<Box<str>>),
    /// Their gravest finding; `None`: they have none.
    Finding(Option<FindingId>),
}

impl GroupKey {
    fn of(row: &Row, by: Grouping) -> Self {
        match by {
            Grouping::Account => GroupKey::Owner(row.token.at.owner.clone()),
            Grouping::Creator => GroupKey::Creator(row.token.maker().map(Into::into)),
            Grouping::Finding => GroupKey::Finding(row.findings.iter().next()),
        }
    }

    fn is_of(&self, row: &Row) -> bool {
        match self {
            GroupKey::Owner(owner) => *owner == row.token.at.owner,
            GroupKey::Creator(who) => who.as_deref() == row.token.maker(),
            GroupKey::Finding(id) => *id == row.findings.iter().next(),
        }
    }

    /// How two headings lie to each other.
    fn compare(&self, other: &Self, world: &World) -> Ordering {
        let last = |text: Option<&str>| (text.is_none(), text.map(str::to_lowercase));
        match (self, other) {
            (GroupKey::Owner(a), GroupKey::Owner(b)) => {
                let name = |owner: &Owner| {
                    owner.account().map(|id| world.account_name(id).unwrap_or_default().to_lowercase())
                };
                name(a).cmp(&name(b)).then_with(|| a.cmp(b))
            }
            (GroupKey::Creator(a), GroupKey::Creator(b)) => {
                last(a.as_deref()).cmp(&last(b.as_deref())).then_with(|| a.cmp(b))
            }
            (GroupKey::Finding(a), GroupKey::Finding(b)) => (a.is_none(), a).cmp(&(b.is_none(), b)),
            _ => Ordering::Equal,
        }
    }
}

/// A line of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Line<'a> {
    /// A heading.
    Group(Group<'a>),
    /// A token.
    Row(RowNo),
    /// The heading of the tokens that are gone, and how many there are; only in a list with headings.
    GoneBelow(usize),
    /// A token that is gone, by its place in [`World::marked`].
    Gone(usize),
}

/// A heading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Group<'a> {
    /// What its rows share.
    pub key: &'a GroupKey,
    /// Sums over its rows.
    pub counts: &'a Counts,
    /// Whether its rows are folded away.
    pub folded: bool,
}

/// The groups of a list.
#[derive(Clone, Debug)]
pub(super) struct Groups {
    by: Grouping,
    /// Every group that ever was, by number.
    keys: Vec<GroupKey>,
    numbers: HashMap<GroupKey, u32>,
    /// By row number: the number of its group.
    of: Vec<u32>,
    /// Numbers of groups, in the order of their headings.
    order: Vec<u32>,
    folded: HashSet<GroupKey>,
    /// The rows that are shown, group by group.
    rows: Vec<RowNo>,
    /// The groups that have such rows, in order.
    spans: Vec<Span>,
    lines: usize,
}

#[derive(Clone, Debug, PartialEq)]
struct Span {
    number: u32,
    first_row: usize,
    first_line: usize,
    counts: Counts,
    folded: bool,
}

impl Span {
    fn rows(&self) -> std::ops::Range<usize> {
        self.first_row..self.first_row + self.counts.tokens as usize
    }
}

impl Groups {
    pub(super) fn new(by: Grouping, world: &World) -> Self {
        let mut groups = Groups {
            by,
            keys: Vec::new(),
            numbers: HashMap::new(),
            of: Vec::new(),
            order: Vec::new(),
            folded: HashSet::new(),
            rows: Vec::new(),
            spans: Vec::new(),
            lines: 0,
        };
        groups.renumber(world);
        groups
    }

    pub(super) fn by(&self) -> Grouping {
        self.by
    }

    /// Looks at every row anew. What is folded stays folded.
    pub(super) fn renumber(&mut self, world: &World) {
        self.keys.clear();
        self.numbers.clear();
        self.of.clear();
        self.of.resize(world.width(), 0);
        let mut last = 0;
        for (no, row) in world.rows() {
            // Rows of one account lie side by side.
            if self.keys.get(last as usize).is_none_or(|key| !key.is_of(row)) {
                last = self.number(row);
            }
            self.of[no.index()] = last;
        }
        self.put_in_order(world);
    }

    /// Looks at what changed; `renamed`: headings may have other names.
    pub(super) fn absorb(&mut self, world: &World, touched: &[RowNo], renamed: bool) {
        self.of.resize(world.width(), 0);
        let known = self.keys.len();
        for no in touched {
            if let Some(row) = world.row(*no) {
                self.of[no.index()] = self.number(row);
            }
        }
        if renamed || self.keys.len() > known {
            self.put_in_order(world);
        }
    }

    fn number(&mut self, row: &Row) -> u32 {
        let key = GroupKey::of(row, self.by);
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let number = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        self.keys.push(key.clone());
        self.numbers.insert(key, number);
        number
    }

    fn put_in_order(&mut self, world: &World) {
        self.order = (0..).take(self.keys.len()).collect();
        let keys = &self.keys;
        self.order.sort_by(|a, b| keys[*a as usize].compare(&keys[*b as usize], world));
    }

    /// Deals out what is shown, in the order it has. `facts` are by row number.
    pub(super) fn deal(&mut self, shown: &[RowNo], facts: &[Fact]) {
        let mut counts = vec![Counts::default(); self.keys.len()];
        for no in shown {
            counts[self.of[no.index()] as usize].add(facts[no.index()]);
        }
        self.spans.clear();
        let mut places = vec![0; self.keys.len()];
        let mut first_row = 0;
        for number in &self.order {
            let counts = counts[*number as usize];
            if counts.tokens > 0 {
                places[*number as usize] = first_row;
                let folded = self.folded.contains(&self.keys[*number as usize]);
                self.spans.push(Span { number: *number, first_row, first_line: 0, counts, folded });
                first_row += counts.tokens as usize;
            }
        }
        self.rows.clear();
        self.rows.resize(shown.len(), RowNo(0));
        for no in shown {
            let place = &mut places[self.of[no.index()] as usize];
            self.rows[*place] = *no;
            *place += 1;
        }
        self.count_lines();
    }

    fn count_lines(&mut self) {
        self.lines = 0;
        for span in &mut self.spans {
            span.first_line = self.lines;
            self.lines += 1 + if span.folded { 0 } else { span.counts.tokens as usize };
        }
    }

    pub(super) fn lines(&self) -> usize {
        self.lines
    }

    pub(super) fn line(&self, place: usize) -> Option<Line<'_>> {
        if place >= self.lines {
            return None;
        }
        let span = self.spans.partition_point(|span| span.first_line <= place).checked_sub(1)?;
        let span = self.spans.get(span)?;
        match (place - span.first_line).checked_sub(1) {
            None => Some(Line::Group(self.group(span))),
            Some(row) => self.rows.get(span.first_row + row).map(|no| Line::Row(*no)),
        }
    }

    fn group<'a>(&'a self, span: &'a Span) -> Group<'a> {
        Group { key: &self.keys[span.number as usize], counts: &span.counts, folded: span.folded }
    }

    fn span_of(&self, key: &GroupKey) -> Option<&Span> {
        let number = self.numbers.get(key)?;
        self.spans.iter().find(|span| span.number == *number)
    }

    /// The line of a heading.
    pub(super) fn heading(&self, key: &GroupKey) -> Option<usize> {
        self.span_of(key).map(|span| span.first_line)
    }

    /// The line of the heading above a line, or of the line itself if it is a heading.
    pub(super) fn heading_above(&self, place: usize) -> Option<usize> {
        let span = self.spans.partition_point(|span| span.first_line <= place).checked_sub(1)?;
        self.spans.get(span).map(|span| span.first_line)
    }

    /// The line of a row that is shown, or of its heading where it is folded away.
    pub(super) fn place(&self, no: RowNo) -> Option<usize> {
        let number = self.of.get(no.index())?;
        let span = self.spans.iter().find(|span| span.number == *number)?;
        let row = self.rows[span.rows()].iter().position(|other| *other == no)?;
        Some(span.first_line + if span.folded { 0 } else { 1 + row })
    }

    /// The rows of a group, in order.
    pub(super) fn rows_of(&self, key: &GroupKey) -> &[RowNo] {
        self.span_of(key).map_or(&[], |span| &self.rows[span.rows()])
    }

    /// Folds the rows of a group away, or brings them back.
    pub(super) fn fold(&mut self, key: &GroupKey, folded: bool) {
        let Some(number) = self.numbers.get(key).copied() else { return };
        if folded {
            self.folded.insert(key.clone());
        } else {
            self.folded.remove(key);
        }
        if let Some(span) = self.spans.iter_mut().find(|span| span.number == number) {
            span.folded = folded;
        }
        self.count_lines();
    }
}

#[cfg(test)]
mod tests;
