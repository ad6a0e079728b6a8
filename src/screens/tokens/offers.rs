//! What could be typed at the cursor of the filter, and which of it is chosen.

use crate::command::Code;
use crate::command::Key;
use crate::domain::filter::Candidate;
use crate::domain::filter::complete;
use crate::ui::field::Field;
use crate::ui::list::ListState;
use crate::ui::list::Motion;
use crate::world::World;

/// How many candidates are in sight at once.
pub(super) const SHOWN: usize = 8;

/// Candidates for the word that is being typed, the best first; none once it is complete.
#[derive(Debug, Default)]
pub(super) struct Offers {
    list: Vec<Candidate>,
    state: ListState,
    /// Whether one was chosen with the arrows, so that enter takes it instead of keeping the filter.
    chosen: bool,
}

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Took {
    /// It means nothing here.
    Nothing,
    /// Another candidate is chosen.
    Moved,
    /// A candidate was put into the field.
    Typed,
}

impl Offers {
    /// For a field in which something was typed. Before a word is begun nothing is offered: there would always be
    /// something in front of the list.
    pub(super) fn after_typing(field: &Field, world: &World) -> Self {
        let typed = &field.text()[..field.cursor()];
        if typed.is_empty() || typed.ends_with(char::is_whitespace) {
            return Offers::default();
        }
        Offers::everything(field, world)
    }

    /// For a field, also where no word is begun.
    pub(super) fn everything(field: &Field, world: &World) -> Self {
        let mut list = complete(field.text(), field.cursor(), world);
        let stands =
            |candidate: &Candidate| field.text().get(candidate.span.clone()) == Some(&candidate.text);
        if list.iter().any(stands) {
            list.clear();
        }
        Offers { list, ..Offers::default() }
    }

    /// Whether there is nothing to choose from.
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether enter takes a candidate instead of keeping the filter.
    pub(super) fn is_chosen(&self) -> bool {
        self.chosen
    }

    /// The candidates, the best first.
    pub(super) fn list(&self) -> &[Candidate] {
        &self.list
    }

    /// Which candidate the cursor is on, and which are in sight.
    pub(super) fn state(&self) -> ListState {
        self.state
    }

    /// What the candidate under the cursor would add behind what is typed; empty if it would change that.
    pub(super) fn ghost<'a>(&'a self, field: &Field) -> &'a str {
        let Some(candidate) = self.list.get(self.state.cursor) else { return "" };
        let typed = field.text().get(candidate.span.clone());
        typed.and_then(|typed| candidate.text.strip_prefix(typed)).unwrap_or("")
    }

    /// Takes a key: arrows choose, tab takes what is chosen, and so does enter once the arrows were used.
    pub(super) fn press(&mut self, key: Key, field: &mut Field) -> Took {
        if self.is_empty() {
            return Took::Nothing;
        }
        let motion = match (key.ctrl, key.code) {
            (_, Code::Up | Code::BackTab) | (true, Code::Char('p')) => Motion::Up,
            (_, Code::Down) | (true, Code::Char('n')) => Motion::Down,
            (_, Code::Tab) => return self.take(field),
            (_, Code::Enter) if self.chosen => return self.take(field),
            _ => return Took::Nothing,
        };
        // The first arrow down stays on the best candidate: it is the one that one means.
        if self.chosen || motion == Motion::Up {
            self.state.step(motion, self.list.len(), SHOWN);
        }
        self.chosen = true;
        Took::Moved
    }

    /// Puts the candidate of this place into the field.
    pub(super) fn pick(&mut self, place: usize, field: &mut Field) -> Took {
        self.state.cursor = place;
        self.take(field)
    }

    fn take(&self, field: &mut Field) -> Took {
        let Some(candidate) = self.list.get(self.state.cursor) else { return Took::Nothing };
        let at_end = candidate.span.end == field.text().len();
        let blank = if at_end && !candidate.text.ends_with(':') { " " } else { "" };
        field.splice(candidate.span.clone(), &format!("{}{blank}", candidate.text));
        Took::Typed
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::clock::Time;
    use crate::domain::finding::Thresholds;

    fn typed(text: &str, keys: &str) -> (String, Offers) {
        let world = World::new(Time::EPOCH, Thresholds::default());
        let mut field = Field::new(text);
        let mut offers = Offers::after_typing(&field, &world);
        for key in keys.split_whitespace() {
            if offers.press(key.parse().unwrap(), &mut field) == Took::Typed {
                offers = Offers::after_typing(&field, &world);
            }
        }
        (field.text().to_owned(), offers)
    }

    #[rstest]
    #[case::the_best("stat", "tab", "status:")]
    #[case::field_then_value("stat", "tab tab", "status:active ")]
    #[case::the_first_arrow_chooses_the_best("status:", "down tab", "status:active ")]
    #[case::further("status:", "down down enter", "status:disabled ")]
    #[case::enter_alone_takes_nothing("status:", "enter", "status:")]
    #[case::behind_a_minus("-find", "tab", "-finding:")]
    #[case::needs_quotes("can:\"dns wri", "tab", "can:\"DNS Write\" ")]
    #[case::complete_already("status:active", "tab", "status:active")]
    #[case::no_such_word("zzz", "tab", "zzz")]
    fn takes(#[case] text: &str, #[case] keys: &str, #[case] expected: &str) {
        assert_eq!(typed(text, keys).0, expected);
    }

    #[test]
    fn nothing_is_offered_before_a_word_is_begun() {
        assert!(typed("", "").1.is_empty());
        assert!(typed("status:active ", "").1.is_empty());
        assert!(!typed("s", "").1.is_empty());
    }
}
