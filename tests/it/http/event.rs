//! Live events: nothing lost, nothing twice, nothing that a role may not read.

use std::time::Duration;

use reqwest::Response;
use ringdesk::server::Limits;
use serde_json::{Value, json};

use super::desk::{Desk, NUMBER, PATIENCE, id};
use super::promises;

/// A subscriber, reading the stream as any client of Server-Sent Events does.
pub struct Events {
    response: Response,
    unread: String,
}

impl Events {
    pub async fn follow(desk: &Desk, who: &str, after: Option<u64>) -> Self {
        Self::follow_at(desk, who, after, "/api/v1/events").await
    }

    /// With the changes of the wall.
    pub async fn follow_with_wall(desk: &Desk, who: &str) -> Self {
        Self::follow_at(desk, who, None, "/api/v1/events?wall=true").await
    }

    async fn follow_at(desk: &Desk, who: &str, after: Option<u64>, path: &str) -> Self {
        let mut request = desk.request(who, reqwest::Method::GET, path);
        if let Some(after) = after {
            request = request.header("last-event-id", after.to_string());
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/event-stream"));
        let mut events = Self { response, unread: String::new() };
        let hello = events.block().await;
        assert!(hello.contains("id:"), "the position comes first: {hello}");
        events
    }

    async fn block(&mut self) -> String {
        loop {
            if let Some((block, rest)) = self.unread.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.unread = rest;
                return block;
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await.expect("an event in time");
            self.unread.push_str(std::str::from_utf8(&chunk.unwrap().expect("the stream goes on")).unwrap());
        }
    }

    /// The next event.
    pub async fn next(&mut self) -> Value {
        loop {
            let block = self.block().await;
            let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name).map(str::trim_start));
            let Some(data) = field("data:") else { continue };
            let event: Value = serde_json::from_str(data).unwrap();
            assert_eq!(field("id:"), Some(event["seq"].to_string().as_str()));
            return event;
        }
    }

    /// Everything up to the next event of a kind, as it came.
    pub async fn until(&mut self, kind: &str) -> String {
        let mut came = String::new();
        loop {
            let block = self.block().await;
            came.push_str(&block);
            came.push('\n');
            if block.contains(&format!("\"type\":\"{kind}\"")) {
                return came;
            }
        }
    }

    /// The stream ends.
    pub async fn ends(&mut self) {
        let end = async { while let Ok(Some(_)) = self.response.chunk().await {} };
        tokio::time::timeout(PATIENCE, end).await.expect("the stream ends in time");
    }

    /// The next event of a kind.
    pub async fn next_of(&mut self, kind: &str) -> Value {
        loop {
            let event = self.next().await;
            if event["type"] == kind {
                return event;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_rings_and_the_whole_profile_comes_with_it() {
    let desk = Desk::open().await;
    desk.ticket("手机未收到").await;
    let mut events = Events::follow(&desk, "lin", None).await;
    desk.ring("c-1", "138 1234 5678").await;
    let ring = events.next_of("call.ringing").await;
    let profile = &ring["pop"]["caller"]["profile"];
    assert_eq!(ring["pop"]["caller"]["match"], "known");
    assert_eq!(profile["customer"]["name"], "王建国");
    assert_eq!(profile["orders"][0]["shipment"]["tracking_number"], "SF1380045512");
    assert_eq!(profile["tickets"][0]["subject"], "手机未收到");
    assert!(!ring.to_string().contains(NUMBER), "the number is masked: {ring}");
}

#[tokio::test(flavor = "multi_thread")]
async fn withheld_unknown_and_shared_numbers_each_have_a_screen() {
    let desk = Desk::open().await;
    let sister = super::desk::customer("王建华", NUMBER);
    desk.store.customer_create(&sister, &super::desk::system(), chrono::Utc::now()).await.unwrap();
    let mut events = Events::follow(&desk, "lin", None).await;
    for (number, screen) in
        [("anonymous", "withheld"), ("", "withheld"), ("13900001111", "unknown"), (NUMBER, "several")]
    {
        desk.ring(&format!("call of {screen} {number}"), number).await;
        let ring = events.next_of("call.ringing").await;
        assert_eq!(ring["pop"]["caller"]["match"], screen, "{number}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ring_for_one_agent_pops_on_their_screen_only() {
    let desk = Desk::open().await;
    let mut lin = Events::follow(&desk, "lin", None).await;
    let mut chen = Events::follow(&desk, "chen", None).await;
    let mut lead = Events::follow(&desk, "he", None).await;
    desk.post("pbx", "/calls", json!({"external_id": "c-1", "from": NUMBER, "agent": "lin"})).await.ok();
    assert!(lin.next_of("call.ringing").await["pop"].is_object());
    for other in [&mut chen, &mut lead] {
        let ring = other.next_of("call.ringing").await;
        assert_eq!(ring["call"]["agent"]["id"], "lin");
        assert!(ring["pop"].is_null());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_heard_before_the_ring_pops_on_the_screen_of_who_answered() {
    let desk = Desk::open().await;
    let mut lin = Events::follow(&desk, "lin", None).await;
    let mut chen = Events::follow(&desk, "chen", None).await;
    let told = |event: &str| json!({"event": event, "callId": "c-1", "from": NUMBER, "to": "400", "direction": "in", "user": "lin"});
    desk.post("pbx", "/cti/generic", told("answer")).await.ok();
    desk.post("pbx", "/cti/generic", told("newCall")).await.ok();
    for (events, pops) in [(&mut lin, true), (&mut chen, false)] {
        assert!(events.next_of("call.answered").await["pop"].is_null(), "nobody knows yet who calls");
        let begun = events.next_of("call.answered").await;
        assert_eq!(begun["pop"]["caller"]["profile"]["customer"]["name"] == "王建国", pops, "{begun}");
    }
}

promises! {
    async fn nothing_is_lost_between_one_connection_and_the_next(desk: Desk) {
        let start = desk.newest();
        let mut first = Events::follow(&desk, "lin", Some(start)).await;
        for number in 0..5 {
            desk.ticket(&format!("第{number}张")).await;
        }
        let heard = first.next().await["seq"].as_u64().unwrap();
        drop(first);
        for number in 5..9 {
            desk.ticket(&format!("第{number}张")).await;
        }
        let mut second = Events::follow(&desk, "lin", Some(heard)).await;
        let writer = async {
            for number in 9..15 {
                desk.ticket(&format!("第{number}张")).await;
            }
        };
        let reader = async {
            let mut positions = Vec::new();
            while positions.len() < 14 {
                positions.push(second.next().await["seq"].as_u64().unwrap());
            }
            positions
        };
        let ((), positions) = tokio::join!(writer, reader);
        assert_eq!(positions, (heard + 1..=start + 15).collect::<Vec<_>>(), "each position once, in order");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_is_not_shown_callers_who_have_gone() {
    let desk = Desk::open().await;
    let start = desk.newest();
    let gone = id(&desk.ring("c-1", NUMBER).await);
    let request = desk.request("lin", reqwest::Method::PATCH, &format!("/api/v1/calls/{gone}"));
    desk.send(request.json(&json!({"state": "abandoned"}))).await.ok();
    desk.ring("c-2", NUMBER).await;
    for who in ["lin", "chen"] {
        let mut events = Events::follow(&desk, who, Some(start)).await;
        let first = events.next_of("call.ringing").await;
        assert_eq!((&first["call"]["external_id"], &first["pop"]), (&json!("c-1"), &Value::Null));
        let second = events.next_of("call.ringing").await;
        assert_eq!(second["pop"]["caller"]["profile"]["customer"]["name"], "王建国");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_has_so_many_streams_and_gets_a_place_back_when_one_ends() {
    let limits = Limits { rate: 0, streams: 2, heartbeat: Duration::from_millis(20), ..Limits::default() };
    let desk = Desk::open_with(limits).await;
    let first = Events::follow(&desk, "lin", None).await;
    let _second = Events::follow(&desk, "lin", None).await;
    desk.get("lin", "/events").await.refused(429);
    let _others = Events::follow(&desk, "chen", None).await;
    drop(first);
    let opened = async {
        let ask = || desk.request("lin", reqwest::Method::GET, "/api/v1/events").send();
        while ask().await.unwrap().status() != 200 {}
    };
    tokio::time::timeout(PATIENCE, opened).await.expect("the place of the stream that ended is free");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_word_on_who_looks_at_a_ticket_is_the_newest() {
    let desk = std::sync::Arc::new(Desk::open().await);
    let ticket = desk.ticket("手机未收到").await;
    for _ in 0..5 {
        let mut events = Events::follow(&desk, "lin", None).await;
        let mut race = tokio::task::JoinSet::new();
        for who in ["lin", "chen", "he", "wu", "root"] {
            let (desk, path) = (desk.clone(), format!("/tickets/{ticket}/presence"));
            race.spawn(async move {
                desk.put(who, &path, json!({"activity": "viewing"})).await.ok();
                desk.put(who, &path, json!({"activity": "typing"})).await.ok();
                if who != "root" {
                    desk.delete(who, &path).await.ok();
                }
            });
        }
        race.join_all().await;
        let newest = desk.newest();
        let last = loop {
            let event = events.next_of("ticket.presence").await;
            if event["seq"] == newest {
                break event;
            }
        };
        let looking: Vec<&Value> = last["changes"]["viewers"]["to"].as_array().unwrap().iter().collect();
        let names: Vec<_> = looking.iter().map(|viewer| &viewer["agent"]["id"]).collect();
        assert_eq!(names, [&json!("root")]);
        desk.delete("root", &format!("/tickets/{ticket}/presence")).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_events_end_with_the_session() {
    let limits = Limits { rate: 0, heartbeat: Duration::from_millis(20), ..Limits::default() };
    let desk = Desk::open_with(limits).await;
    let mut lin = Events::follow(&desk, "lin", None).await;
    let mut chen = Events::follow(&desk, "chen", None).await;
    assert_eq!(desk.delete("lin", "/session").await.status, 204);
    lin.ends().await;
    desk.ticket_of("chen", "手机未收到").await;
    assert_eq!(chen.next().await["type"], "ticket.created", "others are not disturbed");
    desk.later(chrono::TimeDelta::hours(2));
    chen.ends().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_that_another_server_gave_is_as_good() {
    let desk = Desk::open().await;
    let beside = ringdesk::server::store::Store::open(&desk.database.url).await.unwrap();
    let sister = super::desk::customer("王建华", "13900001111");
    beside.customer_create(&sister, &super::desk::system(), chrono::Utc::now()).await.unwrap();
    let theirs = *beside.committed().borrow();
    assert!(theirs > desk.newest(), "this server has not heard of it");
    let mut events = Events::follow(&desk, "lin", Some(theirs)).await;
    desk.ticket("手机未收到").await;
    let next = events.next().await;
    assert_eq!((&next["type"], next["seq"].as_u64()), (&json!("ticket.created"), Some(theirs + 1)));
}

promises! {
    async fn a_position_from_another_history_starts_anew(desk: Desk) {
        let mut events = Events::follow(&desk, "lin", Some(1_000_000)).await;
        assert_eq!(events.next().await["type"], "reset");
        desk.ticket("手机未收到").await;
        assert_eq!(events.next().await["type"], "ticket.created");
        let bad = desk.request("lin", reqwest::Method::GET, "/api/v1/events").header("last-event-id", "yesterday");
        assert_eq!(desk.send(bad).await.refused(400), "Last-Event-ID");
    }
}

promises! {
    async fn each_subscriber_is_sent_only_what_their_role_may_read(desk: Desk) {
        let mut agent = Events::follow(&desk, "lin", None).await;
        let mut lead = Events::follow(&desk, "he", None).await;
        let new = json!({"name": "李静", "phone": "13900002222", "city": "Leeds"});
        desk.post("chen", "/customers", new).await.ok();
        for events in [&mut agent, &mut lead] {
            let event = events.next_of("customer.created").await;
            assert_eq!(event["changes"]["name"]["to"], "李静");
            assert!(!event.to_string().contains("13900002222"), "{event}");
        }
        let path = format!("/customers/{}/reveal", desk.wang.id);
        desk.post("chen", &path, json!({"field": "phones", "reason": "回电"})).await.ok();
        let told = lead.next_of("customer.revealed").await;
        assert_eq!(told["changes"]["reason"]["to"], "回电");
        desk.ticket("手机未收到").await;
        let next = agent.next().await;
        assert_eq!(next["type"], "ticket.created", "who looked is not for agents: {next}");
        let ring = json!({"external_id": "c-2", "from": NUMBER});
        desk.post("pbx", "/calls", ring).await.ok();
        let for_agent = agent.next_of("call.ringing").await.to_string();
        let for_lead = lead.next_of("call.ringing").await.to_string();
        assert!(!for_agent.contains("50000"), "{for_agent}");
        assert!(for_lead.contains("50000"), "{for_lead}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_changed_by_one_is_pushed_to_all() {
    let desk = Desk::open().await;
    let ticket = desk.ticket("手机未收到").await;
    let mut events = Events::follow(&desk, "chen", None).await;
    desk.patch("lin", &format!("/tickets/{ticket}"), 1, json!({"priority": 1})).await.ok();
    let event = events.next_of("ticket.changed").await;
    assert_eq!(event["subject"], json!({"type": "ticket", "id": ticket}));
    assert_eq!(event["changes"]["priority"], json!({"from": 3, "to": 1}));
    assert_eq!(event["by"]["id"], "lin");
    desk.post("lin", &format!("/tickets/{ticket}/notes"), json!({"text": "已催"})).await.ok();
    let noted = events.next_of("ticket.noted").await;
    assert_eq!(noted["changes"]["note"]["to"]["what"]["text"], "已催");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_caller_says_sharpens_the_prediction() {
    let desk = Desk::open().await;
    let mut events = Events::follow(&desk, "lin", None).await;
    let call = id(&desk.ring("c-1", NUMBER).await);
    desk.post("pbx", &format!("/calls/{call}/utterances"), json!({"text": "我的快递还没收到"})).await.ok();
    let heard = events.next_of("call.uttered").await;
    assert_eq!(heard["prediction"]["problems"][0]["red"], true, "{heard}");
}
