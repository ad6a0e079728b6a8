//! The engine against the sandbox, as told by `scenarios/*.toml`: a world, faults, steps, and what must hold.
//!
//! Every scenario runs the real client over real HTTP on loopback. What holds is judged by the server's own record
//! of what arrived, by its state, and by the ledger on disk; not by what the engine says of itself.

// What a test cannot go on without stops it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/bystander.rs"]
mod bystander;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bystander::Bystander;
use serde::Deserialize;
use tempfile::TempDir;
use tokendeck::api::tokens::remembered;
use tokendeck::api::transport::{HttpOptions, HttpTransport};
use tokendeck::api::{Api, BaseUrl, Credential, Pace, Parts};
use tokendeck::clock::{Clock, HandClock, Time};
use tokendeck::domain::matrix::probe::Inquiry;
use tokendeck::domain::plan::What;
use tokendeck::domain::token::{Owner, TokenRef};
use tokendeck::engine::{ApiNotes, Deps, Engine, Settings};
use tokendeck::protocol::{Change, Deed, Delta, Ended, Event, Fault, Job, JobId, Outcome, Scope, Verb};
use tokendeck::sandbox::{self, Aim, FaultSpec, Options, RateLimit, Running, Sandbox, Switches};
use tokendeck::secret::{Secret, Vault};
use tokendeck::store::{Cache, Drafts, Evidences, Habits, History, Ledgers, Notes, Snapshots};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    /// For whoever reads the file.
    about: String,
    #[serde(default)]
    world: World,
    #[serde(default)]
    aim: Vec<Target>,
    step: Vec<Step>,
    #[serde(default)]
    hold: Hold,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct World {
    accounts: usize,
    tokens: usize,
    credential: String,
    hint: bool,
    faults: Vec<String>,
    quota: Option<u32>,
    window_s: u64,
    no_account_list: bool,
    read_only: Option<String>,
}

impl Default for World {
    fn default() -> Self {
        World {
            accounts: 3,
            tokens: 6,
            credential: "user".into(),
            hint: false,
            faults: Vec::new(),
            quota: None,
            window_s: 1,
            no_account_list: false,
            read_only: None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Target {
    fault: String,
    method: String,
    #[serde(default)]
    path: String,
    #[serde(default)]
    after: u32,
    times: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", tag = "do")]
enum Step {
    /// Deeds on tokens of the account in the seed's order; `tokens` counts from its end, clear of our own.
    Deeds {
        verb: Verb,
        tokens: Vec<usize>,
        #[serde(default)]
        own: bool,
        #[serde(default)]
        own_confirmed: bool,
        #[serde(default)]
        seen_long_ago: bool,
        cancel_at_once: Option<bool>,
        /// Kill the program when the server has seen so many writes.
        kill_at: Option<u64>,
        #[serde(default)]
        ends: Vec<String>,
        refused: Option<String>,
    },
    Resume {
        ends: Vec<String>,
    },
    Settle {
        ends: Vec<String>,
    },
    RefreshAll {
        lists: usize,
        incomplete: Vec<String>,
    },
    Identify {
        kind: String,
    },
    Verify {
        token: usize,
        known: bool,
    },
    Look {
        token: usize,
        found: bool,
    },
    /// From here on, a fault for particular requests; `{account}` in the path is the account's id.
    Aim(Target),
    /// From here on, no aimed faults any more.
    Calm,
    /// Somebody else deletes, changes and makes tokens of the account.
    Meanwhile {
        revoke: Option<usize>,
        change: Option<usize>,
        make: Option<String>,
    },
    /// What is news: `token 1: status, expiry, name`. Every step is a run of the program of its own, so marks that are
    /// told here have outlived one.
    News {
        marks: Vec<String>,
    },
    /// Somebody looked at everything.
    Seen,
    /// Asks products with the credential in use, or with the value of a token of the account (`token`), or with a value
    /// that belongs to the user (`value = "user"`).
    Probe {
        token: Option<usize>,
        value: Option<String>,
        #[serde(default)]
        products: Vec<String>,
        #[serde(default)]
        zone: bool,
        /// `product: answer: why`.
        #[serde(default)]
        answers: Vec<String>,
        refused: Option<String>,
        /// Requests to products that arrived at the server.
        arrived: usize,
    },
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Hold {
    /// Writes that arrived at the server, by method.
    arrived: Option<BTreeMap<String, usize>>,
    /// Writes that the server carried out.
    done: Option<usize>,
    /// Tokens that are gone, of the account the steps speak of.
    gone: Option<usize>,
    /// Kinds of lines in all ledgers together, in order.
    ledger: Option<Vec<String>>,
    open_plans: usize,
}

struct Stage {
    server: Running,
    folder: TempDir,
    scenario: Scenario,
    clock: Arc<HandClock>,
    /// Tokens of the account at the start.
    tokens: Vec<(String, String)>,
    touched: Vec<String>,
}

/// What a run of the engine leaves: how the job ended, and all events before.
type Ending = (Result<Outcome, Fault>, Vec<Event>);

impl Stage {
    fn account(&self) -> Owner {
        Owner::Account(self.server.account_id.as_str().into())
    }

    fn deps(&self) -> Deps {
        let vault = Arc::new(Vault::new());
        let world = &self.scenario.world;
        let copy = |secret: &Secret| vault.put(Secret::new(secret.peek(str::to_owned)));
        let credential = match world.credential.as_str() {
            "user" => Credential::Bearer(copy(&self.server.user_token)),
            "account" => Credential::Bearer(copy(&self.server.account_token)),
            "oauth" => Credential::Bearer(copy(&self.server.oauth_token)),
            "key" => {
                Credential::GlobalKey { email: self.server.email.clone(), key: copy(&self.server.global_key) }
            }
            // A token of the account that may not change tokens.
            "lesser" => {
                let lesser = self.target(self.tokens.len() - 2).0;
                let value = self.server.value_of(Some(&self.server.account_id), &lesser).unwrap();
                Credential::Bearer(vault.put(value))
            }
            other => panic!("no credential {other}"),
        };
        let (observer, notes) = ApiNotes::channel();
        let base = BaseUrl::parse(&self.server.base_url).unwrap();
        let clock: Arc<dyn Clock> = self.clock.clone();
        let api = Api::new(Parts {
            transport: Arc::new(HttpTransport::new(&base, HttpOptions::default(), vault.clone()).unwrap()),
            base,
            credential: credential.clone(),
            vault: vault.clone(),
            clock: clock.clone(),
            pace: Pace::default(),
            observer,
        });
        let settings = Settings {
            background: false,
            read_only: world.read_only.clone(),
            account: world.hint.then(|| self.server.account_id.as_str().into()),
            proof_delays: vec![Duration::ZERO; 3],
            ..Settings::default()
        };
        Deps {
            api,
            notes,
            credential,
            cache: Arc::new(Cache::in_memory()),
            ledgers: self.ledgers(),
            history: Arc::new(History::open(
                self.folder.path(),
                "test",
                &self.server.base_url,
                remembered,
                clock.now(),
                400,
            )),
            notebook: Notes::in_data(self.folder.path()),
            snapshots: Snapshots::in_data(self.folder.path()),
            evidence: Evidences::in_data(self.folder.path(), "test"),
            drafts: Drafts::in_data(self.folder.path()),
            habits: Habits::nowhere(),
            clock,
            vault,
            settings,
            notices: Vec::new(),
        }
    }

    fn ledgers(&self) -> Ledgers {
        Ledgers::at(self.folder.path().join("ledgers"))
    }

    async fn job(&self, job: Job) -> Ending {
        let (engine, _) = Engine::start(self.deps());
        let mut events = Vec::new();
        let ended = engine.run(job, |event| events.push(event.clone())).await;
        assert!(engine.shutdown(Duration::from_secs(20)).await, "the engine does not come to rest");
        (ended, events)
    }

    /// As `job`, but cancelled before its first step.
    async fn cancelled(&self, job: Job) -> Ending {
        let (engine, mut heard) = Engine::start(self.deps());
        engine.submit(JobId(1), job);
        engine.cancel(JobId(1));
        let mut events = Vec::new();
        loop {
            match heard.recv().await.unwrap() {
                Event::Done(JobId(1), outcome) => return (Ok(outcome), events),
                Event::Failed(JobId(1), fault) => return (Err(fault), events),
                event => events.push(event),
            }
        }
    }

    /// As `job`, in a program of its own that dies when the server has seen so many writes.
    async fn killed(&self, job: Job, at: u64) {
        let program =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let deps = self.deps();
        let running = program.spawn(async move {
            let (engine, _) = Engine::start(deps);
            engine.run(job, |_| {}).await
        });
        let writes = |server: &Running| -> u64 {
            server.counts().iter().filter(|((method, _), _)| method != "GET").map(|(_, n)| n).sum()
        };
        while writes(&self.server) < at && !running.is_finished() {
            tokio::task::yield_now().await;
        }
        let died = tokio::task::spawn_blocking(move || program.shutdown_timeout(Duration::from_secs(5)));
        died.await.unwrap();
    }

    fn deeds(&mut self, verb: Verb, tokens: &[usize], own: bool, confirmed: bool, old: bool) -> Vec<Deed> {
        let seen = old.then_some(Time::from_secs(1));
        let blank = |token: TokenRef, name: String, own_credential: bool| Deed {
            verb,
            token,
            name,
            seen,
            reason: Some("SEC-1".into()),
            own_credential,
        };
        let mut deeds = Vec::new();
        if own {
            let named = self.tokens.iter().find(|(id, _)| self.is_own(id)).expect("our own token is listed");
            let at = TokenRef { owner: self.account(), id: named.0.as_str().into() };
            deeds.push(blank(at, named.1.clone(), confirmed));
            self.touched.push(named.0.clone());
        }
        for n in tokens {
            let (id, name) = self.target(*n);
            deeds.push(blank(TokenRef { owner: self.account(), id: id.as_str().into() }, name, false));
            self.touched.push(id);
        }
        deeds
    }

    fn is_own(&self, id: &str) -> bool {
        let value = self.server.value_of(Some(&self.server.account_id), id);
        value.is_some_and(|v| v.peek(|a| self.server.account_token.peek(|b| a == b)))
    }

    fn target(&self, n: usize) -> (String, String) {
        let others: Vec<_> = self.tokens.iter().rev().filter(|(id, _)| !self.is_own(id)).collect();
        others[n].clone()
    }

    async fn step(&mut self, step: Step) {
        match step {
            Step::Deeds {
                verb,
                tokens,
                own,
                own_confirmed,
                seen_long_ago,
                cancel_at_once,
                kill_at,
                ends,
                refused,
            } => {
                let deeds = self.deeds(verb, &tokens, own, own_confirmed, seen_long_ago);
                let job = Job::Deeds(deeds);
                if let Some(at) = kill_at {
                    return self.killed(job, at).await;
                }
                let (ended, events) = match cancel_at_once {
                    Some(true) => self.cancelled(job).await,
                    _ => self.job(job).await,
                };
                match refused {
                    Some(words) => {
                        let fault = ended.unwrap_err();
                        assert!(fault.to_string().contains(&words), "{fault}");
                    }
                    None => self.ended(ended, &ends, &events),
                }
            }
            Step::Resume { ends } => {
                let (ended, events) = self.job(Job::Resume(self.open_plan())).await;
                self.ended(ended, &ends, &events);
            }
            Step::Settle { ends } => {
                let (ended, events) = self.job(Job::Settle(self.open_plan())).await;
                self.ended(ended, &ends, &events);
            }
            Step::RefreshAll { lists, incomplete } => {
                let (ended, events) = self.job(Job::RefreshAll).await;
                let Ok(Outcome::Refreshed { incomplete: found, .. }) = ended else { panic!("{ended:?}") };
                let found: Vec<String> = found.iter().map(|(scope, fault)| self.word(scope, fault)).collect();
                assert_eq!(found, incomplete);
                let whole = |event: &&Event| matches!(event, Event::World(d) if matches!(d.change, Change::Tokens { complete: true, .. }));
                assert_eq!(events.iter().filter(whole).count(), lists);
            }
            Step::Identify { kind } => {
                let ended = self.job(Job::Identify).await.0;
                let Ok(Outcome::Identified(identity)) = ended else { panic!("{ended:?}") };
                assert_eq!(identity.kind.label(), kind);
            }
            Step::Verify { token, known } => {
                let (id, _) = self.target(token);
                let value = self.server.value_of(Some(&self.server.account_id), &id).unwrap();
                let deps = self.deps();
                let value = deps.vault.put(value);
                let (engine, _) = Engine::start(deps);
                let ended = engine.run(Job::Verify { value, account: None }, |_| {}).await;
                let Ok(Outcome::Verified { token, .. }) = ended else { panic!("{ended:?}") };
                let at = TokenRef { owner: self.account(), id: id.as_str().into() };
                assert_eq!(token, known.then_some(at));
            }
            Step::Probe { token, value, products, zone, answers, refused, arrived } => {
                let deps = self.deps();
                let given = token
                    .map(|n| self.server.value_of(Some(&self.server.account_id), &self.target(n).0).unwrap());
                let given =
                    given.or_else(|| value.map(|_| Secret::new(self.server.user_token.peek(str::to_owned))));
                let value = given.map(|secret| deps.vault.put(secret));
                let zone = zone.then(|| self.server.zones(&self.server.account_id)[0].as_str().into());
                let names: Vec<&str> = products.iter().map(String::as_str).collect();
                let of = Inquiry::new(self.server.account_id.as_str().into(), zone, &names).unwrap();
                let kept = deps.evidence.clone();
                let before = self.to_products();
                let (engine, _) = Engine::start(deps);
                let mut told = Vec::new();
                let ended = engine.run(Job::Probe { value, of }, |event| told.push(event.clone())).await;
                assert!(engine.shutdown(Duration::from_secs(20)).await, "the engine does not come to rest");
                assert_eq!(self.to_products() - before, arrived, "{ended:?}");
                if let Some(words) = refused {
                    let fault = ended.unwrap_err();
                    assert!(fault.to_string().contains(&words), "{fault}");
                    assert_eq!(kept.read().unwrap(), [], "an answer that nobody gave");
                    return;
                }
                let Ok(Outcome::Probed { evidence, .. }) = ended else { panic!("{ended:?}") };
                let found: Vec<String> = evidence
                    .iter()
                    .map(|e| format!("{}: {}: {}", e.product, e.answer.word(), e.why))
                    .collect();
                assert_eq!(found, answers);
                assert!(told.contains(&Event::Evidence(evidence.clone())));
                let kept = kept.read().unwrap();
                assert!(evidence.iter().all(|e| kept.contains(e)), "kept for the next run");
            }
            Step::Look { token, found } => {
                let at = TokenRef { owner: self.account(), id: self.target(token).0.as_str().into() };
                let ended = self.job(Job::Look(at)).await.0;
                let Ok(Outcome::Looked(_, fetched)) = ended else { panic!("{ended:?}") };
                assert_eq!(fetched.is_some(), found);
            }
            Step::Aim(target) => self.aim(&target),
            Step::Calm => self.server.calm(),
            Step::Meanwhile { revoke, change, make } => self.meanwhile(revoke, change, make).await,
            Step::News { marks } => {
                let (ended, events) = self.job(Job::Recall).await;
                assert_eq!(ended, Ok(Outcome::Recalled));
                let told = events.iter().find_map(|event| match event {
                    Event::Watch(watch) => Some(&watch.marked),
                    _ => None,
                });
                let mut found: Vec<String> = told
                    .unwrap()
                    .iter()
                    .map(|marked| format!("{}: {}", self.called(&marked.at), marked.mark.words()))
                    .collect();
                found.sort();
                assert_eq!(found, marks);
            }
            Step::Seen => {
                let ended = self.job(Job::Seen(None)).await.0;
                assert!(matches!(ended, Ok(Outcome::Seen(_))), "{ended:?}");
            }
        }
    }

    fn aim(&self, target: &Target) {
        let Target { fault, method, path, after, times } = target;
        let (_, fault) = sandbox::Fault::ALL.iter().find(|(name, _)| name == fault).unwrap();
        let method = Some(method.clone()).filter(|m| !m.is_empty());
        let path = path.replace("{account}", &self.server.account_id);
        self.server.aim(Aim { fault: *fault, method, path, after: *after, times: *times });
    }

    async fn meanwhile(&mut self, revoke: Option<usize>, change: Option<usize>, make: Option<String>) {
        let somebody = Bystander::new(&self.server);
        let mut touched = Vec::new();
        if let Some(n) = revoke {
            touched.push(self.target(n).0);
            somebody.revoke(&touched[0]).await;
        }
        if let Some(n) = change {
            let id = self.target(n).0;
            somebody.change(&id).await;
            touched.push(id);
        }
        if let Some(name) = make {
            touched.push(somebody.make(&name).await);
            // The list itself is where a token is made.
            touched.push("/tokens".to_owned());
        }
        self.touched.extend(touched);
    }

    /// A token of the account as steps call it; `another` for one that was made since.
    fn called(&self, at: &TokenRef) -> String {
        let id = at.id.to_string();
        let others = (0..self.tokens.len() - 1).find(|n| self.target(*n).0 == id);
        others.map_or_else(|| "another".to_owned(), |n| format!("token {n}"))
    }

    /// Requests to products that arrived.
    fn to_products(&self) -> usize {
        let counts = self.server.counts();
        let asked =
            |path: &str| !path.contains("/tokens") && !path.starts_with("/user") && path != "/accounts";
        counts.iter().filter(|((_, path), _)| asked(path)).map(|(_, n)| usize::try_from(*n).unwrap()).sum()
    }

    fn open_plan(&self) -> tokendeck::protocol::PlanId {
        let (open, damaged) = self.ledgers().open_plans().unwrap();
        assert!(damaged.is_empty() && open.len() == 1, "{open:?} {damaged:?}");
        open[0].id.clone()
    }

    fn ended(&self, ended: Result<Outcome, Fault>, expected: &[String], events: &[Event]) {
        let Ok(Outcome::Settled { steps, .. }) = ended else { panic!("{ended:?}") };
        let found: Vec<&str> = steps
            .iter()
            .map(|step| match &step.end {
                Ended::Proven { .. } => "proven",
                Ended::NotYetProven { .. } => "not-yet-proven",
                Ended::Failed(_) => "failed",
                Ended::NotDone(_) => "not-done",
                Ended::Unknown(_) => "unknown",
                Ended::Skipped(_) => "skipped",
            })
            .collect();
        assert_eq!(found, expected, "{steps:#?}");
        assert!(!events.iter().any(|e| matches!(e, Event::Notice(_))), "{events:?}");
    }

    fn word(&self, scope: &Scope, fault: &Fault) -> String {
        let scope = match scope {
            Scope::Tokens(Owner::User) => "user tokens",
            Scope::Tokens(_) => "account tokens",
            Scope::Accounts => "accounts",
            _ => "other",
        };
        let kind = format!("{:?}", fault.kind);
        format!("{scope}: {}", kind.split([' ', '{']).next().unwrap())
    }

    fn judge(&self) {
        let hold = &self.scenario.hold;
        let writes = self.server.writes();
        let ok = |status: Option<u16>| status.is_some_and(|s| (200..300).contains(&s));
        if let Some(expected) = &hold.arrived {
            let mut arrived: BTreeMap<String, usize> = BTreeMap::new();
            for seen in &writes {
                *arrived.entry(seen.method.clone()).or_default() += 1;
            }
            assert_eq!(&arrived, expected, "{writes:#?}");
        }
        if let Some(done) = hold.done {
            assert_eq!(writes.iter().filter(|w| ok(w.status)).count(), done, "{writes:#?}");
        }
        for seen in &writes {
            let meant = self.touched.iter().any(|id| seen.path.ends_with(id.as_str()));
            assert!(meant, "a write outside the plan: {seen:?}");
        }
        let now = self.server.tokens(Some(&self.server.account_id));
        let gone: Vec<_> = self.tokens.iter().filter(|t| !now.contains(t)).collect();
        assert!(gone.iter().all(|(id, _)| self.touched.contains(id)), "a bystander is gone: {gone:?}");
        if let Some(expected) = hold.gone {
            assert_eq!(gone.len(), expected, "{gone:?}");
        }
        let ledgers = self.ledgers();
        let mut lines = Vec::new();
        for plan in ledgers.list().unwrap() {
            lines.extend(ledgers.read(&plan).unwrap().iter().map(|entry| line(&entry.what)));
        }
        if let Some(expected) = &hold.ledger {
            assert_eq!(&lines, expected);
        }
        assert_eq!(ledgers.open_plans().unwrap().0.len(), hold.open_plans, "{lines:?}");
        let leak = |text: &str| ["cfat_", "cfut_", "cfk_"].iter().any(|p| text.contains(p));
        for plan in ledgers.list().unwrap() {
            let path = self.folder.path().join(format!("ledgers/{plan}.ledger"));
            assert!(!leak(&std::fs::read_to_string(path).unwrap()), "a value in a ledger");
        }
    }
}

/// The kind of a ledger's line.
fn line(what: &What) -> String {
    let json = serde_json::to_value(what).unwrap();
    json["entry"].as_str().unwrap().to_owned()
}

async fn play(text: &str) {
    let mut stage = set(text).await;
    for step in std::mem::take(&mut stage.scenario.step) {
        // Ledgers are named by the second.
        stage.clock.advance(Duration::from_secs(1));
        stage.step(step).await;
    }
    stage.judge();
}

async fn set(text: &str) -> Stage {
    let scenario: Scenario = toml::from_str(text).unwrap();
    assert!(scenario.about.len() > 10, "a scenario says what it is about");
    let clock = Arc::new(HandClock::at(Time::from_secs(1_795_306_663)));
    let world = &scenario.world;
    let options = Options {
        accounts: Some(world.accounts),
        tokens: Some(world.tokens),
        faults: world.faults.iter().map(|f| f.parse::<FaultSpec>().unwrap()).collect(),
        limit: world.quota.map_or_else(RateLimit::default, |quota| RateLimit {
            quota,
            window: Duration::from_secs(world.window_s),
        }),
        switches: Switches { no_account_list: world.no_account_list, ..Switches::default() },
        ..Options::default()
    };
    let server = Sandbox::start(options).await.unwrap();
    let tokens = server.tokens(Some(&server.account_id));
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage { server, folder, scenario, clock, tokens, touched: Vec::new() };
    stage.scenario.aim.iter().for_each(|target| stage.aim(target));
    stage
}

/// Runs a dashboard's engine until it is idle for the first time; answers every event until then.
async fn until_idle(deps: Deps) -> Vec<Event> {
    let (engine, mut heard) = Engine::start(deps);
    let mut idle = engine.idle();
    let mut events = Vec::new();
    loop {
        tokio::select! {
            biased;
            Some(event) = heard.recv() => events.push(event),
            _ = idle.wait_for(|idle| *idle) => break,
        }
    }
    while let Ok(event) = heard.try_recv() {
        events.push(event);
    }
    drop(heard);
    assert!(engine.shutdown(Duration::from_secs(20)).await, "the engine does not come to rest");
    events
}

fn news(events: &[Event]) -> impl Iterator<Item = &Delta> {
    events.iter().filter_map(|event| match event {
        Event::World(delta) => Some(delta),
        _ => None,
    })
}

/// The first run fetches everything; the second paints everything from the cache before it has asked for anything,
/// and asks for no list again, because all are fresh.
#[tokio::test]
async fn the_next_start_paints_from_the_cache() {
    let stage = set("about = 'Two runs with one cache folder.'\nstep = []").await;
    let open = || Cache::open(&stage.folder.path().join("cache"), "work", &stage.server.base_url).0;
    let deps = |cache| Deps {
        cache: Arc::new(cache),
        settings: Settings { background: true, ..stage.deps().settings },
        ..stage.deps()
    };
    let first = until_idle(deps(open())).await;
    let fetched: usize = news(&first)
        .map(|delta| match &delta.change {
            Change::Tokens { list, complete: true } => list.len(),
            _ => 0,
        })
        .sum();
    let of = |account: Option<&str>| stage.server.tokens(account).len();
    let all = stage.server.accounts().iter().map(|a| of(Some(a))).sum::<usize>() + of(None);
    assert_eq!(fetched, all);

    let second = until_idle(deps(open())).await;
    let first_asked = news(&second).position(|delta| delta.revision > 0).unwrap();
    let restored: usize = news(&second)
        .take(first_asked)
        .map(|delta| match &delta.change {
            Change::Restored(list) => list.len(),
            _ => 0,
        })
        .sum();
    assert_eq!(restored, all);
    assert!(!news(&second).any(|delta| matches!(delta.change, Change::Tokens { .. })));
}

/// A clock with a fault, to break a job from inside.
struct Broken;

impl Clock for Broken {
    fn now(&self) -> Time {
        panic!("the clock is broken")
    }
}

/// A mistake of ours inside a job ends that job with a fault, and the engine goes on.
#[tokio::test]
async fn a_panic_is_a_failed_job() {
    let stage = set("about = 'A job that breaks.'\nstep = []").await;
    let deps = Deps { clock: Arc::new(Broken), ..stage.deps() };
    let (engine, _) = Engine::start(deps);
    let fault = engine.run(Job::Identify, |_| {}).await.unwrap_err();
    assert!(fault.what.contains("mistake in tokendeck"), "{fault}");
    assert_eq!(engine.run(Job::Watch(Vec::new()), |_| {}).await, Ok(Outcome::Watching));
    assert!(engine.shutdown(Duration::from_secs(20)).await);
}

macro_rules! scenarios {
    ($($name:ident)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                play(include_str!(concat!("scenarios/", stringify!($name), ".toml"))).await;
            }
        )*

        #[test]
        fn every_file_is_played() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
            let mut files: Vec<String> = std::fs::read_dir(folder)
                .unwrap()
                .filter_map(|f| f.unwrap().path().file_stem()?.to_str().map(str::to_owned))
                .collect();
            files.sort();
            assert_eq!(files, [$(stringify!($name)),*]);
        }
    };
}

scenarios! {
    a_broken_list_makes_nothing_vanish
    a_cancelled_plan_sends_nothing
    a_change_is_lost_after_the_deed
    a_change_meets_passing_trouble
    a_changed_token_is_not_overwritten
    a_crash_between_two_revokes
    a_crash_then_settled_without_sending
    a_disable_and_an_enable
    a_forbidden_deed
    a_global_key
    a_revoke_is_lost_after_the_deed
    a_revoke_is_lost_before_the_deed
    a_revoke_meets_a_storm
    a_revoke_meets_html_and_cuts
    a_revoke_that_nobody_can_check
    a_stormy_listing
    an_account_token_without_an_account_list
    an_oauth_token
    our_own_token_goes_last
    our_own_token_is_refused
    products_answer_through_trouble
    products_are_asked_with_an_accounts_token
    products_are_not_asked_with_another_kind
    products_that_say_wait_end_the_round
    read_only_refuses
    what_others_change_is_news_until_it_is_seen
    whose_value_is_it
}
