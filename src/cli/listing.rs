//! How columns and orders are given on the command line: by the words of the settings.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Command};

use crate::domain::view::{Column, Sort};

/// Reads a column by its word.
pub fn columns() -> impl TypedValueParser<Value = Column> {
    let words = PossibleValuesParser::new(Column::ALL.map(Column::word));
    words.try_map(|word| Column::new(&word).ok_or("there is no such column"))
}

/// Reads an order: a column, or `-` and a column. Only the columns are listed and completed.
#[derive(Clone, Debug)]
pub struct Orders;

impl Orders {
    fn words() -> impl Iterator<Item = &'static str> {
        Column::ALL.into_iter().filter(|column| column.order().is_some()).map(Column::word)
    }
}

impl TypedValueParser for Orders {
    type Value = Sort;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<Sort, clap::Error> {
        let text = value.to_string_lossy();
        let word = text.strip_prefix('-').unwrap_or(&text);
        let known = PossibleValuesParser::new(Orders::words());
        let word = known.parse_ref(command, arg, OsStr::new(word))?;
        let column = Column::new(&word).and_then(Column::order).unwrap_or_default();
        Ok(Sort { column, descending: text.starts_with('-') })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Orders::words().map(PossibleValue::new)))
    }
}
