//! The fuse on screen (M4): a ticket's clocks explained, and what will blow soon.

use chrono::{DateTime, TimeDelta, Utc};

use crate::console::app::remote::Remote;
use crate::domain::clock::Reading;
use crate::domain::fuse::{AtRisk, ClockReport};
use crate::domain::ids::TicketId;

/// How far ahead one looks for what will blow.
pub const HORIZON: TimeDelta = TimeDelta::minutes(30);

/// Tickets that have gone up to this agent of late, said together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GoneUp {
    /// How many since the bell rang.
    pub count: u64,
    /// When the bell rang for the first of them, UTC.
    pub rang_at: Option<DateTime<Utc>>,
}

/// A ticket's clocks, explained.
#[derive(Clone, Debug, PartialEq)]
pub struct ClockView {
    /// Of which ticket.
    pub ticket: TicketId,
    /// Its number.
    pub number: u64,
    /// What the server says of them.
    pub report: Remote<Box<ClockReport>>,
    /// Whether the ticket has changed since that was asked for.
    pub stale: bool,
    /// Rows scrolled down.
    pub scroll: usize,
}

impl ClockView {
    /// Of a ticket, nothing asked for yet.
    pub fn of(ticket: TicketId, number: u64) -> Self {
        Self { ticket, number, report: Remote::Unasked, stale: false, scroll: 0 }
    }

    /// Rows that the report takes; none while it is not here.
    pub fn rows(&self) -> usize {
        self.report.value().map_or(0, |report| rows(report))
    }
}

/// The policy; for each clock a gap, its head, its terms and its end; a gap, what comes next, and what was done.
fn rows(report: &ClockReport) -> usize {
    let clock = |clock: &Reading| 3 + clock.why.len();
    1 + report.clocks.iter().map(clock).sum::<usize>() + 2 + report.fired.len()
}

/// What will blow soon.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RiskView {
    /// What the server says.
    pub found: Remote<Risks>,
    /// Whether a ticket has changed since that was asked for.
    pub stale: bool,
    /// The row under the cursor.
    pub cursor: usize,
}

impl RiskView {
    /// Its rows, the first to blow first.
    pub fn rows(&self) -> &[AtRisk] {
        self.found.value().map_or(&[], |risks| &risks.items)
    }
}

/// What will blow within [`HORIZON`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Risks {
    /// The first to blow first.
    pub items: Vec<AtRisk>,
    /// Whether there are more than these.
    pub more: bool,
}
