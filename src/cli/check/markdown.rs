//! The report as a comment on a pull request: the verdict first, then a table, then what was not checked.

use std::io::{self, Write};

use super::super::exit::Exit;
use super::report::{GRADES, Report};
use crate::domain::text::markdown_cell;

/// Writes the report.
pub(super) fn write(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    let mark = if report.exit() == Exit::Done { "✅" } else { "❌" };
    writeln!(to, "### {mark} tokendeck check\n\n{report}.\n")?;
    let stops = report.stops();
    if !stops.is_empty() {
        writeln!(to, "| severity | finding | token | account | reason |\n| --- | --- | --- | --- | --- |")?;
    }
    for (owner, token, finding) in &stops {
        writeln!(
            to,
            "| {} | {} | {} {} | {} | {} |",
            finding.severity.word(),
            finding.id.word(),
            markdown_cell(&token.name),
            code(&token.id),
            markdown_cell(&owner.name),
            markdown_cell(&finding.reason),
        )?;
    }
    if !stops.is_empty() {
        let grades = GRADES.into_iter().filter_map(|grade| {
            let count = stops.iter().filter(|(.., finding)| finding.severity == grade).count();
            (count > 0).then(|| format!("{count} {}", grade.word()))
        });
        let total = stops.len();
        writeln!(to, "\n**Total: {total}** ({})\n", grades.collect::<Vec<_>>().join(", "))?;
    }
    if !report.incomplete.is_empty() {
        writeln!(to, "**Not read, and so not checked:**\n")?;
        for (scope, fault) in &report.incomplete {
            writeln!(to, "- {}: {}", markdown_cell(scope), markdown_cell(&fault.to_string()))?;
        }
        writeln!(to)?;
    }
    writeln!(to, "<sub>Stopped by: {}</sub>", markdown_cell(&report.gate))
}

/// An id as code, if nothing in it could end that.
fn code(id: &str) -> String {
    let plain = id.bytes().all(|b| b.is_ascii_alphanumeric());
    if plain { format!("`{id}`") } else { markdown_cell(id) }
}
