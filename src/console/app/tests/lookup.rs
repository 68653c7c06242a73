use super::desk::Desk;
use super::fixture::{call, ring, saying};
use crate::console::app::effect::Effect;
use crate::console::app::message::{Answer, LiveFact};
use crate::console::app::model::form::Form;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::{Middle, Pane};
use crate::domain::call::{Call, CallState};
use crate::domain::profile::{Caller, ScreenPop};

fn withheld() -> Desk {
    let mut desk = Desk::open();
    let silent = Call { from: None, home: None, ..saying(call("c1"), &["我的净化器坏了"]) };
    desk.push(LiveFact::CallRinging(Box::new(ScreenPop { call: silent, ..ring("c1", Caller::Withheld) })));
    desk
}

fn questions(desk: &Desk) -> Vec<&str> {
    let mut asked = Vec::new();
    for wish in &desk.wishes {
        if let Effect::FindCustomers { words, .. } = wish {
            asked.push(words.as_str());
        }
    }
    asked
}

fn tied(desk: &Desk) -> Option<(&str, bool)> {
    desk.wishes.iter().rev().find_map(|wish| match wish {
        Effect::IdentifyCaller { customer, keep_number, .. } => Some((customer.as_str(), *keep_number)),
        _ => None,
    })
}

#[test]
fn a_withheld_caller_who_says_a_name_is_known_by_one_key_the_name_and_enter() {
    let mut desk = withheld();
    desk.press("F9").type_in("王").find_customers(&["王建国"]).press("Enter");
    assert_eq!(tied(&desk), Some(("王建国", false)));
    assert_eq!(desk.model.profile_pane().map(|pane| pane.name.as_str()), Some("王建国"));
    assert_eq!((desk.model.middle, desk.model.focus), (Middle::Caller, Pane::Middle));
    assert!(desk.model.overlays.is_empty());
}

#[test]
fn of_several_a_digit_chooses_once_typing_is_done() {
    let mut desk = withheld();
    desk.press("F9").type_in("A7731").find_customers(&["王建国", "李静"]);
    assert_eq!(tied(&desk), None, "digits are typed");
    desk.press("Enter 2");
    assert_eq!(tied(&desk), Some(("李静", false)));
}

#[test]
fn enter_before_the_answer_chooses_the_only_one_when_it_is_here() {
    let mut desk = withheld();
    desk.press("F9").type_in("王").press("Enter");
    assert_eq!(tied(&desk), None);
    desk.find_customers(&["王建国"]);
    assert_eq!(tied(&desk), Some(("王建国", false)));
}

#[test]
fn one_question_is_under_way_at_a_time_and_the_last_words_count() {
    let mut desk = withheld();
    desk.press("F9").type_in("王建国");
    assert_eq!(questions(&desk), ["王"]);
    desk.find_customers(&["王五"]);
    assert_eq!(questions(&desk), ["王", "王建国"]);
    desk.press("Enter");
    assert_eq!(tied(&desk), None, "what is on screen answers older words");
    desk.find_customers(&["王建国"]);
    assert_eq!(tied(&desk), Some(("王建国", false)));
}

#[test]
fn a_number_that_nobody_has_is_kept_when_asked_to() {
    let mut desk = Desk::open();
    desk.push(LiveFact::CallRinging(Box::new(ring("c1", Caller::Unknown))));
    desk.press("F9").type_in("王").find_customers(&["王建国"]).press("Tab Enter");
    assert_eq!(tied(&desk), Some(("王建国", true)));
}

#[test]
fn a_withheld_number_cannot_be_kept() {
    let mut desk = withheld();
    desk.press("F9").type_in("王").find_customers(&["王建国"]).press("Tab Enter");
    assert_eq!(tied(&desk), Some(("王建国", false)));
}

#[test]
fn a_wrong_choice_is_taken_back_and_made_again() {
    let mut desk = withheld();
    desk.press("F9").type_in("王").find_customers(&["王五"]).press("Enter");
    desk.press("F9").type_in("王").find_customers(&["王建国"]).press("Enter");
    assert_eq!(tied(&desk), Some(("王建国", false)));
}

#[test]
fn a_step_back_too_many_does_not_lose_who_is_calling() {
    let mut desk = withheld();
    desk.press("F9").type_in("王").find_customers(&["王建国"]).press("Enter Esc Esc");
    assert_eq!(
        desk.model.calls.current.as_ref().and_then(|pane| pane.profile_pane()).map(|pane| pane.name.as_str()),
        Some("王建国")
    );
}

#[test]
fn nobody_found_lets_typing_go_on_and_offers_a_new_customer() {
    let mut desk = withheld();
    desk.press("F9").type_in("赵").find_customers(&[]).press("Enter");
    assert!(desk.model.is_typing());
    desk.press("F6");
    assert!(matches!(desk.model.form, Some(Form::Contact(_))) && desk.model.overlays.is_empty());
}

#[test]
fn without_a_call_a_customer_is_just_opened() {
    let mut desk = Desk::open();
    desk.press("f").type_in("王").find_customers(&["王建国"]).press("Enter");
    assert_eq!((desk.model.middle, tied(&desk)), (Middle::Customer, None));
}

#[test]
fn a_note_for_a_caller_nobody_knows_asks_who_it_is_and_keeps_what_was_said() {
    let mut desk = withheld();
    desk.press("n");
    assert!(matches!(desk.model.overlays.last(), Some(Overlay::Lookup(_))));
    desk.type_in("王").find_customers(&["王建国"]).press("Enter");
    desk.type_in("答应明天回电").press("C-s");
    let new = desk.wishes.iter().find_map(|wish| match wish {
        Effect::CreateTicket { new, .. } => Some(new.clone()),
        _ => None,
    });
    let new = new.expect("a ticket");
    assert_eq!((new.subject.as_str(), new.words.as_str()), ("我的净化器坏了", "我的净化器坏了"));
    assert_eq!(new.note.as_deref(), Some("答应明天回电"));
    assert_eq!(new.problem_type, None, "nothing points anywhere yet");
    assert_eq!((new.customer, new.call), (Some("王建国".into()), Some("c1".into())));
}

#[test]
fn an_answer_to_a_search_that_was_left_changes_nothing() {
    let mut desk = withheld();
    desk.press("F9").type_in("王").press("Esc");
    desk.model.dirty = false;
    let request = desk.wishes.iter().find_map(|wish| match wish {
        Effect::FindCustomers { request, .. } => Some(*request),
        _ => None,
    });
    desk.answer(Answer::CustomersFound { request: request.expect("asked"), result: Ok(Vec::new()) });
    assert!(!desk.model.dirty);
}

#[test]
fn who_is_looked_for_is_forgotten_with_the_call_it_was_for() {
    let mut desk = withheld();
    desk.press("F9").type_in("王").find_customers(&["王建国", "王建华"]);
    let over = CallState::Abandoned { at: desk.model.now };
    desk.push(LiveFact::CallChanged(Box::new(Call { state: over, ..call("c1") })));
    assert!(!desk.model.overlays.is_empty(), "the caller is still on screen");
    desk.push(LiveFact::CallRinging(Box::new(ring("c2", Caller::Withheld))));
    assert!(desk.model.overlays.is_empty());
}
