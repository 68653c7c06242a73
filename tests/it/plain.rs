//! The desk in lines, as a screen reader gets it: a whole call in a real terminal, without a screen.

use crate::it::support::office::{LIN, Office};
use crate::it::support::pty::Pty;

/// What only a painted desk sends: a screen of its own, places, colours, whole frames.
const PAINTED: [&str; 8] = [
    "\u{1b}]11;",
    "\u{1b}[?2031h",
    "\u{1b}[?1049h",
    "\u{1b}[?1049l",
    "\u{1b}[?2026h",
    "\u{1b}[2J",
    "\u{1b}[38;",
    "\u{1b}[?25l",
];

fn open(office: &Office, lang: &str) -> Pty {
    Pty::open_with(office, LIN, 120, 36, &[("RINGDESK_PLAIN", "true"), ("RINGDESK_LANG", lang)])
}

#[track_caller]
fn is_linear(console: &Pty) {
    for sequence in PAINTED {
        console.never_sent(sequence);
    }
    let drawn = |sign: char| ('\u{2500}'..'\u{25a0}').contains(&sign);
    let raw = console.raw();
    assert!(!raw.contains(drawn), "something is drawn:\n{raw}");
    let moved = raw.split("\u{1b}[").skip(1).filter(|rest| !rest.starts_with("?2004")).collect::<Vec<_>>();
    assert!(moved.is_empty(), "the cursor is moved, or something is coloured: {moved:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_heard_answered_noted_and_its_ticket_closed_with_a_root_cause() {
    let office = Office::open().await;
    let ticket = office.ticket("手机未收到").await;
    let mut console = open(&office, "zh-CN");
    console.says("实时").await;
    let heard = console.says_after(0, "手机未收到").await;

    office.ring("138 1234 5678").await;
    let heard = console.says_after(heard, "\u{7}").await;
    let heard = console.says_after(heard, "王建国").await;
    let heard = console.says_after(heard, "SF1380045512").await;
    console.types("\u{1b}OQ");
    let heard = console.says_after(heard, "通话中").await;

    console.types("gq");
    let heard = console.says_after(heard, "手机未收到").await;
    console.types("n");
    let heard = console.says_after(heard, &format!("备注 {}", ticket.number)).await;
    console.types("\u{1b}[200~客户要\u{1b}[201~");
    let heard = console.says_after(heard, "客户要").await;
    console.types("求");
    let heard = console.says_after(heard, "求").await;
    console.types("\u{7f}");
    let heard = console.says_after(heard, "\r\n客户要").await;
    console.types("加急");
    let heard = console.says_after(heard, "加急").await;
    console.types("\u{13}");
    let heard = console.says_after(heard, "\r\n").await;

    console.types("c");
    let heard = console.says_after(heard, "1  ").await;
    console.types("1");
    let heard = console.says_after(heard, "> 1  ").await;
    console.types("\r");
    console.says_after(heard, "已关闭").await;

    is_linear(&console);
    let doubled = |line: &&str| line.matches("客户要").count() > 1;
    assert_eq!(console.raw().lines().find(doubled), None, "what is typed is written once");
    console.signal("TERM").await;
    assert_eq!(console.ends().await, 0);
    assert!(console.modes_left_on().is_empty(), "{:?}", console.modes_left_on());
    is_linear(&console);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_reads_in_english_what_is_asked_for() {
    let office = Office::open().await;
    office.ticket("手机未收到").await;
    let mut console = open(&office, "en");
    console.says("live").await;
    let heard = console.says_after(0, "手机未收到").await;
    console.types("\u{1b}r");
    let heard = console.says_after(heard, "手机未收到").await;
    console.types("\u{1b}t");
    let heard = console.says_after(heard, "live").await;
    console.types("\u{c}");
    let heard = console.says_after(heard, "Queue").await;
    let heard = console.says_after(heard, "手机未收到").await;
    console.types("\u{10}");
    console.says_after(heard, "> ").await;
    is_linear(&console);
    console.types("\u{11}");
    assert_eq!(console.ends().await, 0);
}
