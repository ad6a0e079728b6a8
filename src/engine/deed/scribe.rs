//! The ledger of the plan under way, written from many tasks in one order and never on their threads.

use std::sync::{Arc, Mutex, PoisonError};

use super::super::core::Cx;
use crate::domain::deed::Deed;
use crate::domain::plan::{Entry, Plan, Todo, What};
use crate::protocol::{Event, Fault};
use crate::store::{Durable, Ledger, StoreError};

#[derive(Clone)]
pub(super) struct Scribe {
    ledger: Arc<Mutex<Ledger>>,
    cx: Cx,
}

impl Scribe {
    pub(super) fn new(cx: &Cx, ledger: Ledger) -> Self {
        Scribe { ledger: Arc::new(Mutex::new(ledger)), cx: cx.clone() }
    }

    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Ledger) -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let ledger = self.ledger.clone();
        // A panic inside cannot leave the ledger half-changed: the file is repaired before the next line.
        self.cx.core.blocking(move || work(&mut ledger.lock().unwrap_or_else(PoisonError::into_inner))).await
    }

    /// The plan as it stands.
    pub(super) async fn plan(&self) -> Result<Plan, Fault> {
        self.with(|ledger| ledger.plan().clone()).await
    }

    /// What may be done next with a step.
    pub(super) async fn todo(&self, step: u32) -> Result<Todo, Fault> {
        self.with(move |ledger| ledger.plan().todo(step)).await
    }

    /// Whether the step has been sent as often as it may be in one run. If nobody can say: yes.
    pub(super) async fn exhausted(&self, step: u32) -> bool {
        self.with(move |ledger| ledger.plan().exhausted(step)).await.unwrap_or(true)
    }

    /// Writes the intent; the receipt opens the door.
    pub(super) async fn intend(&self, step: u32) -> Result<Durable<Deed>, Fault> {
        let at = self.cx.now();
        self.with(move |ledger| ledger.intend(step, at)).await?.map_err(|e: StoreError| e.fault())
    }

    /// Writes what happened. If the disk refuses, the deed is done all the same: that is said, and the next run will
    /// check. Answers whether it is written.
    pub(super) async fn note(&self, what: What) -> bool {
        let at = self.cx.now();
        let written = self.with(move |ledger| ledger.append(&Entry { at, what })).await;
        let fault = match written {
            Ok(Ok(())) => return true,
            Ok(Err(e)) => e.fault(),
            Err(fault) => fault,
        };
        self.cx.say(Event::Notice(fault)).await;
        false
    }
}
