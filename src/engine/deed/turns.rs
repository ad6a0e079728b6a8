//! First everything is sent, then it is proven.
//!
//! In an incident every token that is still alive counts, and proofs use the same budget as revocations. So a proof
//! waits until each step of the plan has been sent for the first time. It does not wait for a step that has to be sent
//! again: that may take minutes, and proofs must not starve.

use tokio::sync::watch;

/// How many steps have yet to be sent for the first time.
pub(super) struct Turns(watch::Sender<usize>);

/// The turn of one step. Dropped when it has been sent, or is not going to be.
pub(super) struct Turn<'a>(&'a Turns);

impl Turns {
    /// For so many steps, each of which has to [`Turns::take`] its turn.
    pub(super) fn of(steps: usize) -> Self {
        Turns(watch::Sender::new(steps))
    }

    pub(super) fn take(&self) -> Turn<'_> {
        Turn(self)
    }

    /// Ends when every step has had its turn.
    pub(super) async fn over(&self) {
        // An error would mean that nobody can have a turn any more.
        let _ = self.0.subscribe().wait_for(|left| *left == 0).await;
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // Only the last one wakes those who wait: there may be a thousand of them.
        self.0.0.send_if_modified(|left| {
            *left = left.saturating_sub(1);
            *left == 0
        });
    }
}
