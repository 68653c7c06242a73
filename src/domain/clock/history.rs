//! From a ticket's history to its clocks. Nothing is stored: changing the policy recomputes everything.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Clock, ClockKind, ClockState};
use crate::domain::agent::Actor;
use crate::domain::fuse::FusePolicy;
use crate::domain::ids::AgentId;
use crate::domain::ticket::{HistoryEntry, TicketFact};

/// What of a ticket's past its clocks depend on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Situation {
    owner: Option<AgentId>,
    pending: bool,
    done: bool,
    handled: bool,
}

impl Situation {
    /// The situation after an entry.
    ///
    /// Waiting is not handling: else a ticket could be kept quiet by pending it.
    fn follow(&mut self, entry: &HistoryEntry) {
        match &entry.what {
            TicketFact::Assigned { to } => self.owner = to.as_ref().map(|agent| agent.id.clone()),
            TicketFact::Pended { .. } => self.pending = true,
            TicketFact::Resumed => self.pending = false,
            TicketFact::Noted { .. } | TicketFact::Acted { .. } => self.handled |= self.is_owner(&entry.by),
            TicketFact::Resolved { .. } | TicketFact::Closed { .. } | TicketFact::Merged { .. } => {
                self.done = true;
                self.pending = false;
            }
            TicketFact::Reopened { .. } => {
                self.done = false;
                self.handled = false;
            }
            TicketFact::Created | TicketFact::Changed { .. } => {}
        }
    }

    fn is_owner(&self, actor: &Actor) -> bool {
        matches!(actor, Actor::Agent(agent) if Some(&agent.id) == self.owner.as_ref())
    }

    /// Whether what `kind` measures is still to come, paused or not.
    fn awaits(&self, kind: ClockKind) -> bool {
        !self.done
            && match kind {
                ClockKind::Assignment => self.owner.is_none(),
                ClockKind::Handling => !self.handled,
                ClockKind::FirstResponse | ClockKind::Resolution => true,
            }
    }
}

/// A clock while the history is read.
struct Stopwatch {
    kind: ClockKind,
    target: TimeDelta,
    used: TimeDelta,
    stopped_at: DateTime<Utc>,
    awaited: bool,
}

impl Stopwatch {
    fn new(kind: ClockKind, target: TimeDelta, at: DateTime<Utc>) -> Self {
        Self { kind, target, used: TimeDelta::zero(), stopped_at: at, awaited: true }
    }

    /// Counts the time from one entry to the next, in the situation between them.
    fn count(&mut self, between: &Situation, from: DateTime<Utc>, to: DateTime<Utc>) {
        if between.awaits(self.kind) && !between.pending {
            self.used += to - from;
        }
    }

    fn turn(&mut self, now: &Situation, at: DateTime<Utc>) {
        let awaited = now.awaits(self.kind);
        if self.awaited && !awaited {
            self.stopped_at = at;
        }
        self.awaited = awaited;
    }

    fn read(&self, situation: &Situation, started_at: DateTime<Utc>, last: DateTime<Utc>) -> Clock {
        let left = self.target - self.used;
        let (state, from) = if self.awaited {
            (if situation.pending { paused(left) } else { ClockState::Running }, last)
        } else {
            (stopped(left, self.stopped_at), self.stopped_at)
        };
        let target_s = u32::try_from(self.target.num_seconds()).unwrap_or(u32::MAX);
        Clock { kind: self.kind, state, started_at, due_at: from + left, target_s }
    }
}

fn paused(left: TimeDelta) -> ClockState {
    ClockState::Paused { remaining_s: left.num_seconds() }
}

fn stopped(left: TimeDelta, at: DateTime<Utc>) -> ClockState {
    if left > TimeDelta::zero() { ClockState::Met { at } } else { ClockState::Missed { at } }
}

/// The clocks of a ticket, most urgent first: running by due time, then paused, then stopped.
///
/// `history` in the order of its `seq`; where an entry's time lies before that of the one before (servers' clocks
/// differ), it counts as the same instant. Without a history there are no clocks.
pub fn clocks(history: &[HistoryEntry], policy: &FusePolicy) -> Vec<Clock> {
    let Some(first) = history.first() else { return Vec::new() };
    let mut watches = watches(policy, first.at);
    let mut situation = Situation::default();
    let mut last = first.at;
    for entry in history {
        let at = entry.at.max(last);
        for watch in &mut watches {
            watch.count(&situation, last, at);
        }
        situation.follow(entry);
        for watch in &mut watches {
            watch.turn(&situation, at);
        }
        last = at;
    }
    let mut clocks: Vec<Clock> = watches.iter().map(|watch| watch.read(&situation, first.at, last)).collect();
    clocks.sort_by_key(|clock| (turn_of(clock), clock.due_at, clock.kind));
    clocks
}

fn watches(policy: &FusePolicy, at: DateTime<Utc>) -> Vec<Stopwatch> {
    [
        (ClockKind::Assignment, Some(policy.assignment)),
        (ClockKind::Handling, Some(policy.handling)),
        (ClockKind::Resolution, policy.resolution),
    ]
    .into_iter()
    .filter_map(|(kind, target)| Some(Stopwatch::new(kind, target?, at)))
    .collect()
}

fn turn_of(clock: &Clock) -> u8 {
    match clock.state {
        ClockState::Running => 0,
        ClockState::Paused { .. } => 1,
        ClockState::Met { .. } | ClockState::Missed { .. } => 2,
    }
}
