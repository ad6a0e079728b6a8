//! Finding accounts, zones and buckets by typing part of their name.

use super::World;
use crate::domain::ids::{AccountId, ScriptTag, UserId, ZoneId};
use crate::domain::lookup::Lookup;
use crate::domain::reach::Target;
use crate::domain::resource::Key;

impl World {
    /// What bears a name with this text in it, at most so many: names that begin with it first, then names of which a
    /// word does, shorter ones before longer ones. An id or a resource key is itself, whether known or not.
    pub fn places(&self, typed: &str, most: usize) -> Vec<Target> {
        let typed = typed.trim();
        if typed.starts_with("com.cloudflare.") {
            return vec![Target::whole(&Key::new(typed))];
        }
        if ZoneId::new(typed).is_hex() {
            return self.of_id(typed);
        }
        let typed = typed.to_lowercase();
        let mut found: Vec<(u8, usize, &str, &Target)> = self
            .directory
            .named_all()
            .filter_map(|(name, targets)| {
                let at = name.find(&typed)?;
                let rank = match name[..at].chars().next_back() {
                    None => 0,
                    Some(before) if !before.is_alphanumeric() => 1,
                    Some(_) => 2,
                };
                Some(targets.iter().map(move |target| (rank, name.len(), name, target)))
            })
            .flatten()
            .collect();
        if found.len() > most {
            found.select_nth_unstable(most);
            found.truncate(most);
        }
        found.sort_unstable();
        found.into_iter().map(|(.., target)| target.clone()).collect()
    }

    /// What an id may be: what is known by it, or else everything that has such ids.
    fn of_id(&self, id: &str) -> Vec<Target> {
        let (zone, account) = (ZoneId::new(id), AccountId::new(id));
        if self.zone(&zone).is_some() {
            return vec![Target::Zone(zone)];
        }
        if self.account_name(&account).is_some() {
            return vec![Target::Account(account)];
        }
        vec![
            Target::Zone(zone),
            Target::Account(account),
            Target::User(UserId::new(id)),
            Target::Script(None, ScriptTag::new(id)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::sample::*;
    use super::*;
    use crate::domain::finding::Thresholds;

    #[rstest]
    #[case("acme", &["Acme", "Acme Labs", "Big Acme"])]
    #[case("LABS", &["Acme Labs"])]
    #[case("zzz", &[])]
    fn by_name(#[case] typed: &str, #[case] expected: &[&str]) {
        let mut world = World::new(NOW, Thresholds::default());
        let list = vec![account(1, "Big Acme"), account(2, "Acme Labs"), account(3, "Acme")];
        world.apply(&accounts(1, true, list));
        let names: Vec<&str> = world
            .places(typed, 9)
            .iter()
            .filter_map(|target| match target {
                Target::Account(id) => world.account_name(id),
                _ => None,
            })
            .collect();
        assert_eq!(names, expected);
        assert_eq!(world.places(typed, 1).len(), expected.len().min(1));
    }

    #[test]
    fn ids_and_keys_are_themselves() {
        let world = World::new(NOW, Thresholds::default());
        assert_eq!(world.places("com.cloudflare.api.account.zone.*", 9), [Target::AllZones]);
        assert_eq!(world.places("023e105f4ecef8ad9ca31a8372d0c353", 9).len(), 4);
    }
}
