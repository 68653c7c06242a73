//! Who looks at a ticket is kept in memory by each server; that it changed is an event like any other, so that every
//! console hears of it, whichever server it is connected to.

use chrono::{DateTime, Utc};

use super::transaction::event;
use super::{Store, StoreError};
use crate::domain::agent::Actor;
use crate::domain::ids::TicketId;
use crate::domain::ticket::Viewer;
use crate::server::presence::telling;
use crate::wire::event::EventKind;

impl Store {
    /// Tells that of those connected to `server` these people, and no others, have the ticket open.
    pub async fn ticket_presence(
        &self,
        ticket: &TicketId,
        viewers: &[Viewer],
        server: &str,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut told = event(EventKind::TicketPresence, "ticket", ticket.as_str(), by, now);
        told.changes = telling(server, viewers)?;
        let mut tx = self.begin().await?;
        tx.append(told).await?;
        tx.commit().await
    }
}
