//! How the end of a job is told: a toast for what is short, a dialog for what must be read.

use super::Model;
use super::Over;
use crate::clock::Time;
use crate::command::Command;
use crate::domain::text::clean;
use crate::protocol::Ended;
use crate::protocol::Fault;
use crate::protocol::Job;
use crate::protocol::OpenPlan;
use crate::protocol::Outcome;
use crate::protocol::StepReport;
use crate::screens::cx::Dialog;
use crate::screens::cx::Then;
use crate::screens::cx::Toast;
use crate::screens::cx::Tone;
use crate::screens::cx::Why;
use crate::screens::probe;
use crate::ui::Meaning;
use crate::ui::Modal;
use crate::ui::Phrase;
use crate::ui::modal::Choice;
use crate::ui::text::plural;

/// How many proven deeds are named one by one.
const NAMED: usize = 12;

fn toast(m: &mut Model, tone: Tone, text: String) {
    m.toasts.say(Toast { tone, text }, m.now);
}

/// A job of ours ended well.
pub(super) fn done(m: &mut Model, outcome: &Outcome) {
    match outcome {
        Outcome::Settled { plan, steps } => {
            m.open_plans.retain(|open| open.id != *plan);
            settled(m, &plan.to_string(), steps);
        }
        Outcome::Refreshed { incomplete, .. } if !incomplete.is_empty() => {
            let text = format!(
                "{} could not be read: {}",
                plural(incomplete.len(), "list"),
                clean(&incomplete[0].1.what)
            );
            toast(m, Tone::Warn, text);
        }
        Outcome::Looked(_, None) => {
            toast(m, Tone::Warn, "the server says that this token is not there any more".into());
        }
        Outcome::SnapshotKept(id) => toast(m, Tone::Good, format!("kept the snapshot {id}")),
        Outcome::SnapshotRemoved(id) => toast(m, Tone::Good, format!("removed the snapshot {id}")),
        Outcome::Probed { evidence, .. } => {
            let dialog = probe::told(evidence, &m.world);
            raise(m, dialog);
        }
        Outcome::DraftWritten { path } => {
            let body = vec![
                Phrase::new().text("The draft is written, and nothing was sent:"),
                Phrase::new().with(Meaning::Accent, clean(path)),
                Phrase::new(),
                Phrase::new().muted("Its first lines say what changes and what is left to do by hand."),
            ];
            raise(m, Dialog { modal: Modal::message("Draft written", body), then: Vec::new() });
        }
        Outcome::Noted(_, note) => {
            let text = if note.is_some() { "note kept" } else { "note removed" };
            toast(m, Tone::Good, text.into());
        }
        Outcome::Recalled
        | Outcome::Kept
        | Outcome::Page(_)
        | Outcome::Seen(_)
        | Outcome::Remembered(_)
        | Outcome::Refreshed { .. }
        | Outcome::Looked(..)
        | Outcome::Traced(_)
        | Outcome::Watching
        | Outcome::Identified(_)
        | Outcome::Verified { .. } => {}
    }
}

/// All deeds of a plan have been settled. One that is proven is a toast; anything else must be read.
fn settled(m: &mut Model, plan: &str, steps: &[StepReport]) {
    if let [StepReport { deed, end: Ended::Proven { at, how, already } }] = steps {
        let (done, name, at) = (deed.verb.done(), clean(&deed.name), clock_time(*at));
        let text = match already {
            true => format!("{name} was {done} already; nothing was changed"),
            false => format!("{done} {name}, proven at {at}: {}", clean(how)),
        };
        return toast(m, Tone::Good, text);
    }
    let proven = steps.iter().filter(|s| matches!(s.end, Ended::Proven { .. })).count();
    let mut body = vec![Phrase::new().text(format!("{proven} of {} proven.", steps.len())), Phrase::new()];
    // What is not proven comes first; what is proven is a number unless it can be read at a glance.
    let (well, ill): (Vec<_>, Vec<_>) = steps.iter().partition(|s| matches!(s.end, Ended::Proven { .. }));
    let named = if well.len() <= NAMED { well.len() } else { 0 };
    for step in ill.into_iter().chain(well.into_iter().take(named)) {
        let (meaning, words) = told(&step.end);
        let words = Phrase::new().with(meaning, words).text(format!(" {}", clean(&step.deed.name)));
        body.push(words.muted(format!("  {}", why(&step.end))));
    }
    body.push(Phrase::new());
    body.push(Phrase::new().muted(format!("Ledger of this plan: {plan}")));
    let title = if proven == steps.len() { "Done" } else { "Not everything is proven" };
    raise(m, Dialog { modal: Modal::message(title, body), then: Vec::new() });
}

fn told(end: &Ended) -> (Meaning, &'static str) {
    match end {
        Ended::Proven { .. } => (Meaning::Good, "proven    "),
        Ended::NotYetProven { .. } => (Meaning::Warn, "not proven"),
        Ended::NotDone(_) => (Meaning::Warn, "not done  "),
        Ended::Failed(_) => (Meaning::Bad, "failed    "),
        Ended::Unknown(_) => (Meaning::Warn, "unknown   "),
        Ended::Skipped(_) => (Meaning::Muted, "skipped   "),
    }
}

fn why(end: &Ended) -> String {
    match end {
        Ended::Proven { at, how, .. } => format!("{} at {}", clean(how), clock_time(*at)),
        Ended::NotYetProven { why } | Ended::Skipped(why) => clean(why).into_owned(),
        Ended::Failed(fault) | Ended::NotDone(fault) | Ended::Unknown(fault) => {
            clean(&fault.to_string()).into_owned()
        }
    }
}

/// `12:03:11 UTC`
fn clock_time(at: Time) -> String {
    let text = at.rfc3339();
    format!("{} UTC", text.get(11..19).unwrap_or(&text))
}

/// A job of ours failed. A failed deed must be read; a failed reading is a toast, the view shows the rest.
pub(super) fn failed(m: &mut Model, job: &Job, fault: &Fault) {
    match job {
        Job::Deeds(_) | Job::Resume(_) | Job::Settle(_) | Job::Probe { .. } | Job::WriteDraft { .. } => {
            raise(
                m,
                Dialog { modal: Modal::message("It was not done", told_fault(fault)), then: Vec::new() },
            );
        }
        _ => toast(m, Tone::Bad, clean(&fault.what).into_owned()),
    }
}

/// Something worth knowing that belongs to no job.
pub(super) fn notice(m: &mut Model, fault: &Fault) {
    toast(m, Tone::Warn, clean(&format!("{} {}", fault.what, fault.next)).into_owned());
}

/// What happened, what to do, and what to quote to support.
fn told_fault(fault: &Fault) -> Vec<Phrase> {
    let mut body = vec![
        Phrase::new().text(clean(&fault.what)),
        Phrase::new(),
        Phrase::new().with(Meaning::Accent, clean(&fault.next)),
    ];
    if let Some(ray) = &fault.ray {
        body.push(Phrase::new().muted(format!("Request id: {}", clean(ray))));
    }
    if let Some(docs) = &fault.docs {
        body.push(Phrase::new().muted(format!("See {}", clean(docs))));
    }
    body
}

/// An earlier run left plans open. Only told: a question that comes up by itself is answered by a key meant for
/// something else.
pub(super) fn open_plans(m: &mut Model, plans: &[OpenPlan]) {
    m.open_plans = plans.to_vec();
    if !plans.is_empty() {
        let key = m.keymap.shown(Command::Unfinished);
        let text =
            format!("an earlier run left {} without an end: {key} shows it", plural(plans.len(), "plan"));
        toast(m, Tone::Warn, text);
    }
}

/// Asks what to do with the oldest plan that was left open.
pub(super) fn unfinished(m: &mut Model) {
    let Some(plan) = m.open_plans.first().cloned() else { return };
    let facts = vec![
        Phrase::new().text(format!(
            "{} of {}, begun at {} UTC:",
            plan.id,
            plural(plan.deeds as usize, "deed"),
            plan.began.minutes_utc()
        )),
        Phrase::new()
            .text(format!("{} never sent, {} sent and not shown to be done.", plan.waiting, plan.unsettled)),
        Phrase::new(),
        Phrase::new().muted("What was sent is checked, never sent twice."),
    ];
    let choice = |key, label: &str, detail: &str| Choice {
        key,
        label: label.into(),
        detail: detail.into(),
        why_not: None,
    };
    let why_not = m.settings.read_only.then(|| Why::read_only().0);
    let choices = vec![
        choice('s', "settle", "check what was sent; send nothing more"),
        Choice { why_not, ..choice('r', "resume", "check what was sent, then send the rest") },
    ];
    let count = plan.deeds.to_string();
    let title = format!("Resume {}?", plural(plan.deeds as usize, "deed"));
    let sure = Modal::typed(title, facts.clone(), count, "go on with them").grave();
    let resume = Dialog { modal: sure, then: vec![Then::Run(Job::Resume(plan.id.clone()))] };
    let then = vec![Then::Run(Job::Settle(plan.id)), Then::Ask(Box::new(resume))];
    raise(m, Dialog { modal: Modal::menu("Unfinished deeds", facts, choices), then });
}

/// Everything that was said since the start, newest first.
pub(super) fn messages(m: &mut Model) {
    let line = |(at, toast): (&Time, &Toast)| {
        let meaning = match toast.tone {
            Tone::Info => Meaning::Text,
            Tone::Good => Meaning::Good,
            Tone::Warn => Meaning::Warn,
            Tone::Bad => Meaning::Bad,
        };
        Phrase::new().muted(format!("{} ", clock_time(*at))).with(meaning, clean(&toast.text))
    };
    let body: Vec<Phrase> = m.toasts.log().map(line).collect();
    let title = plural(body.len(), "message");
    raise(m, Dialog { modal: Modal::message(title, body), then: Vec::new() });
}

/// Puts a dialog over the screens, or behind the one that is there.
fn raise(m: &mut Model, dialog: Dialog) {
    if m.over.is_none() {
        m.over = Some(Over::Dialog(dialog));
    } else {
        m.waiting.push_back(dialog);
    }
}
