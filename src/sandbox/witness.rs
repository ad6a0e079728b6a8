//! What was asked of the sandbox, for tests that say "nothing was sent twice".

use std::collections::BTreeMap;

use super::faults::Fault;

/// A request that could change something, as it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The running number of the request, from 0.
    pub number: u64,
    /// `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: String,
    /// The path below the base URL, without the query.
    pub path: String,
    /// The HTTP status of the answer, whether or not it arrived; `None` if nothing was done.
    pub status: Option<u16>,
    /// What struck it.
    pub fault: Option<Fault>,
}

/// How many requests were seen, by method and path (without the query).
pub type Counts = BTreeMap<(String, String), u64>;

#[derive(Default)]
pub(super) struct Witness {
    next: u64,
    counts: Counts,
    writes: Vec<Seen>,
}

impl Witness {
    /// Notes that a request arrived; answers its number.
    pub fn arrived(&mut self, method: &str, path: &str) -> u64 {
        *self.counts.entry((method.into(), path.into())).or_default() += 1;
        self.next += 1;
        self.next - 1
    }

    /// Notes how a request ended. Only those that can change something are kept one by one.
    pub fn ended(&mut self, seen: Seen) {
        if seen.method != "GET" {
            self.writes.push(seen);
        }
    }

    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    pub fn writes(&self) -> &[Seen] {
        &self.writes
    }
}
