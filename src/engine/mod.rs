//! The doer: tasks, waiting, order, repair.
//!
//! Takes [`Job`]s, answers with [`Event`]s. Everything that waits, retries or runs at the same time as something
//! else is here; what is on the wire is in `api`, what is on the disk in `store`, and this room knows no screen.
//! Called by the two doors; built by `setup`.

mod busy;
mod core;
mod deed;
mod deps;
mod habits;
mod identify;
mod jobs;
mod matrix;
mod probe;
mod read;
mod recall;
mod restore;
#[cfg(test)]
mod stage;
mod stamped;
mod sync;
mod trace;
mod verify;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

pub use self::deps::{ApiNotes, Deps, Settings};

use self::core::{Core, Cx};
use crate::api::ApiNote;
use crate::protocol::{Event, Fault, FaultKind, Job, JobId, Outcome};

/// Events waiting for their reader: a flood slows the engine, not the screen.
const EVENTS: usize = 256;

/// A running engine. Cheap to clone; all clones are the same engine.
#[derive(Clone)]
pub struct Engine {
    core: Arc<Core>,
    runs: Arc<AtomicU64>,
}

impl Engine {
    /// Starts the engine's tasks on the present tokio runtime: restores the cache, finds out who we are, then keeps
    /// things fresh. The receiver is bounded (256): whoever is slow to read slows the engine. Whoever drops it
    /// (the command line, which uses [`Engine::run`]) hears nothing and slows nothing.
    pub fn start(deps: Deps) -> (Engine, mpsc::Receiver<Event>) {
        let (events, heard) = mpsc::channel(EVENTS);
        let (core, notes, notices) = Core::new(deps, events);
        let cx = Cx::background(&core);
        let work = core.busy.begin();
        let (runtime, voice) = (tokio::runtime::Handle::current(), core.events.clone());
        let say = move |event| {
            let voice = voice.clone();
            runtime.spawn(async move { voice.send(event).await });
        };
        let (of_cache, of_history) = (say.clone(), say.clone());
        core.cache.on_trouble(move |fault| of_cache(Event::Notice(fault)));
        core.history.on_trouble(move |fault| of_history(Event::Notice(fault)));
        core.history.on_news(move |watch| say(Event::Watch(watch)));
        core.tasks.spawn(pass_on(notes, cx.clone()));
        core.tasks.spawn(async move {
            for notice in notices {
                cx.say(Event::Notice(notice)).await;
            }
            if cx.core.settings.background {
                // Before the tokens, so that they are judged by the right snapshots at once.
                matrix::tell(&cx).await;
                restore::restore(&cx).await;
                habits::tell(&cx).await;
                recall::tell_all(&cx).await;
                deed::report_open_plans(&cx).await;
                probe::recall(&cx).await;
                sync::keep_fresh(cx, work).await;
            }
        });
        (Engine { core, runs: Arc::new(AtomicU64::new(u64::MAX)) }, heard)
    }

    /// Takes on a job. Its end is [`Event::Done`] or [`Event::Failed`] with this id.
    pub fn submit(&self, id: JobId, job: Job) {
        self.begin(id, job, self.core.events.clone());
    }

    /// No further step of this job: what was sent is awaited and recorded.
    pub fn cancel(&self, id: JobId) {
        if let Some(stop) = self.jobs().get(&id) {
            stop.cancel();
        }
    }

    /// Does a job and answers how it ended; its own events go to `watch` and not to the receiver of
    /// [`Engine::start`]. Dropping the future does not stop the job: [`Engine::shutdown`] does.
    ///
    /// # Errors
    /// The fault that [`Event::Failed`] would carry.
    pub async fn run(&self, job: Job, mut watch: impl FnMut(&Event)) -> Result<Outcome, Fault> {
        // Counted down from the top, far from the numbers that a model counts up.
        let id = JobId(self.runs.fetch_sub(1, Ordering::Relaxed));
        let (voice, mut heard) = mpsc::channel(EVENTS);
        self.begin(id, job, voice);
        while let Some(event) = heard.recv().await {
            match event {
                Event::Done(of, outcome) if of == id => return Ok(outcome),
                Event::Failed(of, fault) if of == id => return Err(fault),
                other => watch(&other),
            }
        }
        Err(broken("it ended without an answer"))
    }

    /// Whether no job, sync or restore is running; changes are told as they happen.
    pub fn idle(&self) -> watch::Receiver<bool> {
        self.core.busy.idle()
    }

    /// Ends the tasks: no further step; deeds that were sent are awaited for at most `grace` and recorded. Readings
    /// are dropped in the air: nothing depends on them, and nobody should wait for a slow server in order to leave.
    /// Answers whether every deed came to rest in time.
    pub async fn shutdown(&self, grace: Duration) -> bool {
        self.core.stop.cancel();
        self.core.deeds.close();
        let rested = tokio::time::timeout(grace, self.core.deeds.wait()).await.is_ok();
        let (cache, history) = (self.core.cache.clone(), self.core.history.clone());
        let flushed = tokio::task::spawn_blocking(move || cache.flush(grace) & history.flush(grace)).await;
        rested && flushed.unwrap_or(false)
    }

    fn jobs(&self) -> std::sync::MutexGuard<'_, std::collections::HashMap<JobId, CancellationToken>> {
        self.core.jobs.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn begin(&self, id: JobId, job: Job, voice: mpsc::Sender<Event>) {
        let core = self.core.clone();
        let stop = core.stop.child_token();
        self.jobs().insert(id, stop.clone());
        let cx = Cx { core, job: Some(id), stop, voice };
        let engine = self.clone();
        let work = self.core.busy.begin();
        // What is on screen is taken in at once: tasks may start in another order than they were given, and an older
        // view must not win.
        if let Job::Watch(scopes) = &job {
            self.core.memory().watched.clone_from(scopes);
        }
        let deed = matches!(job, Job::Deeds(_) | Job::Resume(_) | Job::Settle(_));
        let held = deed.then(|| self.core.deeds.token());
        self.core.tasks.spawn(async move {
            // A task of its own, so that a panic in a job ends as a failed job and not as silence.
            let inner = cx.clone();
            let ended = tokio::spawn(async move { jobs::carry_out(&inner, job).await }).await;
            engine.jobs().remove(&id);
            cx.say(match ended {
                Ok(Ok(outcome)) => Event::Done(id, outcome),
                Ok(Err(fault)) => Event::Failed(id, fault),
                Err(e) => Event::Failed(id, broken(&e.to_string())),
            })
            .await;
            drop((work, held));
        });
    }
}

fn broken(why: &str) -> Fault {
    let what = format!("The job broke off because of a mistake in tokendeck: {why}.");
    Fault::new(
        FaultKind::OutcomeUnknown,
        what,
        "Look at the ledger and the token before trying again; please report this.",
    )
}

/// Passes on what the client says about its requests. Of several budgets in a row only the last is news.
async fn pass_on(mut notes: ApiNotes, cx: Cx) {
    let mut batch = Vec::new();
    loop {
        let heard = tokio::select! {
            heard = notes.0.recv_many(&mut batch, 64) => heard,
            () = cx.stop.cancelled() => 0,
        };
        if heard == 0 {
            return;
        }
        let mut batch = batch.drain(..).peekable();
        while let Some(note) = batch.next() {
            let event = match note {
                ApiNote::Request(note) => Event::Request(note),
                ApiNote::Budget(_) if matches!(batch.peek(), Some(ApiNote::Budget(_))) => continue,
                ApiNote::Budget(budget) => Event::Budget(budget),
            };
            cx.say(event).await;
        }
    }
}
