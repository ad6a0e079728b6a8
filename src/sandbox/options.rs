//! What can be asked of a sandbox before it starts.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use super::faults::FaultSpec;
use super::limit::RateLimit;
use crate::clock::{Clock, WallClock};

/// How to set up a sandbox. `Options::default()` is the demo on any free port, without trouble.
#[derive(Clone)]
pub struct Options {
    /// The port on 127.0.0.1; 0: any free one.
    pub port: u16,
    /// Decides every id and everything generated.
    pub seed: u64,
    /// How many accounts; `None`: the pretend company as it is. Its accounts come first.
    pub accounts: Option<usize>,
    /// How many tokens each account has, exactly; `None`: as the story has them, about a dozen in others.
    pub tokens: Option<usize>,
    /// Added to every answer.
    pub latency: Duration,
    /// Trouble that strikes by chance.
    pub faults: Vec<FaultSpec>,
    /// The request budget.
    pub limit: RateLimit,
    /// What time it is in there. All times of the world are relative to its first reading.
    pub clock: Arc<dyn Clock>,
    /// Where sources disagree, or tests want a special world.
    pub switches: Switches,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            port: 0,
            seed: 1,
            accounts: None,
            tokens: None,
            latency: Duration::ZERO,
            faults: Vec::new(),
            limit: RateLimit::default(),
            clock: Arc::new(WallClock),
            switches: Switches::default(),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("port", &self.port)
            .field("seed", &self.seed)
            .field("accounts", &self.accounts)
            .field("tokens", &self.tokens)
            .field("latency", &self.latency)
            .field("faults", &self.faults)
            .field("limit", &self.limit)
            .field("switches", &self.switches)
            .finish_non_exhaustive()
    }
}

/// Behaviour that differs between sources (API reference 15.4). The default is what was seen last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    /// A token may grant only what its creator holds.
    pub creator_cap: bool,
    /// For how long a deleted, disabled or edited token goes on working as before (live: 8 to 16 s).
    pub settle: Duration,
    /// How long a new token is refused by product endpoints although `verify` accepts it (live: 3 to 6 s).
    pub ripen: Duration,
    /// Keep policies and groups in the order they were sent instead of reordering them.
    pub keep_order: bool,
    /// Match the `name` filter of token lists exactly instead of as a part.
    pub exact_names: bool,
    /// Refuse account tokens at `GET /accounts`, as in December 2024.
    pub no_account_list: bool,
    /// Refuse account tokens at `/memberships` with 10001 (403, as in 2025) instead of 9106 (400).
    pub old_memberships_code: bool,
    /// Write absent dates of tokens as `null` instead of leaving them out.
    pub nulls: bool,
    /// Refuse users at accounts whose API access is switched off.
    pub enforce_api_access: bool,
    /// Pretend that every request comes from this address.
    pub peer: Option<IpAddr>,
    /// Add an account with 500 tokens (its quota) and give the second user 50 tokens (theirs).
    pub crowds: bool,
}
