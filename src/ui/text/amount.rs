//! Ages, counts and sizes in the fewest characters that still say enough.

use crate::clock::{DAY, HOUR, Time};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const WEEK: i64 = 7 * DAY;
const YEAR: i64 = 365 * DAY;

/// A span of milliseconds in its largest whole unit: `3s`, `12m`, `5h`, `3d`, `7w`, `2y`. Days go up to 13
/// and weeks up to a year, so that two numbers in a column can be compared at a glance. Negative spans read 0s.
pub fn age(millis: i64) -> String {
    let millis = millis.max(0);
    let (n, unit) = match millis {
        m if m < MINUTE => (m / SECOND, 's'),
        m if m < HOUR => (m / MINUTE, 'm'),
        m if m < DAY => (m / HOUR, 'h'),
        m if m < 2 * WEEK => (m / DAY, 'd'),
        m if m < YEAR => (m / WEEK, 'w'),
        m => (m / YEAR, 'y'),
    };
    format!("{n}{unit}")
}

/// How long ago `then` was: `3d ago`, `just now` within five seconds (or in the future, which only a jumping
/// clock can make), `never` for nothing.
pub fn ago(then: Option<Time>, now: Time) -> String {
    match then.map(|t| now.since(t)) {
        None => "never".to_owned(),
        Some(span) if span < 5 * SECOND => "just now".to_owned(),
        Some(span) => format!("{} ago", age(span)),
    }
}

/// When something ends: `in 3d`, `expired 2d ago`, `no end` for nothing.
pub fn until(end: Option<Time>, now: Time) -> String {
    match end.map(|t| t.since(now)) {
        None => "no end".to_owned(),
        Some(left) if left > 0 => format!("in {}", age(left)),
        Some(left) => format!("expired {} ago", age(left.saturating_neg())),
    }
}

/// A number with a comma before every third digit: `100,000`.
pub fn count(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number with its noun: `1 token`, `2 tokens`, `3 policies`.
pub fn plural(n: usize, noun: &str) -> String {
    let number = count(n);
    if n == 1 {
        return format!("{number} {noun}");
    }
    let before_y = noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    match before_y {
        Some(stem) => format!("{number} {stem}ies"),
        None if noun.ends_with(['s', 'x']) => format!("{number} {noun}es"),
        None => format!("{number} {noun}s"),
    }
}

/// A size in bytes: `512 B`, `1.5 KiB`, `20 MiB`.
pub fn bytes(n: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if n < 1024 {
        return format!("{n} B");
    }
    let mut value = n as f64 / 1024.0;
    let mut unit = UNITS[0];
    for next in &UNITS[1..] {
        // 1023.95 would print as 1024.0: the next unit says it better.
        if value < 1023.95 {
            break;
        }
        value /= 1024.0;
        unit = next;
    }
    if value < 9.95 { format!("{value:.1} {unit}") } else { format!("{value:.0} {unit}") }
}

/// One bar for each value, scaled to the largest: `▁▂▃▄▅▆▇█`, or ` .:-=+*#` without Unicode. Zero stays the
/// lowest sign, anything above zero is at least one step higher, so that "a little" never looks like "none".
pub fn spark(values: &[u32], ascii: bool) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    const SIGNS: [char; 8] = [' ', '.', ':', '-', '=', '+', '*', '#'];
    let steps = if ascii { SIGNS } else { BARS };
    let most = u64::from(values.iter().copied().max().unwrap_or(0));
    values
        .iter()
        .map(|&v| match u64::from(v) {
            0 => steps[0],
            v => steps[(v * 7).div_ceil(most).min(7) as usize],
        })
        .collect()
}

/// A silence of fewer milliseconds is not worth saying.
pub const SILENCE: i64 = 3_000;

/// For how long the server has owed an answer: "no answer for 12 s".
pub fn silence(millis: i64) -> String {
    format!("no answer for {}", age(millis))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(-5, "0s")]
    #[case(3_999, "3s")]
    #[case(59_999, "59s")]
    #[case(60_000, "1m")]
    #[case(HOUR - 1, "59m")]
    #[case(5 * HOUR, "5h")]
    #[case(DAY, "1d")]
    #[case(13 * DAY, "13d")]
    #[case(14 * DAY, "2w")]
    #[case(364 * DAY, "52w")]
    #[case(365 * DAY, "1y")]
    #[case(i64::MAX, "292471208y")]
    fn ages(#[case] millis: i64, #[case] text: &str) {
        assert_eq!(age(millis), text);
    }

    #[test]
    fn before_and_after_now() {
        let now = Time::from_secs(1_000_000_000);
        assert_eq!(ago(None, now), "never");
        assert_eq!(ago(Some(now.plus_millis(-4_000)), now), "just now");
        assert_eq!(ago(Some(now.plus_days(1)), now), "just now");
        assert_eq!(ago(Some(now.plus_days(-3)), now), "3d ago");
        assert_eq!(until(None, now), "no end");
        assert_eq!(until(Some(now.plus_days(3)), now), "in 3d");
        assert_eq!(until(Some(now.plus_days(-2)), now), "expired 2d ago");
        assert_eq!(until(Some(Time::from_millis(i64::MIN)), now), "expired 292471208y ago");
    }

    #[rstest]
    #[case(0, "0")]
    #[case(999, "999")]
    #[case(1_000, "1,000")]
    #[case(100_000, "100,000")]
    #[case(1_234_567, "1,234,567")]
    fn counts(#[case] n: usize, #[case] text: &str) {
        assert_eq!(count(n), text);
    }

    #[rstest]
    #[case(1, "token", "1 token")]
    #[case(0, "token", "0 tokens")]
    #[case(1_500, "policy", "1,500 policies")]
    #[case(2, "key", "2 keys")]
    #[case(2, "address", "2 addresses")]
    fn plurals(#[case] n: usize, #[case] noun: &str, #[case] text: &str) {
        assert_eq!(plural(n, noun), text);
    }

    #[rstest]
    #[case(1023, "1023 B")]
    #[case(1024, "1.0 KiB")]
    #[case(1536, "1.5 KiB")]
    #[case(20 * 1024 * 1024, "20 MiB")]
    #[case(1024 * 1024 - 1, "1.0 MiB")]
    #[case(u64::MAX, "16777216 TiB")]
    fn sizes(#[case] n: u64, #[case] text: &str) {
        assert_eq!(bytes(n), text);
    }

    #[rstest]
    #[case(&[], "")]
    #[case(&[0, 0], "▁▁")]
    #[case(&[0, 1, 50, 100], "▁▂▅█")]
    #[case(&[u32::MAX], "█")]
    fn sparks(#[case] values: &[u32], #[case] text: &str) {
        assert_eq!(spark(values, false), text);
        assert!(spark(values, true).is_ascii());
    }
}
