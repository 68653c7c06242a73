//! No terminal obeys what a customer, a carrier or a robot wrote: the records behind a real server are poisoned below its own
//! cleaning, and the bytes that the console sends to its terminal are looked at.

use serde_json::Value;
use sqlx::{Connection as _, SqliteConnection};

use crate::it::support::office::{LIN, Office, PBX};
use crate::it::support::pty::Pty;

/// One of each kind that terminals obey, and of those that turn or hide text.
const POISON: &str = concat!(
    "\u{1b}]0;a title\u{7}",
    "\u{1b}]52;c;cm0gLXJm\u{7}",
    "\u{1b}]8;;http://evil.example\u{1b}\\a link\u{1b}]8;;\u{1b}\\",
    "\u{1b}[?1049l\u{1b}[?2004l\u{1b}c\u{1b}[6n",
    "\u{1b}P$q\"p\u{1b}\\\u{1b}_an APC\u{1b}\\",
    "\u{1b}[201~rm -rf ~\r",
    "\u{9b}31m\u{9d}0;another title\u{9c}",
    "\u{202e}turned\u{202c}\u{2066}isolated\u{2069}\u{200b}\u{e0041}\u{8}\0",
    "never ended \u{1b}]0;",
);

/// What the terminal must not receive; what the console sends of its own has other parameters.
const OBEYED: [&str; 17] = [
    "\u{1b}]0;",
    "\u{1b}]52;",
    "\u{1b}]8;",
    "\u{1b}[?1049l",
    "\u{1b}[?2004l",
    "\u{1b}c",
    "\u{1b}[6n",
    "\u{1b}P",
    "\u{1b}_",
    "\u{1b}[201~",
    "\u{9b}",
    "\u{9d}",
    "\u{202e}",
    "\u{2066}",
    "\u{200b}",
    "\u{e0041}",
    "\0",
];

/// Fields of records that people and machines outside fill with words.
const WORDS: [&str; 22] = [
    "name", "company", "city", "address", "stage", "obstacle", "subject", "words", "summary", "title", "text",
    "reason", "note", "result", "location", "carrier", "sku", "answer", "say", "queue", "region", "team",
];

/// Tables whose records hold such fields.
const TABLES: [&str; 7] =
    ["customers", "orders", "interactions", "flow_events", "tickets", "ticket_history", "articles"];

fn poisoned(value: &mut Value) -> bool {
    match value {
        Value::Object(fields) => fields.iter_mut().fold(false, |any, (name, value)| match value {
            Value::String(text) if WORDS.contains(&name.as_str()) => {
                text.push_str(POISON);
                true
            }
            _ => poisoned(value) | any,
        }),
        Value::Array(items) => items.iter_mut().fold(false, |any, item| poisoned(item) | any),
        _ => false,
    }
}

/// Writes it behind the server's back, as an older server or another program might have.
async fn poison(office: &Office) -> usize {
    let mut database = SqliteConnection::connect(office.database()).await.unwrap();
    let mut records = 0;
    for table in TABLES {
        let all = format!("SELECT rowid, record FROM {table}");
        let rows: Vec<(i64, String)> = sqlx::query_as(sqlx::AssertSqlSafe(all)).fetch_all(&mut database).await.unwrap();
        for (row, record) in rows {
            let mut record: Value = serde_json::from_str(&record).unwrap();
            if !poisoned(&mut record) {
                continue;
            }
            let change = format!("UPDATE {table} SET record = $1 WHERE rowid = $2");
            let changed = sqlx::query(sqlx::AssertSqlSafe(change)).bind(record.to_string()).bind(row);
            changed.execute(&mut database).await.unwrap();
            records += 1;
        }
    }
    records
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_receives_nothing_that_steers_it_whatever_the_records_hold() {
    let office = Office::open().await;
    office.ticket("手机未收到").await;
    assert!(poison(&office).await > 10, "records are poisoned");
    let mut console = Pty::open(&office, LIN, 120, 36);
    console.shows("手机未收到").await;
    let hostile = format!("还没收到{POISON}");
    let call = ["call", "--from", "138 1234 5678", "--agent", LIN, "--say", &hostile.replace('\0', "")];
    assert!(Pty::command(&office, PBX, &call).output().await.unwrap().status.success());
    console.shows("王建国").await;
    for keys in ["\t\r", "gc\u{1b}OR", "\u{1b}f王\r", "\u{1b}\u{1b}/快递\r", "\u{1b}\u{1b}L", "\u{1b}?"] {
        console.types(keys);
    }
    console.shows("帮助").await;
    for sequence in OBEYED {
        console.never_sent(sequence);
    }
    console.signal("TERM").await;
    assert_eq!(console.ends().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_print_nothing_that_steers_a_terminal_either() {
    let office = Office::open().await;
    let ticket = office.ticket("手机未收到").await;
    poison(&office).await;
    let number = ticket.number.to_string();
    for command in [&["tickets", "list"][..], &["tickets", "show", &number], &["kb", "search", "快递没到"]] {
        let done = Pty::command(&office, LIN, command).output().await.unwrap();
        assert!(done.status.success(), "{command:?}: {done:?}");
        let printed = String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap();
        for sequence in OBEYED.iter().chain(&["\u{1b}", "\u{7}", "\u{8}"]) {
            assert!(!printed.contains(sequence), "{command:?} prints {sequence:?}: {printed}");
        }
    }
}
