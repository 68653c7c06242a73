//! A disk that is really full: writes are refused with a sentence, nothing is half done, and all goes on when there is room again.

use std::path::Path;
use std::process::Stdio;

use chrono::{TimeDelta, Utc};
use reqwest::{Client, StatusCode};
use ringdesk::crm::http::install_tls;
use ringdesk::domain::agent::{Actor, Role};
use ringdesk::domain::ids::TicketId;
use ringdesk::domain::ticket::TicketFact;
use ringdesk::server::store::Store;
use ringdesk::server::token;
use ringdesk::wire::page::PageRequest;
use ringdesk::wire::request::NewTicket;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::it::http::desk::customer;
use crate::it::killed::Kept;
use crate::it::support::PATIENCE;

/// Serves from a disk of 4 MiB that nobody else sees; at a line on its standard input that disk is filled, at the next there is
/// room again, at the third it ends and leaves the database in the home.
const SCRIPT: &str = r#"
set -eu
mount -t tmpfs -o size=4m tmpfs "$1/disk" 2> "$1/why" || { echo "no disk"; exit 0; }
mv "$1/desk.db" "$1/disk/desk.db"
HOME="$1" "$2" serve --listen 127.0.0.1:0 --database "sqlite:$1/disk/desk.db" 2> "$1/log" &
read -r _
cat /dev/zero > "$1/disk/filler" 2> "$1/why" || true
echo full
read -r _
rm "$1/disk/filler"
echo free
read -r _
kill $!
wait $! || true
cp "$1/disk/"desk.db* "$1/"
echo over
"#;

/// A server on a small disk of its own.
struct SmallDisk {
    home: TempDir,
    url: String,
    tells: ChildStdin,
    says: Lines<BufReader<ChildStdout>>,
    _script: Child,
}

impl SmallDisk {
    /// None: this machine lets nobody have a disk of their own.
    async fn open(home: TempDir) -> Option<Self> {
        std::fs::create_dir(home.path().join("disk")).unwrap();
        let mut script = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", SCRIPT, "small-disk"])
            .arg(home.path())
            .arg(env!("CARGO_BIN_EXE_ringdesk"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .ok()?;
        let tells = script.stdin.take().unwrap();
        let mut says = BufReader::new(script.stdout.take().unwrap()).lines();
        let first = tokio::time::timeout(PATIENCE, says.next_line()).await.expect("it says something").unwrap();
        let url = first?.strip_prefix("ringdesk serves on ")?.to_owned();
        Some(Self { home, url, tells, says, _script: script })
    }

    async fn becomes(&mut self, what: &str) {
        self.tells.write_all(b"\n").await.unwrap();
        let said = tokio::time::timeout(PATIENCE, self.says.next_line()).await.expect("it answers").unwrap();
        assert_eq!(said.as_deref(), Some(what));
    }
}

/// A home with a database, and the ticket in it.
async fn furnished() -> (TempDir, TicketId) {
    let home = TempDir::new().unwrap();
    let store = Store::open(&url(home.path())).await.unwrap();
    let (now, by) = (Utc::now(), Actor::System { name: "test".into() });
    let lin = crate::it::store::agent("lin", Role::Agent);
    crate::it::store::hire(&store, &lin).await;
    store.session_create(&token::hash("rd_lin"), &lin.id, now, now + TimeDelta::hours(1)).await.unwrap();
    let wang = store.customer_create(&customer("王建国", "13812345678"), &by, now).await.unwrap();
    let new = NewTicket { customer_id: Some(wang.id), subject: "手机未收到".into(), ..NewTicket::default() };
    let ticket = store.ticket_create(&new, &by, now).await.unwrap();
    store.close().await;
    (home, ticket.id)
}

fn url(home: &Path) -> String {
    format!("sqlite:{}", home.join("desk.db").display())
}

/// A note of that number, so long that a few fill a disk; the answer.
async fn notes(disk: &SmallDisk, ticket: &TicketId, number: usize) -> (StatusCode, Value) {
    let text = format!("{number} {}", "满".repeat(15_000));
    let path = format!("{}/api/v1/tickets/{ticket}/notes", disk.url);
    let request = Client::builder().no_proxy().build().unwrap().post(path).bearer_auth("rd_lin");
    let answer = request.header("idempotency-key", format!("note-{number}")).json(&json!({"text": text}));
    let answer = answer.timeout(PATIENCE).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

async fn version(disk: &SmallDisk, ticket: &TicketId) -> u64 {
    let path = format!("{}/api/v1/tickets/{ticket}", disk.url);
    let request = Client::builder().no_proxy().build().unwrap().get(path).bearer_auth("rd_lin");
    let record: Value = request.timeout(PATIENCE).send().await.unwrap().json().await.unwrap();
    record["version"].as_u64().unwrap_or_else(|| panic!("it can still be read: {record}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_writes_are_refused_nothing_is_half_done_and_it_goes_on_when_there_is_room() {
    install_tls();
    let (home, ticket) = furnished().await;
    let Some(mut disk) = SmallDisk::open(home).await else {
        println!("this machine lets nobody mount a disk of their own: a full one was not tried");
        return;
    };
    assert_eq!(notes(&disk, &ticket, 0).await.0, 200);
    disk.becomes("full").await;
    let mut taken = 1;
    let (status, refusal) = loop {
        match notes(&disk, &ticket, taken).await {
            (StatusCode::OK, _) => taken += 1,
            refused => break refused,
        }
        assert!(taken < 100, "the disk never fills");
    };
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{refusal}");
    assert!(refusal["detail"].as_str().unwrap().contains("full"), "{refusal}");
    for number in taken..taken + 5 {
        let log = || std::fs::read_to_string(disk.home.path().join("log")).unwrap();
        let (status, refusal) = notes(&disk, &ticket, number).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{refusal}\n{}", log());
    }
    assert_eq!(version(&disk, &ticket).await, 1 + taken as u64, "what was refused is not there");
    disk.becomes("free").await;
    for number in 0..taken + 5 {
        assert_eq!(notes(&disk, &ticket, number).await.0, 200, "note {number} can be sent again");
    }
    disk.becomes("over").await;

    let store = Store::open(&url(disk.home.path())).await.unwrap();
    Kept::read(&store).await;
    let page = PageRequest { limit: Some(200), cursor: None };
    let history = store.ticket_history(&ticket, &page).await.unwrap().items;
    let numbers = history.iter().rev().filter_map(|entry| match &entry.what {
        TicketFact::Noted { text } => text.split(' ').next()?.parse::<usize>().ok(),
        _ => None,
    });
    assert_eq!(numbers.collect::<Vec<_>>(), (0..taken + 5).collect::<Vec<_>>(), "each once, in order");
}
