use chrono::TimeDelta;

use super::desk::Desk;
use super::fixture::{agent, known, ring, ticket};
use crate::console::app::effect::{DraftId, Effect};
use crate::console::app::message::{Answer, LiveFact};
use crate::console::app::model::form::Form;
use crate::domain::agent::{Presence, PresenceState};
use crate::domain::call::{Call, CallState};
use crate::domain::wrap_up::Disposition;

fn talking() -> Desk {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.push(LiveFact::CallRinging(Box::new(ring("1", known(vec![ticket("a", 10)])))));
    let mut call = ring("1", known(Vec::new())).call;
    call.state = CallState::Answered { at: desk.model.now, by: Some(agent("lin", "林薇").reference()) };
    desk.push(LiveFact::CallChanged(Box::new(call)));
    desk
}

fn over(desk: &mut Desk) -> Call {
    let began = desk.model.now;
    desk.later(TimeDelta::seconds(138));
    let mut call = ring("1", known(Vec::new())).call;
    let by = Some(agent("lin", "林薇").reference());
    call.state = CallState::Ended { answered_at: Some(began), by, at: desk.model.now };
    desk.push(LiveFact::CallChanged(Box::new(call.clone())));
    let presence = PresenceState { presence: Presence::WrapUp, since: desk.model.now };
    desk.push(LiveFact::AgentPresence { id: "lin".into(), presence });
    call
}

fn sent(desk: &Desk) -> Vec<(Disposition, String)> {
    let wrapped = |wish: &Effect| match wish {
        Effect::WrapUp { disposition, summary, .. } => Some((*disposition, summary.clone())),
        _ => None,
    };
    desk.wishes.iter().filter_map(wrapped).collect()
}

fn available(desk: &Desk) -> bool {
    desk.wished(|wish| matches!(wish, Effect::SetPresence { presence: Presence::Available, .. }))
}

#[test]
fn after_a_call_its_line_is_proposed_and_a_digit_and_enter_send_it() {
    let mut desk = talking();
    let call = over(&mut desk);
    let at = desk.model.clock.shows(call.started_at).format("%H:%M").to_string();
    desk.keys = 0;
    desk.press("2 Enter");
    desk.within_three_keys();
    assert_eq!(sent(&desk), [(Disposition::Ticket, format!("{at} 来电 王建国(138****5678) 2分18秒"))]);
    assert!(available(&desk), "and the agent is back at the phone");
}

#[test]
fn what_was_jotted_down_during_the_call_is_in_it() {
    let mut desk = talking();
    desk.press("h").type_in("周三在家").press("C-s");
    assert!(desk.model.form.is_none() && sent(&desk).is_empty());
    over(&mut desk);
    desk.press("1 Enter");
    assert!(sent(&desk)[0].1.ends_with("2分18秒 周三在家"), "{:?}", sent(&desk));
}

#[test]
fn without_a_digit_nothing_is_sent() {
    let mut desk = talking();
    over(&mut desk);
    desk.press("Enter");
    assert!(sent(&desk).is_empty());
    assert_eq!(desk.model.form.as_ref().and_then(Form::problem).map(|why| why.key), Some("wrap-up-choose"));
}

#[test]
fn the_words_can_be_changed() {
    let mut desk = talking();
    over(&mut desk);
    desk.press("3 Tab").type_in("，明早回电").press("C-s");
    assert!(sent(&desk)[0].1.ends_with("，明早回电"));
}

#[test]
fn the_time_brings_the_agent_back_and_can_be_made_longer() {
    let mut desk = talking();
    over(&mut desk);
    desk.press("=").later(TimeDelta::seconds(61));
    assert!(!available(&desk), "one more minute");
    desk.later(TimeDelta::seconds(60));
    assert!(available(&desk));
}

#[test]
fn nobody_is_called_away_from_what_they_are_writing() {
    let mut desk = talking();
    desk.press("n").type_in("客户");
    over(&mut desk);
    assert!(matches!(&desk.model.form, Some(Form::Note(_))), "the note stays");
    desk.later(TimeDelta::seconds(61));
    assert!(!available(&desk));
    desk.press("C-s");
    assert!(matches!(&desk.model.form, Some(Form::WrapUp(_))), "then the call is written up");
}

#[test]
fn what_the_server_refuses_stays_as_a_draft() {
    let mut desk = talking();
    over(&mut desk);
    desk.press("1 Enter");
    let write = desk.wishes.iter().find_map(|wish| match wish {
        Effect::WrapUp { write, .. } => Some(write.clone()),
        _ => None,
    });
    let why = crate::console::app::problem::Problem::of(crate::console::app::problem::ProblemKind::Refused);
    desk.answer(Answer::WrappedUp { write: write.expect("sent"), result: Err(why) });
    assert!(desk.model.drafts.contains_key(&DraftId::WrapUp("1".into())));
    assert_eq!(desk.said(), ["toast-not-wrapped-up"]);
}
