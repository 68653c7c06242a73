//! Orders and their shipments: the facts behind "where is my parcel".

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ids::{CustomerId, OrderId};

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
