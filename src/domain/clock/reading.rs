//! A clock explained: the terms that add up to its due time.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::measure::Measure;
use super::timeline::{Phase, Segment, Story};
use super::{CLOCK_KINDS, ClockKind, ClockState, Level};
use crate::domain::fuse::FusePolicy;
use crate::domain::ids::TicketId;
use crate::domain::ticket::HistoryEntry;

/// A clock at an instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reading {
    /// What is measured.
    pub kind: ClockKind,
    /// Where it stands.
    pub state: ReadingState,
    /// How many waits of this kind came before; more than none only for the next response.
    pub run: u32,
    /// The time allowed, in seconds.
    pub target_s: u32,
    /// When the wait began, UTC; none: it has not.
    pub started_at: Option<DateTime<Utc>>,
    /// When what it measured happened, UTC; none: not yet.
    pub stopped_at: Option<DateTime<Utc>>,
    /// When it is (or was) due, UTC; none while it pauses: that depends on when it goes on.
    pub due_at: Option<DateTime<Utc>>,
    /// Time used, in milliseconds of the hours that count.
    pub consumed_ms: i64,
    /// Time left, in milliseconds of the hours that count; none is left of a clock that is late.
    pub remaining_ms: i64,
    /// How urgent it is.
    pub level: Level,
    /// Terms in order; their lengths, added to `started_at`, give `due_at` (while it pauses: what is known of it).
    pub why: Vec<Term>,
}

/// Where a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReadingState {
    /// Nothing is awaited.
    Idle,
    /// It counts.
    Running,
    /// It stands while the ticket is pending.
    Paused,
    /// What it measured happened in time.
    Met,
    /// It ran out, whether or not what it measured has happened since.
    Breached,
}

/// A part of the way from the begin of a wait to its due time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Term {
    /// What it is.
    #[serde(flatten)]
    pub what: TermKind,
    /// Since when, UTC.
    pub from: DateTime<Utc>,
    /// Until when, UTC.
    pub to: DateTime<Utc>,
    /// What it adds to the due time, in milliseconds: of a stretch with working hours in it only the others.
    pub ms: i64,
}

/// Kinds of term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum TermKind {
    /// The wait began.
    Began,
    /// The wait of a merged ticket counts: it is due earlier.
    TakenOver {
        /// Which ticket.
        from_ticket: TicketId,
    },
    /// The time allowed.
    Target,
    /// Working time in which the ticket was pending.
    Pending,
    /// Working time in which nothing was awaited: between solving and reopening, or while somebody owned it.
    NotAwaited,
    /// Hours in which nobody works.
    OffHours,
}

/// Every clock that `policy` allows time for, as it stands at `now`.
pub fn readings(history: &[HistoryEntry], policy: &FusePolicy, now: DateTime<Utc>) -> Vec<Reading> {
    let Some(mut story) = Story::read(history) else { return Vec::new() };
    story.tell_until(now);
    let read = |kind: ClockKind| {
        let timeline = story.timelines.iter().find(|timeline| timeline.kind == kind)?;
        let measure = Measure::of(timeline, policy, story.last)?;
        Some(if timeline.has_begun() { read(&measure, policy, now) } else { idle(&measure) })
    };
    CLOCK_KINDS.into_iter().filter_map(read).collect()
}

fn idle(measure: &Measure<'_>) -> Reading {
    Reading {
        kind: measure.kind(),
        state: ReadingState::Idle,
        run: measure.run(),
        target_s: seconds(measure.target),
        started_at: None,
        stopped_at: None,
        due_at: None,
        consumed_ms: 0,
        remaining_ms: measure.target.num_milliseconds(),
        level: Level::Idle,
        why: Vec::new(),
    }
}

fn read(measure: &Measure<'_>, policy: &FusePolicy, now: DateTime<Utc>) -> Reading {
    let clock = measure.clock(policy);
    let due_at = due(measure);
    Reading {
        kind: clock.kind,
        state: state(measure, due_at, now),
        run: measure.run(),
        target_s: clock.target_s,
        started_at: Some(clock.started_at),
        stopped_at: stopped_at(clock.state),
        due_at,
        consumed_ms: measure.gauge.used.num_milliseconds(),
        remaining_ms: measure.left().num_milliseconds().max(0),
        level: clock.level(now),
        why: terms(measure, due_at),
    }
}

fn seconds(length: TimeDelta) -> u32 {
    u32::try_from(length.num_seconds()).unwrap_or(u32::MAX)
}

fn stopped_at(state: ClockState) -> Option<DateTime<Utc>> {
    match state {
        ClockState::Met { at } | ClockState::Missed { at } => Some(at),
        ClockState::Running | ClockState::Paused { .. } => None,
    }
}

/// Unlike that of the stored clock, it is left open while it pauses with time left.
fn due(measure: &Measure<'_>) -> Option<DateTime<Utc>> {
    match measure.state() {
        ClockState::Paused { .. } => measure.reaches(measure.target),
        _ => Some(measure.due()),
    }
}

fn state(measure: &Measure<'_>, due: Option<DateTime<Utc>>, now: DateTime<Utc>) -> ReadingState {
    let late = due.is_some_and(|due| due <= now);
    match measure.state() {
        ClockState::Met { .. } => ReadingState::Met,
        ClockState::Missed { .. } => ReadingState::Breached,
        ClockState::Running | ClockState::Paused { .. } if late => ReadingState::Breached,
        ClockState::Running => ReadingState::Running,
        ClockState::Paused { .. } => ReadingState::Paused,
    }
}

fn terms(measure: &Measure<'_>, due: Option<DateTime<Utc>>) -> Vec<Term> {
    let line = measure.gauge.line;
    let began = line.began;
    let origin = match &line.from {
        Some(ticket) => TermKind::TakenOver { from_ticket: ticket.clone() },
        None => TermKind::Began,
    };
    let target =
        Term { what: TermKind::Target, from: began, to: began + measure.target, ms: measure.target.num_milliseconds() };
    let mut terms = vec![Term { what: origin, from: began, to: began, ms: 0 }, target];
    let told = stopped_at(measure.state()).or(line.segments.last().map(|last| last.to)).unwrap_or(began);
    let end = due.map_or(told, |due| due.min(told));
    let past = line.segments.iter().filter(|segment| segment.from < end);
    let past = past.map(|segment| Segment { to: segment.to.min(end), ..*segment });
    let ahead = due.filter(|due| *due > told).map(|to| Segment { phase: Phase::Counting, from: told, to });
    for segment in past.chain(ahead) {
        terms.extend(uncounted(measure, &segment));
    }
    terms
}

/// What a stretch adds to the due time: all of it that did not count, by its reason.
fn uncounted(measure: &Measure<'_>, segment: &Segment) -> impl Iterator<Item = Term> {
    let Segment { phase, from, to } = *segment;
    let worked = measure.gauge.hours().between(from, to);
    let stood = match phase {
        Phase::Counting => None,
        Phase::Paused => Some((TermKind::Pending, worked)),
        Phase::Stopped => Some((TermKind::NotAwaited, worked)),
    };
    let off = Some((TermKind::OffHours, to - from - worked));
    let parts = [stood, off].into_iter().flatten().filter(|(_, length)| *length > TimeDelta::zero());
    parts.map(move |(what, length)| Term { what, from, to, ms: length.num_milliseconds() })
}
