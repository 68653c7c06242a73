//! The recording that is playing.

use chrono::{DateTime, TimeDelta, Utc};

use crate::console::app::problem::Problem;
use crate::console::app::remote::RequestId;
use crate::domain::ids::MediaHash;

/// A recording while it plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Playing {
    /// To tell its end by.
    pub request: RequestId,
    /// Which.
    pub media: MediaHash,
    /// Since when it is heard, UTC; none: it is on its way.
    pub since: Option<DateTime<Utc>>,
    /// Its length.
    pub length: TimeDelta,
}

impl Playing {
    /// When its position on screen is out of date; none: it does not move.
    pub fn next_tick(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        (self.since.is_some() && self.position(now) < self.length).then_some(now + TICK)
    }

    /// How far it has come at `now`.
    pub fn position(&self, now: DateTime<Utc>) -> TimeDelta {
        self.since.map_or(TimeDelta::zero(), |since| (now - since).clamp(TimeDelta::zero(), self.length))
    }
}

/// The position on screen is that old at most.
const TICK: TimeDelta = TimeDelta::milliseconds(250);

/// Why a recording is not heard.
#[derive(Clone, Debug, PartialEq)]
pub enum NotPlayed {
    /// None of these players is installed.
    NoPlayer(String),
    /// It could not be fetched.
    Nothing(Problem),
    /// The player said this.
    Failed(String),
}
