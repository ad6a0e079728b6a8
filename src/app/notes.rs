//! Toasts and the jobs that are running.

use std::collections::BTreeMap;

use crate::clock::Time;
use crate::protocol::Job;
use crate::protocol::JobId;
use crate::protocol::Progress;
use crate::screens::cx::Pending;
use crate::screens::cx::Toast;

/// How long a toast stays, in milliseconds.
const STAY: i64 = 6_000;
/// How many toasts are kept at once.
const MOST: usize = 4;

/// Short notes, newest last, each until its time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Toasts(Vec<(Toast, Time)>);

impl Toasts {
    /// Says something.
    pub fn say(&mut self, toast: Toast, now: Time) {
        self.0.retain(|(old, _)| *old != toast);
        self.0.push((toast, now.plus_millis(STAY)));
        let extra = self.0.len().saturating_sub(MOST);
        self.0.drain(..extra);
    }

    /// Drops what has had its time.
    pub fn tick(&mut self, now: Time) {
        self.0.retain(|(_, until)| *until > now);
    }

    /// The newest note.
    pub fn newest(&self) -> Option<&Toast> {
        self.0.last().map(|(toast, _)| toast)
    }
}

/// A job that has been asked for and has not ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Running {
    /// What was asked.
    pub job: Job,
    /// How far it is.
    pub progress: Option<Progress>,
}

/// All running jobs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Jobs(BTreeMap<JobId, Running>);

impl Jobs {
    /// A job was asked for.
    pub fn start(&mut self, id: JobId, job: Job) {
        self.0.insert(id, Running { job, progress: None });
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
    pub fn iter(&self) -> impl Iterator<Item = (&JobId, &Running)> {
        self.0.iter()
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
    use crate::screens::cx::Tone;

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
        assert_eq!(toasts.0.len(), 2);
    }

    #[test]
    fn a_job_that_is_not_ours_ends_without_effect() {
        let mut jobs = Jobs::default();
        jobs.start(JobId(1), Job::Identify);
        assert!(jobs.end(JobId(2)).is_none());
        assert!(jobs.end(JobId(1)).is_some());
        assert!(jobs.end(JobId(1)).is_none());
    }
}
