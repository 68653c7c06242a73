//! Clocks of a ticket and their levels: pure functions of history, policy and time (design §6).

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One clock of a ticket. Times are absolute, so that whoever holds it can tell its level at any instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Clock {
    /// What is measured.
    pub kind: ClockKind,
    /// Whether it runs.
    pub state: ClockState,
    /// When it began, UTC.
    pub started_at: DateTime<Utc>,
    /// When it is (or was) due, UTC; for a paused clock: when it would be due if it resumed now, so meaningless until it does.
    pub due_at: DateTime<Utc>,
    /// The whole time allowed, in seconds.
    pub target_s: u32,
}

/// What a clock measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// From coming in to having an owner (2 h).
    Assignment,
    /// From coming in to being acted on by its owner (4 h).
    Handling,
    /// From coming in to the first answer to the customer.
    FirstResponse,
    /// From coming in to resolved.
    Resolution,
}

/// Whether a clock runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ClockState {
    /// Counting.
    Running,
    /// Stopped while the ticket is pending.
    Paused {
        /// Time left when it stopped, in seconds; negative when it was late already.
        remaining_s: i64,
    },
    /// What it measured happened in time.
    Met {
        /// When, UTC.
        at: DateTime<Utc>,
    },
    /// What it measured happened too late.
    Missed {
        /// When, UTC.
        at: DateTime<Utc>,
    },
}

/// How urgent a clock is. Ordered: later is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Stopped while the ticket is pending, or nothing to do any more.
    Idle,
    /// More than a quarter of the time is left.
    Ok,
    /// In the last quarter.
    Soon,
    /// In the last tenth.
    Due,
    /// Late.
    Breached,
    /// Late, and the team lead has been told.
    EscalatedLead,
    /// Late, and the director has been told.
    EscalatedDirector,
}

impl Clock {
    /// Time left at `now`; negative when late. For a stopped clock: what was left when it stopped.
    pub fn remaining(&self, now: DateTime<Utc>) -> TimeDelta {
        match self.state {
            ClockState::Running => self.due_at - now,
            ClockState::Paused { remaining_s } => TimeDelta::seconds(remaining_s),
            ClockState::Met { at } | ClockState::Missed { at } => self.due_at - at,
        }
    }
}
