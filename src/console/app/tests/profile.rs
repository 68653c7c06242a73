use super::desk::Desk;
use super::fixture::{call, candidate, order, profile, ring, saying, ticket};
use crate::console::app::effect::Effect;
use crate::console::app::message::{Answer, Fields, LiveFact};
use crate::console::app::model::overlay::Overlay;
use crate::domain::order::{Order, ShipmentState};
use crate::domain::prediction::{Evidence, OrderFact, Prediction};
use crate::domain::profile::{Caller, Profile};

fn three_parcels() -> Vec<Order> {
    vec![
        order("A1", ShipmentState::Delivered, 20),
        order("A2", ShipmentState::InTransit, 3),
        order("A3", ShipmentState::InTransit, 80),
    ]
}

fn with_orders(orders: Vec<Order>) -> Box<Profile> {
    Box::new(Profile { orders, ..profile(vec![ticket("a", 10)]) })
}

/// Answers the profile that was asked for last.
fn arrives(desk: &mut Desk, profile: Box<Profile>) {
    let asked = desk.wishes.iter().rev().find_map(|wish| match wish {
        Effect::FetchProfile { request, customer } => Some((*request, customer.clone())),
        _ => None,
    });
    let (request, customer) = asked.expect("a profile was asked for");
    desk.answer(Answer::Profile { request, customer, result: Ok(profile) });
}

fn tracked(desk: &Desk) -> Option<&str> {
    match desk.model.overlays.last() {
        Some(Overlay::Parcel(order)) => Some(&order.number),
        _ => None,
    }
}

#[test]
fn f7_shows_the_parcel_that_is_stuck() {
    let mut desk = Desk::open();
    desk.push(LiveFact::CallRinging(Box::new(ring("c1", Caller::Known { profile: with_orders(three_parcels()) }))));
    desk.press("F2 F7");
    assert_eq!(tracked(&desk), Some("A3"));
    desk.press("Esc j F7");
    assert_eq!(tracked(&desk), Some("A2"), "the one the agent moved to comes first");
}

#[test]
fn f7_shows_what_is_under_way_before_what_has_arrived() {
    let mut orders = three_parcels();
    orders.pop();
    let mut desk = Desk::open();
    desk.push(LiveFact::CallRinging(Box::new(ring("c1", Caller::Known { profile: with_orders(orders) }))));
    desk.press("F7");
    assert_eq!(tracked(&desk), Some("A2"));
}

#[test]
fn an_open_ticket_has_its_customers_parcels_and_data_flow_at_hand() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("Enter");
    arrives(&mut desk, with_orders(three_parcels()));
    assert!(desk.model.customer_at_hand().is_some_and(|pane| pane.profile.value().is_some()));
    desk.press("F7");
    assert_eq!(tracked(&desk), Some("A3"));
}

#[test]
fn a_callers_own_ticket_asks_for_no_profile_again() {
    let mut desk = Desk::open();
    desk.push(LiveFact::CallRinging(Box::new(ring("c1", Caller::Known { profile: with_orders(three_parcels()) }))));
    desk.press("F2 G Enter");
    assert!(desk.model.ticket.is_some());
    assert!(!desk.wished(|wish| matches!(wish, Effect::FetchProfile { .. })));
}

#[test]
fn a_new_ticket_beside_an_open_one_is_for_its_customer() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("Enter a").type_in("要发票").press("C-s");
    let for_wang = |wish: &Effect| matches!(wish, Effect::CreateTicket { new, .. } if new.customer.as_ref().is_some_and(|id| id.as_str() == "wang"));
    assert!(desk.wished(for_wang));
}

#[test]
fn f8_is_offered_only_with_a_ticket_to_hurry() {
    let mut desk = Desk::open();
    desk.push(LiveFact::CallRinging(Box::new(ring("c1", Caller::Known { profile: Box::new(profile(vec![])) }))));
    desk.press("F2 F8");
    assert!(desk.model.overlays.is_empty() && desk.said().is_empty());
}

#[test]
fn the_orders_of_a_chosen_customer_sharpen_the_prediction() {
    let mut desk = Desk::open();
    desk.push(LiveFact::CallRinging(Box::new(ring("c1", Caller::Several { candidates: vec![candidate("wang")] }))));
    let said = saying(call("c1"), &["我的快递还没收到"]);
    desk.push(LiveFact::CallUttered { call: Box::new(said), prediction: None });
    desk.press("1");
    arrives(&mut desk, with_orders(three_parcels()));
    let stuck = |desk: &Desk| {
        let pane = desk.model.calls.current.as_ref().expect("a call");
        let evidence = pane.prediction.problems.first().map(|problem| problem.evidence.clone()).unwrap_or_default();
        evidence.iter().any(|reason| matches!(reason, Evidence::Order { fact: OrderFact::NoScan72h, .. }))
    };
    assert!(stuck(&desk));
    let more = saying(call("c1"), &["我的快递还没收到", "三天没更新了"]);
    desk.push(LiveFact::CallUttered { call: Box::new(more), prediction: Some(Prediction::default()) });
    assert!(stuck(&desk), "the server does not know whose orders to look at");
}

#[test]
fn what_is_only_read_gives_way_to_the_next_key() {
    let mut desk = Desk::open();
    desk.push(LiveFact::CallRinging(Box::new(ring("c1", Caller::Known { profile: with_orders(three_parcels()) }))));
    desk.press("A-2 F7");
    assert!(matches!(desk.model.overlays.as_slice(), [Overlay::Parcel(_)]));
    desk.press("s");
    assert!(desk.model.overlays.is_empty() && desk.model.form.is_some());
}

#[test]
fn a_profile_read_before_a_change_that_was_pushed_meanwhile_is_asked_for_again() {
    let mut desk = Desk::open();
    desk.push(LiveFact::CallRinging(Box::new(ring(
        "c1",
        Caller::Several { candidates: vec![candidate("wang"), candidate("li")] },
    ))));
    desk.press("1");
    let asked = |desk: &Desk| {
        let requests = desk.wishes.iter().filter_map(|wish| match wish {
            Effect::FetchProfile { request, .. } => Some(*request),
            _ => None,
        });
        requests.collect::<Vec<_>>()
    };
    let before = asked(&desk);
    desk.push(LiveFact::CustomerChanged { id: "wang".into(), fields: Fields::default() });
    let after = asked(&desk);
    assert_eq!((before.len(), after.len()), (1, 2));
    desk.answer(Answer::Profile { request: before[0], customer: "wang".into(), result: Ok(with_orders(Vec::new())) });
    let pane = desk.model.calls.current.as_ref().and_then(|pane| pane.profile_pane());
    assert!(pane.is_some_and(|pane| pane.profile.is_loading()), "the older answer does not count");
}
