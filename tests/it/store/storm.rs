//! A storm of breaches while the server is killed again and again: every step is taken, and none twice.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use ringdesk::domain::agent::Role;
use ringdesk::domain::ticket::TicketFact;
use ringdesk::domain::todo::TodoKind;
use ringdesk::server::store::StoreSettings;
use ringdesk::wire::page::PageRequest;
use ringdesk::wire::request::NewTicket;

use super::{Desk, Kind, agent, system};

/// Tickets that run out of time, one after the other, all through the storm.
const TICKETS: i64 = 150;
/// How often a server dies.
const DEATHS: usize = 50;
/// The longest that one lives, in milliseconds.
const LIFE_MS: u64 = 300;
/// Waiting for what is promised; long only when the promise is broken.
const PATIENCE: Duration = Duration::from_mins(1);

/// A policy of seconds.
const POLICY: &str = "
[[policy]]
name = 'storm'
targets = { assignment = '1s', handling = '2s' }
[[policy.step]]
of = 'assignment'
after = '1s'
to = 'lead'
by = 'wecom'
[[policy.step]]
of = 'handling'
after = '2s'
to = 'director'
by = ['wecom', 'dingtalk']
todo = '核查{customer} {ticket}'
";

/// A server as a process of its own, which can be killed as the power fails.
struct Process(Child);

impl Process {
    fn start(home: &Path, database: &str) -> Self {
        let mut serve = Command::new(env!("CARGO_BIN_EXE_ringdesk"));
        serve.args(["serve", "--listen", "127.0.0.1:0", "--database", database]);
        serve.env("RINGDESK_CONFIG", home.join("config.toml")).env("HOME", home);
        serve.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self(serve.spawn().unwrap())
    }
}

impl Drop for Process {
    /// SIGKILL: nothing is tidied up.
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("config.toml"), "").unwrap();
    std::fs::create_dir(home.path().join("policies")).unwrap();
    std::fs::write(home.path().join("policies/storm.toml"), POLICY).unwrap();
    home
}

async fn weather(servers: usize, kind: Kind) {
    let Some(desk) = Desk::open(kind, StoreSettings::default()).await else { return };
    let wu = agent("wu", Role::Director);
    desk.hire(&wu).await;
    let wang = desk.customer("王建国", "+8613812345678").await;
    let (home, begin) = (home(), Utc::now());
    let mut tickets = Vec::new();
    for number in 0..TICKETS {
        let at = begin + TimeDelta::milliseconds(number * (DEATHS as i64 * LIFE_MS as i64 / 2) / TICKETS);
        let new =
            NewTicket { customer_id: Some(wang.id.clone()), subject: "风暴".to_owned(), ..NewTicket::default() };
        tickets.push(desk.store.ticket_create(&new, &system(), at).await.unwrap());
    }
    let url = desk.database.url.as_str();
    let mut alive: Vec<Process> = (0..servers).map(|_| Process::start(home.path(), url)).collect();
    for death in 0..DEATHS {
        tokio::time::sleep(Duration::from_millis(rand::random_range(10..LIFE_MS))).await;
        alive[death % servers] = Process::start(home.path(), url);
    }
    let calm = tokio::time::timeout(PATIENCE, async {
        let mut look = tokio::time::interval(Duration::from_millis(100));
        while !desk
            .store
            .tickets_at_risk(TimeDelta::days(1), &PageRequest::default(), begin)
            .await
            .unwrap()
            .items
            .is_empty()
        {
            look.tick().await;
        }
    });
    calm.await.expect("everything due is done in the end");
    drop(alive);
    for ticket in &tickets {
        let history = desk.store.ticket_history(&ticket.id, &PageRequest::default()).await.unwrap().items;
        let steps = history.iter().filter(|entry| matches!(entry.what, TicketFact::Escalated(_))).count();
        assert_eq!(steps, 2, "{history:?}");
    }
    let page = PageRequest { limit: Some(200), cursor: None };
    let todos = desk.store.todos(&wu.id, Some(TodoKind::Task), &page).await.unwrap().items;
    assert_eq!(todos.len(), TICKETS as usize, "one to-do each");
    let mut notices = 0;
    let mut ask = page;
    loop {
        let read = desk.store.notices(None, &ask).await.unwrap();
        notices += read.items.len();
        ask.cursor = read.next_cursor;
        if ask.cursor.is_none() {
            break;
        }
    }
    assert_eq!(notices, 3 * TICKETS as usize, "the lead by one messenger, the director by two");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_fifty_times_in_a_storm_the_fuse_misses_nothing_and_repeats_nothing() {
    weather(1, Kind::SqliteFile).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_servers_on_one_postgresql_that_die_in_turn_exactly_one_takes_each_step() {
    weather(2, Kind::Postgres).await;
}
