use chrono::{TimeDelta, Timelike};

use super::desk::Desk;
use super::fixture::{call, customer, known, now, profile, ring};
use crate::console::app::effect::{Becomes, ContactFields, Effect, NewCustomer};
use crate::console::app::message::{Answer, LiveFact};
use crate::console::app::model::form::Form;
use crate::console::app::problem::{Problem, ProblemKind};
use crate::domain::call::Call;
use crate::domain::customer::Customer;
use crate::domain::profile::{Caller, Profile, ScreenPop};

fn calling(caller: Caller) -> Desk {
    let mut desk = Desk::open();
    desk.push(LiveFact::CallRinging(Box::new(ring("c1", caller))));
    desk.press("A-2");
    desk.keys = 0;
    desk
}

fn new_customer(desk: &Desk) -> Option<NewCustomer> {
    desk.wishes.iter().find_map(|wish| match wish {
        Effect::CreateCustomer { fields, .. } => Some(fields.clone()),
        _ => None,
    })
}

fn saved(desk: &Desk) -> Option<(ContactFields, Option<u64>)> {
    desk.wishes.iter().rev().find_map(|wish| match wish {
        Effect::SaveContact { fields, version, .. } => Some((fields.clone(), *version)),
        _ => None,
    })
}

fn problem(desk: &Desk) -> Option<&'static str> {
    desk.model.form.as_ref().and_then(Form::problem).map(|text| text.key)
}

#[test]
fn an_unknown_caller_becomes_a_customer_in_one_key_and_three_fields() {
    let mut desk = calling(Caller::Unknown);
    desk.press("F6").type_in("赵敏\n+2h\n等报价\n");
    let fields = new_customer(&desk).expect("sent with the third field");
    let at = (now() + TimeDelta::hours(2)).with_second(0);
    assert_eq!((fields.name.as_str(), fields.next_contact_at), ("赵敏", at));
    assert_eq!((fields.obstacle.as_deref(), fields.city.as_deref()), (Some("等报价"), Some("杭州")));
}

#[test]
fn the_rest_is_folded_until_one_goes_there() {
    let mut desk = calling(Caller::Unknown);
    desk.press("F6").type_in("赵敏").press("Tab Tab Tab");
    desk.type_in("已报价").press("C-s");
    assert_eq!(new_customer(&desk).and_then(|fields| fields.stage).as_deref(), Some("已报价"));
}

#[test]
fn a_contact_takes_three_fields_and_only_what_changed_is_sent() {
    let mut desk = calling(known(vec![]));
    desk.press("s").type_in("+1d\n已安装\n\n");
    let (fields, version) = saved(&desk).expect("sent");
    let at = (now() + TimeDelta::days(1)).with_second(0).map(Becomes::To);
    let stage = Some(Becomes::To("已安装".to_owned()));
    assert_eq!(fields, ContactFields { next_contact_at: at, stage, ..ContactFields::default() });
    assert_eq!(version, Some(1));
}

#[test]
fn a_field_can_be_emptied() {
    let stuck = Customer { obstacle: Some("等报价".into()), ..customer() };
    let mut desk = calling(Caller::Known { profile: Box::new(Profile { customer: stuck, ..profile(vec![]) }) });
    desk.press("s Tab Tab C-u C-s");
    assert_eq!(saved(&desk).map(|(fields, _)| fields.obstacle), Some(Some(Becomes::Nothing)));
}

#[test]
fn a_time_that_is_none_is_said_and_the_form_stays_with_its_field() {
    for (typed, key) in [("下雨", "when-unclear"), ("11月31日", "when-impossible"), ("今天", "when-no-hour")] {
        let mut desk = calling(known(vec![]));
        desk.press("s").type_in(typed).press("C-s");
        assert_eq!(problem(&desk), Some(key), "{typed}");
        assert_eq!(desk.typed(), Some(typed));
        assert_eq!(saved(&desk), None);
    }
}

#[test]
fn nothing_changed_is_said() {
    let mut desk = calling(known(vec![]));
    desk.press("s C-s");
    assert_eq!((problem(&desk), saved(&desk)), (Some("contact-unchanged"), None));
}

#[test]
fn a_second_contact_behind_an_unconfirmed_one_is_merged_like_every_other() {
    let mut desk = calling(known(vec![]));
    desk.press("s").type_in("+1d").press("C-s s").type_in("+2d").press("C-s");
    assert_eq!(saved(&desk).map(|(_, version)| version), Some(Some(1)));
}

#[test]
fn what_was_saved_is_on_the_profile_and_leaves_no_draft() {
    let mut desk = calling(known(vec![]));
    desk.press("s Tab").type_in("已安装").press("C-s");
    let write = desk.last_write();
    let after = Customer { version: 2, stage: Some("已安装".into()), ..customer() };
    desk.answer(Answer::ContactSaved { write, result: Ok(Box::new(after)) });
    let shown = desk.model.profile_pane().and_then(|pane| pane.profile.value()).map(|known| &known.customer);
    assert_eq!(shown.and_then(|customer| customer.stage.as_deref()), Some("已安装"));
    assert!(desk.model.drafts.is_empty());
}

#[test]
fn what_was_refused_comes_back_when_the_form_is_opened_again() {
    let mut desk = calling(known(vec![]));
    desk.press("s").type_in("+1d").press("C-s");
    let write = desk.last_write();
    desk.answer(Answer::ContactSaved { write, result: Err(Problem::of(ProblemKind::Stale)) });
    desk.press("s");
    assert_eq!(desk.typed(), Some("+1d"));
    assert_eq!(desk.said(), ["toast-contact-not-saved"]);
}

#[test]
fn the_carrier_of_a_mobile_is_no_city() {
    let mut desk = Desk::open();
    let mobile = Call { home: Some("中国移动".into()), ..call("c1") };
    desk.push(LiveFact::CallRinging(Box::new(ScreenPop { call: mobile, ..ring("c1", Caller::Unknown) })));
    desk.press("F6").type_in("赵敏").press("C-s");
    assert_eq!(new_customer(&desk).expect("sent").city, None);
}
