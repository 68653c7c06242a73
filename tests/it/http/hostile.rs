//! Bad input against every operation of the contract: always 4xx problem+json, never 5xx, and nothing changed, in whatever table.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::desk::{Desk, Reply};
use super::promises;

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

promises! {
    async fn bad_bodies_change_nothing(desk: Desk) {
        let ticket = desk.ticket("手机未收到").await;
        let call = crate::it::http::desk::id(&desk.ring("c-1", "13812345678").await);
        let before = desk.database.dump().await;
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
        assert!(desk.database.dump().await == before, "nothing changed");
    }
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

promises! {
    async fn ids_that_are_none_are_not_found(desk: Desk) {
        let before = desk.database.dump().await;
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
        assert!(desk.database.dump().await == before, "nothing changed");
    }
}

promises! {
    async fn bad_queries_are_refused(desk: Desk) {
        let ticket = desk.ticket("手机未收到").await;
        let call = crate::it::http::desk::id(&desk.ring("c-1", "13812345678").await);
        let before = desk.database.dump().await;
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
        for query in ["phone=", "phone=%00", "q=", "q=%00", "q=%E2%80%8B"] {
            let request = desk.request("lin", Method::GET, &format!("/api/v1/customers?{query}"));
            assert_eq!(desk.send(request).await.refused(422), query[..query.find('=').unwrap()]);
        }
        for query in ["last_event_id=abc", "last_event_id=-1", "since=3"] {
            let request = desk.request("lin", Method::GET, &format!("/api/v1/events?{query}"));
            desk.send(request).await.refused(400);
        }
        assert!(desk.database.dump().await == before, "nothing changed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_that_works_every_door_is_shut() {
    let desk = Desk::open().await;
    let before = desk.database.dump().await;
    let huge = format!("Bearer {}", "t".repeat(3000));
    let tokens = ["", "Bearer", "Bearer ", "Bearer wrong", "Basic bGluOmxpbg==", "Bearer \u{fffd}", huge.as_str()];
    for operation in operations(&desk).await.iter().filter(|operation| operation.in_api()) {
        let lets_in = operation.path.ends_with("/session") || operation.path.ends_with("/setup");
        if lets_in && operation.method == Method::POST {
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
    assert!(desk.database.dump().await == before, "nothing changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn stale_and_senseless_versions_are_refused() {
    let desk = Desk::open().await;
    let ticket = desk.ticket("手机未收到").await;
    let before = desk.database.dump().await;
    let paths = [format!("/api/v1/tickets/{ticket}"), format!("/api/v1/customers/{}", desk.wang.id)];
    for path in &paths {
        for (tag, status) in
            [("\"99\"", 412), ("\"0\"", 412), ("7", 400), ("\"abc\"", 400), ("W/\"1\"", 400), ("\"-1\"", 400)]
        {
            let request = desk.request("lin", Method::PATCH, path).header("if-match", tag);
            desk.send(request.json(&json!({}))).await.refused(status);
        }
    }
    assert!(desk.database.dump().await == before, "nothing changed");
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
        let reply =
            desk.send(operation.request(&desk, &operation.with_id("x")).timeout(crate::it::http::desk::PATIENCE));
        if !operation.path.ends_with("/events") {
            no_fault(&reply.await, operation, "no body");
        }
    }
}

/// The schema that a `$ref`, or a choice of it and null, stands for.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let choices = ["oneOf", "anyOf", "allOf"].iter().find_map(|of| schema[*of].as_array());
    let chosen = choices.and_then(|choices| choices.iter().find(|choice| choice["type"] != "null"));
    let schema = chosen.unwrap_or(schema);
    match schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
        Some(name) => resolved(document, &document["components"]["schemas"][name]),
        None => schema,
    }
}

fn is_a(schema: &Value, kind: &str) -> bool {
    schema["type"] == kind || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&json!(kind)))
}

/// A value that the schema allows.
fn sample(schema: &Value) -> Value {
    match () {
        () if schema["enum"].is_array() => schema["enum"][0].clone(),
        () if schema["format"] == "date-time" => json!("2026-06-01T08:00:00Z"),
        () if is_a(schema, "string") => json!("x"),
        () if is_a(schema, "integer") => json!(1),
        () if is_a(schema, "boolean") => json!(true),
        () if is_a(schema, "array") => json!([]),
        () => json!({}),
    }
}

/// Values of the right type that nobody means well with.
fn senseless(schema: &Value) -> Vec<Value> {
    match () {
        () if schema["enum"].is_array() => vec![json!("no-such-value"), json!("")],
        () if schema["format"] == "date-time" => vec![json!("9999-12-31T23:59:59Z"), json!("0001-01-01T00:00:00Z")],
        () if is_a(schema, "string") => vec![json!("长".repeat(60_000))],
        () if is_a(schema, "integer") => vec![json!(4_294_967_296_u64), json!(-1), json!(255)],
        () if is_a(schema, "array") => vec![json!(vec!["x".repeat(40_000)]), json!(vec!["x"; 20_000])],
        () => vec![],
    }
}

/// A field of a body of the contract.
struct Field<'a> {
    operation: &'a Operation,
    /// A body that is well-formed.
    body: Value,
    name: &'a str,
    schema: &'a Value,
}

impl Field<'_> {
    async fn sent(&self, desk: &Desk, path: &str, value: Value) -> Reply {
        let mut body = self.body.clone();
        body[self.name] = value;
        desk.send(self.operation.request(desk, path).json(&body)).await
    }
}

fn fields<'a>(document: &'a Value, operations: &'a [Operation]) -> Vec<Field<'a>> {
    let mut all = Vec::new();
    for operation in operations {
        let item = &document["paths"][&operation.path][operation.method.as_str().to_lowercase()];
        let body = resolved(document, &item["requestBody"]["content"]["application/json"]["schema"]);
        let Some(properties) = body["properties"].as_object() else { continue };
        let properties = properties.iter().map(|(name, schema)| (name.as_str(), resolved(document, schema)));
        let required = body["required"].as_array().cloned().unwrap_or_default();
        let needed = properties.clone().filter(|(name, _)| required.contains(&json!(name)));
        let body: serde_json::Map<_, _> = needed.map(|(name, schema)| (name.to_owned(), sample(schema))).collect();
        all.extend(properties.map(|(name, schema)| Field { operation, body: body.clone().into(), name, schema }));
    }
    assert!(all.len() > 60, "the document is whole: {}", all.len());
    all
}

promises! {
    async fn well_typed_nonsense_changes_nothing(desk: Desk) {
        let ticket = desk.ticket("手机未收到").await;
        let call = crate::it::http::desk::id(&desk.ring("c-1", "13812345678").await);
        let document = desk.send(desk.request("", Method::GET, "/openapi.json")).await.ok();
        let operations = operations(&desk).await;
        let before = desk.database.dump().await;
        let mut accepted = Vec::new();
        for field in fields(&document, &operations) {
            let path = field.operation.real(&desk, &ticket, &call);
            for value in senseless(field.schema) {
                let reply = field.sent(&desk, &path, value).await;
                no_fault(&reply, field.operation, field.name);
                if !reply.status.is_client_error() {
                    accepted.push(format!("{} of {:?}: {}", field.name, field.operation, reply.status));
                }
            }
        }
        assert_eq!(accepted, Vec::<String>::new());
        assert!(desk.database.dump().await == before, "nothing changed");
    }
}

promises! {
    async fn what_could_trick_a_terminal_is_kept_nowhere(desk: Desk) {
        let ticket = desk.ticket("手机未收到").await;
        let call = crate::it::http::desk::id(&desk.ring("c-1", "13812345678").await);
        let document = desk.send(desk.request("", Method::GET, "/openapi.json")).await.ok();
        let operations = operations(&desk).await;
        let tricks = ["\u{202e}", "\u{1b}", "\u{0}", "\u{9b}", "\u{2066}", "\u{7}"];
        let hold = |text: &str| {
            tricks.iter().any(|trick| text.contains(trick) || text.contains(json!(trick).to_string().trim_matches('"')))
        };
        for field in fields(&document, &operations) {
            if is_a(field.schema, "string") && !field.schema["enum"].is_array() {
                let path = field.operation.real(&desk, &ticket, &call);
                let reply = field.sent(&desk, &path, json!(format!("abc{}[31mdef", tricks.concat()))).await;
                no_fault(&reply, field.operation, field.name);
                assert!(!hold(&reply.text), "{} of {:?}: {reply:?}", field.name, field.operation);
            }
        }
        let kept = desk.database.dump().await;
        let kept: Vec<&str> = kept.lines().filter(|row| hold(row)).collect();
        assert_eq!(kept, Vec::<&str>::new());
    }
}
