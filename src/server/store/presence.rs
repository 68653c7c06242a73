//! Who looks at a ticket is kept in memory by each server; that it changed is an event like any other, so that every
//! console hears of it, whichever server it is connected to.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::transaction::event;
use super::{Store, StoreError};
use crate::domain::agent::Actor;
use crate::domain::ids::TicketId;
use crate::domain::ticket::Viewer;
use crate::wire::event::{Change, EventKind};

impl Store {
    /// Tells that these people, and no others, have the ticket open.
    pub async fn ticket_presence(
        &self,
        ticket: &TicketId,
        viewers: &[Viewer],
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut told = event(EventKind::TicketPresence, "ticket", ticket.as_str(), by, now);
        let change = Change { from: Value::Null, to: serde_json::to_value(viewers)? };
        told.changes = [("viewers".to_owned(), change)].into();
        let mut tx = self.begin().await?;
        tx.append(told).await?;
        tx.commit().await
    }
}
