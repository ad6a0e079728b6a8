//! A plan of deeds as a state machine.
use super::deed::{Deed, PlanId};
use serde::{Deserialize, Serialize};

/// A line of a ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {}

/// A plan: deeds, and how far each has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    id: PlanId,
    deeds: Vec<Deed>,
}

impl Plan {
    /// A plan of which nothing has been done.
    pub fn new(id: PlanId, deeds: Vec<Deed>) -> Self {
        Plan { id, deeds }
    }

    /// Its name.
    pub fn id(&self) -> &PlanId {
        &self.id
    }

    /// The deed of a step, counted from 0.
    pub fn deed(&self, step: u32) -> Option<&Deed> {
        self.deeds.get(usize::try_from(step).ok()?)
    }
}
