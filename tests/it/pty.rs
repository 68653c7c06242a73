//! The program itself in a real pseudo-terminal: what it paints, and that it gives the terminal back.

use std::path::Path;

use ringdesk::crm::live::{LiveFact, follow};
use ringdesk::domain::ticket::Ticket;
use ringdesk::wire::event::EventKind;
use ringdesk::wire::page::PageRequest;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::it::support::office::{LIN, Office, PBX, ZHOU};
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
    console.types("/");
    for typed in ["快", "快递", "快递没", "快递没到"] {
        console.types(&typed[typed.len() - "快".len()..]);
        console.shows(&format!("> {typed}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_that_is_closed_ends_the_console_without_a_panic() {
    let office = Office::open().await;
    let console = Pty::open(&office, LIN, 80, 24);
    console.shows("实时").await;
    let code = console.hangs_up().await;
    assert!(code <= 1, "{code}");
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_works_while_the_server_is_gone() {
    let mut office = Office::open().await;
    let mut console = Pty::open(&office, LIN, 80, 24);
    console.shows("实时").await;
    office.server_stops().await;
    console.shows("断线").await;
    console.types("\u{11}");
    assert_eq!(console.ends().await, 0);
    for sequence in GIVEN_BACK {
        console.sent(sequence);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_was_not_sent_survives_the_end_of_the_console_and_lands_once() {
    for killed in [false, true] {
        let mut office = Office::open().await;
        let ticket = office.ticket("手机未收到").await;
        let home = TempDir::new().unwrap();
        let mut console = note_without_server(&mut office, &ticket, home.path()).await;
        if killed {
            console.signal("KILL").await;
            console.ends().await;
        } else {
            console.types("\u{11}");
            console.shows("会留到下次启动再发").await;
            console.types("\r");
            assert_eq!(console.ends().await, 0);
        }
        office.server_starts().await;
        let landed = lands(&office).await;
        let mut again = Pty::open_at(&office, LIN, home.path());
        landed.await.unwrap();
        again.shows("实时").await;
        again.signal("TERM").await;
        assert_eq!(again.ends().await, 0);
        let history = office.api(ZHOU).ticket_history(&ticket.id, &PageRequest::default()).await.unwrap();
        let noted = history.items.iter().filter(|entry| format!("{entry:?}").contains("客户要求加急")).count();
        assert_eq!(noted, 1, "it lands once; killed: {killed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_console_left_behind_is_listed_sent_once_or_thrown_away_from_the_command_line() {
    let mut office = Office::open().await;
    let ticket = office.ticket("手机未收到").await;
    let home = TempDir::new().unwrap();
    let mut console = note_without_server(&mut office, &ticket, home.path()).await;
    let (_, waiting) = outbox(&office, home.path(), &["list"]).await;
    let id = waiting[0]["id"].as_str().unwrap().to_owned();
    assert_eq!((&waiting[0]["held"], &waiting[0]["login"]), (&json!(true), &json!(LIN)));
    let refused = outbox(&office, home.path(), &["discard", &id]).await.0;
    assert!(refused.contains("a console that runs holds"), "{refused}");

    console.signal("KILL").await;
    console.ends().await;
    let (_, waiting) = outbox(&office, home.path(), &["list"]).await;
    assert_eq!((&waiting[0]["held"], &waiting[0]["what"]), (&json!(false), &json!("note")));
    assert_eq!((&waiting[0]["on"], &waiting[0]["words"]), (&json!(ticket.id), &json!("客户要求加急")));
    let unreachable = outbox(&office, home.path(), &["retry"]).await.0;
    assert!(!unreachable.is_empty(), "there is no server");

    office.server_starts().await;
    let (problem, tried) = outbox(&office, home.path(), &["retry"]).await;
    assert_eq!((problem.as_str(), &tried[0]["outcome"], &tried[0]["id"]), ("", &json!("done"), &json!(id)));
    assert_eq!(outbox(&office, home.path(), &["list"]).await.1, json!([]));

    let mut console = note_without_server(&mut office, &ticket, home.path()).await;
    console.signal("KILL").await;
    console.ends().await;
    let (_, waiting) = outbox(&office, home.path(), &["list"]).await;
    let id = waiting[0]["id"].as_str().unwrap();
    assert_eq!(outbox(&office, home.path(), &["discard", id]).await.1["words"], "客户要求加急");
    assert_eq!(outbox(&office, home.path(), &["list"]).await.1, json!([]));
    let unknown = outbox(&office, home.path(), &["discard", id]).await.0;
    assert!(unknown.contains("no write '") && unknown.contains("ringdesk outbox list"), "{unknown}");
    office.server_starts().await;
    assert_eq!(outbox(&office, home.path(), &["retry"]).await.1, json!([]));
    let history = office.api(ZHOU).ticket_history(&ticket.id, &PageRequest::default()).await.unwrap();
    let noted = history.items.iter().filter(|entry| format!("{entry:?}").contains("客户要求加急")).count();
    assert_eq!(noted, 1, "what was sent landed once, what was thrown away never");
}

/// `ringdesk outbox`: what it complains of, and what it prints.
async fn outbox(office: &Office, home: &Path, arguments: &[&str]) -> (String, Value) {
    let all = [&["outbox"], arguments, &["--json"]].concat();
    let done = Pty::command_at(office, LIN, home, &all).output().await.unwrap();
    let problem = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.success(), problem.is_empty(), "{problem}");
    (problem, serde_json::from_slice(&done.stdout).unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_typed_note_is_there_again_after_a_restart() {
    let office = Office::open().await;
    let ticket = office.ticket("手机未收到").await;
    let home = TempDir::new().unwrap();
    let mut console = note(&office, &ticket, home.path()).await;
    console.signal("TERM").await;
    assert_eq!(console.ends().await, 0);
    let again = Pty::open_at(&office, LIN, home.path());
    again.shows(&format!("备注 {}", ticket.number)).await;
    again.shows("客户要求加急").await;
}

/// Lin's console with a note that waits for a server that is gone.
async fn note_without_server(office: &mut Office, ticket: &Ticket, home: &Path) -> Pty {
    let mut console = note(office, ticket, home).await;
    office.server_stops().await;
    console.shows("断线").await;
    console.types("\u{13}");
    console.shows("1 项待发").await;
    console
}

/// Lin's console with a half-typed note.
async fn note(office: &Office, ticket: &Ticket, home: &Path) -> Pty {
    let mut console = Pty::open_at(office, LIN, home);
    open_ticket(&mut console, ticket).await;
    console.types("n");
    console.types("客户要求加急");
    console.shows("客户要求加急").await;
    console
}

async fn open_ticket(console: &mut Pty, ticket: &Ticket) {
    console.shows("实时").await;
    console.shows(&ticket.subject).await;
    console.types("\r");
    console.shows(&ticket.number.to_string()).await;
}

/// Ends with the next note that the server takes.
async fn lands(office: &Office) -> tokio::task::JoinHandle<()> {
    let (to, mut facts) = mpsc::channel(64);
    let following = tokio::spawn(follow(office.api(ZHOU), None, to));
    while !matches!(facts.recv().await, Some(LiveFact::Connected(_))) {}
    tokio::spawn(async move {
        let noted = |fact: &LiveFact| matches!(fact, LiveFact::Happened(event) if event.kind == EventKind::TicketNoted);
        while !facts.recv().await.as_ref().is_none_or(noted) {}
        following.abort();
    })
}

#[tokio::test]
async fn a_note_is_gone_on_with_in_the_users_own_editor_and_comes_back() {
    let office = Office::open().await;
    office.ticket("手机未收到").await;
    let editor = "printf '客户下午在家' >> \"$1\" && printf 'EDITOR-HAS-IT' && head -n 1 > /dev/null && true";
    let mut console = Pty::open_with(&office, LIN, 120, 36, &[("EDITOR", editor)]);
    console.shows("手机未收到").await;
    console.types("n");
    console.shows("内部备注").await;
    console.types("已联系，");
    console.shows("已联系，").await;
    console.types("\u{1b}e");
    console.shows("EDITOR-HAS-IT").await;
    console.types("typed into the editor\n");
    console.shows("已联系，客户下午在家").await;
    console.types("。");
    console.shows("客户下午在家。").await;
    console.types("\u{11}");
    console.shows("现在退出").await;
}
