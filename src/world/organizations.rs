//! Accounts under the organizations that hold them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::accounts::Accounts;
use super::sums::Sums;
use super::tokens::Tokens;
use crate::domain::ids::{AccountId, OrganizationId};
use crate::domain::organization::Organization;
use crate::domain::token::Owner;

/// An organization, and what is true of the tokens of its accounts.
#[derive(Clone, Debug, PartialEq)]
pub struct OrganizationRow {
    /// The organization; `None`: accounts that stand alone.
    pub id: Option<OrganizationId>,
    /// Its name; empty when not said.
    pub name: Box<str>,
    /// How many organizations stand above it.
    pub depth: usize,
    /// The accounts directly below it, by name.
    pub accounts: Vec<AccountId>,
    /// How many accounts there are at any depth below it.
    pub held: usize,
    /// Sums over the tokens of all these accounts.
    pub sums: Sums,
}

/// What is known of one organization while the tree is made.
#[derive(Default)]
struct Node<'a> {
    name: &'a str,
    parent: Option<&'a OrganizationId>,
    accounts: Vec<AccountId>,
}

/// The tree, flattened: each organization before those below it, siblings by name, then what stands alone. An
/// account's own word on what holds it (`managed_by`) counts more than the organization's list. Costs a few hash
/// visits an account, so that nothing has to be kept in step.
pub(super) fn tree(listed: &[Organization], accounts: &Accounts, tokens: &Tokens) -> Vec<OrganizationRow> {
    let mut nodes: HashMap<&OrganizationId, Node<'_>> = HashMap::new();
    let mut holder: HashMap<&AccountId, &OrganizationId> = HashMap::new();
    for o in listed {
        nodes.insert(&o.id, Node { name: &o.name, parent: o.parent.as_ref(), accounts: Vec::new() });
        holder.extend(o.accounts.iter().map(|account| (account, &o.id)));
    }
    let mut alone = Vec::new();
    for id in accounts.by_name() {
        let own = accounts.get(id).and_then(|account| account.parent.as_ref());
        if let Some(parent) = own {
            nodes.entry(&parent.id).or_insert_with(|| Node { name: &parent.name, ..Node::default() });
        }
        match own.map(|p| &p.id).or_else(|| holder.get(id).copied()).and_then(|o| nodes.get_mut(o)) {
            Some(node) => node.accounts.push(id.clone()),
            None => alone.push(id.clone()),
        }
    }
    let mut below: BTreeMap<Option<&OrganizationId>, Vec<&OrganizationId>> = BTreeMap::new();
    for (id, node) in &nodes {
        below.entry(node.parent.filter(|p| nodes.contains_key(p))).or_default().push(id);
    }
    for siblings in below.values_mut() {
        siblings.sort_by_cached_key(|id| (nodes.get(id).map(|n| n.name.to_lowercase()), *id));
    }
    let sums = |accounts: &[AccountId]| {
        let mut all = Sums::default();
        accounts.iter().for_each(|id| all.add(&tokens.sums(&Owner::Account(id.clone()))));
        all
    };
    let mut rows = Vec::with_capacity(nodes.len() + 1);
    let mut seen = HashSet::new();
    // What a server calls its own ancestor has no way up; such rings begin with the first of them by name.
    let mut rest: Vec<_> = nodes.keys().copied().collect();
    rest.sort_by_cached_key(|id| (nodes.get(id).map(|n| n.name.to_lowercase()), *id));
    let roots = below.get(&None).into_iter().flatten().copied().chain(rest);
    for root in roots {
        let mut stack = vec![(root, 0)];
        while let Some((id, depth)) = stack.pop() {
            if !seen.insert(id) {
                continue;
            }
            let Some(node) = nodes.get_mut(id) else { continue };
            let (held, sums) = (node.accounts.len(), sums(&node.accounts));
            let accounts = std::mem::take(&mut node.accounts);
            let (name, id_here) = (node.name.into(), Some(id.clone()));
            rows.push(OrganizationRow { id: id_here, name, depth, accounts, held, sums });
            let children = below.get(&Some(id)).into_iter().flatten().rev();
            stack.extend(children.map(|child| (*child, depth + 1)));
        }
    }
    add_up(&mut rows);
    if !alone.is_empty() {
        let (held, sums) = (alone.len(), sums(&alone));
        rows.push(OrganizationRow { id: None, name: "".into(), depth: 0, accounts: alone, held, sums });
    }
    rows
}

/// Adds to every row what stands below it: the rows after it that are deeper.
fn add_up(rows: &mut [OrganizationRow]) {
    for at in (0..rows.len()).rev() {
        let (above, below) = rows.split_at_mut(at + 1);
        let Some(row) = above.last_mut() else { continue };
        let mut next = 0;
        while let Some(child) = below.get(next).filter(|child| child.depth > row.depth) {
            if child.depth == row.depth + 1 {
                row.held += child.held;
                row.sums.add(&child.sums);
            }
            next += 1;
        }
    }
}
