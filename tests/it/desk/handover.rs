//! The end of a shift: what is open goes to a colleague, on two consoles of one server.

use chrono::TimeDelta;
use ringdesk::crm::api::WriteKey;
use ringdesk::domain::ids::CustomerId;
use ringdesk::wire::page::PageRequest;
use ringdesk::wire::request::NewTodo;

use crate::it::support::desk::{Desk, Seat, eventually};
use crate::it::support::office::{LIN, ZHOU};

async fn promised() -> Desk {
    let desk = Desk::open(120, 36).await;
    let due_at = chrono::Utc::now() + TimeDelta::hours(1);
    let customer_id = Some(CustomerId::new("wang"));
    let new = NewTodo { text: "回电说明延误".into(), due_at, customer_id, ticket_id: None, needs: None };
    desk.office.api(LIN).promise_callback(&WriteKey::fresh(), &new).await.unwrap();
    desk.shows("回电说明延误").await;
    desk
}

#[tokio::test]
async fn a_promise_and_a_draft_go_to_a_colleague_in_three_steps() {
    let desk = promised().await;
    let colleague = Seat::of(&desk.office, ZHOU, 120, 36);
    colleague.shows("实时").await;
    let ticket = desk.office.ticket("打开就是碎的").await;
    desk.shows("打开就是碎的").await;
    desk.press("Enter n");
    desk.types("等仓库回话");
    desk.shows("等仓库回话").await;
    desk.press("Esc");
    desk.press("H");
    desk.shows("[x] ").await;
    desk.press("Enter");
    desk.shows("周岚").await;
    desk.press("1");
    desk.shows("已交给").await;
    desk.hides("回电说明延误").await;
    colleague.shows("回电说明延误").await;
    colleague.press("d");
    colleague.shows("交接").await;
    let api = desk.office.api(ZHOU);
    eventually(async || {
        let history = api.ticket_history(&ticket.id, &PageRequest::default()).await.unwrap();
        format!("{history:?}").contains("备注草稿：等仓库回话").then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_way_of_a_note_is_traced_to_this_screen() {
    let desk = promised().await;
    let ticket = desk.office.ticket("打开就是碎的").await;
    desk.shows("打开就是碎的").await;
    desk.press("Enter n");
    desk.types("写下一句");
    desk.press("C-s");
    let api = desk.office.api(LIN);
    eventually(async || {
        let history = api.ticket_history(&ticket.id, &PageRequest::default()).await.unwrap();
        format!("{history:?}").contains("写下一句").then_some(())
    })
    .await;
    desk.press("Space i");
    desk.shows("经过的环节").await;
    desk.press("Esc Space i");
    desk.shows("显示 +").await;
    for layer in ["提交 >", "入库 +", "推送 +", "到本机 +"] {
        desk.shows(layer).await;
    }
}
