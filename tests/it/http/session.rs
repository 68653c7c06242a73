//! Logging in, tokens, roles.

use std::sync::Arc;

use chrono::{TimeDelta, Utc};
use reqwest::Method;
use ringdesk::domain::agent::{Agent, Presence, PresenceState, Role};
use ringdesk::server::store::NewAgent;
use ringdesk::server::{Limits, password};
use serde_json::json;
use tokio::task::JoinSet;

use super::desk::Desk;

async fn with_password(desk: &Desk, login: &str, secret: &str) {
    let agent = Agent {
        id: login.into(),
        login: login.into(),
        name: "周岚".into(),
        role: Role::Agent,
        region: "east".into(),
        team: "east-1".into(),
        extension: None,
        skills: vec![],
        presence: PresenceState { presence: Presence::Offline, since: Utc::now() },
    };
    let password_hash = password::hash(secret).unwrap();
    desk.store.agent_create(&NewAgent { agent, password_hash }).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_opens_the_desk_until_one_logs_out() {
    let desk = Desk::open().await;
    with_password(&desk, "zhou", "晴天-42").await;
    let session = desk.post("", "/session", json!({"login": "zhou", "password": "晴天-42"})).await.ok();
    let token = session["token"].as_str().unwrap();
    let as_zhou = |method, path: &str| desk.request("", method, &format!("/api/v1{path}")).bearer_auth(token);
    let me = desk.send(as_zhou(Method::GET, "/me")).await.ok();
    assert_eq!(me["agent"]["name"], "周岚");
    assert_eq!(desk.send(as_zhou(Method::DELETE, "/session")).await.status, 204);
    desk.send(as_zhou(Method::GET, "/me")).await.refused(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_passwords_gets_slower_and_slower() {
    let desk = Desk::open().await;
    with_password(&desk, "zhou", "晴天-42").await;
    for _ in 0..5 {
        desk.post("", "/session", json!({"login": "zhou", "password": "wrong"})).await.refused(401);
    }
    let slowed = desk.post("", "/session", json!({"login": "ZHOU", "password": "晴天-42"})).await;
    slowed.refused(429);
    assert!(slowed.header("retry-after").parse::<u64>().unwrap() >= 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_many_passwords_at_once_is_no_faster() {
    let desk = Arc::new(Desk::open().await);
    with_password(&desk, "zhou", "晴天-42").await;
    let mut guesses = JoinSet::new();
    for number in 0..24 {
        let desk = desk.clone();
        guesses.spawn(async move {
            let guess = json!({"login": "zhou", "password": format!("guess {number}")});
            desk.post("", "/session", guess).await.status.as_u16()
        });
    }
    let tried = guesses.join_all().await.iter().filter(|status| **status == 401).count();
    assert!(tried <= 6, "{tried} passwords were tried; five are free, and two are checked at a time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_kept_nowhere_but_with_its_holder() {
    let desk = Desk::open().await;
    with_password(&desk, "zhou", "晴天-42").await;
    let log_in = async || {
        let request = desk.request("lin", Method::POST, "/api/v1/session").header("idempotency-key", "k-1");
        desk.send(request.json(&json!({"login": "zhou", "password": "晴天-42"}))).await
    };
    let (first, again) = (log_in().await, log_in().await);
    assert_eq!(first.header("cache-control"), "no-store");
    let token = first.ok()["token"].as_str().unwrap().to_owned();
    assert_ne!(token, again.ok()["token"], "each login is a session of its own");
    assert!(!desk.database.dump().await.contains(&token));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_tokens_by_the_dozen_are_slowed_and_good_ones_are_not() {
    let desk = Desk::open_with(Limits { rate: 1, burst: 5, ..Limits::default() }).await;
    desk.get("lin", "/me").await.ok();
    let mut statuses = Vec::new();
    for _ in 0..8 {
        statuses.push(desk.get("made-up", "/me").await.status.as_u16());
    }
    assert_eq!((statuses[0], statuses[7]), (401, 429), "{statuses:?}");
    desk.get("lin", "/me").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_worth_nothing_once_it_is_late_or_made_up() {
    let desk = Desk::open().await;
    desk.get("", "/me").await.refused(401);
    desk.get("nobody-s-token", "/me").await.refused(401);
    desk.later(TimeDelta::hours(2));
    desk.get("lin", "/me").await.refused(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_telephone_system_may_post_calls_and_nothing_else() {
    let desk = Desk::open().await;
    let call = desk.ring("c-1", "13812345678").await;
    assert_eq!(call["state"]["state"], "ringing");
    let path = format!("/calls/{}", call["id"].as_str().unwrap());
    desk.send(desk.request("pbx", Method::PATCH, &format!("/api/v1{path}")).json(&json!({"state": "ended"})))
        .await
        .ok();
    let customer = format!("/customers/{}", desk.wang.id);
    for forbidden in ["/customers", "/tickets", "/calls", "/articles", "/events", "/agents", "/todos", &path, &customer]
    {
        desk.get("pbx", forbidden).await.refused(403);
    }
    desk.post("pbx", "/tickets/next", json!({})).await.refused(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_agent_does_is_seen_by_all() {
    let desk = Desk::open().await;
    let agent = desk.put("lin", "/me/presence", json!({"presence": "break"})).await.ok();
    assert_eq!(agent["presence"]["presence"], "break");
    let everybody = desk.get("chen", "/agents").await.ok();
    let lin = everybody.as_array().unwrap().iter().find(|agent| agent["login"] == "lin").unwrap();
    assert_eq!(lin["presence"]["presence"], "break");
    assert!(everybody.as_array().unwrap().iter().all(|agent| agent["role"] != "cti"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_lead_see_reports_and_write_articles() {
    let desk = Desk::open().await;
    desk.get("lin", "/reports/root-causes").await.refused(403);
    desk.get("lin", "/reports/root-causes/courier_lost/tickets").await.refused(403);
    desk.post("lin", "/reports/root-causes/mail", json!({"month": "2026-01"})).await.refused(403);
    desk.get("he", "/reports/root-causes").await.ok();
    desk.send(desk.request("lin", Method::GET, "/admin/perf/slow-queries")).await.refused(403);
    desk.send(desk.request("wu", Method::GET, "/admin/perf/slow-queries")).await.ok();
    desk.post("lin", "/articles", super::article::draft("a-1", "标题")).await.refused(403);
}
