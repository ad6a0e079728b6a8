//! One budget, three lanes.
use super::observe::Observer;
use super::transport::TransportError;
use super::wire::WireReply;
use crate::clock::Clock;
use crate::protocol::Budget;
use std::sync::Arc;

/// A class of requests with its own priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Stopping a leak: before everything else.
    Incident,
    /// Somebody sits and waits.
    Interactive,
    /// Background.
    Sync,
}

impl Lane {
    /// `incident`, `interactive`, `sync`.
    pub fn word(self) -> &'static str {
        match self {
            Lane::Incident => "incident",
            Lane::Interactive => "interactive",
            Lane::Sync => "sync",
        }
    }
}

/// How fast it may go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Requests that sync leaves to the other lanes; never more than a tenth of the quota.
    pub reserve: u32,
    /// The part of what remains that sync may use, 0 to 1.
    pub sync_share: f64,
    /// Requests in the air at the same time.
    pub in_flight: usize,
    /// Of these, requests of the sync lane.
    pub sync_in_flight: usize,
    /// Requests per second; Cloudflare refuses more than 200 from one address (API reference 1.5).
    pub per_second: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Pace { reserve: 100, sync_share: 0.5, in_flight: 16, sync_in_flight: 12, per_second: 190 }
    }
}

pub(super) struct Governor;
pub(super) struct Permit;
impl Governor {
    pub(super) fn new(_: Pace, _: Arc<dyn Clock>, _: Observer) -> Self {
        Governor
    }
    pub(super) async fn admit(&self, _: Lane) -> Permit {
        Permit
    }
    pub(super) fn budget(&self) -> Budget {
        Budget::default()
    }
}
impl Permit {
    pub(super) fn settle(self, _: &WireReply) {}
    pub(super) fn settle_unanswered(self, _: &TransportError) {}
}
