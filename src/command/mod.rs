//! Every verb a user has: its name, keys, label, help, and whether it is dangerous.
//!
//! One table, [`ALL`]. The footer, the help, the `:` line, the key table of the README and the names in the
//! configuration are made from it, so none of them can disagree. What a command *does* is not here: screens
//! and `app` give it meaning.

mod key;
mod table;

pub use key::{Code, Key, KeyError};
pub use table::ALL;

use serde::{Deserialize, Serialize};

/// A verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Leave the program.
    Quit,
    /// Leave the program at once, whatever is open.
    Interrupt,
    /// Hand the terminal back to the shell until `fg`.
    Suspend,
    /// One level back.
    Back,
    /// To the place one was in before.
    PlaceBack,
    /// To the place one came back from.
    PlaceForward,
    /// Help for this place.
    Help,
    /// The command line.
    CommandLine,
    /// Ask the server again for what is on screen.
    Refresh,
    /// The tokens view.
    GoTokens,
    /// The accounts view.
    GoAccounts,
    /// The compatibility matrix.
    GoMatrix,
    /// The requests view.
    GoRequests,
    /// Who can do what.
    #[serde(rename = "who-can")]
    GoWhoCan,
    /// When tokens end.
    #[serde(rename = "calendar")]
    GoCalendar,
    /// Open a saved view.
    Views,
    /// Plans that an earlier run left unfinished.
    Unfinished,
    /// What was said in this session.
    Messages,
    /// Stop the running deeds.
    Stop,
    /// The list of what is news.
    GoNews,
    /// What is news is news no longer.
    Seen,
    /// Times in UTC or in local time.
    ToggleUtc,
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Half a page up.
    PageUp,
    /// Half a page down.
    PageDown,
    /// First row.
    First,
    /// Last row.
    Last,
    /// Open what the cursor is on.
    Open,
    /// Filter the list.
    Filter,
    /// Drop the filter.
    ClearFilter,
    /// Sort by the next column.
    Sort,
    /// Turn the order round.
    ReverseSort,
    /// Put the list under headings.
    GroupBy,
    /// Choose columns.
    Columns,
    /// Mark or unmark the row.
    Mark,
    /// Mark from the last mark to here.
    MarkRange,
    /// Mark what is not marked, and the other way round.
    InvertMarks,
    /// Copy the id.
    CopyId,
    /// Copy in another form.
    CopyAs,
    /// What can be done about the findings.
    Fix,
    /// The local note.
    Note,
    /// The story of the token.
    History,
    /// The menu of deeds.
    Act,
    /// Switch the token off.
    Disable,
    /// Switch the token on.
    Enable,
    /// Delete the token.
    Revoke,
    /// The next pane.
    NextPane,
    /// Ask products whether they take the token.
    Probe,
    /// Write the account-owned twin of a user token.
    Twin,
    /// The tokens of the account under the cursor.
    AccountTokens,
    /// Take the answer to the tokens view, as a filter.
    ToTokens,
    /// Choose the permission that is asked about.
    AskWhat,
    /// Choose what it is asked on.
    AskWhere,
    /// The counter-question.
    NextLens,
    /// A day, a week or a month.
    Span,
    /// Show only products of the next status.
    OnlyStatus,
    /// Show only products that my tokens use.
    OnlyMine,
    /// Show only what changed since the snapshot under the cursor.
    ChangedSince,
    /// Show only what changed until the snapshot under the cursor.
    ChangedUntil,
    /// Import a published page into the matrix.
    ImportPage,
    /// Delete the imported snapshot under the cursor.
    RemoveSnapshot,
    /// The other half of a product's page.
    OtherHalf,
    /// Copy the request as a curl command.
    CopyRequest,
    /// Copy the request in another form.
    CopyRequestAs,
    /// Copy the link that makes a token (first screen only).
    CopyLink,
    /// Open the demo (first screen only).
    OpenDemo,
}

/// Where a command can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Everywhere, also while typing.
    Always,
    /// Everywhere, except while typing.
    Everywhere,
    /// In any list or page that has a cursor or scrolls.
    Moving,
    /// In lists that can be filtered, sorted and marked.
    List,
    /// In the list of tokens.
    Tokens,
    /// Where tokens can be acted upon: the list and the detail.
    Token,
    /// In the detail of a token.
    Detail,
    /// In the accounts view.
    Accounts,
    /// Where a question has been answered: who can, and the calendar.
    Answers,
    /// In the who-can view.
    WhoCan,
    /// In the calendar.
    Calendar,
    /// In the compatibility matrix.
    Matrix,
    /// On the page of a product.
    Product,
    /// In the requests view.
    Requests,
    /// On the first screen without credentials.
    Welcome,
}

impl Layer {
    /// The heading under which help lists the layer.
    pub fn heading(self) -> &'static str {
        match self {
            Layer::Always | Layer::Everywhere => "Everywhere",
            Layer::Moving => "Moving",
            Layer::List => "Lists",
            Layer::Tokens => "List of tokens",
            Layer::Token => "Tokens",
            Layer::Detail => "Token detail",
            Layer::Accounts => "Accounts",
            Layer::Answers => "Answers",
            Layer::WhoCan => "Who can",
            Layer::Calendar => "Calendar",
            Layer::Matrix => "Matrix",
            Layer::Product => "Product",
            Layer::Requests => "Requests",
            Layer::Welcome => "First screen",
        }
    }
}

/// What is true of a command, whatever the screen.
#[derive(Debug)]
pub struct CommandSpec {
    /// The command.
    pub command: Command,
    /// Its name in the configuration and on the command line: kebab-case, unique.
    pub name: &'static str,
    /// Its default keys, as [`Key`] reads them. None: only by menu or command line.
    pub keys: &'static [&'static str],
    /// Where it can be given.
    pub layer: Layer,
    /// One or two words for the footer.
    pub label: &'static str,
    /// One sentence for help.
    pub help: &'static str,
    /// Whether it changes something at Cloudflare: refused in read-only mode, confirmed otherwise.
    pub danger: bool,
}

impl Command {
    /// What is true of the command.
    pub fn spec(self) -> &'static CommandSpec {
        // The table holds every variant (a test counts), so the fallback is never reached.
        ALL.iter().find(|s| s.command == self).unwrap_or(&ALL[0])
    }

    /// The command of this name.
    pub fn named(name: &str) -> Option<Command> {
        ALL.iter().find(|s| s.name == name).map(|s| s.command)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn every_command_stands_once_in_the_table() {
        for spec in ALL {
            assert!(std::ptr::eq(spec.command.spec(), spec), "{} stands twice", spec.name);
        }
        // The last variant tells how many there are.
        assert_eq!(ALL.len(), Command::OpenDemo as usize + 1);
    }

    #[test]
    fn names_are_those_of_serde_and_unique() {
        let mut seen = BTreeSet::new();
        for spec in ALL {
            assert!(seen.insert(spec.name), "{} twice", spec.name);
            assert_eq!(serde_json::to_value(spec.command).unwrap(), spec.name);
            assert_eq!(Command::named(spec.name), Some(spec.command));
        }
    }

    #[test]
    fn keys_parse_and_do_not_clash_where_both_can_be_given() {
        let mut taken: BTreeMap<Key, Vec<&CommandSpec>> = BTreeMap::new();
        for spec in ALL {
            for text in spec.keys {
                let key: Key = text.parse().unwrap();
                assert_eq!(key.to_string(), *text, "not the canonical spelling");
                taken.entry(key).or_default().push(spec);
            }
        }
        for (key, specs) in taken {
            let layers: BTreeSet<Layer> = specs.iter().map(|s| s.layer).collect();
            assert_eq!(layers.len(), specs.len(), "{key} twice in one layer");
            let shared = [Layer::Always, Layer::Everywhere, Layer::Moving];
            assert!(
                specs.len() == 1 || !specs.iter().any(|s| shared.contains(&s.layer)),
                "{key} is shadowed"
            );
        }
    }

    #[test]
    fn help_is_a_sentence() {
        for spec in ALL {
            assert!(spec.help.ends_with('.'), "{}", spec.name);
            assert!(spec.label.len() <= 16, "{}", spec.name);
        }
    }
}
