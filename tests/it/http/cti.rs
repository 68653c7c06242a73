//! Telephone systems that speak the generic CTI dialect.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use super::desk::{Desk, NUMBER};

impl Desk {
    async fn cti(&self, message: Value) {
        assert_eq!(self.post("pbx", "/cti/generic", message).await.ok(), json!({}));
    }

    async fn only_call(&self) -> Value {
        let calls = self.get("lin", "/calls").await.ok();
        assert_eq!(calls["items"].as_array().unwrap().len(), 1, "{calls}");
        calls["items"][0].clone()
    }
}

fn message(event: &str) -> Value {
    json!({"event": event, "callId": "zammad-1", "from": format!("+86{NUMBER}"), "to": "4008001234", "direction": "in",
           "user": "lin", "cause": "normalClearing"})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_told_as_a_form_rings_answers_and_ends() {
    let desk = Desk::open().await;
    let form = format!(
        "event=newCall&callId=zammad-1&from=%2B86{NUMBER}&to=4008001234&direction=in&user%5B%5D=lin&user%5B%5D=chen"
    );
    let request = desk.request("pbx", Method::POST, "/api/v1/cti/generic");
    desk.send(request.header("content-type", "application/x-www-form-urlencoded").body(form)).await.ok();
    let ringing = desk.only_call().await;
    assert_eq!(ringing["customer_id"], json!(desk.wang.id));
    assert!(ringing["agent"].is_null(), "it rings for two, so for everybody");
    desk.cti(message("answer")).await;
    assert_eq!(desk.only_call().await["state"]["by"]["id"], "lin");
    desk.cti(message("hangup")).await;
    assert_eq!(desk.only_call().await["state"]["state"], "ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_in_any_order_and_twice_make_the_same_call() {
    let orders: [&[&str]; 5] = [
        &["newCall", "answer", "hangup"],
        &["hangup", "answer", "newCall"],
        &["answer", "newCall", "newCall", "hangup", "answer"],
        &["hangup", "hangup", "newCall", "answer"],
        &["newCall", "hangup", "answer", "hangup", "newCall"],
    ];
    for order in orders {
        let desk = Desk::open().await;
        for event in order {
            desk.cti(message(event)).await;
        }
        let call = desk.only_call().await;
        assert_eq!(call["state"]["state"], "ended", "{order:?}");
        assert_eq!(call["state"]["by"]["id"], "lin", "{order:?}");
        assert_eq!(call["customer_id"], json!(desk.wang.id), "{order:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_told_twice_takes_nobody_off_hold() {
    let desk = Desk::open().await;
    desk.cti(message("newCall")).await;
    desk.cti(message("answer")).await;
    let path = format!("/api/v1/calls/{}", super::desk::id(&desk.only_call().await));
    desk.send(desk.request("lin", Method::PATCH, &path).json(&json!({"state": "held"}))).await.ok();
    desk.later(TimeDelta::seconds(5));
    desk.cti(message("answer")).await;
    assert_eq!(desk.only_call().await["state"]["state"], "held");
}

#[tokio::test(flavor = "multi_thread")]
async fn news_of_a_call_nobody_has_heard_of_is_no_error() {
    let desk = Desk::open().await;
    desk.cti(json!({"event": "hangup", "callId": "never-seen", "cause": "noAnswer"})).await;
    desk.cti(json!({"event": "answer", "callId": "never-seen-either"})).await;
    desk.cti(json!({"event": "newCall", "callId": "ours", "direction": "out", "from": "802", "to": NUMBER})).await;
    let refused = desk.post("pbx", "/cti/generic", json!({"event": "transfer", "callId": "c"})).await;
    assert_eq!(refused.refused(422), "event");
}
