//! Promises: what they need lies ready for those who may see it, and they go to a colleague whole.

use reqwest::Method;
use serde_json::{Value, json};

use super::desk::{Desk, NUMBER, id};
use super::event::Events;
use super::promises;

const DUE: &str = "2030-01-01T00:00:00Z";

async fn agent(desk: &Desk, login: &str) -> Value {
    let all = desk.get("root", "/agents?machines=true").await.ok();
    let found = all.as_array().unwrap().iter().find(|agent| agent["login"] == login);
    found.unwrap_or_else(|| panic!("no {login}"))["id"].clone()
}

async fn first(desk: &Desk, login: &str) -> Value {
    desk.get(login, "/todos").await.ok()["items"][0].clone()
}

promises! {
    async fn what_a_promise_needs_is_read_from_the_customer_as_they_are_now(desk: Desk) {
        let wang = desk.wang.id.to_string();
        let new = json!({"text": "核对地址", "due_at": DUE, "customer_id": wang, "needs": {"kind": "address"}});
        let made = desk.post("lin", "/todos", new).await.ok();
        assert!(made.get("prepared").is_none(), "it is made on reading: {made}");
        let version = desk.get("lin", &format!("/customers/{wang}")).await.ok()["version"].as_u64().unwrap();
        let moved = json!({"address": format!("杭州市文三路 1 号 电话 {NUMBER}")});
        desk.patch("lin", &format!("/customers/{wang}"), version, moved).await.ok();
        let ready = first(&desk, "lin").await["prepared"].as_str().unwrap().to_owned();
        assert!(ready.starts_with("杭州市文三路 1 号") && !ready.contains(NUMBER), "{ready}");
        desk.post("lin", "/callbacks", json!({"text": "回电", "due_at": "2029-01-01T00:00:00Z", "customer_id": wang})).await.ok();
        let number = first(&desk, "lin").await["prepared"].as_str().unwrap().to_owned();
        assert!(number.contains("****") && !number.contains(NUMBER), "{number}");
    }

    async fn a_file_to_be_sent_is_one_that_is_kept(desk: Desk) {
        let post = |body: Vec<u8>| desk.send(desk.request("he", Method::POST, "/api/v1/media").body(body));
        let kept = post(b"%PDF-1.4 a plan".to_vec()).await.ok();
        assert_eq!(kept["content_type"], "application/pdf");
        let file = |hash: &Value| json!({"kind": "file", "file": {"sha256": hash, "content_type": "text/html", "title": "安装方案"}});
        let new = |needs: Value| json!({"text": "发方案", "due_at": DUE, "needs": needs});
        assert_eq!(desk.post("lin", "/todos", new(file(&json!("0".repeat(64))))).await.refused(422), "needs.file.sha256");
        desk.post("lin", "/todos", new(file(&kept["sha256"]))).await.ok();
        let file = first(&desk, "lin").await["needs"]["file"].clone();
        assert_eq!(file["content_type"], "application/pdf", "what it is says the file, not who names it");
        desk.post("lin", "/todos", new(json!({"kind": "money"}))).await.refused(422);
    }

    async fn a_promise_goes_to_a_colleague_whole_and_once(desk: Desk) {
        let new = json!({"text": "回电", "due_at": DUE, "customer_id": desk.wang.id});
        let promise = id(&desk.post("lin", "/callbacks", new).await.ok());
        let path = format!("/todos/{promise}/hand-over");
        let (chen, pbx) = (agent(&desk, "chen").await, agent(&desk, "pbx").await);
        assert_eq!(desk.post("lin", &path, json!({"to": "nobody"})).await.refused(422), "to");
        assert_eq!(desk.post("lin", &path, json!({"to": pbx})).await.refused(422), "to");
        desk.post("chen", &path, json!({"to": chen})).await.refused(403);
        desk.post("lin", "/todos/none/hand-over", json!({"to": chen})).await.refused(404);
        let mut events = Events::follow(&desk, "chen", None).await;
        desk.post("lin", &path, json!({"to": chen})).await.ok();
        let told = events.next_of("todo.changed").await;
        assert_eq!(told["changes"]["owner"]["to"]["id"], chen);
        assert_eq!(desk.get("lin", "/todos").await.ok()["items"], json!([]));
        let theirs = first(&desk, "chen").await;
        assert_eq!((&theirs["text"], &theirs["due_at"]), (&json!("回电"), &json!(DUE)));
        assert_eq!(theirs["handed_by"]["id"], agent(&desk, "lin").await);
        let lin = agent(&desk, "lin").await;
        desk.patch("chen", &format!("/todos/{promise}"), 0, json!({"done": true})).await.ok();
        desk.post("chen", &path, json!({"to": lin})).await.ok();
        assert_eq!(desk.get("lin", "/todos").await.ok()["items"], json!([]), "what is kept already stays where it is");
    }
}
