//! How long a ticket is kept for its owner (M11): who has claimed one and does nothing with it does not keep it from
//! everybody for good.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Ticket, TicketFact, TicketStatus};
use crate::domain::agent::{Actor, AgentRef};
use crate::domain::ids::AgentId;

/// How long without a stroke of the owner's: a shift.
pub const LEASE: TimeDelta = TimeDelta::hours(8);

impl Ticket {
    /// Whether its owner has let it lie so long that anybody may take it up.
    pub fn is_lapsed(&self, now: DateTime<Utc>) -> bool {
        self.leased_until.is_some_and(|until| until <= now)
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

/// What a fact makes of the lease: every stroke of the owner's renews it, and while the ticket waits for somebody outside it
/// does not lapse.
pub(super) fn renew(ticket: &mut Ticket, fact: &TicketFact, by: &Actor, at: DateTime<Utc>) {
    let worked_on = matches!(ticket.status, TicketStatus::New | TicketStatus::Open);
    let Some(owner) = ticket.assignee.as_ref().filter(|_| worked_on) else {
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
