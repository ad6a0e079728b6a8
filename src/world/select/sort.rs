//! By what lists are sorted.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::super::{Row, World};
use crate::clock::Time;
use crate::domain::finding::Severity;
use crate::domain::ids::TokenId;
use crate::domain::lookup::Lookup;
use crate::domain::note::Field;
use crate::domain::token::{Owner, Standing};
use crate::domain::view::Column;

/// What rows are compared by, each kind with the type that compares fastest.
pub(super) enum Key {
    /// By name: the home order itself.
    Home,
    Number(fn(&World, &Row) -> u64),
    Moment(fn(&Row) -> Option<Time>),
    /// A moment that is missing counts as later than all.
    Until(fn(&Row) -> Option<Time>),
    Text(for<'a> fn(&'a World, &'a Row) -> Option<&'a str>),
    Id(fn(&Row) -> &TokenId),
}

impl Key {
    /// What a column is sorted by; columns without an order are in the home order.
    pub(super) fn of(column: Column) -> Self {
        match column {
            Column::Name | Column::May => Key::Home,
            Column::Account => Key::Text(account),
            Column::Organization => Key::Text(organization),
            Column::Status => Key::Number(|_, row| standing(row)),
            Column::LastUsed | Column::Use => Key::Moment(|row| row.token.last_used_on),
            Column::Expires | Column::Expiry => Key::Until(|row| row.token.expires_on),
            Column::Starts => Key::Moment(|row| row.token.not_before),
            Column::Policies => Key::Number(|_, row| row.token.policies.len() as u64),
            Column::Addresses => Key::Number(|_, row| row.token.condition.ranges().count() as u64),
            Column::Issued => Key::Moment(|row| row.token.issued_on),
            Column::Modified => Key::Moment(|row| row.token.modified_on),
            Column::Creator => Key::Text(|_, row| row.token.maker()),
            Column::Findings => Key::Number(|_, row| weight(row)),
            Column::Kind => Key::Number(|_, row| u64::from(row.token.at.owner != Owner::User)),
            Column::News => Key::Number(|world, row| {
                world.mark(&row.token.at).map_or(u64::MAX, |mark| mark.news() as u64)
            }),
            Column::Noted => Key::Number(|world, row| u64::from(world.note(&row.token.at).is_none())),
            Column::NoteOn(field) => Key::Text(match field {
                Field::Owner => |world, row| noted(world, row, Field::Owner),
                Field::Purpose => |world, row| noted(world, row, Field::Purpose),
                Field::Ticket => |world, row| noted(world, row, Field::Ticket),
                Field::Deployed => |world, row| noted(world, row, Field::Deployed),
            }),
            Column::Note => {
                Key::Text(|world, row| world.note(&row.token.at)?.said().map(|(_, said)| said).next())
            }
            Column::Id => Key::Id(|row| &row.token.at.id),
        }
    }
}

impl Key {
    /// How two rows lie to each other, ties aside. What the ranking of a key does for many rows at once.
    pub(super) fn compare(&self, world: &World, a: &Row, b: &Row) -> Ordering {
        match self {
            Key::Home => Ordering::Equal,
            Key::Number(of) => of(world, a).cmp(&of(world, b)),
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

fn noted<'a>(world: &'a World, row: &Row, field: Field) -> Option<&'a str> {
    world.note(&row.token.at).map(|note| note.get(field)).filter(|said| !said.is_empty())
}

fn account<'a>(world: &'a World, row: &'a Row) -> Option<&'a str> {
    let Some(account) = row.token.at.owner.account() else { return Some("") };
    world.account_name(account)
}

fn organization<'a>(world: &'a World, row: &'a Row) -> Option<&'a str> {
    let account = row.token.at.owner.account().and_then(|id| world.directory.accounts.get(id));
    Some(account.and_then(|account| account.parent.as_ref()).map_or("", |parent| &parent.name))
}

/// The place of a standing among those that come first because they can be used.
pub(super) fn standing(row: &Row) -> u64 {
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
