//! The open ticket.

use chrono::{DateTime, Utc};

use super::Pane;
use super::optimistic::Optimistic;
use super::profile::ProfilePane;
use crate::console::app::effect::WriteId;
use crate::console::app::problem::Problem;
use crate::console::app::remote::Remote;
use crate::domain::ids::TicketId;
use crate::domain::interaction::{Channel, Direction};
use crate::domain::ticket::{HistoryEntry, Ticket, TicketFact};

/// One ticket in the middle column.
#[derive(Clone, Debug, PartialEq)]
pub struct TicketPane {
    /// Which.
    pub id: TicketId,
    /// The record, own writes applied; there at once when the ticket was opened from a list.
    pub ticket: Remote<Optimistic<Ticket>>,
    /// What happened to it.
    pub history: Remote<History>,
    /// Whom it is for: their parcels and what departments did.
    pub customer: ProfilePane,
    /// Lines scrolled up from the newest entry.
    pub scroll: usize,
    /// Whom to go back to with Esc.
    pub from: Origin,
}

/// Where a ticket was opened from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A pane of the desk.
    Pane(Pane),
    /// The lead's wall.
    Wall,
}

/// What happened to a ticket, as far as loaded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Oldest first; no position twice.
    pub entries: Vec<HistoryEntry>,
    /// Where the rest begins; none: that is all.
    pub next: Option<String>,
}

/// An own note or message in the history that the server has not confirmed, or has refused.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnNote<'a> {
    /// Which write.
    pub write: &'a WriteId,
    /// The words.
    pub text: &'a str,
    /// Whether they are for the customer.
    pub to_customer: bool,
    /// When it was written, UTC.
    pub at: DateTime<Utc>,
    /// Why it was refused; none: on its way.
    pub refused: Option<&'a Problem>,
}

impl TicketPane {
    /// The ticket as shown.
    pub fn shown(&self) -> Option<&Ticket> {
        self.ticket.value().map(Optimistic::shown)
    }

    /// How the customer turned to the desk about it last, or else the desk to them; none: not known here.
    pub fn channel(&self) -> Option<Channel> {
        let entries = self.history.value().into_iter().flat_map(|history| &history.entries);
        let told = entries.filter_map(|entry| match &entry.what {
            TicketFact::Contacted { channel, direction, .. } => Some((*direction, entry.at, *channel)),
            _ => None,
        });
        let contacts = self.customer.profile.value().into_iter().flat_map(|profile| &profile.interactions);
        let about_it = contacts
            .filter(|contact| contact.ticket_id.as_ref() == Some(&self.id))
            .map(|contact| (contact.direction, contact.at, contact.channel));
        let all = told.chain(about_it);
        all.max_by_key(|(direction, at, _)| (*direction == Direction::Inbound, *at)).map(|(.., channel)| channel)
    }
}
