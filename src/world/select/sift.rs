//! Judging many rows by a query, on several processors at once.
//!
//! The threads begin and end within one call and share nothing that changes, so whoever calls cannot tell them from a
//! loop: but one letter in the filter lets nearly every name be scored, and a frame has 16 ms.

use std::num::NonZero;
use std::thread;

use super::super::{Row, RowNo, World};
use super::needs::{self, Needs};
use crate::clock::Time;
use crate::domain::filter::{Matcher, Query, Subject};
use crate::domain::history::Mark;

/// For fewer rows than this a thread costs more than it saves.
const WORTH_A_THREAD: usize = 8_192;

/// A query, and the world that it is asked of.
#[derive(Clone, Copy)]
pub(super) struct Judge<'a> {
    pub(super) world: &'a World,
    pub(super) query: &'a Query,
    pub(super) needs: Needs,
}

impl Judge<'_> {
    /// The score of a row and one more, zero if it does not match; and when that may change because time passes.
    pub(super) fn row(&self, matcher: &mut Matcher, row: &Row) -> (u32, Option<Time>) {
        let Judge { world, query, needs } = self;
        let subject = Subject {
            token: &row.token,
            haystack: &row.haystack,
            now: world.now,
            names: &world.directory,
            findings: &|| row.findings,
            quota: if needs.quota { world.quota(&row.token.at.owner) } else { None },
            note: if needs.local { world.note(&row.token.at) } else { None },
            news: if needs.local { world.mark(&row.token.at).map(Mark::news) } else { None },
        };
        let score = matcher.score(&subject).map_or(0, |score| score.saturating_add(1));
        let turn = if needs.time { needs::turn(query, &row.token, world.now) } else { None };
        (score, turn)
    }

    /// Judges every row whose score, by row number, is not zero. Answers when something may change because time
    /// passes.
    pub(super) fn sift(&self, matcher: &mut Matcher, scores: &mut [u32]) -> Option<Time> {
        matcher.learn(&self.world.directory);
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        self.sift_in_parts(scores.len().div_ceil(processors).max(WORTH_A_THREAD), matcher, scores)
    }

    fn sift_in_parts(&self, part: usize, matcher: &mut Matcher, scores: &mut [u32]) -> Option<Time> {
        let Some((own, others)) = scores.split_at_mut_checked(part) else {
            return self.part(matcher, scores, 0);
        };
        let mut turns = vec![None; others.len().div_ceil(part)];
        let turn = thread::scope(|scope| {
            let others = others.chunks_mut(part).zip((0..).step_by(part).skip(1));
            for ((scores, first), turn) in others.zip(&mut turns) {
                scope.spawn(move || {
                    let mut matcher = self.query.matcher();
                    matcher.learn(&self.world.directory);
                    *turn = self.part(&mut matcher, scores, first);
                });
            }
            self.part(matcher, own, 0)
        });
        turns.into_iter().chain([turn]).flatten().min()
    }

    /// Rows that lie side by side in the table, and so in memory, from this number on.
    fn part(&self, matcher: &mut Matcher, scores: &mut [u32], first: u32) -> Option<Time> {
        let mut next = None;
        for (score, no) in scores.iter_mut().zip(first..).filter(|(score, _)| **score > 0) {
            let (points, turn) = self.world.row(RowNo(no)).map_or((0, None), |row| self.row(matcher, row));
            *score = points;
            next = next.into_iter().chain(turn).min();
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::super::sample::*;
    use super::*;
    use crate::domain::finding::Thresholds;
    use crate::domain::token::{Owner, Token};

    #[rstest]
    #[case::words("dep")]
    #[case::time("unused:>3d")]
    fn in_however_many_parts_the_answer_is_the_same(#[case] text: &str) {
        let query = Query::parse(text).unwrap();
        let mut world = World::new(NOW, Thresholds::default());
        let owner = Owner::User;
        let tokens = (0..23).map(|n| Token {
            last_used_on: Some(NOW.plus_days(-i64::from(n) % 7)),
            ..token(&owner, n, if n % 3 == 0 { "deploy" } else { "backup" })
        });
        world.apply(&listing(&owner, 1, true, tokens.collect()));
        let judge = Judge { world: &world, query: &query, needs: Needs::of(&query) };
        let sifted = |part: usize| {
            let mut scores = vec![1; world.width()];
            scores[4] = 0;
            let turn = judge.sift_in_parts(part, &mut query.matcher(), &mut scores);
            (scores, turn)
        };
        let whole = sifted(100);
        assert!(whole.0.contains(&0) && whole.0.iter().any(|score| *score > 0), "{whole:?}");
        assert_eq!(whole.1.is_some(), text.starts_with("unused"));
        for part in [1, 2, 7, 22, 23, 24] {
            assert_eq!(sifted(part), whole, "parts of {part}");
        }
    }
}
