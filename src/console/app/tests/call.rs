use chrono::TimeDelta;

use super::desk::Desk;
use super::fixture::{agent, call, candidate, customer, hit, known, profile, ring, saying, ticket};
use crate::console::app::Msg;
use crate::console::app::effect::{CallControl, Effect};
use crate::console::app::message::{Answer, LinkFact, LiveFact};
use crate::console::app::model::caller::CallerScreen;
use crate::console::app::model::form::Form;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::{Middle, Pane};
use crate::console::app::problem::{Problem, ProblemKind};
use crate::console::app::remote::RequestId;
use crate::console::app::text::Text;
use crate::console::keymap::Layer;
use crate::domain::call::{Call, CallState};
use crate::domain::ids::TicketId;
use crate::domain::profile::{Caller, ScreenPop};

fn rings(desk: &mut Desk, id: &str, caller: Caller) {
    desk.push(LiveFact::CallRinging(Box::new(ring(id, caller))));
}

fn at_hand(desk: &Desk) -> &str {
    desk.model.calls.current.as_ref().map(|pane| pane.call.id.as_str()).unwrap_or_default()
}

fn over() -> CallState {
    CallState::Ended { answered_at: None, by: None, at: super::fixture::now() }
}

fn answered(id: &str, login: &str) -> Call {
    let by = Some(agent(login, login).reference());
    Call { state: CallState::Answered { at: super::fixture::now(), by }, ..call(id) }
}

#[test]
fn a_caller_is_on_screen_without_a_keystroke_and_without_a_request() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", known(vec![]));
    assert_eq!(desk.model.middle, Middle::Caller);
    assert_eq!(desk.model.profile_pane().map(|pane| pane.name.as_str()), Some("王建国"));
    assert_eq!(desk.wishes, [Effect::Bell { about: Text::new("bell-ring").with("name", "王建国") }]);
    assert_eq!(desk.keys, 0);
    assert!(desk.model.dirty);
}

#[test]
fn a_ring_leaves_the_cursor_and_the_focus_where_they_are() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10), ticket("b", 20)]);
    desk.press("j");
    rings(&mut desk, "c1", known(vec![]));
    assert_eq!((desk.model.focus, desk.selected().as_str()), (Pane::Queue, "b"));
}

#[test]
fn a_ring_never_takes_a_key_away_from_a_note() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("n").type_in("客户说");
    rings(&mut desk, "c1", known(vec![]));
    assert!(desk.model.ring_aside().is_some(), "the ring shows in a pane of its own");
    assert_eq!(desk.model.layer(), Layer::Form);
    desk.press("F2").type_in("明天来");
    assert_eq!(desk.typed(), Some("客户说明天来"));
    desk.press("Esc");
    assert_eq!((desk.model.middle, desk.model.focus), (Middle::Caller, Pane::Middle));
    desk.press("n");
    let form = desk.model.form.as_ref().expect("a form");
    assert!(matches!(form, Form::Ticket(_)), "this caller has no ticket to write a note on: {form:?}");
}

#[test]
fn answering_is_one_key_and_moves_the_focus() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    rings(&mut desk, "c1", known(vec![]));
    desk.press("F2");
    assert!(desk.wished(|wish| matches!(wish, Effect::PatchCall { to: CallControl::Answer, .. })));
    assert_eq!(desk.model.focus, Pane::Middle);
    assert_eq!(desk.keys, 1);
}

#[test]
fn answered_on_the_telephone_itself_moves_the_focus_too() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", known(vec![]));
    desk.push(LiveFact::CallChanged(Box::new(answered("c1", "lin"))));
    assert_eq!(desk.model.focus, Pane::Middle);
    assert!(desk.model.conditions().in_call);
}

#[test]
fn a_call_answered_by_somebody_else_leaves_the_desk() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", known(vec![]));
    desk.push(LiveFact::CallChanged(Box::new(answered("c1", "zhou"))));
    assert!(desk.model.calls.current.is_none());
    assert_eq!(desk.said(), ["toast-answered-elsewhere"]);
}

#[test]
fn a_call_for_somebody_else_does_not_pop() {
    let mut desk = Desk::open();
    let mut pop = ring("c1", known(vec![]));
    pop.call.agent = Some(agent("zhou", "周岚").reference());
    desk.push(LiveFact::CallRinging(Box::new(pop)));
    assert!(desk.model.calls.current.is_none());
}

#[test]
fn a_call_whose_answer_was_heard_first_is_on_screen_of_who_answered_and_of_nobody_else() {
    let mut desk = Desk::open();
    let known_answered = |login| ScreenPop { call: answered("c1", login), ..ring("c1", known(vec![])) };
    desk.push(LiveFact::CallRinging(Box::new(known_answered("zhou"))));
    assert!(desk.model.calls.current.is_none());
    desk.push(LiveFact::CallRinging(Box::new(known_answered("lin"))));
    assert_eq!(at_hand(&desk), "c1");
    assert!(desk.model.conditions().in_call);
    assert_eq!(desk.model.focus, Pane::Middle);
}

#[test]
fn a_second_caller_waits_and_comes_when_the_first_is_gone() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", known(vec![]));
    desk.push(LiveFact::CallChanged(Box::new(answered("c1", "lin"))));
    rings(&mut desk, "c2", Caller::Unknown);
    assert_eq!(at_hand(&desk), "c1");
    assert_eq!(desk.model.ring_aside().map(|pane| pane.call.id.as_str()), Some("c2"));
    desk.push(LiveFact::CallChanged(Box::new(Call { state: over(), ..call("c1") })));
    assert_eq!(at_hand(&desk), "c2");
}

#[test]
fn answering_a_second_caller_puts_the_first_on_hold() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", known(vec![]));
    desk.push(LiveFact::CallChanged(Box::new(answered("c1", "lin"))));
    rings(&mut desk, "c2", Caller::Unknown);
    desk.press("F2");
    let asked: Vec<_> = desk
        .wishes
        .iter()
        .filter_map(|wish| match wish {
            Effect::PatchCall { call, to, .. } => Some((call.as_str(), *to)),
            _ => None,
        })
        .collect();
    assert_eq!(asked, [("c1", CallControl::Hold), ("c2", CallControl::Answer)]);
    assert_eq!(at_hand(&desk), "c2");
}

#[test]
fn facts_of_a_call_that_come_late_or_twice_change_nothing() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", known(vec![]));
    desk.push(LiveFact::CallChanged(Box::new(answered("c1", "lin"))));
    rings(&mut desk, "c1", known(vec![]));
    desk.push(LiveFact::CallChanged(Box::new(call("c1"))));
    assert!(desk.model.conditions().in_call);
    assert_eq!(desk.model.calls.all().count(), 1);
}

#[test]
fn a_ring_without_an_end_is_cleared_after_two_minutes() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", known(vec![]));
    desk.later(TimeDelta::seconds(119));
    assert!(desk.model.conditions().ringing);
    desk.later(TimeDelta::seconds(1));
    assert!(!desk.model.conditions().ringing);
}

#[test]
fn one_of_several_is_chosen_by_one_digit_and_can_be_chosen_again() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", Caller::Several { candidates: vec![candidate("赵敏"), candidate("孙立")] });
    desk.press("2");
    let asked = |wish: &Effect| matches!(wish, Effect::FetchProfile { customer, .. } if customer.as_str() == "孙立");
    assert!(desk.wished(asked));
    desk.press("A-2 Esc");
    assert!(desk.model.conditions().candidates);
}

#[test]
fn whom_the_agent_chose_the_server_is_told() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", Caller::Several { candidates: vec![candidate("赵敏"), candidate("孙立")] });
    desk.press("2");
    let told = |wish: &Effect| {
        matches!(wish, Effect::IdentifyCaller { call, customer, keep_number: false, .. }
                 if call.as_str() == "c1" && customer.as_str() == "孙立")
    };
    assert!(desk.wished(told));
}

#[test]
fn what_the_server_refuses_to_tie_goes_back_to_the_choice() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", Caller::Several { candidates: vec![candidate("赵敏"), candidate("孙立")] });
    desk.press("2");
    let write = desk.last_write();
    let refused = Problem::of(ProblemKind::Refused).saying("gone");
    desk.answer(Answer::CallerIdentified { write, result: Err(refused) });
    assert!(desk.model.conditions().candidates);
    assert_eq!(desk.said(), ["toast-not-identified"]);
}

#[test]
fn whom_another_console_chose_is_on_screen_here_too() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", Caller::Several { candidates: vec![candidate("赵敏"), candidate("孙立")] });
    desk.push(LiveFact::CallChanged(Box::new(Call { customer_id: Some("孙立".into()), ..call("c1") })));
    assert_eq!(desk.model.profile_pane().map(|pane| pane.name.as_str()), Some("孙立"));
    assert!(desk.wished(|wish| matches!(wish, Effect::FetchProfile { .. })));
    assert!(!desk.wished(|wish| matches!(wish, Effect::IdentifyCaller { .. })), "it knows already");
}

#[test]
fn what_the_server_knew_before_does_not_take_back_a_choice_under_way() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", Caller::Several { candidates: vec![candidate("赵敏"), candidate("孙立")] });
    desk.press("2");
    desk.push(LiveFact::CallChanged(Box::new(Call { customer_id: Some("赵敏".into()), ..call("c1") })));
    assert_eq!(desk.model.profile_pane().map(|pane| pane.name.as_str()), Some("孙立"));
}

#[test]
fn a_change_of_the_call_that_is_no_answer_takes_no_focus() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    rings(&mut desk, "c1", known(vec![]));
    desk.press("F2");
    desk.push(LiveFact::CallChanged(Box::new(answered("c1", "lin"))));
    desk.press("A-1 Enter");
    assert_eq!(desk.model.middle, Middle::Ticket);
    desk.push(LiveFact::CallChanged(Box::new(Call { ticket_id: Some("a".into()), ..answered("c1", "lin") })));
    assert_eq!(desk.model.middle, Middle::Ticket);
}

#[test]
fn a_profile_of_a_call_no_longer_on_screen_is_dropped() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", Caller::Several { candidates: vec![candidate("赵敏"), candidate("wang")] });
    desk.press("2 A-2 Esc 1");
    let request = desk.wishes.iter().find_map(|wish| match wish {
        Effect::FetchProfile { request, customer } if customer.as_str() == "wang" => Some(*request),
        _ => None,
    });
    desk.model.dirty = false;
    desk.answer(Answer::Profile {
        request: request.expect("asked"),
        customer: "wang".into(),
        result: Ok(Box::new(profile(vec![]))),
    });
    assert_eq!(desk.model.profile_pane().map(|pane| pane.name.as_str()), Some("赵敏"));
    assert!(!desk.model.dirty, "nothing on screen changed, nothing is painted");
}

#[test]
fn an_unknown_caller_becomes_a_customer_with_one_key_and_a_name() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", Caller::Unknown);
    desk.press("C-n").type_in("王建国");
    desk.press("C-s");
    let created = |wish: &Effect| matches!(wish, Effect::CreateCustomer { fields, .. } if fields.name == "王建国" && fields.city.as_deref() == Some("杭州"));
    assert!(desk.wished(created));
    let write = desk.last_write();
    desk.answer(Answer::CustomerCreated { write, result: Ok(Box::new(customer())) });
    let caller = desk.model.calls.current.as_ref().map(|pane| &pane.caller);
    assert!(matches!(caller, Some(CallerScreen::Known { pane, .. }) if pane.name == "王建国"));
}

#[test]
fn a_customer_without_a_name_is_not_sent() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", Caller::Unknown);
    desk.press("C-n C-s");
    assert!(desk.model.form.as_ref().is_some_and(|form| form.problem().is_some()));
    assert!(!desk.wished(|wish| matches!(wish, Effect::CreateCustomer { .. })));
}

#[test]
fn a_number_is_masked_again_after_half_a_minute() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", known(vec![]));
    desk.press("v Enter");
    desk.within_three_keys();
    let request = desk.wishes.iter().find_map(|wish| match wish {
        Effect::Reveal { request, reason, .. } => Some((*request, reason.clone())),
        _ => None,
    });
    let (request, reason) = request.expect("asked");
    assert!(!reason.is_empty());
    let result = Ok(vec!["13812345678".to_owned()]);
    desk.answer(Answer::Revealed { request, customer: "wang".into(), result });
    let shown = |desk: &Desk| desk.model.profile_pane().is_some_and(|pane| pane.revealed(desk.model.now).is_some());
    assert!(shown(&desk));
    let wake = desk.model.next_wake().expect("a wake-up");
    assert!(wake <= desk.model.now + TimeDelta::seconds(30));
    desk.later(TimeDelta::seconds(29));
    assert!(shown(&desk));
    desk.later(TimeDelta::seconds(1));
    assert!(!shown(&desk));
}

#[test]
fn what_the_caller_says_finds_answers_by_itself() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", known(vec![]));
    let said = saying(call("c1"), &["我的快递", "还没收到"]);
    desk.push(LiveFact::CallUttered { call: Box::new(said), prediction: None });
    assert_eq!(desk.searches().last().map(|(_, query)| query.as_str()), Some("我的快递 还没收到"));
    desk.find(vec![hit("快递一直没到怎么办")]);
    desk.press("1");
    assert!(desk.model.knowledge.open.is_some());
    desk.within_three_keys();
}

#[test]
fn a_ring_never_exchanges_the_ticket_under_the_agents_hands() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("Enter");
    rings(&mut desk, "c1", known(vec![ticket("b", 20)]));
    assert_eq!(desk.model.middle, Middle::Ticket);
    assert!(desk.model.ring_aside().is_some(), "the ring is in the status line");
    desk.press("r");
    assert_eq!(desk.model.form.as_ref().and_then(|form| form.ticket()).map(TicketId::as_str), Some("a"));
}

#[test]
fn a_caller_who_waited_does_not_take_an_open_tickets_place() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    rings(&mut desk, "c1", known(vec![]));
    rings(&mut desk, "c2", Caller::Unknown);
    desk.press("A-1 Enter");
    desk.push(LiveFact::CallChanged(Box::new(Call { state: over(), ..call("c1") })));
    assert_eq!((at_hand(&desk), desk.model.middle), ("c2", Middle::Ticket));
    desk.press("Esc");
    assert_eq!(desk.model.middle, Middle::Caller);
}

#[test]
fn answering_or_going_to_the_caller_leaves_the_open_ticket() {
    for key in ["F2", "F5"] {
        let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
        desk.press("Enter");
        rings(&mut desk, "c1", known(vec![]));
        desk.press(key);
        assert_eq!((desk.model.middle, desk.model.focus), (Middle::Caller, Pane::Middle), "{key}");
    }
}

#[test]
fn on_a_small_terminal_a_ring_shows_without_a_keystroke() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.resize(80, 24);
    rings(&mut desk, "c1", known(vec![]));
    assert_eq!((desk.model.tab(), desk.model.middle), (Pane::Middle, Middle::Caller));
    assert!(desk.model.ring_aside().is_none(), "it is on screen");
    desk.press("A-1");
    assert!(desk.model.ring_aside().is_some(), "the queue has the screen now");
}

#[test]
fn on_a_small_terminal_a_ring_waits_for_the_line_being_typed() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.resize(80, 24).press("/").type_in("快递");
    rings(&mut desk, "c1", known(vec![]));
    assert_eq!(desk.model.tab(), Pane::Knowledge);
    assert!(desk.model.ring_aside().is_some(), "the status line has it");
    desk.type_in("没到");
    assert_eq!(desk.model.knowledge.query.text(), "快递没到");
    desk.press("Esc");
    assert_eq!(desk.model.tab(), Pane::Middle);
}

#[test]
fn leaving_in_mid_call_asks_first() {
    for key in ["C-q", "C-c"] {
        let mut desk = Desk::open();
        rings(&mut desk, "c1", known(vec![]));
        desk.press("F2").press(key);
        assert!(!desk.model.quitting && matches!(desk.model.overlays.last(), Some(Overlay::Ask { .. })), "{key}");
    }
}

fn list_asked(desk: &Desk) -> RequestId {
    let asked = desk.wishes.iter().rev().find_map(|wish| match wish {
        Effect::FetchCalls { request } => Some(*request),
        _ => None,
    });
    asked.expect("the calls were asked for")
}

#[test]
fn after_a_gap_in_the_events_calls_that_are_over_leave_the_desk() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", known(vec![]));
    desk.push(LiveFact::CallChanged(Box::new(answered("c1", "lin"))));
    rings(&mut desk, "c2", Caller::Unknown);
    desk.push(LiveFact::Reset);
    let request = list_asked(&desk);
    rings(&mut desk, "c3", Caller::Unknown);
    desk.answer(Answer::Calls { request, result: Ok(vec![ring("c2", Caller::Unknown)]) });
    assert!(!desk.model.conditions().in_call, "c1 is over");
    assert_eq!(at_hand(&desk), "c2");
    let waiting: Vec<_> = desk.model.calls.waiting.iter().map(|pane| pane.call.id.as_str()).collect();
    assert_eq!(waiting, ["c3"], "it began to ring after the list was asked for");
}

#[test]
fn a_list_of_calls_that_did_not_come_is_asked_for_again() {
    let mut desk = Desk::connected();
    desk.send(Msg::Started);
    let request = list_asked(&desk);
    desk.answer(Answer::Calls { request, result: Err(Problem::of(ProblemKind::Server)) });
    desk.wishes.clear();
    desk.send(Msg::Connection(LinkFact::Up));
    assert!(desk.wished(|wish| matches!(wish, Effect::FetchCalls { .. })));
}

#[test]
fn behind_a_ring_that_was_lost_the_next_one_comes_forward() {
    let mut desk = Desk::open();
    rings(&mut desk, "c1", known(vec![]));
    let mut second = ring("c2", Caller::Unknown);
    second.call.started_at += TimeDelta::seconds(60);
    desk.push(LiveFact::CallRinging(Box::new(second)));
    desk.later(TimeDelta::seconds(120));
    assert_eq!(at_hand(&desk), "c2");
    assert!(desk.model.conditions().ringing);
}
