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
    /// The terminal was asked then.
    pub(super) fn asked(&mut self, at: Instant) {
        self.asked = true;
        self.due = Some(at + PATIENCE);
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
    pub(super) fn wait(&self, now: Instant) -> Option<Duration> {
        left(self.hold?, now)
    }

    /// How long an answer may still be on its way; none: none is.
    pub(super) fn outstanding(&self, now: Instant) -> Option<Duration> {
        left(self.due?, now)
    }
}

fn left(until: Instant, now: Instant) -> Option<Duration> {
    let left = until.saturating_duration_since(now);
    (!left.is_zero()).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(at: Instant) -> Ground {
        let mut ground = Ground::default();
        ground.asked(at);
        ground.hold();
        assert_eq!((ground.wait(at), ground.outstanding(at)), (Some(PATIENCE), Some(PATIENCE)));
        ground
    }

    #[test]
    fn the_first_frame_waits_until_what_fits_is_worn() {
        let now = Instant::now();
        let mut ground = asked(now);
        ground.told();
        ground.answered();
        assert!(ground.wait(now).is_some(), "it is still being put on");
        ground.dressed();
        assert_eq!((ground.wait(now), ground.outstanding(now)), (None, None));
    }

    #[test]
    fn a_terminal_that_knows_no_ground_is_not_waited_for() {
        let now = Instant::now();
        let mut ground = asked(now);
        ground.answered();
        assert_eq!((ground.wait(now), ground.outstanding(now)), (None, None));
    }

    #[test]
    fn a_terminal_that_says_nothing_is_waited_for_no_longer_than_patience_lasts() {
        let now = Instant::now();
        let ground = asked(now);
        assert_eq!(ground.wait(now + PATIENCE / 4), Some(PATIENCE * 3 / 4));
        assert_eq!((ground.wait(now + PATIENCE), ground.outstanding(now + PATIENCE)), (None, None));
    }

    #[test]
    fn a_question_asked_later_holds_no_frame_up() {
        let now = Instant::now();
        let mut ground = Ground::default();
        ground.asked(now);
        assert!(ground.wait(now).is_none() && ground.is_followed());
    }
}
