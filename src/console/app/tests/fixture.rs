//! Records to test with.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::console::app::message::Fields;
use crate::domain::agent::{Agent, Presence, PresenceState, Role};
use crate::domain::article::{Article, Hit};
use crate::domain::call::{Call, CallState, Utterance};
use crate::domain::clock::{Clock, ClockKind, ClockState, Marks};
use crate::domain::customer::{Customer, CustomerPhone, CustomerRef, Health, Tier};
use crate::domain::order::{Money, Order, OrderStatus, Scan, Shipment, ShipmentState};
use crate::domain::prediction::Prediction;
use crate::domain::profile::{Caller, Candidate, MatchRank, Profile, ScreenPop};
use crate::domain::ticket::{Ticket, TicketStatus};
use crate::domain::validity::Validity;

pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).expect("in range")
}

pub fn agent(login: &str, name: &str) -> Agent {
    Agent {
        id: login.into(),
        login: login.into(),
        name: name.into(),
        role: Role::Agent,
        region: "华东".into(),
        team: "一组".into(),
        extension: Some("801".into()),
        skills: Vec::new(),
        presence: PresenceState { presence: Presence::Available, since: now() },
    }
}

/// An open ticket of 林薇's that is due in that many minutes.
pub fn ticket(subject: &str, due_in: i64) -> Ticket {
    let due_at = now() + TimeDelta::minutes(due_in);
    let clock = Clock {
        kind: ClockKind::Handling,
        state: ClockState::Running,
        started_at: now() - TimeDelta::hours(1),
        due_at,
        target_s: 14_400,
        marks: Marks { director_at: Some(due_at), ..Marks::default() },
    };
    Ticket {
        id: subject.into(),
        number: 10_482,
        version: 3,
        subject: subject.into(),
        words: "到底什么时候能到".into(),
        problem_type: "fulfilment_exception".into(),
        status: TicketStatus::Open,
        priority: 3,
        queue: "default".into(),
        region: "华东".into(),
        customer: CustomerRef { id: "wang".into(), name: "王建国".into() },
        order_id: None,
        assignee: Some(agent("lin", "林薇").reference()),
        created_at: now() - TimeDelta::hours(1),
        updated_at: now() - TimeDelta::minutes(5),
        pending: None,
        root_cause: None,
        article_id: None,
        merged_into: None,
        leased_until: None,
        clocks: vec![clock],
        alarm: None,
        viewers: Vec::new(),
    }
}

pub fn fields(value: &Value) -> Fields {
    value.as_object().expect("an object").clone().into_iter().collect()
}

/// What a change of a ticket says, with the version it makes.
pub fn change(version: u64, field: &str, to: &Value) -> Fields {
    fields(&json!({ "version": version, field: to }))
}

pub fn call(id: &str) -> Call {
    Call {
        id: id.into(),
        external_id: format!("pbx-{id}"),
        from: Some("138****5678".into()),
        to: None,
        queue: None,
        agent: None,
        home: Some("杭州 · 移动".into()),
        customer_id: None,
        ticket_id: None,
        started_at: now(),
        state: CallState::Ringing,
        utterances: Vec::new(),
        wrap_up: None,
    }
}

/// The call after its caller has said so much.
pub fn saying(mut call: Call, words: &[&str]) -> Call {
    call.utterances = words.iter().map(|text| Utterance { at: now(), text: (*text).to_owned() }).collect();
    call
}

pub fn ring(id: &str, caller: Caller) -> ScreenPop {
    ScreenPop { call: call(id), caller, prediction: Prediction::default() }
}

pub fn known(tickets: Vec<Ticket>) -> Caller {
    Caller::Known { profile: Box::new(profile(tickets)) }
}

pub fn profile(tickets: Vec<Ticket>) -> Profile {
    Profile {
        customer: customer(),
        orders: Vec::new(),
        interactions: Vec::new(),
        tickets,
        flow: Vec::new(),
        prediction: Prediction::default(),
        as_of: now(),
    }
}

pub fn customer() -> Customer {
    let phone = CustomerPhone { e164: None, raw: "138****5678".into(), label: "mobile".into(), masked: true };
    Customer {
        id: "wang".into(),
        version: 1,
        name: "王建国".into(),
        avatar: None,
        company: None,
        phones: vec![phone],
        email: None,
        city: Some("杭州".into()),
        address: None,
        region: "华东".into(),
        tier: Tier::Gold,
        since: now() - TimeDelta::days(1_500),
        health: Health::Good,
        sales_owner: None,
        implementation_owner: None,
        stage: None,
        obstacle: None,
        next_contact_at: None,
        custom: std::collections::BTreeMap::new(),
        updated_at: now() - TimeDelta::days(2),
        hidden: Vec::new(),
    }
}

pub fn candidate(name: &str) -> Candidate {
    Candidate {
        customer_id: name.into(),
        name: name.into(),
        company: None,
        city: None,
        tier: Tier::Standard,
        rank: MatchRank::Exact,
        label: "office".into(),
        open_tickets: 0,
        recent_order: None,
        last_contact: None,
    }
}

pub fn hit(title: &str) -> Hit {
    let article = Article {
        id: title.into(),
        version: 1,
        lang: "zh-CN".into(),
        title: title.into(),
        problem_type: "fulfilment_exception".into(),
        phrasings: Vec::new(),
        root_causes: vec!["courier_lost".into()],
        actions: Vec::new(),
        recordings: Vec::new(),
        body: "1. 用**查轨迹**看最后一次扫描：“我马上查。”\n2. 不要说“快了”以外的话".into(),
        owner: "logistics".into(),
        channels: Vec::new(),
        products: Vec::new(),
        roles: Vec::new(),
        valid: Validity::default(),
        updated_at: now(),
        withdrawn: false,
    };
    Hit { article: Arc::new(article), score: 90, phrasing: None, marks: Vec::new(), alike: Vec::new() }
}

/// An order of 王建国's whose parcel was last scanned so many hours ago.
pub fn order(number: &str, state: ShipmentState, scanned: i64) -> Order {
    let scan =
        Scan { at: now() - TimeDelta::hours(scanned), place: "杭州转运中心".into(), text: "已发出".into() };
    Order {
        id: number.into(),
        number: number.into(),
        customer_id: "wang".into(),
        items: Vec::new(),
        total: Money { minor: 239_900, currency: "CNY".into() },
        status: if state == ShipmentState::Delivered { OrderStatus::Delivered } else { OrderStatus::Shipped },
        placed_at: now() - TimeDelta::days(9),
        promised_at: None,
        shipment: Some(Shipment {
            carrier: "SF".into(),
            tracking_number: format!("SF{number}"),
            state,
            scans: vec![scan],
        }),
    }
}
