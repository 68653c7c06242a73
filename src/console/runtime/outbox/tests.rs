//! The outbox against a server that answers by the path of a request.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::Utc;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::crm::http::{Token, install_tls};

/// A refusal is the server's word like any other.
const NOT_FOUND: &str = r#"{"type":"urn:ringdesk:problem:not-found","title":"Not found","status":404,"detail":"gone"}"#;

/// What is asked for `stuck` fails until it is mended; a `locked` one needs a login; everything else is refused for good.
struct Server {
    url: String,
    mended: Arc<AtomicBool>,
    asked: mpsc::UnboundedReceiver<String>,
}

impl Server {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let mended = Arc::new(AtomicBool::new(false));
        let (told, asked) = mpsc::unbounded_channel();
        let is_mended = mended.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, is_mended.clone(), told.clone()));
            }
        });
        Self { url, mended, asked }
    }

    /// Waits for a request whose path has these words.
    async fn is_asked(&mut self, words: &str) {
        while !self.asked.recv().await.expect("requests come").contains(words) {}
    }
}

async fn answer(stream: TcpStream, mended: Arc<AtomicBool>, told: mpsc::UnboundedSender<String>) {
    let mut stream = BufReader::new(stream);
    let (mut path, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.expect("a head");
        if path.is_empty() {
            path.clone_from(&line);
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.expect("a body");
    let works = mended.load(Ordering::SeqCst);
    let (status, body) = match () {
        () if path.contains("stuck") && !works => ("503 Service Unavailable", ""),
        () if path.contains("knowledge") => ("503 Service Unavailable", ""),
        () if path.contains("locked") && !works => ("401 Unauthorized", ""),
        () => ("404 Not Found", NOT_FOUND),
    };
    let kind = "content-type: application/problem+json\r\nconnection: close";
    let answer = format!("HTTP/1.1 {status}\r\n{kind}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(answer.as_bytes()).await.expect("written");
    let _ = told.send(path);
}

fn note(ticket: &str, id: &str) -> Wished {
    let command = TicketCommand::Note { text: "x".into() };
    let write = Write::Command { ticket: TicketId::new(ticket), version: None, command, changes: Changes::new() };
    Wished { id: WriteId(id.into()), at: Utc::now(), write }
}

fn used(id: &str) -> Wished {
    let write = Write::Use {
        query: "x".into(),
        article: None,
        outcome: UseOutcome::Nothing,
        phrasing: None,
        passed_over: None,
    };
    Wished { id: WriteId(id.into()), at: Utc::now(), write }
}

#[test]
fn how_an_answer_was_found_waits_on_disk_with_the_end_of_its_ticket_and_goes_with_it() {
    let first = FoundBy { article_id: "a".into(), phrasing: "没收到退款".into() };
    let found = Some(Found { phrasing: Some("没收到货".into()), passed_over: Some(first) });
    let command = TicketCommand::Close { root_cause: None, article: Some("b".into()), found: found.clone() };
    let write = Write::Command { ticket: TicketId::new("t"), version: None, command, changes: Changes::new() };
    let kept = serde_json::to_vec(&write).expect("it is kept");
    let Write::Command { command: TicketCommand::Close { root_cause, article, found: kept }, .. } =
        serde_json::from_slice(&kept).expect("it is read")
    else {
        panic!("the end of a ticket")
    };
    let sent = resolve(root_cause.as_ref(), article.as_ref(), kept.as_ref());
    assert_eq!((sent.article_id, sent.found), (Some(ArticleId::new("b")), found));
}

fn outbox(server: &Server) -> (Outbox, mpsc::UnboundedReceiver<Arrival>) {
    install_tls();
    let (to, arrivals) = mpsc::unbounded_channel();
    let api = Api::new(&server.url, Some(&Token::new("token"))).expect("the address is good");
    (Outbox::start(api, to), arrivals)
}

/// The next write that the server had its word on.
async fn settled(arrivals: &mut mpsc::UnboundedReceiver<Arrival>) -> String {
    loop {
        if let Arrival::Settled(id, _) = arrivals.recv().await.expect("answers come") {
            return id.0;
        }
    }
}

#[tokio::test]
async fn a_record_that_is_stuck_holds_up_no_other() {
    let mut server = Server::start().await;
    let (outbox, mut arrivals) = outbox(&server);
    outbox.put(note("stuck", "first"));
    outbox.put(note("stuck", "second"));
    server.is_asked("stuck").await;
    outbox.put(note("free", "other"));
    assert_eq!(settled(&mut arrivals).await, "other");
    server.mended.store(true, Ordering::SeqCst);
    outbox.try_now();
    assert_eq!(settled(&mut arrivals).await, "first");
    assert_eq!(settled(&mut arrivals).await, "second");
    outbox.emptied().await;
}

#[test]
fn pauses_grow_up_to_a_limit_and_a_server_that_asks_for_time_gets_it() {
    let mut backoff = Backoff::default();
    let gone = CrmError::ServerError { status: 503 };
    let pauses: Vec<Duration> = (0..8).map(|_| pause_after(&gone, &mut backoff)).collect();
    assert!(pauses[0] < Duration::from_secs(1) && pauses[7] == LONGEST, "{pauses:?}");
    let busy = CrmError::RateLimited { retry_after: Duration::from_secs(30) };
    assert_eq!(pause_after(&busy, &mut backoff), Duration::from_secs(30));
}

#[tokio::test]
async fn nothing_is_given_up_for_want_of_a_login() {
    let mut server = Server::start().await;
    let (outbox, mut arrivals) = outbox(&server);
    outbox.put(note("locked", "mine"));
    server.is_asked("locked").await;
    outbox.put(note("free", "other"));
    assert_eq!(settled(&mut arrivals).await, "other");
    server.mended.store(true, Ordering::SeqCst);
    outbox.try_now();
    assert_eq!(settled(&mut arrivals).await, "mine");
}

#[tokio::test]
async fn nobody_waits_for_a_report_of_use() {
    let mut server = Server::start().await;
    let (outbox, _arrivals) = outbox(&server);
    outbox.put(used("report"));
    server.is_asked("knowledge").await;
    outbox.emptied().await;
}
