//! How many tokens touch each product of the compatibility matrix.

use crate::domain::matrix::query::Touching;
use crate::domain::matrix::touch::{MOST, Products};
use crate::domain::token::{Owner, Token};

/// The counts, by the place of the product. Kept as tokens come and go: counting them in each frame would take as long
/// as there are tokens.
#[derive(Clone, Debug)]
pub(super) struct Tally([Touching; MOST]);

impl Default for Tally {
    fn default() -> Self {
        Tally([Touching::default(); MOST])
    }
}

impl Tally {
    pub(super) fn credit(&mut self, token: &Token) {
        self.each(token, |count| *count += 1);
    }

    pub(super) fn debit(&mut self, token: &Token) {
        self.each(token, |count| *count -= 1);
    }

    fn each(&mut self, token: &Token, change: impl Fn(&mut u32)) {
        for place in Products::of(token).places() {
            match token.at.owner {
                Owner::Account(_) => change(&mut self.0[place].account),
                Owner::User => change(&mut self.0[place].user),
            }
        }
    }

    /// Those of one product, by its present name.
    pub(super) fn of(&self, product: &str) -> Touching {
        Products::named(product).places().map(|place| self.0[place]).next().unwrap_or_default()
    }
}
