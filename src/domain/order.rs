//! Orders and their shipments: the facts behind "where is my parcel".

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ids::{CustomerId, OrderId};

/// A parcel on its way is scanned more often than this.
const SCAN_EXPECTED: TimeDelta = TimeDelta::hours(72);

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Money {
    /// In the smallest unit (fen, cent, penny).
    pub minor: i64,
    /// ISO 4217 code.
    pub currency: String,
}

/// One order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Order {
    /// Stable id.
    pub id: OrderId,
    /// What people say on the phone ("A7731").
    pub number: String,
    /// Who ordered.
    pub customer_id: CustomerId,
    /// What was ordered, largest amount first.
    pub items: Vec<OrderItem>,
    /// What was paid in all.
    pub total: Money,
    /// Where the order stands.
    pub status: OrderStatus,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// Delivery (or installation) promised to the customer by this time.
    pub promised_at: Option<DateTime<Utc>>,
    /// On its way, once there is a waybill.
    pub shipment: Option<Shipment>,
}

/// What a hurried delivery gains (M6).
const SOONER: TimeDelta = TimeDelta::hours(2);

impl Order {
    /// What can be promised when the order is hurried at `now`: two hours sooner, though never sooner than in two hours, and
    /// never later than was promised. None: nothing was promised.
    pub fn hurried(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.promised_at.map(|promised| (promised - SOONER).max(now + SOONER).min(promised))
    }

    /// Whether the courier has it and the customer does not yet.
    pub fn is_under_way(&self) -> bool {
        self.shipment.as_ref().is_some_and(Shipment::is_under_way)
    }

    /// On its way, still waited for, and not scanned for 72 h (M2, M10).
    pub fn is_stuck(&self, now: DateTime<Utc>) -> bool {
        let is_expected = matches!(self.status, OrderStatus::Paid | OrderStatus::Shipped);
        is_expected && self.is_under_way() && now - self.last_seen() >= SCAN_EXPECTED
    }

    /// When its parcel was last scanned, UTC; one never scanned counts from when the order was placed.
    pub fn last_seen(&self) -> DateTime<Utc> {
        self.shipment.as_ref().and_then(Shipment::last_scan).map_or(self.placed_at, |scan| scan.at)
    }
}

/// The parcel a customer most probably asks about: the one stuck longest, else one under way, else any with a waybill.
pub fn parcel_in_question(orders: &[Order], now: DateTime<Utc>) -> Option<&Order> {
    let stuck = orders.iter().filter(|order| order.is_stuck(now)).min_by_key(|order| order.last_seen());
    let under_way = || orders.iter().find(|order| order.is_under_way());
    stuck.or_else(under_way).or_else(|| orders.iter().find(|order| order.shipment.is_some()))
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderItem {
    /// Article number.
    pub sku: String,
    /// Name as on the invoice.
    pub name: String,
    /// How many, at least 1.
    pub quantity: u32,
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Not paid yet.
    AwaitingPayment,
    /// Paid, in the warehouse.
    Paid,
    /// Handed to the courier.
    Shipped,
    /// Signed for.
    Delivered,
    /// Being sent back.
    Returning,
    /// Money returned.
    Refunded,
    /// Called off.
    Cancelled,
}

/// A parcel on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Shipment {
    /// "SF", "ZTO", "YTO", "JD", "EMS", …
    pub carrier: String,
    /// The courier's waybill number.
    pub tracking_number: String,
    /// Where the parcel stands.
    pub state: ShipmentState,
    /// Last scans, newest first, at most 5.
    pub scans: Vec<Scan>,
}

impl Shipment {
    /// Whether the courier has it and has not delivered it.
    pub fn is_under_way(&self) -> bool {
        matches!(self.state, ShipmentState::Picked | ShipmentState::InTransit | ShipmentState::OutForDelivery)
    }

    /// The newest scan, if the courier has seen the parcel at all.
    pub fn last_scan(&self) -> Option<&Scan> {
        self.scans.first()
    }
}

/// Where a parcel stands, as all couriers' codes are normalised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShipmentState {
    /// Label printed.
    Created,
    /// Taken over by the courier (揽收).
    Picked,
    /// On the road (运输中).
    InTransit,
    /// With the rider (派件).
    OutForDelivery,
    /// Signed for (签收).
    Delivered,
    /// On the way back (退回).
    Returned,
    /// Problem piece (疑难).
    Exception,
}

/// One scan of a courier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Scan {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Where ("杭州转运中心").
    pub place: String,
    /// The courier's words, phone numbers in them masked.
    pub text: String,
}
