//! Callers whom the number does not tell, and what is promised to them.

use ringdesk::crm::api::WriteKey;
use ringdesk::domain::call::CallState;
use ringdesk::domain::ids::{CallId, CustomerId};
use ringdesk::wire::page::PageRequest;
use ringdesk::wire::request::NewTodo;

use crate::it::support::desk::{Desk, Seat, eventually};
use crate::it::support::office::{LIN, ZHOU};

/// Whom the server has for the caller, as soon as it has anybody.
async fn customer_of(desk: &Desk, call: &CallId) -> CustomerId {
    let api = desk.office.api(LIN);
    eventually(async || api.call(call).await.unwrap().customer_id).await
}

#[tokio::test]
async fn a_withheld_caller_who_gives_an_order_number_has_their_profile_on_screen() {
    let desk = Desk::open(120, 36).await;
    let call = desk.ring("anonymous").await;
    desk.shows("对方没有显示号码").await;
    desk.press("F9");
    desk.types("a7731");
    desk.shows("王建国").await;
    desk.press("Enter");
    desk.shows("SF1380045512").await;
    desk.hides("对方没有显示号码").await;
    assert_eq!(customer_of(&desk, &call).await, CustomerId::new("wang"));
}

#[tokio::test]
async fn a_caller_is_found_by_a_ticket_and_by_a_number_they_gave_once() {
    let desk = Desk::open(120, 36).await;
    let ticket = desk.office.ticket("手机未收到").await;
    desk.ring("anonymous").await;
    desk.shows("对方没有显示号码").await;
    for said in [ticket.number.to_string(), "13812345678".to_owned(), "SF1380045512".to_owned()] {
        desk.press("F9");
        desk.types(&said);
        desk.shows("138****5678").await;
        desk.press("Esc");
        desk.hides("来电的是谁").await;
    }
}

#[tokio::test]
async fn a_customer_with_a_new_number_is_known_by_it_the_next_time() {
    let desk = Desk::open(120, 36).await;
    desk.ring("139 0000 0001").await;
    desk.shows("没有客户用这个号码").await;
    desk.press("F9");
    desk.types("王建国");
    desk.shows("138****5678").await;
    desk.press("Tab Enter");
    desk.shows("SF1380045512").await;
    desk.shows("· 139****0001").await;
    let numbers = desk.office.api(LIN).customer(&CustomerId::new("wang")).await.unwrap().phones;
    assert_eq!(numbers.len(), 2, "{numbers:?}");
    desk.office.hang_up_all().await;
    desk.ring("+86 139 0000 0001").await;
    desk.shows("金卡").await;
}

#[tokio::test]
async fn whom_one_console_chooses_every_console_of_that_agent_shows() {
    let desk = Desk::open(120, 36).await;
    let second = Seat::of(&desk.office, LIN, 120, 36);
    second.shows("实时").await;
    let call = desk.ring("0571 8765 4321").await;
    desk.shows("是哪一位").await;
    second.shows("是哪一位").await;
    desk.press("2");
    second.hides("是哪一位").await;
    customer_of(&desk, &call).await;
}

#[tokio::test]
async fn a_note_for_a_caller_without_a_ticket_opens_one_tied_to_the_call() {
    let desk = Desk::open(120, 36).await;
    let call = desk.ring("138 1234 5678").await;
    desk.office.say(&call, "净化器一直响").await;
    desk.shows("净化器一直响").await;
    desk.press("F2");
    desk.shows("通话").await;
    desk.press("n");
    desk.shows("新工单 王建国").await;
    desk.types("已请客户录音");
    desk.press("C-s");
    desk.shows("已建工单").await;
    desk.shows("已请客户录音").await;
    let call = desk.office.api(LIN).call(&call).await.unwrap();
    let ticket = desk.office.api(LIN).ticket(&call.ticket_id.unwrap()).await.unwrap();
    assert_eq!((ticket.subject.as_str(), ticket.customer.id.as_str()), ("净化器一直响", "wang"));
    assert!(matches!(call.state, CallState::Answered { .. }));
}

#[tokio::test]
async fn the_next_contact_of_a_new_customer_is_a_callback_on_the_desk() {
    let desk = Desk::open(120, 36).await;
    desk.ring("139 0000 0001").await;
    desk.shows("没有客户用这个号码").await;
    desk.press("F6");
    desk.types("赵敏");
    desk.press("Enter");
    desk.types("明天10点");
    desk.shows("明天 10:00").await;
    desk.press("Enter");
    desk.types("等报价");
    desk.press("Enter");
    desk.shows("赵敏 等报价").await;
    desk.shows("障碍 等报价").await;
}

#[tokio::test]
async fn a_contact_moves_the_callback_instead_of_making_another() {
    let desk = Desk::open(120, 36).await;
    desk.ring("138 1234 5678").await;
    desk.shows("SF1380045512").await;
    for when in ["明天10点", "明天11点"] {
        desk.press("F5 s");
        desk.shows("联系记录 王建国").await;
        desk.press("C-u");
        desk.types(when);
        desk.press("C-s");
        desk.shows("已保存").await;
        desk.hides("已保存").await;
    }
    let todos = desk.office.api(LIN).todos(&PageRequest::default()).await.unwrap().items;
    assert_eq!(todos.len(), 1, "{todos:?}");
}

#[tokio::test]
async fn a_callback_ticked_off_is_gone_from_every_console() {
    let desk = Desk::open(120, 36).await;
    let second = Seat::of(&desk.office, LIN, 120, 36);
    second.shows("实时").await;
    let due_at = chrono::Utc::now() + chrono::TimeDelta::hours(1);
    let wang = Some(CustomerId::new("wang"));
    let new = NewTodo { text: "回电说明延误".into(), due_at, customer_id: wang, ticket_id: None, needs: None };
    desk.office.api(LIN).promise_callback(&WriteKey::fresh(), &new).await.unwrap();
    desk.shows("回电说明延误").await;
    second.shows("回电说明延误").await;
    desk.press("d Enter");
    desk.shows("SF1380045512").await;
    desk.press("d x");
    desk.shows("已完成").await;
    second.hides("回电说明延误").await;
}

#[tokio::test]
async fn a_promise_of_a_colleague_is_not_on_this_desk() {
    let desk = Desk::open(120, 36).await;
    let due_at = chrono::Utc::now() + chrono::TimeDelta::hours(1);
    let new = NewTodo { text: "周岚的回电".into(), due_at, customer_id: None, ticket_id: None, needs: None };
    desk.office.api(ZHOU).promise_callback(&WriteKey::fresh(), &new).await.unwrap();
    desk.ring("138 1234 5678").await;
    desk.shows("王建国").await;
    desk.shows_no("周岚的回电");
}
