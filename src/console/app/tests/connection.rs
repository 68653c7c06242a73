use chrono::TimeDelta;

use super::desk::Desk;
use super::fixture::ticket;
use crate::console::app::Msg;
use crate::console::app::effect::Effect;
use crate::console::app::message::{Answer, LinkFact};
use crate::console::app::model::connection::Link;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::problem::{Problem, ProblemKind};

fn lost(desk: &mut Desk, kind: ProblemKind) {
    let retry_at = desk.model.now + TimeDelta::seconds(2);
    desk.send(Msg::Connection(LinkFact::Lost { why: Problem::of(kind), retry_at }));
}

#[test]
fn when_the_connection_is_gone_the_last_data_stay_with_their_age() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    lost(&mut desk, ProblemKind::Unreachable);
    desk.later(TimeDelta::seconds(90));
    assert_eq!(desk.rows(), ["a"]);
    assert_eq!(desk.model.connection.age(desk.model.now), Some(TimeDelta::seconds(90)));
}

#[test]
fn each_failure_is_told_apart() {
    for kind in [ProblemKind::Unreachable, ProblemKind::Server, ProblemKind::Garbage, ProblemKind::Timeout] {
        let mut desk = Desk::open();
        lost(&mut desk, kind);
        assert!(matches!(&desk.model.connection.link, Link::Lost { why, .. } if why.kind == kind));
    }
}

#[test]
fn a_token_no_longer_good_asks_for_a_login_once() {
    let mut desk = Desk::open();
    for _ in 0..2 {
        desk.send(Msg::Connection(LinkFact::SignedOut));
    }
    assert_eq!(desk.model.connection.link, Link::SignedOut);
    assert!(matches!(desk.model.overlays.as_slice(), [Overlay::SignIn(_)]));
    lost(&mut desk, ProblemKind::Unreachable);
    assert_eq!(desk.model.connection.link, Link::SignedOut, "a server that is gone besides changes nothing");
}

#[test]
fn a_slow_server_is_said_to_be_slow_until_it_is_not() {
    let mut desk = Desk::open();
    desk.send(Msg::Connection(LinkFact::Heard { latency: Some(TimeDelta::seconds(3)) }));
    assert_eq!(desk.model.connection.link, Link::Slow);
    desk.send(Msg::Connection(LinkFact::Heard { latency: Some(TimeDelta::milliseconds(12)) }));
    assert_eq!(desk.model.connection.link, Link::Live);
}

#[test]
fn a_page_that_failed_is_asked_for_again_when_the_connection_is_back() {
    let mut desk = Desk::connected();
    desk.send(Msg::Started);
    let (request, view) = desk.asked_page();
    desk.answer(Answer::Tickets { request, view, result: Err(Problem::of(ProblemKind::Server)) });
    lost(&mut desk, ProblemKind::Server);
    desk.wishes.clear();
    desk.send(Msg::Connection(LinkFact::Up));
    assert!(desk.wished(|wish| matches!(wish, Effect::FetchTickets { .. })));
}

#[test]
fn a_heartbeat_paints_nothing() {
    let mut desk = Desk::open();
    desk.model.dirty = false;
    desk.send(Msg::Connection(LinkFact::Heard { latency: None }));
    assert!(!desk.model.dirty);
}

#[test]
fn silence_is_slow_until_something_is_heard() {
    let mut desk = Desk::open();
    desk.send(Msg::Connection(LinkFact::Silent));
    assert_eq!(desk.model.connection.link, Link::Slow);
    desk.send(Msg::Connection(LinkFact::Heard { latency: None }));
    assert_eq!(desk.model.connection.link, Link::Live);
}

#[test]
fn a_connection_that_is_gone_is_not_called_slow() {
    let mut desk = Desk::open();
    lost(&mut desk, ProblemKind::Unreachable);
    desk.send(Msg::Connection(LinkFact::Silent));
    assert!(matches!(desk.model.connection.link, Link::Lost { .. }));
}

#[test]
fn a_servers_clock_that_is_behind_is_believed_and_what_the_desk_counts_goes_on_from_there() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    lost(&mut desk, ProblemKind::Unreachable);
    desk.send(Msg::Connection(LinkFact::Up));
    let wrong = desk.model.now;
    let said = desk.model.toasts.len();
    desk.wishes.clear();
    desk.send(Msg::ClockRead(wrong - TimeDelta::hours(25)));
    assert_eq!(desk.model.now, wrong - TimeDelta::hours(25));
    assert!(
        desk.wished(|wish| matches!(wish, Effect::FetchTickets { .. })),
        "what was shown by the wrong time is asked for"
    );
    assert_eq!(desk.model.toasts.len(), said);
    desk.later(TimeDelta::minutes(1));
    assert_eq!(desk.model.toasts.len(), 0, "what was said goes when its time has come");
    lost(&mut desk, ProblemKind::Unreachable);
    desk.later(TimeDelta::seconds(90));
    assert_eq!(desk.model.connection.age(desk.model.now), Some(TimeDelta::seconds(150)));
}

#[test]
fn time_does_not_go_back_by_what_two_readings_of_a_clock_differ() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    let now = desk.model.now;
    desk.wishes.clear();
    desk.send(Msg::ClockRead(now - TimeDelta::milliseconds(300)));
    assert_eq!(desk.model.now, now);
    assert!(!desk.wished(|wish| matches!(wish, Effect::FetchTickets { .. })));
}
