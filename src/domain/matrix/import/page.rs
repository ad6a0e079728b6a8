//! Walking a page line by line.

use super::super::name::tidy;
use super::super::status::Status;
use super::super::table::Matrix;
use super::markup::{hide_escapes, show_escapes, strip};
use super::table::{Columns, cells, header, is_rule, plain};
use super::{Candidate, Ignored, LONGEST_LINE, NotAMatrix, Why, clipped, list, verdict};

/// What a page turned out to hold.
pub(super) struct Read {
    pub candidates: Vec<Candidate>,
    pub ignored: Vec<Ignored>,
    /// Lines that are headers, rules and headings of the matrix.
    pub frame: usize,
    /// Headers of other tables.
    pub headers: Vec<Box<str>>,
}

/// Where in the page we are.
enum Place {
    Text,
    /// In a matrix table. The index is that of its first candidate.
    Matrix(Columns),
    /// In some other table, with its header.
    OtherTable(Box<str>),
    /// Under a heading that speaks of compatibility.
    List {
        status: Status,
        items: bool,
        continues: bool,
    },
}

struct Walker<'a> {
    known: &'a Matrix,
    place: Place,
    /// Candidates of the table we are in, then of accepted tables.
    tabled: Vec<Candidate>,
    accepted: Vec<Candidate>,
    listed: Vec<Candidate>,
    ignored: Vec<Ignored>,
    frame: usize,
    headers: Vec<Box<str>>,
    /// Tables and lists that have the form of a matrix but do not name Cloudflare's products: rows and known rows.
    strange: Option<(usize, usize)>,
}

/// Reads a page whose size has been checked.
pub(super) fn read(page: &str, known: &Matrix) -> Result<Read, NotAMatrix> {
    let mut walker = Walker {
        known,
        place: Place::Text,
        tabled: Vec::new(),
        accepted: Vec::new(),
        listed: Vec::new(),
        ignored: Vec::new(),
        frame: 0,
        headers: Vec::new(),
        strange: None,
    };
    let mut lines = page.lines().enumerate().map(|(at, line)| (at + 1, line)).peekable();
    while let Some((number, line)) = lines.next() {
        let after_fence = fence(line).map(|mark| (mark, closes(page, number, mark)));
        if let Some((mark, true)) = after_fence {
            walker.leave_table();
            walker.ignore(number, line, Why::Code);
            for (number, line) in lines.by_ref() {
                if !line.trim().is_empty() {
                    walker.ignore(number, line, Why::Code);
                }
                if line.trim_start().starts_with(mark) {
                    break;
                }
            }
            continue;
        }
        walker.line(number, line);
    }
    walker.finish()
}

/// The mark that opens a code block.
fn fence(line: &str) -> Option<&'static str> {
    ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark))
}

/// Whether a later line closes the block; one that is never closed hides nothing.
fn closes(page: &str, opened: usize, mark: &str) -> bool {
    page.lines().skip(opened).any(|line| line.trim_start().starts_with(mark))
}

impl Walker<'_> {
    fn ignore(&mut self, line: usize, text: &str, why: Why) {
        self.ignored.push(Ignored { line, text: clipped(text), why });
    }

    fn line(&mut self, number: usize, raw: &str) {
        if raw.trim().is_empty() {
            // A blank line does not end a matrix: copied text often has one between all rows.
            if matches!(self.place, Place::OtherTable(_)) {
                self.place = Place::Text;
            }
            return;
        }
        if raw.len() > LONGEST_LINE {
            return self.ignore(number, raw, Why::TooLong);
        }
        let hidden = hide_escapes(raw);
        let line = hidden.trim().trim_start_matches("> ").trim();
        match cells(line) {
            Some(cells) if cells.len() > 1 || line.starts_with('|') => self.table_line(number, raw, &cells),
            _ => {
                self.leave_table();
                self.text_line(number, raw, line);
            }
        }
    }

    fn table_line(&mut self, number: usize, raw: &str, cells: &[&str]) {
        if is_rule(cells) && !matches!(self.place, Place::Text | Place::List { .. }) {
            return self.frame_or(number, raw);
        }
        if let Some(columns) = header(cells) {
            self.leave_table();
            self.place = Place::Matrix(columns);
            self.frame += 1;
            return;
        }
        match &self.place {
            Place::Matrix(columns) => {
                let columns = *columns;
                self.row(number, raw, cells, columns);
            }
            Place::OtherTable(header) => {
                let header = header.clone();
                self.ignore(number, raw, Why::OtherTable(header));
            }
            Place::Text | Place::List { .. } => {
                let words: Vec<String> = cells.iter().map(|c| plain(c)).collect();
                let header = clipped(&words.join(" | "));
                self.headers.push(header.clone());
                self.ignore(number, raw, Why::OtherTable(header.clone()));
                self.place = Place::OtherTable(header);
            }
        }
    }

    /// The rule below a header: frame of the matrix, or part of the other table.
    fn frame_or(&mut self, number: usize, raw: &str) {
        match &self.place {
            Place::OtherTable(header) => {
                let header = header.clone();
                self.ignore(number, raw, Why::OtherTable(header));
            }
            _ => self.frame += 1,
        }
    }

    fn row(&mut self, number: usize, raw: &str, cells: &[&str], columns: Columns) {
        let name = show_escapes(&strip(cells.get(columns.product).copied().unwrap_or_default()));
        let said = strip(cells.get(columns.status).copied().unwrap_or_default());
        let Some(status) = verdict::status(&said) else {
            let found = show_escapes(&said);
            let found = tidy(&found).chars().take(60).collect::<String>().into();
            return self.ignore(number, raw, Why::NoStatus(found));
        };
        self.tabled.push(Candidate { line: number, name, status });
        let others =
            cells.iter().enumerate().filter(|(at, _)| *at != columns.product && *at != columns.status);
        if others.into_iter().any(|(_, text)| !text.is_empty()) {
            self.ignore(number, raw, Why::ExtraColumns);
        }
    }

    fn text_line(&mut self, number: usize, raw: &str, line: &str) {
        let item = list::item(line);
        let text = item.unwrap_or_else(|| line.trim_start_matches('#')).trim();
        if let Some(status) = verdict::heading(&strip(text)) {
            self.place = Place::List { status, items: false, continues: false };
            self.frame += 1;
            return;
        }
        if let Some((status, rest)) = self.inline_list(text) {
            self.place = Place::List { status: status.clone(), items: true, continues: false };
            return self.products(number, rest, &status);
        }
        let Place::List { status, items, continues } = &self.place else {
            return self.ignore(number, raw, Why::Prose);
        };
        let (status, items, continues) = (status.clone(), *items, *continues);
        let is_heading = line.starts_with('#') || (line.starts_with("**") && line.ends_with("**"));
        let is_known =
            || list::parts(line).iter().all(|p| self.known.product(&list::product(p, &status).0).is_some());
        if item.is_some() || (!is_heading && (continues || is_known())) {
            self.place =
                Place::List { status: status.clone(), items: true, continues: text.ends_with([',', ';']) };
            return self.products(number, text, &status);
        }
        // Before the first item, text may introduce the list; after it, other text ends it.
        if is_heading || items {
            self.place = Place::Text;
        }
        self.ignore(number, raw, if is_heading || !items { Why::Prose } else { Why::NotAnItem });
    }

    /// `Fully compatible: Access, R2`: a heading and its list on one line, if the list names a known product.
    fn inline_list<'t>(&self, text: &'t str) -> Option<(Status, &'t str)> {
        let (before, after) = text.split_once(':')?;
        let status = verdict::heading(&strip(before))?;
        let after = after.trim().trim_start_matches('*').trim();
        let knows =
            list::parts(after).iter().any(|p| self.known.product(&list::product(p, &status).0).is_some());
        knows.then_some((status, after))
    }

    fn products(&mut self, number: usize, text: &str, above: &Status) {
        let parts = list::parts(text);
        if parts.is_empty() {
            return self.ignore(number, text, Why::NotAnItem);
        }
        for part in parts {
            let (name, status) = list::product(part, above);
            self.listed.push(Candidate { line: number, name, status });
        }
    }

    fn known_among(&self, candidates: &[Candidate]) -> usize {
        candidates.iter().filter(|c| self.known.product(&tidy(&c.name)).is_some()).count()
    }

    /// Ends the table we are in. It counts if at least a quarter of its rows name known products.
    fn leave_table(&mut self) {
        if !matches!(self.place, Place::Matrix(_) | Place::OtherTable(_)) {
            return;
        }
        self.place = Place::Text;
        let rows = std::mem::take(&mut self.tabled);
        match self.judge(&rows) {
            true => self.accepted.extend(rows),
            false => {
                for row in rows {
                    self.ignore(row.line, &row.name, Why::OtherTable("products of somebody else".into()));
                }
            }
        }
    }

    fn judge(&mut self, rows: &[Candidate]) -> bool {
        let known = self.known_among(rows);
        let counts = known > 0 && known * 4 >= rows.len();
        if !counts && !rows.is_empty() {
            let (r, k) = self.strange.unwrap_or_default();
            self.strange = Some((r + rows.len(), k + known));
        }
        counts
    }

    fn finish(mut self) -> Result<Read, NotAMatrix> {
        self.leave_table();
        let listed = std::mem::take(&mut self.listed);
        if self.judge(&listed) {
            self.accepted.extend(listed);
        } else {
            for row in listed {
                self.ignore(row.line, &row.name, Why::OtherList);
            }
        }
        if let (Some((rows, known)), true) = (self.strange, self.accepted.is_empty()) {
            return Err(NotAMatrix::NotCloudflares { rows, known });
        }
        self.accepted.sort_by_key(|c| c.line);
        let Walker { accepted, ignored, frame, headers, .. } = self;
        Ok(Read { candidates: accepted, ignored, frame, headers })
    }
}
