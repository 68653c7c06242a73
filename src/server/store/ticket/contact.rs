//! Contacts with the customer about a ticket: a line of their history and a line of the ticket's.

use chrono::{DateTime, Utc};

use crate::domain::agent::{Actor, Agent, AgentRef};
use crate::domain::call::{Call, CallState};
use crate::domain::ids::{InteractionId, TicketId};
use crate::domain::interaction::{Channel, Direction, Interaction, Outcome};
use crate::domain::ticket::lifecycle::{self, Contact, TicketCommand};
use crate::domain::ticket::{HistoryEntry, Ticket, TicketFact};
use crate::server::store::transaction::Tx;
use crate::server::store::{Store, StoreError, new_id};
use crate::wire::request::NewContact;

impl Store {
    /// Records a contact about a ticket. The same call again changes nothing. What the customer wrote is theirs, whoever
    /// writes it down.
    pub async fn ticket_contact(
        &self,
        id: &TicketId,
        new: &NewContact,
        by: &Agent,
        now: DateTime<Utc>,
    ) -> Result<Ticket, StoreError> {
        let call = match &new.call_id {
            Some(id) => Some(self.call(id).await?),
            None => None,
        };
        let mut tx = self.begin().await?;
        let before = tx.ticket_locked(id).await?;
        let contact = contact(new, call.as_ref(), &before)?;
        if tx.ticket_past(id).await?.iter().any(|entry| is_of(entry, &contact.interaction)) {
            return Ok(before);
        }
        let command = TicketCommand::Contact(contact.clone());
        let facts = lifecycle::decide(&before, &command, &by.reference(), by.role, now, &self.root_causes())?;
        let actor = if contact.is_message() {
            Actor::Customer { name: before.customer.name.clone() }
        } else {
            Actor::Agent(by.reference())
        };
        let mut ticket = before.clone();
        tx.ticket_follow(Some(&before), &mut ticket, facts, &actor, now).await?;
        if call.is_none() {
            tx.interaction_put(&interaction(&contact, new, &before, by, now), &actor, now).await?;
        }
        tx.commit().await?;
        Ok(ticket)
    }
}

impl Tx {
    /// A call that is a ticket's and was answered, or became both just now, is a contact with its customer: a line of the
    /// ticket's history, once. The agent who answered makes nobody its owner by that.
    pub(in crate::server::store) async fn call_contacts(
        &mut self,
        before: Option<&Call>,
        call: &Call,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let spoken = |call: &Call| call.ticket_id.is_some() && is_answered(&call.state);
        let ticket_id = call.ticket_id.as_ref().filter(|_| spoken(call) && !before.is_some_and(spoken));
        let Some(id) = ticket_id else { return Ok(()) };
        let ticket = self.ticket_locked(id).await?;
        let contact = of_call(call);
        let is_its = call.customer_id.as_ref() == Some(&ticket.customer.id) && !ticket.status.is_over();
        if !is_its || self.ticket_past(id).await?.iter().any(|entry| is_of(entry, &contact.interaction)) {
            return Ok(());
        }
        let Contact { channel, direction, outcome, interaction } = contact;
        let fact = TicketFact::Contacted { channel, direction, outcome, interaction };
        let who = call.agent.clone().map_or_else(|| by.clone(), Actor::Agent);
        let who = spoke(&call.state).map_or(who, |agent| Actor::Agent(agent.clone()));
        self.ticket_follow(Some(&ticket), &mut ticket.clone(), vec![fact], &who, now).await
    }
}

fn is_of(entry: &HistoryEntry, contact: &InteractionId) -> bool {
    matches!(&entry.what, TicketFact::Contacted { interaction, .. } if interaction == contact)
}

fn contact(new: &NewContact, call: Option<&Call>, ticket: &Ticket) -> Result<Contact, StoreError> {
    let NewContact { channel, direction, .. } = *new;
    let Some(call) = call else {
        let outcome = if direction == Direction::Inbound { Outcome::Unanswered } else { Outcome::Delivered };
        return match channel {
            Channel::Call => Err(invalid("call_id", "say which call it was")),
            _ => Ok(Contact { channel, direction, outcome, interaction: InteractionId::new(new_id()) }),
        };
    };
    if channel != Channel::Call {
        return Err(invalid("channel", "a contact with a call_id is a call"));
    }
    if call.customer_id.as_ref() != Some(&ticket.customer.id) {
        return Err(invalid("call_id", "this call is not one of the ticket's customer"));
    }
    Ok(Contact { direction, ..of_call(call) })
}

/// What a call is to a ticket: whoever rings is the customer.
fn of_call(call: &Call) -> Contact {
    let outcome = if is_answered(&call.state) { Outcome::Answered } else { Outcome::Missed };
    let interaction = InteractionId::new(format!("call-{}", call.id));
    Contact { channel: Channel::Call, direction: Direction::Inbound, outcome, interaction }
}

fn invalid(field: &'static str, why: &str) -> StoreError {
    StoreError::Invalid { field, why: why.to_owned() }
}

fn is_answered(state: &CallState) -> bool {
    match state {
        CallState::Answered { .. } | CallState::Held { .. } => true,
        CallState::Ended { answered_at, .. } => answered_at.is_some(),
        CallState::Ringing | CallState::Abandoned { .. } => false,
    }
}

/// Who spoke with the caller, as far as the telephone system said.
fn spoke(state: &CallState) -> Option<&AgentRef> {
    match state {
        CallState::Answered { by, .. } | CallState::Held { by, .. } | CallState::Ended { by, .. } => by.as_ref(),
        CallState::Ringing | CallState::Abandoned { .. } => None,
    }
}

fn interaction(contact: &Contact, new: &NewContact, ticket: &Ticket, by: &Agent, now: DateTime<Utc>) -> Interaction {
    Interaction {
        id: contact.interaction.clone(),
        customer_id: ticket.customer.id.clone(),
        channel: contact.channel,
        direction: contact.direction,
        at: now,
        summary: new.text.clone(),
        outcome: contact.outcome,
        duration_s: None,
        agent: Some(by.reference()),
        media: Vec::new(),
        call_id: None,
        ticket_id: Some(ticket.id.clone()),
    }
}
