//! What the terminal is asked of its ground, light or dark, and how long is waited for the answer.

use std::time::{Duration, Instant};

/// A terminal that answers does within a millisecond, over SSH within a round trip; what comes later changes the colours of
/// what is painted.
const PATIENCE: Duration = Duration::from_millis(100);

/// What is known of the answer.
#[derive(Debug, Default)]
pub(super) struct Ground {
    /// Whether it was ever asked for.
    asked: bool,
    /// Until when one may come.
    due: Option<Instant>,
    /// Until when nothing is painted.
    hold: Option<Instant>,
    /// Whether what it says is being put on.
    dressing: bool,
}

impl Ground {
    /// The terminal has just been asked.
    pub(super) fn asked(&mut self) {
        self.asked = true;
        self.due = Some(Instant::now() + PATIENCE);
    }

    /// Nothing is painted before the answer is worn.
    pub(super) fn hold(&mut self) {
        self.hold = self.due;
    }

    /// The terminal said what it is.
    pub(super) fn told(&mut self) {
        self.dressing = true;
    }

    /// There will be no other answer.
    pub(super) fn answered(&mut self) {
        self.due = None;
        if !self.dressing {
            self.hold = None;
        }
    }

    /// What fits is worn.
    pub(super) fn dressed(&mut self) {
        self.dressing = false;
        self.hold = None;
    }

    /// Whether the terminal tells of changes, since it was asked to.
    pub(super) fn is_followed(&self) -> bool {
        self.asked
    }

    /// How long to wait at most before something is painted; none: no longer.
    pub(super) fn wait(&self) -> Option<Duration> {
        left(self.hold?)
    }

    /// How long an answer may still be on its way; none: none is.
    pub(super) fn outstanding(&self) -> Option<Duration> {
        left(self.due?)
    }
}

fn left(until: Instant) -> Option<Duration> {
    let left = until.saturating_duration_since(Instant::now());
    (!left.is_zero()).then_some(left)
}
