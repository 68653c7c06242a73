//! The fuse with a hundred thousand open tickets: how long after a step is due it is taken, alone and with five hundred others.
#![expect(clippy::expect_used, reason = "a benchmark that cannot go on has nothing to say")]

mod figures;

use std::time::{Duration, Instant};

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use ringdesk::domain::agent::{Actor, Agent, Presence, PresenceState, Role};
use ringdesk::domain::customer::{Customer, Health, Tier};
use ringdesk::domain::fuse::{PolicyBook, PolicyFile};
use ringdesk::domain::ids::TicketId;
use ringdesk::domain::ticket::{HistoryEntry, Ticket, TicketFact};
use ringdesk::server::store::{NewAgent, Store, StoreSettings, World};
use ringdesk::server::{Server, Settings};
use ringdesk::wire::request::NewTicket;

use figures::{Table, Times};

const TICKETS: u64 = 100_000;
/// Steps that come due alone, one after the other.
const ALONE: usize = 30;
/// Steps that come due at once.
const TOGETHER: usize = 500;
/// What the issue allows.
const BUDGET: (usize, Duration) = (99, Duration::from_secs(5));
/// Whoever waits looks this often.
const LOOK: Duration = Duration::from_millis(5);

/// The queue of the bench has two seconds; everything else has days.
const POLICY: &str = "
[[policy]]
name = 'bench'
queue = 'bench'
targets = { assignment = '2s' }
[[policy.step]]
of = 'assignment'
after = '2s'
to = 'lead'
[[policy]]
name = 'rest'
targets = { assignment = '20d', handling = '40d' }
[[policy.step]]
of = 'assignment'
after = '20d'
to = 'lead'
";

#[tokio::main]
async fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let policies = PolicyBook::read(&[PolicyFile { name: "bench.toml".to_owned(), text: POLICY.to_owned() }]);
    let policies = policies.expect("a good policy");
    let url = format!("sqlite:{}", folder.path().join("desk.sqlite").display());
    let store = Store::open_with(&url, StoreSettings { policies, ..StoreSettings::default() }).await?;
    let customer = fill(&store).await?;
    let server = Server::start(Settings::new(([127, 0, 0, 1], 0).into(), store.clone())).await?;
    let mut table = Table::default();
    let (mut alone, mut together) = (Times::default(), Times::default());
    for _ in 0..ALONE {
        alone.extend(late(&store, &customer, 1).await?);
    }
    together.extend(late(&store, &customer, TOGETHER).await?);
    table.times("100 000 open tickets: step due → taken", alone, Some(BUDGET));
    table.times("the same, 500 due together", together, Some(BUDGET));
    table.print();
    server.shutdown().await;
    store.close().await;
    Ok(())
}

/// How late the steps of so many tickets were taken that come due at once.
async fn late(store: &Store, customer: &Customer, count: usize) -> Result<Vec<Duration>> {
    let (mut opened, at) = (Vec::with_capacity(count), Utc::now() + TimeDelta::seconds(if count > 1 { 5 } else { 0 }));
    for _ in 0..count {
        let new = NewTicket {
            customer_id: Some(customer.id.clone()),
            subject: "bench".to_owned(),
            queue: Some("bench".to_owned()),
            ..NewTicket::default()
        };
        opened.push(store.ticket_create(&new, &by(), at).await?.id);
    }
    let (due, mut late) = (at + TimeDelta::seconds(2), Vec::with_capacity(count));
    let begun = Instant::now();
    while !opened.is_empty() {
        assert!(begun.elapsed() < Duration::from_mins(1), "{} were never taken", opened.len());
        tokio::time::sleep(LOOK).await;
        let taken = taken(store, &opened).await?;
        let since = (Utc::now() - due).to_std().unwrap_or_default();
        late.extend(std::iter::repeat_n(since, taken.len()));
        opened.retain(|id| !taken.contains(id));
    }
    Ok(late)
}

/// Which of them have gone up.
async fn taken(store: &Store, tickets: &[TicketId]) -> Result<Vec<TicketId>> {
    let mut taken = Vec::new();
    for id in tickets {
        if store.ticket(id).await?.alarm.is_none() {
            break;
        }
        taken.push(id.clone());
    }
    Ok(taken)
}

/// A lead, a customer, and their hundred thousand tickets.
async fn fill(store: &Store) -> Result<Customer> {
    let now = Utc::now();
    let customer = customer(now);
    let lead = NewAgent { agent: lead(now), password_hash: "$argon2id$".to_owned() };
    let people = World { agents: vec![lead], customers: vec![customer.clone()], ..World::default() };
    store.load_world(people, &by(), now).await?;
    let new = NewTicket { customer_id: Some(customer.id.clone()), subject: "rest".to_owned(), ..NewTicket::default() };
    let one = store.ticket_create(&new, &by(), now).await?;
    let created = |at| HistoryEntry { seq: 1, at, by: by(), what: TicketFact::Created };
    let ticket = |number: u64| {
        let at = now - TimeDelta::seconds(number as i64 % 86_400);
        let id = TicketId::new(format!("bench-{number}"));
        (Ticket { id, number: number + 1_000_000, created_at: at, ..one.clone() }, vec![created(at)])
    };
    let tickets = (1..TICKETS).map(ticket).collect();
    store.load_world(World { tickets, ..World::default() }, &by(), now).await?;
    Ok(customer)
}

fn by() -> Actor {
    Actor::System { name: "bench".to_owned() }
}

fn lead(now: DateTime<Utc>) -> Agent {
    Agent {
        id: "lead".into(),
        login: "lead".to_owned(),
        name: "lead".to_owned(),
        role: Role::Lead,
        region: "east".to_owned(),
        team: "east".to_owned(),
        extension: None,
        skills: Vec::new(),
        presence: PresenceState { presence: Presence::Available, since: now },
    }
}

fn customer(now: DateTime<Utc>) -> Customer {
    Customer {
        id: "wang".into(),
        version: 1,
        name: "王建国".to_owned(),
        avatar: None,
        company: None,
        phones: Vec::new(),
        email: None,
        city: None,
        address: None,
        region: "east".to_owned(),
        tier: Tier::Standard,
        since: now,
        health: Health::Good,
        sales_owner: None,
        implementation_owner: None,
        stage: None,
        obstacle: None,
        next_contact_at: None,
        custom: std::collections::BTreeMap::new(),
        updated_at: now,
        hidden: Vec::new(),
    }
}
