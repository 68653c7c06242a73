use super::desk::Desk;
use super::fixture::{order, profile, ring, ticket};
use crate::console::app::Msg;
use crate::console::app::message::LiveFact;
use crate::console::app::model::form::Form;
use crate::console::snippet::Snippets;
use crate::domain::order::ShipmentState;
use crate::domain::profile::Caller;

/// 王建国 is on the line, with a parcel in question.
fn talking() -> Desk {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    let mut profile = profile(vec![ticket("a", 10)]);
    profile.orders = vec![order("A7731", ShipmentState::InTransit, 80)];
    desk.push(LiveFact::CallRinging(Box::new(ring("1", Caller::Known { profile: Box::new(profile) }))));
    desk.press("g c");
    desk
}

#[test]
fn a_prefix_and_tab_put_a_canned_text_in_with_its_gaps_filled() {
    let mut desk = talking();
    desk.press("m").type_in(";hurry").press("Tab");
    assert_eq!(desk.typed(), Some("您好 王建国，订单 A7731 已为您加急，仓库优先处理。"));
    desk.press("C-z");
    assert_eq!(desk.typed(), Some(";hurry"), "and it can be undone");
}

#[test]
fn in_a_note_as_well_and_in_the_middle_of_it() {
    let mut desk = talking();
    desk.press("n").type_in("已答：;done").press("Tab").type_in("完");
    assert_eq!(desk.typed(), Some("已答：您好 王建国，您的工单 10482 已处理完毕，如还有问题请随时联系我们。林薇完"));
}

#[test]
fn what_is_no_prefix_stays_and_is_said() {
    let mut desk = talking();
    desk.press("n").type_in(";nothing").press("Tab");
    assert_eq!((desk.typed(), &desk.said()[..]), (Some(";nothing"), &["toast-no-snippet"][..]));
}

#[test]
fn a_canned_text_is_chosen_from_a_list() {
    let mut desk = talking();
    desk.press("n").type_in("客户：").press("A-s").type_in("照片").press("Enter");
    assert!(desk.model.overlays.is_empty());
    assert!(desk.typed().is_some_and(|text| text.starts_with("客户：您好 王建国，请发一张")), "{:?}", desk.typed());
}

#[test]
fn without_a_form_it_becomes_a_note() {
    let mut desk = talking();
    desk.press("A-s").type_in("wait").press("Enter");
    assert!(matches!(&desk.model.form, Some(Form::Note(_))));
}

#[test]
fn words_with_an_open_gap_do_not_reach_the_customer() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("m").type_in(";ship").press("Tab");
    assert!(desk.said().contains(&"toast-open-gap"));
    desk.press("C-s");
    assert!(desk.model.outgoing.is_empty());
    assert_eq!(desk.model.form.as_ref().and_then(Form::problem).map(|why| why.key), Some("reply-open-gap"));
}

#[test]
fn own_texts_come_before_the_shipped_ones() {
    let mut desk = talking();
    let (own, _) = Snippets::parse("mine", "[[snippet]]\nprefix = \"hello\"\ntext = \"喂\"");
    desk.send(Msg::Snippets(own)).press("n").type_in(";hello").press("Tab");
    assert_eq!(desk.typed(), Some("喂"));
}
