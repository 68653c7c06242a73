//! Loading a whole world at once: a demo, an import. Rows go in by the hundred, in one transaction.

mod bulk;

use chrono::{DateTime, Utc};

pub(super) use self::bulk::Bulk;
use super::customer::{PhoneKeys, terms};
use super::ticket::Columns;
use super::transaction::{Tx, event};
use super::{Media, NewAgent, Store, StoreError, json, order};
use crate::domain::agent::{Actor, PresenceSpan};
use crate::domain::article::Article;
use crate::domain::call::{Call, CallFacts};
use crate::domain::customer::Customer;
use crate::domain::flow::FlowEvent;
use crate::domain::interaction::Interaction;
use crate::domain::order::Order;
use crate::domain::ticket::{HistoryEntry, Ticket};
use crate::domain::todo::Todo;
use crate::domain::wall::blocker::silence;
use crate::server::store::db::args;
use crate::wire::event::EventKind;

/// Records to load. Their ids must be new, apart from media.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// People of the desk.
    pub agents: Vec<NewAgent>,
    /// Customers with their numbers.
    pub customers: Vec<Customer>,
    /// Orders.
    pub orders: Vec<Order>,
    /// Contacts on every channel.
    pub interactions: Vec<Interaction>,
    /// Calls, each with what was heard of it.
    pub calls: Vec<(Call, CallFacts)>,
    /// What people did before what they do now.
    pub spans: Vec<PresenceSpan>,
    /// Steps of the data flow.
    pub flow: Vec<FlowEvent>,
    /// Tickets, each with its history from the first line on; clocks are made of that, whatever the ticket says.
    pub tickets: Vec<(Ticket, Vec<HistoryEntry>)>,
    /// Promises.
    pub todos: Vec<Todo>,
    /// Answers.
    pub articles: Vec<Article>,
    /// Pictures and recordings.
    pub media: Vec<Media>,
}

impl Store {
    /// Loads a world, all of it or nothing. Instead of an event per record there is one `reset`: whoever listens
    /// fetches everything anew. A large world may come in parts, in any order.
    pub async fn load_world(&self, world: World, by: &Actor, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for new in &world.agents {
            tx.agent_insert(new).await?;
        }
        for media in &world.media {
            tx.media_put(media).await?;
        }
        tx.load_customers(&world.customers).await?;
        tx.load_orders(&world.orders).await?;
        tx.load_interactions(&world.interactions).await?;
        tx.load_calls(&world.calls).await?;
        tx.load_spans(&world.spans).await?;
        tx.load_flow(&world.flow).await?;
        tx.load_tickets(world.tickets, now).await?;
        tx.load_todos(&world.todos).await?;
        let seq = tx.append(event(EventKind::Reset, "world", "", by, now)).await?;
        tx.load_articles(&world.articles, seq).await?;
        tx.commit().await
    }
}

impl Tx {
    async fn load_tickets(
        &mut self,
        tickets: Vec<(Ticket, Vec<HistoryEntry>)>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let highest = tickets.iter().map(|(ticket, _)| ticket.number).max().unwrap_or(0);
        let columns = [Columns::NAMES.as_slice(), &["silent_side", "silent_since"]].concat();
        let mut rows = Bulk::into("tickets", &columns);
        let mut lines = Bulk::into("ticket_history", &["ticket_id", "seq", "record"]);
        self.load_solves(&tickets).await?;
        for (mut ticket, history) in tickets {
            let measured = self.ticket_measure(&mut ticket, &history, now).await?;
            let silence = silence(&history);
            let mut row = Columns::of(&ticket, measured)?.args();
            row.push(silence.map(|silence| silence.of.as_str()).into());
            row.push(silence.map(|silence| silence.since.timestamp_millis()).into());
            rows.push(self, row).await?;
            for entry in &history {
                lines.push(self, args![ticket.id.as_str(), entry.seq, json(entry)?]).await?;
            }
        }
        rows.finish(self).await?;
        lines.finish(self).await?;
        let sql = "UPDATE counters SET value = $1 WHERE name = 'ticket' AND value < $1";
        self.execute(sql, args![highest]).await.map(drop)
    }

    async fn load_customers(&mut self, customers: &[Customer]) -> Result<(), StoreError> {
        let mut rows = Bulk::into("customers", &["id", "version", "updated_at", "record"]);
        let columns = ["customer_id", "position", "e164", "national", "last8", "raw", "label"];
        let mut phones = Bulk::into("customer_phones", &columns);
        let mut found_by = Bulk::into("customer_terms", &["term", "customer_id"]);
        for customer in customers {
            let id = customer.id.as_str();
            rows.push(self, args![id, customer.version, customer.updated_at, json(customer)?]).await?;
            for (position, number) in customer.phones.iter().enumerate() {
                let PhoneKeys { e164, national, last8 } = PhoneKeys::of(number, self.region());
                let (raw, label) = (number.raw.as_str(), number.label.as_str());
                phones.push(self, args![id, position as u64, e164, national, last8, raw, label]).await?;
            }
            for term in terms(customer) {
                found_by.push(self, args![term.into_bytes(), id]).await?;
            }
        }
        rows.finish(self).await?;
        phones.finish(self).await?;
        found_by.finish(self).await
    }

    async fn load_orders(&mut self, orders: &[Order]) -> Result<(), StoreError> {
        let columns = ["id", "customer_id", "number", "tracking_number", "placed_at", "record"];
        let mut rows = Bulk::into("orders", &columns);
        for order in orders {
            let (number, tracking) = (order::searched(&order.number), order::tracking(order));
            let (id, customer) = (order.id.as_str(), order.customer_id.as_str());
            rows.push(self, args![id, customer, number, tracking, order.placed_at, json(order)?]).await?;
        }
        rows.finish(self).await
    }

    async fn load_interactions(&mut self, interactions: &[Interaction]) -> Result<(), StoreError> {
        let mut rows = Bulk::into("interactions", &["id", "customer_id", "at", "record"]);
        for contact in interactions {
            let (id, customer) = (contact.id.as_str(), contact.customer_id.as_str());
            rows.push(self, args![id, customer, contact.at, json(contact)?]).await?;
        }
        rows.finish(self).await
    }

    async fn load_flow(&mut self, flow: &[FlowEvent]) -> Result<(), StoreError> {
        let mut rows = Bulk::into("flow_events", &["id", "customer_id", "at", "record"]);
        for step in flow {
            rows.push(self, args![step.id.as_str(), step.customer_id.as_str(), step.at, json(step)?]).await?;
        }
        rows.finish(self).await
    }

    async fn load_todos(&mut self, todos: &[Todo]) -> Result<(), StoreError> {
        let mut rows = Bulk::into("todos", &["id", "owner_id", "kind", "done", "due_at", "record"]);
        for todo in todos {
            let (id, owner, kind) = (todo.id.as_str(), todo.owner.id.as_str(), todo.kind.as_str());
            rows.push(self, args![id, owner, kind, todo.done_at.is_some(), todo.due_at, json(todo)?]).await?;
        }
        rows.finish(self).await
    }

    async fn load_articles(&mut self, articles: &[Article], seq: u64) -> Result<(), StoreError> {
        let mut rows = Bulk::into("articles", &["id", "version", "changed_seq", "record"]);
        for article in articles {
            rows.push(self, args![article.id.as_str(), article.version, seq, json(article)?]).await?;
        }
        rows.finish(self).await
    }
}
