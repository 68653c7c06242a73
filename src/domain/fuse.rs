//! The fuse policy (M4): how long a ticket may wait before it goes up.

use chrono::TimeDelta;

/// Times allowed, wall-clock. The defaults are those of the desk: 2 h without an owner, 4 h without being acted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FusePolicy {
    /// From coming in to having an owner; then the team lead is told.
    pub assignment: TimeDelta,
    /// From coming in to being acted on by its owner; then the director is told.
    pub handling: TimeDelta,
    /// From coming in to resolved; none: not measured.
    pub resolution: Option<TimeDelta>,
}

impl Default for FusePolicy {
    fn default() -> Self {
        Self { assignment: TimeDelta::hours(2), handling: TimeDelta::hours(4), resolution: None }
    }
}
