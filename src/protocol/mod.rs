//! The corridor: the only words that the seeing and the doing wing exchange.
//!
//! [`Job`] goes one way, [`Event`] the other. All words are plain data that can be cloned, compared, printed
//! and written down; none can hold the value of a secret ([`crate::secret::SecretRef`] stands for it).

mod event;
mod fault;
mod job;

pub use crate::domain::deed::{Deed, PlanId, Verb};
pub use event::{Budget, Change, Delta, Event, LaneNote, Moment, OpenPlan, RequestNote, Scope, SyncNote};
pub use fault::{Fault, FaultKind};
pub use job::{Ended, Job, JobId, Outcome, Progress, StepReport};
