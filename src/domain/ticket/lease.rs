//! How long a ticket is kept for its owner (M11): who has claimed one and does nothing with it does not keep it from
//! everybody for good.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Ticket, TicketFact, TicketStatus};
use crate::domain::agent::{Actor, AgentRef};
use crate::domain::ids::AgentId;

/// How long without a stroke of the owner's: a shift.
pub const LEASE: TimeDelta = TimeDelta::hours(8);

impl Ticket {
    /// Until when it is kept for its owner, UTC; none: as long as it waits, or is nobody's. Records from before there were leases
    /// count from their last change.
    pub fn lease_end(&self) -> Option<DateTime<Utc>> {
        let owned = self.assignee.is_some() && is_worked_on(self);
        self.leased_until.or_else(|| owned.then(|| self.updated_at + LEASE))
    }

    /// Whether its owner has let it lie so long that anybody may take it up.
    pub fn is_lapsed(&self, now: DateTime<Utc>) -> bool {
        self.lease_end().is_some_and(|until| until <= now)
    }

    /// Who keeps others from acting on it; none: whoever acts owns it.
    pub fn holder(&self, now: DateTime<Utc>) -> Option<&AgentRef> {
        self.assignee.as_ref().filter(|_| !self.is_lapsed(now))
    }

    /// The owner, if somebody else than `agent` is it and has let it lie.
    pub fn left_lying_by_another(&self, agent: &AgentId, now: DateTime<Utc>) -> Option<&AgentRef> {
        self.assignee.as_ref().filter(|owner| owner.id != *agent && self.is_lapsed(now))
    }
}

fn is_worked_on(ticket: &Ticket) -> bool {
    matches!(ticket.status, TicketStatus::New | TicketStatus::Open)
}

/// What a fact makes of the lease: every stroke of the owner's renews it, and while the ticket waits for somebody outside it
/// does not lapse.
pub(super) fn renew(ticket: &mut Ticket, fact: &TicketFact, by: &Actor, at: DateTime<Utc>) {
    let Some(owner) = ticket.assignee.as_ref().filter(|_| is_worked_on(ticket)) else {
        ticket.leased_until = None;
        return;
    };
    let begins = matches!(
        fact,
        TicketFact::Assigned { .. } | TicketFact::TakenOver { .. } | TicketFact::Resumed | TicketFact::Reopened { .. }
    );
    if begins || matches!(by, Actor::Agent(agent) if agent.id == owner.id) {
        ticket.leased_until = Some(at + LEASE);
    }
}
