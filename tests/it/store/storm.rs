//! A storm of breaches while the server is killed again and again, and the robot it tells is as bad as robots get: every step is
//! taken once, and heard of once as far as the robot can tell.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use chrono::Utc;
use ringdesk::domain::agent::Role;
use ringdesk::domain::fuse::{PolicyBook, PolicyFile};
use ringdesk::domain::notice::NoticeState;
use ringdesk::domain::ticket::{Ticket, TicketFact};
use ringdesk::domain::todo::TodoKind;
use ringdesk::server::store::StoreSettings;
use ringdesk::wire::page::PageRequest;
use ringdesk::wire::request::NewTicket;
use sqlx::{Connection as _, PgConnection, SqliteConnection};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Desk, Kind, agent, system};
use crate::it::support::robot::{Mood, Posted, Robot};

/// Tickets that come in between two deaths, and run out of time soon after.
const TICKETS_EACH: usize = 3;
/// How often a server dies.
const DEATHS: usize = 50;
/// The longest that one lives, in milliseconds; every other one from when it serves.
const LIFE_MS: u64 = 300;
/// Waiting for what is promised; long only when the promise is broken.
const PATIENCE: Duration = Duration::from_mins(3);

/// A policy of seconds.
const POLICY: &str = "
[[policy]]
name = 'storm'
targets = { assignment = '1s', handling = '2s' }
[[policy.step]]
of = 'assignment'
after = '1s'
to = 'lead'
by = 'gate'
[[policy.step]]
of = 'handling'
after = '2s'
to = 'director'
by = ['gate', 'tower']
todo = '核查{customer} {ticket}'
";

/// What a message says, so that it can be taken apart again.
const WORDS: &str = "
subject = '{number}'
text = '{number}/{clock}'
[many]
subject = '{count}'
text = '{items}'
item = '{number}/{clock}'
";

/// What a webhook does in the storm, over and over.
const HOOK: [Mood; 7] = [
    Mood::Takes,
    Mood::Status(500, None),
    Mood::TakesAndDropsTheAnswer,
    Mood::Status(429, Some(1)),
    Mood::Takes,
    Mood::Hangs,
    Mood::TakesAndDropsTheAnswer,
];
/// The same of a group robot, which knows no message from another but by its words.
const GROUP: [Mood; 5] =
    [Mood::Says(45009), Mood::Takes, Mood::Hangs, Mood::Status(500, None), Mood::TakesAndDropsTheAnswer];

/// A server as a process of its own, which can be killed as the power fails.
struct Process {
    child: Child,
    /// Tells the first line that it prints.
    serves: Option<oneshot::Receiver<()>>,
    /// Ends with it.
    ends: JoinHandle<()>,
}

impl Process {
    fn start(home: &Path, database: &str) -> Self {
        let mut serve = Command::new(env!("CARGO_BIN_EXE_ringdesk"));
        serve.args(["serve", "--listen", "127.0.0.1:0", "--database", database]);
        serve.env("RINGDESK_CONFIG", home.join("config.toml")).env("HOME", home);
        serve.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = serve.spawn().unwrap();
        let said = child.stdout.take().unwrap();
        let (told, serves) = oneshot::channel();
        let ends = tokio::task::spawn_blocking(move || {
            let mut lines = BufReader::new(said).lines();
            if lines.next().is_some_and(|line| line.is_ok()) {
                let _ = told.send(());
            }
            lines.for_each(drop);
        });
        Self { child, serves: Some(serves), ends }
    }

    /// Waits until it serves.
    async fn serves(&mut self) {
        if let Some(serves) = self.serves.take() {
            tokio::time::timeout(PATIENCE, serves).await.expect("it comes up").expect("it serves");
        }
    }

    /// Lets so much time go by, in which it must not end by itself.
    async fn lives(&mut self, span: Duration) {
        let ended = tokio::time::timeout(span, &mut self.ends).await;
        assert!(ended.is_err(), "it ended by itself");
    }
}

impl Drop for Process {
    /// SIGKILL: nothing is tidied up.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Time as the notices see it.
enum Hands {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Hands {
    async fn of(url: &str) -> Self {
        if url.starts_with("sqlite:") {
            Self::Sqlite(SqliteConnection::connect(url).await.unwrap())
        } else {
            Self::Postgres(PgConnection::connect(url).await.unwrap())
        }
    }

    /// Whatever waits for another try has waited long enough; for what is being sent, by somebody who may be dead, twenty
    /// seconds pass.
    async fn move_on(&mut self) {
        for sql in [
            "UPDATE notices SET next_at = CASE WHEN lease IS NULL THEN 0 ELSE next_at - 20000 END WHERE state = 'waiting'",
            "UPDATE messenger_accounts SET stands_at = 0",
        ] {
            // What a server has locked at this moment moves on with the next look.
            match self {
                Self::Sqlite(connection) => drop(sqlx::query(sql).execute(connection).await),
                Self::Postgres(connection) => drop(sqlx::query(sql).execute(connection).await),
            }
        }
    }
}

/// A folder of settings for servers that tell a webhook, and the robot of a group.
fn home(gate: &Robot, tower: &Robot) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let messenger = |name: &str, kind: &str, robot: &Robot| {
        let url = robot.url();
        format!("[[messenger]]\nname = '{name}'\n{kind}\nurl = '{url}'\ntimeout_s = 1\nper_minute = 6000\n")
    };
    let gate = messenger("gate", "kind = 'webhook'", gate);
    let tower = messenger("tower", "kind = 'wecom'\nkey = 'robot-key'", tower);
    for (name, text) in [
        ("config.toml", String::new()),
        ("messengers.toml", format!("lang = 'en'\n{gate}{tower}")),
        ("policies/storm.toml", POLICY.to_owned()),
        ("notices/escalation.en.toml", WORDS.to_owned()),
    ] {
        let file = home.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    home
}

async fn weather(servers: usize, kind: Kind) {
    let file = PolicyFile { name: "storm.toml".to_owned(), text: POLICY.to_owned() };
    let policies = PolicyBook::read(&[file]).unwrap();
    let Some(desk) = Desk::open(kind, StoreSettings { policies, ..StoreSettings::default() }).await else { return };
    let wu = agent("wu", Role::Director);
    desk.hire(&wu).await;
    let (gate, tower) = (Robot::with(bad(&HOOK)).await, Robot::with(bad(&GROUP)).await);
    let home = home(&gate, &tower);
    let tickets = storm(&desk, servers, home.path()).await;
    for ticket in &tickets {
        let history = desk.store.ticket_history(&ticket.id, &PageRequest::default()).await.unwrap().items;
        let steps = history.iter().filter(|entry| matches!(entry.what, TicketFact::Escalated(_))).count();
        assert_eq!(steps, 2, "{history:?}");
    }
    let page = PageRequest { limit: Some(200), cursor: None };
    let todos = desk.store.todos(&wu.id, Some(TodoKind::Task), &page).await.unwrap().items;
    assert_eq!(todos.len(), tickets.len(), "one to-do each");
    for state in [NoticeState::Waiting, NoticeState::Dead] {
        assert_eq!(desk.store.notices_count(state).await.unwrap(), 0, "{state:?}");
    }
    let all = |clock: &str| tickets.iter().map(|ticket| format!("{}/{clock}", ticket.number)).collect::<BTreeSet<_>>();
    let both = all("assignment").into_iter().chain(all("handling")).collect();
    assert_eq!(heard(&gate), both, "the lead by one messenger");
    assert_eq!(heard(&tower), all("handling"), "the director by two");
}

/// Moods over and over for a hundred requests, and good ones from then on. Their number is odd, so that of two messages which take
/// turns neither meets the bad ones only.
fn bad(moods: &[Mood]) -> impl Iterator<Item = Mood> {
    moods.iter().cloned().cycle().take(100)
}

/// Tickets run out of time while servers come up and die; when all is told, the tickets there were.
async fn storm(desk: &Desk, servers: usize, home: &Path) -> Vec<Ticket> {
    let url = desk.database.url.as_str();
    let wang = desk.customer("王建国", "+8613812345678").await;
    let mut alive: Vec<Process> = (0..servers).map(|_| Process::start(home, url)).collect();
    let mut tickets = Vec::new();
    for death in 0..DEATHS {
        for _ in 0..TICKETS_EACH {
            let new =
                NewTicket { customer_id: Some(wang.id.clone()), subject: "风暴".to_owned(), ..NewTicket::default() };
            tickets.push(desk.store.ticket_create(&new, &system(), Utc::now()).await.unwrap());
        }
        let turn = death % servers;
        if (death / servers).is_multiple_of(2) {
            alive[turn].serves().await;
        }
        alive[turn].lives(Duration::from_millis(rand::random_range(10..LIFE_MS))).await;
        drop(alive.remove(turn));
        alive.insert(turn, Process::start(home, url));
    }
    let calm = tokio::time::timeout(PATIENCE, calm(desk, 3 * tickets.len() as u64)).await;
    calm.expect("everything due is done and told in the end");
    tickets
}

/// Waits until so many notices were sent.
async fn calm(desk: &Desk, notices: u64) {
    let mut look = tokio::time::interval(Duration::from_millis(200));
    let mut hands = Hands::of(&desk.database.url).await;
    while desk.store.notices_count(NoticeState::Sent).await.unwrap() < notices {
        look.tick().await;
        hands.move_on().await;
    }
}

/// What a robot took, each step once: it knows a message by its key, or where it has none by its words, and lays what it has
/// aside.
#[track_caller]
fn heard(robot: &Robot) -> BTreeSet<String> {
    let mut messages: BTreeMap<String, String> = BTreeMap::new();
    for posted in robot.posted().iter().filter(|posted| posted.taken) {
        let words = words(posted);
        let key = Some(posted.header("idempotency-key")).filter(|key| !key.is_empty()).unwrap_or(&words).to_owned();
        assert_eq!(*messages.entry(key).or_insert_with(|| words.clone()), words, "said again, it was something else");
    }
    let said: Vec<&str> = messages.values().flat_map(|words| words.lines()).collect();
    let once: BTreeSet<String> = said.iter().map(|line| (*line).to_owned()).collect();
    assert_eq!(said.len(), once.len(), "a step was told in two messages");
    once
}

/// The words of a webhook, or of a group's robot.
fn words(posted: &Posted) -> String {
    let body = posted.json();
    let words = body["text"].as_str().or_else(|| body["text"]["content"].as_str());
    words.expect("words").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_fifty_times_in_a_storm_the_fuse_misses_nothing_and_repeats_nothing() {
    weather(1, Kind::SqliteFile).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_servers_on_one_postgresql_that_die_in_turn_exactly_one_takes_each_step() {
    weather(2, Kind::Postgres).await;
}
