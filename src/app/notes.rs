//! Toasts and the jobs that are running.

use std::collections::BTreeMap;
use std::collections::VecDeque;

use crate::clock::Time;
use crate::protocol::Job;
use crate::protocol::JobId;
use crate::protocol::Progress;
use crate::screens::cx::Pending;
use crate::screens::cx::Running;
use crate::screens::cx::Toast;
use crate::screens::cx::Tone;

/// How long a note stays, in milliseconds; an error at least so long.
const STAY: i64 = 6_000;
/// How many notes wait to be shown again when a newer one has had its time.
const MOST: usize = 4;
/// How many messages are kept to be read later.
const KEPT: usize = 200;

/// Short notes: what is shown now, and what was said before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Toasts {
    /// Newest last.
    shown: Vec<Shown>,
    /// Newest last.
    log: VecDeque<(Time, Toast)>,
}

#[derive(Clone, Debug, PartialEq)]
struct Shown {
    toast: Toast,
    until: Time,
    /// Whether it stays until a key is pressed.
    stays: bool,
}

impl Toasts {
    /// Says something for a few seconds; a failure until a key is pressed after that.
    pub fn say(&mut self, toast: Toast, now: Time) {
        self.note(toast.clone(), now);
        let stays = toast.tone == Tone::Bad;
        self.show(Shown { toast, until: now.plus_millis(STAY), stays });
    }

    /// Shows a warning until a key is pressed. It is not noted: it speaks of messages that were.
    pub fn insist(&mut self, text: String, now: Time) {
        let toast = Toast { tone: Tone::Warn, text };
        self.show(Shown { toast, until: now.plus_millis(STAY), stays: true });
    }

    /// Answers a key with a few words that nobody will look for later.
    pub fn hint(&mut self, text: String, now: Time) {
        let toast = Toast { tone: Tone::Info, text };
        self.show(Shown { toast, until: now.plus_millis(STAY), stays: false });
    }

    /// Keeps a message without showing it.
    pub fn note(&mut self, toast: Toast, now: Time) {
        self.log.push_back((now, toast));
        if self.log.len() > KEPT {
            self.log.pop_front();
        }
    }

    fn show(&mut self, shown: Shown) {
        self.shown.retain(|old| old.toast != shown.toast);
        self.shown.push(shown);
        let extra = self.shown.len().saturating_sub(MOST);
        self.shown.drain(..extra);
    }

    /// Drops what has had its time.
    pub fn tick(&mut self, now: Time) {
        self.shown.retain(|shown| shown.stays || shown.until > now);
    }

    /// A key was pressed: what has been there long enough to be read goes.
    pub fn pressed(&mut self, now: Time) {
        self.shown.retain(|shown| shown.until > now);
    }

    /// The newest note on screen.
    pub fn newest(&self) -> Option<&Toast> {
        self.shown.last().map(|shown| &shown.toast)
    }

    /// Whether something on screen goes away by itself.
    pub fn passing(&self) -> bool {
        self.shown.iter().any(|shown| !shown.stays)
    }

    /// What was said, and when; newest first.
    pub fn log(&self) -> impl Iterator<Item = (&Time, &Toast)> {
        self.log.iter().rev().map(|(at, toast)| (at, toast))
    }
}

/// All running jobs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Jobs(BTreeMap<JobId, Running>);

impl Jobs {
    /// A job was asked for.
    pub fn start(&mut self, id: JobId, job: Job, now: Time) {
        self.0.insert(id, Running { job, since: now, progress: None });
    }

    /// A job went on.
    pub fn progress(&mut self, id: JobId, progress: Progress) {
        if let Some(running) = self.0.get_mut(&id) {
            running.progress = Some(progress);
        }
    }

    /// A job ended. Answers what it was; `None` if it is not ours or ended before.
    pub fn end(&mut self, id: JobId) -> Option<Running> {
        self.0.remove(&id)
    }

    /// Those that run, oldest first.
    pub fn all(&self) -> &BTreeMap<JobId, Running> {
        &self.0
    }

    /// Those that change something at the server.
    pub fn deeds(&self) -> impl Iterator<Item = JobId> {
        let changes = |r: &Running| matches!(r.job, Job::Deeds(_) | Job::Resume(_) | Job::Settle(_));
        self.0.iter().filter(move |(_, running)| changes(running)).map(|(id, _)| *id)
    }

    /// The tokens on which deeds are under way.
    pub fn pending(&self) -> Pending {
        self.0
            .values()
            .filter_map(|r| match &r.job {
                Job::Deeds(deeds) => Some(deeds),
                _ => None,
            })
            .flatten()
            .map(|d| (d.token.clone(), d.verb))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toast(text: &str) -> Toast {
        Toast { tone: Tone::Info, text: text.into() }
    }

    #[test]
    fn a_toast_has_its_time() {
        let mut toasts = Toasts::default();
        toasts.say(toast("a"), Time::EPOCH);
        toasts.tick(Time::EPOCH.plus_millis(STAY - 1));
        assert_eq!(toasts.newest(), Some(&toast("a")));
        toasts.tick(Time::EPOCH.plus_millis(STAY));
        assert_eq!(toasts.newest(), None);
    }

    #[test]
    fn a_repeated_toast_is_not_stacked() {
        let mut toasts = Toasts::default();
        for n in 0..20 {
            toasts.say(toast(if n % 2 == 0 { "a" } else { "b" }), Time::EPOCH);
        }
        assert_eq!(toasts.shown.len(), 2);
        assert_eq!(toasts.log().count(), 20);
    }

    #[test]
    fn a_failure_stays_until_it_was_read_and_a_key_pressed() {
        let mut toasts = Toasts::default();
        let failed = Toast { tone: Tone::Bad, text: "it failed".into() };
        toasts.say(failed.clone(), Time::EPOCH);
        toasts.pressed(Time::EPOCH.plus_millis(STAY - 1));
        toasts.tick(Time::EPOCH.plus_days(1));
        assert_eq!((toasts.newest(), toasts.passing()), (Some(&failed), false));
        toasts.pressed(Time::EPOCH.plus_millis(STAY));
        assert_eq!(toasts.newest(), None);
        assert_eq!(toasts.log().count(), 1, "what was said can be read later");
    }

    #[test]
    fn no_more_messages_are_kept_than_anybody_reads() {
        let mut toasts = Toasts::default();
        for n in 0..KEPT + 5 {
            toasts.say(toast(&n.to_string()), Time::EPOCH);
        }
        assert_eq!(toasts.log().count(), KEPT);
        assert_eq!(toasts.log().next().map(|(_, t)| &*t.text), Some("204"));
    }

    #[test]
    fn a_job_that_is_not_ours_ends_without_effect() {
        let mut jobs = Jobs::default();
        jobs.start(JobId(1), Job::Identify, Time::EPOCH);
        assert!(jobs.end(JobId(2)).is_none());
        assert!(jobs.end(JobId(1)).is_some());
        assert!(jobs.end(JobId(1)).is_none());
    }
}
