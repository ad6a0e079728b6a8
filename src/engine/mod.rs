//! The doer: tasks, waiting, order, repair.
//!
//! Takes [`Job`]s, answers with [`Event`]s. Everything that waits, retries or runs at the same time as something
//! else is here; what is on the wire is in `api`, what is on the disk in `store`, and this room knows no screen.

mod deps;

use std::time::Duration;

use tokio::sync::{mpsc, watch};

pub use deps::{ApiNotes, Credential, Deps, Settings};

use crate::protocol::{Event, Fault, FaultKind, Job, JobId, Outcome};

/// A running engine. Cheap to clone; all clones are the same engine.
#[derive(Clone)]
pub struct Engine {}

impl Engine {
    /// Starts the engine's tasks on the present tokio runtime: restores the cache, finds out who we are, then keeps
    /// things fresh. The receiver is bounded (256): whoever is slow to read slows the engine. Whoever drops it
    /// (the command line, which uses [`Engine::run`]) hears nothing and slows nothing.
    pub fn start(deps: Deps) -> (Engine, mpsc::Receiver<Event>) {
        let _ = deps;
        (Engine {}, mpsc::channel(256).1)
    }

    /// Takes on a job. Its end is [`Event::Done`] or [`Event::Failed`] with this id.
    pub fn submit(&self, id: JobId, job: Job) {
        let _ = (id, job);
    }

    /// No further step of this job: what was sent is awaited and recorded.
    pub fn cancel(&self, id: JobId) {
        let _ = id;
    }

    /// Does a job and answers how it ended; its own events go to `watch` and not to the receiver of
    /// [`Engine::start`].
    pub async fn run(&self, job: Job, watch: impl FnMut(&Event)) -> Result<Outcome, Fault> {
        let _ = (job, watch);
        Err(Fault::new(FaultKind::Refused, "Not yet.", ""))
    }

    /// Whether no job, sync or restore is running.
    pub fn idle(&self) -> watch::Receiver<bool> {
        watch::channel(true).1
    }

    /// Ends the tasks: no further step; what was sent is awaited for at most `grace` and recorded.
    pub async fn shutdown(&self, grace: Duration) {
        let _ = grace;
    }
}
