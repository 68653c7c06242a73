use chrono::TimeDelta;

use super::desk::Desk;
use super::fixture::{agent, now, ticket};
use crate::console::app::effect::Effect;
use crate::console::app::message::Answer;
use crate::console::app::model::Middle;
use crate::console::app::problem::{Problem, ProblemKind};
use crate::console::app::remote::Remote;
use crate::domain::customer::CustomerRef;
use crate::domain::todo::{Todo, TodoKind};

fn promise(id: &str, kind: TodoKind, on: Option<&str>) -> Todo {
    Todo {
        id: id.into(),
        kind,
        text: id.to_owned(),
        owner: agent("lin", "林薇").reference(),
        customer: Some(CustomerRef { id: "wang".into(), name: "王建国".into() }),
        ticket_id: on.map(Into::into),
        due_at: now() + TimeDelta::hours(1),
        done_at: None,
    }
}

fn promising() -> Desk {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    let tasks = ["one", "two", "three", "four"].map(|id| promise(id, TodoKind::Task, None)).into();
    desk.model.foot.todos = Remote::ready(tasks, now());
    let callbacks = vec![promise("call", TodoKind::Callback, Some("b"))];
    desk.model.foot.callbacks = Remote::ready(callbacks, now());
    desk
}

fn listed(desk: &Desk) -> Vec<&str> {
    desk.model.foot.promises().map(|todo| todo.id.as_str()).collect()
}

#[test]
fn a_promise_opens_its_customer_by_one_key_and_its_digit() {
    let mut desk = promising();
    desk.press("d 2");
    assert_eq!(desk.model.middle, Middle::Customer);
    assert!(desk.model.overlays.is_empty());
    desk.within_three_keys();
}

#[test]
fn a_promise_on_a_ticket_that_is_not_at_hand_opens_it_all_the_same() {
    let mut desk = promising();
    desk.press("d 4");
    assert_eq!(desk.model.middle, Middle::Ticket);
    assert!(desk.wished(|wish| matches!(wish, Effect::FetchTicket { ticket, .. } if ticket.as_str() == "b")));
}

#[test]
fn a_promise_is_ticked_off_by_two_keys_and_the_next_one_moves_up() {
    let mut desk = promising();
    desk.press("d x");
    assert_eq!(listed(&desk), ["two", "three", "four", "call"]);
    assert!(desk.wished(|wish| matches!(wish, Effect::FinishTodo { todo, .. } if todo.as_str() == "one")));
    assert_eq!(desk.model.outbox.unconfirmed(), 1);
}

#[test]
fn a_promise_that_could_not_be_ticked_off_stands_there_again() {
    let mut desk = promising();
    desk.press("C-t Delete");
    let write = desk.last_write();
    let result = Err(Problem::of(ProblemKind::Forbidden));
    desk.answer(Answer::TodoFinished { write, todo: "one".into(), result });
    assert_eq!(listed(&desk).first(), Some(&"one"));
    assert!(desk.said().contains(&"toast-not-done"));
}

#[test]
fn with_nothing_promised_that_is_said() {
    let mut desk = Desk::open();
    desk.press("d");
    assert_eq!((desk.said(), desk.model.overlays.len()), (vec!["today-nothing"], 0));
}
