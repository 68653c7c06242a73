//! Replies to the customer: one transaction for the contact, the ticket's history and the message on its way.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::agent::{Actor, Agent};
use crate::domain::customer::Customer;
use crate::domain::ids::{CustomerId, InteractionId, TicketId};
use crate::domain::interaction::{Channel, Direction, Interaction, Outcome};
use crate::domain::notice::{Letter, News, Notice, Recipient};
use crate::domain::reply;
use crate::domain::ticket::Ticket;
use crate::domain::ticket::lifecycle::{self, Contact, Refusal, TicketCommand};
use crate::server::store::db::{Reads, args};
use crate::server::store::transaction::Tx;
use crate::server::store::{Store, StoreError, missing, new_id};
use crate::wire::request::NewReply;

/// Contacts of this long tell how a customer is reached and what waits for an answer.
const LOOKED_BACK: TimeDelta = TimeDelta::days(30);
/// Contacts looked at, at most.
const CONTACTS: u32 = 50;

impl Store {
    /// Writes to the customer of a ticket. The words are a contact of theirs, stop the response clocks, and go out by the
    /// messenger that is named like the channel. One who has written again since the agent looked is not answered past.
    pub async fn ticket_reply(
        &self,
        id: &TicketId,
        new: &NewReply,
        by: &Agent,
        now: DateTime<Utc>,
    ) -> Result<Ticket, StoreError> {
        let mut tx = self.begin().await?;
        let before = tx.ticket_locked(id).await?;
        let customer = tx.customer_of(&before.customer.id).await?;
        let contacts = tx.contacts_of(&customer.id, now - LOOKED_BACK).await?;
        if let Some(message) = new.seen_at.and_then(|seen| reply::unseen(&contacts, seen)) {
            return Err(Refusal::NewerMessage { words: message.summary.clone() }.into());
        }
        let way = new.channel.or_else(|| reply::channels(&contacts, &customer).first().copied());
        let (channel, to) = way
            .and_then(|channel| Some((channel, reply::recipient(channel, &customer)?)))
            .ok_or(Refusal::Unreachable)?;
        let contact = Contact {
            channel,
            direction: Direction::Outbound,
            outcome: Outcome::Sent,
            interaction: InteractionId::new(new_id()),
        };
        let command = TicketCommand::Reply(contact.clone());
        let facts = lifecycle::decide(&before, &command, &by.reference(), by.role, now, &self.root_causes())?;
        let actor = Actor::Agent(by.reference());
        let mut ticket = before.clone();
        tx.ticket_follow(Some(&before), &mut ticket, facts, &actor, now).await?;
        tx.answer_messages(contacts, channel, &actor, now).await?;
        tx.interaction_put(&written(&contact, new, &before, by, now), &actor, now).await?;
        tx.queue_notice(&letter(&contact, new, &before, to), now).await?;
        tx.commit().await?;
        Ok(ticket)
    }
}

impl Tx {
    async fn customer_of(&mut self, id: &CustomerId) -> Result<Customer, StoreError> {
        let row = self.row("SELECT record FROM customers WHERE id = $1", args![id.as_str()]).await?;
        row.ok_or_else(|| missing("customer", id))?.record(0)
    }

    async fn contacts_of(&mut self, id: &CustomerId, since: DateTime<Utc>) -> Result<Vec<Interaction>, StoreError> {
        let sql = "SELECT record FROM interactions WHERE customer_id = $1 AND at >= $2
                   ORDER BY at DESC, id DESC LIMIT $3";
        let rows = self.rows(sql, args![id.as_str(), since, CONTACTS]).await?;
        rows.iter().map(|row| row.record(0)).collect()
    }

    /// What the customer wrote on that channel waits no more.
    async fn answer_messages(
        &mut self,
        contacts: Vec<Interaction>,
        channel: Channel,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let waits = |contact: &Interaction| {
            contact.channel == channel && contact.outcome == Outcome::Unanswered && reply::is_message(contact)
        };
        for mut message in contacts.into_iter().filter(waits) {
            message.outcome = Outcome::Replied;
            self.interaction_put(&message, by, now).await?;
        }
        Ok(())
    }
}

fn written(contact: &Contact, new: &NewReply, ticket: &Ticket, by: &Agent, now: DateTime<Utc>) -> Interaction {
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

fn letter(contact: &Contact, new: &NewReply, ticket: &Ticket, to: Recipient) -> Notice {
    let letter = Letter { subject: format!("Re: {}", ticket.subject), text: new.text.clone(), html: None };
    Notice {
        key: format!("reply/{}", contact.interaction),
        messenger: contact.channel.as_str().to_owned(),
        to: vec![to],
        also: Vec::new(),
        news: News::Letter(letter),
    }
}
