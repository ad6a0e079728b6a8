//! What products answered when they were asked live: of each account and product the newest answer.

use std::collections::BTreeMap;

use crate::domain::ids::AccountId;
use crate::domain::matrix::probe::Evidence;

/// The answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Answers(BTreeMap<AccountId, BTreeMap<Box<str>, Evidence>>);

impl Answers {
    /// Takes what is newer. Answers whether anything was.
    pub(super) fn hear(&mut self, news: &[Evidence]) -> bool {
        let mut changed = false;
        for one in news {
            let of_account = self.0.entry(one.account.clone()).or_default();
            let newer = of_account.get(&one.product).is_none_or(|held| held.at < one.at);
            if newer {
                of_account.insert(one.product.clone(), one.clone());
            }
            changed |= newer;
        }
        changed
    }

    /// Those of an account, by product.
    pub(super) fn of(&self, account: &AccountId) -> impl Iterator<Item = &Evidence> {
        self.0.get(account).into_iter().flat_map(BTreeMap::values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::domain::matrix::probe::Answer;

    #[test]
    fn the_newest_answer_wins_in_any_order() {
        let at = |seconds, answer| Evidence {
            product: "D1".into(),
            account: "a".into(),
            token: "t".into(),
            path: "/".into(),
            at: Time::from_secs(seconds),
            answer,
            why: "".into(),
        };
        let (old, new) = (at(1, Answer::Unknown), at(2, Answer::Accepted));
        let mut answers = Answers::default();
        assert!(answers.hear(&[new.clone(), old.clone()]));
        assert!(!answers.hear(std::slice::from_ref(&new)) && !answers.hear(&[old]));
        assert_eq!(answers.of(&"a".into()).collect::<Vec<_>>(), [&new]);
        assert_eq!(answers.of(&"b".into()).count(), 0);
    }
}
