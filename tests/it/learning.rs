//! The knowledge base learns: what one desk finds out, every desk knows.

use std::time::Instant;

use ringdesk::crm::api::WriteKey;
use ringdesk::knowledge::article_file;
use ringdesk::wire::page::PageRequest;
use ringdesk::wire::request::{KnowledgeUse, NewPhrasing, NewTicket, UseOutcome};

use crate::it::support::desk::{Brought, Desk, Seat, eventually};
use crate::it::support::office::{HE, LIN, Office, ZHOU};

/// Words that no shipped answer has.
const SAID: &str = "紫霞仙子把它驾走了";

async fn proposed(office: &Office) -> String {
    let article = office.api(LIN).article(&"parcel-not-arrived.zh-CN".into()).await.unwrap();
    let text = NewPhrasing { text: SAID.to_owned() };
    office.api(LIN).propose_phrasing(&WriteKey::fresh(), &article.id, &text).await.unwrap();
    article.title
}

#[tokio::test]
async fn what_a_lead_accepts_with_one_key_is_found_on_every_desk() {
    let desk = Desk::open(120, 36).await;
    let title = proposed(&desk.office).await;
    let zhou = Seat::of(&desk.office, ZHOU, 120, 36);
    for seat in [&*desk, &zhou] {
        seat.shows("实时").await;
        seat.press("/");
        seat.types("紫霞仙子");
        seat.shows("知识 · 按输入").await;
        seat.shows_no(SAID);
    }
    let lead = Seat::of(&desk.office, HE, 120, 36);
    lead.shows("实时").await;
    lead.press("Space n");
    lead.shows(SAID).await;
    let accepted = Instant::now();
    lead.press("Enter");
    desk.shows(SAID).await;
    zhou.shows(SAID).await;
    desk.shows(&title).await;
    println!("accepted, and found on two other desks after {:?}", accepted.elapsed());
    lead.shows("没有待定的说法").await;
}

#[tokio::test]
async fn the_words_of_a_customer_are_proposed_when_their_ticket_is_solved_with_an_answer() {
    let desk = Desk::open(120, 36).await;
    let new = NewTicket {
        customer_id: Some("wang".into()),
        subject: "空气净化器没到".to_owned(),
        words: "我是王建国，单号SF1380045512，影子都没见着".to_owned(),
        claim: true,
        ..NewTicket::default()
    };
    desk.office.api(LIN).create_ticket(&WriteKey::fresh(), &new).await.unwrap();
    desk.shows("空气净化器没到").await;
    desk.press("/");
    desk.types("快递还没到");
    desk.shows("快递一直没到怎么办").await;
    desk.press("Enter Esc A-1 r");
    desk.shows("用的答案").await;
    desk.press("1 Enter");
    desk.hides("用的答案").await;
    let api = desk.office.api(HE);
    eventually(async || api.phrasing_cases(&PageRequest::default()).await.unwrap().items.pop()).await;
    let lead = Seat::of(&desk.office, HE, 120, 36);
    lead.shows("实时").await;
    lead.press("Space n");
    lead.shows("\"单号，影子都没见着\"").await;
    lead.shows("1 位同事用它帮上了忙").await;
    lead.press("X");
    lead.shows("没有待定的说法").await;
}

#[tokio::test]
async fn one_key_begins_an_answer_to_what_no_answer_fitted() {
    let office = Office::open().await;
    for query in ["飞机上能用净化器吗", "净化器能在飞机上用吗"] {
        let usage = KnowledgeUse {
            query: query.to_owned(),
            article_id: None,
            outcome: UseOutcome::Nothing,
            phrasing: None,
            passed_over: None,
        };
        office.api(LIN).report_use(&WriteKey::fresh(), &usage).await.unwrap();
    }
    let drafts = tempfile::tempdir().unwrap();
    let brought = Brought { drafts: Some(drafts.path().to_owned()), ..Brought::default() };
    let lead = Seat::bringing(office.api(HE), 120, 36, brought);
    lead.shows("实时").await;
    lead.press("Space g");
    lead.shows("2 次").await;
    lead.press("Enter");
    lead.shows("答案草稿在").await;
    let gap = office.api(HE).gaps(&PageRequest::default()).await.unwrap().items.swap_remove(0);
    let file = std::fs::read_dir(drafts.path()).unwrap().next().unwrap().unwrap().path();
    let draft = article_file::parse(&file.display().to_string(), &std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(draft.phrasings[0], gap.query);
    assert_eq!(draft.phrasings[1..], gap.words);
    office.api(HE).create_article(&WriteKey::fresh(), &draft).await.unwrap();
    assert!(office.api(HE).gaps(&PageRequest::default()).await.unwrap().items.is_empty());
}
