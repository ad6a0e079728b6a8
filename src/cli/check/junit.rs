//! The report as JUnit XML: a suite for each account, a case for each token, and one for each finding that stops it.
//! What could not be read is a suite with an error, so that no CI system takes it for a pass.

use std::io::{self, Write};

use super::report::{Checked, Report};
use crate::domain::text::clean;

/// Writes the report.
pub(super) fn write(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    let (tests, failures) = report.owners.iter().map(count).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let errors = report.incomplete.len();
    writeln!(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    let tests = tests + errors;
    writeln!(
        to,
        "<testsuites name=\"tokendeck check\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
    )?;
    for owner in &report.owners {
        suite(owner, to)?;
    }
    for (scope, fault) in &report.incomplete {
        let (name, what) = (xml(scope), xml(&fault.to_string()));
        writeln!(to, "  <testsuite name=\"{name}\" tests=\"1\" failures=\"0\" errors=\"1\">")?;
        writeln!(to, "    <testcase classname=\"{name}\" name=\"can be read\">")?;
        writeln!(to, "      <error type=\"{}\" message=\"{what}\"/>", fault.kind.word())?;
        writeln!(to, "    </testcase>\n  </testsuite>")?;
    }
    writeln!(to, "</testsuites>")
}

/// Cases and failures.
fn count(owner: &Checked) -> (usize, usize) {
    let failures = owner.tokens.iter().map(|token| token.stops.len()).sum();
    let clean = owner.tokens.iter().filter(|token| token.stops.is_empty()).count();
    (clean + failures, failures)
}

fn suite(owner: &Checked, to: &mut dyn Write) -> io::Result<()> {
    let (name, (tests, failures)) = (xml(&owner.name), count(owner));
    writeln!(to, "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">")?;
    for token in &owner.tokens {
        // The id keeps namesakes apart.
        let token_name = format!("{} {}", xml(&token.name), xml(&token.id));
        if token.stops.is_empty() {
            writeln!(to, "    <testcase classname=\"{name}\" name=\"{token_name}\"/>")?;
        }
        for finding in &token.stops {
            let (id, severity) = (finding.id.word(), finding.severity.word());
            writeln!(to, "    <testcase classname=\"{name}\" name=\"{token_name}: {id}\">")?;
            writeln!(to, "      <failure type=\"{id}\" message=\"{severity}: {}\"/>", xml(&finding.reason))?;
            writeln!(to, "    </testcase>")?;
        }
    }
    writeln!(to, "  </testsuite>")
}

/// Text for an attribute. What XML 1.0 cannot hold at all (control characters, U+FFFE, U+FFFF) is among what
/// [`clean`] replaces.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            c => out.push(c),
        }
    }
    out
}
