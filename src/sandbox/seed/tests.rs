use std::collections::HashSet;

use rstest::rstest;
use serde_json::Value;

use super::super::token::{Status, Token};
use super::*;

fn everything(options: &Options) -> World {
    world(options).unwrap()
}

fn rendered(world: &World) -> Vec<Value> {
    let accounts = world.state.accounts.iter().flat_map(|a| &a.tokens);
    let users = world.state.users.iter().flat_map(|u| &u.tokens);
    accounts.chain(users).map(|t| t.render(Time::EPOCH, true)).collect()
}

fn at(millis: i64) -> Options {
    let clock = std::sync::Arc::new(crate::clock::HandClock::at(Time::from_millis(millis)));
    Options { clock, ..Options::default() }
}

#[test]
fn a_seed_means_the_same_world() {
    let options = Options { accounts: Some(9), ..at(1_800_000_000_000) };
    assert_eq!(rendered(&everything(&options)), rendered(&everything(&options)));
    let other = Options { seed: 2, ..options.clone() };
    assert_ne!(rendered(&everything(&options)), rendered(&everything(&other)));
}

#[test]
fn values_are_new_in_every_run() {
    let (a, b) = (everything(&Options::default()), everything(&Options::default()));
    assert!(a.user_token.peek(|a| b.user_token.peek(|b| a != b)));
}

#[test]
fn the_story_holds_every_fixture() {
    let world = everything(&at(1_800_000_000_000));
    let now = Time::from_millis(1_800_000_000_000);
    let tokens: Vec<&Token> = world.state.accounts.iter().flat_map(|a| &a.tokens).collect();
    assert!((40..=60).contains(&tokens.len()), "{} tokens", tokens.len());
    let any =
        |what: &str, test: &dyn Fn(&Token) -> bool| assert!(tokens.iter().any(|t| test(t)), "no {what}");
    let says = |t: &Token, text: &str| t.policies.iter().any(|p| p.resources.contains(text));
    any("deny", &|t| t.policies.iter().any(|p| &*p.effect == "deny"));
    any("unknown effect", &|t| t.policies.iter().any(|p| &*p.effect == "audit"));
    any("unknown resource", &|t| says(t, "quantum"));
    any("bucket in the EU", &|t| says(t, "_eu_"));
    any("one worker", &|t| says(t, "worker.script"));
    any("never used", &|t| t.used.is_none());
    any("expiring in three days", &|t| t.expires == Some(now.plus_days(3)));
    any("expired but active", &|t| t.expires.is_some_and(|e| e < now) && t.reported(now) == Status::Active);
    any("exposed", &|t| t.status == Status::Exposed);
    any("made through OAuth", &|t| t.provisioner.as_ref().is_some_and(|p| p.id.is_some()));
    any("made by an unknown service", &|t| t.provisioner.as_ref().is_some_and(|p| p.id.is_none()));
    any("hostile", &|t| t.name.contains('\u{202e}'));
    any("escape sequence", &|t| t.name.contains('\u{1b}'));
    let names: HashSet<&str> = tokens.iter().map(|t| &*t.name).collect();
    assert!(names.len() < tokens.len(), "no duplicate names");
    assert!(world.state.accounts.iter().any(|a| a.api_access == Some(false)));
    let members = || world.state.accounts.iter().flat_map(|a| &a.members);
    assert!(members().any(|m| m.pending));
    assert!(members().any(|m| !world.state.users[m.who].two_factor));
}

/// What the Python SDK's models cannot decode must not be where its users look first.
#[test]
fn what_is_told_at_start_is_clean() {
    let world = everything(&Options::default());
    let account = world.state.account(world.account).unwrap();
    let user = &world.state.users[world.state.user_at(world.user).unwrap()];
    for token in account.tokens.iter().chain(&user.tokens) {
        assert!(token.status != Status::Exposed, "{}", token.name);
        for policy in &token.policies {
            assert!(matches!(&*policy.effect, "allow" | "deny"), "{}", token.name);
            let shown = policy.render();
            let values: Vec<&Value> = shown["resources"].as_object().unwrap().values().collect();
            assert!(
                values.iter().all(|v| v.is_string()) || values.iter().all(|v| v.is_object()),
                "{}",
                token.name
            );
            assert!(shown["permission_groups"].as_array().unwrap().iter().all(|g| g["name"].is_string()));
        }
    }
}

#[rstest]
#[case::smaller(2, 3)]
#[case::larger(11, 30)]
#[case::one(1, 1)]
fn size_is_what_was_asked_for(#[case] accounts: usize, #[case] tokens: usize) {
    let world = everything(&Options { accounts: Some(accounts), tokens: Some(tokens), ..Options::default() });
    assert_eq!(world.state.accounts.len(), accounts);
    assert!(world.state.accounts.iter().all(|a| a.tokens.len() == tokens));
    assert!(world.state.accounts.iter().all(|a| a.tokens.is_sorted_by_key(|t| t.issued)));
    assert_eq!(world.account_token.len(), 53);
    let mut ids = HashSet::new();
    assert!(world.state.accounts.iter().flat_map(|a| &a.tokens).all(|t| ids.insert(t.id)), "ids are unique");
}

#[test]
fn crowds_fill_their_quotas() {
    let switches = crate::sandbox::Switches { crowds: true, ..Default::default() };
    let world = everything(&Options { switches, ..Options::default() });
    assert!(world.state.accounts.iter().any(|a| a.tokens.len() == 500));
    assert_eq!(world.state.users[1].tokens.len(), 50);
}
