//! Two consoles on one ticket (M8, M11).

use ringdesk::crm::api::WriteKey;
use ringdesk::domain::ticket::{Ticket, TicketStatus};
use ringdesk::wire::request::Pend;

use crate::it::support::desk::{Desk, Seat};
use crate::it::support::office::HE;

/// Lin's desk and a colleague's, both with the form of the same ticket open.
async fn both_editing() -> (Desk, Seat, Ticket) {
    let desk = Desk::open(120, 36).await;
    let ticket = desk.office.ticket("手机未收到").await;
    let colleague = Seat::of(&desk.office, HE, 120, 36);
    colleague.shows("手机未收到").await;
    desk.shows("手机未收到").await;
    desk.press("Enter E");
    desk.shows(&format!("修改 {}", ticket.number)).await;
    colleague.press("Enter E");
    colleague.shows(&format!("修改 {}", ticket.number)).await;
    (desk, colleague, ticket)
}

#[tokio::test]
async fn two_consoles_that_change_different_fields_both_keep_what_they_typed() {
    let (desk, colleague, ticket) = both_editing().await;
    colleague.press("Tab 1 C-s");
    colleague.shows(&format!("{} 已修改", ticket.number)).await;
    desk.press("C-u");
    desk.types("手机改期送");
    desk.press("C-s");
    desk.shows(&format!("{} 已修改", ticket.number)).await;
    colleague.shows("手机改期送").await;
    let now = desk.office.api(HE).ticket(&ticket.id).await.unwrap();
    assert_eq!((now.subject.as_str(), now.priority), ("手机改期送", 1));
}

#[tokio::test]
async fn two_consoles_that_change_one_field_the_second_sees_all_versions_and_decides() {
    let (desk, colleague, ticket) = both_editing().await;
    colleague.press("C-u");
    colleague.types("手机换地址");
    colleague.press("C-s");
    colleague.shows(&format!("{} 已修改", ticket.number)).await;
    desk.press("C-u");
    desk.types("手机改期送");
    desk.press("Tab 2 C-s");
    desk.shows(&format!("工单 {} 已被别人改过", ticket.number)).await;
    for version in ["手机未收到", "手机改期送", "手机换地址", "其余已自动合并：优先级"] {
        desk.shows(version).await;
    }
    desk.presses_until_shown("2", "提交").await;
    desk.press("Enter");
    desk.hides("已被别人改过").await;
    colleague.shows("手机改期送").await;
    let now = desk.office.api(HE).ticket(&ticket.id).await.unwrap();
    assert_eq!((now.subject.as_str(), now.priority), ("手机改期送", 2));
}

#[tokio::test]
async fn two_who_let_one_ticket_wait_lose_no_word() {
    let desk = Desk::open(120, 36).await;
    let ticket = desk.office.ticket("手机未收到").await;
    desk.shows("手机未收到").await;
    desk.press("Enter p");
    desk.types("等照片");
    let pend = Pend { reason: "等发票".into(), until: None };
    desk.office.api(HE).pend(&WriteKey::fresh(), &ticket.id, &pend).await.unwrap();
    desk.press("C-s");
    desk.shows("已被别人改过").await;
    desk.shows("等发票").await;
    desk.presses_until_shown("3", "提交").await;
    desk.press("Enter");
    desk.hides("已被别人改过").await;
    desk.press("p");
    desk.shows("等照片").await;
    let now = desk.office.api(HE).ticket(&ticket.id).await.unwrap();
    assert_eq!((now.status, now.pending.unwrap().reason.as_str()), (TicketStatus::Pending, "等发票"));
}

#[tokio::test]
async fn a_lead_takes_a_ticket_over_and_its_owner_is_told_why() {
    let desk = Desk::open(120, 36).await;
    let ticket = desk.office.ticket("手机未收到").await;
    desk.shows("手机未收到").await;
    desk.press("Enter");
    desk.shows("保留到").await;
    let lead = Seat::of(&desk.office, HE, 120, 36);
    lead.shows("手机未收到").await;
    lead.press("Enter T");
    lead.shows(&format!("从林薇手中接手 {}", ticket.number)).await;
    lead.types("客户投诉，我来跟");
    lead.press("Enter");
    lead.shows(&format!("{} 已由你接手", ticket.number)).await;
    desk.shows(&format!("何静接手了你的 {}", ticket.number)).await;
    desk.shows("客户投诉，我来跟").await;
}
