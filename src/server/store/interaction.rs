//! Contacts with customers on every channel.

use chrono::{DateTime, Utc};

use super::cursor::{Ask, Cursor};
use super::db::{Reads, args};
use super::transaction::{Tx, event};
use super::{Store, StoreError, json};
use crate::domain::agent::Actor;
use crate::domain::ids::CustomerId;
use crate::domain::interaction::Interaction;
use crate::server::store::change::changes;
use crate::wire::event::EventKind;
use crate::wire::page::{Page, PageRequest};

impl Store {
    /// A customer's contacts, newest first.
    pub async fn interactions(
        &self,
        customer: &CustomerId,
        page: &PageRequest,
    ) -> Result<Page<Interaction>, StoreError> {
        let ask = Ask::read("interactions", Cursor::last(), page)?;
        let sql = "SELECT record FROM interactions WHERE customer_id = $1 AND (at, id) < ($2, $3)
                   ORDER BY at DESC, id DESC LIMIT $4";
        let args = args![customer.as_str(), ask.after.key, ask.after.id.as_str(), ask.fetch()];
        let rows = self.read().rows(sql, args).await?;
        let items = rows.iter().map(|row| row.record(0)).collect::<Result<Vec<Interaction>, _>>()?;
        Ok(ask.page(items, |last| Cursor { key: last.at.timestamp_millis(), id: last.id.to_string() }))
    }

    /// A customer's contacts since `since`, newest first, at most `limit`.
    pub(super) async fn interactions_since(
        &self,
        customer: &CustomerId,
        since: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Interaction>, StoreError> {
        let sql = "SELECT record FROM interactions WHERE customer_id = $1 AND at >= $2
                   ORDER BY at DESC, id DESC LIMIT $3";
        let rows = self.read().rows(sql, args![customer.as_str(), since, limit]).await?;
        rows.iter().map(|row| row.record(0)).collect()
    }

    /// Records a contact, or records it anew when its id is known.
    pub async fn interaction_put(
        &self,
        interaction: &Interaction,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.interaction_put(interaction, by, now).await?;
        tx.commit().await
    }
}

impl Tx {
    pub async fn interaction_put(
        &mut self,
        interaction: &Interaction,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO interactions (id, customer_id, at, record) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (id) DO UPDATE
                   SET customer_id = excluded.customer_id, at = excluded.at, record = excluded.record";
        let Interaction { id, customer_id, at, .. } = interaction;
        self.execute(sql, args![id.as_str(), customer_id.as_str(), *at, json(interaction)?]).await?;
        let mut told = event(EventKind::InteractionAdded, "interaction", id.as_str(), by, now);
        told.changes = changes(None, interaction)?;
        self.append(told).await?;
        Ok(())
    }
}
