//! What the page of a request says, line by line.

use crate::clock::Time;
use crate::domain::text::clean;
use crate::protocol::Moment;
use crate::screens::cx::Extent;
use crate::ui::Meaning;
use crate::ui::Phrase;
use crate::ui::text;
use crate::world::Attempt;
use crate::world::Request;

/// Waits shorter than this many milliseconds are not worth a line: the next attempt followed at once.
const AT_ONCE: i64 = 50;

/// Columns and rows for lines in a body of this size.
pub(super) fn room(body: Extent) -> (usize, usize) {
    (usize::from(body.width.saturating_sub(4)), usize::from(body.height.saturating_sub(2)))
}

/// The lines, at most `width` cells wide. `clock` says a time of day.
pub(super) fn of(request: &Request, clock: &dyn Fn(Time) -> String, now: Time, width: usize) -> Vec<Phrase> {
    let fact = |name: &str, what: &str| Phrase::new().muted(format!("{name:<9} ")).text(clean(what));
    let last = &request.last;
    let mut lines = vec![
        fact("method", &last.method),
        fact("path", &last.path),
        fact("lane", &last.lane),
        fact("begun", &format!("{}, {}", clock(request.since), text::ago(Some(request.since), now))),
        Phrase::new(),
        Phrase::new().with(Meaning::Column, if request.attempts.len() == 1 { "ATTEMPT" } else { "ATTEMPTS" }),
    ];
    let mut before: Option<&Attempt> = None;
    for attempt in &request.attempts {
        lines.extend(before.and_then(|before| wait(before, attempt)));
        lines.extend(told(attempt, clock, now));
        before = Some(attempt);
    }
    lines
        .iter()
        .flat_map(|line| if line.is_empty() { vec![Phrase::new()] } else { line.hang(width) })
        .collect()
}

/// Why the next attempt did not follow at once: what the one before met, and how long it was waited.
fn wait(before: &Attempt, next: &Attempt) -> Option<Phrase> {
    let (ended, moment) = before.end.as_ref()?;
    let waited = next.sent.since(*ended);
    let why = match moment {
        Moment::Answered { status: 429, .. } => "the server asked for a pause (429)".to_owned(),
        Moment::Answered { status, .. } => format!("the server answered {status}"),
        Moment::Lost { .. } => "the answer was lost".to_owned(),
        Moment::Sent => return None,
    };
    let how_long = if waited < AT_ONCE { "at once".to_owned() } else { format!("after {}", span(waited)) };
    Some(Phrase::new().muted("   ").muted(format!("tried again {how_long}: {why}")))
}

fn told(attempt: &Attempt, clock: &dyn Fn(Time) -> String, now: Time) -> Vec<Phrase> {
    let head = Phrase::new().muted(format!("{:<2} ", attempt.number)).text(clock(attempt.sent));
    match &attempt.end {
        None | Some((_, Moment::Sent)) => {
            let waiting = format!("  waiting for {}", span(now.since(attempt.sent)));
            vec![head.with(Meaning::Info, waiting)]
        }
        Some((_, Moment::Answered { status, millis, bytes, ray, error, .. })) => {
            let meaning = match status {
                200..=299 if error.is_none() => Meaning::Good,
                404 | 429 => Meaning::Warn,
                _ => Meaning::Bad,
            };
            let size = text::bytes(*bytes);
            let head =
                head.with(meaning, format!("  answered {status}")).muted(format!("  {millis} ms  {size}"));
            let more =
                |name: &str, what: &str| Phrase::new().muted(format!("   {name:<8} ")).text(clean(what));
            let error = error.as_deref().map(|error| more("error", error));
            let ray = ray.as_deref().map(|ray| more("ray id", ray));
            std::iter::once(head).chain(error).chain(ray).collect()
        }
        Some((_, Moment::Lost { why, millis })) => {
            let head = head.with(Meaning::Bad, "  lost").muted(format!("  {millis} ms"));
            vec![head, Phrase::new().muted("   why      ").text(clean(why))]
        }
    }
}

/// A span of milliseconds, exactly enough to compare waits.
fn span(millis: i64) -> String {
    match millis.max(0) {
        m if m < 1_000 => format!("{m} ms"),
        m if m < 60_000 => format!("{}.{} s", m / 1_000, m % 1_000 / 100),
        m => text::age(m),
    }
}
