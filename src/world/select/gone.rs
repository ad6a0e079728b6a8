//! Tokens that are gone since somebody last looked, below the rows of a list that asks for them (`changed:gone`).
//!
//! They are lines of the list, but no rows of the world: of such a token an address, a name and a local note are left. A
//! status, dates, reach or findings would be guesses, and every sum, order, mark and deed would have to leave them out
//! again. So the table of tokens stays what the server holds; a filter that does not ask for what is gone costs nothing
//! here, and one that also asks what nobody can answer any more shows none of them (`Query::answers_for_gone`). What a
//! token could do before it went is on the disk, in its history.

use std::cmp::Reverse;

use super::super::World;
use crate::domain::condition::Condition;
use crate::domain::filter::{Haystack, Query, Subject};
use crate::domain::finding::FindingSet;
use crate::domain::history::{Mark, Marked, News};
use crate::domain::token::{Status, Token};

/// The tokens that are gone and that a query asks for, by their places in [`World::marked`]; the one missed last first,
/// then by name.
pub(super) fn asked_for(world: &World, query: &Query) -> Vec<usize> {
    if !query.asks_for_gone() || !query.answers_for_gone() {
        return Vec::new();
    }
    let mut matcher = query.matcher();
    matcher.learn(&world.directory);
    let mut matches = |marked: &Marked| {
        let token = remains(marked);
        let subject = Subject {
            token: &token,
            haystack: &Haystack::of(&token, &world.directory),
            now: world.now,
            names: &world.directory,
            findings: &FindingSet::default,
            quota: None,
            note: world.note(&marked.at),
            news: Some(News::Gone),
        };
        matcher.score(&subject).is_some()
    };
    // What came back is in the table again, whatever an older look said.
    let gone = |marked: &Marked| marked.mark == Mark::Gone && world.find(&marked.at).is_none();
    let all = world.marked().iter().zip(0..);
    let mut found: Vec<(&Marked, usize)> =
        all.filter(|(marked, _)| gone(marked) && matches(marked)).collect();
    found.sort_by_cached_key(|(marked, _)| (Reverse(marked.noticed), marked.name.to_lowercase(), &marked.at));
    found.into_iter().map(|(_, place)| place).collect()
}

/// What is left of a token, for the few terms that can be answered: nothing but its address and its name.
fn remains(marked: &Marked) -> Token {
    Token {
        at: marked.at.clone(),
        name: marked.name.clone(),
        status: Status::Unsaid,
        issued_on: None,
        modified_on: None,
        last_used_on: None,
        not_before: None,
        expires_on: None,
        condition: Condition::default(),
        policies: [].into(),
        creator: None,
        provisioner: None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::super::sample::*;
    use super::super::{Grouping, Line, Rows, Sort};
    use super::*;
    use crate::domain::finding::Thresholds;
    use crate::domain::history::Watch;
    use crate::domain::note::{Field, Note};
    use crate::domain::token::Owner;
    use crate::protocol::Event;

    fn watch(revision: u64, marks: &[(u8, &str, Mark)]) -> Event {
        let marked = |(n, name, mark): &(u8, &str, Mark)| Marked {
            at: at(&Owner::User, *n),
            mark: *mark,
            name: (*name).into(),
            noticed: NOW.plus_millis((*n).into()),
        };
        Event::Watch(Watch { revision, marked: marks.iter().map(marked).collect() })
    }

    /// Three tokens, of which one is new and another was missed once and is back; two are gone, of which the second has a
    /// note.
    fn world() -> World {
        let mut world = World::new(NOW, Thresholds::default());
        let tokens = (0..3).map(|n| token(&Owner::User, n, "deploy")).collect();
        world.apply(&listing(&Owner::User, 1, true, tokens));
        let marks = [
            (0, "deploy", Mark::Gone),
            (1, "deploy", Mark::New),
            (7, "old deploy", Mark::Gone),
            (8, "backup", Mark::Gone),
        ];
        world.hear(&watch(1, &marks));
        let mut note = Note::default();
        note.set(Field::Ticket, "OPS-1").unwrap();
        world.hear(&Event::Notes(vec![(at(&Owner::User, 8), note)]));
        world
    }

    fn rows(world: &World, text: &str) -> Rows {
        let mut rows = Rows::new(Query::parse(text).unwrap(), Sort::default());
        rows.rebuild(world);
        rows
    }

    #[rstest]
    #[case::asked_for("changed:gone", 1, &["backup", "old deploy"])]
    #[case::all_that_is_news("changed:any", 2, &["backup", "old deploy"])]
    #[case::by_words("changed:gone old", 0, &["old deploy"])]
    #[case::by_pattern("changed:gone -name:/^(old|deploy)/", 0, &["backup"])]
    #[case::by_note("changed:gone ticket:ops", 0, &["backup"])]
    #[case::by_owner("changed:gone kind:user -account:acme", 1, &["backup", "old deploy"])]
    #[case::nobody_knows_any_more("changed:gone -status:active", 0, &[])]
    #[case::nor_by_default("changed:any never:expires", 2, &[])]
    #[case::not_asked_for("deploy", 3, &[])]
    #[case::turned_round("-changed:new", 2, &[])]
    #[case::everything("", 3, &[])]
    fn below_the_rows_stands_what_is_gone_and_asked_for(
        #[case] text: &str,
        #[case] there: usize,
        #[case] gone: &[&str],
    ) {
        let world = world();
        let rows = rows(&world, text);
        assert_eq!(rows.len(), there);
        assert_eq!(rows.gone(&world).map(|marked| &*marked.name).collect::<Vec<_>>(), gone);
        assert_eq!(rows.lines(), there + gone.len());
        assert_eq!(rows.tally().used().iter().sum::<u32>() as usize, there, "no sum counts what is gone");
        for (line, marked) in (there..).zip(rows.gone(&world)) {
            assert_eq!(rows.gone_at(line, &world), Some(marked));
            assert_eq!(rows.position(&world, &marked.at), Some(line));
            assert!(rows.row_at(line).is_none() && !rows.shows(&world, &marked.at));
        }
        assert_eq!(rows.line(rows.lines()), None);
    }

    #[test]
    fn headings_are_followed_by_one_for_what_is_gone() {
        let world = world();
        let mut rows = rows(&world, "changed:any");
        rows.set_grouping(Some(Grouping::Account), &world);
        let lines: Vec<_> = (0..rows.lines()).filter_map(|i| rows.line(i)).collect();
        assert!(
            matches!(
                lines[..],
                [
                    Line::Group(_),
                    Line::Row(_),
                    Line::Row(_),
                    Line::GoneBelow(2),
                    Line::Gone(3),
                    Line::Gone(2)
                ]
            ),
            "{lines:?}"
        );
        assert_eq!([1, 2, 3, 4, 5].map(|i| rows.heading_above(i)), [0, 0, 3, 3, 3].map(Some));
        assert_eq!(rows.position(&world, &at(&Owner::User, 8)), Some(4));
    }

    #[test]
    fn the_list_follows_what_goes_comes_back_and_is_seen() {
        let mut world = world();
        let mut rows = rows(&world, "changed:gone");
        let mut hear = |event: &Event| {
            let changed = world.hear(event);
            let differs = rows.absorb(&world, &changed);
            (differs, rows.gone(&world).count())
        };
        let marks = [(7, "old deploy", Mark::Gone), (8, "backup", Mark::Gone), (9, "third", Mark::Gone)];
        assert_eq!(hear(&watch(2, &marks)), (true, 3));
        assert_eq!(hear(&watch(2, &marks)), (false, 3));
        let back = listing(&Owner::User, 9, true, vec![token(&Owner::User, 9, "third")]);
        assert_eq!(hear(&Event::World(back)), (true, 2));
        assert_eq!(hear(&watch(3, &[])), (true, 0));
    }
}
