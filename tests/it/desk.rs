//! What the desk promises, on the real loop with a real server behind it.

mod caller;
mod conflict;
mod fuse;
mod handover;
mod long_queue;
mod recall;
mod wall;

use ringdesk::crm::api::{Api, WriteKey};
use ringdesk::crm::http::Token;
use ringdesk::knowledge::Library;
use ringdesk::wire::page::PageRequest;
use ringdesk::wire::request::{NewNote, NewReply, Resolve};

use crate::it::support::database::Kind;
use crate::it::support::desk::{Brought, Desk, Seat};
use crate::it::support::office::{LIN, Office, ZHOU};

#[tokio::test]
async fn a_caller_is_on_screen_before_the_agent_says_hello() {
    let desk = Desk::open(120, 36).await;
    desk.ring("138 1234 5678").await;
    desk.shows("王建国").await;
    desk.shows("SF1380045512").await;
    desk.shows("履约异常").await.in_role("alert");
    desk.keys_pressed(0);
}

#[tokio::test]
async fn a_ring_is_answered_and_its_ticket_closed_on_postgres_as_well() {
    let Some(office) = Office::open_on(Kind::Postgres).await else { return };
    let desk = Desk::in_office(office, 120, 36).await;
    desk.ring("138 1234 5678").await;
    desk.shows("SF1380045512").await;
    let ticket = desk.office.ticket("空气净化器没到").await;
    desk.shows("空气净化器没到").await;
    let tag = Resolve { root_cause: Some("warehouse_late".into()), ..Resolve::default() };
    desk.office.api(LIN).resolve(&WriteKey::fresh(), &ticket.id, &tag).await.unwrap();
    desk.shows("这里没有等待的工单").await;
}

#[tokio::test]
async fn what_the_caller_says_finds_its_answer_by_itself() {
    let desk = Desk::open(120, 36).await;
    let call = desk.ring("138 1234 5678").await;
    desk.office.say(&call, "快递一直没到，单号没更新").await;
    desk.shows("没到").await;
    desk.shows("知识 · 按来电内容").await;
    desk.shows(" 1  ").await;
    desk.keys_pressed(0);
}

#[tokio::test]
async fn the_desk_stands_before_the_answers_are_indexed_and_a_search_says_that_it_waits() {
    let office = Office::open().await;
    let (finish, indexed) = std::sync::mpsc::channel();
    let library = Box::new(move || {
        indexed.recv().unwrap();
        Ok(Library::in_memory())
    });
    let desk = Seat::bringing(office.api(LIN), 120, 36, Brought { library, ..Brought::default() });
    office.ticket("空气净化器没到").await;
    desk.shows("空气净化器没到").await;
    desk.press("/");
    desk.types("东西坏了怎么退");
    desk.shows("正在建立知识索引").await;
    finish.send(()).unwrap();
    desk.hides("正在建立知识索引").await;
    desk.shows_no("没有找到");
}

#[tokio::test]
async fn an_unknown_caller_can_be_made_a_customer() {
    let desk = Desk::open(120, 36).await;
    desk.ring("139 0000 0001").await;
    desk.shows("没有客户用这个号码").await;
    desk.press("F6");
    desk.types("赵敏");
    desk.press("C-s");
    desk.hides("没有客户用这个号码").await;
    desk.shows("赵敏").await;
}

#[tokio::test]
async fn a_withheld_number_says_so() {
    let desk = Desk::open(120, 36).await;
    desk.ring("anonymous").await;
    desk.shows("对方没有显示号码").await;
}

#[tokio::test]
async fn of_several_customers_on_one_number_a_digit_chooses() {
    let desk = Desk::open(120, 36).await;
    desk.ring("0571 8765 4321").await;
    desk.shows("这个号码有 2 位客户").await;
    desk.shows("李静").await;
    desk.shows("孙立").await;
    desk.press("1");
    desk.hides("是哪一位").await;
    desk.shows("李静").await;
    desk.hides("孙立").await;
}

#[tokio::test]
async fn answers_are_found_in_the_customers_own_words() {
    let desk = Desk::open(120, 36).await;
    desk.press("/");
    desk.types("快递一直没到");
    desk.shows("快递一直没到怎么办").await;
}

#[tokio::test]
async fn no_ticket_closes_without_a_root_cause() {
    let desk = Desk::open(120, 36).await;
    let ticket = desk.office.ticket("手机未收到").await;
    let api = desk.office.api(LIN);
    let refused = api.close(&WriteKey::fresh(), &ticket.id, &Resolve::default()).await.unwrap_err();
    assert_eq!(refused.problem_name(), Some("root-cause-missing"), "{refused}");
    desk.shows("手机未收到").await;
    desk.press("Enter");
    desk.shows(&ticket.number.to_string()).await;
    desk.press("c");
    desk.shows("根因是？").await;
    desk.press("1 Enter");
    desk.shows(&format!("{} 已关闭", ticket.number)).await;
    assert!(api.ticket(&ticket.id).await.unwrap().root_cause.is_some());
}

#[tokio::test]
async fn what_a_colleague_changes_appears_by_itself() {
    let desk = Desk::open(120, 36).await;
    let ticket = desk.office.ticket("手机未收到").await;
    let colleague = Seat::of(&desk.office, ZHOU, 120, 36);
    colleague.shows("实时").await;
    desk.shows("手机未收到").await;
    desk.press("Enter");
    let note = NewNote { text: "客户下午在家".into() };
    desk.office.api(ZHOU).note(&WriteKey::fresh(), &ticket.id, &note).await.unwrap();
    desk.shows("客户下午在家").await;
    desk.shows("周岚").await;
}

#[tokio::test]
async fn a_lost_server_is_said_and_nothing_is_missed_meanwhile() {
    let mut desk = Desk::open(120, 36).await;
    let ticket = desk.office.ticket("手机未收到").await;
    desk.shows("手机未收到").await;
    desk.press("Enter");
    desk.shows("手机未收到").await;
    desk.office.server_stops().await;
    desk.shows("断线").await;
    desk.shows("手机未收到").await;
    desk.office.server_starts().await;
    let note = NewNote { text: "仓库已补发".into() };
    desk.office.api(ZHOU).note(&WriteKey::fresh(), &ticket.id, &note).await.unwrap();
    desk.shows("实时").await;
    desk.shows("仓库已补发").await;
}

#[tokio::test]
async fn a_note_written_while_the_server_is_gone_lands_when_it_is_back() {
    let mut desk = Desk::open(120, 36).await;
    let ticket = desk.office.ticket("手机未收到").await;
    desk.shows("手机未收到").await;
    desk.press("Enter");
    desk.shows(&ticket.number.to_string()).await;
    desk.office.server_stops().await;
    desk.shows("断线").await;
    desk.press("n");
    desk.types("客户要求加急");
    desk.press("C-s");
    desk.shows("客户要求加急").await;
    desk.office.server_starts().await;
    desk.shows("实时").await;
    desk.hides("待发").await;
    let history = desk.office.api(ZHOU).ticket_history(&ticket.id, &PageRequest::default()).await.unwrap();
    let noted = history.items.iter().filter(|entry| format!("{entry:?}").contains("客户要求加急")).count();
    assert_eq!(noted, 1, "it lands once");
}

#[tokio::test]
async fn a_ring_steals_no_key_from_what_is_being_typed() {
    let desk = Desk::open(120, 36).await;
    let ticket = desk.office.ticket("手机未收到").await;
    desk.shows("手机未收到").await;
    desk.press("Enter");
    desk.shows(&ticket.number.to_string()).await;
    desk.press("n");
    desk.types("客户说明天");
    desk.shows("客户说明天").await;
    desk.ring("139 0000 0001").await;
    desk.shows("139****0001").await;
    desk.types("在家");
    desk.shows("客户说明天在家").await;
}

#[tokio::test]
async fn every_size_of_terminal_is_filled() {
    let desk = Desk::open(120, 36).await;
    desk.office.ticket("手机未收到").await;
    desk.ring("138 1234 5678").await;
    desk.shows("王建国").await;
    for (width, height) in [(1, 1), (2, 40), (200, 1), (40, 10), (79, 23), (80, 24), (200, 60), (7, 3), (120, 36)] {
        desk.resize(width, height);
        desk.fills(width, height).await;
    }
    desk.shows("王建国").await;
}

#[tokio::test]
async fn the_console_ends_when_asked() {
    let desk = Desk::open(120, 36).await;
    let seat = Seat::of(&desk.office, ZHOU, 80, 24);
    seat.shows("实时").await;
    seat.terminate();
    seat.ends().await;
}

#[tokio::test]
async fn a_burst_of_keys_is_painted_in_a_few_frames() {
    let desk = Desk::open(120, 36).await;
    let before = desk.frames_painted();
    desk.press("/");
    desk.types(&"的".repeat(400));
    desk.types("快递");
    desk.shows("的快递").await;
    let painted = desk.frames_painted() - before;
    assert!(painted < 40, "{painted} frames for 403 keys");
}

#[tokio::test]
async fn a_key_is_painted_although_nothing_else_happens() {
    let desk = Desk::open(120, 36).await;
    for _ in 0..3 {
        desk.press("?");
        desk.shows("按键").await;
        desk.press("Esc");
        desk.hides("按键").await;
    }
}

#[tokio::test]
async fn a_token_that_is_no_longer_good_is_said_once() {
    let desk = Desk::open(120, 36).await;
    let url = desk.office.url();
    let seat = Seat::with(Api::new(&url, Some(&Token::new("stale"))).unwrap(), 120, 36);
    seat.shows("登录已失效，请重新登录").await;
    seat.press("Esc L");
    seat.hides("知识 ·").await;
    seat.shows_no(&url);
}

#[tokio::test]
async fn a_message_to_the_customer_is_a_contact_on_their_profile_and_can_be_called_back_first() {
    let desk = Desk::open(120, 36).await;
    let ticket = desk.office.ticket("手机未收到").await;
    desk.ring("138 1234 5678").await;
    desk.shows("SF1380045512").await;
    desk.press("m");
    desk.shows("发给客户 王建国").await.in_role("reply");
    desk.types("明天到");
    desk.press("C-s");
    desk.shows("u 撤回").await;
    desk.press("u");
    desk.shows("║ 明天到").await;
    desk.press("Esc");
    let reply = NewReply { text: "今天到".into(), channel: None, seen_at: None };
    desk.office.api(LIN).reply(&WriteKey::fresh(), &ticket.id, &reply).await.unwrap();
    desk.shows("今天到").await;
    desk.shows("已发出").await;
    desk.shows_no("明天到");
}
