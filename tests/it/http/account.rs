//! Who is let in, who is let out, and that it is on record.

use reqwest::Method;
use ringdesk::domain::audit::{AuditEntry, NO_SEAL, first_break};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};

use super::desk::Desk;
use super::event::Events;
use super::promises;

/// A request as the holder of this token.
async fn with(desk: &Desk, token: &str, method: Method, path: &str) -> super::desk::Reply {
    desk.send(desk.request("", method, &format!("/api/v1{path}")).bearer_auth(token)).await
}

async fn log_in(desk: &Desk, login: &str, password: &Value) -> String {
    let session = desk.post("", "/session", json!({"login": login, "password": password})).await.ok();
    session["token"].as_str().unwrap().to_owned()
}

promises! {
    async fn only_admins_let_people_in(desk: Desk) {
        let zhou = json!({"login": "zhou", "name": "周岚", "role": "agent"});
        for who in ["lin", "he", "wu", "pbx"] {
            desk.post(who, "/agents", zhou.clone()).await.refused(403);
            desk.post(who, "/agents/lin/password", json!({})).await.refused(403);
            desk.delete(who, "/agents/lin/sessions").await.refused(403);
        }
        let hired = desk.post("root", "/agents", zhou.clone()).await;
        assert_eq!(hired.header("cache-control"), "no-store");
        let hired = hired.ok();
        log_in(&desk, "zhou", &hired["password"]).await;
        assert_eq!(desk.post("root", "/agents", zhou).await.refused(422), "login");
        assert!(!desk.database.dump().await.contains(hired["password"].as_str().unwrap()));
    }

    async fn logging_out_everywhere_ends_every_session_and_nobody_elses(desk: Desk) {
        let hired = desk.post("root", "/agents", json!({"login": "zhou", "name": "周岚", "role": "agent"})).await.ok();
        let one = log_in(&desk, "zhou", &hired["password"]).await;
        let other = log_in(&desk, "zhou", &hired["password"]).await;
        with(&desk, &one, Method::GET, "/me").await.ok();
        with(&desk, &other, Method::DELETE, "/me/sessions").await.ok();
        for token in [&one, &other] {
            with(&desk, token, Method::GET, "/me").await.refused(401);
        }
        desk.get("lin", "/me").await.ok();
    }

    async fn another_role_holds_from_the_next_request_on_and_for_live_events_too(desk: Desk) {
        let mut events = Events::follow(&desk, "he", None).await;
        let mut colleague = Events::follow(&desk, "chen", None).await;
        desk.get("he", "/reports/root-causes").await.ok();
        let change = desk.request("root", Method::PATCH, "/api/v1/agents/he").json(&json!({"role": "agent"}));
        assert_eq!(desk.send(change).await.ok()["role"], "agent");
        desk.get("he", "/reports/root-causes").await.refused(403);
        events.ends().await;
        desk.ticket("手机未收到").await;
        colleague.next_of("ticket.created").await;
        let own = desk.request("root", Method::PATCH, "/api/v1/agents/root").json(&json!({"role": "agent"}));
        assert_eq!(desk.send(own).await.refused(409), "role");
    }

    async fn every_look_at_a_number_and_every_change_of_rights_is_on_record(desk: Desk) {
        let wish = json!({"field": "phones", "reason": "回拨 13812345678"});
        desk.post("lin", &format!("/customers/{}/reveal", desk.wang.id), wish).await.ok();
        let change = desk.request("root", Method::PATCH, "/api/v1/agents/chen").json(&json!({"role": "lead"}));
        desk.send(change).await.ok();
        for who in ["lin", "he", "wu", "pbx"] {
            desk.send(desk.request(who, Method::GET, "/admin/audit")).await.refused(403);
        }
        let read = async |query: &str| {
            let answer = desk.send(desk.request("root", Method::GET, &format!("/admin/audit{query}"))).await.ok();
            answer["items"].as_array().unwrap().clone()
        };
        let looks = read("?what=reveal&by=lin").await;
        assert_eq!(looks.len(), 1);
        assert_eq!(looks[0]["details"], json!({"field": "phones", "reason": "回拨 138****5678"}));
        assert_eq!(read(&format!("?about=customer%20{}", desk.wang.id)).await, looks);
        assert_eq!(read("?what=agent_changed").await[0]["details"]["role"], "agent → lead");
        assert_eq!(read("?by=chen").await, Vec::<Value>::new());
        assert_eq!(read("?limit=1").await.len(), 1);
        let chain = desk.send(desk.request("root", Method::GET, "/admin/audit/chain")).await.ok();
        let chain: Vec<AuditEntry> = serde_json::from_value(chain).unwrap();
        assert_eq!(first_break(0, NO_SEAL, &chain), None);
        assert_eq!(chain.len(), read("").await.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_telephone_system_stays_logged_in_for_a_year_and_people_for_a_shift() {
    let desk = Desk::open().await;
    for (login, role, hours) in [("pbx-2", "cti", 365 * 24), ("zhou", "agent", 12)] {
        let hired = desk.post("root", "/agents", json!({"login": login, "name": login, "role": role})).await.ok();
        let session = desk.post("", "/session", json!({"login": login, "password": hired["password"]})).await.ok();
        let until: chrono::DateTime<chrono::Utc> = serde_json::from_value(session["expires_at"].clone()).unwrap();
        let length = until - chrono::Utc::now();
        assert!((length.num_minutes() - hours * 60).abs() < 5, "{login}: {length}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_changed_by_whoever_knows_the_old_one_and_ends_other_sessions() {
    let desk = Desk::open().await;
    let hired = desk.post("root", "/agents", json!({"login": "zhou", "name": "周岚", "role": "agent"})).await.ok();
    let (one, other) =
        (log_in(&desk, "zhou", &hired["password"]).await, log_in(&desk, "zhou", &hired["password"]).await);
    let change = async |old: &Value, new: &str| {
        let request = desk.request("", Method::PUT, "/api/v1/me/password").bearer_auth(&one);
        desk.send(request.json(&json!({"old": old, "new": new}))).await
    };
    assert_eq!(change(&json!("guess"), "雨天-42-晴朗").await.refused(403), "old");
    assert_eq!(change(&hired["password"], "short").await.refused(422), "new");
    change(&hired["password"], "雨天-42-晴朗").await.ok();
    with(&desk, &one, Method::GET, "/me").await.ok();
    with(&desk, &other, Method::GET, "/me").await.refused(401);
    log_in(&desk, "zhou", &json!("雨天-42-晴朗")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_at_one_login_keeps_nobody_else_out() {
    let desk = Desk::open().await;
    let hire = async |login: &str| {
        desk.post("root", "/agents", json!({"login": login, "name": login, "role": "agent"})).await.ok()
    };
    let (_zhou, sun) = (hire("zhou").await, hire("sun").await);
    for _ in 0..7 {
        desk.post("", "/session", json!({"login": "zhou", "password": "wrong"})).await;
    }
    desk.post("", "/session", json!({"login": "zhou", "password": "wrong"})).await.refused(429);
    log_in(&desk, "sun", &sun["password"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_too_the_audit_log_only_grows() {
    let Some(desk) = Desk::open_on(crate::it::support::database::Kind::Postgres).await else { return };
    let wish = json!({"field": "phones", "reason": "回拨"});
    desk.post("lin", &format!("/customers/{}/reveal", desk.wang.id), wish).await.ok();
    let mut database = PgConnection::connect(&desk.database.url).await.unwrap();
    for forged in ["UPDATE audit SET by_id = 'chen'", "DELETE FROM audit", "TRUNCATE audit"] {
        let refused = sqlx::query(forged).execute(&mut database).await.unwrap_err();
        assert!(refused.to_string().contains("the audit log only grows"), "{refused}");
    }
}
