//! What a check found, before it is printed.

use std::collections::BTreeMap;
use std::fmt;

use super::super::exit::Exit;
use super::super::item::Item;
use super::super::session::Session;
use super::super::sheet::{Incomplete, Sheet};
use super::super::tokens;
use crate::domain::finding::{Finding, FindingId, Gate, Severity};
use crate::world::RowNo;

/// What a check found.
#[derive(Debug)]
pub(super) struct Report {
    /// What stops the check, in words.
    pub gate: String,
    /// How many tokens were looked at.
    pub checked: usize,
    /// Those looked at by owner, in the order of the list.
    pub owners: Vec<Checked>,
    /// What could not be read.
    pub incomplete: Incomplete,
}

/// The tokens of an owner.
#[derive(Debug)]
pub(super) struct Checked {
    /// The name of the account, or `user tokens`.
    pub name: String,
    /// The tokens, in the order of the list.
    pub tokens: Vec<Token>,
}

/// A token that was looked at.
#[derive(Debug)]
pub(super) struct Token {
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: String,
    /// What stops the check, the gravest first.
    pub stops: Vec<Finding>,
    /// The whole object, where something stops the check.
    pub item: Option<Item>,
}

impl Report {
    /// Judges tokens.
    pub fn of(
        session: &Session,
        rows: impl Iterator<Item = RowNo>,
        gate: &Gate,
        incomplete: Incomplete,
    ) -> Self {
        let mut report = Report::unread(gate, incomplete);
        let mut places = BTreeMap::new();
        for no in rows {
            let Some(row) = session.world.row(no) else { continue };
            let mut stops: Vec<Finding> =
                session.world.findings(no).into_iter().filter(|finding| gate.stops(finding)).collect();
            stops.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), finding.id));
            let ids: Vec<&str> = stops.iter().map(|finding| finding.id.word()).collect();
            let item =
                (!ids.is_empty()).then(|| tokens::item(session, no, &row.token).with("stopped_by", &ids));
            let owner = &row.token.at.owner;
            let place = *places.entry(owner.clone()).or_insert_with(|| {
                let name = owner.account().map_or("user tokens".to_owned(), |_| session.owner_name(owner));
                report.owners.push(Checked { name, tokens: Vec::new() });
                report.owners.len() - 1
            });
            let (name, id) = (row.token.name.to_string(), row.token.at.id.to_string());
            report.owners[place].tokens.push(Token { name, id, stops, item });
            report.checked += 1;
        }
        report
    }

    /// A check that looked at nothing.
    pub fn unread(gate: &Gate, incomplete: Incomplete) -> Self {
        Report { gate: gate.to_string(), checked: 0, owners: Vec::new(), incomplete }
    }

    /// What could not be read was not checked; that is told before what was found.
    pub fn exit(&self) -> Exit {
        match (self.incomplete.is_empty(), self.stopped()) {
            (false, _) => Exit::Partly,
            (true, 0) => Exit::Done,
            (true, _) => Exit::Findings,
        }
    }

    fn all(&self) -> impl Iterator<Item = (&Checked, &Token)> {
        self.owners.iter().flat_map(|owner| owner.tokens.iter().map(move |token| (owner, token)))
    }

    /// How many tokens stop the check.
    pub fn stopped(&self) -> usize {
        self.all().filter(|(_, token)| !token.stops.is_empty()).count()
    }

    /// What stops the check, the gravest first, with owner and token.
    pub fn stops(&self) -> Vec<(&Checked, &Token, &Finding)> {
        let mut stops: Vec<_> = self
            .all()
            .flat_map(|(owner, token)| token.stops.iter().map(move |finding| (owner, token, finding)))
            .collect();
        stops.sort_by_key(|(.., finding)| (std::cmp::Reverse(finding.severity), finding.id));
        stops
    }

    /// How many of each finding stop the check.
    pub fn counts(&self) -> BTreeMap<FindingId, usize> {
        let mut counts = BTreeMap::new();
        for (.., finding) in self.stops() {
            *counts.entry(finding.id).or_default() += 1;
        }
        counts
    }

    /// One row per finding: for people and spreadsheets.
    pub fn findings(&self) -> Sheet {
        let mut sheet = Sheet::new(["severity", "finding", "token", "account", "id", "reason"]);
        for (owner, token, finding) in self.stops() {
            let Finding { id, severity, reason } = finding;
            let cells = [severity.word(), id.word(), &token.name, &owner.name, &token.id, reason];
            sheet.push(Item::new(), cells);
        }
        sheet.incomplete.clone_from(&self.incomplete);
        sheet
    }

    /// One row per token that stops the check: for programs.
    pub fn tokens(&self) -> Sheet {
        let mut sheet = Sheet::new([]);
        for item in self.all().filter_map(|(_, token)| token.item.clone()) {
            sheet.push(item, [""; 0]);
        }
        let counts: BTreeMap<&str, usize> =
            self.counts().into_iter().map(|(id, count)| (id.word(), count)).collect();
        let summary = Item::new()
            .with("passed", self.exit() == Exit::Done)
            .with("fail_on", &self.gate)
            .with("checked", self.checked)
            .with("stopped", self.stopped())
            .with("findings", counts);
        sheet.summary = Some(summary);
        sheet.incomplete.clone_from(&self.incomplete);
        sheet
    }

    /// How it came out, on one line.
    pub fn verdict(&self) -> String {
        format!("{self}; stopped by: {}", self.gate)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (stopped, checked) = (self.stopped(), plural(self.checked, "token"));
        let found = format!("{stopped} of {checked} stop the check");
        f.write_str(&match (self.exit(), stopped) {
            (Exit::Partly, 0) => format!("Not everything could be read: {checked} checked and clean"),
            (Exit::Partly, _) => format!("Not everything could be read: {found}"),
            (_, 0) => format!("Passed: {checked} checked"),
            _ => format!("Failed: {found}"),
        })?;
        let counts = self.counts().into_iter().map(|(id, count)| format!("{count} {}", id.word()));
        let counts: Vec<String> = counts.collect();
        if counts.is_empty() { Ok(()) } else { write!(f, " ({})", counts.join(", ")) }
    }
}

fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// `high` first.
pub(super) const GRADES: [Severity; 4] = [Severity::High, Severity::Medium, Severity::Low, Severity::Info];
