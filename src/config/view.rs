//! `[[view]]`: ways to look at the list of tokens, under names of one's own.
//!
//! A view whose name or filter is wrong is left out: it would show something else than it says. Of anything else only
//! the mistake is left out.

use std::fmt::Display;
use std::ops::Range;

use toml::de::{DeArray, DeTable, DeValue};

use super::mistake::did_you_mean;
use crate::domain::filter::Query;
use crate::domain::view::{Column, Grouping, Sort, View};

/// A view as the file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// The view.
    pub view: View,
    /// Line in the file, from 1.
    pub line: usize,
    /// Line of its key, from 1; that of the view where it has none.
    pub key_line: usize,
}

const FIELDS: [&str; 6] = ["name", "filter", "sort", "columns", "group", "key"];

/// Reads one view. `complain` takes what is wrong and where; `line` tells the line of a place.
pub(super) fn read(
    table: &DeTable<'_>,
    header: usize,
    line: &dyn Fn(&Range<usize>) -> usize,
    complain: &mut dyn FnMut(usize, String),
) -> Option<SavedView> {
    let text =
        |value: &DeValue<'_>| value.as_str().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    let given = |field: &str| table.iter().find(|(key, _)| key.get_ref() == field);
    let Some(name) = given("name").and_then(|(_, value)| text(value.get_ref())) else {
        complain(header, "a [[view]] wants a name".to_owned());
        return None;
    };
    let mut view =
        View { name, filter: String::new(), sort: Sort::default(), columns: None, group: None, key: None };
    let (mut sound, mut key_line) = (true, header);
    for (field, value) in table {
        let at = line(&field.span());
        let name = view.name.clone();
        let mut wrong = |what: &dyn Display| complain(at, format!("view \"{name}\": {what}"));
        let word = text(value.get_ref());
        match (field.get_ref().as_ref(), word) {
            ("name", _) => {}
            ("filter", Some(filter)) => match Query::parse(&filter) {
                Ok(_) => view.filter = filter,
                Err(what) => {
                    sound = false;
                    wrong(&format_args!("filter: {what}"));
                }
            },
            ("filter", None) => {
                sound = value.get_ref().as_str().is_some();
                if !sound {
                    wrong(&"filter wants text");
                }
            }
            ("sort", Some(sort)) => match Sort::new(&sort) {
                Some(sort) => view.sort = sort,
                None => {
                    let orders = Column::ALL.into_iter().filter_map(Column::order).map(Column::word);
                    let near = did_you_mean(sort.trim_start_matches('-'), orders);
                    wrong(&format_args!("sort wants the name of a column, or - and the name{near}"));
                }
            },
            ("group", Some(group)) => match Grouping::new(&group) {
                Some(group) => view.group = Some(group),
                None => wrong(&"group wants \"account\", \"creator\" or \"finding\""),
            },
            ("key", Some(key)) => (view.key, key_line) = (Some(key), at),
            ("columns", _) => view.columns = columns(value.get_ref().as_array(), &mut wrong),
            (known, None) if FIELDS.contains(&known) => wrong(&format_args!("{known} wants text")),
            (other, _) => {
                wrong(&format_args!("there is no setting {other}{}", did_you_mean(other, FIELDS)));
            }
        }
    }
    sound.then_some(SavedView { view, line: header, key_line })
}

/// The columns of a list, each once; `None` where none is left.
fn columns(list: Option<&DeArray<'_>>, wrong: &mut dyn FnMut(&dyn Display)) -> Option<Vec<Column>> {
    let Some(list) = list else {
        wrong(&"columns wants a list of columns, such as [\"name\", \"expires\"]");
        return None;
    };
    let mut columns = Vec::new();
    for item in list {
        // What is no column is not repeated: it could be a pasted value.
        let word = item.get_ref().as_str().unwrap_or_default();
        match Column::new(word) {
            Some(column) if columns.contains(&column) => {}
            Some(column) => columns.push(column),
            None => {
                let near = did_you_mean(word, Column::ALL.map(Column::word));
                wrong(&format_args!("there is no such column{near}"));
            }
        }
    }
    (!columns.is_empty()).then_some(columns)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::Loaded;
    use super::*;

    const WHOLE: &str = "[[view]]\nname = \"ending\"\nfilter = \"expires:<30d\"\nsort = \"-expires\"\n\
                         columns = [\"name\", \"expiry\"]\ngroup = \"account\"\nkey = \"E\"\n\n[[view]]\nname = \"all\"\n";

    #[test]
    fn everything_is_read() {
        let loaded = Loaded::from_text(WHOLE);
        assert_eq!(loaded.mistakes, []);
        let [ending, all] = &loaded.config.views[..] else { panic!("{:?}", loaded.config.views) };
        assert_eq!(ending.view.columns, Some(vec![Column::Name, Column::Expiry]));
        assert_eq!(ending.view.sort, Sort { column: Column::Expires, descending: true });
        assert_eq!((ending.view.group, ending.view.key.as_deref()), (Some(Grouping::Account), Some("E")));
        assert_eq!((ending.line, ending.key_line, all.line), (1, 7, 9));
        assert_eq!((&*all.view.name, &*all.view.filter), ("all", ""));
    }

    #[rstest]
    #[case::no_name("[[view]]\nfilter = \"dns\"", 1, "a [[view]] wants a name", 0)]
    #[case::twice("[[view]]\nname = \"a\"\n[[view]]\nname = \"a\"", 3, "there is a view \"a\" already", 1)]
    #[case::filter(
        "[[view]]\nname = \"a\"\nfilter = \"stauts:active\"",
        3,
        "view \"a\": filter: there is no field \"stauts\"; did you mean status?",
        0
    )]
    #[case::sort(
        "[[view]]\nname = \"a\"\nsort = \"-expire\"",
        3,
        "view \"a\": sort wants the name of a column, or - and the name; did you mean \"expires\"?",
        1
    )]
    #[case::column(
        "[[view]]\nname = \"a\"\ncolumns = [\"nane\"]",
        3,
        "view \"a\": there is no such column; did you mean \"name\"?",
        1
    )]
    #[case::group(
        "[[view]]\nname = \"a\"\ngroup = \"age\"",
        3,
        "view \"a\": group wants \"account\", \"creator\" or \"finding\"",
        1
    )]
    #[case::field(
        "[[view]]\nname = \"a\"\ngruop = \"account\"",
        3,
        "view \"a\": there is no setting gruop; did you mean \"group\"?",
        1
    )]
    #[case::no_text("[[view]]\nname = \"a\"\nkey = 7", 3, "view \"a\": key wants text", 1)]
    #[case::no_list("view = \"a\"", 1, "a view is written under [[view]]", 0)]
    fn a_mistake_is_named_with_its_line_and_the_rest_is_kept(
        #[case] text: &str,
        #[case] line: usize,
        #[case] what: &str,
        #[case] kept: usize,
    ) {
        let loaded = Loaded::from_text(text);
        let named: Vec<_> = loaded.mistakes.iter().map(|m| (m.line, m.what.as_str())).collect();
        assert_eq!(named, [(Some(line), what)]);
        assert_eq!(loaded.config.views.len(), kept);
    }
}
