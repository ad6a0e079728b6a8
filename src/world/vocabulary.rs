//! Words that exist in the world, for completion: sorted, made when first asked for, and forgotten when they may
//! have changed. A key press then costs what the list is long, not what the estate is.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::World;
use crate::domain::filter::{Field, Values};
use crate::domain::lookup::Lookup;

type Words = Box<[Box<str>]>;

/// The lists that are costly to make. None of them is part of what the world believes.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    creators: OnceLock<Words>,
    permissions: OnceLock<Words>,
    places: OnceLock<Words>,
}

impl Vocabulary {
    /// Tokens came, went or changed.
    pub(super) fn forget_creators(&mut self) {
        self.creators.take();
    }

    /// Permission groups, accounts, zones or buckets have other names.
    pub(super) fn forget_names(&mut self) {
        self.permissions.take();
        self.places.take();
    }
}

fn sorted<'a>(words: impl Iterator<Item = &'a str>) -> Words {
    let unique: BTreeSet<&str> = words.collect();
    unique.into_iter().map(Into::into).collect()
}

impl Values for World {
    fn each(&self, field: Field, say: &mut dyn FnMut(&str)) {
        let words = match field {
            Field::Account => {
                self.account_ids().iter().filter_map(|id| self.account_name(id)).for_each(say);
                return;
            }
            Field::Note | Field::Owner | Field::Purpose | Field::Ticket | Field::Deployed => {
                let said = self.notes().flat_map(|(_, note)| note.said());
                let wanted = |of| field.of_note().is_none_or(|wanted| wanted == of);
                said.filter(|(of, _)| wanted(*of)).for_each(|(_, words)| say(words));
                return;
            }
            Field::By => {
                let made_by = || self.rows().filter_map(|(_, row)| row.token.maker());
                self.vocabulary.creators.get_or_init(|| sorted(made_by()))
            }
            Field::Perm | Field::Can | Field::Would => {
                let names = || self.groups().map(|group| &*group.name);
                self.vocabulary.permissions.get_or_init(|| sorted(names()))
            }
            Field::On | Field::At => self.vocabulary.places.get_or_init(|| sorted(self.directory.names())),
            _ => return,
        };
        words.iter().for_each(|word| say(word));
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::*;
    use super::*;
    use crate::domain::finding::Thresholds;
    use crate::domain::token::{Owner, Token};

    fn said(world: &World, field: Field) -> Vec<String> {
        let mut said = Vec::new();
        world.each(field, &mut |word| said.push(word.to_owned()));
        said
    }

    #[test]
    fn words_are_sorted_once_each_and_follow_the_world() {
        let mut world = World::new(NOW, Thresholds::default());
        world.apply(&accounts(1, true, vec![account(1, "beta"), account(2, "Acme")]));
        let owner = Owner::Account(account_id(1));
        let by = |n, who: &str| Token { creator: Some(who.into()), ..token(&owner, n, "x") };
        world.apply(&listing(&owner, 2, true, vec![by(1, "zoe"), by(2, "ada"), by(3, "zoe")]));
        assert_eq!(said(&world, Field::Account), ["Acme", "beta"]);
        assert_eq!(said(&world, Field::By), ["ada", "zoe"]);
        assert_eq!(said(&world, Field::On), ["acme", "beta"]);
        assert!(said(&world, Field::Can).is_sorted() && !said(&world, Field::Can).is_empty());
        world.apply(&listing(&owner, 3, true, vec![by(4, "bob")]));
        world.apply(&accounts(4, true, vec![account(1, "gamma")]));
        assert_eq!(said(&world, Field::By), ["bob"]);
        assert_eq!(said(&world, Field::On), ["gamma"]);
        assert_eq!(said(&world, Field::Name), Vec::<String>::new());
    }
}
