//! A list to print: columns for people, items for programs, and what is missing from it.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::args::Format;
use super::item::Item;
use crate::domain::text;
use crate::protocol::Fault;

/// The version of the JSON envelope.
const VERSION: u32 = 1;
/// Widest column of a table, in cells; longer text is cut there, and whole in the other formats.
const WIDEST: usize = 60;

/// What could not be read: which part, in words, and why.
pub type Incomplete = Vec<(String, Fault)>;

/// Rows of cells, each with the object it was made from.
#[derive(Debug, Default)]
pub struct Sheet {
    columns: Vec<&'static str>,
    rows: Vec<(Item, Vec<String>)>,
    /// What could not be read.
    pub incomplete: Incomplete,
    /// What is true of all rows together; JSON only.
    pub summary: Option<Item>,
}

impl Sheet {
    /// An empty list with these columns.
    pub fn new(columns: impl IntoIterator<Item = &'static str>) -> Self {
        Sheet { columns: columns.into_iter().collect(), ..Self::default() }
    }

    /// Adds a row: an object, and a cell for each column.
    pub fn push<C: Into<String>>(&mut self, item: Item, cells: impl IntoIterator<Item = C>) {
        self.rows.push((item, cells.into_iter().map(Into::into).collect()));
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes the list.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write(&self, format: Format, to: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Table => self.table(to),
            Format::Json => self.json(to),
            Format::Ndjson => self.rows.iter().try_for_each(|(item, _)| writeln!(to, "{}", item.json())),
            Format::Csv => self.csv(to),
            Format::Markdown => self.markdown(to),
            // Refused before anything is read: each is the form of one command.
            Format::Ics | Format::Junit => Err(io::Error::other("a list has no such form")),
        }
    }

    fn table(&self, to: &mut dyn Write) -> io::Result<()> {
        if self.rows.is_empty() || self.columns.is_empty() {
            return Ok(());
        }
        let head = self.columns.iter().map(|name| name.to_uppercase());
        let mut lines: Vec<Vec<String>> = vec![head.collect()];
        // Only the last column may be as long as it likes: nothing stands behind it.
        let last = self.columns.len() - 1;
        let fit = |(n, cell): (usize, &String)| match text::clean(cell) {
            whole if n == last => whole.into_owned(),
            whole => cut(&whole),
        };
        lines.extend(self.rows.iter().map(|(_, cells)| cells.iter().enumerate().map(fit).collect()));
        let mut widths = vec![0; self.columns.len()];
        for line in &lines {
            for (width, cell) in widths.iter_mut().zip(line) {
                *width = (*width).max(cell.width());
            }
        }
        for line in &lines {
            let mut row = String::new();
            for (width, cell) in widths.iter().zip(line) {
                row.push_str(cell);
                row.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
            }
            writeln!(to, "{}", row.trim_end())?;
        }
        Ok(())
    }

    fn json(&self, to: &mut dyn Write) -> io::Result<()> {
        write!(to, "{{\"version\":{VERSION},\"items\":[")?;
        self.objects(to, self.rows.iter().map(|(item, _)| item.json()))?;
        write!(to, "],\"incomplete\":[")?;
        self.objects(to, self.incomplete.iter().map(|(scope, fault)| missing(scope, fault).json()))?;
        match &self.summary {
            Some(summary) => writeln!(to, "],\"summary\":{}}}", summary.json()),
            None => writeln!(to, "]}}"),
        }
    }

    fn objects(&self, to: &mut dyn Write, objects: impl Iterator<Item = String>) -> io::Result<()> {
        for (n, object) in objects.enumerate() {
            write!(to, "{}\n{object}", if n == 0 { "" } else { "," })?;
        }
        Ok(())
    }

    fn csv(&self, to: &mut dyn Write) -> io::Result<()> {
        writeln!(to, "{}", self.columns.join(","))?;
        for (_, cells) in &self.rows {
            let cells: Vec<String> = cells.iter().map(|cell| text::csv_cell(cell)).collect();
            writeln!(to, "{}", cells.join(","))?;
        }
        Ok(())
    }

    fn markdown(&self, to: &mut dyn Write) -> io::Result<()> {
        writeln!(to, "| {} |", self.columns.join(" | "))?;
        writeln!(to, "|{}", " --- |".repeat(self.columns.len()))?;
        for (_, cells) in &self.rows {
            let cells: Vec<String> = cells.iter().map(|cell| text::markdown_cell(cell)).collect();
            writeln!(to, "| {} |", cells.join(" | "))?;
        }
        Ok(())
    }
}

/// What could not be read, as an object: the whole reason for people, its parts for programs.
fn missing(scope: &str, fault: &Fault) -> Item {
    Item::new()
        .with("scope", scope)
        .with("reason", fault.to_string())
        .with("code", fault.kind.word())
        .with("message", &fault.what)
        .with("next", &fault.next)
        .with("request_id", &fault.ray)
}

fn cut(cell: &str) -> String {
    if cell.width() <= WIDEST {
        return cell.to_owned();
    }
    let mut out = String::new();
    for c in cell.chars() {
        if out.width() + unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) >= WIDEST {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::FaultKind;

    fn written(format: Format) -> String {
        let mut sheet = Sheet::new(["name", "id"]);
        sheet.push(Item::new().with("name", "=cmd|' /C calc'!A0").with("id", 1), ["=cmd|' /C calc'!A0", "1"]);
        sheet.push(Item::new().with("name", "データ"), ["データ", "2"]);
        sheet.push(Item::new().with("name", "[x](http://evil)"), ["[x](http://evil)\u{202e}\u{1b}[31m", "3"]);
        let fault = Fault::new(FaultKind::Forbidden { needs: None }, "Not permitted.", "Ask.");
        sheet.incomplete.push(("account b".to_owned(), fault));
        let mut out = Vec::new();
        sheet.write(format, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_table_lines_up_by_cells_and_holds_no_control_characters() {
        let table = written(Format::Table);
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines[0].find("ID"), lines[1].find('1'));
        assert_eq!(lines[2].find('2').map(|at| lines[2][..at].width()), lines[0].find("ID"));
        assert!(!table.contains(['\u{202e}', '\u{1b}']));
    }

    #[test]
    fn json_is_one_envelope() {
        let value: serde_json::Value = serde_json::from_str(&written(Format::Json)).unwrap();
        assert_eq!(value["version"], 1);
        assert_eq!(value["items"].as_array().unwrap().len(), 3);
        let missing = &value["incomplete"][0];
        assert_eq!((&missing["scope"], &missing["code"]), (&"account b".into(), &"forbidden".into()));
        assert_eq!((&missing["message"], &missing["next"]), (&"Not permitted.".into(), &"Ask.".into()));
    }

    #[test]
    fn ndjson_is_an_object_a_line() {
        let text = written(Format::Ndjson);
        assert_eq!(text.lines().count(), 3);
        assert!(text.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    }

    #[test]
    fn no_formula_reaches_a_spreadsheet_and_no_link_a_document() {
        let csv = written(Format::Csv);
        assert!(csv.lines().skip(1).all(|line| !line.trim_start_matches('"').starts_with('=')), "{csv}");
        assert!(written(Format::Markdown).contains("\\[x\\](http://evil)"));
    }

    #[test]
    fn a_long_cell_is_cut_to_its_width() {
        assert_eq!(cut(&"x".repeat(60)).width(), 60);
        assert_eq!(cut(&"x".repeat(61)).width(), 60);
        assert!(cut(&"デ".repeat(60)).width() <= 60);
    }
}
