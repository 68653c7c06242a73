//! Clocks of a ticket and their levels: pure functions of history, policy and time (design §6).

mod history;
#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ticket::Ticket;

pub use history::{clocks, waited};

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

/// Time that a ticket has used of a clock that still runs or pauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Waited {
    /// Of which.
    pub kind: ClockKind,
    /// How long it ran, in milliseconds.
    pub ms: i64,
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
    /// Late; by policy the team lead is to be told.
    EscalatedLead,
    /// Late; by policy the director is to be told.
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

    /// How urgent it is at `now`.
    ///
    /// Whom a late clock concerns follows from its kind: an assignment the team lead, a handling the director. That they
    /// are to be told is what the policy says; this does not tell them.
    pub fn level(&self, now: DateTime<Utc>) -> Level {
        if self.state != ClockState::Running {
            return Level::Idle;
        }
        let left = self.due_at - now;
        let [soon, due, late] = self.thresholds();
        match left {
            left if left <= late => self.late_level(),
            left if left <= due => Level::Due,
            left if left <= soon => Level::Soon,
            _ => Level::Ok,
        }
    }

    fn late_level(&self) -> Level {
        match self.kind {
            ClockKind::Assignment => Level::EscalatedLead,
            ClockKind::Handling => Level::EscalatedDirector,
            ClockKind::FirstResponse | ClockKind::Resolution => Level::Breached,
        }
    }

    /// When its last quarter begins, if it runs on.
    pub fn soon_at(&self) -> DateTime<Utc> {
        let [soon, ..] = self.thresholds();
        self.due_at - soon
    }

    /// Times left at which the level changes: last quarter, last tenth, nothing.
    fn thresholds(&self) -> [TimeDelta; 3] {
        let target_ms = i64::from(self.target_s) * 1000;
        [TimeDelta::milliseconds(target_ms / 4), TimeDelta::milliseconds(target_ms / 10), TimeDelta::zero()]
    }

    /// When its level, or its countdown in whole minutes, next changes after `now`; never, unless it runs.
    fn next_change(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.state != ClockState::Running {
            return None;
        }
        let minute_ms = TimeDelta::minutes(1).num_milliseconds();
        let left_ms = (self.due_at - now).num_milliseconds();
        let to_minute = (left_ms - 1).rem_euclid(minute_ms) + 1;
        let levels = self.thresholds().map(|left| self.due_at - left);
        levels.into_iter().chain([now + TimeDelta::milliseconds(to_minute)]).filter(|at| *at > now).min()
    }
}

/// When a level, or a countdown in whole minutes, next changes after `now`, so that a screen needs no tick.
pub fn next_change<'a>(clocks: impl IntoIterator<Item = &'a Clock>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    clocks.into_iter().filter_map(|clock| clock.next_change(now)).min()
}

impl Ticket {
    /// Its most urgent level at `now`.
    pub fn level(&self, now: DateTime<Utc>) -> Level {
        self.clocks.iter().map(|clock| clock.level(now)).max().unwrap_or(Level::Idle)
    }

    /// When the first of its running clocks is (or was) due; none when none runs.
    pub fn due_at(&self) -> Option<DateTime<Utc>> {
        self.running().map(|clock| clock.due_at).min()
    }

    /// When the first of its running clocks enters (or entered) its last quarter; none when none runs.
    pub fn soon_at(&self) -> Option<DateTime<Utc>> {
        self.running().map(Clock::soon_at).min()
    }

    fn running(&self) -> impl Iterator<Item = &Clock> {
        self.clocks.iter().filter(|clock| clock.state == ClockState::Running)
    }
}
