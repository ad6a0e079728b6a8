//! A way to look at the list of tokens: which, in which order, with which columns, under which headings.
//!
//! Words only: what a saved view in the settings says. Rows are chosen and ordered by `world::select`, drawn by the
//! tokens screen.

mod column;

pub use column::Column;

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

impl Sort {
    /// Reads the word of a column; `-` in front turns the order round. `None`: no such column, or no order in it.
    pub fn new(text: &str) -> Option<Self> {
        let (descending, word) = text.strip_prefix('-').map_or((false, text), |word| (true, word));
        Some(Sort { column: Column::new(word)?.order()?, descending })
    }
}

impl std::fmt::Display for Sort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, self.column.word())
    }
}

/// Under which headings a list is put. Every token stands under exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grouping {
    /// The account that owns it; one's own user tokens first.
    Account,
    /// Who made it; not said last.
    Creator,
    /// Its gravest finding; none last.
    Finding,
}

impl Grouping {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Grouping; 3] = [Grouping::Account, Grouping::Creator, Grouping::Finding];

    /// As it is written in the settings.
    pub fn word(self) -> &'static str {
        match self {
            Grouping::Account => "account",
            Grouping::Creator => "creator",
            Grouping::Finding => "finding",
        }
    }

    /// Reads a word. `None` for any other.
    pub fn new(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grouping| grouping.word() == word)
    }
}

/// A view under a name of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// What it is called: one line, unique, not empty.
    pub name: String,
    /// The filter, in the language of [`super::filter`]; it can be read.
    pub filter: String,
    /// The order; by name where nothing was said.
    pub sort: Sort,
    /// The columns from left to right; `None`: those that are chosen at the time.
    pub columns: Option<Vec<Column>>,
    /// The headings, if any.
    pub group: Option<Grouping>,
    /// The key that opens it, as the settings write keys.
    pub key: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_are_printed() {
        for column in Column::ALL {
            assert_eq!(Column::new(column.word()), Some(column));
            for descending in [false, true] {
                let sort = column.order().map(|column| Sort { column, descending });
                assert!(sort.is_none_or(|sort| Sort::new(&sort.to_string()) == Some(sort)), "{sort:?}");
            }
        }
        for grouping in Grouping::ALL {
            assert_eq!(Grouping::new(grouping.word()), Some(grouping));
        }
        assert_eq!((Sort::new("may"), Sort::new("zebra"), Sort::new("")), (None, None, None));
        assert_eq!(Sort::new("-expiry"), Some(Sort { column: Column::Expires, descending: true }));
    }
}
