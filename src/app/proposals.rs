//! What the command line proposes for what was typed: commands, then saved views, then accounts.

use super::views;
use crate::command::ALL;
use crate::command::Command;
use crate::domain::ids::AccountId;
use crate::domain::text::clean;
use crate::domain::view::View;
use crate::world::World;

/// How many proposals are worth showing.
const MOST: usize = 50;

/// Something the command line can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What to type for it.
    pub name: String,
    /// What it does or is.
    pub detail: String,
    /// What it means.
    pub act: Act,
    /// Which characters of the name were typed, counted in `char`s.
    pub matched: Vec<u32>,
}

/// What a proposal means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Give a command.
    Command(Command),
    /// Show the tokens of an account.
    Account(AccountId),
    /// Open the saved view of this name.
    View(String),
}

/// Proposals for a text, best first: what begins with it, what contains it, what has its letters in order.
pub fn proposals(typed: &str, world: &World, views: &[View]) -> Vec<Proposal> {
    let typed: Vec<char> = typed.trim().to_lowercase().chars().collect();
    let commands = ALL.iter().map(|spec| {
        // "go-tokens" is typed as "tokens" by everybody; whoever begins with "go" is shown the whole name.
        let short = spec.name.strip_prefix("go-").unwrap_or(spec.name);
        let name = if typed.starts_with(&['g', 'o']) { spec.name } else { short };
        (name.to_owned(), spec.help.to_owned(), Act::Command(spec.command))
    });
    let views = views.iter().map(|view| {
        (format!("view {}", clean(&view.name)), views::detail(view), Act::View(view.name.clone()))
    });
    let accounts = world.accounts().map(|row| {
        (
            clean(&row.account.name).into_owned(),
            "tokens of this account".to_owned(),
            Act::Account(row.account.id.clone()),
        )
    });
    let mut found: Vec<(u8, Proposal)> = commands
        .chain(views)
        .chain(accounts)
        .filter_map(|(name, detail, act)| {
            let (rank, matched) = rank(&name, &typed)?;
            Some((rank, Proposal { name, detail, act, matched }))
        })
        .collect();
    // What was typed in full is meant, whatever else begins with it: a line given again does the same again.
    found.sort_by_key(|(rank, proposal)| (*rank, proposal.name.chars().count() != typed.len()));
    found.into_iter().map(|(_, proposal)| proposal).take(MOST).collect()
}

/// How well a name fits, 0 best, and which of its characters were typed. `None`: not at all.
fn rank(name: &str, typed: &[char]) -> Option<(u8, Vec<u32>)> {
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let span = |from: usize| (from..from + typed.len()).filter_map(|i| u32::try_from(i).ok()).collect();
    if name.starts_with(typed) {
        return Some((0, span(0)));
    }
    if let Some(at) = name.windows(typed.len()).position(|w| w == typed) {
        let begins_word = !name[at - 1].is_alphanumeric();
        return Some((if begins_word { 1 } else { 2 }, span(at)));
    }
    let mut rest = name.iter().enumerate();
    let found: Option<Vec<u32>> =
        typed.iter().map(|c| rest.find(|(_, n)| *n == c).and_then(|(i, _)| u32::try_from(i).ok())).collect();
    found.map(|matched| (3, matched))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::clock::Time;
    use crate::domain::finding::Thresholds;

    #[rstest]
    #[case("tok", "tokens", Some(0))]
    #[case("tok", "account-tokens", Some(1))]
    #[case("oke", "tokens", Some(2))]
    #[case("tks", "tokens", Some(3))]
    #[case("xyz", "tokens", None)]
    #[case("", "tokens", Some(0))]
    #[case("tokensandmore", "tokens", None)]
    fn ranks(#[case] typed: &str, #[case] name: &str, #[case] expected: Option<u8>) {
        let typed: Vec<char> = typed.chars().collect();
        assert_eq!(rank(name, &typed).map(|(rank, _)| rank), expected);
    }

    #[test]
    fn every_command_is_found_first_by_its_name() {
        let world = World::new(Time::EPOCH, Thresholds::default());
        for spec in ALL {
            let first = proposals(spec.name, &world, &[]).into_iter().next();
            assert_eq!(first.map(|p| p.act), Some(Act::Command(spec.command)), "{}", spec.name);
        }
    }
}
