//! The engine at work for one command, and what it has told so far.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;

use super::call::Call;
use super::exit::{Exit, Failure};
use super::matrix::imported;
use super::progress::Progress;
use super::sheet::Incomplete;
use crate::domain::account::Account;
use crate::domain::finding::Thresholds;
use crate::domain::ids::AccountId;
use crate::domain::lookup::Lookup as _;
use crate::domain::token::{Fetched, Owner, RawToken, TokenRef};
use crate::engine::Engine;
use crate::protocol::Progress as JobProgress;
use crate::protocol::{Change, Delta, Event, Fault, FaultKind, Job, Outcome, Scope};
use crate::setup;
use crate::setup::Door;
use crate::setup::Found;
use crate::world::Source;
use crate::world::World;

/// How long the end of the program waits for what was sent.
pub const GRACE: Duration = Duration::from_secs(30);

/// How many jobs run at the same time where the order does not matter.
const ABREAST: usize = 8;

/// A running engine and what is known.
pub struct Session {
    engine: Engine,
    /// What is believed about Cloudflare.
    pub world: World,
    /// Token objects as the server sent them.
    pub raw: HashMap<TokenRef, RawToken>,
    /// The credential in use.
    pub found: Found,
    /// The account whose tokens alone were asked for.
    only: Option<AccountId>,
    /// Token lists that were read, whole or in part.
    read: usize,
    /// Says that the server is being waited for.
    progress: Progress,
}

impl Session {
    /// Finds the credential and starts the engine.
    ///
    /// # Errors
    /// There is no credential, or the engine cannot be built.
    pub async fn start(call: &mut Call<'_>) -> Result<Session, Failure> {
        let thresholds = setup::thresholds(&call.loaded.config);
        Session::judging(call, thresholds).await
    }

    /// As [`Session::start`], with other thresholds of findings than the settings have.
    ///
    /// # Errors
    /// As [`Session::start`].
    pub async fn judging(call: &mut Call<'_>, thresholds: Thresholds) -> Result<Session, Failure> {
        let found = call.found().await?;
        Session::of(call, found, thresholds)
    }

    /// Starts the engine for a credential that was found.
    ///
    /// # Errors
    /// The engine cannot be built.
    pub fn of(call: &mut Call<'_>, found: Found, thresholds: Thresholds) -> Result<Session, Failure> {
        // Jobs tell what they learn to whoever runs them; the general news is for the dashboard.
        Session::with_news(call, found, thresholds).map(|(session, _news)| session)
    }

    /// As [`Session::of`], with the general news: requests and the budget. Whoever keeps it reads it.
    ///
    /// # Errors
    /// As [`Session::of`].
    pub fn with_news(
        call: &mut Call<'_>,
        found: Found,
        thresholds: Thresholds,
    ) -> Result<(Session, mpsc::Receiver<Event>), Failure> {
        let config = &call.loaded.config;
        let deps = setup::deps(&found, config, &call.places, &call.vault, &call.clock, Door::Headless)
            .map_err(|e| Failure::from(e.fault()))?;
        for notice in &deps.notices {
            call.out.say(&notice.to_string());
        }
        let (engine, news) = Engine::start(deps);
        let mut world = World::new(call.clock.now(), thresholds);
        world.set_snapshots(imported(&call.places.data, call.out)?);
        let progress = call.out.progress();
        Ok((Session { engine, world, raw: HashMap::new(), found, only: None, read: 0, progress }, news))
    }

    /// Runs a job and takes in what it tells.
    ///
    /// # Errors
    /// The job failed.
    pub async fn run(&mut self, job: Job) -> Result<Outcome, Fault> {
        let Session { engine, world, raw, read, progress, found, .. } = self;
        let asking = asking(found);
        let doing = RefCell::new(None);
        let work = engine.run(job, |event| {
            if let Event::Progress(_, now) = event {
                doing.replace(Some(far(now)));
            }
            hear(event, world, raw, read);
        });
        let words = || doing.borrow().clone().unwrap_or_else(|| asking.clone());
        progress.during(words, work).await
    }

    /// Runs jobs, [`ABREAST`] at a time, and takes in what each told when it has ended. The ends are in the order of
    /// the jobs.
    pub async fn run_abreast(&mut self, jobs: Vec<Job>) -> Vec<Result<Outcome, Fault>> {
        let places = Arc::new(Semaphore::new(ABREAST));
        let mut running = JoinSet::new();
        let mut ends: Vec<_> = jobs.iter().map(|_| Err(broken_off())).collect();
        for (n, job) in jobs.into_iter().enumerate() {
            let (engine, places) = (self.engine.clone(), places.clone());
            running.spawn(async move {
                // Closed never; an error would mean the same as having a place.
                let _place = places.acquire_owned().await;
                let mut told = Vec::new();
                let ended = engine.run(job, |event| told.push(event.clone())).await;
                (n, told, ended)
            });
        }
        let (progress, asking) = (self.progress.clone(), asking(&self.found));
        while let Some(joined) = progress.during(|| asking.clone(), running.join_next()).await {
            let Ok((n, told, ended)) = joined else { continue };
            let Session { world, raw, read, .. } = self;
            told.iter().for_each(|event| hear(event, world, raw, read));
            ends[n] = ended;
        }
        ends
    }

    /// As [`Session::run`]; an interrupt (`ctrl-c`) allows no further step and waits for what was sent, for at most
    /// [`GRACE`]. A second interrupt does not wait.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub async fn run_interruptible(
        &mut self,
        job: Job,
        mut stopping: impl FnMut(),
    ) -> Result<Outcome, Fault> {
        let engine = self.engine.clone();
        let work = self.run(job);
        tokio::pin!(work);
        tokio::select! {
            ended = &mut work => ended,
            _ = tokio::signal::ctrl_c() => {
                stopping();
                let rest = async {
                    tokio::select! {
                        _ = engine.shutdown(GRACE) => {}
                        _ = tokio::signal::ctrl_c() => {}
                    }
                };
                tokio::select! {
                    biased;
                    ended = work => ended,
                    () = rest => Err(interrupted()),
                }
            }
        }
    }

    /// Ends the engine; what it learned is written to the cache.
    pub async fn end(self) {
        self.engine.shutdown(GRACE).await;
    }

    /// Reads every token of the accounts that were asked for, and names what could not be read.
    ///
    /// # Errors
    /// Nothing at all could be read, or the account is not known.
    pub async fn load_tokens(&mut self, account: Option<&str>) -> Result<Incomplete, Failure> {
        let account = account.filter(|text| *text != "all");
        let incomplete = match account {
            None => self.refresh(Job::RefreshAll).await?,
            Some(text) => {
                let account = self.account(text).await?;
                self.only = Some(account.clone());
                self.refresh(Job::Refresh(Scope::Tokens(Owner::Account(account)))).await?
            }
        };
        match incomplete.first() {
            Some((_, fault)) if self.read == 0 => {
                let lines: Vec<String> =
                    incomplete.iter().map(|(scope, why)| format!("{scope}: {why}")).collect();
                let exit = super::exit::exit_of(&fault.kind).max(Exit::Credentials);
                Err(Failure { exit, text: lines.join("\n"), incomplete })
            }
            _ => Ok(self.recall(incomplete).await),
        }
    }

    /// Whether tokens of this owner were asked for.
    pub fn asked_for(&self, owner: &Owner) -> bool {
        self.only.as_ref().is_none_or(|account| owner.account() == Some(account))
    }

    /// Reads what this machine remembers of tokens. A filter may ask for it, so what cannot be read makes the list
    /// incomplete.
    async fn recall(&mut self, mut incomplete: Incomplete) -> Incomplete {
        if let Err(fault) = self.run(Job::Recall).await {
            incomplete.push(("local notes and history".to_owned(), fault));
        }
        incomplete
    }

    /// Brings something up to date and names what could not be read.
    ///
    /// # Errors
    /// The job failed as a whole.
    pub async fn refresh(&mut self, job: Job) -> Result<Incomplete, Failure> {
        let outcome = self.run(job).await?;
        let Outcome::Refreshed { scope, incomplete } = outcome else { return Ok(vec![]) };
        let unsure = self.unsure(scope, &incomplete);
        let all = incomplete.into_iter().chain(unsure);
        Ok(all.map(|(scope, fault)| (self.scope_words(&scope), fault)).collect())
    }

    /// Brings several lists up to date at the same time and names what could not be read.
    pub async fn refresh_abreast(&mut self, scopes: Vec<Scope>) -> Incomplete {
        let ends = self.run_abreast(scopes.iter().cloned().map(Job::Refresh).collect()).await;
        let mut incomplete = Incomplete::new();
        for (scope, end) in scopes.into_iter().zip(ends) {
            let short = match end {
                Ok(_) => self.unsure(Some(scope), &[]),
                Err(fault) => vec![(scope, fault)],
            };
            incomplete.extend(short.into_iter().map(|(scope, fault)| (self.scope_words(&scope), fault)));
        }
        incomplete
    }

    /// Lists that were read but may not be all there is; `None`: among all that a full listing reads.
    fn unsure(&self, scope: Option<Scope>, failed: &[(Scope, Fault)]) -> Vec<(Scope, Fault)> {
        let lists = match scope {
            Some(one) => vec![one],
            None => std::iter::once(Scope::Accounts)
                .chain(self.world.owners().cloned().map(Scope::Tokens))
                .filter(|scope| failed.iter().all(|(other, _)| other != scope))
                .collect(),
        };
        let unsure = |scope: &Scope| {
            let freshness = self.world.freshness(scope);
            freshness.from == Source::Server && !freshness.complete
        };
        lists.into_iter().filter(unsure).map(|scope| (scope, restless())).collect()
    }

    /// The account that `text` names: by id, or by name if exactly one bears it.
    ///
    /// # Errors
    /// No account, or several, bear the name.
    pub async fn account(&mut self, text: &str) -> Result<AccountId, Failure> {
        let id = AccountId::new(text);
        let unread = self.refresh(Job::Refresh(Scope::Accounts)).await;
        if id.is_hex() {
            // An account token may not list accounts; the id is good without.
            return Ok(id);
        }
        unread?;
        let accounts: Vec<&Account> = self.world.accounts().map(|row| row.account).collect();
        let same: Vec<_> = accounts.iter().filter(|a| a.name.to_lowercase() == text.to_lowercase()).collect();
        match same[..] {
            [one] => Ok(one.id.clone()),
            [] => Err(Failure::usage(format!(
                "There is no account \"{text}\" in reach; see: tokendeck accounts list"
            ))),
            _ => {
                let ids: Vec<String> = same.iter().map(|a| a.id.to_string()).collect();
                Err(Failure::usage(format!(
                    "Several accounts are called \"{text}\". Give an id: {}",
                    ids.join(", ")
                )))
            }
        }
    }

    /// What to call an owner: the name of the account, its id where there is no name, or `user`.
    pub fn owner_name(&self, owner: &Owner) -> String {
        match owner {
            Owner::User => "user".to_owned(),
            Owner::Account(id) => self.account_name(id).unwrap_or_else(|| id.to_string()),
        }
    }

    /// The name of an account, if it is known and not empty.
    pub fn account_name(&self, id: &AccountId) -> Option<String> {
        self.world.account_name(id).filter(|name| !name.is_empty()).map(str::to_owned)
    }

    /// A part of what can be known, in words.
    pub fn scope_words(&self, scope: &Scope) -> String {
        match scope {
            Scope::Identity => "identity".to_owned(),
            Scope::Accounts => "accounts".to_owned(),
            Scope::Tokens(Owner::User) => "user tokens".to_owned(),
            Scope::Tokens(owner @ Owner::Account(id)) => format!("account {id} ({})", self.owner_name(owner)),
            Scope::Token(at) => at.to_string(),
            Scope::Groups(owner) => format!("permission groups of {}", self.owner_name(owner)),
            Scope::Zones(id) => format!("zones of account {id}"),
            Scope::Buckets(id) => format!("buckets of account {id}"),
            Scope::Organizations => "organizations".to_owned(),
            Scope::Members(id) => format!("members of account {id}"),
        }
    }
}

/// `asking api.cloudflare.com`
fn asking(found: &Found) -> String {
    let base = found.base.to_string();
    let server = base.split("://").nth(1).unwrap_or(&base);
    format!("asking {}", server.split('/').next().unwrap_or(server))
}

/// `reading tokens, 3 of 50,`
fn far(progress: &JobProgress) -> String {
    let of = progress.of.map_or(String::new(), |of| format!(", {} of {of},", progress.done));
    format!("{}{of}", progress.doing)
}

/// For a job whose task died.
fn broken_off() -> Fault {
    Fault::new(FaultKind::Cancelled, "The reading broke off.", "Try again.")
}

/// For lists whose pages did not agree, twice, or that hold something that cannot be read.
fn restless() -> Fault {
    Fault::new(
        FaultKind::Server,
        "The list kept changing while it was read, or holds items that cannot be read: some may be missing.",
        "Run this again. If it stays, the log names what cannot be read (tokendeck config path says where it is).",
    )
}

/// For deeds that did not come to rest in time.
fn interrupted() -> Fault {
    Fault::new(
        FaultKind::OutcomeUnknown,
        "Interrupted before everything that was sent had been answered.",
        "The ledger says what was sent: the next run finds out what came of it.",
    )
}

fn hear(event: &Event, world: &mut World, raw: &mut HashMap<TokenRef, RawToken>, read: &mut usize) {
    world.hear(event);
    let mut keep = |fetched: &Fetched| {
        raw.insert(fetched.token.at.clone(), fetched.raw.clone());
    };
    match event {
        Event::World(Delta { change: Change::Tokens { list, .. }, .. }) => {
            *read += 1;
            list.iter().for_each(keep);
        }
        Event::World(Delta { change: Change::Token(fetched), .. }) => keep(fetched),
        _ => {}
    }
}
