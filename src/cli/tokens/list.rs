//! `tokens list`: every token of every account in reach, and one's own.

use std::sync::Arc;

use super::super::args::{Format, List};
use super::super::call::Call;
use super::super::exit::{Exit, Failure};
use super::super::ics::{Calendar, Event};
use super::super::names;
use super::super::needs;
use super::super::session::Session;
use super::super::sheet::{Incomplete, Sheet};
use super::columns::Columns;
use crate::config::mistake::did_you_mean;
use crate::domain::token::Token;
use crate::domain::view::View;
use crate::ui::text::plural;
use crate::world::select::{Column, Rows, Sort};

/// Prints the list.
pub async fn run(call: &mut Call<'_>, asked: &List) -> Result<Exit, Failure> {
    let view = asked.view.as_deref().map(|name| view(call, name)).transpose()?;
    let mut query = super::query(asked.filter.as_deref())?;
    if let Some(view) = &view {
        // Both must hold, so their terms stand side by side.
        query.terms.extend(super::query(Some(&view.filter))?.terms);
    }
    let order = match (asked.sort, &view) {
        (Some(order), _) => order,
        (None, Some(view)) => view.sort,
        (None, None) => Sort { column: Column::Account, descending: false },
    };
    let columns = Columns::of(match (&asked.columns[..], view.and_then(|view| view.columns)) {
        ([], Some(of_view)) => of_view,
        ([], None) => Columns::USUAL.to_vec(),
        (asked, _) => asked.to_vec(),
    });
    let zone = call.zone();
    let mut session = Session::start(call).await?;
    let mut incomplete = session.load_tokens(call.global.account.as_deref()).await?;
    incomplete.extend(needs::learn(&mut session, &query).await);
    let mut rows = Rows::new(query, order);
    rows.rebuild(&session.world);
    if call.out.list_format() == Format::Ics {
        return calendar(call, session, &rows, &incomplete, asked.limit).await;
    }
    let limit = asked.limit.unwrap_or(usize::MAX);
    if columns.say_reach() && call.out.list_format().has_columns() {
        let listed = rows.iter().take(limit).filter_map(|no| session.world.row(no));
        let listed: Vec<Arc<Token>> = listed.map(|row| Arc::clone(&row.token)).collect();
        names::learn(&mut session, &listed.iter().map(|token| &**token).collect::<Vec<_>>(), call.out).await;
    }
    let mut sheet = Sheet::new(columns.titles());
    for no in rows.iter().take(limit) {
        let Some(row) = session.world.row(no) else { continue };
        sheet.push(super::item(&session, no, &row.token), columns.cells(&session, no, &row.token, &zone));
    }
    // What is gone stands only where a filter asks for it, behind what is there, and says so.
    let gone = rows.gone(&session.world).filter(|marked| session.asked_for(&marked.at.owner));
    for marked in gone.take(limit.saturating_sub(rows.len())) {
        sheet.push(super::gone_item(&session, marked), columns.of_gone(&session, marked));
    }
    sheet.incomplete = incomplete;
    session.end().await;
    call.out.list(&sheet)?;
    Ok(if sheet.incomplete.is_empty() { Exit::Done } else { Exit::Partly })
}

/// Prints the ends of the tokens as a calendar; those without an end are counted.
async fn calendar(
    call: &mut Call<'_>,
    session: Session,
    rows: &Rows,
    incomplete: &Incomplete,
    limit: Option<usize>,
) -> Result<Exit, Failure> {
    let mut calendar = Calendar::new(session.world.now());
    let mut endless = 0;
    for no in rows.iter().take(limit.unwrap_or(usize::MAX)) {
        let Some(row) = session.world.row(no) else { continue };
        let Some(end) = row.token.expires_on else {
            endless += 1;
            continue;
        };
        calendar.add(&Event {
            at: &row.token.at,
            end,
            name: &row.token.name,
            owner: &session.owner_name(&row.token.at.owner),
            findings: &session.world.findings(no),
        });
    }
    session.end().await;
    call.out.raw(calendar.text().as_bytes())?;
    for (scope, why) in incomplete {
        call.out.say(&format!("incomplete: {scope}: {why}"));
    }
    if endless > 0 {
        call.out.say(&format!("{} without an end: not in the calendar", plural(endless, "token")));
    }
    Ok(if incomplete.is_empty() { Exit::Done } else { Exit::Partly })
}

/// A saved view.
fn view(call: &Call<'_>, name: &str) -> Result<View, Failure> {
    let views = &call.loaded.config.views;
    let found = views.iter().find(|saved| saved.view.name == name);
    found.map(|saved| saved.view.clone()).ok_or_else(|| {
        let near = did_you_mean(name, views.iter().map(|saved| saved.view.name.as_str()));
        let none = if views.is_empty() { "; the settings have none" } else { "" };
        Failure::usage(format!("--view: there is no view \"{name}\"{near}{none}"))
    })
}
