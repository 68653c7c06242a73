//! Orders and their shipments.

use chrono::{DateTime, Utc};

use super::cursor::{Ask, Cursor};
use super::db::{Reads, args, locking};
use super::transaction::{Tx, event};
use super::{Store, StoreError, json, missing};
use crate::domain::agent::Actor;
use crate::domain::ids::{CustomerId, OrderId};
use crate::domain::order::Order;
use crate::server::store::change::changes;
use crate::wire::event::EventKind;
use crate::wire::page::{Page, PageRequest};

impl Store {
    /// The order of that id.
    pub async fn order(&self, id: &OrderId) -> Result<Order, StoreError> {
        let row = self.read().row("SELECT record FROM orders WHERE id = $1", args![id.as_str()]).await?;
        row.ok_or_else(|| missing("order", id))?.record(0)
    }

    /// A customer's orders, newest first.
    pub async fn orders(&self, customer: &CustomerId, page: &PageRequest) -> Result<Page<Order>, StoreError> {
        let ask = Ask::read("orders", Cursor::last(), page)?;
        let args = args![customer.as_str(), ask.after.key, ask.after.id.as_str(), ask.fetch()];
        let rows = self.read().rows(ORDERS, args).await?;
        let items = rows.iter().map(|row| row.record(0)).collect::<Result<Vec<Order>, _>>()?;
        Ok(ask.page(items, |last| Cursor { key: last.placed_at.timestamp_millis(), id: last.id.to_string() }))
    }

    /// Records an order, or its new state when its id is known.
    pub async fn order_put(&self, order: &Order, by: &Actor, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let before = tx.order_locked(&order.id).await?;
        tx.order_write(before.as_ref(), order, by, now).await?;
        tx.commit().await
    }
}

impl Tx {
    /// The order of that id, locked; none: nobody has heard of it.
    pub async fn order_locked(&mut self, id: &OrderId) -> Result<Option<Order>, StoreError> {
        let statement = locking!("SELECT record FROM orders WHERE id = $1", " FOR UPDATE");
        let row = self.locked(statement, args![id.as_str()]).await?;
        row.map(|row| row.record(0)).transpose()
    }

    /// Writes an order, locked before, and tells what changed.
    pub async fn order_write(
        &mut self,
        before: Option<&Order>,
        order: &Order,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO orders (id, customer_id, number, tracking_number, placed_at, record)
                   VALUES ($1, $2, $3, $4, $5, $6)
                   ON CONFLICT (id) DO UPDATE SET customer_id = excluded.customer_id, number = excluded.number,
                   tracking_number = excluded.tracking_number, placed_at = excluded.placed_at, record = excluded.record";
        let (number, tracking) = (searched(&order.number), tracking(order));
        let args =
            args![order.id.as_str(), order.customer_id.as_str(), number, tracking, order.placed_at, json(order)?];
        self.execute(sql, args).await?;
        let mut told = event(EventKind::OrderChanged, "order", order.id.as_str(), by, now);
        told.changes = changes(before, order)?;
        self.append(told).await.map(drop)
    }
}

/// A customer's newest orders, at most `limit`.
pub(super) async fn newest_orders(
    db: &mut impl Reads,
    customer: &CustomerId,
    limit: u32,
) -> Result<Vec<Order>, StoreError> {
    let rows = db.rows(ORDERS, args![customer.as_str(), i64::MAX, "", limit]).await?;
    rows.iter().map(|row| row.record(0)).collect()
}

const ORDERS: &str = "SELECT record FROM orders WHERE customer_id = $1 AND (placed_at, id) < ($2, $3)
                      ORDER BY placed_at DESC, id DESC LIMIT $4";

/// A number as it is searched for: people read it out in any case.
pub(super) fn searched(number: &str) -> String {
    number.trim().to_uppercase()
}

/// The waybill number as it is searched for.
pub(super) fn tracking(order: &Order) -> Option<String> {
    order.shipment.as_ref().map(|shipment| searched(&shipment.tracking_number))
}
