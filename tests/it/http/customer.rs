//! Customers: masked, cut to the reader, changed by one writer at a time.

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
async fn what_comes_in_is_cleaned_before_anybody_sees_it() {
    let desk = Desk::open().await;
    let path = format!("/customers/{}", desk.wang.id);
    let evil = "王\u{1b}[31m建\u{202e}国\u{0}\u{9b}5m";
    let changed = desk.patch("lin", &path, 1, json!({"name": evil})).await.ok();
    let name = changed["name"].as_str().unwrap();
    assert!(name.chars().all(|c| !c.is_control() && c != '\u{202e}'), "{name:?}");
    assert_eq!(desk.patch("lin", &path, 2, json!({"name": "\u{1b}[2J"})).await.refused(422), "name");
    let masked = json!({"email": "w***@example.com"});
    assert_eq!(desk.patch("lin", &path, 2, masked).await.refused(422), "email");
}
