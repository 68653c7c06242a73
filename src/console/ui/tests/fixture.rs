//! The moment that is drawn in tests: 14:23, 林薇 talks with 王建国, whose air purifier has not arrived.

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use crate::console::app::model::caller::{CallPane, CallerScreen};
use crate::console::app::model::connection::Link;
use crate::console::app::model::knowledge::Source;
use crate::console::app::model::nudge::Nudges;
use crate::console::app::model::optimistic::Optimistic;
use crate::console::app::model::palette::ActionNames;
use crate::console::app::model::profile::ProfilePane;
use crate::console::app::model::queue::Below;
use crate::console::app::model::recording::Playing;
use crate::console::app::model::wall::First;
use crate::console::app::model::{Lang, Model, Pane, Size, Start};
use crate::console::app::remote::{Remote, RequestId};
use crate::console::i18n::Texts;
use crate::domain::agent::{Actor, Agent, AgentRef, Presence, PresenceState, Role};
use crate::domain::article::{Article, Hit};
use crate::domain::call::{Call, CallState, Utterance};
use crate::domain::clock::{Clock, ClockKind, ClockState, Marks};
use crate::domain::customer::{Customer, CustomerPhone, CustomerRef, Health, Tier};
use crate::domain::flow::FlowEvent;
use crate::domain::interaction::{Channel, Direction, Interaction, MediaRef, Outcome};
use crate::domain::moment::WallClock;
use crate::domain::order::{Money, Order, OrderItem, OrderStatus, Scan, Shipment, ShipmentState};
use crate::domain::prediction::{Evidence, OrderFact, PredictedProblem, Prediction};
use crate::domain::profile::{Candidate, MatchRank, Profile};
use crate::domain::recording::{Measured, Pace, Pause, Recording, Unit};
use crate::domain::ticket::view::TicketCounts;
use crate::domain::ticket::{Activity, HistoryEntry, Pending, Ticket, TicketFact, TicketStatus, Viewer};
use crate::domain::todo::{Need, Todo, TodoKind};
use crate::domain::validity::Validity;

/// 14:23 in Hangzhou.
pub fn now() -> DateTime<Utc> {
    at("2025-11-21T06:23:00Z")
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

/// The wall clock of Hangzhou, whatever this computer's.
pub fn hangzhou(at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc() + TimeDelta::hours(8)
}

fn minutes(count: i64) -> TimeDelta {
    TimeDelta::minutes(count)
}

pub fn agent(id: &str, name: &str, extension: &str) -> AgentRef {
    AgentRef { id: id.into(), name: name.to_owned(), extension: Some(extension.to_owned()) }
}

pub fn me() -> Agent {
    Agent {
        id: "linwei".into(),
        login: "linwei".to_owned(),
        name: "林薇".to_owned(),
        role: Role::Agent,
        region: "华东".to_owned(),
        team: "一组".to_owned(),
        extension: Some("801".to_owned()),
        skills: Vec::new(),
        presence: PresenceState { presence: Presence::Talking, since: now() - TimeDelta::seconds(134) },
    }
}

/// An empty desk of that size.
pub fn empty(width: u16, height: u16, lang: Lang) -> Model {
    let start = Start {
        run: "run".to_owned(),
        now: now(),
        lang,
        names: ActionNames::new(|key| Texts::of(lang.tag()).get(key)),
        nudges: Nudges::default(),
        first: First::Desk,
        plain: false,
        clock: WallClock(hangzhou),
        size: Size { width, height },
        me: Some(me()),
    };
    let mut model = Model::new(start);
    model.connection.link = Link::Live;
    model.connection.latency = Some(TimeDelta::milliseconds(12));
    model
}

/// The desk two minutes into the call.
pub fn desk(width: u16, height: u16, lang: Lang) -> Model {
    let mut model = empty(width, height, lang);
    model.focus = Pane::Middle;
    model.queue.rows = queue().into_iter().map(Optimistic::new).collect();
    model.queue.total = Some(12);
    model.queue.below = Below::End;
    model.queue.as_of = Some(now());
    model.foot.counts = Remote::ready(
        TicketCounts {
            mine: 12,
            unassigned: 3,
            soon: 5,
            breached: 1,
            longest_waiting_since: Some(now() - minutes(400)),
        },
        now(),
    );
    model.foot.todos = Remote::ready(todos(), now());
    model.foot.callbacks = Remote::ready(callbacks(), now());
    model.calls.current = Some(call());
    model.knowledge.hits = Remote::ready(hits(lang), now());
    model.knowledge.source = Source::Caller { call: "call-1".into(), words: "还没收到".to_owned() };
    model
}

pub fn call() -> CallPane {
    let pane = ProfilePane::arrived(Box::new(profile()));
    CallPane {
        call: Call {
            id: "call-1".into(),
            external_id: "pbx-1".to_owned(),
            from: Some("+86138****5678".to_owned()),
            to: None,
            queue: None,
            agent: Some(me().reference()),
            home: Some("杭州 · 移动".to_owned()),
            customer_id: Some("wang".into()),
            ticket_id: None,
            started_at: now() - TimeDelta::seconds(140),
            state: CallState::Answered { at: now() - TimeDelta::seconds(134), by: Some(me().reference()) },
            utterances: vec![
                Utterance { at: now() - minutes(2), text: "我那个净化器还没收到".to_owned() },
                Utterance {
                    at: now() - minutes(1), text: "物流单号三天没更新了，到底什么时候能到".to_owned()
                },
            ],
            wrap_up: None,
        },
        caller: CallerScreen::Known { pane: Box::new(pane), instead: None },
        prediction: prediction(),
        asked: None,
    }
}

fn prediction() -> Prediction {
    let words = |text: &str| Evidence::Words { text: text.to_owned() };
    let order = Evidence::Order { order_id: "o1".into(), number: "A7731".to_owned(), fact: OrderFact::NoScan72h };
    let problem = PredictedProblem {
        problem_type: "fulfilment_exception".into(),
        confidence: 0.9,
        red: true,
        evidence: vec![words("还没收到"), words("物流单号"), order],
    };
    Prediction { problems: vec![problem] }
}

fn customer() -> Customer {
    Customer {
        id: "wang".into(),
        version: 1,
        name: "王建国".to_owned(),
        avatar: None,
        company: None,
        phones: vec![CustomerPhone {
            e164: None,
            raw: "138****5678".to_owned(),
            label: "手机".to_owned(),
            masked: true,
        }],
        email: None,
        city: Some("杭州".to_owned()),
        address: None,
        region: "华东".to_owned(),
        tier: Tier::Gold,
        since: at("2021-03-01T00:00:00Z"),
        health: Health::Good,
        sales_owner: Some(agent("zhoulan", "周岚", "802")),
        implementation_owner: Some(agent("hejun", "何俊", "815")),
        stage: None,
        obstacle: None,
        next_contact_at: None,
        custom: std::collections::BTreeMap::new(),
        updated_at: now(),
        hidden: Vec::new(),
    }
}

pub fn profile() -> Profile {
    Profile {
        customer: customer(),
        orders: orders(),
        interactions: interactions(),
        tickets: vec![ticket(10482, "手机未收到", "王建国", -12, Some(("linwei", "林薇")))],
        flow: flow(),
        prediction: prediction(),
        as_of: now(),
    }
}

fn orders() -> Vec<Order> {
    let order = |number: &str, item: &str, quantity, fen, status, shipment| Order {
        id: number.into(),
        number: number.to_owned(),
        customer_id: "wang".into(),
        items: vec![OrderItem { sku: "s".to_owned(), name: item.to_owned(), quantity }],
        total: Money { minor: fen, currency: "CNY".to_owned() },
        status,
        placed_at: at("2025-11-17T02:00:00Z"),
        promised_at: Some(at("2025-11-20T10:00:00Z")),
        shipment,
    };
    let parcel = Shipment {
        carrier: "SF".to_owned(),
        tracking_number: "SF1380045512".to_owned(),
        state: ShipmentState::InTransit,
        scans: vec![
            Scan {
                at: at("2025-11-18T05:44:00Z"),
                place: "杭州转运".to_owned(),
                text: "快件已到达转运中心".to_owned(),
            },
            Scan { at: at("2025-11-17T23:10:00Z"), place: "上海".to_owned(), text: "已揽收".to_owned() },
        ],
    };
    vec![
        order("A7731", "空气净化器 P2", 1, 239_900, OrderStatus::Shipped, Some(parcel)),
        order("A7412", "滤芯套装", 2, 39_800, OrderStatus::Delivered, None),
    ]
}

fn interactions() -> Vec<Interaction> {
    let contact = |when: &str, channel, summary: &str, outcome, seconds: Option<u32>, media: bool| Interaction {
        id: when.into(),
        customer_id: "wang".into(),
        channel,
        direction: Direction::Inbound,
        at: at(when),
        summary: summary.to_owned(),
        outcome,
        duration_s: seconds,
        agent: None,
        media: if media {
            vec![MediaRef {
                sha256: "00".into(), content_type: "image/png".to_owned(), title: "物流截图".to_owned()
            }]
        } else {
            Vec::new()
        },
        call_id: None,
        ticket_id: None,
    };
    vec![
        contact("2025-11-21T06:21:00Z", Channel::Call, "到底什么时候能到", Outcome::Answered, Some(134), false),
        contact("2025-11-20T10:02:00Z", Channel::Wechat, "物流截图", Outcome::Unanswered, None, true),
        contact("2025-11-18T01:40:00Z", Channel::Sms, "延误告知", Outcome::Delivered, None, false),
        contact("2025-11-12T12:15:00Z", Channel::Call, "咨询滤芯", Outcome::Answered, Some(182), false),
    ]
}

fn flow() -> Vec<FlowEvent> {
    let step = |when: &str, text: &str| FlowEvent {
        id: when.to_owned(),
        customer_id: "wang".into(),
        at: at(when),
        department: "finance".to_owned(),
        text: text.to_owned(),
        record: None,
    };
    vec![
        step("2025-11-17T02:23:00Z", "财务确认收款"),
        step("2025-11-17T02:25:00Z", "仓库出库"),
        step("2025-11-17T23:10:00Z", "顺丰揽收"),
        step("2025-11-18T05:44:00Z", "杭州转运"),
    ]
}

/// A ticket whose handling is due in so many minutes.
pub fn ticket(number: u64, subject: &str, name: &str, left: i64, owner: Option<(&str, &str)>) -> Ticket {
    let due_at = now() + minutes(left);
    let clock = Clock {
        kind: ClockKind::Assignment,
        state: ClockState::Running,
        started_at: due_at - minutes(120),
        due_at,
        target_s: 7200,
        marks: Marks { lead_at: Some(due_at), ..Marks::default() },
    };
    Ticket {
        id: number.to_string().as_str().into(),
        number,
        version: 1,
        subject: subject.to_owned(),
        words: "我买的空气净化器说三天到，现在单号都不更新了，到底什么时候能到？".to_owned(),
        problem_type: "fulfilment_exception".into(),
        status: TicketStatus::Open,
        priority: 2,
        queue: "物流".to_owned(),
        region: "华东".to_owned(),
        customer: CustomerRef { id: "c".into(), name: name.to_owned() },
        order_id: None,
        assignee: owner.map(|(id, name)| agent(id, name, "801")),
        created_at: due_at - minutes(120),
        updated_at: now(),
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

fn queue() -> Vec<Ticket> {
    let mine = Some(("linwei", "林薇"));
    let kind = |mut ticket: Ticket, kind: &str| {
        ticket.problem_type = kind.into();
        ticket
    };
    let mut rows = vec![
        ticket(10482, "手机未收到", "王建国", -12, mine),
        kind(ticket(10479, "打开就是碎的", "李静", 8, mine), "transit_damage"),
        kind(ticket(10490, "型号发错了", "陈志强", 18, None), "wrong_item"),
        kind(ticket(10488, "wants refund", "Anna Lee", 29, mine), "return_refund"),
        kind(ticket(10491, "约周六上门", "赵敏", 92, mine), "installation"),
        kind(ticket(10493, "专票抬头错", "浙江宏远", 110, mine), "invoice"),
        kind(ticket(10477, "改地址", "孙立", 115, mine), "address_change"),
        kind(ticket(10461, "等照片", "吴凡", 60, mine), "quality_fault"),
    ];
    rows[6].viewers =
        vec![Viewer { agent: agent("zhoulan", "周岚", "802"), activity: Activity::Viewing, since: now() }];
    rows[7].status = TicketStatus::Pending;
    rows[7].pending = Some(Pending { reason: "等照片".to_owned(), since: now(), until: None });
    rows[7].clocks[0].state = ClockState::Paused { remaining_s: 3600 };
    rows
}

fn todo(text: &str, left: i64) -> Todo {
    Todo::of(text.into(), TodoKind::Task, text.to_owned(), me().reference(), now() + minutes(left))
}

pub fn todos() -> Vec<Todo> {
    let plan = MediaRef {
        sha256: "plan".into(),
        content_type: "application/pdf".to_owned(),
        title: "净水器安装方案".to_owned(),
    };
    let call = Todo {
        needs: Some(Need::Number),
        prepared: Some("138****0021".to_owned()),
        ..todo("15:00 前回电 李经理", -125)
    };
    let send = Todo { needs: Some(Need::File { file: plan }), ..todo("明早 9:00 发方案", 1117) };
    let address = Some("杭州市西湖区文三路 1 号".to_owned());
    let check = Todo { needs: Some(Need::Address), prepared: address, ..todo("核对 刘洋 地址", 40) };
    vec![call, send, check]
}

fn callbacks() -> Vec<Todo> {
    vec![todo("张总 回电", -125), todo("明天 9:00 发方案", 1117), todo("地址待确认 刘洋", 40)]
}

pub fn article(title: &str, body: &str, actions: &[&str]) -> Article {
    Article {
        id: title.into(),
        version: 1,
        lang: "zh-CN".to_owned(),
        title: title.to_owned(),
        problem_type: "fulfilment_exception".into(),
        phrasings: Vec::new(),
        root_causes: Vec::new(),
        actions: actions.iter().map(|&name| name.to_owned()).collect(),
        recordings: ["0a", "0b", "0c"].map(recording).into(),
        body: body.to_owned(),
        owner: "logistics".to_owned(),
        channels: Vec::new(),
        products: Vec::new(),
        roles: Vec::new(),
        valid: Validity::default(),
        updated_at: now(),
        withdrawn: false,
    }
}

fn hits(lang: Lang) -> Vec<Hit> {
    let steps =
        "1. 报单号查轨迹：**别让客户自己查**\n2. 超 72 小时无扫描，按加急，2 小时内回电。\n3. 丢件认定后当天补发。";
    let hit = |title: &str, phrasing: &str, marked: &str, score| {
        let start = phrasing.find(marked).unwrap_or(0);
        Hit {
            article: Arc::new(article(title, steps, &["track_parcel", "expedite"])),
            score,
            phrasing: Some(phrasing.to_owned()),
            marks: std::iter::once(start..start + marked.len()).collect(),
            alike: Vec::new(),
        }
    };
    if lang == Lang::English {
        let meant = hit("My parcel has not arrived", "my parcel never turned up", "never turned up", 93);
        return vec![Hit { alike: meant.marks.clone(), ..meant }];
    }
    vec![
        hit("快递一直没到怎么办", "单号没更新也没收到", "没收到", 93),
        hit("显示签收但没收到", "说签收了我没拿到", "没拿到", 61),
        hit("想改收货地址", "能换个地址送吗", "地址", 34),
    ]
}

pub fn history() -> Vec<HistoryEntry> {
    let entry = |seq, when: &str, by: Actor, what| HistoryEntry { seq, at: at(when), by, what };
    let lin = || Actor::Agent(me().reference());
    vec![
        entry(1, "2025-11-21T04:11:00Z", Actor::Customer { name: "王建国".to_owned() }, TicketFact::Created),
        entry(2, "2025-11-21T04:20:00Z", lin(), TicketFact::Assigned { to: Some(me().reference()) }),
        entry(
            3,
            "2025-11-21T05:02:00Z",
            lin(),
            TicketFact::Noted {
                text: "已联系顺丰，查不到最近的扫描，等回复。客户要求今天答复。".to_owned()
            },
        ),
    ]
}

pub fn candidates() -> Vec<Candidate> {
    let candidate = |name: &str, rank, tickets| Candidate {
        customer_id: name.into(),
        name: name.to_owned(),
        company: Some("浙江宏远".to_owned()),
        city: Some("杭州".to_owned()),
        tier: Tier::Enterprise,
        rank,
        label: "办公".to_owned(),
        open_tickets: tickets,
        recent_order: Some("A7731".to_owned()),
        last_contact: Some(now() - TimeDelta::days(3)),
    };
    vec![
        candidate("张宏", MatchRank::Exact, 1),
        candidate("李会计", MatchRank::Exact, 0),
        candidate("王师傅", MatchRank::Maybe, 0),
    ]
}

/// The first recording of every answer, five seconds in.
pub fn playing() -> Playing {
    Playing {
        request: RequestId(0),
        media: "0a".into(),
        since: Some(now() - TimeDelta::seconds(5)),
        length: TimeDelta::seconds(12),
    }
}

fn recording(media: &str) -> Recording {
    Recording {
        media: media.into(),
        speaker: "周岚".to_owned(),
        tone: "平缓".to_owned(),
        transcript: "让您久等了，我马上查，请您稍等。".to_owned(),
        synthesised: media == "0c",
        measured: Measured {
            milliseconds: 12_000,
            pace: Some(Pace { per_minute: 210, of: Unit::Syllables }),
            pauses: vec![Pause { at: 5000, length: 800 }],
            loudness: (0..96).map(|at| (at % 20) * 5).collect(),
        },
    }
}
