//! A small office with a real server: the people, customers and orders that the promises of the desk are about.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use ringdesk::crm::api::{Api, WriteKey};
use ringdesk::crm::http::{Token, install_tls};
use ringdesk::domain::agent::{Actor, Agent, Presence, PresenceState, Role};
use ringdesk::domain::customer::{Customer, CustomerPhone, CustomerRef, Health, Tier};
use ringdesk::domain::fuse::{PolicyBook, PolicyFile};
use ringdesk::domain::ids::{AgentId, CallId, CustomerId, InteractionId, OrderId, TicketId};
use ringdesk::domain::interaction::{Channel, Direction, Interaction, MediaRef, Outcome};
use ringdesk::domain::order::{Money, Order, OrderItem, OrderStatus, Scan, Shipment, ShipmentState};
use ringdesk::domain::ticket::{HistoryEntry, Ticket, TicketFact, TicketStatus};
use ringdesk::knowledge;
use ringdesk::server::store::{Media, NewAgent, Store, StoreSettings, World};
use ringdesk::server::{Limits, Running, Server, Settings, password, token};
use ringdesk::wire::request::{CallPatch, CallStateName, NewCall, NewTicket, NewUtterance};

use super::database::{Database, Kind};

/// Who sits at the desk of most promises.
pub const LIN: &str = "lin";
/// Her colleague.
pub const ZHOU: &str = "zhou";
/// Their lead.
pub const HE: &str = "he";
/// With which people of the office log in.
pub const PASSWORD: &str = "晴天-42";
/// The telephone system.
pub const PBX: &str = "pbx";

/// The office.
pub struct Office {
    store: Store,
    server: Option<Running>,
    address: SocketAddr,
    tokens: Vec<(&'static str, Token)>,
    database: Database,
    ahead: TimeDelta,
}

impl Office {
    /// Opens with a server that remembers the last so many events only.
    pub async fn that_remembers(events_kept: u64) -> Self {
        let settings = StoreSettings { events_kept, ..StoreSettings::default() };
        Self::with(Database::fresh(Kind::SqliteFile).await.unwrap(), Vec::new(), settings, TimeDelta::zero()).await
    }

    /// Opens with a server whose clock is that much ahead of everybody else's.
    pub async fn whose_clock_is_ahead(by: TimeDelta) -> Self {
        let database = Database::fresh(Kind::SqliteFile).await.unwrap();
        Self::with(database, Vec::new(), StoreSettings::default(), by).await
    }

    /// Opens with everybody at work and nobody on the phone.
    pub async fn open() -> Self {
        Self::open_with(Vec::new()).await
    }

    /// The same, and Wang sent these pictures on WeChat, in one message.
    pub async fn open_with(pictures: Vec<Vec<u8>>) -> Self {
        Self::on(Database::fresh(Kind::SqliteFile).await.unwrap(), pictures).await
    }

    /// The same on this kind of database; none: it is not installed here.
    pub async fn open_on(kind: Kind) -> Option<Self> {
        Some(Self::on(Database::fresh(kind).await?, Vec::new()).await)
    }

    async fn on(database: Database, pictures: Vec<Vec<u8>>) -> Self {
        Self::with(database, pictures, StoreSettings::default(), TimeDelta::zero()).await
    }

    async fn with(database: Database, pictures: Vec<Vec<u8>>, settings: StoreSettings, ahead: TimeDelta) -> Self {
        install_tls();
        let store = Store::open_with(&database.url, settings).await.unwrap();
        store.load_world(world(pictures), &system(), Utc::now()).await.unwrap();
        let mut tokens = Vec::new();
        for login in [LIN, ZHOU, HE, PBX] {
            tokens.push((login, log_in(&store, login, Utc::now() + ahead).await));
        }
        let server = serve(&store, "127.0.0.1:0".parse().unwrap(), Limits::default(), ahead).await;
        Self { address: server.address(), server: Some(server), store, tokens, database, ahead }
    }

    /// Where the database is, as SQLx reaches it.
    pub fn database(&self) -> &str {
        &self.database.url
    }

    /// The server as somebody reaches it.
    pub fn api(&self, login: &str) -> Api {
        Api::new(&self.url(), Some(self.token(login))).unwrap().within(super::PATIENCE)
    }

    /// The server's address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the server is.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Somebody's token.
    pub fn token(&self, login: &str) -> &Token {
        &self.tokens.iter().find(|(known, _)| *known == login).unwrap().1
    }

    /// The server goes away.
    pub async fn server_stops(&mut self) {
        self.server.take().unwrap().shutdown().await;
    }

    /// The server comes back, where it was.
    pub async fn server_starts(&mut self) {
        self.server = Some(serve(&self.store, self.address, Limits::default(), self.ahead).await);
    }

    /// The server comes back, where it was, and shows that it lives as often as that.
    pub async fn server_starts_beating(&mut self, heartbeat: Duration) {
        let limits = Limits { heartbeat, ..Limits::default() };
        self.server = Some(serve(&self.store, self.address, limits, self.ahead).await);
    }

    /// From now on the fuse goes by this policy file.
    pub async fn goes_by(&self, policy: &str) {
        let file = PolicyFile { name: "office.toml".into(), text: policy.into() };
        self.store.adopt_policies(PolicyBook::read(&[file]).unwrap(), &system(), Utc::now()).await.unwrap();
    }

    /// The phone rings at Lin's desk.
    pub async fn ring(&self, number: &str) -> CallId {
        let call = NewCall {
            external_id: WriteKey::fresh().as_str().to_owned(),
            from: number.to_owned(),
            agent: Some(LIN.to_owned()),
            ..NewCall::default()
        };
        self.api(PBX).ring(&WriteKey::fresh(), &call).await.unwrap().id
    }

    /// The caller says something.
    pub async fn say(&self, call: &CallId, words: &str) {
        let said = NewUtterance { text: words.to_owned(), at: None };
        self.api(PBX).utter(&WriteKey::fresh(), call, &said).await.unwrap();
    }

    /// As many tickets of Wang's that nobody owns, numbered from 20 000 on, all due at once.
    pub async fn tickets_pile_up(&self, count: u32) {
        let tickets = vec![waiting_ticket()];
        self.store.load_world(World { tickets, ..World::default() }, &system(), Utc::now()).await.unwrap();
        self.database.multiply_ticket("waiting-000000", count).await;
    }

    /// Every caller hangs up.
    pub async fn hang_up_all(&self) {
        let api = self.api(PBX);
        for pop in self.api(LIN).calls_at_my_desk().await.unwrap() {
            let ended = CallPatch { state: CallStateName::Ended, agent: None, at: None };
            api.move_call(&WriteKey::fresh(), &pop.call.id, &ended).await.unwrap();
        }
    }

    /// A ticket of Wang's that Lin owns.
    pub async fn ticket(&self, subject: &str) -> Ticket {
        let new = NewTicket {
            customer_id: Some(CustomerId::new("wang")),
            subject: subject.to_owned(),
            words: "到底什么时候能到".to_owned(),
            ..NewTicket::default()
        };
        let api = self.api(LIN);
        let ticket = api.create_ticket(&WriteKey::fresh(), &new).await.unwrap();
        api.claim(&WriteKey::fresh(), &ticket.id).await.unwrap()
    }
}

async fn serve(store: &Store, listen: SocketAddr, limits: Limits, ahead: TimeDelta) -> Running {
    let settings = Settings::new(listen, store.clone());
    let (limits, clock) = (Limits { rate: 0, ..limits }, Arc::new(move || Utc::now() + ahead));
    Server::start(Settings { limits, clock, ..settings }).await.unwrap()
}

async fn log_in(store: &Store, login: &str, now: DateTime<Utc>) -> Token {
    let fresh = token::fresh();
    let until = now + TimeDelta::hours(1);
    store.session_create(&token::hash(&fresh), &AgentId::new(login), now, until).await.unwrap();
    Token::new(fresh)
}

fn system() -> Actor {
    Actor::System { name: "test".into() }
}

fn world(pictures: Vec<Vec<u8>>) -> World {
    let sent: Vec<Media> =
        pictures.into_iter().map(|bytes| Media { content_type: "image/png".into(), bytes }).collect();
    let sounds = knowledge::built_in::RECORDINGS.iter();
    let sounds = sounds.map(|(_, bytes)| Media { content_type: "audio/x".into(), bytes: bytes.to_vec() });
    World {
        interactions: (!sent.is_empty()).then(|| wechat(&sent)).into_iter().collect(),
        media: sent.into_iter().chain(sounds).collect(),
        agents: vec![
            person(LIN, "林薇", Role::Agent),
            person(ZHOU, "周岚", Role::Agent),
            person(HE, "何静", Role::Lead),
            person(PBX, "pbx", Role::Cti),
        ],
        customers: vec![
            customer("wang", "王建国", "+8613812345678"),
            customer("li", "李静", "+8657187654321"),
            customer("sun", "孙立", "+8657187654321"),
        ],
        orders: vec![late_order()],
        articles: knowledge::built_in("zh-CN"),
        ..World::default()
    }
}

fn waiting_ticket() -> (Ticket, Vec<HistoryEntry>) {
    let created_at = Utc::now();
    let ticket = Ticket {
        id: TicketId::new("waiting-000000"),
        number: 20_000,
        version: 1,
        subject: "第0张".into(),
        words: "还没收到".into(),
        problem_type: "fulfilment".into(),
        status: TicketStatus::New,
        priority: 3,
        queue: "default".into(),
        region: "华东".into(),
        customer: CustomerRef { id: CustomerId::new("wang"), name: "王建国".into() },
        order_id: None,
        assignee: None,
        created_at,
        updated_at: created_at,
        pending: None,
        root_cause: None,
        article_id: None,
        merged_into: None,
        leased_until: None,
        clocks: Vec::new(),
        alarm: None,
        viewers: Vec::new(),
    };
    (ticket, vec![HistoryEntry { seq: 1, at: created_at, by: system(), what: TicketFact::Created }])
}

fn wechat(sent: &[Media]) -> Interaction {
    let picture = |(at, media): (usize, &Media)| MediaRef {
        sha256: media.hash(),
        content_type: media.content_type.clone(),
        title: format!("截图 {}", at + 1),
    };
    Interaction {
        id: InteractionId::new("wechat-1"),
        customer_id: CustomerId::new("wang"),
        channel: Channel::Wechat,
        direction: Direction::Inbound,
        at: ago(TimeDelta::hours(1)),
        summary: "包装破了，你看".into(),
        outcome: Outcome::Unanswered,
        duration_s: None,
        agent: None,
        media: sent.iter().enumerate().map(picture).collect(),
        call_id: None,
        ticket_id: None,
    }
}

fn person(login: &str, name: &str, role: Role) -> NewAgent {
    let presence = PresenceState { presence: Presence::Available, since: Utc::now() };
    let agent = Agent {
        id: AgentId::new(login),
        login: login.into(),
        name: name.into(),
        role,
        region: "华东".into(),
        team: "售后一组".into(),
        extension: None,
        skills: Vec::new(),
        presence,
    };
    NewAgent { agent, password_hash: password::hash(PASSWORD).unwrap() }
}

fn customer(id: &str, name: &str, number: &str) -> Customer {
    Customer {
        id: CustomerId::new(id),
        version: 1,
        name: name.into(),
        avatar: None,
        company: None,
        phones: vec![CustomerPhone {
            e164: Some(number.into()),
            raw: number.into(),
            label: "mobile".into(),
            masked: false,
        }],
        email: None,
        city: Some("杭州".into()),
        address: None,
        region: "华东".into(),
        tier: Tier::Gold,
        since: ago(TimeDelta::days(1400)),
        health: Health::Good,
        sales_owner: None,
        implementation_owner: None,
        stage: None,
        obstacle: None,
        next_contact_at: None,
        custom: std::collections::BTreeMap::new(),
        updated_at: ago(TimeDelta::days(3)),
        hidden: Vec::new(),
    }
}

/// Shipped, promised for yesterday, and not scanned for 80 hours.
fn late_order() -> Order {
    let scan =
        Scan { at: ago(TimeDelta::hours(80)), place: "杭州转运中心".into(), text: "快件已到达".into() };
    Order {
        id: OrderId::new("order-a7731"),
        number: "A7731".into(),
        customer_id: CustomerId::new("wang"),
        items: vec![OrderItem { sku: "P2".into(), name: "空气净化器 P2".into(), quantity: 1 }],
        total: Money { minor: 239_900, currency: "CNY".into() },
        status: OrderStatus::Shipped,
        placed_at: ago(TimeDelta::days(6)),
        promised_at: Some(ago(TimeDelta::days(1))),
        shipment: Some(Shipment {
            carrier: "SF".into(),
            tracking_number: "SF1380045512".into(),
            state: ShipmentState::InTransit,
            scans: vec![scan],
        }),
    }
}

fn ago(length: TimeDelta) -> DateTime<Utc> {
    Utc::now() - length
}
