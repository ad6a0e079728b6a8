//! Names of the zones that tokens speak of. Only accounts that these tokens touch are asked; what stays unnamed is shown
//! by id, with a word why.

use std::collections::BTreeSet;

use super::output::Output;
use super::session::Session;
use crate::domain::ids::AccountId;
use crate::domain::lookup::Lookup;
use crate::domain::reach::Target;
use crate::domain::resource::Key;
use crate::domain::token::{Owner, Token};
use crate::protocol::{Job, Scope};
use crate::world::World;

/// A user token may name a zone without its account. Then all accounts are asked, if there are no more than this.
const FEW: usize = 10;

/// Learns the names of the zones in the policies of these tokens.
pub async fn learn(session: &mut Session, tokens: &[&Token], out: &mut Output) {
    let accounts = holders(&session.world, tokens);
    let jobs = accounts.iter().map(|id| Job::Refresh(Scope::Zones(id.clone()))).collect();
    let ends = session.run_abreast(jobs).await;
    for (account, ended) in accounts.iter().zip(ends) {
        if let Err(fault) = ended {
            let name = session.owner_name(&Owner::Account(account.clone()));
            out.say(&format!("Zones of {name} are shown by their ids: {fault}"));
        }
    }
}

/// The accounts in which the unnamed zones of these tokens may be.
fn holders(world: &World, tokens: &[&Token]) -> BTreeSet<AccountId> {
    let mut accounts = BTreeSet::new();
    for token in tokens {
        let resources = || token.policies.iter().flat_map(|policy| &policy.resources);
        let unnamed = |target: Target| matches!(target, Target::Zone(id) if world.zone(&id).is_none());
        if !resources().flat_map(Target::of).any(unnamed) {
            continue;
        }
        if let Owner::Account(id) = &token.at.owner {
            accounts.insert(id.clone());
            continue;
        }
        let before = accounts.len();
        accounts.extend(resources().filter_map(|resource| match &resource.key {
            Key::Account(id) => Some(id.clone()),
            _ => None,
        }));
        if accounts.len() == before && world.account_ids().len() <= FEW {
            accounts.extend(world.account_ids().iter().cloned());
        }
    }
    accounts
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::account::Account;
    use crate::domain::finding::Thresholds;
    use crate::domain::resource::Resource;
    use crate::domain::specimen::{
        ACME, BRAVO, BRAVO_DEV, DNS_WRITE, EXAMPLE, NOW, policy, token, within, zone, zones_of,
    };
    use crate::domain::zone::Zone;
    use crate::protocol::{Change, Delta};

    /// Two accounts; the zones of the first have been read.
    fn world() -> World {
        let mut world = World::new(NOW, Thresholds::default());
        let account = |id: &str| Account {
            id: id.into(),
            name: id.into(),
            tier: None,
            created_on: None,
            parent: None,
            enforce_twofactor: None,
            api_access: None,
        };
        let list = vec![account(ACME), account(BRAVO)];
        let mut tell = |scope, change| world.apply(&Delta { scope, revision: 1, as_of: NOW, change });
        tell(Scope::Accounts, Change::Accounts { list, complete: true });
        let known =
            Zone { id: EXAMPLE.into(), name: "example.com".into(), account: ACME.into(), status: None };
        tell(Scope::Zones(ACME.into()), Change::Zones(vec![known]));
        world
    }

    #[rstest]
    #[case::named_already(Owner::User, vec![zone(EXAMPLE)], &[])]
    #[case::no_zone(Owner::User, vec![zones_of(ACME)], &[])]
    #[case::the_owner(Owner::Account(BRAVO.into()), vec![zone(BRAVO_DEV)], &[BRAVO])]
    #[case::said_in_the_policy(Owner::User,
        vec![within(Key::Account(BRAVO.into()), Key::Zone(BRAVO_DEV.into()))], &[BRAVO])]
    #[case::nobody_says(Owner::User, vec![zone(BRAVO_DEV)], &[ACME, BRAVO])]
    fn only_accounts_that_the_tokens_touch_are_asked(
        #[case] owner: Owner,
        #[case] resources: Vec<Resource>,
        #[case] expected: &[&str],
    ) {
        let mut token = token([policy("allow", &[DNS_WRITE], &resources)]);
        token.at.owner = owner;
        let asked: Vec<String> = holders(&world(), &[&token]).iter().map(ToString::to_string).collect();
        assert_eq!(asked, expected);
    }
}
