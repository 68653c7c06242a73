//! What the desk showed last: the queue, the promises, the customers seen of late. With it the next start paints before the
//! server has answered, and a desk whose server is gone can still be read.
//!
//! Only what the server sent is in it, masked as it was sent: numbers shown in full for a moment are none of the records'.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::model::Model;
use super::model::connection::Link;
use super::model::optimistic::Optimistic;
use crate::domain::agent::Agent;
use crate::domain::ids::CustomerId;
use crate::domain::profile::Profile;
use crate::domain::ticket::Ticket;
use crate::domain::ticket::view::{TicketCounts, TicketView};
use crate::domain::todo::Todo;

/// Tickets kept at most: what fits on the largest screen.
pub const TICKETS: usize = 60;
/// Profiles kept at most.
pub const PROFILES: usize = 12;

/// The desk as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// When, by the server's clock, UTC.
    pub at: DateTime<Utc>,
    /// Whose desk.
    pub me: Agent,
    /// Which view of the queue.
    pub view: TicketView,
    /// How many tickets it had, if the server said so.
    pub total: Option<u64>,
    /// Its first tickets, as the server sent them.
    pub tickets: Vec<Ticket>,
    /// The figures of the status line.
    pub counts: Option<TicketCounts>,
    /// Own to-dos.
    pub todos: Vec<Todo>,
    /// Own promised callbacks.
    pub callbacks: Vec<Todo>,
    /// Customers seen of late, newest first.
    pub profiles: Vec<SeenProfile>,
}

/// A profile, and when it was as it stands here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeenProfile {
    /// When it was good, UTC.
    pub at: DateTime<Utc>,
    /// Everything about the customer.
    pub profile: Box<Profile>,
}

impl Snapshot {
    /// The desk as it is; none: nothing was loaded yet.
    pub fn of(model: &Model) -> Option<Self> {
        let queue = &model.queue;
        if queue.is_recalled || model.connection.link == Link::SignedOut {
            return None;
        }
        let tickets = queue.rows.iter().take(if queue.above == 0 { TICKETS } else { 0 });
        let listed = |todos: Option<&Vec<Todo>>| todos.cloned().unwrap_or_default();
        Some(Self {
            at: queue.as_of?,
            me: model.me.clone()?,
            view: queue.view,
            total: queue.total,
            tickets: tickets.map(|row: &Optimistic<Ticket>| row.truth.clone()).collect(),
            counts: model.foot.counts.value().copied(),
            todos: listed(model.foot.todos.value()),
            callbacks: listed(model.foot.callbacks.value()),
            profiles: model.recent.0.iter().cloned().collect(),
        })
    }
}

/// Customers seen of late, newest first: shown at once when they are opened again, until the server has answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecentProfiles(VecDeque<SeenProfile>);

impl RecentProfiles {
    /// Remembers a profile as the newest.
    pub fn remember(&mut self, profile: Box<Profile>, at: DateTime<Utc>) {
        self.0.retain(|seen| seen.profile.customer.id != profile.customer.id);
        self.0.push_front(SeenProfile { at, profile });
        self.0.truncate(PROFILES);
    }

    /// What is known of a customer.
    pub fn get(&self, customer: &CustomerId) -> Option<&SeenProfile> {
        self.0.iter().find(|seen| seen.profile.customer.id == *customer)
    }

    /// Those of an earlier run stand behind those of this one.
    pub fn recall(&mut self, earlier: Vec<SeenProfile>) {
        let known = std::mem::take(&mut self.0);
        let fresh = |seen: &SeenProfile| known.iter().all(|ours| ours.profile.customer.id != seen.profile.customer.id);
        let earlier: Vec<SeenProfile> = earlier.into_iter().filter(fresh).collect();
        self.0 = known.into_iter().chain(earlier).take(PROFILES).collect();
    }
}
