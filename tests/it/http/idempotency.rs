//! The same key with the same body is carried out once.

use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::desk::{Desk, Reply, id};
use super::promises;

async fn keyed(desk: &Desk, who: &str, key: &str, path: &str, body: &Value) -> Reply {
    let request = desk.request(who, Method::POST, &format!("/api/v1{path}")).header("idempotency-key", key);
    desk.send(request.json(body)).await
}

promises! {
    async fn the_same_request_again_gives_the_first_answer_again(desk: Desk) {
        let wish = json!({"customer_id": desk.wang.id, "subject": "手机未收到"});
        let first = keyed(&desk, "lin", "k-1", "/tickets", &wish).await;
        let newest = desk.newest();
        let again = keyed(&desk, "lin", "k-1", "/tickets", &wish).await;
        assert_eq!((first.status, &first.text), (again.status, &again.text));
        assert_eq!(first.header("etag"), again.header("etag"));
        assert_eq!(desk.newest(), newest, "carried out once");
        assert_eq!(
            keyed(&desk, "lin", "k-1", "/tickets", &json!({"subject": "另一张"})).await.refused(422),
            "Idempotency-Key"
        );
        let others = keyed(&desk, "chen", "k-1", "/tickets", &wish).await.ok();
        assert_ne!(id(&others), id(&first.ok()), "keys of two people never meet");
    }
}

promises! {
    async fn twins_sent_at_once_write_one_record(desk: Desk) {
        let desk = Arc::new(desk);
        let wish = json!({"customer_id": desk.wang.id, "subject": "手机未收到"});
        let mut race = JoinSet::new();
        for _ in 0..12 {
            let (desk, wish) = (desk.clone(), wish.clone());
            race.spawn(async move { keyed(&desk, "lin", "k-1", "/tickets", &wish).await.ok() });
        }
        let ids: std::collections::BTreeSet<String> = race.join_all().await.iter().map(id).collect();
        assert_eq!(ids.len(), 1);
        let all = desk.get("lin", "/tickets?view=all").await.ok();
        assert_eq!(all["items"].as_array().unwrap().len(), 1);
    }
}

promises! {
    async fn twins_of_a_change_all_hear_that_it_was_made(desk: Desk) {
        let desk = Arc::new(desk);
        let path = format!("/api/v1/tickets/{}", desk.ticket("手机未收到").await);
        for round in 0..6u64 {
            let (tag, priority) = (format!("\"{}\"", round + 1), if round % 2 == 0 { 1 } else { 2 });
            let mut race = JoinSet::new();
            for _ in 0..12 {
                let (desk, path, tag) = (desk.clone(), path.clone(), tag.clone());
                race.spawn(async move {
                    let request = desk.request("lin", Method::PATCH, &path).header("if-match", tag);
                    let request = request.header("idempotency-key", format!("k-{round}"));
                    desk.send(request.json(&json!({"priority": priority}))).await.ok()["version"].clone()
                });
            }
            assert!(race.join_all().await.iter().all(|version| *version == json!(round + 2)));
        }
    }
}

promises! {
    async fn a_refusal_is_an_answer_too(desk: Desk) {
        let ticket = desk.ticket("手机未收到").await;
        desk.post("chen", &format!("/tickets/{ticket}/claim"), json!({})).await.ok();
        let first = keyed(&desk, "lin", "k-1", &format!("/tickets/{ticket}/claim"), &json!({})).await;
        first.refused(409);
        desk.post("he", &format!("/tickets/{ticket}/assign"), json!({"to": null})).await.ok();
        let again = keyed(&desk, "lin", "k-1", &format!("/tickets/{ticket}/claim"), &json!({})).await;
        again.refused(409);
        assert_eq!(first.text, again.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revealed_number_is_kept_nowhere() {
    let desk = Desk::open().await;
    let path = format!("/customers/{}/reveal", desk.wang.id);
    let wish = json!({"field": "phones", "reason": "回电"});
    let first = keyed(&desk, "lin", "k-1", &path, &wish).await.ok();
    let newest = desk.newest();
    let again = keyed(&desk, "lin", "k-1", &path, &wish).await.ok();
    assert_eq!(first["values"], again["values"]);
    assert_eq!(desk.newest(), newest + 1, "each look is on record");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_has_a_form() {
    let desk = Desk::open().await;
    let long = "k".repeat(129);
    for key in ["", "with blank", long.as_str()] {
        assert_eq!(keyed(&desk, "lin", key, "/tickets", &json!({})).await.refused(400), "Idempotency-Key");
    }
}
