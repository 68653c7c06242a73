//! The lead's wall beside the desk of an agent.

use ringdesk::domain::ids::AgentId;

use crate::it::support::desk::{Desk, Seat, eventually};
use crate::it::support::office::{HE, LIN, ZHOU};

#[tokio::test]
async fn a_call_that_an_agent_answers_is_on_the_leads_wall_without_a_key() {
    let desk = Desk::open(120, 36).await;
    let lead = Seat::of(&desk.office, HE, 120, 36);
    lead.shows("实时").await;
    lead.press("w");
    lead.shows("今日已结").await;
    lead.shows_no("通话中         1");
    desk.ring("138 1234 5678").await;
    desk.shows("王建国").await;
    lead.shows("正在响铃       1").await;
    desk.press("F2");
    lead.shows("通话中         1").await;
    lead.keys_pressed(1);
}

#[tokio::test]
async fn a_lead_finds_a_ticket_a_key_a_step_and_gives_it_to_somebody_else() {
    let desk = Desk::open(120, 36).await;
    let ticket = desk.office.ticket("手机未收到").await;
    let lead = Seat::of(&desk.office, HE, 120, 36);
    lead.shows("实时").await;
    lead.press("w");
    lead.shows("今日已结").await;
    lead.press("2");
    lead.shows("售后一组").await;
    lead.press("Enter");
    lead.shows("周岚 · 示闲").await;
    lead.press("Down Down Enter");
    lead.shows("手机未收到").await;
    lead.press("a");
    lead.shows("1 张工单交给谁").await;
    lead.press("1");
    lead.shows("已转交").await;
    let api = desk.office.api(LIN);
    let owner = eventually(async || {
        let owner = api.ticket(&ticket.id).await.unwrap().assignee?;
        (owner.id != AgentId::new(LIN)).then_some(owner.id)
    });
    assert_eq!(owner.await, AgentId::new(ZHOU));
    lead.shows("这里没有等待的工单").await;
    lead.press("Esc");
    lead.shows("周岚 · 示闲").await;
}

#[tokio::test]
async fn an_agent_is_told_that_the_wall_is_not_theirs() {
    let desk = Desk::open(120, 36).await;
    desk.press("w");
    desk.shows("看板供组长、总监和管理员使用").await;
}
