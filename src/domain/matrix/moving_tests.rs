use rstest::rstest;

use super::*;
use crate::domain::condition::Condition;
use crate::domain::ids::ZoneId;
use crate::domain::lookup::Nameless;
use crate::domain::policy::{GroupRef, Policy};
use crate::domain::reach::Target;
use crate::domain::token::{Status, TokenRef};
use crate::domain::zone::Zone;

pub(crate) const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
pub(crate) const DNS_WRITE: &str = "4755a26eedb94da69e1066d98aa820be";
pub(crate) const PAGE_RULES_WRITE: &str = "ed07f6c337da4195b4e72a1fb2c6bcae";

/// A user token with one allowing policy for each pair of groups and resources.
pub(crate) fn token(policies: &[(&[&str], &[&str])]) -> Token {
    let policies = policies.iter().map(|(groups, keys)| Policy {
        id: None,
        stance: Stance::Allow,
        groups: groups.iter().map(|g| GroupRef::new((*g).into(), None)).collect(),
        resources: keys.iter().map(|k| Resource::whole(Key::new(k))).collect(),
    });
    Token {
        at: TokenRef { owner: Owner::User, id: "t".into() },
        name: "deploy".into(),
        status: Status::Active,
        issued_on: None,
        modified_on: None,
        last_used_on: None,
        not_before: None,
        expires_on: None,
        condition: Condition::default(),
        policies: policies.collect(),
        creator: None,
        provisioner: None,
    }
}

/// Knows two zones: `1…` in account A, `2…` in account B.
pub(crate) struct TwoZones([Zone; 2]);

impl TwoZones {
    pub(crate) fn new() -> Self {
        let zone = |c: &str, account: &str| Zone {
            id: c.repeat(32).as_str().into(),
            name: format!("{c}.example").into(),
            account: account.into(),
            status: None,
        };
        TwoZones([zone("1", A), zone("2", B)])
    }
}

impl Lookup for TwoZones {
    fn account_name(&self, _: &AccountId) -> Option<&str> {
        None
    }
    fn zone(&self, id: &ZoneId) -> Option<&Zone> {
        self.0.iter().find(|z| z.id == *id)
    }
    fn named(&self, _: &str) -> &[Target] {
        &[]
    }
}

fn key(kind: &str, id: &str) -> String {
    format!("com.cloudflare.{kind}.{id}")
}

#[rstest]
#[case::one_account(&[key("api.account", A)], Verdict::Yes, "")]
#[case::zone_of_it(&[key("api.account", A), key("api.account.zone", &"1".repeat(32))], Verdict::Yes, "")]
#[case::zone_elsewhere(&[key("api.account", A), key("api.account.zone", &"2".repeat(32))], Verdict::No, "2 accounts")]
#[case::two_accounts(&[key("api.account", A), key("api.account", B)], Verdict::No, "one token for each")]
#[case::bucket_elsewhere(&[key("api.account", A), key("edge.r2.bucket", &format!("{B}_default_x"))], Verdict::No, "2 accounts")]
#[case::person(&[key("api.user", A)], Verdict::No, "person")]
#[case::odd(&[key("api.moon", "1")], Verdict::No, "cannot be translated")]
fn resources_decide(#[case] keys: &[String], #[case] verdict: Verdict, #[case] why: &str) {
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let answer = could_move(Matrix::shipped(), &token(&[(&[DNS_WRITE], &keys)]), &TwoZones::new());
    assert_eq!(answer.verdict, verdict, "{answer:?}");
    let blocks: Vec<String> = answer.blocked_by.iter().map(Block::to_string).collect();
    assert!(blocks.join("; ").contains(why), "{blocks:?}");
}

#[rstest]
#[case::all_yes(&[DNS_WRITE], Verdict::Yes)]
#[case::one_no(&[DNS_WRITE, PAGE_RULES_WRITE], Verdict::No)]
#[case::one_unknown(&[DNS_WRITE, "0123456789abcdef0123456789abcdef"], Verdict::Unknown)]
#[case::none(&[], Verdict::No)]
fn permissions_decide(#[case] groups: &[&str], #[case] verdict: Verdict) {
    let account = key("api.account", A);
    let answer =
        could_move(Matrix::shipped(), &token(&[(groups, &[&account]), (groups, &[&account])]), &Nameless);
    assert_eq!(answer.verdict, verdict, "{answer:?}");
    assert_eq!(answer.permissions.len(), groups.len(), "each permission is judged once");
}

#[test]
fn wildcards_narrow_but_do_not_block() {
    let wide =
        token(&[(&[DNS_WRITE], &["com.cloudflare.api.account.zone.*", "com.cloudflare.api.account.*"])]);
    let answer = could_move(Matrix::shipped(), &wide, &Nameless);
    assert_eq!((answer.verdict, answer.accounts.len(), answer.notes.len()), (Verdict::Yes, 0, 2));
}

#[test]
fn a_deny_elsewhere_does_not_block() {
    let mut token =
        token(&[(&[DNS_WRITE], &[&key("api.account", A)]), (&[DNS_WRITE], &[&key("api.account", B)])]);
    token.policies[1].stance = Stance::Deny;
    assert_eq!(could_move(Matrix::shipped(), &token, &Nameless).verdict, Verdict::Yes);
    token.policies[1].stance = Stance::new("audit");
    assert_eq!(
        could_move(Matrix::shipped(), &token, &Nameless).blocked_by,
        [Block::OddStance("audit".into())]
    );
}

#[test]
fn an_account_token_is_not_moved() {
    let mut token = token(&[(&[DNS_WRITE], &[&key("api.account", A)])]);
    token.at.owner = Owner::Account(A.into());
    assert_eq!(could_move(Matrix::shipped(), &token, &Nameless).blocked_by, [Block::AlreadyAccountOwned]);
}
