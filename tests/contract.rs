//! Every request that the client can make, against the sandbox: both must speak the same language, and neither may
//! grow an endpoint that the other does not know.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::Mutex;

use tokendeck::api::Api;
use tokendeck::api::ApiError;
use tokendeck::api::BaseUrl;
use tokendeck::api::CATALOG;
use tokendeck::api::Credential;
use tokendeck::api::Lane;
use tokendeck::api::Pace;
use tokendeck::api::Parts;
use tokendeck::api::accounts;
use tokendeck::api::endpoint::Request as _;
use tokendeck::api::groups;
use tokendeck::api::members;
use tokendeck::api::memberships;
use tokendeck::api::organizations;
use tokendeck::api::probes;
use tokendeck::api::probes::Ask;
use tokendeck::api::r2;
use tokendeck::api::tokens;
use tokendeck::api::transport::HttpOptions;
use tokendeck::api::transport::HttpTransport;
use tokendeck::api::user;
use tokendeck::api::zones;
use tokendeck::clock::WallClock;
use tokendeck::domain::ids::AccountId;
use tokendeck::domain::matrix::Matrix;
use tokendeck::domain::matrix::Status as MatrixStatus;
use tokendeck::domain::matrix::probe::Answer;
use tokendeck::domain::matrix::probe::Inquiry;
use tokendeck::domain::token::Owner;
use tokendeck::domain::token::Status;
use tokendeck::domain::token::TokenRef;
use tokendeck::sandbox::Options;
use tokendeck::sandbox::Running;
use tokendeck::sandbox::Sandbox;
use tokendeck::secret::Secret;
use tokendeck::secret::Vault;

struct Bench {
    sandbox: Running,
    vault: Arc<Vault>,
    seen: Arc<Mutex<BTreeSet<String>>>,
}

impl Bench {
    async fn new() -> Bench {
        let sandbox = Sandbox::start(Options::default()).await.unwrap();
        Bench { sandbox, vault: Arc::new(Vault::new()), seen: Arc::default() }
    }

    fn api(&self, value: &Secret) -> Api {
        let base = BaseUrl::parse(&self.sandbox.base_url).unwrap();
        let at = self.vault.put(Secret::new(value.peek(str::to_owned)));
        let transport = HttpTransport::new(&base, HttpOptions::default(), Arc::clone(&self.vault)).unwrap();
        Api::new(Parts {
            base,
            credential: Credential::Bearer(at),
            vault: Arc::clone(&self.vault),
            clock: Arc::new(WallClock),
            transport: Arc::new(transport),
            pace: Pace::default(),
            observer: Arc::new(|_| {}),
        })
    }

    /// Notes that an endpoint was used.
    fn met<T>(&self, name: &str, answer: Result<T, ApiError>) -> T {
        self.seen.lock().unwrap().insert(name.to_owned());
        answer.unwrap_or_else(|e| panic!("{name}: {e}"))
    }
}

/// The endpoints of one family, on a token that may be changed and deleted.
async fn family(bench: &Bench, api: &Api, owner: &Owner, own: &str, victim: &str) {
    let name = |verb: &str| format!("{} tokens: {verb}", owner.kind());
    let lane = Lane::Interactive;
    let at = TokenRef { owner: owner.clone(), id: victim.into() };
    let list = bench.met(&name("list"), api.collect(&tokens::List { owner: owner.clone() }, lane).await);
    assert!(list.complete && list.unreadable.is_empty());
    assert!(list.items.iter().any(|t| t.token.at == at));
    let verified =
        bench.met(&name("verify"), api.call(&tokens::Verify { family: owner.clone() }, lane).await);
    assert_eq!(verified.id.to_string(), own);
    let found = bench.met(&name("get"), api.call(&tokens::Get { at: at.clone() }, lane).await);
    let body = tokens::put_body(&found.raw, tokens::Change::Disable).unwrap();
    let put = tokens::Put { at: at.clone(), body };
    let changed = bench.met(&name("update"), api.call(&put, lane).await);
    assert_eq!(changed.token.status, Status::Disabled);
    assert_eq!((&changed.token.name, changed.token.expires_on), (&found.token.name, found.token.expires_on));
    bench.met(&name("roll"), api.call(&tokens::Roll { at: at.clone() }, lane).await);
    bench.met(&name("delete"), api.call(&tokens::Delete { at: at.clone() }, lane).await);
    let gone = api.call(&tokens::Get { at }, lane).await.unwrap_err();
    assert!(gone.is_gone(), "{gone}");
    let groups = api.collect(&groups::List::all(owner.clone()), lane).await;
    let groups = bench.met(&format!("{} permission groups: list", owner.kind()), groups);
    assert!(groups.items.len() > 300 && groups.unreadable.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn client_and_sandbox_agree_on_every_endpoint() {
    let bench = Bench::new().await;
    let lane = Lane::Interactive;
    let user = bench.api(&bench.sandbox.user_token);
    let account_id = AccountId::new(&bench.sandbox.account_id);
    let owner = Owner::Account(account_id.clone());

    let own = user.call(&tokens::Verify { family: Owner::User }, lane).await.unwrap().id.to_string();
    let pick = |list: Vec<(String, String)>, own: &str| {
        list.into_iter().map(|(id, _)| id).find(|id| id != own).unwrap()
    };
    let mine = user.collect(&tokens::List { owner: Owner::User }, lane).await.unwrap();
    let plain = |t: &&tokendeck::domain::token::Fetched| {
        t.token.at.id.to_string() != own && t.token.status == Status::Active && t.token.expires_on.is_none()
    };
    let victim = mine.items.iter().find(plain).unwrap().token.at.id.to_string();
    family(&bench, &user, &Owner::User, &own, &victim).await;

    let account = bench.api(&bench.sandbox.account_token);
    let own = account.call(&tokens::Verify { family: owner.clone() }, lane).await.unwrap().id.to_string();
    let victim = pick(bench.sandbox.tokens(Some(&bench.sandbox.account_id)), &own);
    family(&bench, &account, &owner, &own, &victim).await;

    let accounts = bench.met("accounts: list", user.collect(&accounts::List, lane).await);
    assert!(accounts.items.iter().any(|a| a.id == account_id));
    let me = bench.met("user: get", user.call(&user::Get, lane).await);
    assert_eq!(me.email.as_deref(), Some(bench.sandbox.email.as_str()));
    let memberships = bench.met("memberships: list", user.collect(&memberships::List, lane).await);
    assert!(!memberships.items.is_empty());
    let members = user.collect(&members::List { account: account_id.clone() }, lane).await;
    let members = bench.met("account members: list", members);
    assert!(members.complete && members.items.iter().any(|m| m.email == me.email && m.user.is_some()));
    assert!(members.items.iter().any(|m| m.user.is_none()), "an open invitation");
    let organizations = user.collect(&organizations::List, lane).await;
    let organizations = bench.met("organizations: list", organizations);
    assert!(organizations.complete && organizations.items.iter().any(|o| o.parent.is_some()));
    let mut below = 0;
    for organization in &organizations.items {
        let ask = organizations::Accounts { organization: organization.id.clone() };
        below += bench.met("organization accounts: list", user.collect(&ask, lane).await).items.len();
    }
    assert!(below > 0);
    let zones = user.collect(&zones::List { account: account_id.clone() }, lane).await;
    assert!(!bench.met("zones: list", zones).items.is_empty());
    for jurisdiction in r2::JURISDICTIONS {
        let buckets = r2::ListBuckets { account: account_id.clone(), jurisdiction };
        bench.met("R2 buckets: list", user.collect(&buckets, lane).await);
    }

    let zone =
        user.collect(&zones::List { account: account_id.clone() }, lane).await.unwrap().items[0].id.clone();
    let of = Inquiry::new(account_id, Some(zone), &[]).unwrap();
    for (probe, path) in of.asked() {
        let ask = Ask::new(probe, &of).unwrap();
        bench.seen.lock().unwrap().insert(ask.info().name.to_owned());
        let by_user = probes::judge(&user.call(&ask, lane).await);
        let by_account = probes::judge(&account.call(&ask, lane).await);
        // Whatever the permissions are, the kind is judged first, and only a token of an account can be of the wrong one.
        assert!(matches!(by_user.0, Answer::Accepted | Answer::LacksPermission), "{path}: {by_user:?}");
        let matrix = Matrix::shipped();
        let closed = matrix.product(&probe.product).is_some_and(|p| matrix.now(p) == MatrixStatus::No);
        assert_eq!(by_account.0 == Answer::RefusedAsKind, closed, "{path}: {by_account:?}");
    }

    let known: BTreeSet<String> = CATALOG.iter().map(|info| info.name.to_owned()).collect();
    let seen = bench.seen.lock().unwrap().clone();
    assert_eq!(seen, known, "the catalogue of all requests and this contract differ");
}
