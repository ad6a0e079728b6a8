//! Trouble on request.

use std::str::FromStr;

use super::id::Noise;

/// A kind of trouble (PRODUCT, sandbox).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// `429-storm`: several requests in a row are told to wait.
    Storm,
    /// `5xx`: the edge reports a failing origin; the deed is not done.
    Failing,
    /// `html`: a 502 page of HTML, whatever was asked for; the deed is not done.
    Html,
    /// `slow`: the answer is right but takes seconds.
    Slow,
    /// `cut`: the deed is done, half of the answer arrives, the line goes dead.
    Cut,
    /// `lost-before`: the line goes dead before the deed is done.
    LostBefore,
    /// `lost-after`: the deed is done, the line goes dead before the answer.
    LostAfter,
}

impl Fault {
    /// Every kind with its name.
    pub const ALL: [(&'static str, Fault); 7] = [
        ("429-storm", Fault::Storm),
        ("5xx", Fault::Failing),
        ("html", Fault::Html),
        ("slow", Fault::Slow),
        ("cut", Fault::Cut),
        ("lost-before", Fault::LostBefore),
        ("lost-after", Fault::LostAfter),
    ];
}

/// How often a kind of trouble strikes: `NAME` or `NAME:RATE` with a rate from 0 to 1 (default 0.1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FaultSpec {
    /// What happens.
    pub fault: Fault,
    /// Of how many requests, 0 to 1. Which ones follows from the seed and the number of the request.
    pub rate: f64,
}

/// A fault specification that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultSpecError {
    /// The name is not one of the known ones.
    #[error("unknown fault {0:?}; known: 429-storm 5xx html slow cut lost-before lost-after")]
    Name(String),
    /// The rate is not a number from 0 to 1.
    #[error("{0:?} is not a rate from 0 to 1")]
    Rate(String),
}

impl FromStr for FaultSpec {
    type Err = FaultSpecError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, rate) = text.split_once(':').unwrap_or((text, "0.1"));
        let known = Fault::ALL.iter().find(|(n, _)| *n == name);
        let (_, fault) = known.ok_or_else(|| FaultSpecError::Name(name.into()))?;
        let good = rate.parse::<f64>().ok().filter(|r| (0.0..=1.0).contains(r));
        Ok(FaultSpec { fault: *fault, rate: good.ok_or_else(|| FaultSpecError::Rate(rate.into()))? })
    }
}

/// A fault for particular requests, for tests that must hit one exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aim {
    /// What happens.
    pub fault: Fault,
    /// Only requests of this method; any if `None`.
    pub method: Option<String>,
    /// Only requests whose path contains this; empty: any.
    pub path: String,
    /// How many matching requests pass unharmed first.
    pub after: u32,
    /// How many are then struck.
    pub times: u32,
}

impl Aim {
    /// The next request with this method is struck.
    pub fn next(method: &str, fault: Fault) -> Self {
        Aim { fault, method: Some(method.into()), path: String::new(), after: 0, times: 1 }
    }

    fn strikes(&mut self, method: &str, path: &str) -> bool {
        let meant = self.method.as_deref().is_none_or(|m| m == method) && path.contains(&*self.path);
        if !meant || self.times == 0 {
            return false;
        }
        if self.after > 0 {
            self.after -= 1;
            return false;
        }
        self.times -= 1;
        true
    }
}

/// A storm strikes this many requests in a row.
const STORM: u64 = 8;

/// Decides which request is struck by what.
pub(super) struct Weather {
    seed: u64,
    specs: Vec<FaultSpec>,
    aims: Vec<Aim>,
}

impl Weather {
    /// The weather of a seed.
    pub fn new(seed: u64, specs: Vec<FaultSpec>) -> Self {
        Weather { seed, specs, aims: Vec::new() }
    }

    /// Adds an aimed fault.
    pub fn aim(&mut self, aim: Aim) {
        self.aims.push(aim);
    }

    /// Forgets what was aimed.
    pub fn calm(&mut self) {
        self.aims.clear();
    }

    /// What strikes request `number`, if anything. Aimed faults come first.
    pub fn strike(&mut self, number: u64, method: &str, path: &str) -> Option<Fault> {
        if let Some(aim) = self.aims.iter_mut().find_map(|a| a.strikes(method, path).then_some(a.fault)) {
            return Some(aim);
        }
        let struck = |(at, spec): &(usize, &FaultSpec)| {
            let moment = if spec.fault == Fault::Storm { number / STORM } else { number };
            // Mixing the position in keeps two faults of one rate from always striking together.
            let mut noise = Noise::new(self.seed ^ moment.wrapping_mul(31).wrapping_add(*at as u64) << 8);
            noise.happens(spec.rate)
        };
        self.specs.iter().enumerate().find(struck).map(|(_, spec)| spec.fault)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("429-storm", Ok(FaultSpec { fault: Fault::Storm, rate: 0.1 }))]
    #[case("lost-after:1", Ok(FaultSpec { fault: Fault::LostAfter, rate: 1.0 }))]
    #[case("slow:0.25", Ok(FaultSpec { fault: Fault::Slow, rate: 0.25 }))]
    #[case("hail", Err(FaultSpecError::Name("hail".into())))]
    #[case("cut:2", Err(FaultSpecError::Rate("2".into())))]
    #[case("cut:NaN", Err(FaultSpecError::Rate("NaN".into())))]
    fn spec(#[case] text: &str, #[case] expected: Result<FaultSpec, FaultSpecError>) {
        assert_eq!(text.parse(), expected);
    }

    #[test]
    fn a_seed_means_the_same_weather_and_a_rate_is_kept() {
        let strikes = |seed| -> Vec<bool> {
            let mut weather = Weather::new(seed, vec!["cut:0.3".parse().unwrap()]);
            (0..2000).map(|n| weather.strike(n, "GET", "/").is_some()).collect()
        };
        assert_eq!(strikes(7), strikes(7));
        assert_ne!(strikes(7), strikes(8));
        let share = strikes(7).iter().filter(|s| **s).count();
        assert!((500..700).contains(&share), "{share} of 2000 at a rate of 0.3");
    }

    #[test]
    fn an_aimed_fault_hits_what_it_is_aimed_at_and_nothing_else() {
        let mut weather = Weather::new(0, vec![]);
        weather.aim(Aim { after: 1, path: "/tokens".into(), ..Aim::next("DELETE", Fault::LostAfter) });
        assert_eq!(weather.strike(0, "GET", "/tokens"), None);
        assert_eq!(weather.strike(1, "DELETE", "/members"), None);
        assert_eq!(weather.strike(2, "DELETE", "/tokens/a"), None, "the first one passes");
        assert_eq!(weather.strike(3, "DELETE", "/tokens/b"), Some(Fault::LostAfter));
        assert_eq!(weather.strike(4, "DELETE", "/tokens/c"), None);
    }
}
