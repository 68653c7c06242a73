//! The fuse told to people: why a ticket is due when it is, what happens next, what was done, and what will blow soon.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Blow, Escalation, Firing};
use crate::domain::agent::Actor;
use crate::domain::clock::Reading;
use crate::domain::ticket::{HistoryEntry, Ticket, TicketFact};

/// The clocks of a ticket, explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClockReport {
    /// The policy that fits the ticket.
    pub policy: String,
    /// Where it stands ("10-vip.toml:4").
    pub place: String,
    /// The calendar whose hours count; none: every hour does.
    pub calendar: Option<String>,
    /// Its time zone ("Asia/Shanghai").
    pub zone: Option<String>,
    /// As of when, UTC, by the server's clock.
    pub now: DateTime<Utc>,
    /// Each clock with the terms that add up to its due time.
    pub clocks: Vec<Reading>,
    /// The step that comes next if nothing happens; none: there is none, or the clocks pause.
    pub next: Option<Firing>,
    /// Steps that were taken, the first first.
    pub fired: Vec<Fired>,
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fired {
    /// What was done.
    #[serde(flatten)]
    pub escalation: Escalation,
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Who took note of it; none: nobody yet.
    pub acknowledged: Option<Acknowledgement>,
}

/// Somebody took note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Acknowledgement {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Actor,
}

/// A ticket on which something blows soon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AtRisk {
    /// What happens, and when.
    #[serde(flatten)]
    pub blow: Blow,
    /// To which ticket.
    pub ticket: Ticket,
}

/// Every step that was taken, the first first, with who took note of it.
pub fn fired(history: &[HistoryEntry]) -> Vec<Fired> {
    let noted = |at: usize| {
        let later = history.iter().skip(at).find(|entry| entry.what == TicketFact::Acknowledged);
        later.map(|entry| Acknowledgement { at: entry.at, by: entry.by.clone() })
    };
    let steps = history.iter().enumerate().filter_map(|(at, entry)| match &entry.what {
        TicketFact::Escalated(escalation) => {
            Some(Fired { escalation: escalation.clone(), at: entry.at, acknowledged: noted(at) })
        }
        _ => None,
    });
    steps.collect()
}
