//! By what lists are sorted.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::super::{Row, World};
use crate::clock::Time;
use crate::domain::finding::Severity;
use crate::domain::ids::TokenId;
use crate::domain::lookup::Lookup;
use crate::domain::token::{Owner, Standing};

/// A column that lists can be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Column {
    /// Name, upper and lower case being the same.
    #[default]
    Name,
    /// Name of the account; user tokens first.
    Account,
    /// Standing, in the order of [`Standing::ALL`]: what can be used first.
    Status,
    /// Last use; never used first.
    LastUsed,
    /// End; endless ones last.
    Expires,
    /// Issue; not said first.
    Issued,
    /// Last change; not said first.
    Modified,
    /// Who made it; not said last.
    Creator,
    /// Gravest finding, then how many; none first.
    Findings,
    /// User tokens, then account tokens.
    Kind,
    /// Id.
    Id,
}

impl Column {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Column; 11] = [
        Column::Name,
        Column::Account,
        Column::Status,
        Column::LastUsed,
        Column::Expires,
        Column::Issued,
        Column::Modified,
        Column::Creator,
        Column::Findings,
        Column::Kind,
        Column::Id,
    ];
}

/// How a list is sorted. Ties are broken by name, account and id, always ascending, so that the order is total.
///
/// The default is by name; a filter of bare words then ranks by how well they match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sort {
    /// By what.
    pub column: Column,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// What rows are compared by, each kind with the type that compares fastest.
pub(super) enum Key {
    /// By name: the home order itself.
    Home,
    Number(fn(&Row) -> u64),
    Moment(fn(&Row) -> Option<Time>),
    /// A moment that is missing counts as later than all.
    Until(fn(&Row) -> Option<Time>),
    Text(for<'a> fn(&'a World, &'a Row) -> Option<&'a str>),
    Id(fn(&Row) -> &TokenId),
}

impl Column {
    pub(super) fn key(self) -> Key {
        match self {
            Column::Name => Key::Home,
            Column::Account => Key::Text(account),
            Column::Status => Key::Number(standing),
            Column::LastUsed => Key::Moment(|row| row.token.last_used_on),
            Column::Expires => Key::Until(|row| row.token.expires_on),
            Column::Issued => Key::Moment(|row| row.token.issued_on),
            Column::Modified => Key::Moment(|row| row.token.modified_on),
            Column::Creator => Key::Text(creator),
            Column::Findings => Key::Number(weight),
            Column::Kind => Key::Number(|row| u64::from(row.token.at.owner != Owner::User)),
            Column::Id => Key::Id(|row| &row.token.at.id),
        }
    }
}

impl Key {
    /// How two rows lie to each other, ties aside. What the ranking of a key does for many rows at once.
    pub(super) fn compare(&self, world: &World, a: &Row, b: &Row) -> Ordering {
        match self {
            Key::Home => Ordering::Equal,
            Key::Number(of) => of(a).cmp(&of(b)),
            Key::Moment(of) => of(a).cmp(&of(b)),
            Key::Until(of) => until(of(a)).cmp(&until(of(b))),
            Key::Text(of) => text(of(world, a)).cmp(&text(of(world, b))),
            Key::Id(of) => of(a).cmp(of(b)),
        }
    }
}

pub(super) fn until(moment: Option<Time>) -> (bool, Option<Time>) {
    (moment.is_none(), moment)
}

fn text(text: Option<&str>) -> (bool, String) {
    (text.is_none(), text.unwrap_or_default().to_lowercase())
}

/// Gives texts numbers that compare as the texts do. There are few different creators, so each is lowered and
/// compared once, and not at every step of the sort.
#[derive(Default)]
pub(super) struct Ranks<'a> {
    known: HashMap<&'a str, usize>,
    texts: Vec<&'a str>,
}

impl<'a> Ranks<'a> {
    /// A number for the text, to be exchanged for its rank when all have been seen.
    pub(super) fn number(&mut self, text: Option<&'a str>) -> usize {
        let Some(text) = text else { return usize::MAX };
        *self.known.entry(text).or_insert_with(|| {
            self.texts.push(text);
            self.texts.len() - 1
        })
    }

    /// By number, the rank.
    pub(super) fn ranks(self) -> Vec<usize> {
        let mut ordered: Vec<(String, usize)> =
            self.texts.iter().map(|text| text.to_lowercase()).zip(0..).collect();
        ordered.sort_unstable();
        let mut ranks = vec![0; ordered.len()];
        let mut rank = 0;
        for (place, (text, number)) in ordered.iter().enumerate() {
            if place > 0 && ordered[place - 1].0 != *text {
                rank += 1;
            }
            ranks[*number] = rank;
        }
        ranks
    }
}

fn account<'a>(world: &'a World, row: &'a Row) -> Option<&'a str> {
    let Some(account) = row.token.at.owner.account() else { return Some("") };
    world.account_name(account)
}

fn creator<'a>(_: &'a World, row: &'a Row) -> Option<&'a str> {
    row.token.maker()
}

fn standing(row: &Row) -> u64 {
    Standing::ALL
        .iter()
        .zip(0..)
        .find(|(standing, _)| **standing == row.standing)
        .map_or(0, |(_, place)| place)
}

fn weight(row: &Row) -> u64 {
    let worst = match row.findings.worst() {
        None => 0,
        Some(Severity::Info) => 1,
        Some(Severity::Low) => 2,
        Some(Severity::Medium) => 3,
        Some(Severity::High) => 4,
    };
    worst << 8 | row.findings.len() as u64
}
