//! Which findings stop a check: `wide,unused:90d,high`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{Finding, FindingId, Severity, Thresholds};
use crate::clock::DAY;
use crate::domain::filter::Span;
use crate::domain::nearest::nearest;

/// What makes a check fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    ids: BTreeSet<FindingId>,
    least: Option<Severity>,
}

impl Default for Gate {
    /// What should be put right: medium or worse.
    fn default() -> Self {
        Gate { ids: BTreeSet::new(), least: Some(Severity::Medium) }
    }
}

/// Why a word of a gate cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadGate {
    /// No finding and no severity.
    Unknown {
        /// The word.
        word: String,
        /// What was probably meant.
        near: Option<&'static str>,
    },
    /// A threshold where none belongs, or one that cannot be read.
    Threshold {
        /// Finding and threshold.
        word: String,
        /// What to write instead.
        wants: &'static str,
    },
    /// Two thresholds where there is one.
    Twice {
        /// The later one.
        word: String,
    },
}

impl fmt::Display for BadGate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadGate::Unknown { word, near } => {
                let near = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
                let known = FindingId::ALL.map(FindingId::word).join(" ");
                write!(f, "there is no finding \"{word}\"{near}\nThere are: {known}\n")?;
                f.write_str(
                    "A severity stands for all that are at least as grave: info (or any) low medium high",
                )
            }
            BadGate::Threshold { word, wants } => write!(f, "{word}: {wants}"),
            BadGate::Twice { word } => {
                write!(f, "{word}: another threshold was given before (unused and never-used share one)")
            }
        }
    }
}

impl std::error::Error for BadGate {}

impl Gate {
    /// Reads finding ids and severities. A threshold behind an id (`expiring:14d`, `unused:90d`, `old:1y`,
    /// `quota:80%`) replaces the one in `thresholds`. No words at all are the default.
    ///
    /// # Errors
    /// The first word that cannot be read.
    pub fn read<'a>(
        words: impl IntoIterator<Item = &'a str>,
        thresholds: &mut Thresholds,
    ) -> Result<Gate, BadGate> {
        let mut gate = Gate { ids: BTreeSet::new(), least: None };
        let mut given = BTreeMap::new();
        for word in words.into_iter().map(str::trim).filter(|word| !word.is_empty()) {
            let (name, bound) = word.split_once(':').map_or((word, None), |(n, b)| (n, Some(b)));
            match (FindingId::new(name), severity(name), bound) {
                (Some(id), _, None) => {
                    gate.ids.insert(id);
                }
                (Some(id), _, Some(bound)) => {
                    let (place, number) = threshold(id, bound)
                        .map_err(|wants| BadGate::Threshold { word: word.to_owned(), wants })?;
                    let shared = if id == FindingId::NeverUsed { FindingId::Unused } else { id };
                    if given.insert(shared, number).is_some_and(|before| before != number) {
                        return Err(BadGate::Twice { word: word.to_owned() });
                    }
                    *place(thresholds) = number;
                    gate.ids.insert(id);
                }
                (None, Some(severity), None) => {
                    gate.least = Some(gate.least.map_or(severity, |least| least.min(severity)));
                }
                (None, Some(_), Some(_)) => {
                    let wants = "a severity takes no threshold";
                    return Err(BadGate::Threshold { word: word.to_owned(), wants });
                }
                (None, None, _) => {
                    let known = FindingId::ALL.map(FindingId::word).into_iter();
                    let near = nearest(name, known.chain(SEVERITIES.map(|(word, _)| word)));
                    return Err(BadGate::Unknown { word: name.to_owned(), near });
                }
            }
        }
        Ok(if gate.ids.is_empty() && gate.least.is_none() { Gate::default() } else { gate })
    }

    /// Whether a finding makes the check fail.
    pub fn stops(&self, finding: &Finding) -> bool {
        self.ids.contains(&finding.id) || self.least.is_some_and(|least| finding.severity >= least)
    }

    /// Whether this finding was asked for by its id.
    pub fn names(&self, id: FindingId) -> bool {
        self.ids.contains(&id)
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let least = self.least.map(|severity| match severity {
            Severity::Info => "any".to_owned(),
            Severity::High => "high".to_owned(),
            other => format!("{} or worse", other.word()),
        });
        let ids = self.ids.iter().map(|id| id.word().to_owned());
        f.write_str(&ids.chain(least).collect::<Vec<_>>().join(", "))
    }
}

const SEVERITIES: [(&str, Severity); 5] = [
    ("any", Severity::Info),
    ("info", Severity::Info),
    ("low", Severity::Low),
    ("medium", Severity::Medium),
    ("high", Severity::High),
];

fn severity(word: &str) -> Option<Severity> {
    SEVERITIES.into_iter().find(|(name, _)| *name == word).map(|(_, severity)| severity)
}

/// The field of the thresholds that belongs to a finding.
type Place = fn(&mut Thresholds) -> &mut u32;

/// Where the threshold of a finding is kept, and the number to put there.
fn threshold(id: FindingId, bound: &str) -> Result<(Place, u32), &'static str> {
    let place: Place = match id {
        FindingId::Expiring => |t| &mut t.expiring_days,
        FindingId::Unused | FindingId::NeverUsed => |t| &mut t.unused_days,
        FindingId::Old => |t| &mut t.old_days,
        FindingId::Quota => {
            let percent = bound.strip_suffix('%').unwrap_or(bound).parse().ok().filter(|n| *n <= 100);
            return Ok((|t| &mut t.quota_percent, percent.ok_or("wants a percentage: quota:80%")?));
        }
        _ => return Err("takes no threshold; expiring, unused, never-used, old and quota do"),
    };
    let millis = Span::new(bound).map(Span::millis).filter(|millis| millis % DAY == 0);
    let days = millis.and_then(|millis| u32::try_from(millis / DAY).ok());
    Ok((place, days.ok_or("wants whole days: 14d, 2w, 6mo (180 days) or 1y (365 days)")?))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn read(words: &str) -> Result<(Gate, Thresholds), BadGate> {
        let mut thresholds = Thresholds::default();
        let gate = Gate::read(words.split(','), &mut thresholds)?;
        Ok((gate, thresholds))
    }

    fn finding(id: FindingId, severity: Severity) -> Finding {
        Finding { id, severity, reason: String::new() }
    }

    #[rstest]
    #[case::default("", "medium or worse")]
    #[case::ids("wide, no-expiry", "wide, no-expiry")]
    #[case::severity("low", "low or worse")]
    #[case::the_wider_of_two("high,low", "low or worse")]
    #[case::both("no-ip,high", "no-ip, high")]
    #[case::any("any", "any")]
    fn says_what_it_stops(#[case] words: &str, #[case] shown: &str) {
        assert_eq!(read(words).unwrap().0.to_string(), shown);
    }

    #[test]
    fn stops_what_is_named_and_what_is_grave() {
        let gate = read("no-ip,high").unwrap().0;
        assert!(gate.stops(&finding(FindingId::NoIp, Severity::Low)));
        assert!(gate.stops(&finding(FindingId::Wide, Severity::High)));
        assert!(!gate.stops(&finding(FindingId::Wide, Severity::Medium)));
        assert!(!Gate::default().stops(&finding(FindingId::NoExpiry, Severity::Low)));
    }

    #[test]
    fn every_finding_can_be_named() {
        for id in FindingId::ALL {
            assert!(read(id.word()).unwrap().0.names(id));
        }
    }

    #[test]
    fn thresholds_stand_behind_their_finding() {
        let (_, read) = read("expiring:2w,unused:90d,never-used:90d,old:1y,quota:80%").unwrap();
        let expected = Thresholds { expiring_days: 14, unused_days: 90, old_days: 365, quota_percent: 80 };
        assert_eq!(read, expected);
    }

    #[rstest]
    #[case::near("wid", "did you mean wide?")]
    #[case::severity("hihg", "did you mean high?")]
    #[case::list("zebra", "exposed mints-tokens wide")]
    #[case::no_threshold("wide:3d", "takes no threshold")]
    #[case::hours("expiring:12h", "whole days")]
    #[case::no_span("old:soon", "whole days")]
    #[case::percent("quota:120%", "percentage")]
    #[case::twice("unused:90d,never-used:30d", "share one")]
    #[case::graded("high:3d", "takes no threshold")]
    fn mistakes_say_what_to_write(#[case] words: &str, #[case] said: &str) {
        let error = read(words).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}
