//! Which lines the list has: oneself, organizations as headings, accounts under them.

use std::collections::BTreeSet;

use crate::domain::ids::AccountId;
use crate::domain::ids::OrganizationId;
use crate::domain::token::Owner;
use crate::domain::token::Standing;
use crate::protocol::Scope;
use crate::world::OrganizationRow;
use crate::world::Sums;
use crate::world::World;

/// A line of the list.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Line {
    /// One's own user tokens.
    You,
    /// A heading, and whether its accounts are out of sight.
    Organization(OrganizationRow, bool),
    /// An account, and how many headings it stands under.
    Account(AccountId, usize),
}

/// What a line is about, to find it again when lines have come and gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    You,
    Organization(Option<OrganizationId>),
    Account(AccountId),
}

impl Place {
    /// `you`, `account ID`, `organization ID`; the heading without an organization has no id.
    pub(super) fn word(&self) -> String {
        match self {
            Place::You => "you".to_owned(),
            Place::Organization(None) => "organization".to_owned(),
            Place::Organization(Some(id)) => format!("organization {id}"),
            Place::Account(id) => format!("account {id}"),
        }
    }

    /// Reads such a word.
    pub(super) fn new(word: &str) -> Option<Self> {
        match word.split_once(' ').map_or((word, None), |(kind, id)| (kind, Some(id))) {
            ("you", None) => Some(Place::You),
            ("organization", id) => Some(Place::Organization(id.map(Into::into))),
            ("account", Some(id)) => Some(Place::Account(id.into())),
            _ => None,
        }
    }
}

impl Line {
    pub(super) fn place(&self) -> Place {
        match self {
            Line::You => Place::You,
            Line::Organization(row, _) => Place::Organization(row.id.clone()),
            Line::Account(id, _) => Place::Account(id.clone()),
        }
    }

    /// Whose tokens the line counts, where that is one owner.
    pub(super) fn owner(&self) -> Option<Owner> {
        match self {
            Line::You => Some(Owner::User),
            Line::Organization(..) => None,
            Line::Account(id, _) => Some(Owner::Account(id.clone())),
        }
    }
}

/// By which column accounts are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Name,
    Tokens,
    Active,
    Findings,
}

impl By {
    pub(super) const ALL: [By; 4] = [By::Name, By::Tokens, By::Active, By::Findings];

    pub(super) fn word(self) -> &'static str {
        match self {
            By::Name => "name",
            By::Tokens => "tokens",
            By::Active => "active",
            By::Findings => "findings",
        }
    }

    pub(super) fn next(self) -> By {
        match self {
            By::Name => By::Tokens,
            By::Tokens => By::Active,
            By::Active => By::Findings,
            By::Findings => By::Name,
        }
    }

    fn rank(self, sums: &Sums) -> u32 {
        match self {
            By::Name => 0,
            By::Tokens => sums.tokens(),
            By::Active => sums.standing(Standing::Active),
            By::Findings => sums.with_findings(),
        }
    }
}

/// How the list is asked to look.
pub(super) struct Wish<'a> {
    /// Words in lower case; all must stand in the name or id of an account, or in the name of an organization above.
    pub(super) words: Vec<&'a str>,
    pub(super) by: By,
    pub(super) descending: bool,
    /// Headings whose accounts are out of sight. While there are words everything that matches is in sight.
    pub(super) folded: &'a BTreeSet<Option<OrganizationId>>,
}

impl Wish<'_> {
    fn matches(&self, texts: &[&str]) -> bool {
        self.words.iter().all(|word| texts.iter().any(|text| text.contains(word)))
    }

    fn accounts(&self, all: &[AccountId], above: &str, world: &World) -> Vec<AccountId> {
        let meets = |id: &AccountId| {
            let name = world.account(id).map(|row| row.account.name.to_lowercase()).unwrap_or_default();
            self.matches(&[&name, &id.to_string(), above])
        };
        let mut ids: Vec<AccountId> = all.iter().filter(|id| meets(id)).cloned().collect();
        // The world keeps accounts by name; a stable sort leaves equal ones in that order.
        ids.sort_by_cached_key(|id| self.by.rank(&world.sums(&Owner::Account(id.clone()))));
        if self.descending {
            ids.reverse();
        }
        ids
    }
}

/// The lines, from the top, and how many accounts match. Thousands of accounts take a few milliseconds: for changes,
/// not for frames.
pub(super) fn arrange(world: &World, wish: &Wish<'_>) -> (Vec<Line>, usize) {
    let mut lines = Vec::new();
    let oneself = world.freshness(&Scope::Tokens(Owner::User)).as_of.is_some();
    if oneself && wish.matches(&["you", "user"]) {
        lines.push(Line::You);
    }
    let tree = world.organizations();
    if tree.iter().all(|row| row.id.is_none()) {
        let accounts = wish.accounts(world.account_ids(), "", world);
        let matching = accounts.len();
        lines.extend(accounts.into_iter().map(|id| Line::Account(id, 0)));
        return (lines, matching);
    }
    let mut above: Vec<String> = Vec::new();
    let mut chosen = Vec::with_capacity(tree.len());
    for row in tree {
        above.truncate(row.depth);
        above.push(row.name.to_lowercase());
        let accounts = wish.accounts(&row.accounts, &above.join("\n"), world);
        chosen.push((row, accounts));
    }
    let matching = chosen.iter().map(|(_, accounts)| accounts.len()).sum();
    keep_headings(&mut chosen, wish.words.is_empty());
    let mut hidden_below = None;
    for (row, accounts) in chosen {
        if hidden_below.is_some_and(|depth| row.depth > depth) {
            continue;
        }
        let folded = wish.words.is_empty() && wish.folded.contains(&row.id);
        hidden_below = folded.then_some(row.depth);
        let depth = row.depth + 1;
        lines.push(Line::Organization(row, folded));
        if !folded {
            lines.extend(accounts.into_iter().map(|id| Line::Account(id, depth)));
        }
    }
    (lines, matching)
}

/// Leaves out headings without a match at any depth below them, unless nothing is being looked for.
fn keep_headings(chosen: &mut Vec<(OrganizationRow, Vec<AccountId>)>, everything: bool) {
    let mut kept_at = None;
    let mut kept: Vec<bool> = chosen
        .iter()
        .rev()
        .map(|(row, accounts)| {
            let below = kept_at.is_some_and(|depth| depth > row.depth);
            let keep = everything || !accounts.is_empty() || below;
            if keep {
                kept_at = Some(row.depth);
            } else if kept_at.is_some_and(|depth| depth > row.depth) {
                kept_at = None;
            }
            keep
        })
        .collect();
    kept.reverse();
    let mut kept = kept.into_iter();
    chosen.retain(|_| kept.next().unwrap_or(true));
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::clock::Time;
    use crate::domain::account::Account;
    use crate::domain::finding::Thresholds;
    use crate::domain::organization::Organization;
    use crate::protocol::Change;
    use crate::protocol::Delta;

    const NOW: Time = Time::from_secs(1_790_000_000);

    /// Root holds One and Below; Below holds Two; Empty holds nothing; Three stands alone.
    fn world() -> World {
        let account = |name: &str| Account {
            id: name.to_lowercase().as_str().into(),
            name: name.into(),
            tier: None,
            created_on: None,
            parent: None,
            enforce_twofactor: None,
            api_access: None,
        };
        let organization = |id: &str, parent: Option<&str>, accounts: &[&str]| Organization {
            id: id.into(),
            name: id.into(),
            parent: parent.map(Into::into),
            created_on: None,
            accounts: accounts.iter().map(|id| AccountId::new(id)).collect(),
        };
        let mut world = World::new(NOW, Thresholds::default());
        let list = ["One", "Two", "Three"].map(account).into();
        let organizations = vec![
            organization("Root", None, &["one"]),
            organization("Below", Some("Root"), &["two"]),
            organization("Empty", None, &[]),
        ];
        let news = [
            (Scope::Accounts, Change::Accounts { list, complete: true }),
            (Scope::Organizations, Change::Organizations { list: organizations, complete: true }),
        ];
        for (scope, change) in news {
            world.apply(&Delta { scope, revision: 1, as_of: NOW, change });
        }
        world
    }

    fn words(lines: &[Line]) -> Vec<String> {
        let word = |line: &Line| match line {
            Line::You => "you".to_owned(),
            Line::Organization(row, folded) => {
                let sign = if *folded { '+' } else { '-' };
                format!("{}{sign}{}", " ".repeat(row.depth), row.name)
            }
            Line::Account(id, depth) => format!("{}{id}", " ".repeat(*depth)),
        };
        lines.iter().map(word).collect()
    }

    #[rstest]
    #[case::all("", &[], &["-Empty", "-Root", " one", " -Below", "  two", "-", " three"], 3)]
    #[case::folded("", &["Root"], &["-Empty", "+Root", "-", " three"], 3)]
    #[case::folded_below("", &["Below"], &["-Empty", "-Root", " one", " +Below", "-", " three"], 3)]
    #[case::an_account("two", &[], &["-Root", " -Below", "  two"], 1)]
    #[case::a_match_shows_although_folded("two", &["Root"], &["-Root", " -Below", "  two"], 1)]
    #[case::an_organization("root", &[], &["-Root", " one", " -Below", "  two"], 2)]
    #[case::both_words("root two", &[], &["-Root", " -Below", "  two"], 1)]
    #[case::nothing("nobody", &[], &[], 0)]
    fn lines(
        #[case] typed: &str,
        #[case] folded: &[&str],
        #[case] expected: &[&str],
        #[case] matching: usize,
    ) {
        let folded = folded.iter().map(|id| Some((*id).into())).collect();
        let words_typed = typed.split_whitespace().collect();
        let wish = Wish { words: words_typed, by: By::Name, descending: false, folded: &folded };
        let (lines, count) = arrange(&world(), &wish);
        assert_eq!((words(&lines), count), (expected.iter().map(|w| (*w).to_owned()).collect(), matching));
    }
}
