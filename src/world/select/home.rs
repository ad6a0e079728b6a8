//! The home order: all rows by name, account, id. Names that begin with neither letter nor digit come last. Every other order breaks its ties by it, so that comparing two
//! rows costs two numbers instead of three texts.

use std::cmp::Ordering;

use super::super::{Row, RowNo, World};
use crate::domain::lookup::Lookup;

/// All rows by name (upper and lower case being the same), name of the account, account, id.
pub(super) fn home(world: &World) -> Vec<RowNo> {
    // Lowered names lie side by side in one text, and their first bytes in the list that is sorted: most
    // comparisons touch nothing else.
    let mut names = String::with_capacity(world.len() * 24);
    let mut order: Vec<(u128, std::ops::Range<usize>, RowNo, &Row)> = Vec::with_capacity(world.len());
    for (no, row) in world.rows() {
        let start = names.len();
        if is_odd(&row.token.name) {
            names.push(char::MAX);
        }
        lower(&row.token.name, |c| names.push(c));
        order.push((first_bytes(&names.as_bytes()[start..]), start..names.len(), no, row));
    }
    let name = |span: &std::ops::Range<usize>| &names.as_bytes()[span.clone()];
    order.sort_unstable_by(|a, b| {
        let by_name = a.0.cmp(&b.0).then_with(|| name(&a.1).cmp(name(&b.1)));
        by_name.then_with(|| namesakes(world, a.3, b.3))
    });
    order.into_iter().map(|(_, _, no, _)| no).collect()
}

/// A number for the beginning of a name: different numbers lie to each other as the names do in the home order. `text` is
/// room to work in.
pub(super) fn beginning(name: &str, text: &mut String) -> u128 {
    text.clear();
    if is_odd(name) {
        text.push(char::MAX);
    }
    lower(name, |c| text.push(c));
    first_bytes(text.as_bytes())
}

/// How two rows lie to each other in the home order.
pub(super) fn compare(world: &World, a: &Row, b: &Row) -> Ordering {
    let (a_name, b_name) = (&*a.token.name, &*b.token.name);
    let by_name = is_odd(a_name).cmp(&is_odd(b_name)).then_with(|| lowered(a_name, b_name));
    by_name.then_with(|| namesakes(world, a, b))
}

/// Whether a name begins with neither letter nor digit. Such names are rare and mostly mistakes; they come last, so
/// that the top of the list shows what one knows.
fn is_odd(name: &str) -> bool {
    !name.starts_with(char::is_alphanumeric)
}

/// How two texts lie to each other, upper and lower case being the same.
fn lowered(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        return a.bytes().map(|c| c.to_ascii_lowercase()).cmp(b.bytes().map(|c| c.to_ascii_lowercase()));
    }
    a.chars().flat_map(char::to_lowercase).cmp(b.chars().flat_map(char::to_lowercase))
}

fn namesakes(world: &World, a: &Row, b: &Row) -> Ordering {
    fn account<'a>(world: &'a World, row: &Row) -> &'a str {
        let id = row.token.at.owner.account();
        id.and_then(|id| world.account_name(id)).unwrap_or_default()
    }
    if a.token.at.owner == b.token.at.owner {
        return a.token.at.id.cmp(&b.token.at.id);
    }
    lowered(account(world, a), account(world, b)).then_with(|| a.token.at.cmp(&b.token.at))
}

fn lower(name: &str, mut each: impl FnMut(char)) {
    if name.is_ascii() {
        name.bytes().for_each(|byte| each(char::from(byte.to_ascii_lowercase())));
    } else {
        name.chars().flat_map(char::to_lowercase).for_each(each);
    }
}

/// The first sixteen bytes, so that numbers compare as the texts do until they are equal.
fn first_bytes(text: &[u8]) -> u128 {
    let mut bytes = [0; 16];
    let length = text.len().min(16);
    bytes[..length].copy_from_slice(&text[..length]);
    u128::from_be_bytes(bytes)
}
