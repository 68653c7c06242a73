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
    /// When the first frame after it was painted; none: none was needed yet.
    pub painted: Option<DateTime<Utc>>,
}

impl Trail {
    /// An event came.
    pub fn came(&mut self, seq: u64, at: DateTime<Utc>) {
        self.0.push_back(Arrived { seq, at, painted: None });
        let over = self.0.len().saturating_sub(MOST);
        self.0.drain(..over);
    }

    /// Whether a frame would show something that came since the last.
    pub fn awaits_paint(&self) -> bool {
        self.0.back().is_some_and(|arrived| arrived.painted.is_none())
    }

    /// A frame was painted.
    pub fn painted(&mut self, at: DateTime<Utc>) {
        let fresh = self.0.iter_mut().rev().take_while(|arrived| arrived.painted.is_none());
        fresh.for_each(|arrived| arrived.painted = Some(at));
    }

    /// The event at that position; none: it did not come while this desk was open, or long ago.
    pub fn of(&self, seq: u64) -> Option<Arrived> {
        self.0.iter().rev().find(|arrived| arrived.seq == seq).copied()
    }
}
