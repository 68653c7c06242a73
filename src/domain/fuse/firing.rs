//! What the fuse does next: from a ticket's history and its policy alone, so that nobody has to remember.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Escalation, FusePolicy, Step};
use crate::domain::clock::{Clock, ClockKind, ClockState, Measure, Past};
use crate::domain::ticket::{HistoryEntry, TicketFact};

/// More seconds, and so more rounds, than any clock counts: 34 years.
const ROUNDS: u32 = 1 << 30;

/// A step is repeated no more often: each time is a line of the history, which is bounded.
const TIMES: usize = 200;

/// A step that is to be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Firing {
    /// Of which clock.
    pub clock: ClockKind,
    /// Which wait: each message of the customer begins another one.
    pub run: u32,
    /// The step, by its name.
    pub step: String,
    /// How often it has been said before.
    pub round: u32,
    /// When, UTC.
    pub at: DateTime<Utc>,
}

/// The first step that is still to be taken if nothing happens; none: there is none, or the clocks pause.
pub fn next_firing(history: &[HistoryEntry], policy: &FusePolicy) -> Option<Firing> {
    firings(history, policy, None).min_by(|a, b| (a.at, a.clock, &a.step).cmp(&(b.at, b.clock, &b.step)))
}

/// The steps that have to be taken at `now`, first things first: each once, however often it would have been repeated since.
pub fn due_firings(history: &[HistoryEntry], policy: &FusePolicy, now: DateTime<Utc>) -> Vec<Firing> {
    let mut due: Vec<Firing> = firings(history, policy, Some(now)).filter(|firing| firing.at <= now).collect();
    due.sort_by(|a, b| (a.at, a.clock, &a.step).cmp(&(b.at, b.clock, &b.step)));
    due
}

/// What time alone does next to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Blow {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Of which clock.
    pub clock: ClockKind,
    /// The step that is taken, by its name; none: the clock runs out, and nobody is told of that.
    pub step: Option<String>,
}

impl Blow {
    /// What changes first after `now`: a step is to be taken, or a clock runs out; at the same instant the step. None: nothing ever.
    pub fn next(history: &[HistoryEntry], clocks: &[Clock], policy: &FusePolicy, now: DateTime<Utc>) -> Option<Self> {
        let running = clocks.iter().filter(|clock| clock.state == ClockState::Running && clock.due_at > now);
        let runs_out = running.map(|clock| Self { at: clock.due_at, clock: clock.kind, step: None });
        let step = next_firing(history, policy).map(|firing| Self {
            at: firing.at,
            clock: firing.clock,
            step: Some(firing.step),
        });
        step.into_iter().chain(runs_out).min_by_key(|blow| blow.at)
    }
}

/// For each step of an awaited clock what is to be said next: the first round not said yet, or with `now` the last one
/// that is due.
fn firings(history: &[HistoryEntry], policy: &FusePolicy, now: Option<DateTime<Utc>>) -> impl Iterator<Item = Firing> {
    let past = if policy.steps.is_empty() { None } else { Past::read(history) };
    let said = Said::of(history);
    let mut found = Vec::new();
    for measure in past.iter().flat_map(|past| past.awaited(policy)) {
        let steps = policy.steps.iter().filter(|step| step.of == measure.kind());
        found.extend(steps.filter_map(|step| firing(&measure, step, &said, now)));
    }
    found.into_iter()
}

fn firing(measure: &Measure<'_>, step: &Step, said: &Said<'_>, now: Option<DateTime<Utc>>) -> Option<Firing> {
    let first = match (said.last(measure.kind(), measure.run(), &step.name), step.repeat) {
        (None, _) => 0,
        (Some(told), Some(_)) if !told.acknowledged && told.times < TIMES => told.round.saturating_add(1),
        (Some(_), _) => return None,
    };
    let is_due = |round, now| measure.reaches(used(step, round)).is_some_and(|at| at <= now);
    let round = match (step.repeat, now) {
        (Some(_), Some(now)) => last_where(first, |round| is_due(round, now)),
        _ => first,
    };
    let at = measure.reaches(used(step, round))?;
    Some(Firing { clock: measure.kind(), run: measure.run(), step: step.name.clone(), round, at })
}

/// The last round from `first` on of which `holds`, which holds of none after one of which it does not; else `first`.
fn last_where(first: u32, holds: impl Fn(u32) -> bool) -> u32 {
    let (mut known, mut leap) = (first, 1);
    while holds(known + leap) && leap < ROUNDS {
        known += leap;
        leap *= 2;
    }
    while leap > 0 {
        if holds(known + leap) {
            known += leap;
        }
        leap /= 2;
    }
    known
}

/// The time used at which a round is said.
fn used(step: &Step, round: u32) -> TimeDelta {
    let seconds = |length: TimeDelta| length.num_seconds();
    let more = step.repeat.map_or(0, |repeat| seconds(repeat).saturating_mul(i64::from(round)));
    TimeDelta::seconds(seconds(step.after).saturating_add(more).min(ROUNDS.into()))
}

/// What has been said of a ticket.
struct Said<'a>(Vec<(&'a Escalation, bool)>);

/// The last time a step was taken.
struct Told {
    round: u32,
    times: usize,
    acknowledged: bool,
}

impl<'a> Said<'a> {
    fn of(history: &'a [HistoryEntry]) -> Self {
        let noted = history.iter().rposition(|entry| entry.what == TicketFact::Acknowledged).unwrap_or(0);
        let said = history.iter().enumerate().filter_map(|(at, entry)| match &entry.what {
            TicketFact::Escalated(escalation) => Some((escalation, at < noted)),
            _ => None,
        });
        Self(said.collect())
    }

    /// Somebody who took note after any round took note of the step.
    fn last(&self, clock: ClockKind, run: u32, step: &str) -> Option<Told> {
        let same = self.0.iter().filter(|(said, _)| said.clock == clock && said.run == run && said.step == step);
        let acknowledged = same.clone().any(|(_, acknowledged)| *acknowledged);
        let times = same.clone().count();
        same.map(|(said, _)| said.round).max().map(|round| Told { round, times, acknowledged })
    }
}

/// Whether something has escalated of which nobody has taken note.
pub fn is_unacknowledged(history: &[HistoryEntry]) -> bool {
    Said::of(history).0.iter().any(|(_, acknowledged)| !acknowledged)
}
