//! Customers: masked, cut to the reader, changed by one writer at a time.

use reqwest::Method;
use serde_json::{Value, json};

use super::desk::{Desk, NUMBER};

/// Every place where a customer's number could leave the server.
async fn everywhere(desk: &Desk, who: &str) -> Vec<Value> {
    let customer = format!("/customers/{}", desk.wang.id);
    let paths = [
        format!("/customers?phone={NUMBER}"),
        "/customers?q=%E7%8E%8B".to_owned(),
        "/customers".to_owned(),
        customer.clone(),
        format!("{customer}/profile"),
        format!("{customer}/orders"),
        format!("{customer}/interactions"),
        format!("{customer}/flow"),
        "/calls".to_owned(),
        "/tickets?view=all".to_owned(),
    ];
    let mut bodies = Vec::new();
    for path in paths {
        bodies.push(desk.get(who, &path).await.ok());
    }
    bodies
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_masked_everywhere_for_everybody() {
    let desk = Desk::open().await;
    desk.ring("c-1", NUMBER).await;
    desk.post("lin", "/tickets", json!({"customer_id": desk.wang.id, "subject": "回电 13812345678"})).await.ok();
    for who in ["lin", "he", "wu", "root"] {
        for body in everywhere(&desk, who).await {
            assert!(!body.to_string().contains(NUMBER), "{who}: {body}");
            assert!(!body.to_string().contains("wang.jianguo@"), "{who}: {body}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_gets_no_custom_fields_and_is_told_whom_to_ask() {
    let desk = Desk::open().await;
    for body in everywhere(&desk, "lin").await {
        assert!(!body.to_string().contains("50000"), "{body}");
    }
    let path = format!("/customers/{}", desk.wang.id);
    let hidden = desk.get("lin", &path).await.ok()["hidden"].clone();
    assert_eq!(hidden, json!([{"field": "custom", "tier": "custom", "ask": "lead"}]));
    assert_eq!(desk.get("he", &path).await.ok()["custom"]["credit_limit"], "50000");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_revealed_with_a_reason_and_on_record() {
    let desk = Desk::open().await;
    let path = format!("/customers/{}/reveal", desk.wang.id);
    assert_eq!(desk.post("lin", &path, json!({"field": "phones", "reason": " "})).await.refused(422), "reason");
    assert_eq!(desk.post("lin", &path, json!({"field": "address", "reason": "回电"})).await.refused(422), "field");
    let newest = desk.newest();
    let revealed = desk.post("lin", &path, json!({"field": "phones", "reason": "回电"})).await;
    assert_eq!(revealed.header("cache-control"), "no-store");
    assert_eq!(revealed.ok()["values"], json!([format!("+86{NUMBER}")]));
    assert_eq!(desk.newest(), newest + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_edit_one_record_lose_nothing() {
    let desk = Desk::open().await;
    let path = format!("/customers/{}", desk.wang.id);
    let changed = desk.patch("lin", &path, 1, json!({"city": "上海", "obstacle": null})).await.ok();
    assert_eq!((&changed["city"], &changed["version"]), (&json!("上海"), &json!(2)));
    let stale = desk.patch("chen", &path, 1, json!({"city": "苏州", "stage": "installed"})).await;
    stale.refused(412);
    assert_eq!(stale.json()["differing"], json!(["city"]));
    assert_eq!(stale.json()["current"]["city"], "上海");
    assert!(!stale.text.contains(NUMBER) && !stale.text.contains("50000"), "{stale:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_takes_any_version_is_never_told_that_it_is_stale() {
    let desk = std::sync::Arc::new(Desk::open().await);
    let path = format!("/api/v1/customers/{}", desk.wang.id);
    let mut race = tokio::task::JoinSet::new();
    for number in 0..20 {
        let (desk, path) = (desk.clone(), path.clone());
        race.spawn(async move {
            let request = desk.request("lin", reqwest::Method::PATCH, &path).header("if-match", "*");
            desk.send(request.json(&json!({"city": format!("第{number}城")}))).await.status
        });
    }
    assert!(race.join_all().await.iter().all(|status| *status == 200));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_in_is_cleaned_before_anybody_sees_it() {
    let desk = Desk::open().await;
    let path = format!("/customers/{}", desk.wang.id);
    let evil = "王\u{1b}[31m建\u{202e}国\u{0}\u{9b}5m";
    let changed = desk.patch("lin", &path, 1, json!({"name": evil})).await.ok();
    let name = changed["name"].as_str().unwrap();
    assert!(name.chars().all(|c| !c.is_control() && c != '\u{202e}'), "{name:?}");
    assert_eq!(desk.patch("lin", &path, 2, json!({"name": "\u{1b}[2J"})).await.refused(422), "name");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_shown_masked_is_never_stored() {
    let desk = Desk::open().await;
    let path = format!("/customers/{}", desk.wang.id);
    desk.patch("lin", &path, 1, json!({"address": "西湖区 1 号 13812345678"})).await.ok();
    let shown = desk.get("lin", &path).await.ok();
    let all = json!({"name": shown["name"], "email": shown["email"], "address": shown["address"], "stage": "回访"});
    assert_eq!(desk.patch("lin", &path, 2, all).await.ok()["stage"], "回访");
    let stored = desk.store.customer(&desk.wang.id).await.unwrap();
    assert_eq!(stored.email.as_deref(), Some("wang.jianguo@example.com"));
    assert_eq!(stored.address.as_deref(), Some("西湖区 1 号 13812345678"));
    for (field, value) in
        [("email", "l***@example.com"), ("address", "西湖区 2 号 138****5678"), ("email", "a*b@example.com")]
    {
        assert_eq!(desk.patch("lin", &path, 3, json!({field: value})).await.refused(422), field);
    }
}

/// What every GET of the contract answers about something of Mr Wang's, where this reader is answered at all.
async fn every_answer(desk: &Desk, who: &str, ids: &[(&str, String)]) -> Vec<(String, Value)> {
    let document = desk.send(desk.request("", reqwest::Method::GET, "/openapi.json")).await.ok();
    let readable = document["paths"].as_object().unwrap().iter().filter(|(_, item)| item["get"].is_object());
    let paths = readable.filter_map(|(path, _)| path.strip_prefix("/api/v1"));
    let mut answers = Vec::new();
    for path in paths.filter(|path| !["/events", "/media/{sha256}"].contains(path)) {
        let resource = path.split('/').nth(1).unwrap();
        let id = ids.iter().find(|(kind, _)| *kind == resource).map_or("", |(_, id)| id);
        let path = path.replace("{id}", id);
        let path = match path.as_str() {
            "/tickets" => "/tickets?view=all".to_owned(),
            "/wall/tickets" => "/wall/tickets?owner=lin".to_owned(),
            _ => path,
        };
        let answer = desk.get(who, &path).await;
        if answer.status == 403 {
            continue;
        }
        answers.push((path, answer.ok()));
    }
    assert!(answers.len() > 20, "the contract is whole: {}", answers.len());
    answers
}

/// Writes the number wherever words can be written; what was answered.
async fn written_everywhere(desk: &Desk) -> (Vec<(&'static str, String)>, Vec<Value>) {
    let said = format!("回电 {NUMBER}");
    let mut answers = Vec::new();
    let customer = format!("/customers/{}", desk.wang.id);
    let texts = json!({"name": said, "company": said, "city": said, "address": said, "stage": said, "obstacle": said});
    answers.push(desk.patch("lin", &customer, 1, texts).await.ok());
    let new = json!({"customer_id": desk.wang.id, "subject": said, "words": said});
    let ticket = desk.post("lin", "/tickets", new).await.ok();
    let id = super::desk::id(&ticket);
    answers.push(ticket);
    let steps = [
        ("notes", json!({"text": said})),
        ("actions/track_parcel", json!({})),
        ("resolve", json!({"root_cause": "other", "note": said})),
        ("reopen", json!({"reason": said})),
        ("pend", json!({"reason": said})),
    ];
    for (command, body) in steps {
        answers.push(desk.post("lin", &format!("/tickets/{id}/{command}"), body).await.ok());
    }
    let version = desk.get("lin", &format!("/tickets/{id}")).await.ok()["version"].as_u64().unwrap();
    let edit = json!({"words": format!("请{said}")});
    answers.push(desk.patch("lin", &format!("/tickets/{id}"), version, edit).await.ok());
    let promise = json!({"text": said, "due_at": "2030-01-01T00:00:00Z", "ticket_id": id});
    for kind in ["/todos", "/callbacks"] {
        answers.push(desk.post("lin", kind, promise.clone()).await.ok());
    }
    desk.post("lin", "/knowledge/uses", json!({"query": said, "outcome": "nothing"})).await.ok_text();
    let call = desk.ring("c-1", NUMBER).await;
    let call_id = super::desk::id(&call);
    answers.push(call);
    answers.push(desk.post("lin", &format!("/calls/{call_id}/utterances"), json!({"text": said})).await.ok());
    let article = json!({"id": "parcel", "lang": "zh-CN", "title": "包裹", "problem_type": "fulfilment_exception",
                         "body": "查物流", "owner": "客服", "phrasings": []});
    answers.push(desk.post("he", "/articles", article).await.ok());
    answers
        .push(desk.post("he", "/articles/parcel/phrasings", json!({"text": format!("快递没到，{said}")})).await.ok());
    let ids = vec![
        ("customers", desk.wang.id.to_string()),
        ("tickets", id),
        ("calls", call_id),
        ("articles", "parcel".to_owned()),
        ("reports", "courier_lost".to_owned()),
    ];
    (ids, answers)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_of_the_contract_holds_a_number_that_somebody_wrote() {
    let desk = Desk::open().await;
    let mut events = super::event::Events::follow(&desk, "lin", None).await;
    let (ids, answers) = written_everywhere(&desk).await;
    let newest = desk.newest();
    let mut all: Vec<(String, Value)> = answers.into_iter().map(|answer| ("a write".to_owned(), answer)).collect();
    for who in ["lin", "root"] {
        all.extend(every_answer(&desk, who, &ids).await);
    }
    loop {
        let event = events.next().await;
        let last = event["seq"] == json!(newest);
        all.push(("an event".to_owned(), event));
        if last {
            break;
        }
    }
    for (path, answer) in all {
        assert!(!answer.to_string().contains(NUMBER), "{path}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_avatar_is_a_picture_that_is_kept() {
    let desk = Desk::open().await;
    let path = format!("/customers/{}", desk.wang.id);
    let post = |body: Vec<u8>| desk.send(desk.request("he", Method::POST, "/api/v1/media").body(body));
    let picture = post(b"\x89PNG\r\n\x1a\n a face".to_vec()).await.ok()["sha256"].clone();
    let plan = post(b"%PDF-1.4 a plan".to_vec()).await.ok()["sha256"].clone();
    for none in [json!("0".repeat(64)), json!("../../etc/passwd"), plan] {
        assert_eq!(desk.patch("he", &path, 1, json!({"avatar": none})).await.refused(422), "avatar", "{none}");
    }
    assert_eq!(desk.patch("lin", &path, 1, json!({"avatar": picture})).await.refused(403), "avatar");
    let with = desk.patch("he", &path, 1, json!({"avatar": picture})).await.ok();
    assert_eq!(with["avatar"], picture);
    assert_eq!(desk.get("lin", &format!("{path}/profile")).await.ok()["customer"]["avatar"], picture);
    let without = desk.patch("he", &path, 2, json!({"avatar": null})).await.ok();
    assert_eq!(without.get("avatar"), None);
}
