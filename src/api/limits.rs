//! `Ratelimit` and `Ratelimit-Policy`: what the server says is left (API reference 1.5).
//!
//! `Ratelimit: "default";r=50;t=30` and `Ratelimit-Policy: "burst";q=100;w=60` are structured fields: several
//! policies may stand in one header, separated by commas, and the two headers need not agree on names (they
//! do not in the documentation's own example). Whatever cannot be read counts as not said.

/// What is left, by the policy that leaves least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// `r`: requests left.
    pub left: u32,
    /// `t`: seconds until the window starts anew.
    pub reset_s: u32,
    /// `q`: requests per window, if said.
    pub quota: Option<u32>,
    /// `w`: length of the window in seconds, if said.
    pub window_s: Option<u32>,
}

/// Longest header that is read, in bytes.
const LONGEST: usize = 1024;
/// Longest window that is believed, in seconds.
const LONGEST_WINDOW: u32 = 86_400;

impl Limits {
    /// Reads the two headers. `None` when the first says nothing that can be used.
    pub(super) fn read(ratelimit: &str, policy: &str) -> Option<Self> {
        let tightest = entries(ratelimit)
            .filter_map(|(name, entry)| Some((name, param(entry, "r")?, param(entry, "t")?)))
            .filter(|(_, _, reset_s)| *reset_s <= LONGEST_WINDOW)
            .min_by_key(|(_, left, _)| *left)?;
        let (name, left, reset_s) = tightest;
        let policies = || entries(policy).filter(|(_, entry)| param(entry, "q").is_some_and(|q| q > 0));
        let ours = policies()
            .find(|(other, _)| *other == name)
            .or_else(|| policies().next().filter(|_| policies().count() == 1))
            .map(|(_, entry)| entry);
        let quota = ours.and_then(|entry| param(entry, "q"));
        let window_s = ours.and_then(|entry| param(entry, "w")).filter(|w| (1..=LONGEST_WINDOW).contains(w));
        Some(Limits { left, reset_s, quota, window_s })
    }
}

/// The policies of a header: name, and parameters behind it.
fn entries(header: &str) -> impl Iterator<Item = (&str, &str)> {
    let header = if header.len() <= LONGEST { header } else { "" };
    header.split(',').map(|entry| {
        let (name, rest) = entry.split_once(';').unwrap_or((entry, ""));
        (name.trim().trim_matches('"'), rest)
    })
}

fn param(entry: &str, wanted: &str) -> Option<u32> {
    entry.split(';').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key.trim() == wanted).then(|| value.trim().parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn limits(left: u32, reset_s: u32, quota: Option<u32>, window_s: Option<u32>) -> Option<Limits> {
        Some(Limits { left, reset_s, quota, window_s })
    }

    #[rstest]
    #[case::documented(
        r#""default";r=50;t=30"#,
        r#""burst";q=100;w=60"#,
        limits(50, 30, Some(100), Some(60))
    )]
    #[case::unquoted("default;r=50;t=30", "default;q=1200;w=300", limits(50, 30, Some(1200), Some(300)))]
    #[case::spaces(r#" "default" ; r = 5 ; t = 3 "#, "", limits(5, 3, None, None))]
    #[case::tightest(
        r#""default";r=1100;t=200, "burst";r=9;t=1"#,
        r#""default";q=1200;w=300, "burst";q=100;w=1"#,
        limits(9, 1, Some(100), Some(1))
    )]
    #[case::which_policy(r#""x";r=9;t=1"#, r#""a";q=1;w=1, "b";q=2;w=2"#, limits(9, 1, None, None))]
    #[case::one_good_entry(r#"garbage, "b";r=7;t=2"#, "", limits(7, 2, None, None))]
    #[case::no_reset(r#""default";r=50"#, "", None)]
    #[case::negative(r#""default";r=-1;t=30"#, "", None)]
    #[case::too_far(r#""default";r=1;t=999999"#, "", None)]
    #[case::absent("", "", None)]
    #[case::zero_quota(r#""default";r=5;t=3"#, r#""default";q=0;w=0"#, limits(5, 3, None, None))]
    fn reads(#[case] ratelimit: &str, #[case] policy: &str, #[case] expected: Option<Limits>) {
        assert_eq!(Limits::read(ratelimit, policy), expected);
    }

    proptest! {
        #[test]
        fn never_panics(ratelimit in r#"["a-z;=,0-9 é-]{0,60}"#, policy in r#"["a-z;=,0-9 -]{0,60}"#) {
            let _ = Limits::read(&ratelimit, &policy);
        }
    }
}
