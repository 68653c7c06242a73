//! The program itself behind a line from hell: keys are answered whatever the network does, nothing is applied twice, nothing is
//! lost, and countdowns go by the server's clock.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use ringdesk::crm::api::WriteKey;
use ringdesk::domain::ids::TicketId;
use ringdesk::domain::ticket::{Ticket, TicketFact};
use ringdesk::wire::page::PageRequest;
use ringdesk::wire::request::NewNote;

use crate::it::support::cable::Cable;
use crate::it::support::desk::eventually;
use crate::it::support::office::{LIN, Office, ZHOU};
use crate::it::support::pty::Pty;

/// A key that takes longer waits for the network: what hangs does so for ten seconds and more.
const AT_ONCE: Duration = Duration::from_secs(4);

/// Lin's console at the end of a cable.
async fn console(office: &Office, cable: &Cable) -> Pty {
    let console = Pty::open_with(office, LIN, 120, 36, &[("RINGDESK_SERVER", &cable.url())]);
    console.shows("实时").await;
    console
}

/// The same with that ticket open.
async fn console_on(office: &Office, cable: &Cable, ticket: &Ticket) -> Pty {
    let mut console = console(office, cable).await;
    console.shows(&ticket.subject).await;
    console.types("\r");
    console.shows(&ticket.number.to_string()).await;
    console
}

/// Writes a note and sends it; each key is answered while the network does what it does.
async fn notes(console: &mut Pty, words: &str) {
    let asked = Instant::now();
    console.types("n");
    console.shows("内部备注").await;
    console.types(words);
    console.shows(words).await;
    console.types("\u{13}");
    console.hides("内部备注").await;
    assert!(asked.elapsed() < AT_ONCE, "keys waited for the network: {:?}", asked.elapsed());
}

/// The notes of a ticket, the oldest first.
async fn noted(office: &Office, ticket: &TicketId) -> Vec<String> {
    let history = office.api(ZHOU).ticket_history(ticket, &PageRequest::default()).await.unwrap();
    let notes = history.items.into_iter().rev().filter_map(|entry| match entry.what {
        TicketFact::Noted { text } => Some(text),
        _ => None,
    });
    notes.collect()
}

async fn colleague_notes(office: &Office, ticket: &TicketId, words: &str) {
    let note = NewNote { text: words.to_owned() };
    office.api(ZHOU).note(&WriteKey::fresh(), ticket, &note).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_network_does_keys_are_answered_and_each_note_lands_once() {
    let office = Office::open().await;
    let ticket = office.ticket("手机未收到").await;
    let cable = Cable::to(&office).await;
    let mut console = console_on(&office, &cable, &ticket).await;
    let weathers: [(&str, &dyn Fn()); 5] = [
        ("五秒延迟", &|| cable.delays(Duration::from_secs(5))),
        ("三成丢失", &|| cable.drops(30)),
        ("答复减半", &|| cable.halves()),
        ("全无答复", &|| cable.hold_back()),
        ("线路断开", &|| cable.cut()),
    ];
    for (words, breaks) in &weathers {
        breaks();
        notes(&mut console, words).await;
    }
    console.shows("项待发").await;
    cable.mend();
    console.hides("项待发").await;
    console.shows("实时").await;
    assert_eq!(noted(&office, &ticket.id).await, weathers.map(|(words, _)| words), "each once, in order");
    for (words, _) in weathers {
        console.shows(words).await;
        assert_eq!(console.counts(words), 1, "{words} stands once in the history");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_console_that_starts_into_a_server_which_never_answers_can_be_used_and_left() {
    let office = Office::open().await;
    let cable = Cable::to(&office).await;
    cable.hold_back();
    let mut console = Pty::open_with(&office, LIN, 120, 36, &[("RINGDESK_SERVER", &cable.url())]);
    console.shows("ringdesk").await;
    let asked = Instant::now();
    console.types("?");
    console.shows("输入词或按键查找").await;
    console.types("\u{1b}");
    console.hides("输入词或按键查找").await;
    console.types("\u{11}");
    assert_eq!(console.ends().await, 0);
    assert!(asked.elapsed() < AT_ONCE, "keys waited for the network: {:?}", asked.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn half_of_an_answer_to_a_write_is_no_answer() {
    let office = Office::open().await;
    let ticket = office.ticket("手机未收到").await;
    let cable = Cable::to(&office).await;
    let mut console = console_on(&office, &cable, &ticket).await;
    cable.halves();
    notes(&mut console, "客户要求加急").await;
    eventually(async || (!noted(&office, &ticket.id).await.is_empty()).then_some(())).await;
    console.shows("1 项待发").await;
    cable.mend();
    console.hides("项待发").await;
    assert_eq!(noted(&office, &ticket.id).await, ["客户要求加急"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_while_the_line_was_cut_comes_after_it_each_once() {
    let office = Office::open().await;
    let ticket = office.ticket("手机未收到").await;
    let cable = Cable::to(&office).await;
    let console = console_on(&office, &cable, &ticket).await;
    for round in ["第一次", "第二次", "第三次"] {
        cable.cut();
        console.shows("断线").await;
        for words in ["甲", "乙"] {
            colleague_notes(&office, &ticket.id, &format!("{round}{words}")).await;
        }
        cable.mend();
        console.shows("实时").await;
        console.shows(&format!("{round}乙")).await;
    }
    for words in ["第一次甲", "第一次乙", "第二次甲", "第二次乙", "第三次甲", "第三次乙"] {
        assert_eq!(console.counts(words), 1, "{words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn when_more_happened_than_the_server_remembers_everything_is_fetched_anew() {
    let office = Office::that_remembers(10).await;
    let ticket = office.ticket("手机未收到").await;
    let cable = Cable::to(&office).await;
    let console = console_on(&office, &cable, &ticket).await;
    cable.cut();
    console.shows("断线").await;
    for number in 0..30 {
        colleague_notes(&office, &ticket.id, &format!("第{number}条")).await;
    }
    office.ticket("空气净化器没到").await;
    cable.mend();
    console.shows("空气净化器没到").await;
    console.shows("第29条").await;
    assert_eq!(console.counts("第29条"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_laptop_that_slept_while_the_server_restarted_shows_what_happened_once() {
    let mut office = Office::open().await;
    let ticket = office.ticket("手机未收到").await;
    let cable = Cable::to(&office).await;
    let mut console = console_on(&office, &cable, &ticket).await;
    console.signal("STOP").await;
    colleague_notes(&office, &ticket.id, "睡着时甲").await;
    office.server_stops().await;
    office.server_starts().await;
    colleague_notes(&office, &ticket.id, "睡着时乙").await;
    console.signal("CONT").await;
    console.shows("睡着时乙").await;
    notes(&mut console, "醒来之后").await;
    console.shows("醒来之后").await;
    eventually(async || (noted(&office, &ticket.id).await.len() == 3).then_some(())).await;
    for words in ["睡着时甲", "睡着时乙", "醒来之后"] {
        console.shows(words).await;
        assert_eq!(console.counts(words), 1, "{words}");
    }
    assert_eq!(noted(&office, &ticket.id).await, ["睡着时甲", "睡着时乙", "醒来之后"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn countdowns_go_by_the_servers_clock_when_the_consoles_is_wrong_by_a_day() {
    for ahead in [TimeDelta::hours(25), TimeDelta::hours(-25)] {
        let office = Office::whose_clock_is_ahead(ahead).await;
        office.ticket("手机未收到").await;
        let console = Pty::open(&office, LIN, 120, 36);
        console.shows("实时").await;
        console.shows("手机未收到").await;
        console.shows("余 3:59").await;
    }
}
