//! Orders and shipments in every state, and the data flow they leave behind.

use chrono::{DateTime, TimeDelta, Utc};

use crate::demo::dice::Dice;
use crate::demo::vocabulary::{City, Courier, Vocabulary, fill};
use crate::domain::customer::Customer;
use crate::domain::flow::FlowEvent;
use crate::domain::ids::OrderId;
use crate::domain::order::{Money, Order, OrderItem, OrderStatus, Scan, Shipment, ShipmentState};

/// How an order fares; each leaves another picture on the caller's screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// On its way and well.
    Moving,
    /// On its way, and no scan for more than 72 h.
    Stuck,
    /// With the rider today.
    WithRider,
    /// Signed for in the last days.
    JustDelivered,
    /// Signed for long ago.
    DeliveredLongAgo,
    /// Paid, and still in the warehouse after the promised day.
    Late,
    /// Paid this morning.
    JustPaid,
    /// The courier calls it a problem piece.
    ProblemPiece,
    /// On its way back.
    Returning,
    /// Money returned.
    Refunded,
    /// Called off.
    Cancelled,
}

const FATES: [(i64, Fate); 11] = [
    (15, Fate::Moving),
    (11, Fate::Stuck),
    (5, Fate::WithRider),
    (17, Fate::JustDelivered),
    (28, Fate::DeliveredLongAgo),
    (5, Fate::Late),
    (5, Fate::JustPaid),
    (4, Fate::ProblemPiece),
    (4, Fate::Returning),
    (4, Fate::Refunded),
    (2, Fate::Cancelled),
];

impl Fate {
    fn status(self) -> OrderStatus {
        match self {
            Self::Moving | Self::Stuck | Self::WithRider | Self::ProblemPiece => OrderStatus::Shipped,
            Self::JustDelivered | Self::DeliveredLongAgo => OrderStatus::Delivered,
            Self::Late | Self::JustPaid => OrderStatus::Paid,
            Self::Returning => OrderStatus::Returning,
            Self::Refunded => OrderStatus::Refunded,
            Self::Cancelled => OrderStatus::Cancelled,
        }
    }

    fn shipment(self) -> Option<ShipmentState> {
        match self {
            Self::Moving | Self::Stuck => Some(ShipmentState::InTransit),
            Self::WithRider => Some(ShipmentState::OutForDelivery),
            Self::JustDelivered | Self::DeliveredLongAgo => Some(ShipmentState::Delivered),
            Self::ProblemPiece => Some(ShipmentState::Exception),
            Self::Returning | Self::Refunded => Some(ShipmentState::Returned),
            Self::Late | Self::JustPaid | Self::Cancelled => None,
        }
    }

    /// Hours since it was placed, from and to.
    fn age_h(self) -> (i64, i64) {
        match self {
            Self::JustPaid => (1, 10),
            Self::Moving | Self::WithRider => (24, 72),
            Self::Late => (80, 200),
            Self::JustDelivered => (72, 300),
            Self::DeliveredLongAgo => (24 * 30, 24 * 700),
            Self::Stuck | Self::ProblemPiece | Self::Returning | Self::Refunded | Self::Cancelled => (120, 240),
        }
    }

    /// Hours since the last scan, from and to.
    fn scan_h(self) -> (i64, i64) {
        match self {
            Self::Stuck => (73, 100),
            Self::JustDelivered => (2, 60),
            Self::DeliveredLongAgo => (24 * 28, 24 * 29),
            Self::Returning | Self::Refunded => (10, 60),
            _ => (1, 14),
        }
    }
}

/// None to four orders a customer, larger customers more.
pub fn orders(words: &Vocabulary, customers: &[Customer], dice: &mut Dice, now: DateTime<Utc>) -> Vec<Order> {
    let mut orders = Vec::with_capacity(customers.len() * 2);
    for customer in customers {
        let count = dice.weighted(&[(8, 0), (42, 1), (32, 2), (13, 3), (5, 4)]).unwrap_or(1);
        for _ in 0..count {
            orders.extend(order(words, customer, orders.len(), dice, now));
        }
    }
    orders
}

fn order(words: &Vocabulary, customer: &Customer, at: usize, dice: &mut Dice, now: DateTime<Utc>) -> Option<Order> {
    let fate = dice.weighted(&FATES)?;
    let (least, most) = fate.age_h();
    let placed_at = dice.ago(now, TimeDelta::hours(least), TimeDelta::hours(most));
    let mut lines = Vec::new();
    let mut minor = 0;
    for _ in 0..=i64::from(dice.percent(25)) {
        let product = dice.pick(&words.products)?;
        let quantity = dice.weighted(&[(80, 1), (15, 2), (5, 4)]).unwrap_or(1);
        minor += product.price_cents * i64::from(quantity);
        lines.push(OrderItem { sku: product.sku.clone(), name: product.name.clone(), quantity });
    }
    Some(Order {
        id: OrderId::new(format!("o-{at:07}")),
        number: format!("A{}", 7000 + at),
        customer_id: customer.id.clone(),
        items: lines,
        total: Money { minor, currency: words.currency.clone() },
        status: fate.status(),
        placed_at,
        promised_at: (fate != Fate::Cancelled).then(|| placed_at + TimeDelta::hours(72)),
        shipment: fate.shipment().and_then(|state| shipment(words, customer, fate, state, dice, now)),
    })
}

fn shipment(
    words: &Vocabulary,
    customer: &Customer,
    fate: Fate,
    state: ShipmentState,
    dice: &mut Dice,
    now: DateTime<Utc>,
) -> Option<Shipment> {
    let courier = dice.pick(&words.couriers)?;
    let from = dice.pick(&words.cities)?;
    let home = customer.city.as_ref().and_then(|name| words.cities.iter().find(|city| city.name == *name))?;
    let (least, most) = fate.scan_h();
    let scanned = dice.ago(now, TimeDelta::hours(least), TimeDelta::hours(most));
    let steps: &[(ShipmentState, i64)] = match state {
        ShipmentState::InTransit => &[(ShipmentState::InTransit, 0), (ShipmentState::Picked, 13)],
        _ => &[(state, 0), (ShipmentState::InTransit, 9), (ShipmentState::Picked, 26)],
    };
    let scans = steps
        .iter()
        .map(|&(step, hours_before)| {
            scan(words, courier, from, home, step, scanned - TimeDelta::hours(hours_before), dice)
        })
        .collect();
    let tracking_number = format!("{}{}", courier.waybill_prefix, dice.digits(courier.waybill_digits));
    Some(Shipment { carrier: courier.code.clone(), tracking_number, state, scans })
}

fn scan(
    words: &Vocabulary,
    courier: &Courier,
    from: &City,
    home: &City,
    step: ShipmentState,
    at: DateTime<Utc>,
    dice: &mut Dice,
) -> Scan {
    let texts = words.scans.get(scan_key(step)).map(Vec::as_slice).unwrap_or_default();
    let place = if step == ShipmentState::Picked { &from.hub } else { &home.hub };
    let values = [("hub", place.as_str()), ("next", &home.hub), ("city", &home.name), ("courier", &courier.name)];
    Scan { at, place: place.clone(), text: fill(&dice.word(texts), &values) }
}

fn scan_key(state: ShipmentState) -> &'static str {
    match state {
        ShipmentState::Created => "created",
        ShipmentState::Picked => "picked",
        ShipmentState::InTransit => "in_transit",
        ShipmentState::OutForDelivery => "out_for_delivery",
        ShipmentState::Delivered => "delivered",
        ShipmentState::Returned => "returned",
        ShipmentState::Exception => "exception",
    }
}

/// What finance, the warehouse and the couriers did to these orders; older than 60 days is left out.
pub fn flow(words: &Vocabulary, orders: &[Order]) -> Vec<FlowEvent> {
    let newest = orders.iter().map(|order| order.placed_at).max();
    let recent =
        orders.iter().filter(|order| newest.is_some_and(|newest| newest - order.placed_at < TimeDelta::days(60)));
    let mut events = Vec::new();
    for order in recent {
        for step in steps(order) {
            events.push(FlowEvent {
                id: format!("f-{:07}", events.len()),
                customer_id: order.customer_id.clone(),
                at: step.at,
                department: step.department.to_owned(),
                text: step.text(words, order),
                record: Some(order.number.clone()),
            });
        }
    }
    events
}

/// Something a department did; `text` counts into the texts of that department.
struct Step {
    department: &'static str,
    text: usize,
    at: DateTime<Utc>,
}

fn steps(order: &Order) -> Vec<Step> {
    let mut steps = vec![
        Step { department: "sales", text: 1, at: order.placed_at },
        Step { department: "finance", text: 0, at: order.placed_at + TimeDelta::minutes(2) },
    ];
    if let Some(shipment) = &order.shipment {
        let oldest = shipment.scans.len().saturating_sub(1);
        let picked = shipment.scans.last().map_or(order.placed_at, |scan| scan.at);
        steps.push(Step { department: "warehouse", text: 2, at: picked - TimeDelta::hours(2) });
        for (age, scan) in shipment.scans.iter().enumerate().rev() {
            let text = if age == oldest {
                0
            } else if age == 0 {
                courier_text(shipment.state)
            } else {
                1
            };
            steps.push(Step { department: "courier", text, at: scan.at });
        }
    }
    steps
}

fn courier_text(state: ShipmentState) -> usize {
    match state {
        ShipmentState::Created | ShipmentState::Picked => 0,
        ShipmentState::InTransit => 1,
        ShipmentState::OutForDelivery => 2,
        ShipmentState::Delivered => 3,
        ShipmentState::Returned | ShipmentState::Exception => 4,
    }
}

impl Step {
    fn text(&self, words: &Vocabulary, order: &Order) -> String {
        let text = words.flow.get(self.department).and_then(|texts| texts.get(self.text)).map_or("", String::as_str);
        let shipment = order.shipment.as_ref();
        let courier = words.couriers.iter().find(|courier| shipment.is_some_and(|it| it.carrier == courier.code));
        let hub = shipment.and_then(Shipment::last_scan).map_or("", |scan| scan.place.as_str());
        let product = order.items.first().map_or("", |item| item.name.as_str());
        let values = [
            ("order", order.number.as_str()),
            ("courier", courier.map_or("", |it| &it.name)),
            ("hub", hub),
            ("product", product),
        ];
        fill(text, &values)
    }
}
