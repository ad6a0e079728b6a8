//! Whether what is granted can be used: now, and from where. Told apart from what is granted.

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::clock::Time;
use crate::domain::condition::{Condition, Range};
use crate::domain::token::{Standing, Token};

/// From where a token may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From anywhere.
    Anywhere,
    /// From some addresses.
    Some,
    /// From none: every range it may be used from is refused again, or is no range at all.
    Nowhere,
}

impl Origin {
    /// Judges an address condition.
    pub fn of(condition: &Condition) -> Self {
        if condition.is_open() {
            return Origin::Anywhere;
        }
        let refused = IpNet::aggregate(&nets(&condition.never_from));
        let allowed = match &condition.only_from {
            only if only.is_empty() => vec![Ipv4Net::default().into(), Ipv6Net::default().into()],
            only => nets(only),
        };
        let is_refused = |net: &IpNet| refused.iter().any(|refused| refused.contains(net));
        if allowed.iter().all(is_refused) { Origin::Nowhere } else { Origin::Some }
    }
}

fn nets(ranges: &[Range]) -> Vec<IpNet> {
    let net = |range: &Range| if let Range::Net(net) = range { Some(*net) } else { None };
    ranges.iter().filter_map(net).collect()
}

/// Whether a token's grants are in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Force {
    /// What the token is now, by status, not-before and expiry.
    pub standing: Standing,
    /// From where it may be used.
    pub origin: Origin,
}

impl Force {
    /// Whether the grants of `token` are in force at `now`.
    pub fn of(token: &Token, now: Time) -> Self {
        Force { standing: token.standing(now), origin: Origin::of(&token.condition) }
    }

    /// Whether it can be used at all now, from somewhere. A status that nobody knows counts as usable.
    pub fn is_usable(self) -> bool {
        matches!(self.standing, Standing::Active | Standing::Unknown) && self.origin != Origin::Nowhere
    }
}
