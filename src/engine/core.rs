//! What all tasks of one engine share, and how a task speaks.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::busy::Busy;
use super::deps::{ApiNotes, Deps, Settings};
use super::stamped::Stamped;
use super::sync::Book;
use crate::api::Api;
use crate::api::Credential;
use crate::clock::{Clock, Time};
use crate::domain::account::Account;
use crate::domain::identity::Identity;
use crate::domain::ids::{AccountId, TokenId};
use crate::domain::token::{Fetched, Owner, TokenRef};
use crate::protocol::{Change, Delta, Event, Fault, FaultKind, JobId, Progress, Scope};
use crate::secret::Vault;
use crate::store::Cache;
use crate::store::Drafts;
use crate::store::Evidences;
use crate::store::Habits;
use crate::store::History;
use crate::store::Ledgers;
use crate::store::Notes;
use crate::store::Snapshots;

/// Shared by all tasks.
pub(super) struct Core {
    pub(super) api: Api,
    pub(super) credential: Credential,
    pub(super) cache: Arc<Cache>,
    pub(super) ledgers: Ledgers,
    pub(super) history: Arc<History>,
    pub(super) notebook: Notes,
    pub(super) snapshots: Snapshots,
    pub(super) evidence: Evidences,
    pub(super) drafts: Drafts,
    pub(super) habits: Habits,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) vault: Arc<Vault>,
    pub(super) settings: Settings,
    pub(super) busy: Busy,
    pub(super) stop: CancellationToken,
    pub(super) tasks: TaskTracker,
    /// Those of the tasks that change something at the server: the end waits for them.
    pub(super) deeds: TaskTracker,
    /// Rung when there may be something new to ask for.
    pub(super) poke: Notify,
    pub(super) jobs: Mutex<HashMap<JobId, CancellationToken>>,
    pub(super) events: mpsc::Sender<Event>,
    stamps: AtomicU64,
    memory: Mutex<Memory>,
}

/// What the engine itself has to remember; the world remembers the rest.
#[derive(Default)]
pub(super) struct Memory {
    pub(super) identity: Option<Identity>,
    /// When it was last asked whether the credential still works, because something was refused.
    pub(super) doubted: Option<Time>,
    /// The credential worked in this run and does not any more.
    pub(super) refused: bool,
    pub(super) accounts: Stamped<AccountId>,
    /// The accounts that organizations hold, as those list them.
    pub(super) implied: Vec<Account>,
    pub(super) book: Book,
    pub(super) watched: Vec<Scope>,
    /// The tokens that lists have named, of each owner: an incomplete list must not make anything vanish.
    pub(super) tokens: HashMap<Owner, Stamped<TokenId>>,
    /// Revoked in this run, and when: for a while lists still name what was deleted (API reference 13.3).
    pub(super) revoked: HashMap<TokenRef, Time>,
    /// Changed in this run, when, and as the server answered then: readings may lag behind.
    pub(super) changed: HashMap<TokenRef, (Time, Fetched)>,
}

/// For so long after a deed readings may still show what was before (API reference 13.3), in milliseconds.
const LINGER: i64 = 120_000;

impl Memory {
    /// What to believe of a token that was read at `as_of`: the reading, or what our own deed made of the token if
    /// the reading is from before. `None`: we revoked it.
    pub(super) fn newest(&mut self, read: Fetched, as_of: Time) -> Option<Fetched> {
        self.revoked.retain(|_, at| as_of.since(*at) < LINGER);
        self.changed.retain(|_, (at, _)| as_of.since(*at) < LINGER);
        if self.revoked.contains_key(&read.token.at) {
            return None;
        }
        let before = |ours: &Fetched| match (read.token.modified_on, ours.token.modified_on) {
            // Whole seconds only: two changes may share one.
            (Some(theirs), Some(ours_at)) => {
                theirs < ours_at || theirs == ours_at && read.token.status != ours.token.status
            }
            _ => false,
        };
        let ours =
            self.changed.get(&read.token.at).map(|(_, ours)| ours).filter(|ours| before(ours)).cloned();
        Some(ours.unwrap_or(read))
    }
}

impl Core {
    /// What the tasks share, and what is for the start alone.
    pub(super) fn new(deps: Deps, events: mpsc::Sender<Event>) -> (Arc<Self>, ApiNotes, Vec<Fault>) {
        let Deps {
            api,
            notes,
            credential,
            cache,
            ledgers,
            snapshots,
            history,
            notebook,
            evidence,
            drafts,
            habits,
            clock,
            vault,
            settings,
            notices,
        } = deps;
        let core = Core {
            api,
            credential,
            cache,
            ledgers,
            history,
            notebook,
            snapshots,
            evidence,
            drafts,
            habits,
            clock,
            vault,
            settings,
            events,
            busy: Busy::new(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            deeds: TaskTracker::new(),
            poke: Notify::new(),
            jobs: Mutex::default(),
            stamps: AtomicU64::new(0),
            memory: Mutex::default(),
        };
        (Arc::new(core), notes, notices)
    }

    /// The next stamp: for reads when sent, for writes when answered.
    pub(super) fn stamp(&self) -> u64 {
        self.stamps.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// What is remembered. Never held across a wait.
    pub(super) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs something that touches the disk where waiting for it harms nobody.
    pub(super) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let joined = self.tasks.spawn_blocking(work).await;
        joined.map_err(|e| {
            Fault::new(FaultKind::Disk, format!("Work on the disk failed: {e}."), "Report this.")
        })
    }
}

/// What a task has: the engine, who listens, and whether to stop.
#[derive(Clone)]
pub(super) struct Cx {
    pub(super) core: Arc<Core>,
    pub(super) job: Option<JobId>,
    pub(super) stop: CancellationToken,
    pub(super) voice: mpsc::Sender<Event>,
}

impl Cx {
    /// For work that belongs to no job.
    pub(super) fn background(core: &Arc<Core>) -> Self {
        Cx { core: core.clone(), job: None, stop: core.stop.clone(), voice: core.events.clone() }
    }

    /// Says something. Whoever has stopped listening misses it; that is no failure.
    pub(super) async fn say(&self, event: Event) {
        let _ = self.voice.send(event).await;
    }

    /// Passes on news: to the cache and the history, then to whoever listens.
    pub(super) async fn tell(&self, scope: Scope, revision: u64, as_of: Time, change: Change) {
        let delta = Delta { scope, revision, as_of, change };
        self.core.cache.apply(&delta);
        self.core.history.apply(&delta);
        self.say(Event::World(delta)).await;
    }

    /// Says how far the job has come.
    pub(super) async fn progress(&self, doing: &str, done: usize, of: usize) {
        if let Some(job) = self.job {
            let progress = Progress { doing: doing.to_owned(), done: done as u64, of: Some(of as u64) };
            self.say(Event::Progress(job, progress)).await;
        }
    }

    pub(super) fn now(&self) -> Time {
        self.core.clock.now()
    }
}
