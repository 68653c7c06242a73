use chrono::TimeDelta;

use super::desk::Desk;
use super::fixture::{agent, now, ticket};
use crate::console::app::Msg;
use crate::console::app::effect::Effect;
use crate::console::app::message::{Answer, LiveFact};
use crate::console::app::model::Middle;
use crate::console::app::problem::{Problem, ProblemKind};
use crate::console::app::remote::Remote;
use crate::domain::customer::CustomerRef;
use crate::domain::interaction::MediaRef;
use crate::domain::todo::{Need, Todo, TodoKind};

fn promise(id: &str, kind: TodoKind, on: Option<&str>) -> Todo {
    let owner = agent("lin", "林薇").reference();
    Todo {
        customer: Some(CustomerRef { id: "wang".into(), name: "王建国".into() }),
        ticket_id: on.map(Into::into),
        ..Todo::of(id.into(), kind, id.to_owned(), owner, now() + TimeDelta::hours(1))
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

fn needing(need: Need, prepared: Option<&str>) -> Desk {
    let mut desk = promising();
    let todo =
        Todo { needs: Some(need), prepared: prepared.map(str::to_owned), ..promise("one", TodoKind::Task, None) };
    desk.model.foot.todos = Remote::ready(vec![todo], now());
    desk
}

fn copied(desk: &Desk) -> Vec<String> {
    let copied = |wish: &Effect| match wish {
        Effect::Copy { text } => Some(text.to_string()),
        _ => None,
    };
    desk.wishes.iter().filter_map(copied).collect()
}

#[test]
fn the_number_that_a_promise_needs_is_on_the_clipboard_after_three_keys() {
    let mut desk = needing(Need::Number, Some("138****5678"));
    desk.press("d y Enter");
    desk.within_three_keys();
    let asked = desk.wishes.iter().find_map(|wish| match wish {
        Effect::Reveal { request, customer, .. } => Some((*request, customer.clone())),
        _ => None,
    });
    let (request, customer) = asked.expect("the number was asked for, and that is recorded");
    assert_eq!(desk.model.middle, Middle::Customer, "who is to be called is on screen");
    assert!(copied(&desk).is_empty());
    desk.answer(Answer::Revealed { request, customer, result: Ok(vec!["13812345678".to_owned()]) });
    assert_eq!(copied(&desk), ["13812345678"]);
}

#[test]
fn the_address_that_a_promise_needs_is_copied_at_once() {
    let mut desk = needing(Need::Address, Some("杭州市西湖区文三路 1 号"));
    desk.press("d y");
    assert_eq!(copied(&desk), ["杭州市西湖区文三路 1 号"]);
}

#[test]
fn the_file_that_a_promise_needs_lies_ready_and_its_path_is_copied() {
    let file = MediaRef { sha256: "ab".into(), content_type: "application/pdf".to_owned(), title: "方案".to_owned() };
    let mut desk = needing(Need::File { file: file.clone() }, None);
    desk.press("d y");
    assert!(desk.wished(|wish| *wish == Effect::SaveFile { file: file.clone() }));
    desk.answer(Answer::FileSaved { result: Ok("/home/lin/Downloads/方案.pdf".to_owned()) });
    assert_eq!(copied(&desk), ["/home/lin/Downloads/方案.pdf"]);
    assert!(desk.said().contains(&"toast-file-saved"));
}

#[test]
fn what_is_not_ready_is_said() {
    let mut desk = needing(Need::Address, None);
    desk.press("d y");
    assert!(copied(&desk).is_empty());
    assert_eq!(desk.said(), ["todo-not-prepared"]);
}

#[test]
fn what_lies_ready_is_asked_for_again_when_the_customer_changes() {
    let mut desk = needing(Need::Address, Some("旧地址"));
    desk.wishes.clear();
    let fields = |name: &str| [(name.to_owned(), serde_json::json!("新"))].into_iter().collect();
    desk.push(LiveFact::CustomerChanged { id: "wang".into(), fields: fields("stage") });
    desk.push(LiveFact::CustomerChanged { id: "else".into(), fields: fields("address") });
    assert!(!desk.wished(|wish| matches!(wish, Effect::FetchPromises { .. })));
    desk.push(LiveFact::CustomerChanged { id: "wang".into(), fields: fields("address") });
    assert!(desk.wished(|wish| matches!(wish, Effect::FetchPromises { .. })));
}

#[test]
fn a_desk_that_only_looks_asks_for_no_number() {
    let mut desk = needing(Need::Number, Some("138****5678"));
    desk.send(Msg::ReadOnly).press("d y Enter");
    assert!(!desk.wished(|wish| matches!(wish, Effect::Reveal { .. })));
    assert!(desk.said().contains(&"toast-read-only"));
    assert_eq!(desk.model.to_copy, None);
}

#[test]
fn many_promises_that_change_at_once_are_asked_for_twice_and_no_more() {
    let mut desk = promising();
    let asked = |desk: &Desk| {
        let asked = desk.wishes.iter().filter_map(|wish| match wish {
            Effect::FetchPromises { request } => Some(*request),
            _ => None,
        });
        asked.collect::<Vec<_>>()
    };
    for id in ["one", "two", "three", "four", "call"] {
        desk.push(LiveFact::TodoChanged { id: id.into(), fields: std::collections::BTreeMap::new() });
    }
    let first = asked(&desk);
    assert_eq!(first.len(), 1);
    let left = vec![promise("one", TodoKind::Task, None), promise("call", TodoKind::Callback, None)];
    desk.answer(Answer::Promises { request: first[0], result: Ok(left.clone()) });
    assert_eq!(listed(&desk), ["one", "call"]);
    let then = asked(&desk);
    assert_eq!(then.len(), 2, "what changed meanwhile");
    desk.answer(Answer::Promises { request: then[1], result: Ok(left) });
    assert_eq!(asked(&desk).len(), 2);
}
