//! Bad input against every operation of the contract: always 4xx problem+json, never 5xx, and nothing changed.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::desk::{Desk, Reply};

/// An operation of the contract.
#[derive(Debug)]
struct Operation {
    method: Method,
    path: String,
    takes_body: bool,
    body_required: bool,
}

/// Every operation of the OpenAPI document below the API's prefix.
async fn operations(desk: &Desk) -> Vec<Operation> {
    let document = desk.send(desk.request("", Method::GET, "/openapi.json")).await.ok();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Ok(method) = method.to_uppercase().parse::<Method>() else { continue };
            let body = &operation["requestBody"];
            let (takes_body, body_required) = (body.is_object(), body["required"] == true);
            operations.push(Operation { method, path: path.clone(), takes_body, body_required });
        }
    }
    assert!(operations.len() > 45, "the document is whole: {}", operations.len());
    operations
}

impl Operation {
    fn in_api(&self) -> bool {
        self.path.starts_with("/api/v1")
    }

    /// Its path with ids of records that exist, where there are any.
    fn real(&self, desk: &Desk, ticket: &str, call: &str) -> String {
        let id = match self.path.split('/').nth(3) {
            Some("customers") => desk.wang.id.as_str(),
            Some("tickets") => ticket,
            Some("calls") => call,
            _ => "nothing",
        };
        self.path.replace("{id}", id).replace("{name}", "expedite").replace("{sha256}", "nothing")
    }

    fn with_id(&self, id: &str) -> String {
        self.path.replace("{id}", id).replace("{name}", id).replace("{sha256}", id)
    }

    fn request(&self, desk: &Desk, path: &str) -> RequestBuilder {
        let who = if self.path.contains("/calls") || self.path.contains("/cti") { "lin" } else { "root" };
        desk.request(who, self.method.clone(), path).header("if-match", "\"1\"")
    }

    /// Whether it does something with any body, or none.
    fn needs_no_words(&self) -> bool {
        !self.takes_body || !self.body_required
    }
}

/// 4xx, and a problem.
fn refused(reply: &Reply, operation: &Operation, why: &str) {
    let status = reply.status.as_u16();
    assert!((400..500).contains(&status), "{why} at {operation:?}: {reply:?}");
    reply.refused(status);
}

/// Not a fault of the server, whatever else.
fn no_fault(reply: &Reply, operation: &Operation, why: &str) {
    assert!(!reply.status.is_server_error(), "{why} at {operation:?}: {reply:?}");
    if reply.status.is_client_error() {
        reply.refused(reply.status.as_u16());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_bodies_change_nothing() {
    let desk = Desk::open().await;
    let ticket = desk.ticket("手机未收到").await;
    let call = super::desk::id(&desk.ring("c-1", "13812345678").await);
    let newest = desk.newest();
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let bodies: [(&str, Vec<u8>); 12] = [
        ("no JSON", b"{\"text\": ".to_vec()),
        ("invalid UTF-8", b"{\"text\": \"\xff\xfe\"}".to_vec()),
        ("an array", b"[1, 2, 3]".to_vec()),
        ("a number", b"42".to_vec()),
        ("a text", b"\"hello\"".to_vec()),
        ("null bytes", b"\0\0\0".to_vec()),
        ("deep nesting", deep.into_bytes()),
        ("an unknown field", br#"{"no_such_field": 1}"#.to_vec()),
        ("two values", br"{} {}".to_vec()),
        ("wrong types", wrong_types(&json!(12))),
        ("nested objects", wrong_types(&json!({"a": [1]}))),
        ("a body too large", format!("{{\"text\": \"{}\"}}", "x".repeat(400_000)).into_bytes()),
    ];
    for operation in operations(&desk).await.iter().filter(|operation| operation.takes_body) {
        let path = operation.real(&desk, &ticket, &call);
        for (why, body) in &bodies {
            let request = operation.request(&desk, &path).header("content-type", "application/json").body(body.clone());
            refused(&desk.send(request).await, operation, why);
        }
        let html = operation.request(&desk, &path).header("content-type", "text/html").body("<p>");
        refused(&desk.send(html).await, operation, "another media type");
    }
    assert_eq!(desk.newest(), newest, "nothing changed");
}

/// Every field of the contract with a value of the wrong type.
fn wrong_types(value: &Value) -> Vec<u8> {
    let fields = [
        "login",
        "password",
        "presence",
        "external_id",
        "from",
        "state",
        "text",
        "name",
        "field",
        "reason",
        "subject",
        "customer_id",
        "to",
        "until",
        "root_cause",
        "into",
        "activity",
        "id",
        "lang",
        "title",
        "query",
        "outcome",
        "done",
        "due_at",
        "event",
        "callId",
    ];
    let all: serde_json::Map<String, Value> = fields.iter().map(|field| ((*field).to_owned(), value.clone())).collect();
    Value::Object(all).to_string().into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_fields_are_named() {
    let desk = Desk::open().await;
    let ticket = desk.ticket("手机未收到").await;
    let call = super::desk::id(&desk.ring("c-1", "13812345678").await);
    let document = desk.send(desk.request("", Method::GET, "/openapi.json")).await.ok();
    for operation in operations(&desk).await {
        let item = &document["paths"][&operation.path][operation.method.as_str().to_lowercase()];
        let schema = &item["requestBody"]["content"]["application/json"]["schema"]["$ref"];
        let Some(name) = schema.as_str().and_then(|name| name.rsplit('/').next()) else { continue };
        let required = document["components"]["schemas"][name]["required"].as_array().cloned().unwrap_or_default();
        if required.is_empty() || !operation.body_required {
            continue;
        }
        let path = operation.real(&desk, &ticket, &call);
        let reply = desk.send(operation.request(&desk, &path).json(&json!({}))).await;
        let field = reply.refused(reply.status.as_u16());
        assert!(reply.status == 422 && required.contains(&json!(field)), "{operation:?}: {reply:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_that_are_none_are_not_found() {
    let desk = Desk::open().await;
    let newest = desk.newest();
    let long = "x".repeat(3000);
    let ids = [
        "unknown",
        "%00",
        "%ff%fe",
        "..%2f..%2fetc",
        "%27%20OR%201%3D1",
        "a%20b",
        "%E2%80%AE",
        long.as_str(),
        "-1",
        "*",
    ];
    for operation in operations(&desk).await.iter().filter(|operation| operation.path.contains('{')) {
        for id in ids {
            let body = json!({});
            let request = operation.request(&desk, &operation.with_id(id));
            let request = if operation.takes_body { request.json(&body) } else { request };
            refused(&desk.send(request).await, operation, id);
        }
    }
    assert_eq!(desk.newest(), newest, "nothing changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_queries_are_refused() {
    let desk = Desk::open().await;
    let ticket = desk.ticket("手机未收到").await;
    let call = super::desk::id(&desk.ring("c-1", "13812345678").await);
    let newest = desk.newest();
    let queries = [
        "limit=0",
        "limit=-1",
        "limit=999999999999",
        "limit=abc",
        "limit=201",
        "cursor=zzz",
        "cursor=00",
        "cursor=7469636b6574731f311f00",
        "cursor=%00",
        "cursor=%ff",
        "no_such_parameter=1",
        "view=everything",
        "live=perhaps",
        "month=2026-13",
        "last_event_id=-1",
        "limit=1&limit=2",
    ];
    let lists = operations(&desk).await;
    let lists = lists.iter().filter(|operation| operation.method == Method::GET && operation.in_api());
    for operation in lists.filter(|operation| !operation.path.ends_with("/events")) {
        let path = operation.real(&desk, &ticket, &call);
        let takes_any = desk.send(operation.request(&desk, &format!("{path}?no_such_parameter=1"))).await.status == 200;
        for query in queries {
            let reply = desk.send(operation.request(&desk, &format!("{path}?{query}"))).await;
            if takes_any { no_fault(&reply, operation, query) } else { refused(&reply, operation, query) }
        }
    }
    for query in ["last_event_id=abc", "last_event_id=-1", "since=3"] {
        let request = desk.request("lin", Method::GET, &format!("/api/v1/events?{query}"));
        desk.send(request).await.refused(400);
    }
    assert_eq!(desk.newest(), newest, "nothing changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_that_works_every_door_is_shut() {
    let desk = Desk::open().await;
    let newest = desk.newest();
    let huge = format!("Bearer {}", "t".repeat(3000));
    let tokens = ["", "Bearer", "Bearer ", "Bearer wrong", "Basic bGluOmxpbg==", "Bearer \u{fffd}", huge.as_str()];
    for operation in operations(&desk).await.iter().filter(|operation| operation.in_api()) {
        if operation.path.ends_with("/session") && operation.method == Method::POST {
            continue;
        }
        for token in tokens {
            let request = desk.request("", operation.method.clone(), &operation.with_id("x"));
            let request = if token.is_empty() { request } else { request.header("authorization", token) };
            let reply = desk.send(request.json(&json!({}))).await;
            reply.refused(401);
            assert_eq!(reply.header("www-authenticate"), "Bearer");
        }
    }
    assert_eq!(desk.newest(), newest, "nothing changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn stale_and_senseless_versions_are_refused() {
    let desk = Desk::open().await;
    let ticket = desk.ticket("手机未收到").await;
    let newest = desk.newest();
    let paths = [format!("/api/v1/tickets/{ticket}"), format!("/api/v1/customers/{}", desk.wang.id)];
    for path in &paths {
        for (tag, status) in
            [("\"99\"", 412), ("\"0\"", 412), ("7", 400), ("\"abc\"", 400), ("W/\"1\"", 400), ("\"-1\"", 400)]
        {
            let request = desk.request("lin", Method::PATCH, path).header("if-match", tag);
            desk.send(request.json(&json!({}))).await.refused(status);
        }
    }
    assert_eq!(desk.newest(), newest, "nothing changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn paths_and_methods_that_are_not_there_say_so() {
    let desk = Desk::open().await;
    desk.send(desk.request("lin", Method::GET, "/api/v1/secrets")).await.refused(404);
    desk.send(desk.request("lin", Method::GET, "/%ff")).await.refused(404);
    for operation in operations(&desk).await {
        let request = desk.request("root", Method::TRACE, &operation.with_id("x"));
        desk.send(request).await.refused(405);
    }
    for operation in operations(&desk).await.iter().filter(|operation| operation.needs_no_words()) {
        let reply = desk.send(operation.request(&desk, &operation.with_id("x")).timeout(super::desk::PATIENCE));
        if !operation.path.ends_with("/events") {
            no_fault(&reply.await, operation, "no body");
        }
    }
}
