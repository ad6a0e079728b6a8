//! What this machine remembers of tokens, beside what Cloudflare says: notes, what is news, and one story at a time.
//!
//! History stays on the disk; here is only what lists and filters ask of every row.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Changed, RowNo, World};
use crate::domain::history::{Mark, Marked, News, Past, Watch};
use crate::domain::note::Note;
use crate::domain::token::TokenRef;
use crate::protocol::Event;

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Local {
    notes: HashMap<TokenRef, Note>,
    watch: Watch,
    marks: HashMap<TokenRef, Mark>,
    counts: [usize; News::ALL.len()],
    /// The story that was last asked for; `None` inside: nothing is remembered of the token.
    past: Option<(TokenRef, Option<Arc<Past>>)>,
}

impl World {
    /// Takes what the doing wing remembers.
    pub(super) fn recall(&mut self, event: &Event) -> Changed {
        let local = &mut self.local;
        let (touched, notes): (Vec<TokenRef>, bool) = match event {
            Event::Notes(list) => {
                let notes: HashMap<TokenRef, Note> = list.iter().cloned().collect();
                let touched = differing(&local.notes, &notes);
                local.notes = notes;
                let news = !touched.is_empty();
                (touched, news)
            }
            // A state that is older than what is believed says nothing.
            Event::Watch(watch) if watch.revision >= local.watch.revision => {
                let marks = watch.marked.iter().map(|marked| (marked.at.clone(), marked.mark)).collect();
                let touched = differing(&local.marks, &marks);
                local.marks = marks;
                local.counts =
                    News::ALL.map(|news| watch.marked.iter().filter(|m| m.mark.news() == news).count());
                let news = local.watch != *watch;
                local.watch.clone_from(watch);
                (touched, news)
            }
            Event::Past(at, past) => {
                local.past = Some((at.clone(), past.clone()));
                (Vec::new(), true)
            }
            _ => (Vec::new(), false),
        };
        let mut rows: Vec<RowNo> = touched.iter().filter_map(|at| self.find(at)).collect();
        rows.sort_unstable();
        rows.dedup();
        Changed { rows, notes, ..Changed::default() }
    }

    /// The local note about a token.
    pub fn note(&self, at: &TokenRef) -> Option<&Note> {
        self.local.notes.get(at)
    }

    /// All local notes, in no particular order.
    pub fn notes(&self) -> impl Iterator<Item = (&TokenRef, &Note)> {
        self.local.notes.iter()
    }

    /// What is news about a token.
    pub fn mark(&self, at: &TokenRef) -> Option<Mark> {
        self.local.marks.get(at).copied()
    }

    /// Everything that is news, by address.
    pub fn marked(&self) -> &[Marked] {
        &self.local.watch.marked
    }

    /// How many tokens are news of this kind.
    pub fn marked_as(&self, news: News) -> usize {
        self.local.counts[news as usize]
    }

    /// The story of a token, if it was the last one asked for. The inner `None`: nothing is remembered of it.
    pub fn past(&self, at: &TokenRef) -> Option<Option<&Past>> {
        self.local.past.as_ref().filter(|(of, _)| of == at).map(|(_, past)| past.as_deref())
    }
}

/// The tokens about which the two say something else.
fn differing<T: PartialEq>(before: &HashMap<TokenRef, T>, after: &HashMap<TokenRef, T>) -> Vec<TokenRef> {
    let came = after.iter().filter(|(at, value)| before.get(at) != Some(value));
    let went = before.iter().filter(|(at, _)| !after.contains_key(at));
    came.chain(went).map(|(at, _)| at.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::*;
    use super::*;
    use crate::domain::filter::Query;
    use crate::domain::finding::Thresholds;
    use crate::domain::note::Field;
    use crate::domain::token::Owner;
    use crate::world::select::{Rows, Sort};

    fn watch(revision: u64, marks: &[(u8, Mark)]) -> Event {
        let marked = |(n, mark): &(u8, Mark)| Marked {
            at: at(&Owner::User, *n),
            mark: *mark,
            name: "x".into(),
            noticed: NOW,
        };
        Event::Watch(Watch { revision, marked: marks.iter().map(marked).collect() })
    }

    #[test]
    fn lists_follow_news_and_notes_and_an_older_state_says_nothing() {
        let mut world = World::new(NOW, Thresholds::default());
        let tokens = (0..3).map(|n| token(&Owner::User, n, "x")).collect();
        world.apply(&listing(&Owner::User, 1, true, tokens));
        let mut news = Rows::new(Query::parse("changed:any").unwrap(), Sort::default());
        let mut noted = Rows::new(Query::parse("owner:platform").unwrap(), Sort::default());
        news.rebuild(&world);
        noted.rebuild(&world);
        let mut hear = |event: &Event| {
            let changed = world.hear(event);
            news.absorb(&world, &changed);
            noted.absorb(&world, &changed);
            (news.len(), noted.len())
        };
        assert_eq!(hear(&watch(2, &[(1, Mark::New), (9, Mark::Gone)])), (1, 0));
        assert_eq!(hear(&watch(1, &[])), (1, 0), "an older state");
        let mut note = Note::default();
        note.set(Field::Owner, "platform").unwrap();
        assert_eq!(hear(&Event::Notes(vec![(at(&Owner::User, 2), note)])), (1, 1));
        assert_eq!(hear(&watch(3, &[])), (0, 1));
        assert_eq!(hear(&Event::Notes(Vec::new())), (0, 0));
        assert_eq!(world.marked_as(News::Gone), 0);
    }
}
