//! What terminals do to a console: sizes that change all the time, huge pastes, few colours, a clipboard far away.

use std::time::{Duration, Instant};

use crate::it::support::office::{LIN, Office, PBX};
use crate::it::support::pty::Pty;

/// How long a desk that has nothing to do writes nothing.
const IDLE: Duration = Duration::from_secs(10);
/// Longer than an unoptimised desk has something to do on a busy machine.
const AT_WORK: Duration = Duration::from_mins(3);

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_that_changes_its_size_all_the_time_loses_no_key_and_no_call() {
    let office = Office::open().await;
    let mut console = Pty::open(&office, LIN, 120, 36);
    console.shows("实时").await;
    console.types("/");
    console.shows("> ").await;
    let call = ["call", "--from", "138 1234 5678", "--agent", LIN, "--say", "还没收到"];
    let mut ringing = Pty::command(&office, PBX, &call).spawn().unwrap();
    let mut typed = String::new();
    // Each size is answered before the next: as fast as a console can paint, which is more than twenty times a second.
    for at in 0..60_u16 {
        let mark = console.mark();
        console.resize(60 + at * 7 % 100, 10 + at * 5 % 40);
        if at % 3 == 0 {
            console.types("快");
            typed.push('快');
        }
        console.sends_after(mark, "\u{1b}[?2026l").await;
    }
    assert!(ringing.wait().await.unwrap().success());
    console.resize(140, 40);
    console.shows(&format!("> {typed} ")).await;
    console.shows("王建国").await;
    console.shows("SF1380045512").await;
    console.hides("正在学习").await;
    let painted = console.settled().await;
    let mark = console.mark();
    console.types("\u{c}");
    console.sends_after(mark, "\u{1b}[?2026l").await;
    assert_eq!(without_times(&console.settled().await), without_times(&painted), "nothing of other sizes is left");
}

/// The words, but for what changes by itself: times, and how much has been learned.
fn without_times(screen: &str) -> Vec<String> {
    let learning = screen.replace("正在学习", "").replace('%', "");
    let words = learning.split_whitespace().map(|word| word.chars().filter(|sign| !sign.is_ascii_digit()).collect());
    words.filter(|word: &String| !word.is_empty()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paste_of_a_megabyte_is_whole_and_sends_nothing() {
    let office = Office::open().await;
    let ticket = office.ticket("手机未收到").await;
    let mut console = Pty::open(&office, LIN, 120, 36);
    console.shows("手机未收到").await;
    console.types("\r");
    console.shows(&ticket.number.to_string()).await;
    console.types("n");
    console.shows(&format!("备注 {}", ticket.number)).await;
    let line = "客户说快递没到，要求加急处理。\r\n";
    let many = line.repeat((1 << 20) / line.len() + 1);
    console.types(&format!("\u{1b}[200~{many}\u{11}到此为止\u{1b}[201~"));
    console.shows("到此为止").await;
    console.types("。");
    console.shows("到此为止。").await;
    let history =
        office.api(LIN).ticket_history(&ticket.id, &ringdesk::wire::page::PageRequest::default()).await.unwrap();
    assert!(!format!("{:?}", history.items).contains("要求加急"), "nothing was sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_row_under_the_cursor_is_seen_without_colours() {
    let office = Office::open().await;
    office.ticket("手机未收到").await;
    let console = Pty::open_with(&office, LIN, 120, 36, &[("NO_COLOR", "1"), ("COLORTERM", "truecolor")]);
    console.shows("手机未收到").await;
    console.shows_reversed("手机未收到").await;
    for colour in ["\u{1b}[38;", "\u{1b}[48;", ";38;", ";48;"] {
        console.never_sent(colour);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_of_sixteen_colours_is_sent_no_others() {
    let office = Office::open().await;
    office.ticket("手机未收到").await;
    let console = Pty::open_with(&office, LIN, 120, 36, &[("TERM", "xterm")]);
    console.shows("手机未收到").await;
    console.never_sent("8;2;");
    let colours = console.colours();
    assert!(colours.len() > 2 && colours.iter().all(|colour| *colour < 16), "{colours:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_with_nothing_to_do_writes_nothing() {
    let office = Office::open().await;
    office.ticket("手机未收到").await;
    let console = Pty::open(&office, LIN, 120, 36);
    console.shows("手机未收到").await;
    // At first it learns its answers, and its clock shows minutes.
    let begun = Instant::now();
    while begun.elapsed() < AT_WORK {
        if console.is_silent_for(IDLE).await {
            return;
        }
    }
    panic!("it paints all the time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_over_ssh_goes_through_tmux_to_the_terminal_and_the_toast_says_only_that() {
    let office = Office::open().await;
    let far = [("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22"), ("TMUX", "/tmp/tmux-0/default,1,0"), ("DISPLAY", ":9")];
    let mut console = Pty::open_with(&office, LIN, 120, 36, &far);
    console.shows("实时").await;
    let call = ["call", "--from", "138 1234 5678", "--agent", LIN, "--answer"];
    assert!(Pty::command(&office, PBX, &call).output().await.unwrap().status.success());
    console.shows("王建国").await;
    console.types("Y");
    console.shows("显示 王建国 的完整号码").await;
    console.types("\r");
    console.shows("已交给终端复制").await;
    console.sent("\u{1b}]52;c;");
    console.sent("\u{1b}Ptmux;\u{1b}\u{1b}]52;c;");
}
