//! From a ticket's history to its clocks. No countdown is stored: changing the policy recomputes everything.

use chrono::{DateTime, TimeDelta, Utc};

use super::gauge::{Gauge, Hours, most_urgent};
use super::timeline::{Phase, Story, Timeline};
use super::{Clock, ClockKind, ClockState, Marks};
use crate::domain::agent::Role;
use crate::domain::fuse::FusePolicy;
use crate::domain::ticket::HistoryEntry;

/// The clocks of a ticket, most urgent first: running by due time, then paused, then stopped.
///
/// `history` in the order of its `seq`. Without a history there are no clocks. A clock that has not begun, because the
/// customer has asked nothing since, is left out.
pub fn clocks(history: &[HistoryEntry], policy: &FusePolicy) -> Vec<Clock> {
    let Some(story) = Story::read(history) else { return Vec::new() };
    let mut clocks: Vec<Clock> = story
        .timelines
        .iter()
        .filter(|timeline| timeline.has_begun())
        .filter_map(|timeline| Some(Measure::of(timeline, policy, story.last)?.clock(policy)))
        .collect();
    clocks.sort_by_key(|clock| (turn_of(clock), clock.due_at, clock.kind));
    clocks
}

fn turn_of(clock: &Clock) -> u8 {
    match clock.state {
        ClockState::Running => 0,
        ClockState::Paused { .. } => 1,
        ClockState::Met { .. } | ClockState::Missed { .. } => 2,
    }
}

/// A clock that a policy allows time for, measured.
pub(in crate::domain) struct Measure<'a> {
    pub(super) timeline: &'a Timeline,
    pub(super) gauge: Gauge<'a>,
    pub(super) target: TimeDelta,
}

impl<'a> Measure<'a> {
    pub(super) fn of(timeline: &'a Timeline, policy: &'a FusePolicy, last: DateTime<Utc>) -> Option<Self> {
        let target = policy.target(timeline.kind)?;
        let hours = Hours(policy.calendar());
        let gauge = most_urgent(timeline.counting_lines(), hours, timeline.phase, last, target)?;
        Some(Self { timeline, gauge, target })
    }

    /// Of what.
    pub fn kind(&self) -> ClockKind {
        self.timeline.kind
    }

    /// Which wait: each message of the customer begins another one.
    pub fn run(&self) -> u32 {
        self.timeline.run()
    }

    /// When it had, or will have, used `amount`; none while that cannot be said because it pauses.
    pub fn reaches(&self, amount: TimeDelta) -> Option<DateTime<Utc>> {
        self.gauge.reaches(amount)
    }

    /// Time left when its history ends; negative when it was used up before.
    pub(super) fn left(&self) -> TimeDelta {
        self.target - self.gauge.used
    }

    pub(super) fn clock(&self, policy: &FusePolicy) -> Clock {
        let state = self.state();
        let marks = if state == ClockState::Running { self.marks(policy) } else { Marks::default() };
        let target_s = u32::try_from(self.target.num_seconds()).unwrap_or(u32::MAX);
        Clock {
            kind: self.timeline.kind,
            state,
            started_at: self.gauge.line.began,
            due_at: self.due(),
            target_s,
            marks,
        }
    }

    pub(super) fn state(&self) -> ClockState {
        let (left, at) = (self.left(), self.timeline.stopped_at);
        match self.timeline.phase {
            Phase::Counting => ClockState::Running,
            Phase::Paused => ClockState::Paused { remaining_s: left.num_seconds() },
            Phase::Stopped if left > TimeDelta::zero() => ClockState::Met { at },
            Phase::Stopped => ClockState::Missed { at },
        }
    }

    /// When it was due; if it was not yet: when it will be if it counts on, from now or from when it stopped.
    pub(super) fn due(&self) -> DateTime<Utc> {
        match self.timeline.phase {
            Phase::Stopped if self.left() > TimeDelta::zero() => {
                self.gauge.hours().after(self.timeline.stopped_at, self.left())
            }
            _ => self.gauge.would_reach(self.target),
        }
    }

    fn marks(&self, policy: &FusePolicy) -> Marks {
        let part = |used: i32, of: i32| self.gauge.would_reach(self.target * used / of);
        let everyday = policy.calendar().is_none();
        let told =
            |role| policy.tells(self.timeline.kind, self.target, role).map(|after| self.gauge.would_reach(after));
        Marks {
            soon_at: (!everyday).then(|| part(3, 4)),
            last_at: (!everyday).then(|| part(9, 10)),
            lead_at: told(Role::Lead),
            director_at: told(Role::Director),
        }
    }
}

/// A ticket's past, for whoever asks when its clocks reach an amount.
pub(in crate::domain) struct Past(Story);

impl Past {
    /// None without a history.
    pub fn read(history: &[HistoryEntry]) -> Option<Self> {
        Story::read(history).map(Self)
    }

    /// The clocks that `policy` allows time for and whose end is still awaited, paused or not.
    pub fn awaited<'a>(&'a self, policy: &'a FusePolicy) -> impl Iterator<Item = Measure<'a>> {
        let open = self.0.timelines.iter().filter(|timeline| timeline.phase != Phase::Stopped);
        open.filter_map(|timeline| Measure::of(timeline, policy, self.0.last))
    }
}
