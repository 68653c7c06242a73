//! Who has which ticket open (M11). Kept in memory: after a restart every console says so again within ten seconds.
//!
//! Each server knows the viewers who are connected to it, and tells them under its own name; it hears from the others
//! through the events, so that every console sees all of them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::app::App;
use super::error::StoreError;
use crate::domain::agent::{Actor, AgentRef};
use crate::domain::ids::{AgentId, TicketId};
use crate::domain::ticket::{Activity, Viewer};
use crate::wire::event::{Change, Event, EventKind};

/// A viewer who has not been heard of for this long has gone.
pub const FORGOTTEN_AFTER: TimeDelta = TimeDelta::seconds(15);
/// Viewers of one ticket at the most; more eyes than that tell nobody anything.
const MOST_VIEWERS: usize = 50;

/// A list that stays the same is told again after this long, so that others know that it still holds.
const TOLD_AGAIN_AFTER: TimeDelta = TimeDelta::minutes(5);
/// What another server told is forgotten after this long: it may have gone without a word.
const HEARSAY_FORGOTTEN_AFTER: TimeDelta = TimeDelta::minutes(12);
/// Field of an event that names the server whose viewers it lists.
const SERVER: &str = "server";
/// Field of an event that lists viewers.
const VIEWERS: &str = "viewers";

struct Seen {
    viewer: Viewer,
    last: DateTime<Utc>,
    told: DateTime<Utc>,
}

/// What another server told of a ticket.
struct Hearsay {
    server: String,
    viewers: Vec<Viewer>,
    at: DateTime<Utc>,
}

#[derive(Default)]
struct Known {
    here: HashMap<TicketId, Vec<Seen>>,
    elsewhere: HashMap<TicketId, Vec<Hearsay>>,
}

/// The viewers of all tickets. Every change is to be told to all consoles, by [`tell`].
pub struct PresenceBoard {
    /// This server's name among those that share a database.
    server: String,
    known: Mutex<Known>,
    /// Held while a list is told: what is told last is what is true last.
    telling: tokio::sync::Mutex<()>,
}

impl Default for PresenceBoard {
    fn default() -> Self {
        let server = uuid::Uuid::now_v7().simple().to_string();
        Self { server, known: Mutex::default(), telling: tokio::sync::Mutex::default() }
    }
}

/// Tells all consoles who has the ticket open, here, as of now.
pub async fn tell(app: &App, ticket: &TicketId, by: &Actor) -> Result<(), StoreError> {
    let board = &app.presence;
    let _turn = board.telling.lock().await;
    app.store.ticket_presence(ticket, &board.viewers_here(ticket), &board.server, by, app.now()).await
}

impl PresenceBoard {
    /// An agent has the ticket open. Whether that is to be told: not when only the time changed.
    pub fn enter(&self, ticket: &TicketId, agent: AgentRef, activity: Activity, now: DateTime<Utc>) -> bool {
        let mut known = self.known();
        let seen = known.here.entry(ticket.clone()).or_default();
        let full = seen.len() >= MOST_VIEWERS;
        match seen.iter_mut().find(|entry| entry.viewer.agent.id == agent.id) {
            Some(entry) => refresh(entry, activity, now),
            None if full => false,
            None => {
                seen.push(Seen { viewer: Viewer { agent, activity, since: now }, last: now, told: now });
                true
            }
        }
    }

    /// An agent closed the ticket. Whether that is to be told: not when they were not there.
    pub fn leave(&self, ticket: &TicketId, agent: &AgentId) -> bool {
        let mut known = self.known();
        let Some(seen) = known.here.get_mut(ticket) else { return false };
        let before = seen.len();
        seen.retain(|entry| &entry.viewer.agent.id != agent);
        let left = seen.len() < before;
        known.here.retain(|_, seen| !seen.is_empty());
        left
    }

    /// Forgets whoever has not been heard of. The tickets whose list is to be told.
    pub fn sweep(&self, now: DateTime<Utc>) -> Vec<TicketId> {
        let mut known = self.known();
        let mut changed = Vec::new();
        for (ticket, seen) in &mut known.here {
            let before = seen.len();
            seen.retain(|entry| now - entry.last < FORGOTTEN_AFTER);
            if seen.len() < before {
                changed.push(ticket.clone());
            }
        }
        known.here.retain(|_, seen| !seen.is_empty());
        known.elsewhere.retain(|_, told| {
            told.retain(|hearsay| now - hearsay.at < HEARSAY_FORGOTTEN_AFTER);
            !told.is_empty()
        });
        changed
    }

    /// Takes in what another server tells of its viewers.
    pub fn hear(&self, event: &Event, now: DateTime<Utc>) {
        let Some((server, viewers)) = told(event).filter(|(server, _)| *server != self.server) else { return };
        let mut known = self.known();
        let told = known.elsewhere.entry(TicketId::new(event.subject.id.clone())).or_default();
        told.retain(|hearsay| hearsay.server != server);
        if !viewers.is_empty() {
            told.push(Hearsay { server, viewers, at: now });
        }
    }

    /// What an event says of one server's viewers, as all servers know it.
    pub fn complete(&self, event: &mut Event) {
        if event.kind == EventKind::TicketPresence {
            let everybody = self.viewers(&TicketId::new(event.subject.id.clone()));
            let to = serde_json::to_value(everybody).unwrap_or_default();
            event.changes = [(VIEWERS.to_owned(), Change { from: Value::Null, to })].into();
        }
    }

    /// Who has the ticket open, first come first; those of this server before others.
    pub fn viewers(&self, ticket: &TicketId) -> Vec<Viewer> {
        let mut viewers = self.viewers_here(ticket);
        let known = self.known();
        let elsewhere = known.elsewhere.get(ticket).into_iter().flatten();
        for viewer in elsewhere.flat_map(|hearsay| &hearsay.viewers) {
            if viewers.iter().all(|other| other.agent.id != viewer.agent.id) {
                viewers.push(viewer.clone());
            }
        }
        viewers
    }

    fn viewers_here(&self, ticket: &TicketId) -> Vec<Viewer> {
        let known = self.known();
        let seen = known.here.get(ticket).into_iter().flatten();
        seen.map(|entry| entry.viewer.clone()).collect()
    }

    /// How many tickets somebody has open, here.
    pub fn tickets_open(&self) -> usize {
        self.known().here.len()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The changes by which a server tells of its viewers.
pub fn telling(server: &str, viewers: &[Viewer]) -> Result<BTreeMap<String, Change>, serde_json::Error> {
    let change = |to| Change { from: Value::Null, to };
    let (server, viewers) = (Value::from(server), serde_json::to_value(viewers)?);
    Ok([(SERVER.to_owned(), change(server)), (VIEWERS.to_owned(), change(viewers))].into())
}

fn told(event: &Event) -> Option<(String, Vec<Viewer>)> {
    let server = event.changes.get(SERVER).filter(|_| event.kind == EventKind::TicketPresence)?.to.as_str()?;
    let viewers = serde_json::from_value(event.changes.get(VIEWERS)?.to.clone()).ok()?;
    Some((server.to_owned(), viewers))
}

fn refresh(entry: &mut Seen, activity: Activity, now: DateTime<Utc>) -> bool {
    entry.last = now;
    let news = entry.viewer.activity != activity || now - entry.told >= TOLD_AGAIN_AFTER;
    entry.viewer.activity = activity;
    if news {
        entry.told = now;
    }
    news
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::event::Subject;

    fn agent(id: &str) -> AgentRef {
        AgentRef { id: id.into(), name: id.into(), extension: None }
    }

    fn names(board: &PresenceBoard, ticket: &TicketId) -> Vec<String> {
        board.viewers(ticket).into_iter().map(|viewer| viewer.agent.name).collect()
    }

    #[test]
    fn only_a_change_is_told() {
        let (board, ticket, now) = (PresenceBoard::default(), TicketId::from("t1"), Utc::now());
        assert!(board.enter(&ticket, agent("lin"), Activity::Viewing, now));
        assert!(!board.enter(&ticket, agent("lin"), Activity::Viewing, now));
        assert!(board.enter(&ticket, agent("lin"), Activity::Typing, now));
        assert!(board.enter(&ticket, agent("zhou"), Activity::Viewing, now));
        assert_eq!(names(&board, &ticket), ["lin", "zhou"]);
        assert!(board.leave(&ticket, &"lin".into()));
        assert!(!board.leave(&ticket, &"lin".into()));
        assert_eq!(names(&board, &ticket), ["zhou"]);
    }

    #[test]
    fn who_is_silent_for_fifteen_seconds_has_gone() {
        let (board, ticket, now) = (PresenceBoard::default(), TicketId::from("t1"), Utc::now());
        board.enter(&ticket, agent("lin"), Activity::Viewing, now);
        board.enter(&ticket, agent("zhou"), Activity::Viewing, now + TimeDelta::seconds(10));
        assert!(board.sweep(now + TimeDelta::seconds(14)).is_empty());
        assert_eq!(board.sweep(now + TimeDelta::seconds(15)), std::slice::from_ref(&ticket));
        assert_eq!(names(&board, &ticket), ["zhou"]);
        board.sweep(now + TimeDelta::seconds(25));
        assert_eq!(board.tickets_open(), 0);
    }

    /// The event by which `board` tells of a ticket.
    fn told_by(board: &PresenceBoard, ticket: &TicketId, now: DateTime<Utc>) -> Event {
        Event {
            seq: 1,
            at: now,
            kind: EventKind::TicketPresence,
            subject: Subject { kind: "ticket".into(), id: ticket.to_string() },
            by: Actor::System { name: "test".into() },
            changes: telling(&board.server, &board.viewers_here(ticket)).unwrap(),
            pop: None,
            call: None,
            submitted_at: None,
            prediction: None,
            wall: None,
        }
    }

    #[test]
    fn viewers_of_two_servers_do_not_push_each_other_out() {
        let (here, there, ticket, now) =
            (PresenceBoard::default(), PresenceBoard::default(), TicketId::from("t1"), Utc::now());
        here.enter(&ticket, agent("lin"), Activity::Viewing, now);
        there.enter(&ticket, agent("zhou"), Activity::Viewing, now);
        here.hear(&told_by(&there, &ticket, now), now);
        here.hear(&told_by(&here, &ticket, now), now);
        assert_eq!(names(&here, &ticket), ["lin", "zhou"]);
        let mut event = told_by(&there, &ticket, now);
        here.complete(&mut event);
        assert_eq!(event.changes["viewers"].to.as_array().unwrap().len(), 2);
        assert!(!event.changes.contains_key(SERVER));
        there.leave(&ticket, &"zhou".into());
        here.hear(&told_by(&there, &ticket, now), now);
        assert_eq!(names(&here, &ticket), ["lin"]);
    }

    #[test]
    fn a_server_that_died_is_forgotten_and_one_that_lives_speaks_up_again() {
        let (here, there, ticket, now) =
            (PresenceBoard::default(), PresenceBoard::default(), TicketId::from("t1"), Utc::now());
        there.enter(&ticket, agent("zhou"), Activity::Viewing, now);
        here.hear(&told_by(&there, &ticket, now), now);
        assert!(there.enter(&ticket, agent("zhou"), Activity::Viewing, now + TOLD_AGAIN_AFTER));
        here.sweep(now + HEARSAY_FORGOTTEN_AFTER);
        assert!(names(&here, &ticket).is_empty());
    }
}
