use serde_json::json;

use super::desk::Desk;
use super::fixture::{agent, change, hit, known, now, ring, ticket};
use crate::console::app::Msg;
use crate::console::app::effect::{Effect, TicketCommand};
use crate::console::app::message::{Answer, HistoryPage, LiveFact};
use crate::console::app::model::Middle;
use crate::console::app::model::extents::Extents;
use crate::console::app::problem::{Problem, ProblemKind};
use crate::console::keymap::Action;
use crate::domain::agent::Actor;
use crate::domain::ids::TicketId;
use crate::domain::ticket::{HistoryEntry, Ticket, TicketFact, TicketStatus};

fn commands(desk: &Desk) -> Vec<TicketCommand> {
    let command = |wish: &Effect| match wish {
        Effect::Command { command, .. } => Some(command.clone()),
        _ => None,
    };
    desk.wishes.iter().filter_map(command).collect()
}

fn unowned(subject: &str) -> Ticket {
    Ticket { assignee: None, status: TicketStatus::New, ..ticket(subject, 10) }
}

fn refusal(kind: ProblemKind) -> Problem {
    Problem::of(kind).saying("周岚 owns this ticket already")
}

#[test]
fn claiming_shows_at_once_and_is_marked_until_confirmed() {
    let mut desk = Desk::with_queue(vec![unowned("a")]);
    desk.model.queue.view = crate::domain::ticket::view::TicketView::Unassigned;
    desk.model.queue.rows = vec![crate::console::app::model::optimistic::Optimistic::new(unowned("a"))];
    desk.press("T");
    let row = &desk.model.queue.rows[0];
    assert!(row.is_pending());
    assert_eq!(row.shown().assignee.as_ref().map(|owner| owner.name.as_str()), Some("林薇"));
    desk.confirm(Ok(Ticket { version: 4, ..ticket("a", 10) }));
    assert!(desk.rows().is_empty(), "it is nobody's no more");
}

#[test]
fn a_lost_race_for_a_ticket_takes_the_claim_back() {
    let mut desk = Desk::with_queue(vec![unowned("a")]);
    desk.model.queue.rows = vec![crate::console::app::model::optimistic::Optimistic::new(unowned("a"))];
    desk.press("T").confirm(Err(refusal(ProblemKind::Refused)));
    assert!(!desk.model.queue.rows[0].is_pending());
    assert_eq!(desk.said(), ["toast-refused"]);
}

#[test]
fn a_ticket_owned_by_somebody_else_is_not_even_asked_for() {
    let theirs = Ticket { assignee: Some(agent("zhou", "周岚").reference()), ..ticket("a", 10) };
    let mut desk = Desk::with_queue(vec![theirs]);
    desk.send(Msg::Run(Action::TicketClaim));
    assert!(commands(&desk).is_empty());
    assert_eq!(desk.said(), ["refusal-already-owned"]);
}

#[test]
fn the_next_ticket_is_one_key_away_and_open() {
    let mut desk = Desk::open();
    desk.press("t");
    let write = desk.last_write();
    desk.answer(Answer::ClaimedNext { write, result: Ok(Some(Box::new(ticket("a", 10)))) });
    assert_eq!((desk.model.middle, desk.keys), (Middle::Ticket, 1));
    assert_eq!(desk.rows(), ["a"]);
}

#[test]
fn closing_with_a_root_cause_takes_three_keys() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("c 1 Enter");
    desk.within_three_keys();
    assert!(matches!(&commands(&desk)[..], [TicketCommand::Close { root_cause: Some(_), .. }]));
    assert!(desk.model.form.is_none());
}

#[test]
fn without_a_root_cause_nothing_closes() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("c").send(Msg::Run(Action::FormSubmit));
    assert!(commands(&desk).is_empty());
    assert!(desk.model.form.as_ref().is_some_and(|form| form.problem().is_some()));
}

#[test]
fn the_answer_that_helped_puts_its_root_cause_first() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("/").type_in("没到").find(vec![hit("快递一直没到怎么办")]);
    desk.press("Esc y A-1 c 1 Enter");
    match &commands(&desk)[..] {
        [TicketCommand::Close { root_cause: Some(tag), article: Some(article), found: None }] => {
            assert_eq!((tag.id.as_str(), article.as_str()), ("courier_lost", "快递一直没到怎么办"));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn other_asks_for_words() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("c End Enter");
    assert!(desk.model.is_typing());
    desk.press("Enter");
    assert!(commands(&desk).is_empty(), "without words it is not sent");
    desk.type_in("隔壁代收").press("Enter");
    let [TicketCommand::Close { root_cause: Some(tag), .. }] = &commands(&desk)[..] else { panic!("not sent") };
    assert_eq!((tag.id.as_str(), tag.note.as_deref()), ("other", Some("隔壁代收")));
}

#[test]
fn a_note_is_in_the_history_before_the_server_has_it() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("n").type_in("明天回电").press("C-s");
    let id = TicketId::new("a");
    assert_eq!(desk.model.outbox.notes(&id).map(|note| note.text).collect::<Vec<_>>(), ["明天回电"]);
    desk.confirm(Ok(Ticket { version: 4, ..ticket("a", 10) }));
    assert_eq!(desk.model.outbox.notes(&id).count(), 0);
}

#[test]
fn a_refused_note_keeps_its_text_and_the_same_key_brings_it_back() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("n").type_in("明天回电").press("C-s").confirm(Err(refusal(ProblemKind::Forbidden)));
    let id = TicketId::new("a");
    assert!(desk.model.outbox.notes(&id).any(|note| note.refused.is_some() && note.text == "明天回电"));
    let safe = |wish: &Effect| matches!(wish, Effect::SaveDraft { text, .. } if text == "明天回电");
    assert!(desk.wished(safe));
    desk.press("n");
    assert_eq!(desk.typed(), Some("明天回电"));
}

#[test]
fn a_server_that_is_gone_leaves_the_write_pending() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("n").type_in("x").press("C-s").confirm(Err(Problem::of(ProblemKind::Unreachable)));
    assert_eq!(desk.model.outbox.unconfirmed(), 1);
}

#[test]
fn the_history_of_a_ticket_left_meanwhile_is_dropped() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10), ticket("b", 20)]);
    desk.press("Enter A-1 j Enter");
    let request = desk.wishes.iter().find_map(|wish| match wish {
        Effect::FetchHistory { request, ticket, .. } if ticket.as_str() == "a" => Some(*request),
        _ => None,
    });
    let answer = Answer::History {
        request: request.expect("asked"),
        ticket: TicketId::new("a"),
        result: Ok(HistoryPage::default()),
    };
    desk.answer(answer);
    assert!(desk.model.ticket.as_ref().is_some_and(|pane| pane.id.as_str() == "b" && pane.history.is_loading()));
}

#[test]
fn a_note_of_a_colleague_appears_in_the_open_ticket_once() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("Enter");
    let request = desk.wishes.iter().find_map(|wish| match wish {
        Effect::FetchHistory { request, .. } => Some(*request),
        _ => None,
    });
    desk.answer(Answer::History {
        request: request.expect("asked"),
        ticket: TicketId::new("a"),
        result: Ok(HistoryPage::default()),
    });
    let by = Actor::Agent(agent("zhou", "周岚").reference());
    let entry = HistoryEntry { seq: 2, at: now(), by, what: TicketFact::Noted { text: "已催".into() } };
    for version in [4, 5] {
        let (id, entry) = (TicketId::new("a"), Some(Box::new(entry.clone())));
        desk.push(LiveFact::TicketNoted { id, entry, fields: change(version, "subject", &json!("a")) });
    }
    let shown = desk.model.ticket.as_ref().and_then(|pane| pane.history.value()).map(|history| history.entries.len());
    assert_eq!(shown, Some(1));
}

#[test]
fn colleagues_are_told_what_is_open_and_when_it_is_written_on() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("Enter n Esc");
    let told = desk.wishes.iter().filter(|wish| matches!(wish, Effect::TicketPresence { .. })).count();
    assert_eq!(told, 3);
}

#[test]
fn the_ticket_of_the_caller_is_at_hand_without_opening_it() {
    let mut desk = Desk::with_queue(vec![ticket("mine", 10)]);
    desk.push(LiveFact::CallRinging(Box::new(ring("c1", known(vec![ticket("theirs", 5)])))));
    desk.press("F2 n");
    let about = desk.model.form.as_ref().and_then(|form| form.ticket()).map(|id| id.as_str().to_owned());
    assert_eq!(about.as_deref(), Some("theirs"));
}

#[test]
fn only_what_works_on_a_ticket_is_offered() {
    let done = Ticket { status: TicketStatus::Resolved, ..ticket("a", 10) };
    let theirs = Ticket { assignee: Some(agent("zhou", "周岚").reference()), ..ticket("a", 10) };
    for (ticket, claimable, reopenable) in
        [(unowned("a"), true, false), (ticket("a", 10), false, false), (done, false, true), (theirs, false, false)]
    {
        let mut desk = Desk::with_queue(vec![ticket.clone()]);
        desk.model.queue.rows = vec![crate::console::app::model::optimistic::Optimistic::new(ticket)];
        let now = desk.model.conditions();
        assert_eq!((now.claimable, now.reopenable), (claimable, reopenable));
    }
}

#[test]
fn scrolling_stops_where_the_history_ends_and_turns_at_once() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("Enter");
    let asked = |wish: &Effect| match wish {
        Effect::FetchHistory { request, .. } => Some(*request),
        _ => None,
    };
    let request = desk.wishes.iter().find_map(asked).expect("its history is asked for");
    let page = HistoryPage::default();
    desk.answer(Answer::History { request, ticket: "a".into(), result: Ok(page) });
    desk.send(Msg::Painted { extents: Extents { history: 7, ..Extents::default() }, at: now() });
    desk.press("Home");
    assert_eq!(desk.model.ticket.as_ref().map(|pane| pane.scroll), Some(7));
    desk.press("j");
    assert_eq!(desk.model.ticket.as_ref().map(|pane| pane.scroll), Some(6));
    desk.send(Msg::Painted { extents: Extents { history: 2, ..Extents::default() }, at: now() });
    assert_eq!(desk.model.ticket.as_ref().map(|pane| pane.scroll), Some(2), "the window has grown");
}

fn chief() -> Desk {
    let theirs = Ticket { assignee: Some(agent("zhou", "周岚").reference()), ..ticket("a", 10) };
    let mut desk = Desk::with_queue(vec![theirs]);
    desk.model.me.as_mut().expect("signed in").role = crate::domain::agent::Role::Lead;
    desk
}

#[test]
fn a_lead_takes_a_ticket_over_with_a_reason() {
    let mut desk = chief();
    desk.press("T").type_in("").press("Enter");
    assert!(commands(&desk).is_empty(), "without a reason nothing is taken");
    desk.type_in("客户投诉").press("Enter");
    assert_eq!(commands(&desk), [TicketCommand::TakeOver { reason: "客户投诉".into() }]);
    desk.confirm(Err(refusal(ProblemKind::Forbidden))).press("T");
    assert_eq!(desk.typed(), Some("客户投诉"), "what was refused comes back");
}

#[test]
fn what_its_owner_let_lie_is_taken_up_without_asking() {
    let long_ago = Some(now() - chrono::TimeDelta::minutes(1));
    let zhou = Some(agent("zhou", "周岚").reference());
    let mut desk = Desk::with_queue(vec![Ticket { assignee: zhou, leased_until: long_ago, ..ticket("a", 10) }]);
    assert!(desk.model.conditions().claimable);
    desk.press("T");
    assert_eq!(commands(&desk), [TicketCommand::Claim]);
}

#[test]
fn whoever_loses_a_ticket_hears_of_it() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    let to = json!(agent("zhou", "周岚").reference());
    let fact = LiveFact::TicketChanged { id: TicketId::new("a"), fields: change(4, "assignee", &to) };
    desk.push_by(Actor::Agent(agent("zhou", "周岚").reference()), fact);
    assert_eq!(desk.said(), ["toast-taken-away"]);
}
