//! `tokens list`: every token of every account in reach, and one's own.

use super::super::args::{List, Sort as Order};
use super::super::call::Call;
use super::super::exit::{Exit, Failure};
use super::super::session::Session;
use super::super::sheet::Sheet;
use crate::world::select::{Column, Rows, Sort};

/// Prints the list.
pub async fn run(call: &mut Call<'_>, asked: &List) -> Result<Exit, Failure> {
    let query = super::query(asked.filter.as_deref())?;
    let zone = call.zone();
    let mut session = Session::start(call).await?;
    let incomplete = session.load_tokens(call.global.account.as_deref()).await?;
    let mut rows = Rows::new(query, sort(asked.sort));
    rows.rebuild(&session.world);
    let mut sheet = Sheet::new(super::COLUMNS);
    for no in rows.iter().take(asked.limit.unwrap_or(usize::MAX)) {
        let Some(row) = session.world.row(no) else { continue };
        sheet.push(super::item(&session, no, &row.token), super::cells(&session, no, &row.token, &zone));
    }
    sheet.incomplete = incomplete;
    session.end().await;
    call.out.list(&sheet)?;
    Ok(if sheet.incomplete.is_empty() { Exit::Done } else { Exit::Partly })
}

fn sort(order: Order) -> Sort {
    let column = match order {
        Order::Account => Column::Account,
        Order::Name => Column::Name,
        Order::Status => Column::Status,
        Order::LastUsed => Column::LastUsed,
        Order::Issued => Column::Issued,
        Order::Expires => Column::Expires,
    };
    Sort { column, descending: false }
}
