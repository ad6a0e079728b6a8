//! A small world of news, the same for every test that draws: a few accounts, tokens in every standing, one hostile
//! name. All times are relative to [`NOW`].

use std::sync::Arc;

use tokendeck::clock::Time;
use tokendeck::domain::account::Account;
use tokendeck::domain::account::Parent;
use tokendeck::domain::condition::Condition;
use tokendeck::domain::condition::Range;
use tokendeck::domain::identity::Ability;
use tokendeck::domain::identity::Allowed;
use tokendeck::domain::identity::CredentialKind;
use tokendeck::domain::identity::Identity;
use tokendeck::domain::ids::AccountId;
use tokendeck::domain::policy::GroupRef;
use tokendeck::domain::policy::Policy;
use tokendeck::domain::policy::Stance;
use tokendeck::domain::resource::Extent;
use tokendeck::domain::resource::Key;
use tokendeck::domain::resource::Resource;
use tokendeck::domain::token::Fetched;
use tokendeck::domain::token::Owner;
use tokendeck::domain::token::RawToken;
use tokendeck::domain::token::Status;
use tokendeck::domain::token::Token;
use tokendeck::domain::token::TokenRef;
use tokendeck::domain::zone::Zone;
use tokendeck::protocol::Budget;
use tokendeck::protocol::Change;
use tokendeck::protocol::Delta;
use tokendeck::protocol::Event;
use tokendeck::protocol::Fault;
use tokendeck::protocol::FaultKind;
use tokendeck::protocol::Moment;
use tokendeck::protocol::RequestNote;
use tokendeck::protocol::Scope;

/// 2026-11-22T12:00:00Z.
pub const NOW: Time = Time::from_secs(1_795_348_800);

const DNS_WRITE: &str = "4755a26eedb94da69e1066d98aa820be";
const ZONE_READ: &str = "c8fed203ed3043cba015a93ad1616f1f";
const SCRIPTS_WRITE: &str = "e086da7e2179491d91ee5f35b3ca210a";
const ANALYTICS_READ: &str = "b89a480218d04ceb98b4fe57ca29dc1f";
const BUCKET_WRITE: &str = "2efd5506f9c8494dacb1fa10a3e7d5b6";
const TOKENS_WRITE: &str = "5bc3f8b21c554832afc660159ab75fa4";

/// An id made of one number: 32 hex characters.
pub fn id(n: u64) -> String {
    format!("{:08x}{:024x}", n.wrapping_mul(0x9e37_79b9) as u32, n)
}

pub fn account(n: u64) -> AccountId {
    AccountId::new(&id(1000 + n))
}

pub fn at(n: u64) -> TokenRef {
    let owner = if n >= 100 { Owner::User } else { Owner::Account(account(n / 10)) };
    TokenRef { owner, id: id(n).as_str().into() }
}

fn days(n: i64) -> Option<Time> {
    Some(NOW.plus_days(n))
}

fn policy(stance: Stance, groups: &[&str], resources: Vec<Resource>) -> Policy {
    let groups = groups.iter().map(|g| GroupRef::new((*g).into(), None)).collect();
    Policy { id: None, stance, groups, resources: resources.into() }
}

fn zones_of(n: u64) -> Resource {
    Resource {
        key: Key::Account(account(n)),
        extent: Extent::Within([Resource::whole(Key::AllZones)].into()),
    }
}

fn zone(n: u64) -> Resource {
    Resource::whole(Key::Zone(id(5000 + n).as_str().into()))
}

/// A token with nothing special about it.
pub fn token(n: u64, name: &str) -> Token {
    Token {
        at: at(n),
        name: name.into(),
        status: Status::Active,
        issued_on: days(-200),
        modified_on: days(-20),
        last_used_on: Some(NOW.plus_millis(-3 * 3_600_000)),
        not_before: None,
        expires_on: days(120),
        condition: Condition { only_from: [Range::new("203.0.113.0/24")].into(), ..Condition::default() },
        policies: [policy(Stance::Allow, &[DNS_WRITE, ZONE_READ], vec![zone(0)])].into(),
        creator: Some("ada@northwind.example".into()),
        provisioner: None,
    }
}

fn tokens() -> Vec<Token> {
    let plain = token;
    vec![
        plain(1, "dns-robot"),
        Token {
            last_used_on: Some(NOW.plus_millis(-40_000)),
            expires_on: None,
            condition: Condition::default(),
            policies: [policy(
                Stance::Allow,
                &[SCRIPTS_WRITE],
                vec![Resource::whole(Key::Account(account(0)))],
            )]
            .into(),
            ..plain(2, "ci-deploy")
        },
        Token { status: Status::Disabled, last_used_on: days(-150), ..plain(3, "old-terraform") },
        Token {
            status: Status::Exposed,
            last_used_on: days(-1),
            policies: [
                policy(Stance::Allow, &[DNS_WRITE], vec![zones_of(1)]),
                policy(Stance::Deny, &[DNS_WRITE], vec![zone(1)]),
            ]
            .into(),
            ..plain(11, "leaked in a public repository")
        },
        Token { expires_on: days(3), ..plain(12, "grafana-metrics") },
        // The API calls it active, its date says otherwise.
        Token { expires_on: days(-2), last_used_on: days(-9), ..plain(13, "black-friday-2025") },
        Token {
            last_used_on: None,
            expires_on: None,
            creator: None,
            policies: [policy(
                Stance::Allow,
                &[TOKENS_WRITE],
                vec![Resource::whole(Key::Account(account(2)))],
            )]
            .into(),
            ..plain(21, "token-minter")
        },
        Token {
            policies: [policy(
                Stance::Allow,
                &[BUCKET_WRITE],
                vec![Resource::whole(Key::new(&format!(
                    "com.cloudflare.edge.r2.bucket.{}_eu_backups",
                    account(2)
                )))],
            )]
            .into(),
            ..plain(22, "r2-backups")
        },
        Token { not_before: days(1), ..plain(23, "rollout-next-week") },
        // Hostile: bidi override, zero width, escape sequence, and it would be a formula in a spreadsheet.
        Token { last_used_on: None, ..plain(24, "=cmd\u{202e}evil\u{200b}\u{1b}[31m\u{7}") },
        // A permission that no catalogue knows.
        Token {
            policies: [policy(Stance::Allow, &["0000000000000000000000000badf00d"], vec![zone(0)])].into(),
            ..plain(4, "vendor-appliance")
        },
        Token { status: Status::Other("paused".into()), ..plain(25, "缓存 purge 🚀") },
        Token {
            creator: None,
            policies: [policy(
                Stance::Allow,
                &[ANALYTICS_READ, ZONE_READ],
                vec![Resource::whole(Key::AllZones)],
            )]
            .into(),
            ..plain(101, "my laptop")
        },
    ]
}

fn delta(scope: Scope, revision: u64, change: Change) -> Event {
    Event::World(Delta { scope, revision, as_of: NOW.plus_millis(-12_000), change })
}

/// News that everything is being asked for.
pub fn asked() -> Vec<Event> {
    [Scope::Accounts, Scope::Tokens(Owner::User)].map(|s| delta(s, 1, Change::Asked)).to_vec()
}

/// News that nothing could be read.
pub fn failed() -> Vec<Event> {
    let fault = Fault::new(
        FaultKind::Network,
        "The server did not answer: connection refused.",
        "Check the network and the base URL, then press r.",
    );
    [Scope::Accounts, Scope::Tokens(Owner::User)].map(|s| delta(s, 1, Change::Failed(fault.clone()))).to_vec()
}

/// News that there is nothing.
pub fn empty() -> Vec<Event> {
    vec![
        delta(Scope::Accounts, 2, Change::Accounts { list: Vec::new(), complete: true }),
        delta(Scope::Tokens(Owner::User), 2, Change::Tokens { list: Arc::default(), complete: true }),
    ]
}

/// News of a whole world, one list of which could not be read.
pub fn full() -> Vec<Event> {
    let names = ["Northwind Retail", "Northwind Labs", "Contoso Media", "Fabrikam Pay"];
    let accounts = (0..4).zip(names).map(|(n, name)| Account {
        id: account(n),
        name: name.into(),
        tier: Some("enterprise".into()),
        created_on: days(-900),
        parent: (n < 2).then(|| Parent { id: "org1".into(), name: "Northwind Group".into() }),
        enforce_twofactor: Some(true),
        api_access: [Some(true), None, Some(false), None][usize::try_from(n).unwrap()],
    });
    let zone = |n: u64, name: &str| Zone {
        id: id(5000 + n).as_str().into(),
        name: name.into(),
        account: account(0),
        status: Some("active".into()),
    };
    let zones = vec![zone(0, "northwind.example"), zone(1, "staging.northwind.example")];
    let identity = Identity {
        kind: CredentialKind::UserToken,
        token: Some(at(101)),
        name: Some("my laptop".into()),
        user: None,
        email: Some("ada@northwind.example".into()),
        account: None,
        expires_on: days(120),
        address: None,
        abilities: vec![Ability { what: "list accounts".into(), allowed: Allowed::Yes }],
    };
    let mut news = vec![
        delta(Scope::Identity, 1, Change::Identity(identity)),
        delta(Scope::Accounts, 2, Change::Accounts { list: accounts.collect(), complete: true }),
        delta(Scope::Zones(account(0)), 3, Change::Zones(zones)),
    ];
    let owners: Vec<Owner> = (0..3).map(|n| Owner::Account(account(n))).chain([Owner::User]).collect();
    for owner in owners {
        let list = tokens().into_iter().filter(|t| t.at.owner == owner).map(fetched).collect();
        let change = Change::Tokens { list: Arc::new(list), complete: true };
        news.push(delta(Scope::Tokens(owner), 4, change));
    }
    let fault = Fault::new(
        FaultKind::Forbidden { needs: Some("Account API Tokens Read".into()) },
        "Not permitted: needs \"Account API Tokens Read\".",
        "Add that permission to the token, or use another one.",
    );
    news.push(delta(Scope::Tokens(Owner::Account(account(3))), 5, Change::Failed(fault)));
    news.push(Event::Snapshots(Vec::new()));
    news.push(Event::Budget(Budget {
        left: Some(1_180),
        quota: Some(1_200),
        window_s: Some(300),
        ..Budget::default()
    }));
    news
}

/// News of three tokens more: an account's that uses closed products, and two of the user's, one of which could become
/// an account's and one that could not.
pub fn movers() -> Vec<Event> {
    let group = |name: &str| {
        let shipped = tokendeck::domain::group::shipped();
        shipped.iter().find(|g| &*g.name == name).map(|g| g.id.to_string()).unwrap()
    };
    let allow = |names: &[&str], on: Resource| {
        let ids: Vec<String> = names.iter().map(|name| group(name)).collect();
        policy(Stance::Allow, &ids.iter().map(String::as_str).collect::<Vec<_>>(), vec![on])
    };
    let token_of = |n, name: &str, policy: Policy| Token { policies: [policy].into(), ..token(n, name) };
    let list = vec![
        token_of(14, "page-rules-bot", allow(&["Page Rules Write", "DNS Write", "CASB Read"], zones_of(1))),
        token_of(
            111,
            "deploy-from-my-laptop",
            allow(&["Workers Scripts Write", "CASB Read"], Resource::whole(Key::Account(account(1)))),
        ),
        token_of(
            112,
            "edge-admin",
            allow(&["Page Rules Write", "Zone Read"], Resource::whole(Key::AllZones)),
        ),
        token_of(113, "dns-everywhere", allow(&["DNS Write", "Zone Read"], Resource::whole(Key::AllZones))),
    ];
    let one =
        |token: Token| delta(Scope::Token(token.at.clone()), 9, Change::Token(Box::new(fetched(token))));
    list.into_iter().map(one).collect()
}

/// News that the credential in use is this token of an account.
pub fn using(at: &TokenRef) -> Event {
    let identity = Identity {
        kind: CredentialKind::AccountToken,
        token: Some(at.clone()),
        name: Some("dns-robot".into()),
        user: None,
        email: None,
        account: at.owner.account().cloned(),
        expires_on: days(120),
        address: None,
        abilities: Vec::new(),
    };
    delta(Scope::Identity, 10, Change::Identity(identity))
}

pub fn fetched(token: Token) -> Fetched {
    let raw = format!(
        r#"{{"id":"{}","name":{},"status":"{}"}}"#,
        token.at.id,
        serde_json::json!(&*token.name),
        token.status.word()
    );
    Fetched { token, raw: RawToken(raw.into()) }
}

/// Requests as the program makes them, one of each kind of end.
pub fn requests() -> Vec<Event> {
    let note = |id: u64, method: &str, path: &str, attempt, moment| {
        Event::Request(RequestNote {
            id,
            at: NOW.plus_millis(-(100 - i64::try_from(id).unwrap()) * 250),
            method: method.into(),
            path: path.into(),
            lane: if method == "GET" { "sync".into() } else { "incident".into() },
            attempt,
            moment,
        })
    };
    let answered = |status, error: Option<&str>| Moment::Answered {
        status,
        millis: 112,
        bytes: 18_432,
        date: None,
        ray: Some("86610873f8d987a9-IAD".into()),
        error: error.map(Into::into),
    };
    let tokens = format!("/accounts/{}/tokens", account(0));
    vec![
        note(1, "GET", "/user/tokens/verify", 1, answered(200, None)),
        note(2, "GET", "/accounts?page=1&per_page=50", 1, answered(200, None)),
        note(3, "GET", &format!("{tokens}?page=1&per_page=50&include_expired=true"), 2, answered(200, None)),
        note(
            4,
            "GET",
            "/user/tokens?page=1",
            1,
            answered(403, Some("9109 Unauthorized to access requested resource")),
        ),
        note(
            5,
            "GET",
            "/zones?page=1",
            3,
            answered(429, Some("971 Please wait and consider throttling your request speed")),
        ),
        note(
            6,
            "DELETE",
            &format!("{tokens}/{}", id(1)),
            1,
            Moment::Lost { why: "connection closed".into(), millis: 2_004 },
        ),
        note(7, "GET", &format!("{tokens}/{}", id(1)), 1, answered(404, Some("1003 not found"))),
        note(8, "GET", "/accounts?page=2", 1, Moment::Sent),
    ]
}
