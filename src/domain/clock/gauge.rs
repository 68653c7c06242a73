//! One way to have waited, measured: against a target, in the hours of a calendar.

use chrono::{DateTime, TimeDelta, Utc};

use super::timeline::{Line, Phase, Segment};
use crate::domain::calendar::Calendar;

/// The hours in which a clock counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hours<'a>(pub Option<&'a Calendar>);

impl Hours<'_> {
    /// Time that counts between two instants.
    pub fn between(self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        self.0.map_or_else(|| to - from, |calendar| calendar.worked(from, to))
    }

    /// When `amount` more has counted since `from`.
    pub fn after(self, from: DateTime<Utc>, amount: TimeDelta) -> DateTime<Utc> {
        self.0.map_or_else(|| from.checked_add_signed(amount).unwrap_or(from), |calendar| calendar.after(from, amount))
    }
}

/// What a line of a timeline has used, and when it reaches an amount.
pub(super) struct Gauge<'a> {
    pub line: &'a Line,
    hours: Hours<'a>,
    /// What it does from its end on.
    phase: Phase,
    /// Its end.
    last: DateTime<Utc>,
    /// Time that counted.
    pub used: TimeDelta,
}

impl<'a> Gauge<'a> {
    pub fn new(line: &'a Line, hours: Hours<'a>, phase: Phase, last: DateTime<Utc>) -> Self {
        let used = line.segments.iter().map(|segment| counted(hours, segment)).sum();
        Self { line, hours, phase, last, used }
    }

    /// When it had used, or will have used, `amount`; none: not while it pauses or stands.
    pub fn reaches(&self, amount: TimeDelta) -> Option<DateTime<Utc>> {
        self.reached(amount).or_else(|| (self.phase == Phase::Counting).then(|| self.would_reach(amount)))
    }

    /// When it had used `amount`, if it has.
    fn reached(&self, amount: TimeDelta) -> Option<DateTime<Utc>> {
        let mut left = amount;
        if amount > self.used {
            return None;
        }
        for segment in &self.line.segments {
            let counted = counted(self.hours, segment);
            if left <= counted && segment.phase == Phase::Counting {
                return Some(self.hours.after(segment.from, left));
            }
            left -= counted;
        }
        None
    }

    /// When it would have used `amount`, if it counted from its end on.
    pub fn would_reach(&self, amount: TimeDelta) -> DateTime<Utc> {
        self.reached(amount).unwrap_or_else(|| self.hours.after(self.last, amount - self.used))
    }

    /// The hours it counts in.
    pub fn hours(&self) -> Hours<'a> {
        self.hours
    }
}

fn counted(hours: Hours<'_>, segment: &Segment) -> TimeDelta {
    match segment.phase {
        Phase::Counting => hours.between(segment.from, segment.to),
        Phase::Paused | Phase::Stopped => TimeDelta::zero(),
    }
}

/// Of several ways to have waited, the one that is (or would be) due first; of several that pause, the longest wait.
pub(super) fn most_urgent<'a>(
    lines: impl Iterator<Item = &'a Line>,
    hours: Hours<'a>,
    phase: Phase,
    last: DateTime<Utc>,
    target: TimeDelta,
) -> Option<Gauge<'a>> {
    let gauges = lines.map(|line| Gauge::new(line, hours, phase, last));
    gauges.min_by_key(|gauge| (gauge.would_reach(target), std::cmp::Reverse(gauge.used)))
}
