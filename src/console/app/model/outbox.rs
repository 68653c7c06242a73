//! Own writes that are applied on screen and not confirmed by the server.

use chrono::{DateTime, Utc};

use super::ticket::OwnNote;
use crate::console::app::effect::{NewCustomer, NewTicket, TicketCommand, WriteId};
use crate::console::app::merge::Changes;
use crate::console::app::problem::Problem;
use crate::domain::agent::AgentRef;
use crate::domain::ids::{CallId, CustomerId, TicketId, TodoId};

/// Own writes, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outbox {
    /// Commands on tickets.
    pub commands: Vec<Write>,
    /// New tickets under way.
    pub tickets: Vec<(WriteId, NewTicket)>,
    /// New customers under way, with the call they belong to and what was typed.
    pub customers: Vec<(WriteId, Option<CallId>, NewCustomer)>,
    /// Contacts under way.
    pub contacts: Vec<ContactWrite>,
    /// Callers whom the server is being told of.
    pub identities: Vec<(WriteId, CallId)>,
    /// Calls that are being written up.
    pub wrap_ups: Vec<(WriteId, CallId)>,
    /// To-dos and callbacks that are being ticked off.
    pub finished: Vec<(WriteId, TodoId)>,
    /// The claim of the next ticket under way.
    pub claim_next: Option<WriteId>,
    /// How many writes wait on disk, as the runtime last said.
    pub waiting: usize,
}

/// A command on a ticket that is not confirmed.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// Its idempotency key.
    pub id: WriteId,
    /// On which ticket.
    pub ticket: TicketId,
    /// The version it was decided on.
    pub version: Option<u64>,
    /// What to do.
    pub command: TicketCommand,
    /// What it changes; empty: it fits any version.
    pub changes: Changes,
    /// Whether own writes on the ticket were on their way before it.
    pub behind: bool,
    /// Who wished it.
    pub by: Option<AgentRef>,
    /// When it was wished, UTC.
    pub at: DateTime<Utc>,
    /// How it stands.
    pub state: WriteState,
}

/// What came of a contact, not confirmed.
#[derive(Clone, Debug, PartialEq)]
pub struct ContactWrite {
    /// Its idempotency key.
    pub id: WriteId,
    /// With whom.
    pub customer: CustomerId,
    /// What it changes of them.
    pub changes: Changes,
}

/// How a write stands.
#[derive(Clone, Debug, PartialEq)]
pub enum WriteState {
    /// Sent or waiting to be; applied on screen.
    Pending,
    /// The server said no; shown with its reason and its text until the agent has dealt with it.
    Refused(Problem),
}

impl Outbox {
    /// Own notes and messages on a ticket that are not in its history yet, oldest first.
    pub fn notes<'a>(&'a self, ticket: &'a TicketId) -> impl Iterator<Item = OwnNote<'a>> {
        self.commands.iter().filter(move |write| write.ticket == *ticket).filter_map(Write::as_note)
    }

    /// How many own writes the server has not confirmed.
    pub fn unconfirmed(&self) -> usize {
        let commands = self.commands.iter().filter(|write| write.state == WriteState::Pending).count();
        commands
            + self.tickets.len()
            + self.customers.len()
            + self.contacts.len()
            + self.identities.len()
            + self.wrap_ups.len()
            + self.finished.len()
    }

    /// Refused writes on a ticket, with their texts, oldest first; the same form opened again takes the text over.
    pub fn refused<'a>(&'a self, ticket: &'a TicketId) -> impl Iterator<Item = &'a Write> {
        self.commands.iter().filter(move |write| write.ticket == *ticket && write.state != WriteState::Pending)
    }

    /// Writes on a ticket that are applied on screen, oldest first.
    pub fn pending<'a>(&'a self, ticket: &'a TicketId) -> impl Iterator<Item = &'a Write> {
        self.commands.iter().filter(move |write| write.ticket == *ticket && write.state == WriteState::Pending)
    }
}

impl Write {
    fn as_note(&self) -> Option<OwnNote<'_>> {
        let (text, to_customer) = match &self.command {
            TicketCommand::Note { text } => (text, false),
            TicketCommand::Reply { text, .. } => (text, true),
            _ => return None,
        };
        let refused = match &self.state {
            WriteState::Pending => None,
            WriteState::Refused(why) => Some(why),
        };
        Some(OwnNote { write: &self.id, text, to_customer, at: self.at, refused })
    }
}
