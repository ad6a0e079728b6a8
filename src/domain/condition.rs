//! From which addresses a token may be used (API reference 4.5).

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// The address condition of a token. Empty lists mean: no condition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// `request_ip.in`: use is allowed from these ranges only, if there is at least one.
    pub only_from: Box<[Range]>,
    /// `request_ip.not_in`: use is refused from these ranges, even inside `only_from`.
    pub never_from: Box<[Range]>,
}

/// One entry of an address list: a range, or text that is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Range {
    /// A CIDR range, IPv4 or IPv6.
    Net(IpNet),
    /// What a server sent that is not a range. Kept, shown, and never matches.
    Odd(Box<str>),
}

impl Range {
    /// Reads `203.0.113.0/24` or a bare address, which means exactly that host.
    pub fn new(text: &str) -> Self {
        if let Ok(net) = text.parse::<IpNet>() {
            return Range::Net(net);
        }
        match text.parse::<IpAddr>() {
            Ok(host) => Range::Net(host.into()),
            Err(_) => Range::Odd(text.into()),
        }
    }

    /// Whether `host` lies in it.
    pub fn contains(&self, host: IpAddr) -> bool {
        matches!(self, Range::Net(net) if net.contains(&host))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Range::Net(net) => net.fmt(f),
            Range::Odd(text) => f.write_str(text),
        }
    }
}

impl Condition {
    /// Whether the token may be used from anywhere.
    pub fn is_open(&self) -> bool {
        self.only_from.is_empty() && self.never_from.is_empty()
    }

    /// Every range that is named, those that allow first.
    pub fn ranges(&self) -> impl Iterator<Item = &Range> {
        self.only_from.iter().chain(&self.never_from)
    }

    /// It on one line: `any`, `203.0.113.0/24, 2001:db8::/32`, `any but 198.51.100.7/32`. What is no range is untrusted
    /// text.
    pub fn line(&self) -> String {
        let list = |ranges: &[Range]| ranges.iter().map(Range::to_string).collect::<Vec<_>>().join(", ");
        let from = if self.only_from.is_empty() { "any".to_owned() } else { list(&self.only_from) };
        if self.never_from.is_empty() { from } else { format!("{from} but {}", list(&self.never_from)) }
    }

    /// Whether use from `host` is allowed: inside the first list (if there is one) and outside the second.
    pub fn admits(&self, host: IpAddr) -> bool {
        let inside = self.only_from.is_empty() || self.only_from.iter().any(|r| r.contains(host));
        inside && !self.never_from.iter().any(|r| r.contains(host))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::open(&[], &[], "any")]
    #[case::two(&["203.0.113.0/24", "office"], &[], "203.0.113.0/24, office")]
    #[case::all_but(&[], &["198.51.100.7"], "any but 198.51.100.7/32")]
    #[case::carved_out(&["203.0.113.0/24"], &["203.0.113.66"], "203.0.113.0/24 but 203.0.113.66/32")]
    fn is_said_on_one_line(#[case] only: &[&str], #[case] never: &[&str], #[case] said: &str) {
        let ranges = |list: &[&str]| list.iter().map(|text| Range::new(text)).collect();
        let condition = Condition { only_from: ranges(only), never_from: ranges(never) };
        assert_eq!(condition.line(), said);
        assert_eq!(condition.ranges().count(), only.len() + never.len());
    }

    #[rstest]
    #[case::open(&[], &[], "198.51.100.1", true)]
    #[case::inside(&["203.0.113.0/24"], &[], "203.0.113.9", true)]
    #[case::outside(&["203.0.113.0/24"], &[], "198.51.100.1", false)]
    #[case::carved_out(&["203.0.113.0/24"], &["203.0.113.66/32"], "203.0.113.66", false)]
    #[case::other_family(&["203.0.113.0/24"], &[], "2001:db8::1", false)]
    #[case::bare_host(&["2001:db8::1"], &[], "2001:db8::1", true)]
    #[case::nonsense_admits_nobody(&["office"], &[], "203.0.113.9", false)]
    fn admits(#[case] only: &[&str], #[case] never: &[&str], #[case] host: &str, #[case] expected: bool) {
        let list = |texts: &[&str]| texts.iter().map(|t| Range::new(t)).collect();
        let condition = Condition { only_from: list(only), never_from: list(never) };
        assert_eq!(condition.admits(host.parse().unwrap()), expected);
    }

    #[test]
    fn nonsense_prints_as_it_came() {
        assert_eq!(Range::new("office").to_string(), "office");
    }
}
