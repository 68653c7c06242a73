//! A history told as stretches of time, clock by clock: what counts, what pauses, what was over. No policy is known here.

use chrono::{DateTime, TimeDelta, Utc};

use super::situation::Situation;
use super::{CLOCK_KINDS, ClockKind, Stretch, Waited};
use crate::domain::ids::TicketId;
use crate::domain::ticket::{HistoryEntry, TicketFact};

/// What a clock does for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// It counts.
    Counting,
    /// The ticket is pending.
    Paused,
    /// What it measures is not awaited.
    Stopped,
}

/// A stretch of one phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    pub phase: Phase,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

/// The past of one clock, as far as it is told.
#[derive(Clone, Debug)]
pub(super) struct Timeline {
    pub kind: ClockKind,
    /// How often it began anew: each message of the customer is another wait for an answer.
    begun: u32,
    /// What it does from the last entry on.
    pub phase: Phase,
    /// When it last stopped; meaningless while it does not.
    pub stopped_at: DateTime<Utc>,
    /// Its own past, and those that merged tickets brought with them.
    pub lines: Vec<Line>,
}

/// One way to have waited; of several the one that is due first counts.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub began: DateTime<Utc>,
    /// The ticket whose wait it was; none: this one's own.
    pub from: Option<TicketId>,
    /// Since when it is this ticket's.
    joined: DateTime<Utc>,
    pub segments: Vec<Segment>,
}

impl Line {
    fn own(began: DateTime<Utc>) -> Self {
        Self { began, from: None, joined: began, segments: Vec::new() }
    }

    /// The wait of a merged ticket, up to the merge. One recorded without its stretches ended with the merge.
    fn taken(from: &TicketId, waited: &Waited, at: DateTime<Utc>) -> Option<Self> {
        let whole = [Stretch { from: at - TimeDelta::milliseconds(waited.ms), to: at }];
        let stretches = if waited.stretches.is_empty() { &whole[..] } else { &waited.stretches };
        let began = stretches.first()?.from;
        let mut line = Self { began, from: Some(from.clone()), joined: at, segments: Vec::new() };
        let mut last = began;
        for stretch in stretches {
            line.add(Segment { phase: Phase::Paused, from: last, to: stretch.from });
            line.add(Segment { phase: Phase::Counting, from: stretch.from, to: stretch.to });
            last = stretch.to;
        }
        line.add(Segment { phase: Phase::Paused, from: last, to: at });
        Some(line)
    }

    fn add(&mut self, segment: Segment) {
        if segment.from >= segment.to {
            return;
        }
        match self.segments.last_mut() {
            Some(last) if last.phase == segment.phase && last.to == segment.from => last.to = segment.to,
            _ => self.segments.push(segment),
        }
    }

    fn counted(&self) -> Vec<Stretch> {
        let counting = self.segments.iter().filter(|segment| segment.phase == Phase::Counting);
        counting.map(|segment| Stretch { from: segment.from, to: segment.to }).collect()
    }
}

impl Timeline {
    fn new(kind: ClockKind, at: DateTime<Utc>) -> Self {
        Self { kind, begun: 0, phase: Phase::Stopped, stopped_at: at, lines: vec![Line::own(at)] }
    }

    /// Whether what it measures was ever awaited: everything but an answer is from the beginning.
    pub fn has_begun(&self) -> bool {
        self.kind != ClockKind::NextResponse || self.begun > 0
    }

    /// How many waits of this kind came before this one.
    pub fn run(&self) -> u32 {
        self.begun.saturating_sub(1)
    }

    /// The ways to have waited that count: once it stopped, what is taken over later changes nothing.
    pub fn counting_lines(&self) -> impl Iterator<Item = &Line> {
        let stopped = (self.phase == Phase::Stopped).then_some(self.stopped_at);
        self.lines.iter().filter(move |line| line.from.is_none() || stopped.is_none_or(|at| line.joined <= at))
    }

    fn pass(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) {
        let phase = self.phase;
        for line in &mut self.lines {
            line.add(Segment { phase, from, to });
        }
    }

    fn turn(&mut self, situation: &Situation, at: DateTime<Utc>) {
        let phase = match (situation.awaits(self.kind), situation.pending) {
            (false, _) => Phase::Stopped,
            (true, true) => Phase::Paused,
            (true, false) => Phase::Counting,
        };
        if self.kind == ClockKind::NextResponse && situation.questions > self.begun {
            self.begun = situation.questions;
            self.lines = vec![Line::own(at)];
            self.stopped_at = at;
        }
        if self.phase != Phase::Stopped && phase == Phase::Stopped {
            self.stopped_at = at;
        }
        self.phase = phase;
    }

    fn hear(&mut self, entry: &HistoryEntry, at: DateTime<Utc>) {
        let TicketFact::Absorbed { from, waited } = &entry.what else { return };
        let same = waited.iter().filter(|waited| waited.kind == self.kind);
        self.lines.extend(same.filter_map(|waited| Line::taken(from, waited, at)));
    }
}

/// A history, read to its end.
pub(super) struct Story {
    pub timelines: Vec<Timeline>,
    pub last: DateTime<Utc>,
}

impl Story {
    /// `history` in the order of its `seq`; where an entry's time lies before that of the one before (servers' clocks
    /// differ), it counts as the same instant. Without a history there is no story.
    pub fn read(history: &[HistoryEntry]) -> Option<Self> {
        let began = history.first()?.at;
        let mut situation = Situation::default();
        let timelines = CLOCK_KINDS.map(|kind| Timeline::new(kind, began)).into();
        let mut story = Self { timelines, last: began };
        for entry in history {
            story.tell_until(entry.at);
            situation.follow(entry);
            for timeline in &mut story.timelines {
                timeline.turn(&situation, story.last);
                timeline.hear(entry, story.last);
            }
        }
        Some(story)
    }

    /// Goes on to `at`, as nothing happens.
    pub fn tell_until(&mut self, at: DateTime<Utc>) {
        let at = at.max(self.last);
        for timeline in &mut self.timelines {
            timeline.pass(self.last, at);
        }
        self.last = at;
    }
}

/// How long a ticket with that `history` has waited at `now` for what is still to come, whatever the policy allows.
pub fn waited(history: &[HistoryEntry], now: DateTime<Utc>) -> Vec<Waited> {
    let Some(mut story) = Story::read(history) else { return Vec::new() };
    story.tell_until(now);
    let open = story.timelines.iter().filter(|timeline| timeline.phase != Phase::Stopped);
    open.flat_map(|timeline| timeline.lines.iter().map(|line| wait(timeline.kind, line))).collect()
}

fn wait(kind: ClockKind, line: &Line) -> Waited {
    let stretches = line.counted();
    let ms = stretches.iter().map(|stretch| (stretch.to - stretch.from).num_milliseconds()).sum();
    Waited { kind, ms, stretches }
}
