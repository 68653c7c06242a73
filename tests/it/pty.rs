//! The program itself in a real pseudo-terminal: what it paints, and that it gives the terminal back.

use crate::it::support::office::{LIN, Office, PBX};
use crate::it::support::pty::Pty;

/// What a terminal is told to be its user's again: the main screen, pastes as typing, the cursor.
const GIVEN_BACK: [&str; 3] = ["\u{1b}[?1049l", "\u{1b}[?2004l", "\u{1b}[?25h"];

#[tokio::test(flavor = "multi_thread")]
async fn a_call_posted_by_the_command_line_is_painted() {
    let office = Office::open().await;
    let console = Pty::open(&office, LIN, 120, 36);
    console.shows("实时").await;
    let call = ["call", "--from", "138 1234 5678", "--agent", LIN, "--say", "还没收到"];
    let rung = Pty::command(&office, PBX, &call).output().await.unwrap();
    assert!(rung.status.success(), "{rung:?}");
    console.shows("王建国").await;
    console.shows("SF1380045512").await;
    console.shows("还没收到").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_gives_the_terminal_back() {
    let office = Office::open().await;
    let mut console = Pty::open(&office, LIN, 80, 24);
    console.shows("实时").await;
    console.types("\u{11}");
    assert_eq!(console.ends().await, 0);
    for sequence in GIVEN_BACK {
        console.sent(sequence);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_gives_the_terminal_back() {
    let office = Office::open().await;
    for signal in ["TERM", "HUP", "INT"] {
        let mut console = Pty::open(&office, LIN, 80, 24);
        console.shows("实时").await;
        console.signal(signal).await;
        assert_eq!(console.ends().await, 0, "SIG{signal}");
        for sequence in GIVEN_BACK {
            console.sent(sequence);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_before_the_terminal_is_taken() {
    let office = Office::open().await;
    let mut console = Pty::open_with(&office, LIN, 80, 24, &[("RINGDESK_THEME", "no-such-theme")]);
    assert_eq!(console.ends().await, 2);
    console.shows("there is no theme 'no-such-theme'").await;
    console.never_sent("\u{1b}[?1049h");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_painted_although_nothing_else_happens() {
    let office = Office::open().await;
    let mut console = Pty::open(&office, LIN, 120, 36);
    console.shows("实时").await;
    for sign in ["快", "递", "没", "到"] {
        console.types(sign);
        console.shows(sign).await;
    }
}
