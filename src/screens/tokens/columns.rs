//! Which columns the list has, and the dialog in which they are chosen.

use crate::command::Code;
use crate::command::Key;
use crate::domain::note::Field;
use crate::domain::view::Column;
use crate::ui::list::ListState;
use crate::ui::list::Motion;
use crate::ui::table;

/// How a column is drawn and how it gives way: what tells tokens apart and what is wrong with them stays longest. `said`:
/// every row says the same there, and the title or a heading says it already, so it is the first to go.
pub(super) fn drawn(column: Column, said: bool) -> table::Column<'static> {
    if said {
        return table::Column { rank: u8::MAX, spare: true, ..drawn(column, false) };
    }
    let new = table::Column::new;
    match column {
        Column::Name => new("NAME", 14, 24).grow(2),
        Column::Account => new("ACCOUNT", 12, 18).grow(1).rank(2).middle(),
        Column::Organization => new("ORGANIZATION", 12, 17).grow(1).rank(6).middle(),
        Column::Kind => new("KIND", 7, 7).rank(5),
        Column::Status => new("STATUS", 10, 10),
        Column::LastUsed => new("USED", 6, 6).right().rank(1),
        Column::Use => new("", 5, 5).rank(4).spare(),
        Column::Expires => new("ENDS", 6, 6).right().rank(1),
        Column::Expiry => new("90 DAYS", 9, 9).rank(4).spare(),
        Column::Starts => new("STARTS", 6, 6).right().rank(2),
        Column::Findings => new("FINDINGS", 12, 15).rank(3),
        Column::May => new("MAY", 22, 44).grow(2).rank(7).spare(),
        Column::Policies => new("POLICIES", 8, 8).right().rank(4),
        Column::Addresses => new("ADDRESSES", 14, 18).grow(1).rank(3),
        Column::Issued => new("ISSUED", 7, 7).right().rank(8).spare(),
        Column::Modified => new("MODIFIED", 8, 8).right().rank(8).spare(),
        Column::Creator => new("CREATOR", 20, 30).rank(9).spare(),
        Column::Id => new("ID", 8, 8).rank(10).spare(),
        Column::News => new("NEWS", 9, 24).rank(1),
        Column::Noted => new("NOTED", 5, 5).rank(2),
        Column::Note => new("NOTE", 14, 40).grow(1).rank(2),
        Column::NoteOn(Field::Owner) => new("OWNER", 10, 18).grow(1).rank(2),
        Column::NoteOn(Field::Purpose) => new("PURPOSE", 12, 28).grow(1).rank(3),
        Column::NoteOn(Field::Ticket) => new("TICKET", 8, 12).rank(2),
        Column::NoteOn(Field::Deployed) => new("DEPLOYED", 10, 22).grow(1).rank(3),
    }
}

/// The dialog: every column, the chosen ones marked, in the order they are to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picker {
    pub(super) rows: Vec<(Column, bool)>,
    pub(super) list: ListState,
}

/// What became of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It is still open.
    Open,
    /// It was closed; everything stays as it was.
    Cancelled,
    /// These columns were chosen, one at least.
    Chosen(Vec<Column>),
}

impl Picker {
    /// With these columns chosen; the others follow in their usual order.
    pub(super) fn new(chosen: &[Column]) -> Self {
        let others = Column::ALL.into_iter().filter(|column| !chosen.contains(column));
        let rows = chosen.iter().map(|column| (*column, true)).chain(others.map(|column| (column, false)));
        Picker { rows: rows.collect(), list: ListState::default() }
    }

    /// Takes a key.
    pub(super) fn press(&mut self, key: Key) -> Answer {
        let (len, at) = (self.rows.len(), self.list.fitted(self.rows.len(), self.rows.len()).cursor);
        let motion = match (key.code, key.alt) {
            (Code::Esc | Code::Char('q'), _) => return Answer::Cancelled,
            (Code::Enter, _) => {
                let chosen = self.rows.iter().filter(|(_, chosen)| *chosen);
                return Answer::Chosen(chosen.map(|(column, _)| *column).collect());
            }
            (Code::Char(' '), _) => {
                self.toggle(at);
                return Answer::Open;
            }
            (Code::Char('J'), _) | (Code::Down, true) => {
                self.swap(at, (at + 1).min(len - 1));
                Motion::Down
            }
            (Code::Char('K'), _) | (Code::Up, true) => {
                self.swap(at, at.saturating_sub(1));
                Motion::Up
            }
            (Code::Down | Code::Char('j'), _) => Motion::Down,
            (Code::Up | Code::Char('k'), _) => Motion::Up,
            (Code::Home | Code::Char('g'), _) => Motion::First,
            (Code::End | Code::Char('G'), _) => Motion::Last,
            (Code::Char('r'), _) => {
                *self = Picker::new(&Column::USUAL);
                return Answer::Open;
            }
            _ => return Answer::Open,
        };
        self.list.step(motion, len, len);
        Answer::Open
    }

    /// Shows a column or hides it; the last one stays. The cursor goes there.
    pub(super) fn toggle(&mut self, at: usize) {
        self.list.cursor = at;
        let last = self.rows.iter().filter(|(_, chosen)| *chosen).count() == 1;
        if let Some((_, chosen)) = self.rows.get_mut(at) {
            *chosen = !*chosen || last;
        }
    }

    fn swap(&mut self, from: usize, to: usize) {
        self.rows.swap(from, to);
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn chosen(keys: &str) -> Answer {
        let mut picker = Picker::new(&[Column::Name, Column::Status]);
        let mut answer = Answer::Open;
        for key in keys.split(' ') {
            answer = picker.press(key.parse().unwrap());
        }
        answer
    }

    #[rstest]
    #[case::as_it_was("enter", &[Column::Name, Column::Status])]
    #[case::one_less("space enter", &[Column::Status])]
    #[case::never_none("space j space enter", &[Column::Status])]
    #[case::moved("J enter", &[Column::Status, Column::Name])]
    #[case::moved_and_back("J K enter", &[Column::Name, Column::Status])]
    #[case::moved_with_arrows("j alt-up enter", &[Column::Status, Column::Name])]
    #[case::one_more("G space enter", &[Column::Name, Column::Status, Column::NoteOn(Field::Deployed)])]
    #[case::no_further_than_the_ends("K K enter", &[Column::Name, Column::Status])]
    #[case::the_usual_ones("r enter", &Column::USUAL)]
    fn chooses(#[case] keys: &str, #[case] expected: &[Column]) {
        assert_eq!(chosen(keys), Answer::Chosen(expected.to_vec()));
    }

    #[test]
    fn esc_changes_nothing() {
        assert_eq!(chosen("space esc"), Answer::Cancelled);
    }
}
