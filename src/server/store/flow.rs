//! What departments' systems did to a customer's records (M10).

use chrono::{DateTime, Utc};

use super::cursor::{Ask, Cursor};
use super::db::{Reads, args};
use super::transaction::{Tx, event};
use super::{Store, StoreError, json, missing};
use crate::domain::agent::Actor;
use crate::domain::flow::FlowEvent;
use crate::domain::ids::{CustomerId, OrderId};
use crate::domain::order::Order;
use crate::server::store::change::changes;
use crate::wire::event::EventKind;
use crate::wire::page::{Page, PageRequest};

const FLOW: &str = "SELECT record FROM flow_events WHERE customer_id = $1 AND (at, id) < ($2, $3)
                    ORDER BY at DESC, id DESC LIMIT $4";

impl Store {
    /// The data flow of a customer, newest first.
    pub async fn flow(&self, customer: &CustomerId, page: &PageRequest) -> Result<Page<FlowEvent>, StoreError> {
        let ask = Ask::read("flow", Cursor::last(), page)?;
        let args = args![customer.as_str(), ask.after.key, ask.after.id.as_str(), ask.fetch()];
        let rows = self.read().rows(FLOW, args).await?;
        let items = rows.iter().map(|row| row.record(0)).collect::<Result<Vec<FlowEvent>, _>>()?;
        Ok(ask.page(items, |last| Cursor { key: last.at.timestamp_millis(), id: last.id.clone() }))
    }

    /// The newest steps, oldest of them first, at most `limit`.
    pub(super) async fn newest_flow(&self, customer: &CustomerId, limit: u32) -> Result<Vec<FlowEvent>, StoreError> {
        let rows = self.read().rows(FLOW, args![customer.as_str(), i64::MAX, "", limit]).await?;
        rows.iter().rev().map(|row| row.record(0)).collect()
    }

    /// Records a step; the same step again changes nothing.
    pub async fn flow_add(&self, step: &FlowEvent, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        if tx.flow_insert(step, now).await? {
            tx.commit().await?;
        }
        Ok(())
    }

    /// Records a step that hurries an order, and its earlier promise; the order as it is then. The same step again changes
    /// nothing: what was hurried once is not promised ever sooner.
    pub async fn order_expedite(
        &self,
        order: &OrderId,
        step: &FlowEvent,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Order, StoreError> {
        let mut tx = self.begin().await?;
        let before = tx.order_locked(order).await?.ok_or_else(|| missing("order", order))?;
        if !tx.flow_insert(step, now).await? {
            return Ok(before);
        }
        let after = Order { promised_at: before.hurried(now), ..before.clone() };
        if after != before {
            tx.order_write(Some(&before), &after, by, now).await?;
        }
        tx.commit().await?;
        Ok(after)
    }
}

impl Tx {
    /// Adds a step and tells of it; whether it was new.
    async fn flow_insert(&mut self, step: &FlowEvent, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "INSERT INTO flow_events (id, customer_id, at, record) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (id) DO NOTHING";
        let args = args![step.id.as_str(), step.customer_id.as_str(), step.at, json(step)?];
        if self.execute(sql, args).await? == 0 {
            return Ok(false);
        }
        let by = Actor::System { name: step.department.clone() };
        let mut told = event(EventKind::FlowHappened, "flow", &step.id, &by, now);
        told.changes = changes(None, step)?;
        self.append(told).await?;
        Ok(true)
    }
}
