//! Promises of the store, each kept on a SQLite file, on SQLite in memory and on PostgreSQL.

mod call;
mod customer;
mod event;
mod fault;
mod fuse;
mod idempotency;
mod knowledge;
mod notice;
mod plan;
mod report;
mod storm;
mod ticket;
mod wall;
mod world;

use chrono::{DateTime, TimeDelta, Utc};
use ringdesk::domain::agent::{Actor, Agent, Presence, PresenceState, Role};
use ringdesk::domain::customer::{Customer, CustomerPhone, Health, Tier};
use ringdesk::server::store::{NewAgent, Store, StoreSettings};

use super::support::database::{Database, Kind};

/// Tries a promise on one kind of database; where that is not installed there is nothing to try.
async fn on<F: AsyncFnOnce(Desk)>(kind: Kind, promise: F) {
    if let Some(desk) = Desk::open(kind, StoreSettings::default()).await {
        promise(desk).await;
    }
}

/// `promises! { async fn name(desk: Desk) {…} }`: a test for each kind of database.
macro_rules! promises {
    ($($(#[$doc:meta])* async fn $name:ident($desk:ident: Desk) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;
            use $crate::it::support::database::Kind;

            async fn promise($desk: Desk) $body

            #[tokio::test(flavor = "multi_thread")]
            async fn on_a_sqlite_file() {
                $crate::it::store::on(Kind::SqliteFile, promise).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite_in_memory() {
                $crate::it::store::on(Kind::SqliteMemory, promise).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgres() {
                $crate::it::store::on(Kind::Postgres, promise).await;
            }
        }
    )+};
}
pub(super) use promises;

/// A desk with a store, two agents and a lead.
struct Desk {
    store: Store,
    database: Database,
    lin: Agent,
    chen: Agent,
    lead: Agent,
}

impl Desk {
    async fn open(kind: Kind, settings: StoreSettings) -> Option<Self> {
        let database = Database::fresh(kind).await?;
        let store = Store::open_with(&database.url, settings).await.unwrap();
        let desk = Self {
            store,
            database,
            lin: agent("lin", Role::Agent),
            chen: agent("chen", Role::Agent),
            lead: agent("he", Role::Lead),
        };
        for agent in [&desk.lin, &desk.chen, &desk.lead] {
            desk.hire(agent).await;
        }
        Some(desk)
    }

    async fn hire(&self, agent: &Agent) {
        hire(&self.store, agent).await;
    }

    async fn customer(&self, name: &str, phone: &str) -> Customer {
        self.store.customer_create(&customer(name, phone), &system(), noon()).await.unwrap()
    }
}

fn noon() -> DateTime<Utc> {
    "2026-02-12T12:00:00Z".parse().unwrap()
}

fn at(minutes: i64) -> DateTime<Utc> {
    noon() + TimeDelta::minutes(minutes)
}

fn system() -> Actor {
    Actor::System { name: "test".to_owned() }
}

/// Somebody begins to work here.
pub async fn hire(store: &Store, agent: &Agent) {
    let new = NewAgent { agent: agent.clone(), password_hash: "$argon2id$".to_owned() };
    store.agent_create(&new).await.unwrap();
}

pub fn agent(login: &str, role: Role) -> Agent {
    Agent {
        id: login.into(),
        login: login.to_owned(),
        name: login.to_owned(),
        role,
        region: "east".to_owned(),
        team: "east-1".to_owned(),
        extension: None,
        skills: Vec::new(),
        presence: PresenceState { presence: Presence::Available, since: noon() },
    }
}

fn customer(name: &str, phone: &str) -> Customer {
    Customer {
        id: "chosen by the store".into(),
        version: 0,
        name: name.to_owned(),
        avatar: None,
        company: None,
        phones: vec![CustomerPhone {
            e164: phone.starts_with('+').then(|| phone.to_owned()),
            raw: phone.to_owned(),
            label: "mobile".to_owned(),
            masked: false,
        }],
        email: None,
        city: None,
        address: None,
        region: "east".to_owned(),
        tier: Tier::Standard,
        since: noon(),
        health: Health::Good,
        sales_owner: None,
        implementation_owner: None,
        stage: None,
        obstacle: None,
        next_contact_at: None,
        custom: std::collections::BTreeMap::new(),
        updated_at: noon(),
        hidden: Vec::new(),
    }
}
