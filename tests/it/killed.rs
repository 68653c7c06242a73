//! The server is killed at random while eight consoles write: what was acknowledged is there once, what was refused is not there,
//! what nobody answered to is there as a whole or not at all, and the consoles get everything through in the end.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use rand::RngExt as _;
use rand::seq::IndexedRandom as _;
use ringdesk::crm::api::{Api, WriteKey};
use ringdesk::crm::http::{Token, Write, install_tls};
use ringdesk::crm::problem::CrmError;
use ringdesk::domain::agent::{Actor, Agent, Presence, PresenceState, Role};
use ringdesk::domain::clock::clocks;
use ringdesk::domain::ids::{CustomerId, TicketId};
use ringdesk::domain::ticket::{HistoryEntry, Ticket, TicketFact};
use ringdesk::server::store::{NewAgent, Resumed, Store};
use ringdesk::server::token;
use ringdesk::wire::event::{Event, EventKind};
use ringdesk::wire::page::PageRequest;
use ringdesk::wire::problem::Problem;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::sync::watch;

use crate::it::http::desk::customer;
use crate::it::support::database::{Database, Kind};
use crate::it::support::program::Serving;

/// How many write at once.
const CONSOLES: usize = 8;
/// So few that they meet.
const CUSTOMERS: usize = 12;
/// The newest tickets, among which consoles choose.
const BUSY_WITH: usize = 30;
/// Between two attempts, unless a server comes up.
const PAUSE: Duration = Duration::from_millis(100);
/// The longest a server lives on after its time has come, in milliseconds.
const LIVES_ON_MS: u64 = 40;
/// Waiting for what is promised; long only when the promise is broken.
const PATIENCE: Duration = Duration::from_mins(10);

/// What a console wants written.
struct Wish {
    method: &'static str,
    path: String,
    version: Option<u64>,
    body: Value,
    /// What is found in the history once it is written; none: it leaves no words.
    leaves: Option<String>,
    /// The ticket that goes one version on by it.
    ticket: Option<String>,
}

impl Wish {
    fn post(path: &str, body: Value, leaves: impl Into<Option<String>>) -> Self {
        let (path, leaves) = (format!("/api/v1{path}"), leaves.into());
        Self { method: "POST", path, version: None, body, leaves, ticket: None }
    }

    fn patch(path: &str, body: Value, leaves: impl Into<Option<String>>) -> Self {
        Self { method: "PATCH", ..Self::post(path, body, leaves) }
    }

    fn command(ticket: &Value, command: &str, body: Value, leaves: impl Into<Option<String>>) -> Self {
        Self::post(&format!("/tickets/{}/{command}", id(ticket)), body, leaves).on(ticket)
    }

    fn on(self, ticket: &Value) -> Self {
        Self { ticket: Some(id(ticket)), ..self.based_on(ticket) }
    }

    fn based_on(self, record: &Value) -> Self {
        Self { version: record["version"].as_u64(), ..self }
    }

    fn write<'a>(&'a self, key: &'a WriteKey) -> Write<'a> {
        let write = if self.method == "PATCH" { Write::patch(&self.path, key) } else { Write::post(&self.path, key) };
        write.if_version(self.version)
    }
}

fn id(record: &Value) -> String {
    record["id"].as_str().unwrap_or_else(|| panic!("no id in {record}")).to_owned()
}

/// What became of a wish, as its console knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Waiting,
    Landed,
    Refused,
}

/// What a wish must leave behind, and what became of it.
#[derive(Clone, Debug)]
struct Line {
    leaves: Option<String>,
    ticket: Option<String>,
    fate: Fate,
}

/// What all consoles have wished, and what they know.
struct Ledger {
    wishes: usize,
    begun: watch::Sender<usize>,
    lines: Mutex<Vec<Line>>,
    tickets: Mutex<BTreeMap<String, Value>>,
    customers: Mutex<BTreeMap<String, Value>>,
    sent_again: AtomicUsize,
}

impl Ledger {
    fn of(wishes: usize, customers: BTreeMap<String, Value>) -> Arc<Self> {
        Arc::new(Self {
            wishes,
            begun: watch::Sender::new(0),
            lines: Mutex::default(),
            tickets: Mutex::default(),
            customers: Mutex::new(customers),
            sent_again: AtomicUsize::new(0),
        })
    }

    /// The number of the next wish; none: all were wished.
    fn next(&self) -> Option<usize> {
        let mut next = None;
        self.begun.send_modify(|begun| {
            next = (*begun < self.wishes).then_some(*begun);
            *begun += usize::from(next.is_some());
        });
        next
    }

    async fn comes_to(&self, wishes: usize) {
        let mut begun = self.begun.subscribe();
        tokio::time::timeout(PATIENCE, begun.wait_for(|begun| *begun >= wishes)).await.expect("they write").unwrap();
    }

    fn begins(&self, wish: &Wish) -> usize {
        let mut lines = self.lines.lock().unwrap();
        lines.push(Line { leaves: wish.leaves.clone(), ticket: wish.ticket.clone(), fate: Fate::Waiting });
        lines.len() - 1
    }

    fn ends(&self, line: usize, fate: Fate) {
        self.lines.lock().unwrap()[line].fate = fate;
    }

    /// A record as somebody has just seen it; an older one than is known is let go.
    fn sees(&self, record: &Value) {
        let records = match record {
            _ if record["subject"].is_string() => &self.tickets,
            _ if record["phones"].is_array() => &self.customers,
            _ => return,
        };
        let mut records = records.lock().unwrap();
        let known = records.get(&id(record)).and_then(|known| known["version"].as_u64());
        if record["version"].as_u64() > known {
            records.insert(id(record), record.clone());
        }
    }

    fn a_customer(&self) -> Value {
        let customers = self.customers.lock().unwrap();
        customers
            .values()
            .take(CUSTOMERS)
            .collect::<Vec<_>>()
            .choose(&mut rand::rng())
            .map(|it| (**it).clone())
            .unwrap()
    }

    /// One of the newest tickets, rather one that `login` may work on.
    fn a_ticket(&self, login: &str) -> Option<Value> {
        let tickets = self.tickets.lock().unwrap();
        let newest: Vec<&Value> = tickets.values().rev().take(BUSY_WITH).collect();
        let mine = |ticket: &&&Value| ticket["assignee"].is_null() || ticket["assignee"]["id"] == login;
        let own: Vec<&Value> = newest.iter().filter(mine).copied().collect();
        let among = if rand::random_ratio(4, 5) { &own } else { &newest };
        among.choose(&mut rand::rng()).map(|ticket| (*ticket).clone())
    }
}

/// One of those who write, as a console does: each write under a key of its own, until somebody answers.
struct Console {
    login: String,
    ledger: Arc<Ledger>,
    /// Where the server is, while there is one.
    serves: watch::Receiver<Option<String>>,
    api: Option<(String, Api)>,
    /// The call at this desk, and what is to be done to it next.
    call: Option<(String, usize)>,
}

impl Console {
    async fn works(mut self) {
        while let Some(number) = self.ledger.next() {
            let wish = self.wish(&format!("mark {number} of {}", self.login));
            let line = self.ledger.begins(&wish);
            match self.carried_out(&wish).await {
                Ok(record) => {
                    self.ledger.ends(line, Fate::Landed);
                    self.ledger.sees(&record);
                    if wish.path.ends_with("/calls") {
                        self.call = Some((id(&record), 0));
                    }
                }
                Err(problem) => {
                    assert!(matches!(problem.status, 409 | 412), "{} {}: {problem:?}", wish.path, wish.body);
                    self.ledger.ends(line, Fate::Refused);
                    problem.current.iter().for_each(|current| self.ledger.sees(current));
                }
            }
        }
    }

    /// Sends it until it is taken or refused.
    async fn carried_out(&mut self, wish: &Wish) -> Result<Value, Box<Problem>> {
        let key = WriteKey::fresh();
        loop {
            let api = self.server().await;
            match api.http().write(wish.write(&key), &wish.body).await {
                Ok(record) => return Ok(record),
                Err(CrmError::Problem(problem)) => return Err(problem),
                Err(why) if why.is_passing() => {}
                Err(why) => panic!("{}: a console would give up what it wrote: {why}", wish.path),
            }
            self.ledger.sent_again.fetch_add(1, Ordering::Relaxed);
            let _ = tokio::time::timeout(PAUSE, self.serves.changed()).await;
        }
    }

    async fn server(&mut self) -> Api {
        let url = self.serves.wait_for(Option::is_some).await.unwrap().clone().unwrap();
        match &self.api {
            Some((known, api)) if *known == url => api.clone(),
            _ => {
                let api = Api::new(&url, Some(&Token::new(secret(&self.login)))).unwrap();
                self.api = Some((url, api.clone()));
                api
            }
        }
    }

    fn wish(&mut self, mark: &str) -> Wish {
        if let Some((call, step)) = self.call.take() {
            return self.call_goes_on(&call, step, mark);
        }
        let ticket = self.ledger.a_ticket(&self.login);
        match (rand::rng().random_range(0..100), ticket) {
            (..5, _) => Wish::post("/customers", json!({"name": mark}), format!("customer {mark}")),
            (5..15, _) => {
                let customer = self.ledger.a_customer();
                let path = format!("/customers/{}", id(&customer));
                Wish::patch(&path, json!({"stage": mark}), format!("stage {mark}")).based_on(&customer)
            }
            (15..20, _) => {
                let todo = json!({"text": mark, "due_at": Utc::now() + TimeDelta::hours(3)});
                Wish::post("/todos", todo, format!("todo {mark}"))
            }
            (20..23, _) => Wish::post("/calls", json!({"external_id": mark}), format!("call {mark}")),
            (23..40, _) | (_, None) => {
                let customer = id(&self.ledger.a_customer());
                let claim = rand::random::<bool>();
                let new = json!({"customer_id": customer, "subject": mark, "words": "还没收到", "claim": claim});
                Wish::post("/tickets", new, format!("created {mark}"))
            }
            (_, Some(ticket)) => on_ticket(&ticket, mark),
        }
    }

    /// Answered, over, written up.
    fn call_goes_on(&mut self, call: &str, step: usize, mark: &str) -> Wish {
        let path = format!("/calls/{call}");
        if step < 2 {
            self.call = Some((call.to_owned(), step + 1));
        }
        match step {
            0 => Wish::patch(&path, json!({"state": "answered"}), None),
            1 => Wish::patch(&path, json!({"state": "ended"}), None),
            _ => {
                let written = json!({"disposition": "informed", "summary": mark});
                Wish::post(&format!("{path}/wrap-up"), written, format!("wrapped up {mark}"))
            }
        }
    }
}

/// Something that can be done to a ticket as it stands.
fn on_ticket(ticket: &Value, mark: &str) -> Wish {
    let cause = || json!({"root_cause": "courier_lost", "note": mark});
    let chance = rand::rng().random_range(0..10);
    let left = |what: &str| format!("{what} {mark}");
    match (ticket["status"].as_str().unwrap(), chance) {
        (_, 0 | 1) => Wish::command(ticket, "notes", json!({"text": mark}), left("noted")),
        ("resolved", 2..6) => Wish::command(ticket, "close", cause(), left("closed")),
        ("resolved" | "closed", _) => Wish::command(ticket, "reopen", json!({"reason": mark}), left("reopened")),
        ("pending", 2..6) => Wish::command(ticket, "resume", json!({}), None),
        (_, 2) if ticket["assignee"].is_null() => Wish::command(ticket, "claim", json!({}), None),
        (_, 2 | 3) => Wish::command(ticket, "pend", json!({"reason": mark}), left("pended")),
        (_, 4 | 5) => {
            let path = format!("/tickets/{}", id(ticket));
            Wish::patch(&path, json!({"subject": mark}), left("changed")).on(ticket)
        }
        (_, 6) => Wish::command(ticket, "replies", json!({"text": mark, "channel": "sms"}), left("contact")),
        (_, 7) => {
            let said = json!({"channel": "wechat", "direction": "inbound", "text": mark});
            Wish::command(ticket, "contacts", said, left("contact"))
        }
        (_, 8) => Wish::command(ticket, "resolve", cause(), left("resolved")),
        _ => Wish::command(ticket, "close", cause(), left("closed")),
    }
}

/// What the database holds.
#[derive(Default)]
pub(super) struct Kept {
    /// How often each thing is there that a wish can leave.
    left: BTreeMap<String, usize>,
    /// How often each ticket was told of.
    told: BTreeMap<String, usize>,
    /// The words of each contact.
    contacts: BTreeMap<String, String>,
    /// The records of tickets and customers, as their events make them.
    records: BTreeMap<(String, String), Map<String, Value>>,
    events: u64,
}

impl Kept {
    /// Reads all of it, and sees that it holds together.
    pub(super) async fn read(store: &Store) -> Self {
        let mut kept = Self::default();
        loop {
            let Resumed::Events(events) = store.events_since(kept.events, 1000).await.unwrap() else {
                panic!("the history has a gap after {}", kept.events)
            };
            if events.is_empty() {
                break;
            }
            for event in &events {
                assert_eq!(event.seq, kept.events + 1, "positions go on without a gap");
                kept.events = event.seq;
                kept.hears(event);
            }
        }
        kept.holds_together(store).await;
        kept
    }

    fn hears(&mut self, event: &Event) {
        let (kind, id) = (event.subject.kind.as_str(), event.subject.id.clone());
        let of = |field: &str| event.changes.get(field).map(|change| &change.to);
        let text = |field: &str| of(field).and_then(Value::as_str);
        match kind {
            "ticket" if event.kind == EventKind::TicketCreated => self.leaves("created", text("subject")),
            "customer" => {
                self.leaves("customer", text("name"));
                self.leaves("stage", text("stage"));
            }
            "todo" => self.leaves("todo", text("text")),
            "call" => {
                self.leaves("call", text("external_id"));
                self.leaves("wrapped up", of("wrap_up").and_then(|wrap_up| wrap_up["summary"].as_str()));
            }
            "interaction" => drop(self.contacts.insert(id.clone(), text("summary").unwrap_or_default().to_owned())),
            _ => {}
        }
        if kind == "ticket" {
            *self.told.entry(id.clone()).or_default() += 1;
        }
        if matches!(kind, "ticket" | "customer") {
            let record = self.records.entry((kind.to_owned(), id)).or_default();
            record.extend(event.changes.iter().map(|(field, change)| (field.clone(), change.to.clone())));
            record.retain(|field, value| !value.is_null() && field != "note");
        }
    }

    fn leaves(&mut self, what: &str, words: Option<&str>) {
        if let Some(words) = words.filter(|words| words.starts_with("mark ")) {
            *self.left.entry(format!("{what} {words}")).or_default() += 1;
        }
    }

    /// Holds every ticket and customer against what was told of it, and every ticket's clocks against its history.
    async fn holds_together(&mut self, store: &Store) {
        let known: Vec<_> = self.records.keys().cloned().collect();
        for (kind, id) in known {
            let record = if kind == "ticket" {
                serde_json::to_value(self.ticket(store, &TicketId::new(&*id)).await)
            } else {
                serde_json::to_value(store.customer(&CustomerId::new(&*id)).await.unwrap())
            };
            let Ok(Value::Object(mut record)) = record else { panic!("{kind} {id} is no record") };
            record.retain(|_, value| !value.is_null());
            assert_eq!(record, self.records[&(kind, id)], "the record is what its events say");
        }
    }

    async fn ticket(&mut self, store: &Store, id: &TicketId) -> Ticket {
        let ticket = store.ticket(id).await.unwrap();
        let history = history(store, id).await;
        let policies = store.policies();
        let policy = policies.policy(ticket.circumstances(None));
        assert_eq!(ticket.clocks, clocks(&history, policy), "the clocks of {history:?}");
        assert_eq!(ticket.version, self.told[id.as_str()] as u64, "an event for each version of {ticket:?}");
        for (at, entry) in history.iter().enumerate() {
            assert_eq!(entry.seq, at as u64 + 1, "lines of history follow each other");
            self.happened(&entry.what);
        }
        ticket
    }

    fn happened(&mut self, what: &TicketFact) {
        let (what, words) = match what {
            TicketFact::Noted { text } => ("noted", Some(text)),
            TicketFact::Pended { reason, .. } => ("pended", Some(reason)),
            TicketFact::Resolved { root_cause } => ("resolved", root_cause.note.as_ref()),
            TicketFact::Closed { root_cause } => ("closed", root_cause.note.as_ref()),
            TicketFact::Reopened { reason } => ("reopened", reason.as_ref()),
            TicketFact::Changed { to, .. } => ("changed", to.as_ref()),
            TicketFact::Contacted { interaction, .. } => ("contact", self.contacts.get(interaction.as_str())),
            _ => return,
        };
        let words = words.cloned();
        assert!(words.is_some(), "{what} without its words");
        self.leaves(what, words.as_deref());
    }

    /// Holds it against what the consoles know; how much of it was written and never acknowledged.
    fn keeps_to(&self, lines: &[Line]) -> usize {
        let mut unheard = 0;
        let mut known = BTreeSet::new();
        let mut steps: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for line in lines {
            if let Some(leaves) = &line.leaves {
                known.insert(leaves);
                let times = self.left.get(leaves).copied().unwrap_or(0);
                let fits = match line.fate {
                    Fate::Landed => times == 1,
                    Fate::Refused => times == 0,
                    Fate::Waiting => times <= 1,
                };
                assert!(fits, "{line:?} is there {times} times");
                unheard += usize::from(line.fate == Fate::Waiting && times == 1);
            }
            let (landed, waiting) = steps.entry(line.ticket.as_deref().unwrap_or_default()).or_default();
            *landed += usize::from(line.fate == Fate::Landed);
            *waiting += usize::from(line.fate == Fate::Waiting);
        }
        for (ticket, (landed, waiting)) in steps.into_iter().filter(|(ticket, _)| !ticket.is_empty()) {
            let commands = self.told[ticket] - 1;
            assert!((landed..=landed + waiting).contains(&commands), "{ticket}: {commands} of {landed} + {waiting}");
        }
        let unknown: Vec<&String> = self.left.keys().filter(|left| !known.contains(left)).collect();
        assert_eq!(unknown, Vec::<&String>::new(), "nobody wished that");
        unheard
    }
}

async fn history(store: &Store, id: &TicketId) -> Vec<HistoryEntry> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let page = store.ticket_history(id, &PageRequest { limit: Some(200), cursor }).await.unwrap();
        all.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            all.reverse();
            return all;
        }
    }
}

/// Looks at the database while no server is there; how much of what nobody knows the fate of was written.
async fn examined(database: &Database, ledger: &Ledger) -> usize {
    database.left_alone().await;
    let lines = ledger.lines.lock().unwrap().clone();
    let store = Store::open(&database.url).await.unwrap();
    let kept = Kept::read(&store).await;
    store.close().await;
    kept.keeps_to(&lines)
}

fn secret(login: &str) -> String {
    format!("rd_{login}")
}

/// People who write, and customers about whom.
async fn furnished(database: &Database) -> BTreeMap<String, Value> {
    let store = Store::open(&database.url).await.unwrap();
    let now = Utc::now();
    for login in logins() {
        let presence = PresenceState { presence: Presence::Available, since: now };
        let (id, role) = (login.as_str().into(), Role::Agent);
        let (name, region, team) = (login.clone(), "east".to_owned(), "east-1".to_owned());
        let agent =
            Agent { id, login: login.clone(), name, role, region, team, extension: None, skills: vec![], presence };
        store.agent_create(&NewAgent { agent, password_hash: String::new() }).await.unwrap();
        let until = now + TimeDelta::days(1);
        store.session_create(&token::hash(&secret(&login)), &login.as_str().into(), now, until).await.unwrap();
    }
    let mut customers = BTreeMap::new();
    for number in 0..CUSTOMERS {
        let new = customer(&format!("客户{number}"), &format!("138123400{number:02}"));
        let by = Actor::System { name: "test".into() };
        let record = serde_json::to_value(store.customer_create(&new, &by, now).await.unwrap()).unwrap();
        customers.insert(id(&record), record);
    }
    store.close().await;
    customers
}

fn logins() -> impl Iterator<Item = String> {
    (1..=CONSOLES).map(|number| format!("console-{number}"))
}

/// A folder from which a server that says little serves.
fn home() -> TempDir {
    let home = TempDir::new().unwrap();
    let folder = home.path().join(".config/ringdesk");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), "log = 'error'\n").unwrap();
    home
}

async fn serve(home: &Path, database: &Database, place: &watch::Sender<Option<String>>) -> Serving {
    let server = Serving::from(home, &["--database", &database.url]).await;
    place.send_replace(Some(server.url.clone()));
    server
}

async fn killed(kind: Kind, rounds: usize, wishes: usize) {
    install_tls();
    let Some(database) = Database::fresh(kind).await else { return };
    let (home, ledger) = (home(), Ledger::of(wishes, furnished(&database).await));
    let (place, told) = watch::channel(None);
    let consoles = logins()
        .map(|login| Console { login, ledger: ledger.clone(), serves: told.clone(), api: None, call: None }.works());
    let consoles: Vec<_> = consoles.map(tokio::spawn).collect();
    let mut unheard = 0;
    for round in 1..=rounds {
        let mut server = serve(home.path(), &database, &place).await;
        ledger.comes_to(wishes * round / (rounds + 1)).await;
        server.lives(Duration::from_millis(rand::random_range(0..LIVES_ON_MS))).await;
        place.send_replace(None);
        server.dies().await;
        unheard += examined(&database, &ledger).await;
    }
    let server = serve(home.path(), &database, &place).await;
    for console in consoles {
        tokio::time::timeout(PATIENCE, console).await.expect("everything gets through").unwrap();
    }
    server.dies().await;
    examined(&database, &ledger).await;
    let fates: Vec<Fate> = ledger.lines.lock().unwrap().iter().map(|line| line.fate).collect();
    let count = |fate| fates.iter().filter(|known| **known == fate).count();
    let (landed, refused, again) =
        (count(Fate::Landed), count(Fate::Refused), ledger.sent_again.load(Ordering::Relaxed));
    println!(
        "{kind:?}: {rounds} deaths, {landed} landed, {refused} refused, {again} sent again ({unheard} were there)"
    );
    assert_eq!(landed + refused, wishes, "nothing waits any more");
    assert!(landed > wishes / 2, "most of what they wish is possible: {landed}");
    assert!(again >= rounds, "servers died under what they were sent: {again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_under_eight_consoles_loses_doubles_and_halves_nothing() {
    killed(Kind::SqliteFile, 4, 400).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_does_one_on_postgresql() {
    killed(Kind::Postgres, 4, 400).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "some minutes: cargo test --test it ten_thousand_writes -- --ignored --nocapture"]
async fn ten_thousand_writes_survive_thirty_deaths_of_the_server() {
    killed(Kind::SqliteFile, 30, 10_000).await;
    killed(Kind::Postgres, 30, 10_000).await;
}
