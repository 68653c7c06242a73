//! Calls over HTTP.

use chrono::{TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use super::desk::{Desk, NUMBER, id};
use super::event::Events;
use super::promises;

async fn state(desk: &Desk, who: &str, call: &str, state: &str) -> Value {
    let request = desk.request(who, Method::PATCH, &format!("/api/v1/calls/{call}")).json(&json!({"state": state}));
    desk.send(request).await.ok()["state"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_answered_held_taken_back_and_ended() {
    let desk = Desk::open().await;
    let call = id(&desk.ring("c-1", NUMBER).await);
    let answered = state(&desk, "lin", &call, "answered").await;
    assert_eq!((&answered["state"], &answered["by"]["id"]), (&json!("answered"), &json!("lin")));
    assert_eq!(state(&desk, "lin", &call, "held").await["state"], "held");
    assert_eq!(state(&desk, "lin", &call, "answered").await["state"], "answered");
    let ended = state(&desk, "lin", &call, "ended").await;
    assert_eq!((&ended["state"], &ended["by"]["id"]), (&json!("ended"), &json!("lin")));
    assert_eq!(state(&desk, "pbx", &call, "ringing").await["state"], "ended", "late news change nothing");
    let live = desk.get("lin", "/calls?live=true").await.ok();
    assert_eq!(live["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn news_from_two_consoles_make_the_same_call_in_any_order() {
    let start = Utc::now() - TimeDelta::minutes(5);
    let told = |state: &str, second: i64, agent: Option<&str>| json!({"state": state, "at": start + TimeDelta::seconds(second), "agent": agent});
    let held = told("held", 10, None);
    let answered = told("answered", 2, Some("lin"));
    let mut ends = Vec::new();
    for order in [[&answered, &held], [&held, &answered]] {
        let desk = Desk::open().await;
        let call = id(&desk.ring("c-1", NUMBER).await);
        for news in order {
            let request = desk.request("pbx", Method::PATCH, &format!("/api/v1/calls/{call}")).json(news);
            desk.send(request).await.ok();
        }
        ends.push(desk.get("lin", &format!("/calls/{call}")).await.ok()["state"].clone());
    }
    assert_eq!((&ends[0]["state"], &ends[0]["by"]["id"]), (&json!("held"), &json!("lin")));
    assert_eq!(ends[0], ends[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_posted_again_is_the_same_call() {
    let desk = Desk::open().await;
    let wish = json!({"external_id": "c-1", "from": NUMBER});
    let first = desk.post("pbx", "/calls", wish.clone()).await;
    assert_eq!(first.status, 201);
    let newest = desk.newest();
    let again = desk.post("pbx", "/calls", wish).await;
    assert_eq!(again.status, 200);
    assert_eq!(first.json()["id"], again.json()["id"]);
    assert_eq!(desk.newest(), newest);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ring_that_lost_its_end_is_cleared_after_two_minutes() {
    let desk = Desk::open().await;
    let mut events = Events::follow(&desk, "lin", None).await;
    let call = id(&desk.ring("c-1", NUMBER).await);
    desk.later(TimeDelta::seconds(121));
    let cleared = events.next_of("call.abandoned").await;
    assert_eq!(cleared["subject"]["id"], call.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_console_that_joins_late_gets_the_pop_by_asking() {
    let desk = Desk::open().await;
    let call = id(&desk.ring("c-1", NUMBER).await);
    let pop = desk.get("lin", &format!("/calls/{call}/pop")).await.ok();
    assert_eq!(pop["caller"]["profile"]["customer"]["name"], "王建国");
    assert!(!pop.to_string().contains(NUMBER), "{pop}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_caller_becomes_a_customer_without_the_agent_seeing_the_number() {
    let desk = Desk::open().await;
    let call = id(&desk.ring("c-1", "139 0000 1111").await);
    let customer = desk.post("lin", "/customers", json!({"name": "李静", "call_id": call, "stage": "咨询"})).await.ok();
    assert!(!customer.to_string().contains("13900001111"), "{customer}");
    let known = desk.get("lin", &format!("/calls/{call}")).await.ok();
    assert_eq!(known["customer_id"], customer["id"]);
    let mut events = Events::follow(&desk, "lin", None).await;
    desk.ring("c-2", "139 0000 1111").await;
    let ring = events.next_of("call.ringing").await;
    assert_eq!(ring["pop"]["caller"]["profile"]["customer"]["name"], "李静");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_whose_number_does_not_read_becomes_a_customer_all_the_same() {
    let desk = Desk::open().await;
    let call = id(&desk.ring("c-1", "hello?").await);
    let customer = desk.post("lin", "/customers", json!({"name": "李静", "call_id": call})).await.ok();
    let stored = desk.store.customer(&id(&customer).as_str().into()).await.unwrap();
    assert_eq!((stored.phones[0].e164.as_deref(), stored.phones[0].raw.as_str()), (None, "hello?"));
    let typed = json!({"name": "李静", "phone": "hello?"});
    assert_eq!(desk.post("lin", "/customers", typed).await.refused(422), "phone");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_several_is_chosen_for_the_call() {
    let desk = Desk::open().await;
    let call = id(&desk.ring("c-1", "anonymous").await);
    let path = format!("/calls/{call}/customer");
    let chosen = desk.put("lin", &path, json!({"customer_id": desk.wang.id})).await.ok();
    assert_eq!(chosen["customer_id"], json!(desk.wang.id));
    assert_eq!(desk.put("lin", &path, json!({"customer_id": "nobody"})).await.refused(422), "customer_id");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_from_the_future_or_for_nobody_is_refused() {
    let desk = Desk::open().await;
    let future = json!({"external_id": "c-1", "from": NUMBER, "started_at": Utc::now() + TimeDelta::hours(1)});
    assert_eq!(desk.post("pbx", "/calls", future).await.refused(422), "started_at");
    let stranger = json!({"external_id": "c-1", "from": NUMBER, "agent": "nobody"});
    assert_eq!(desk.post("pbx", "/calls", stranger).await.refused(422), "agent");
}

promises! {
    async fn what_came_of_a_call_is_its_contacts_words(desk: Desk) {
        desk.ticket("手机未收到").await;
        let call = desk.ring("pbx-9", NUMBER).await;
        let path = format!("/calls/{}", id(&call));
        let summary = json!({"disposition": "callback", "summary": "14:23 来电 明早回电 13812345678"});
        desk.post("lin", &format!("{path}/wrap-up"), summary.clone()).await.refused(409);
        state(&desk, "lin", &id(&call), "answered").await;
        desk.later(TimeDelta::seconds(90));
        state(&desk, "lin", &id(&call), "ended").await;
        desk.post("chen", &format!("{path}/wrap-up"), summary.clone()).await.refused(409);
        let written = desk.post("lin", &format!("{path}/wrap-up"), summary.clone()).await.ok();
        assert_eq!(written["wrap_up"]["disposition"], "callback", "{written}");
        assert!(!written.to_string().contains("13812345678"), "numbers are masked: {written}");
        let customer = written["customer_id"].as_str().unwrap().to_owned();
        let contacts = desk.get("lin", &format!("/customers/{customer}/interactions")).await.ok()["items"].clone();
        assert!(contacts[0]["summary"].as_str().unwrap().contains("明早回电"), "{contacts}");
        let nothing = json!({"disposition": "moon", "summary": "x"});
        desk.post("lin", &format!("{path}/wrap-up"), nothing).await.refused(422);
    }
}
