//! The request budget: so many per window, then nothing for a whole window (API reference 1.5).

use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

use crate::clock::Time;

/// How many requests one user or one account token may make in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests per window.
    pub quota: u32,
    /// The window, and also how long everything is refused once it was exceeded.
    pub window: Duration,
}

impl Default for RateLimit {
    /// 1200 in 5 minutes, as Cloudflare's global limit.
    fn default() -> Self {
        RateLimit { quota: 1200, window: Duration::from_secs(300) }
    }
}

/// What is left after a request was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Left {
    /// Requests left in this window.
    pub requests: u32,
    /// Seconds until the window ends, rounded up.
    pub seconds: u64,
    /// Whether this request is refused.
    pub refused: bool,
}

struct Window {
    ends: Time,
    used: u32,
    shut: bool,
}

/// The counters, one for each user or account token.
pub(super) struct Limiter<K> {
    limit: RateLimit,
    windows: HashMap<K, Window>,
}

impl<K: Eq + Hash> Limiter<K> {
    /// Counters that stand at zero.
    pub fn new(limit: RateLimit) -> Self {
        Limiter { limit, windows: HashMap::new() }
    }

    /// The limit in force.
    pub fn limit(&self) -> RateLimit {
        self.limit
    }

    /// Counts one request.
    pub fn count(&mut self, who: K, now: Time) -> Left {
        let RateLimit { quota, window } = self.limit;
        let fresh = || Window { ends: now.plus(window), used: 0, shut: false };
        let at = self.windows.entry(who).or_insert_with(fresh);
        if now >= at.ends {
            *at = fresh();
        }
        if !at.shut && at.used >= quota {
            *at = Window { ends: now.plus(window), used: quota, shut: true };
        }
        if !at.shut {
            at.used += 1;
        }
        let millis = u64::try_from(at.ends.since(now)).unwrap_or(0);
        Left { requests: quota - at.used, seconds: millis.div_ceil(1000).max(1), refused: at.shut }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_too_many_shuts_the_door_for_a_whole_window() {
        let limit = RateLimit { quota: 3, window: Duration::from_secs(10) };
        let mut limiter = Limiter::new(limit);
        let at = Time::from_secs;
        assert_eq!(limiter.count("ada", at(0)), Left { requests: 2, seconds: 10, refused: false });
        assert_eq!(limiter.count("ada", at(4)), Left { requests: 1, seconds: 6, refused: false });
        assert_eq!(limiter.count("ada", at(5)), Left { requests: 0, seconds: 5, refused: false });
        assert_eq!(limiter.count("ada", at(6)), Left { requests: 0, seconds: 10, refused: true });
        assert!(limiter.count("ada", at(15)).refused, "still shut after the first window would have ended");
        assert!(!limiter.count("bob", at(6)).refused, "others are not affected");
        assert_eq!(limiter.count("ada", at(16)), Left { requests: 2, seconds: 10, refused: false });
    }

    #[test]
    fn an_idle_window_starts_again() {
        let mut limiter = Limiter::new(RateLimit { quota: 1, window: Duration::from_secs(10) });
        assert!(!limiter.count(0, Time::from_secs(0)).refused);
        assert!(!limiter.count(0, Time::from_secs(10)).refused);
    }
}
