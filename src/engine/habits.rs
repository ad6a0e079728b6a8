//! What the next run begins with: told at the start, kept as it comes.

use super::core::Cx;
use crate::protocol::{Event, Fault, FaultKind, Outcome};

/// Tells the lines of earlier runs. What cannot be read is told as a notice; nothing else depends on it.
pub(super) async fn tell(cx: &Cx) {
    let habits = cx.core.habits.clone();
    let notice = match cx.core.blocking(move || habits.given()).await {
        Ok(Ok((given, unfit))) => {
            if !given.lines().is_empty() {
                cx.say(Event::Given(given.lines().to_vec())).await;
            }
            (unfit > 0).then(|| {
                let what =
                    format!("{unfit} of the lines given in earlier runs do not fit and were left out.");
                Fault::new(FaultKind::Invalid, what, "tokendeck config path says where the file is.")
            })
        }
        Ok(Err(e)) => Some(e.fault()),
        Err(fault) => Some(fault),
    };
    if let Some(fault) = notice {
        cx.say(Event::Notice(fault)).await;
    }
}

/// Keeps a line. Nobody waits for it, so a failure is a notice too.
pub(super) async fn keep_line(cx: &Cx, line: String) -> Result<Outcome, Fault> {
    let habits = cx.core.habits.clone();
    if let Err(e) = cx.core.blocking(move || habits.give(&line)).await? {
        cx.say(Event::Notice(e.fault())).await;
    }
    Ok(Outcome::Kept)
}

/// Keeps the place that is left.
pub(super) async fn keep_place(cx: &Cx, place: String) -> Result<Outcome, Fault> {
    let habits = cx.core.habits.clone();
    cx.core.blocking(move || habits.leave(&place)).await?.map_err(|e| e.fault())?;
    Ok(Outcome::Kept)
}
