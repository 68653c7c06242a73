//! Who has which ticket open (M11). Kept in memory: after a restart every console says so again within ten seconds.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::agent::AgentRef;
use crate::domain::ids::{AgentId, TicketId};
use crate::domain::ticket::{Activity, Viewer};

/// A viewer who has not been heard of for this long has gone.
pub const FORGOTTEN_AFTER: TimeDelta = TimeDelta::seconds(15);
/// Viewers of one ticket at the most; more eyes than that tell nobody anything.
const MOST_VIEWERS: usize = 50;

struct Seen {
    viewer: Viewer,
    last: DateTime<Utc>,
}

/// The viewers of all tickets. Every change gives back the new list of the ticket, to be told to all consoles.
#[derive(Default)]
pub struct PresenceBoard {
    tickets: Mutex<HashMap<TicketId, Vec<Seen>>>,
}

impl PresenceBoard {
    /// An agent has the ticket open. The new list, unless nothing but the time changed.
    pub fn enter(
        &self,
        ticket: &TicketId,
        agent: AgentRef,
        activity: Activity,
        now: DateTime<Utc>,
    ) -> Option<Vec<Viewer>> {
        let mut tickets = self.tickets.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = tickets.entry(ticket.clone()).or_default();
        let full = seen.len() >= MOST_VIEWERS;
        let changed = match seen.iter_mut().find(|entry| entry.viewer.agent.id == agent.id) {
            Some(entry) => refresh(entry, activity, now),
            None if full => false,
            None => {
                seen.push(Seen { viewer: Viewer { agent, activity, since: now }, last: now });
                true
            }
        };
        changed.then(|| viewers(seen))
    }

    /// An agent closed the ticket. The new list, unless they were not there.
    pub fn leave(&self, ticket: &TicketId, agent: &AgentId) -> Option<Vec<Viewer>> {
        let mut tickets = self.tickets.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = tickets.get_mut(ticket)?;
        let before = seen.len();
        seen.retain(|entry| &entry.viewer.agent.id != agent);
        let left = (seen.len() < before).then(|| viewers(seen));
        tickets.retain(|_, seen| !seen.is_empty());
        left
    }

    /// Forgets whoever has not been heard of. The tickets whose list changed, with their new lists.
    pub fn sweep(&self, now: DateTime<Utc>) -> Vec<(TicketId, Vec<Viewer>)> {
        let mut tickets = self.tickets.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changed = Vec::new();
        for (ticket, seen) in tickets.iter_mut() {
            let before = seen.len();
            seen.retain(|entry| now - entry.last < FORGOTTEN_AFTER);
            if seen.len() < before {
                changed.push((ticket.clone(), viewers(seen)));
            }
        }
        tickets.retain(|_, seen| !seen.is_empty());
        changed
    }

    /// Who has the ticket open, first come first.
    pub fn viewers(&self, ticket: &TicketId) -> Vec<Viewer> {
        let tickets = self.tickets.lock().unwrap_or_else(PoisonError::into_inner);
        tickets.get(ticket).map(|seen| viewers(seen)).unwrap_or_default()
    }

    /// How many tickets somebody has open.
    pub fn tickets_open(&self) -> usize {
        self.tickets.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

fn refresh(entry: &mut Seen, activity: Activity, now: DateTime<Utc>) -> bool {
    entry.last = now;
    let changed = entry.viewer.activity != activity;
    entry.viewer.activity = activity;
    changed
}

fn viewers(seen: &[Seen]) -> Vec<Viewer> {
    seen.iter().map(|entry| entry.viewer.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(id: &str) -> AgentRef {
        AgentRef { id: id.into(), name: id.into(), extension: None }
    }

    fn names(viewers: &[Viewer]) -> Vec<&str> {
        viewers.iter().map(|viewer| viewer.agent.name.as_str()).collect()
    }

    #[test]
    fn only_a_change_is_told() {
        let (board, ticket, now) = (PresenceBoard::default(), TicketId::from("t1"), Utc::now());
        assert_eq!(names(&board.enter(&ticket, agent("lin"), Activity::Viewing, now).unwrap()), ["lin"]);
        assert_eq!(board.enter(&ticket, agent("lin"), Activity::Viewing, now), None);
        assert!(board.enter(&ticket, agent("lin"), Activity::Typing, now).is_some());
        assert_eq!(names(&board.enter(&ticket, agent("zhou"), Activity::Viewing, now).unwrap()), ["lin", "zhou"]);
        assert_eq!(names(&board.leave(&ticket, &"lin".into()).unwrap()), ["zhou"]);
        assert_eq!(board.leave(&ticket, &"lin".into()), None);
    }

    #[test]
    fn who_is_silent_for_fifteen_seconds_has_gone() {
        let (board, ticket, now) = (PresenceBoard::default(), TicketId::from("t1"), Utc::now());
        board.enter(&ticket, agent("lin"), Activity::Viewing, now);
        board.enter(&ticket, agent("zhou"), Activity::Viewing, now + TimeDelta::seconds(10));
        assert!(board.sweep(now + TimeDelta::seconds(14)).is_empty());
        let gone = board.sweep(now + TimeDelta::seconds(15));
        assert_eq!(names(&gone[0].1), ["zhou"]);
        board.sweep(now + TimeDelta::seconds(25));
        assert_eq!(board.tickets_open(), 0);
    }
}
