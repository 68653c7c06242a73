//! From a ticket's history to its clocks. Nothing is stored: changing the policy recomputes everything.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Clock, ClockKind, ClockState, Waited};
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
            TicketFact::Absorbed { waited, .. } => {
                self.handled &= waited.iter().all(|waited| waited.kind != ClockKind::Handling);
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

    /// Takes in what an entry says of time: of two merged tickets the longer wait counts, and so the earlier due time.
    fn hear(&mut self, entry: &HistoryEntry) {
        let TicketFact::Absorbed { waited, .. } = &entry.what else { return };
        let same = waited.iter().filter(|waited| waited.kind == self.kind);
        let longest = same.map(|waited| TimeDelta::milliseconds(waited.ms)).max();
        self.used = self.used.max(longest.unwrap_or_default());
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
    let targets = [
        (ClockKind::Assignment, Some(policy.assignment)),
        (ClockKind::Handling, Some(policy.handling)),
        (ClockKind::Resolution, policy.resolution),
    ];
    let targets = targets.into_iter().filter_map(|(kind, target)| Some((kind, target?)));
    let Some(story) = Story::read(history, targets) else { return Vec::new() };
    let watches = story.watches.iter();
    let mut clocks: Vec<Clock> = watches.map(|watch| watch.read(&story.situation, story.began, story.last)).collect();
    clocks.sort_by_key(|clock| (turn_of(clock), clock.due_at, clock.kind));
    clocks
}

/// How long a ticket with that `history` has waited at `now` for what is still to come, whatever the policy allows.
pub fn waited(history: &[HistoryEntry], now: DateTime<Utc>) -> Vec<Waited> {
    let kinds = [ClockKind::Assignment, ClockKind::Handling, ClockKind::Resolution];
    let Some(mut story) = Story::read(history, kinds.map(|kind| (kind, TimeDelta::zero()))) else { return Vec::new() };
    story.tell_until(now);
    let open = story.watches.iter().filter(|watch| watch.awaited);
    open.map(|watch| Waited { kind: watch.kind, ms: watch.used.num_milliseconds() }).collect()
}

/// A history, read to its end.
struct Story {
    watches: Vec<Stopwatch>,
    situation: Situation,
    began: DateTime<Utc>,
    last: DateTime<Utc>,
}

impl Story {
    fn read(history: &[HistoryEntry], targets: impl IntoIterator<Item = (ClockKind, TimeDelta)>) -> Option<Self> {
        let began = history.first()?.at;
        let watches = targets.into_iter().map(|(kind, target)| Stopwatch::new(kind, target, began)).collect();
        let mut story = Self { watches, situation: Situation::default(), began, last: began };
        for entry in history {
            story.tell(entry);
        }
        Some(story)
    }

    fn tell(&mut self, entry: &HistoryEntry) {
        self.tell_until(entry.at);
        self.situation.follow(entry);
        for watch in &mut self.watches {
            watch.hear(entry);
            watch.turn(&self.situation, self.last);
        }
    }

    fn tell_until(&mut self, at: DateTime<Utc>) {
        let at = at.max(self.last);
        for watch in &mut self.watches {
            watch.count(&self.situation, self.last, at);
        }
        self.last = at;
    }
}

fn turn_of(clock: &Clock) -> u8 {
    match clock.state {
        ClockState::Running => 0,
        ClockState::Paused { .. } => 1,
        ClockState::Met { .. } | ClockState::Missed { .. } => 2,
    }
}
