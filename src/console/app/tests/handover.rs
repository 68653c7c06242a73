use chrono::TimeDelta;

use super::desk::Desk;
use super::fixture::{agent, now, ticket};
use crate::console::app::effect::{DraftId, Effect, TicketCommand};
use crate::console::app::message::{Answer, LiveFact};
use crate::console::app::model::overlay::Overlay;
use crate::console::app::problem::{Problem, ProblemKind};
use crate::console::app::remote::{Remote, RequestId};
use crate::domain::agent::{Actor, Agent, Presence, Role};
use crate::domain::todo::{Todo, TodoKind};

fn promise(id: &str, hours: i64) -> Todo {
    let due_at = now() + TimeDelta::hours(hours);
    Todo::of(id.into(), TodoKind::Task, id.to_owned(), agent("lin", "林薇").reference(), due_at)
}

/// Five promises, a half-written note and a half-written message to the customer.
fn at_the_end_of_a_shift() -> Desk {
    let mut desk = Desk::with_queue(vec![ticket("a", 10), ticket("b", 20)]);
    desk.press("n").type_in("等仓库回话").press("Esc j m").type_in("您好，").press("Esc");
    desk.model.foot.todos = Remote::ready((1..=4).map(|at| promise(&at.to_string(), at)).collect(), now());
    desk.model.foot.callbacks = Remote::ready(vec![Todo { kind: TodoKind::Callback, ..promise("c", 0) }], now());
    desk.wishes.clear();
    desk.keys = 0;
    desk
}

fn colleague(id: &str, presence: Presence) -> Agent {
    let mut agent = agent(id, id);
    agent.presence.presence = presence;
    agent
}

fn opened(desk: &mut Desk) -> RequestId {
    desk.press("H");
    let asked = desk.wishes.iter().find_map(|wish| match wish {
        Effect::FetchColleagues { request } => Some(*request),
        _ => None,
    });
    asked.expect("who is there was asked for")
}

fn with_colleagues(desk: &mut Desk) {
    let request = opened(desk);
    let machine = Agent { role: Role::Cti, ..colleague("pbx", Presence::Available) };
    let away = colleague("away", Presence::Offline);
    let all = vec![away, machine, agent("lin", "林薇"), colleague("zhou", Presence::Available)];
    desk.answer(Answer::Colleagues { request, result: Ok(all) });
}

fn given(desk: &Desk) -> Vec<(String, String)> {
    let given = |wish: &Effect| match wish {
        Effect::HandOverTodo { todo, to, .. } => Some((todo.to_string(), to.to_string())),
        _ => None,
    };
    desk.wishes.iter().filter_map(given).collect()
}

fn notes(desk: &Desk) -> Vec<String> {
    let note = |wish: &Effect| match wish {
        Effect::Command { command: TicketCommand::Note { text }, .. } => Some(text.clone()),
        _ => None,
    };
    desk.wishes.iter().filter_map(note).collect()
}

#[test]
fn everything_open_goes_to_a_colleague_in_three_steps() {
    let mut desk = at_the_end_of_a_shift();
    with_colleagues(&mut desk);
    desk.press("Enter 1");
    desk.within_three_keys();
    let todos: Vec<String> = given(&desk).into_iter().map(|(todo, _)| todo).collect();
    assert_eq!(todos, ["c", "1", "2", "3", "4"], "all of them, not today's three only, the one due first first");
    assert!(given(&desk).iter().all(|(_, to)| to == "zhou"), "who is at work comes first; machines and oneself do not");
    assert_eq!(desk.model.foot.promises().count(), 0);
    assert_eq!(notes(&desk), ["交接给zhou，备注草稿：等仓库回话", "交接给zhou，未发给客户的草稿：您好，"]);
    assert!(!desk.wished(|wish| matches!(wish, Effect::Command { command: TicketCommand::Reply { .. }, .. })));
    assert!(desk.model.drafts.values().all(|text| text.trim().is_empty()));
    assert!(desk.wished(|wish| matches!(wish, Effect::SaveDraft { text, .. } if text.is_empty())));
}

#[test]
fn what_is_kept_stays() {
    let mut desk = at_the_end_of_a_shift();
    with_colleagues(&mut desk);
    desk.press("x j x x End x Enter Enter");
    let todos: Vec<String> = given(&desk).into_iter().map(|(todo, _)| todo).collect();
    assert_eq!(todos, ["1", "2", "3", "4"]);
    assert_eq!(notes(&desk).len(), 1);
    assert_eq!(desk.model.drafts.keys().filter(|draft| matches!(draft, DraftId::Reply(_))).count(), 1);
}

#[test]
fn nothing_goes_without_a_colleague_or_without_a_mark() {
    let mut desk = at_the_end_of_a_shift();
    opened(&mut desk);
    desk.press("Enter Enter 1");
    assert!(given(&desk).is_empty());
    desk.press("Esc");
    assert!(matches!(desk.model.overlays.last(), Some(Overlay::Handover(card)) if !card.choosing));
    desk.press("Esc");
    assert!(desk.model.overlays.is_empty());
    let mut desk = Desk::open();
    desk.press("H");
    assert_eq!(desk.said(), ["handover-nothing"]);
}

#[test]
fn what_the_server_refuses_is_the_agents_own_again() {
    let mut desk = at_the_end_of_a_shift();
    with_colleagues(&mut desk);
    desk.press("Enter 1");
    let (write, todo) = desk.model.outbox.finished.first().cloned().unwrap();
    let result = Err(Problem::of(ProblemKind::Forbidden));
    desk.answer(Answer::TodoFinished { write, todo, result });
    assert_eq!(desk.model.own_promises().len(), 1);
    assert!(desk.said().contains(&"toast-not-done"));
}

#[test]
fn a_draft_on_a_ticket_that_is_not_at_hand_goes_along() {
    let mut desk = at_the_end_of_a_shift();
    desk.model.drafts.insert(DraftId::Note("far".into()), "写了一半".to_owned());
    with_colleagues(&mut desk);
    desk.press("Enter 1");
    assert_eq!(notes(&desk).len(), 3);
    let far = |wish: &Effect| matches!(wish, Effect::Command { ticket, version: None, .. } if ticket.as_str() == "far");
    assert!(desk.wished(far));
}

#[test]
fn whoever_gets_a_promise_hears_of_it_and_from_whom() {
    let mut desk = Desk::open();
    desk.model.foot.todos = Remote::ready(Vec::new(), now());
    let zhou = agent("zhou", "周岚").reference();
    let owner = serde_json::to_value(agent("lin", "林薇").reference()).unwrap();
    let fields = [("owner".to_owned(), owner)].into_iter().collect();
    desk.push_by(Actor::Agent(zhou), LiveFact::TodoChanged { id: "1".into(), fields });
    assert_eq!(desk.said(), ["toast-handed-to-you"]);
    assert!(desk.wished(|wish| matches!(wish, Effect::FetchPromises { .. })));
}

#[test]
fn a_message_that_is_about_to_leave_is_not_handed_over_as_unsent() {
    let mut desk = at_the_end_of_a_shift();
    desk.press("m").type_in("马上").press("C-s");
    assert_eq!(desk.model.outgoing.len(), 1);
    with_colleagues(&mut desk);
    desk.press("Enter 1");
    assert_eq!(notes(&desk).len(), 1, "the note only");
}

#[test]
fn two_drafts_of_one_ticket_that_are_refused_are_both_on_disk() {
    let mut desk = at_the_end_of_a_shift();
    desk.press("k n").type_in("").press("Esc");
    desk.model.drafts.insert(DraftId::Reply("a".into()), "给客户的话".to_owned());
    with_colleagues(&mut desk);
    desk.press("Enter 1");
    let on_a: Vec<_> =
        desk.model.outbox.commands.iter().filter(|write| write.ticket.as_str() == "a").cloned().collect();
    assert_eq!(on_a.len(), 2);
    for write in on_a {
        desk.answer(Answer::Written { write: write.id, result: Err(Problem::of(ProblemKind::Forbidden)) });
    }
    let kept = desk.wishes.iter().rev().find_map(|wish| match wish {
        Effect::SaveDraft { draft: DraftId::Note(ticket), text } if ticket.as_str() == "a" => Some(text.clone()),
        _ => None,
    });
    let kept = kept.expect("kept on disk");
    assert!(kept.contains("等仓库回话") && kept.contains("给客户的话"), "{kept}");
}

#[test]
fn colleagues_who_could_not_be_asked_for_are_asked_for_again() {
    let mut desk = at_the_end_of_a_shift();
    let request = opened(&mut desk);
    desk.answer(Answer::Colleagues { request, result: Err(Problem::of(ProblemKind::Unreachable)) });
    desk.wishes.clear();
    desk.press("Enter Esc");
    assert_eq!(desk.wishes.iter().filter(|wish| matches!(wish, Effect::FetchColleagues { .. })).count(), 1);
    assert!(given(&desk).is_empty());
}
