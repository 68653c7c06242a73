//! When what the server pushed came here, and when it was on this screen (M26).

use std::collections::VecDeque;

use chrono::{DateTime, Utc};

/// Events that are remembered.
const MOST: usize = 500;

/// The latest events, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trail(VecDeque<Arrived>);

/// An event at this desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// Its position in the server's history.
    pub seq: u64,
    /// When it came, UTC by the server's clock as this desk follows it.
    pub at: DateTime<Utc>,
    /// When the first frame after it was painted; none: it changed nothing on this screen, or is not painted yet.
    pub painted: Option<DateTime<Utc>>,
    /// Whether the next frame is the one that shows it.
    waits: bool,
}

impl Trail {
    /// An event came; `shows`: it changed something on screen.
    pub fn came(&mut self, seq: u64, at: DateTime<Utc>, shows: bool) {
        self.0.push_back(Arrived { seq, at, painted: None, waits: shows });
        let over = self.0.len().saturating_sub(MOST);
        self.0.drain(..over);
    }

    /// Whether a frame would show something that came since the last.
    pub fn awaits_paint(&self) -> bool {
        self.0.iter().any(|arrived| arrived.waits)
    }

    /// A frame was painted.
    pub fn painted(&mut self, at: DateTime<Utc>) {
        for arrived in self.0.iter_mut().filter(|arrived| arrived.waits) {
            (arrived.painted, arrived.waits) = (Some(at), false);
        }
    }

    /// The event at that position; none: it did not come while this desk was open, or long ago.
    pub fn of(&self, seq: u64) -> Option<Arrived> {
        self.0.iter().rev().find(|arrived| arrived.seq == seq).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_that_shows_nothing_is_not_called_late_by_the_next_frame() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let mut trail = Trail::default();
        trail.came(1, at(0), true);
        trail.came(2, at(0), false);
        assert!(trail.awaits_paint());
        trail.painted(at(1));
        assert!(!trail.awaits_paint());
        trail.came(3, at(60), true);
        trail.painted(at(61));
        let painted = [1, 2, 3].map(|seq| trail.of(seq).unwrap().painted);
        assert_eq!(painted, [Some(at(1)), None, Some(at(61))]);
    }
}
