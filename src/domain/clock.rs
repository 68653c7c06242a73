//! Clocks of a ticket and their levels: pure functions of history, policy and time (design §6).

mod gauge;
mod measure;
mod reading;
mod situation;
#[cfg(test)]
mod tests;
mod timeline;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ticket::Ticket;

pub use measure::clocks;
pub(super) use measure::{Measure, Past};
pub use reading::{Reading, ReadingState, Term, TermKind, readings};
pub(super) use situation::Contact;
pub use timeline::waited;

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
    /// What else happens on the way.
    #[serde(default, skip_serializing_if = "Marks::are_none")]
    pub marks: Marks,
}

/// Instants at which a running clock grows more urgent, UTC; left out where they follow from the due time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Marks {
    /// When the last quarter of working time begins; left out where every hour counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub soon_at: Option<DateTime<Utc>>,
    /// When the last tenth of working time begins; left out where every hour counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_at: Option<DateTime<Utc>>,
    /// When by policy the team lead is told that it is late; left out where nobody tells them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_at: Option<DateTime<Utc>>,
    /// When by policy the director is told that it is late; left out where nobody tells them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub director_at: Option<DateTime<Utc>>,
}

impl Marks {
    fn are_none(&self) -> bool {
        *self == Self::default()
    }
}

/// Time that a ticket has used of a clock that still runs or pauses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Waited {
    /// Of which.
    pub kind: ClockKind,
    /// How long it ran, in milliseconds.
    pub ms: i64,
    /// When it ran, so that any calendar can count it; empty in old records: then it ran until the merge.
    #[serde(default)]
    pub stretches: Vec<Stretch>,
}

/// A stretch of time, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Stretch {
    /// Its begin.
    pub from: DateTime<Utc>,
    /// Its end.
    pub to: DateTime<Utc>,
}

/// What a clock measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// From coming in to having an owner (2 h).
    Assignment,
    /// From coming in to being acted on by its owner (4 h).
    Handling,
    /// From coming in to the first time the customer hears from a person of the desk.
    FirstResponse,
    /// From the earliest message of the customer that nobody answered to the answer.
    NextResponse,
    /// From coming in to resolved.
    Resolution,
}

/// Every clock, in the order that people name them.
pub const CLOCK_KINDS: [ClockKind; 5] = [
    ClockKind::Assignment,
    ClockKind::Handling,
    ClockKind::FirstResponse,
    ClockKind::NextResponse,
    ClockKind::Resolution,
];

impl ClockKind {
    /// The name used in JSON, policies and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Assignment => "assignment",
            Self::Handling => "handling",
            Self::FirstResponse => "first_response",
            Self::NextResponse => "next_response",
            Self::Resolution => "resolution",
        }
    }

    /// The clock of that name, as [`ClockKind::as_str`] gives it.
    pub fn parse(name: &str) -> Option<Self> {
        CLOCK_KINDS.into_iter().find(|kind| kind.as_str() == name)
    }
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
            ClockState::Paused { remaining_s } => TimeDelta::try_seconds(remaining_s).unwrap_or_default(),
            ClockState::Met { at } | ClockState::Missed { at } => self.due_at - at,
        }
    }

    /// How urgent it is at `now`. Whom a late clock concerns is what the policy says; this does not tell them.
    pub fn level(&self, now: DateTime<Utc>) -> Level {
        if self.state != ClockState::Running {
            return Level::Idle;
        }
        let passed = self.levels().into_iter().filter(|(at, _)| at.is_some_and(|at| at <= now));
        passed.map(|(_, level)| level).max().unwrap_or(Level::Ok)
    }

    /// When its last quarter begins, if it runs on.
    pub fn soon_at(&self) -> DateTime<Utc> {
        self.marks.soon_at.unwrap_or_else(|| self.before_due(4))
    }

    /// When each level above [`Level::Ok`] begins; none: never. Nobody is told before it is late.
    fn levels(&self) -> [(Option<DateTime<Utc>>, Level); 5] {
        let told = |at: Option<DateTime<Utc>>| at.map(|at| at.max(self.due_at));
        [
            (Some(self.soon_at()), Level::Soon),
            (Some(self.marks.last_at.unwrap_or_else(|| self.before_due(10))), Level::Due),
            (Some(self.due_at), Level::Breached),
            (told(self.marks.lead_at), Level::EscalatedLead),
            (told(self.marks.director_at), Level::EscalatedDirector),
        ]
    }

    /// The begin of the last of `parts` equal parts of the time allowed.
    fn before_due(&self, parts: i64) -> DateTime<Utc> {
        self.due_at - TimeDelta::milliseconds(i64::from(self.target_s) * 1000 / parts)
    }

    /// When its level, or its countdown in whole minutes, next changes after `now`; never, unless it runs.
    fn next_change(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.state != ClockState::Running {
            return None;
        }
        let minute_ms = TimeDelta::minutes(1).num_milliseconds();
        let left_ms = (self.due_at - now).num_milliseconds();
        let to_minute = (left_ms - 1).rem_euclid(minute_ms) + 1;
        let levels = self.levels().into_iter().filter_map(|(at, _)| at);
        levels.chain([now + TimeDelta::milliseconds(to_minute)]).filter(|at| *at > now).min()
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
