//! A server with people, one customer and one order, spoken to over HTTP as any client would.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use ringdesk::domain::agent::{Actor, Agent, Presence, PresenceState, Role};
use ringdesk::domain::customer::Customer;
use ringdesk::domain::order::Order;
use ringdesk::server::connect::messengers::Messengers;
use ringdesk::server::store::{NewAgent, Store};
use ringdesk::server::{Limits, Running, Server, Settings, token};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::event::Events;
pub use crate::it::support::PATIENCE;
use crate::it::support::database::{Database, Kind};

/// What nothing that leaves the server may hold: the customer's number, as anybody would write it.
pub const NUMBER: &str = "13812345678";

/// A running server and its people: lin and chen (agents), he (lead), wu (director), root (admin), pbx (a machine).
pub struct Desk {
    pub server: Running,
    pub store: Store,
    pub wang: Customer,
    client: Client,
    /// How far the server's clock is ahead of the machine's.
    ahead: Arc<Mutex<TimeDelta>>,
    pub database: Database,
    /// Where an admin says who may read what, if one does.
    access: Option<TempDir>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The answer to a request that must succeed.
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{self:?}");
        if self.text.is_empty() { Value::Null } else { self.json() }
    }

    /// [`Reply::ok`] for an answer that is no JSON.
    pub fn ok_text(self) {
        assert!(self.status.is_success(), "{self:?}");
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// A refusal: problem+json with a type, and this status. Its field, if it names one.
    pub fn refused(&self, status: u16) -> String {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], status, "{self:?}");
        assert!(problem["type"].as_str().unwrap().starts_with("urn:ringdesk:problem:"), "{self:?}");
        assert!(!problem["detail"].as_str().unwrap().is_empty(), "{self:?}");
        problem["field"].as_str().unwrap_or_default().to_owned()
    }
}

impl Desk {
    pub async fn open() -> Self {
        Self::open_on(Kind::SqliteFile).await.unwrap()
    }

    /// None: this kind of database is not installed here.
    pub async fn open_on(kind: Kind) -> Option<Self> {
        let database = Database::fresh(kind).await?;
        Some(Self::with(database, Limits { rate: 0, ..Limits::default() }, Messengers::none(), None).await)
    }

    /// With messengers; none: this kind of database is not installed here.
    pub async fn open_with_messengers(kind: Kind, messengers: Messengers) -> Option<Self> {
        let database = Database::fresh(kind).await?;
        Some(Self::with(database, Limits { rate: 0, ..Limits::default() }, messengers, None).await)
    }

    pub async fn open_with(limits: Limits) -> Self {
        Self::with(Database::fresh(Kind::SqliteFile).await.unwrap(), limits, Messengers::none(), None).await
    }

    /// One whose admin says who may read what, see [`Desk::governs`].
    pub async fn open_governed() -> Self {
        let database = Database::fresh(Kind::SqliteFile).await.unwrap();
        let folder = TempDir::new().unwrap();
        Self::with(database, Limits { rate: 0, ..Limits::default() }, Messengers::none(), Some(folder)).await
    }

    /// The admin writes these rows, and they hold.
    pub async fn governs(&self, rows: &str) {
        let file = self.access.as_ref().unwrap().path().join("access.toml");
        let mut events = Events::follow(self, "root", None).await;
        std::fs::write(file, rows).unwrap();
        events.next_of("reset").await;
    }

    async fn with(database: Database, limits: Limits, messengers: Messengers, access: Option<TempDir>) -> Self {
        ringdesk::crm::http::install_tls();
        let store = Store::open(&database.url).await.unwrap();
        let people = [
            ("lin", Role::Agent),
            ("chen", Role::Agent),
            ("he", Role::Lead),
            ("wu", Role::Director),
            ("root", Role::Admin),
            ("pbx", Role::Cti),
        ];
        for (login, role) in people {
            hire(&store, login, role, ("east", "east-1")).await;
        }
        let wang = store.customer_create(&customer("王建国", NUMBER), &system(), Utc::now()).await.unwrap();
        store.order_put(&order(&wang, "A7731"), &system(), Utc::now()).await.unwrap();
        let ahead = Arc::new(Mutex::new(TimeDelta::zero()));
        let clock = Arc::clone(&ahead);
        let mut settings = Settings::new("127.0.0.1:0".parse().unwrap(), store.clone());
        settings.limits = limits;
        settings.messengers = Arc::new(messengers);
        settings.access = access.as_ref().map(|folder| folder.path().join("access.toml"));
        settings.clock = Arc::new(move || Utc::now() + *clock.lock().unwrap());
        let server = Server::start(settings).await.unwrap();
        let client = Client::builder().no_proxy().timeout(PATIENCE).build().unwrap();
        Self { server, store, wang, client, ahead, database, access }
    }

    /// Somebody of that region and team joins.
    pub async fn hire(&self, login: &str, role: Role, place: (&str, &str)) {
        hire(&self.store, login, role, place).await;
    }

    /// Lets time pass on the server's clock.
    pub fn later(&self, by: TimeDelta) {
        *self.ahead.lock().unwrap() += by;
    }

    /// A request of somebody; `who` is a login, or empty for nobody.
    pub fn request(&self, who: &str, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.server.url()));
        if who.is_empty() { request } else { request.bearer_auth(token_of(who)) }
    }

    pub async fn send(&self, request: RequestBuilder) -> Reply {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Reply { status, headers, text: response.text().await.unwrap() }
    }

    pub async fn get(&self, who: &str, path: &str) -> Reply {
        self.send(self.request(who, Method::GET, &api(path))).await
    }

    pub async fn post(&self, who: &str, path: &str, body: Value) -> Reply {
        self.send(self.request(who, Method::POST, &api(path)).json(&body)).await
    }

    pub async fn put(&self, who: &str, path: &str, body: Value) -> Reply {
        self.send(self.request(who, Method::PUT, &api(path)).json(&body)).await
    }

    pub async fn delete(&self, who: &str, path: &str) -> Reply {
        self.send(self.request(who, Method::DELETE, &api(path))).await
    }

    /// A PATCH based on a version.
    pub async fn patch(&self, who: &str, path: &str, version: u64, body: Value) -> Reply {
        let request = self.request(who, Method::PATCH, &api(path)).header("if-match", format!("\"{version}\""));
        self.send(request.json(&body)).await
    }

    /// A ticket of Mr Wang's; its id.
    pub async fn ticket(&self, subject: &str) -> String {
        self.ticket_of("lin", subject).await
    }

    /// A ticket of Mr Wang's that somebody opened; its id.
    pub async fn ticket_of(&self, who: &str, subject: &str) -> String {
        let wish = json!({"customer_id": self.wang.id, "subject": subject, "words": "还没收到,物流单号查不到"});
        id(&self.post(who, "/tickets", wish).await.ok())
    }

    /// The phone rings; the call.
    pub async fn ring(&self, external_id: &str, from: &str) -> Value {
        self.post("pbx", "/calls", json!({"external_id": external_id, "from": from})).await.ok()
    }

    /// Position of the newest event.
    pub fn newest(&self) -> u64 {
        *self.store.committed().borrow()
    }
}

pub fn id(record: &Value) -> String {
    record["id"].as_str().unwrap_or_else(|| panic!("no id in {record}")).to_owned()
}

fn api(path: &str) -> String {
    format!("/api/v1{path}")
}

pub fn token_of(login: &str) -> String {
    format!("rd_{login}")
}

pub fn system() -> Actor {
    Actor::System { name: "test".into() }
}

async fn hire(store: &Store, login: &str, role: Role, (region, team): (&str, &str)) {
    let now = Utc::now();
    let agent = Agent {
        id: login.into(),
        login: login.to_owned(),
        name: format!("{login}'s name"),
        role,
        region: region.to_owned(),
        team: team.to_owned(),
        extension: Some(format!("80{}", login.len())),
        skills: Vec::new(),
        presence: PresenceState { presence: Presence::Available, since: now },
    };
    store.agent_create(&NewAgent { agent, password_hash: String::new() }).await.unwrap();
    let hash = token::hash(&token_of(login));
    store.session_create(&hash, &login.into(), now, now + TimeDelta::hours(1)).await.unwrap();
}

pub fn customer(name: &str, number: &str) -> Customer {
    let now = Utc::now();
    serde_json::from_value(json!({
        "id": "", "version": 0, "name": name, "company": null,
        "phones": [{"e164": format!("+86{number}"), "raw": number, "label": "mobile"}],
        "email": "wang.jianguo@example.com", "city": "杭州", "address": null, "region": "east", "tier": "gold",
        "since": now, "health": "good", "sales_owner": null, "implementation_owner": null, "stage": "installed",
        "obstacle": null, "next_contact_at": null, "custom": {"credit_limit": "50000"}, "updated_at": now
    }))
    .unwrap()
}

pub fn order(customer: &Customer, number: &str) -> Order {
    let placed: DateTime<Utc> = Utc::now() - TimeDelta::days(6);
    serde_json::from_value(json!({
        "id": number, "number": number, "customer_id": customer.id,
        "items": [{"sku": "AP2", "name": "空气净化器 P2", "quantity": 1}],
        "total": {"minor": 239_900, "currency": "CNY"}, "status": "shipped", "placed_at": placed,
        "promised_at": placed + TimeDelta::days(3),
        "shipment": {"carrier": "SF", "tracking_number": "SF1380045512", "state": "in_transit", "scans": [
            {"at": placed + TimeDelta::days(2), "place": "杭州转运中心", "text": "已发出 联系电话13812345678"}
        ]}
    }))
    .unwrap()
}
