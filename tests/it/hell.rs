//! The program itself against a server from hell: it stays alive and within its memory, keys are answered, it says what is wrong,
//! the token goes to nobody else, and nothing that was typed is lost.

use std::io::{Cursor, Write};
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use futures_util::{StreamExt as _, stream};
use image::{DynamicImage, ImageFormat};
use ringdesk::domain::ticket::TicketFact;
use ringdesk::wire::page::PageRequest;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::it::support::hell::{Hell, Spell};
use crate::it::support::office::{LIN, Office, ZHOU};
use crate::it::support::pty::Pty;

/// What a console may take at its worst, in MiB.
const MEMORY_MB: u64 = 200;
const GB: u64 = 1 << 30;
/// Consoles tried at once.
const AT_ONCE: usize = 2;
/// What is poured at once.
static PIECE: LazyLock<Vec<u8>> = LazyLock::new(|| vec![b'x'; 64 << 10]);

/// Zeros that become very little.
fn pack(mut packer: impl Write) {
    let zeros = vec![b'0'; 1 << 20];
    for _ in 0..256 {
        packer.write_all(&zeros).unwrap();
    }
}

fn gzip_bomb() -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    pack(&mut packer);
    packer.finish().unwrap()
}

fn deflate_bomb() -> Vec<u8> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::fast());
    pack(&mut packer);
    packer.finish().unwrap()
}

/// Those of the answers that are tried in every run: each kind of fault once.
const MOSTLY: [&str; 8] = [
    "wrong types",
    "deep nesting",
    "1 GB, claimed and sent",
    "without end",
    "less than it says",
    "no HTTP",
    "a gzip bomb",
    "a refusal without end",
];

/// Answers that are none.
fn answers() -> Vec<(&'static str, Spell)> {
    let json = "content-type: application/json\r\n";
    let packed = |coding: &str| format!("{json}content-encoding: {coding}\r\n");
    let claims = format!("{json}content-length: {GB}\r\n");
    let chunk = [b"10000\r\n".as_slice(), &PIECE, b"\r\n"].concat();
    let chunked = format!("{json}transfer-encoding: chunked\r\n");
    vec![
        ("wrong types", Spell::json(json!({"items": 12, "agent": [], "now": {}}).to_string())),
        ("an array", Spell::json("[1, [2], {}]")),
        ("null", Spell::json("null")),
        ("a page", Spell::answer("200 OK", "content-type: text/html\r\n", b"<html>Please log in</html>")),
        ("invalid UTF-8", Spell::json(b"{\"items\": \"\xff\xfe\"}")),
        ("deep nesting", Spell::json("[".repeat(1 << 20))),
        ("a number without end", Spell::json(format!("{{\"version\": 1{}}}", "0".repeat(1 << 20)))),
        ("1 GB, claimed and sent", Spell::pours(&claims, &*PIECE, GB / (64 << 10))),
        ("1 GB in pieces", Spell::pours(&chunked, chunk, GB / (64 << 10))),
        ("without end", Spell::pours(json, &*PIECE, u64::MAX)),
        ("less than it says", Spell::Says(format!("HTTP/1.1 200 OK\r\n{json}content-length: 999\r\n\r\n{{").into())),
        (
            "more than it says",
            Spell::Says(format!("HTTP/1.1 200 OK\r\n{json}content-length: 2\r\n\r\n{{}}{{}}{{}}").into()),
        ),
        (
            "a length below nothing",
            Spell::Says(format!("HTTP/1.1 200 OK\r\n{json}content-length: -5\r\n\r\n{{}}").into()),
        ),
        ("no HTTP", Spell::Says(b"SSH-2.0-OpenSSH_9.9\r\n\0\xff\xfe".to_vec())),
        ("a head without end", Spell::pours("", b"x-more: and more of it\r\n", u64::MAX)),
        ("soon, and soon, and soon", Spell::Pours(Vec::new(), b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(), u64::MAX)),
        ("a gzip bomb", Spell::answer("200 OK", &packed("gzip"), &gzip_bomb())),
        ("a deflate bomb", Spell::answer("200 OK", &packed("deflate"), &deflate_bomb())),
        ("brotli that is none", Spell::answer("200 OK", &packed("br"), &deflate_bomb())),
        ("bombs in bombs", Spell::answer("200 OK", &packed("gzip, gzip, gzip, gzip"), &gzip_bomb())),
        ("a refusal without end", Spell::Pours(b"HTTP/1.1 422 No\r\n\r\n".to_vec(), PIECE.clone(), u64::MAX)),
    ]
}

/// Streams of events that are none.
fn streams() -> Vec<(&'static str, Spell)> {
    let events = "content-type: text/event-stream\r\n";
    let strange = b"id: 7\ndata: {\"seq\": 7, \"type\": \"robot.danced\"}\n\n".repeat(400);
    vec![
        ("a line without end", Spell::pours(events, &*PIECE, u64::MAX)),
        ("an event without end", Spell::pours(events, b"data: and more\n".repeat(1000), u64::MAX)),
        ("silence, loudly", Spell::pours(events, b":\n\n".repeat(10_000), u64::MAX)),
        ("events that nobody knows", Spell::pours(events, strange, u64::MAX)),
        ("no events", Spell::pours(events, b"\0\xff\xfe\r\r\r\n".repeat(1000), u64::MAX)),
    ]
}

fn is_time(text: &str) -> bool {
    text.parse::<DateTime<Utc>>().is_ok()
}

/// Every value of that kind is another one.
fn instead(kind: fn(&Value) -> bool, other: impl Into<Value>) -> Spell {
    let other = other.into();
    Spell::Twists(Arc::new(move |value| {
        if kind(value) {
            *value = other.clone();
        }
    }))
}

/// What makes good answers bad ones.
fn twists() -> Vec<(&'static str, Spell)> {
    let times = |other| instead(|value| value.as_str().is_some_and(is_time), other);
    let words = |other| instead(|value| value.as_str().is_some_and(|text| !is_time(text)), other);
    let numbers = |other: Value| instead(Value::is_number, other);
    vec![
        ("the end of time", times("+262142-12-31T23:59:59Z")),
        ("the beginning of time", times("-262143-01-01T00:00:00Z")),
        ("numbers beyond all", numbers(u64::MAX.into())),
        ("numbers far above", numbers(i64::MAX.into())),
        ("numbers far below", numbers(i64::MIN.into())),
        ("large numbers", numbers(u32::MAX.into())),
        ("no numbers", numbers(0.into())),
        ("long words", words("长\u{1b}]0;x\u{7}\u{202e}".repeat(20_000))),
        ("no words", words(String::new())),
        ("nothing", instead(|_| true, Value::Null)),
    ]
}

fn everything(_: &str) -> bool {
    true
}

fn the_events(path: &str) -> bool {
    path.contains("/events")
}

fn all_but_events(path: &str) -> bool {
    !the_events(path)
}

fn all_but_the_greeting(path: &str) -> bool {
    !the_events(path) && !path.ends_with("/me")
}

/// The console of somebody whose server that is.
fn console(hell: &Hell, office: &Office) -> Pty {
    Pty::open_with(office, LIN, 120, 36, &[("RINGDESK_SERVER", &hell.url())])
}

/// It lives: a key is answered, it took no more memory than it may, and it can be left.
async fn lives(mut console: Pty, what: &str) {
    console.types("?");
    console.shows("输入词或按键查找").await;
    console.types("\u{1b}");
    console.hides("输入词或按键查找").await;
    let memory = console.memory_mb();
    println!("{what}: {memory} MiB");
    assert!(memory < MEMORY_MB, "{what}: {memory} MiB");
    console.signal("TERM").await;
    assert_eq!(console.ends().await, 0, "{what}");
}

/// Tries each spell on a console of its own, some at once.
async fn each(spells: Vec<(&'static str, Spell)>, on: fn(&str) -> bool, says: &[&str]) {
    let office = Office::open().await;
    office.ticket("手机未收到").await;
    let office = &office;
    let tried = spells.into_iter().map(|(what, spell)| async move {
        let hell = Hell::before(office).await;
        hell.casts(&spell, on);
        let console = console(&hell, office);
        console.shows_one_of(says).await;
        lives(console, what).await;
    });
    stream::iter(tried).buffer_unordered(AT_ONCE).collect::<()>().await;
}

/// What is said of an answer that is none, where it was expected.
const COMPLAINTS: [&str; 4] = ["读不懂", "连不上服务器", "没有及时答复", "不接受"];

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_are_none_are_said_to_be_where_they_were_expected() {
    let mostly = answers().into_iter().filter(|(what, _)| MOSTLY.contains(what)).collect();
    each(mostly, all_but_the_greeting, &COMPLAINTS).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a minute or two: cargo test --test it every_answer_that_is_none -- --ignored --nocapture"]
async fn every_answer_that_is_none_is_complained_of_wherever_it_comes() {
    each(answers(), everything, &["断线"]).await;
    each(answers(), all_but_the_greeting, &COMPLAINTS).await;
    each(twists(), all_but_the_greeting, &["实时"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_are_none_take_no_more_than_their_room() {
    each(streams(), the_events, &["断线", "实时", "网络慢"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn good_answers_with_senseless_values_harm_nobody() {
    let office = Office::open().await;
    let ticket = office.ticket("手机未收到").await;
    office.ring("138 1234 5678").await;
    let office = &office;
    let tried = twists().into_iter().map(|(what, spell)| {
        let number = ticket.number;
        async move {
            let hell = Hell::before(office).await;
            let mut console = console(&hell, office);
            console.shows("手机未收到").await;
            console.shows("王建国").await;
            hell.casts(&spell, all_but_the_greeting);
            console.types("\r");
            console.shows(&number.to_string()).await;
            for key in ["\u{1b}", "\u{1b}[15~", "j", "\r", "\u{1b}", "\u{1b}[12~", "\u{7f}"] {
                console.types(key);
            }
            lives(console, what).await;
        }
    });
    stream::iter(tried).buffer_unordered(AT_ONCE).collect::<()>().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_greeting_with_senseless_values_harms_nobody() {
    each(twists(), all_but_events, &["ringdesk"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_followed_nowhere_and_the_other_host_hears_nothing() {
    let office = Office::open().await;
    let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = other.local_addr().unwrap();
    let statuses = ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"];
    for (at, status) in statuses.into_iter().enumerate() {
        let hell = Hell::before(&office).await;
        let headers = format!("location: http://{place}/api/v1/me\r\n");
        hell.casts(&Spell::answer(status, &headers, b""), if at % 2 == 0 { everything } else { all_but_the_greeting });
        let console = console(&hell, &office);
        console.shows("读不懂").await;
        lives(console, status).await;
    }
    let heard = tokio::time::timeout(std::time::Duration::ZERO, other.accept()).await;
    assert!(heard.is_err(), "somebody was told: {heard:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_is_answered_as_none_should_waits_and_lands_once() {
    let office = Office::open().await;
    let ticket = office.ticket("手机未收到").await;
    let page = Spell::answer("200 OK", "content-type: text/html\r\n", b"<html>Please log in</html>");
    let away = Spell::answer("302 Found", "location: http://127.0.0.1:1/\r\n", b"");
    for (words, spell) in [("登录页面", page), ("转到别处", away), ("答非所问", Spell::json("[]"))] {
        let hell = Hell::before(&office).await;
        let mut console = console(&hell, &office);
        console.shows("手机未收到").await;
        console.types("\r");
        console.shows(&ticket.number.to_string()).await;
        hell.casts(&spell, |path| path.ends_with("/notes"));
        console.types("n");
        console.types(words);
        console.shows(words).await;
        console.types("\u{13}");
        console.shows("1 项待发").await;
        hell.relents();
        console.hides("项待发").await;
        lives(console, words).await;
    }
    let history = office.api(ZHOU).ticket_history(&ticket.id, &PageRequest::default()).await.unwrap().items;
    let notes = history.iter().rev().filter_map(|entry| match &entry.what {
        TicketFact::Noted { text } => Some(text.as_str()),
        _ => None,
    });
    assert_eq!(notes.collect::<Vec<_>>(), ["登录页面", "转到别处", "答非所问"]);
}

/// A picture of a few bytes that says it is 60 000 pixels wide and high.
fn enormous() -> Vec<u8> {
    let mut png = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(4, 4).write_to(&mut png, ImageFormat::Png).unwrap();
    let mut png = png.into_inner();
    for at in [16, 20] {
        png[at..at + 4].copy_from_slice(&60_000_u32.to_be_bytes());
    }
    let mut crc = flate2::Crc::new();
    crc.update(&png[12..29]);
    png[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    png
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_says_it_is_enormous_is_not_opened() {
    let office = Office::open_with(vec![enormous()]).await;
    let mut console = Pty::open_with(&office, LIN, 120, 36, &[("COLORTERM", "truecolor")]);
    console.shows("实时").await;
    office.ring("138 1234 5678").await;
    console.shows("包装破了，你看").await;
    console.types("\u{1b}[15~");
    console.types("j");
    console.types("\r");
    console.shows("[图] 截图 1").await;
    console.types("\r");
    console.shows("自称 60000 × 60000").await;
    console.types("\u{1b}");
    console.hides("自称").await;
    assert!(console.memory_mb() < MEMORY_MB);
}
