//! What the state of an order tells about why its customer calls.

use chrono::{DateTime, TimeDelta, Utc};

use super::OrderFact;
use crate::domain::order::{Order, OrderStatus, Shipment, ShipmentState};

/// For so long a delivery is on the customer's mind.
const RECENT: TimeDelta = TimeDelta::days(7);

/// The facts of an order at `now`, each once.
pub fn facts(order: &Order, now: DateTime<Utc>) -> Vec<OrderFact> {
    let shipment = order.shipment.as_ref();
    let found = [
        (OrderFact::NoScan72h, order.is_stuck(now)),
        (OrderFact::PromisePast, is_expected(order) && order.promised_at.is_some_and(|promised| promised < now)),
        (OrderFact::Delivered, delivered_at(order).is_some()),
        (OrderFact::RecentDelivery, delivered_at(order).is_some_and(|at| now - at <= RECENT)),
        (OrderFact::InTransit, order.is_under_way()),
        (OrderFact::Returned, shipment.is_some_and(|shipment| shipment.state == ShipmentState::Returned)),
        (OrderFact::ShipmentException, shipment.is_some_and(|shipment| shipment.state == ShipmentState::Exception)),
        (OrderFact::RefundOpen, order.status == OrderStatus::Returning),
        (OrderFact::InstallDue, is_installation_due(order, now)),
    ];
    found.into_iter().filter_map(|(fact, holds)| holds.then_some(fact)).collect()
}

/// Whether the customer still waits for it.
fn is_expected(order: &Order) -> bool {
    matches!(order.status, OrderStatus::Paid | OrderStatus::Shipped) && delivered_at(order).is_none()
}

/// When it was signed for, as far as the courier's scans or the order's dates tell.
fn delivered_at(order: &Order) -> Option<DateTime<Utc>> {
    let shipment = order.shipment.as_ref();
    let by_courier = shipment.is_some_and(|shipment| shipment.state == ShipmentState::Delivered);
    if !by_courier && order.status != OrderStatus::Delivered {
        return None;
    }
    Some(shipment.and_then(Shipment::last_scan).map_or(order.placed_at, |scan| scan.at))
}

/// Delivered, and something is still promised for later: what comes after a delivery is the installation.
fn is_installation_due(order: &Order, now: DateTime<Utc>) -> bool {
    order.status == OrderStatus::Delivered
        && delivered_at(order).is_some()
        && order.promised_at.is_some_and(|promised| promised > now)
}
