//! Telling the engine about every attempt and every change of the budget.

use std::sync::Arc;

use tokio::time::Instant;

use super::error::Trouble;
use super::governor::Lane;
use super::transport::TransportError;
use super::wire::{WireReply, WireRequest};
use crate::clock::Clock;
use crate::protocol::{Budget, Moment, RequestNote};

/// Something to show: never holds a header value or a body.
#[derive(Clone, Debug)]
pub enum ApiNote {
    /// An attempt was sent, answered or lost.
    Request(RequestNote),
    /// What is left of the budget has changed.
    Budget(Budget),
}

/// Who is told. Called from within requests: must be quick and must not wait.
pub type Observer = Arc<dyn Fn(ApiNote) + Send + Sync>;

/// One attempt in the air. Dropped without an answer, because its caller was cancelled, it is reported lost.
pub(super) struct Attempt<'a> {
    observer: &'a Observer,
    clock: &'a dyn Clock,
    note: RequestNote,
    begun: Instant,
    told: bool,
}

impl<'a> Attempt<'a> {
    pub(super) fn begin(
        observer: &'a Observer,
        clock: &'a dyn Clock,
        id: u64,
        wire: &WireRequest,
        path: &str,
        lane: Lane,
        attempt: u32,
    ) -> Self {
        let note = RequestNote {
            id,
            at: clock.now(),
            method: wire.method.as_str().to_owned(),
            path: path.to_owned(),
            lane: lane.word().to_owned(),
            attempt,
            moment: Moment::Sent,
        };
        observer(ApiNote::Request(note.clone()));
        Attempt { observer, clock, note, begun: Instant::now(), told: false }
    }

    pub(super) fn answered(mut self, reply: &WireReply, trouble: Option<&Trouble>) {
        let moment = Moment::Answered {
            status: reply.status,
            millis: self.millis(),
            bytes: reply.body.len() as u64,
            ray: reply.ray.clone(),
            date: reply.date,
            error: trouble.map(Trouble::brief),
        };
        self.tell(moment);
    }

    pub(super) fn lost(mut self, error: &TransportError) {
        let moment = Moment::Lost { why: error.to_string(), millis: self.millis() };
        self.tell(moment);
    }

    fn millis(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn tell(&mut self, moment: Moment) {
        self.told = true;
        let note = RequestNote { at: self.clock.now(), moment, ..self.note.clone() };
        tracing::debug!(id = note.id, method = note.method, path = note.path, moment = ?note.moment);
        (self.observer)(ApiNote::Request(note));
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.told {
            let moment =
                Moment::Lost { why: "cancelled before the answer".to_owned(), millis: self.millis() };
            self.tell(moment);
        }
    }
}
