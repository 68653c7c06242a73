use chrono::TimeDelta;

use super::desk::Desk;
use super::fixture::{agent, call, hit, known, now, order, profile, ring, saying, ticket};
use crate::console::app::effect::Effect;
use crate::console::app::message::{Answer, HistoryPage, LiveFact};
use crate::console::app::model::scope::Asker;
use crate::domain::agent::Actor;
use crate::domain::call::{Call, CallState};
use crate::domain::customer::CustomerRef;
use crate::domain::interaction::{Channel, Direction, Interaction, Outcome};
use crate::domain::order::{Order, OrderItem, ShipmentState};
use crate::domain::profile::Caller;
use crate::domain::ticket::{HistoryEntry, Ticket, TicketFact};

fn contacted(seq: u64, channel: Channel, direction: Direction) -> HistoryEntry {
    let what = TicketFact::Contacted { channel, direction, outcome: Outcome::Replied, interaction: "i".into() };
    HistoryEntry { seq, at: now(), by: Actor::Customer { name: "王建国".into() }, what }
}

/// The history of the open ticket is here.
fn told(desk: &mut Desk, items: Vec<HistoryEntry>) {
    let asked = desk.wishes.iter().rev().find_map(|wish| match wish {
        Effect::FetchHistory { request, ticket, .. } => Some((*request, ticket.clone())),
        _ => None,
    });
    let (request, ticket) = asked.expect("a history was asked for");
    desk.answer(Answer::History { request, ticket, result: Ok(HistoryPage { items, next: None }) });
}

fn wrote(channel: Channel, about: Option<&str>) -> Interaction {
    Interaction {
        id: "i".into(),
        customer_id: "wang".into(),
        channel,
        direction: Direction::Inbound,
        at: now(),
        summary: "在吗".to_owned(),
        outcome: Outcome::Unanswered,
        duration_s: None,
        agent: None,
        media: Vec::new(),
        call_id: None,
        ticket_id: about.map(Into::into),
    }
}

/// The profile that was asked for is here, with these contacts.
fn known_by(desk: &mut Desk, interactions: Vec<Interaction>) {
    let asked = desk.wishes.iter().rev().find_map(|wish| match wish {
        Effect::FetchProfile { request, customer } => Some((*request, customer.clone())),
        _ => None,
    });
    let (request, customer) = asked.expect("a profile was asked for");
    let mut known = profile(vec![]);
    known.interactions = interactions;
    desk.answer(Answer::Profile { request, customer, result: Ok(Box::new(known)) });
}

/// Channels that answers were searched on.
fn searched(desk: &Desk) -> Vec<Option<Channel>> {
    let channel = |wish: &Effect| match wish {
        Effect::Search { scope, .. } => Some(scope.channel),
        _ => None,
    };
    desk.wishes.iter().filter_map(channel).collect()
}

fn channel(desk: &Desk) -> Option<Channel> {
    desk.model.search_scope(Asker::Agent).channel
}

#[test]
fn an_open_ticket_gets_answers_for_the_channel_its_customer_used_until_the_phone_rings() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("Enter");
    let sms = contacted(2, Channel::Sms, Direction::Outbound);
    told(&mut desk, vec![contacted(1, Channel::Email, Direction::Inbound), sms]);
    desk.press("/").type_in("没").push(LiveFact::ArticleChanged("x".into()));
    assert_eq!(searched(&desk), [Some(Channel::Email); 2]);
    desk.push(LiveFact::CallRinging(Box::new(ring("c1", known(vec![])))));
    assert_eq!(searched(&desk)[2..], [Some(Channel::Call)], "what is typed is searched for anew");
    desk.type_in("到");
    assert_eq!(searched(&desk)[2..], [Some(Channel::Call); 2]);
}

#[test]
fn a_search_on_screen_is_made_once_more_for_the_channel_of_the_ticket_that_is_opened() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("/").type_in("没").find(vec![hit("a"), hit("b")]).press("Esc A-1 Enter");
    assert_eq!(searched(&desk), [None]);
    told(&mut desk, vec![contacted(1, Channel::Email, Direction::Inbound)]);
    desk.later(TimeDelta::seconds(1)).press("j k");
    assert_eq!(searched(&desk), [None, Some(Channel::Email)]);
}

#[test]
fn a_search_that_the_agent_is_choosing_from_stays_as_it_is() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("/").type_in("没").find(vec![hit("a"), hit("b")]).press("Down Esc A-1 Enter");
    told(&mut desk, vec![contacted(1, Channel::Email, Direction::Inbound)]);
    desk.later(TimeDelta::seconds(1));
    assert_eq!(searched(&desk), [None]);
}

#[test]
fn hits_under_the_keys_are_searched_again_once_the_keys_go_elsewhere() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("Enter /").type_in("没").find(vec![hit("a"), hit("b")]).press("Esc");
    told(&mut desk, vec![contacted(1, Channel::Email, Direction::Inbound)]);
    assert_eq!(searched(&desk), [None]);
    desk.press("A-2");
    assert_eq!(searched(&desk), [None, Some(Channel::Email)]);
}

#[test]
fn a_callers_answers_follow_what_their_profile_says_they_have() {
    let mut desk = Desk::open();
    desk.push(LiveFact::CallRinging(Box::new(ring("c1", known(vec![])))));
    let said = saying(call("c1"), &["不出水"]);
    desk.push(LiveFact::CallUttered { call: Box::new(said), prediction: None }).find(vec![hit("a")]);
    let purifier = OrderItem { sku: String::new(), name: "净水器 X3".to_owned(), quantity: 1 };
    let pane = desk.model.calls.current.as_mut().and_then(|pane| pane.profile_pane_mut()).expect("a caller");
    let known = pane.profile.value_mut().expect("a profile");
    known.orders = vec![Order { items: vec![purifier], ..order("A1", ShipmentState::InTransit, 1) }];
    desk.later(TimeDelta::seconds(1)).later(TimeDelta::seconds(1));
    let products = desk.wishes.iter().filter_map(|wish| match wish {
        Effect::Search { scope, .. } => Some(scope.product.clone()),
        _ => None,
    });
    assert_eq!(products.collect::<Vec<_>>(), [None, Some("净水器 X3".to_owned())]);
}

#[test]
fn whoever_is_connected_is_spoken_with_by_telephone_until_they_hang_up() {
    let of_li = Ticket { customer: CustomerRef { id: "li".into(), name: "李娜".into() }, ..ticket("a", 10) };
    let mut desk = Desk::with_queue(vec![of_li]);
    let purifier = OrderItem { sku: String::new(), name: "净水器 X3".to_owned(), quantity: 1 };
    let mut caller = profile(vec![]);
    caller.orders = vec![Order { items: vec![purifier], ..order("A1", ShipmentState::InTransit, 1) }];
    let (at, by) = (now(), Some(agent("lin", "林薇").reference()));
    desk.push(LiveFact::CallRinging(Box::new(ring("c1", Caller::Known { profile: Box::new(caller) }))));
    let answered = Call { state: CallState::Answered { at, by: by.clone() }, ..call("c1") };
    desk.push(LiveFact::CallChanged(Box::new(answered))).press("A-1 Enter");
    told(&mut desk, vec![contacted(1, Channel::Email, Direction::Inbound)]);
    let scope = |desk: &Desk, asker| {
        let scope = desk.model.search_scope(asker);
        (scope.channel, scope.product)
    };
    let telephone = (Some(Channel::Call), Some("净水器 X3".to_owned()));
    assert_eq!(scope(&desk, Asker::Agent), telephone);
    let over = Call { state: CallState::Ended { answered_at: Some(at), by, at }, ..call("c1") };
    desk.push(LiveFact::CallChanged(Box::new(over)));
    assert_eq!(scope(&desk, Asker::Agent), (Some(Channel::Email), None), "the caller's product is not 李娜's");
    assert_eq!(scope(&desk, Asker::Caller), telephone, "what was said on the phone stays so");
}

#[test]
fn a_ticket_whose_history_says_nothing_goes_by_its_customers_contacts_about_it() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("Enter");
    assert_eq!(channel(&desk), None, "nothing is known yet: any answer will do");
    let later = Interaction { at: now() + TimeDelta::minutes(1), ..wrote(Channel::Sms, Some("b")) };
    known_by(&mut desk, vec![wrote(Channel::Wechat, Some("a")), later]);
    assert_eq!(channel(&desk), Some(Channel::Wechat));
}

#[test]
fn the_contact_that_the_agent_moved_to_says_on_which_channel_answers_are_wanted() {
    let mut desk = Desk::open();
    desk.press("f").type_in("王").find_customers(&["王建国"]).press("Enter");
    known_by(&mut desk, vec![wrote(Channel::Wechat, None), wrote(Channel::Email, None)]);
    assert_eq!(channel(&desk), None);
    desk.press("j");
    assert_eq!(channel(&desk), Some(Channel::Email));
    desk.press("k");
    assert_eq!(channel(&desk), Some(Channel::Wechat));
}
