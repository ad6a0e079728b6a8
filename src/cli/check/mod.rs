//! `check`: findings as a gate for CI. What could not be read was not checked, and is never a pass.

mod junit;
mod markdown;
mod report;
#[cfg(test)]
mod tests;

use report::Report;

use super::args::{Check, Format};
use super::call::Call;
use super::exit::{Exit, Failure};
use super::needs;
use super::session::Session;
use super::tokens;
use crate::domain::filter::Query;
use crate::domain::finding::{FindingId, Gate, Thresholds};
use crate::setup;
use crate::world::select::{Rows, Sort};

/// Checks and reports.
pub async fn run(call: &mut Call<'_>, asked: &Check) -> Result<Exit, Failure> {
    let query = tokens::exact(asked.filter.as_deref())?;
    let mut thresholds = setup::thresholds(&call.loaded.config);
    let gate = Gate::read(asked.fail_on.iter().map(String::as_str), &mut thresholds)
        .map_err(|bad| Failure::usage(format!("--fail-on: {bad}")))?;
    match read(call, query, &gate, thresholds).await {
        Ok(report) => {
            print(call, &report)?;
            Ok(report.exit())
        }
        // Nothing could be read: whoever reads the report is told there, too.
        Err(failure) => {
            if !failure.incomplete.is_empty() {
                print(call, &Report::unread(&gate, failure.incomplete.clone()))?;
            }
            Err(failure)
        }
    }
}

async fn read(
    call: &mut Call<'_>,
    query: Query,
    gate: &Gate,
    thresholds: Thresholds,
) -> Result<Report, Failure> {
    let mut session = Session::judging(call, thresholds).await?;
    let mut incomplete = session.load_tokens(call.global.account.as_deref()).await?;
    incomplete.extend(needs::learn(&mut session, &query).await);
    if gate.names(FindingId::CreatorGone) && !query.asks_for(FindingId::CreatorGone) {
        incomplete.extend(needs::members(&mut session).await);
    }
    let mut rows = Rows::new(query, Sort::default());
    rows.rebuild(&session.world);
    let report = Report::of(&session, rows.iter(), gate, incomplete);
    session.end().await;
    Ok(report)
}

fn print(call: &mut Call<'_>, report: &Report) -> Result<(), Failure> {
    match call.out.list_format() {
        Format::Junit => call.out.document(|to| junit::write(report, to))?,
        Format::Markdown => call.out.document(|to| markdown::write(report, to))?,
        format @ (Format::Json | Format::Ndjson) => call.out.sheet(&report.tokens(), format)?,
        format => call.out.sheet(&report.findings(), format)?,
    }
    call.out.say(&report.verdict());
    Ok(())
}
