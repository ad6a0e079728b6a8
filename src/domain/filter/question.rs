//! One question about reach, and how a token answers it: which policies allow it, over what, and what is denied.

use super::ast::{Query, Term, Test};
use super::permission::Wanted;
use super::place::Place;
use crate::domain::lookup::{Lookup, MeantBy};
use crate::domain::reach::{self, How};
use crate::domain::token::Token;

/// Who can do what, on what. Either side may be left open.
#[derive(Clone, Debug)]
pub struct Question {
    wanted: Option<Wanted>,
    place: Option<Place>,
}

impl Question {
    /// The question that the `can:` and `on:`, or `would:` and `at:`, of a query ask; of several of a kind the first.
    pub fn of(query: &Query) -> Self {
        let find = |of: fn(&Test) -> Option<&str>| {
            query.terms.iter().filter(|term| !term.negated).find_map(|term: &Term| of(&term.test))
        };
        let what = find(|test| match test {
            Test::Can(value) | Test::Would(value) => Some(value),
            _ => None,
        });
        let place = find(|test| match test {
            Test::On(value) | Test::At(value) => Some(value),
            _ => None,
        });
        Question { wanted: what.map(Wanted::new), place: place.map(Place::new) }
    }

    /// How a token answers, by the permission that goes furthest; `None` where no policy speaks of it.
    pub fn how(&self, token: &Token, names: &dyn Lookup) -> Option<How> {
        let is = |group: &_| self.wanted.as_ref().is_none_or(|w| w.is(group));
        let targets = self.place.as_ref().map(|place| match place.known(names) {
            known if known.is_empty() => place.written(&token.policies).into(),
            known => known,
        });
        let meant = MeantBy { names, owner: &token.at.owner };
        reach::how(&token.policies, &is, targets.as_deref(), &meant)
    }
}
