//! Who is let in where: every route of the contract, as every role; and that what a role may not read leaves by no route.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::desk::{Desk, NUMBER, id};
use super::event::Events;

/// Everybody who may knock: nobody, a machine, and people from agent to admin.
const KNOCKS: [(&str, &str); 6] =
    [("", "nobody"), ("pbx", "cti"), ("lin", "agent"), ("he", "lead"), ("wu", "director"), ("root", "admin")];

/// Routes that are not simply for all people of the desk.
const DOORS: &[(&str, &str, &[&str])] = &[
    ("GET", "/healthz", EVERYBODY),
    ("GET", "/readyz", EVERYBODY),
    ("GET", "/metrics", EVERYBODY),
    ("POST", "/api/v1/session", EVERYBODY),
    ("POST", "/api/v1/setup", EVERYBODY),
    ("DELETE", "/api/v1/session", KNOWN),
    ("GET", "/api/v1/me", KNOWN),
    ("PUT", "/api/v1/me/password", KNOWN),
    ("DELETE", "/api/v1/me/sessions", KNOWN),
    ("POST", "/api/v1/calls", KNOWN),
    ("PATCH", "/api/v1/calls/{id}", KNOWN),
    ("POST", "/api/v1/calls/{id}/utterances", KNOWN),
    ("POST", "/api/v1/cti/generic", KNOWN),
    ("POST", "/api/v1/agents", ADMINS),
    ("PATCH", "/api/v1/agents/{id}", ADMINS),
    ("POST", "/api/v1/agents/{id}/password", ADMINS),
    ("DELETE", "/api/v1/agents/{id}/sessions", ADMINS),
    ("POST", "/api/v1/articles", LEADERS),
    ("PUT", "/api/v1/articles/{id}", LEADERS),
    ("DELETE", "/api/v1/articles/{id}", LEADERS),
    ("GET", "/api/v1/reports/root-causes", LEADERS),
    ("GET", "/api/v1/reports/root-causes/{id}/tickets", LEADERS),
    ("POST", "/api/v1/reports/root-causes/mail", LEADERS),
    ("GET", "/admin/perf/slow-queries", LEADERS),
];
const EVERYBODY: &[&str] = &["nobody", "cti", "agent", "lead", "director", "admin"];
const KNOWN: &[&str] = &["cti", "agent", "lead", "director", "admin"];
const PEOPLE: &[&str] = &["agent", "lead", "director", "admin"];
const LEADERS: &[&str] = &["lead", "director", "admin"];
const ADMINS: &[&str] = &["admin"];

/// Whether a route lets in whom it should. One that stands in no row is for people of the desk, and whoever is higher may
/// no less.
fn is_right(method: &str, path: &str, let_in: &[&str]) -> bool {
    if let Some((.., who)) = DOORS.iter().find(|(known, place, _)| *known == method && *place == path) {
        return let_in == *who;
    }
    let least = if path.starts_with("/admin") { &ADMINS } else { &PEOPLE };
    [PEOPLE, LEADERS, ADMINS].contains(&let_in) && let_in.iter().all(|role| least.contains(role))
}

/// Every route of the contract.
async fn routes(desk: &Desk) -> Vec<(Method, String)> {
    let document = desk.send(desk.request("", Method::GET, "/openapi.json")).await.ok();
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let methods = item.as_object().unwrap().keys().filter_map(|method| method.to_uppercase().parse().ok());
        routes.extend(methods.filter(|method| KNOWN_METHODS.contains(method)).map(|method| (method, path.clone())));
    }
    routes
}

const KNOWN_METHODS: [Method; 5] = [Method::GET, Method::PUT, Method::POST, Method::PATCH, Method::DELETE];

/// The route with ids of records that are not there.
fn nowhere(path: &str) -> String {
    path.replace("{id}", "nothing").replace("{name}", "nothing").replace("{sha256}", "nothing")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_in_just_whom_the_table_names() {
    let desk = Desk::open().await;
    let routes = routes(&desk).await;
    let known: BTreeSet<(String, String)> =
        routes.iter().map(|(method, path)| (method.to_string(), path.clone())).collect();
    for (method, path, _) in DOORS {
        assert!(known.contains(&((*method).to_owned(), (*path).to_owned())), "{method} {path} is not in the contract");
    }
    let mut wrong = Vec::new();
    for (method, path) in &routes {
        if path.ends_with("/events")
            || path.ends_with("/me/sessions")
            || (path.ends_with("/session") && *method == Method::DELETE)
        {
            continue;
        }
        let mut let_in = Vec::new();
        for (who, role) in KNOCKS {
            let request = desk.request(who, method.clone(), &nowhere(path)).header("if-match", "\"1\"");
            let request = if *method == Method::GET { request } else { request.json(&json!({})) };
            if !matches!(desk.send(request).await.status.as_u16(), 401 | 403) {
                let_in.push(role);
            }
        }
        if !is_right(method.as_str(), path, &let_in) {
            wrong.push(format!("{method} {path} lets in {let_in:?}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// What is done to a ticket, with a body that fits.
fn commands() -> Vec<(&'static str, Value)> {
    vec![
        ("pend", json!({"reason": "等照片"})),
        ("assign", json!({"to": "wu"})),
        ("resolve", json!({"root_cause": "courier_lost"})),
        ("reopen", json!({"reason": "还没到"})),
        ("close", json!({"root_cause": "courier_lost"})),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_work_on_their_own_tickets_and_those_who_lead_on_anybodys() {
    let desk = Desk::open().await;
    for (who, own, others) in [("lin", true, false), ("he", true, true), ("wu", true, true), ("root", true, true)] {
        for (owner, may) in [(who, own), ("chen", others)] {
            for (command, body) in commands() {
                let ticket = desk.ticket_of(owner, "手机未收到").await;
                desk.post(owner, &format!("/tickets/{ticket}/claim"), json!({})).await.ok();
                if command == "reopen" {
                    let solved = json!({"root_cause": "courier_lost"});
                    desk.post(owner, &format!("/tickets/{ticket}/resolve"), solved).await.ok();
                }
                let reply = desk.post(who, &format!("/tickets/{ticket}/{command}"), body).await;
                let status = reply.status.as_u16();
                assert_eq!(matches!(status, 403 | 409), !may, "{command} by {who} on a ticket of {owner}: {reply:?}");
                assert!(!may || status < 300, "{command} by {who} on a ticket of {owner}: {reply:?}");
            }
        }
    }
}

/// What is written into every field that can be hidden, so that it is known wherever it comes out.
const SECRETS: [(&str, &str, &str); 6] = [
    ("customer.company", "company", "SECRETCOMPANY"),
    ("customer.city", "city", "SECRETCITY"),
    ("customer.address", "address", "SECRETADDRESS"),
    ("customer.stage", "stage", "SECRETSTAGE"),
    ("customer.obstacle", "obstacle", "SECRETOBSTACLE"),
    ("customer.email", "email", "secret@secretmail.example"),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_a_role_may_not_read_stands_in_no_answer_and_no_event() {
    let desk = Desk::open_governed().await;
    let rows = SECRETS.map(|(field, ..)| format!("[[rule]]\nrole = 'agent'\nfield = '{field}'\nread = false\n"));
    desk.governs(&format!("{}[[rule]]\nrole = 'agent'\nfield = 'contacts'\nread = false\n", rows.concat())).await;
    let mut heard = Events::follow(&desk, "lin", None).await;
    let mut led = Events::follow(&desk, "he", None).await;
    let fields: serde_json::Map<String, Value> =
        SECRETS.iter().map(|(_, field, secret)| ((*field).to_owned(), json!(secret))).collect();
    let path = format!("/customers/{}", desk.wang.id);
    let version = desk.get("he", &path).await.ok()["version"].as_u64().unwrap();
    desk.patch("he", &path, version, Value::Object(fields)).await.ok();
    let call = id(&desk.ring("c-1", NUMBER).await);
    let said = json!({"text": "SECRETWORDS 到哪了"});
    desk.post("pbx", &format!("/calls/{call}/utterances"), said).await.ok();
    let ticket = desk.ticket("手机未收到").await;

    let mut bodies = Vec::new();
    for (method, path) in routes(&desk).await {
        if method == Method::GET && !path.ends_with("/events") {
            let record = if path.contains("/tickets") { &ticket } else { &call };
            let record = if path.contains("/customers") { desk.wang.id.as_str() } else { record };
            bodies
                .push((path.clone(), desk.send(desk.request("lin", method, &path.replace("{id}", record))).await.text));
        }
    }
    let search = format!("/api/v1/customers?phone={NUMBER}");
    bodies.push((search.clone(), desk.send(desk.request("lin", Method::GET, &search)).await.text));
    let stale = desk.patch("lin", &path, 1, json!({"next_contact_at": "2026-06-01T08:00:00Z"})).await;
    bodies.push(("412".to_owned(), stale.text));
    bodies.push(("event".to_owned(), heard.until("ticket.created").await));
    let leak = |text: &str| {
        let fields =
            SECRETS.iter().map(|(.., secret)| *secret).chain(["secretmail", "SECRETWORDS", "\"50000\"", NUMBER]);
        fields.filter(|secret| text.contains(secret)).map(str::to_owned).collect::<Vec<_>>()
    };
    for (path, body) in &bodies {
        assert_eq!(leak(body), Vec::<String>::new(), "{path}: {body}");
    }
    let told = led.until("ticket.created").await;
    assert!(told.contains("SECRETCOMPANY"), "those who may read it are told: {told}");
    let profile = desk.get("lin", &format!("{path}/profile")).await.ok();
    let hidden = profile["customer"]["hidden"].as_array().unwrap();
    assert!(hidden.iter().any(|field| field["field"] == "company" && field["ask"] == "lead"), "{hidden:?}");
    desk.get("lin", &format!("{path}/interactions")).await.refused(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admins_change_of_access_holds_at_once_and_a_wrong_file_changes_nothing() {
    let desk = Desk::open_governed().await;
    let path = format!("/customers/{}", desk.wang.id);
    let reveal = json!({"field": "phones", "reason": "回拨"});
    desk.post("lin", &format!("{path}/reveal"), reveal.clone()).await.ok();
    desk.governs("[[rule]]\nrole = 'agent'\nfield = 'customer.phones'\nreveal = false\nwrite = false\n").await;
    let refused = desk.post("lin", &format!("{path}/reveal"), reveal.clone()).await;
    refused.refused(403);
    assert!(refused.text.contains("lead"), "{refused:?}");
    desk.post("he", &format!("{path}/reveal"), reveal).await.ok();

    let explained = desk.get("he", "/access?login=lin&field=customer.phones").await.ok();
    let rows = explained.as_array().unwrap();
    assert_eq!(rows.iter().map(|row| row["allowed"].as_bool().unwrap()).collect::<Vec<_>>(), [true, false, false]);
    assert!(rows[2]["by"].as_str().unwrap().ends_with("access.toml:3"), "{rows:?}");
    assert_eq!(rows[0]["by"], "built in");
    desk.get("lin", "/access?login=chen").await.refused(403);
    assert_eq!(desk.get("he", "/access?login=nobody").await.refused(422), "login");

    let mut events = Events::follow(&desk, "lin", None).await;
    desk.governs("[[rule]]\nrole = 'agent'\nfield = 'customer.city'\nread = false\n").await;
    assert_eq!(events.next().await["type"], "reset", "consoles are told to fetch everything anew");
    let log = desk.send(desk.request("root", Method::GET, "/admin/audit?what=access")).await.ok();
    assert_eq!(log["items"].as_array().unwrap().len(), 2, "{log}");
}
