//! What is printed of a token, column by column: the columns of the dashboard's list, in full rather than in brief.

use super::super::session::Session;
use crate::clock::{Time, TimeZone};
use crate::domain::history::{Mark, Marked};
use crate::domain::note::Note;
use crate::domain::token::{Owner, Token, TokenRef};
use crate::domain::view::Column;
use crate::domain::words;
use crate::world::RowNo;

/// The columns of a list, from left to right.
pub(super) struct Columns(Vec<Column>);

impl Columns {
    /// Those that are printed where nobody chose others.
    pub(super) const USUAL: [Column; 8] = [
        Column::Name,
        Column::Status,
        Column::Kind,
        Column::Account,
        Column::LastUsed,
        Column::Expires,
        Column::Findings,
        Column::Id,
    ];

    /// These, each once. A bar is printed as the date that it stands for.
    pub(super) fn of(asked: Vec<Column>) -> Self {
        let mut columns = Vec::new();
        for column in asked.into_iter().map(|column| column.order().unwrap_or(column)) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        Columns(columns)
    }

    /// Whether they say what a token may do, so that the names of zones are wanted.
    pub(super) fn say_reach(&self) -> bool {
        self.0.contains(&Column::May)
    }

    /// What stands above them.
    pub(super) fn titles(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|column| match column {
            Column::LastUsed => "last used",
            column => column.word(),
        })
    }

    /// The cells of a token.
    pub(super) fn cells(&self, session: &Session, no: RowNo, token: &Token, zone: &TimeZone) -> Vec<String> {
        self.0.iter().map(|column| cell(*column, session, no, token, zone)).collect()
    }

    /// The cells of a token that is gone: what is still known of it, and nothing for the rest.
    pub(super) fn of_gone(&self, session: &Session, marked: &Marked) -> Vec<String> {
        let cell = |column: &Column| match column {
            Column::Name => marked.name.to_string(),
            Column::Status => marked.mark.words(),
            column => of_address(*column, session, &marked.at).unwrap_or_default(),
        };
        self.0.iter().map(cell).collect()
    }
}

fn cell(column: Column, session: &Session, no: RowNo, token: &Token, zone: &TimeZone) -> String {
    let when = |time: Option<Time>| time.map(|time| time.minutes_in(zone));
    let never = || "never".to_owned();
    match column {
        Column::Name => token.name.to_string(),
        Column::Status => token.standing(session.world.now()).word().to_owned(),
        Column::LastUsed | Column::Use => when(token.last_used_on).unwrap_or_else(never),
        Column::Expires | Column::Expiry => when(token.expires_on).unwrap_or_else(never),
        Column::Starts => when(token.not_before).unwrap_or_default(),
        Column::Issued => when(token.issued_on).unwrap_or_default(),
        Column::Modified => when(token.modified_on).unwrap_or_default(),
        Column::Findings => {
            let found: Vec<&str> = session.world.findings(no).iter().map(|f| f.id.word()).collect();
            found.join(" ")
        }
        Column::May => {
            let able: Vec<String> =
                words::phrases(token, &session.world).iter().map(ToString::to_string).collect();
            able.join("; ")
        }
        Column::Policies => token.policies.len().to_string(),
        Column::Addresses => token.condition.line(),
        Column::Creator => token.maker().unwrap_or_default().to_owned(),
        column => of_address(column, session, &token.at).unwrap_or_default(),
    }
}

/// What is known by the address alone, be the token there or gone. `None`: nothing, or it is known otherwise.
fn of_address(column: Column, session: &Session, at: &TokenRef) -> Option<String> {
    let account = at.owner.account();
    let note = || session.world.note(at);
    match column {
        Column::Kind => Some(at.owner.kind().to_owned()),
        Column::Account => account.map(|id| session.owner_name(&Owner::Account(id.clone()))),
        Column::Organization => {
            let parent = session.world.account(account?)?.account.parent.as_ref()?;
            Some(parent.name.to_string())
        }
        Column::Id => Some(at.id.to_string()),
        Column::News => session.world.mark(at).map(Mark::words),
        Column::Noted => note().map(|_| "yes".to_owned()),
        Column::Note => note().map(Note::line),
        Column::NoteOn(field) => note().map(|note| note.get(field).to_owned()),
        _ => None,
    }
}
