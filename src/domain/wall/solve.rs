//! Solved at the first contact, or not: what first-contact resolution is counted from.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::agent::Actor;
use crate::domain::ids::AgentId;
use crate::domain::interaction::Direction;
use crate::domain::ticket::{HistoryEntry, TicketFact};

/// Whoever comes again within this long was not helped the first time.
pub const AGAIN_WITHIN: TimeDelta = TimeDelta::days(7);

/// A ticket was solved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solve {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// By whom: the person who said so, else its owner; none: nobody in particular.
    pub by: Option<AgentId>,
    /// When the customer came again about it within [`AGAIN_WITHIN`], UTC.
    pub again_at: Option<DateTime<Utc>>,
}

/// Every time a ticket was solved. It was not for good where it was opened again or the customer wrote about it within
/// [`AGAIN_WITHIN`]; that a solved one is closed is no second time.
pub fn solves(history: &[HistoryEntry]) -> Vec<Solve> {
    let (mut solves, mut owner, mut done) = (Vec::<Solve>::new(), None, false);
    for entry in history {
        match &entry.what {
            TicketFact::Assigned { to } => owner = to.as_ref().map(|agent| agent.id.clone()),
            TicketFact::TakenOver { to, .. } => owner = Some(to.id.clone()),
            TicketFact::Resolved { .. } | TicketFact::Closed { .. } if !done => {
                done = true;
                solves.push(Solve { at: entry.at, by: solver(&entry.by).or_else(|| owner.clone()), again_at: None });
            }
            TicketFact::Reopened { .. } => {
                came_again(&mut solves, entry.at);
                done = false;
            }
            TicketFact::Contacted { direction: Direction::Inbound, .. } if done => {
                came_again(&mut solves, entry.at);
            }
            _ => {}
        }
    }
    solves
}

/// Whether a fact bears on [`solves`].
pub fn is_of_solves(fact: &TicketFact) -> bool {
    matches!(
        fact,
        TicketFact::Resolved { .. }
            | TicketFact::Closed { .. }
            | TicketFact::Reopened { .. }
            | TicketFact::Contacted { direction: Direction::Inbound, .. }
    )
}

fn came_again(solves: &mut [Solve], at: DateTime<Utc>) {
    if let Some(last) = solves.last_mut().filter(|last| last.again_at.is_none() && at - last.at <= AGAIN_WITHIN) {
        last.again_at = Some(at);
    }
}

fn solver(by: &Actor) -> Option<AgentId> {
    match by {
        Actor::Agent(agent) => Some(agent.id.clone()),
        Actor::Customer { .. } | Actor::System { .. } => None,
    }
}
