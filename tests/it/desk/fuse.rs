//! Whom the fuse concerns sees why, and takes note by one key.

use ringdesk::domain::ticket::TicketFact;
use ringdesk::wire::page::PageRequest;

use crate::it::support::desk::{Desk, Seat};
use crate::it::support::office::{LIN, ZHOU};

/// Whoever owns a ticket hears of it a second after it came in.
const HASTY: &str = "
[[policy]]
name = 'hasty'
targets = { handling = '1s' }
[[policy.step]]
of = 'handling'
after = '1s'
to = 'owner'
";

#[tokio::test]
async fn what_has_gone_up_is_explained_and_taken_note_of_by_one_key() {
    let desk = Desk::open(120, 36).await;
    desk.office.goes_by(HASTY).await;
    let ticket = desk.office.ticket("手机未收到").await;
    desk.shows("手机未收到").await;
    desk.press("Enter e");
    desk.shows("规则 hasty（office.toml:3）").await;
    desk.shows("+ 1s              时限").await;
    desk.shows("处理超时，已通知林薇").await;
    desk.shows("无人知悉").await;
    desk.press("A");
    desk.hides("无人知悉").await;
    desk.press("Esc");
    desk.shows("已通知林薇  林薇").await;
    desk.shows("已知悉").await;
    let history = desk.office.api(ZHOU).ticket_history(&ticket.id, &PageRequest::default()).await.unwrap().items;
    let noted: Vec<_> = history.iter().filter(|entry| entry.what == TicketFact::Acknowledged).collect();
    assert_eq!(noted.iter().map(|entry| entry.by.name()).collect::<Vec<_>>(), ["林薇"]);
}

#[tokio::test]
async fn a_colleague_sees_who_took_note() {
    let desk = Desk::open(120, 36).await;
    desk.office.goes_by(HASTY).await;
    desk.office.ticket("手机未收到").await;
    let colleague = Seat::of(&desk.office, ZHOU, 80, 24);
    colleague.shows("实时").await;
    colleague.press("Right Right");
    colleague.shows("手机未收到").await;
    desk.shows("手机未收到").await;
    desk.press("Enter");
    desk.shows("无人知悉").await;
    desk.press("A");
    colleague.shows("已知悉").await;
}

#[tokio::test]
async fn what_will_blow_in_half_an_hour_is_one_key_away_and_opens() {
    let desk = Desk::open(80, 24).await;
    let ticket = desk.office.ticket("手机未收到").await;
    desk.press("W");
    desk.shows("没有将要超时的工单").await;
    desk.office.goes_by("[[policy]]\nname = 'soon'\ntargets = { handling = '20m' }\n").await;
    desk.shows("19:").await;
    desk.shows("手机未收到").await;
    desk.press("Enter");
    desk.shows(&format!("工单 {}", ticket.number)).await;
    assert_eq!(desk.office.api(LIN).ticket(&ticket.id).await.unwrap().clocks.len(), 1);
}
