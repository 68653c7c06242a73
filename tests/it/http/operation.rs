//! For those who operate the server.

use std::time::Duration;

use reqwest::Method;
use ringdesk::server::Limits;
use ringdesk::server::store::Media;
use ringdesk::wire::request::LARGEST_RECORDING;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::desk::{Desk, PATIENCE};

#[tokio::test(flavor = "multi_thread")]
async fn health_and_figures_are_there_without_a_login() {
    let desk = Desk::open().await;
    for path in ["/healthz", "/readyz"] {
        desk.send(desk.request("", Method::GET, path)).await.ok_text();
    }
    desk.get("lin", "/me").await.ok();
    let figures = desk.send(desk.request("", Method::GET, "/metrics")).await;
    assert!(figures.text.contains("route=\"/api/v1/me\""), "{}", figures.text);
    assert!(!figures.text.contains(desk.wang.id.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn methods_that_clients_make_up_do_not_multiply_the_figures() {
    let desk = Desk::open().await;
    for method in ["BREW", "WHEN"] {
        desk.send(desk.request("lin", Method::from_bytes(method.as_bytes()).unwrap(), "/api/v1/me")).await.refused(405);
    }
    let figures = desk.send(desk.request("", Method::GET, "/metrics")).await.text;
    assert!(figures.contains("method=\"OTHER\""), "{figures}");
    assert!(!figures.contains("BREW"), "{figures}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_bears_the_id_under_which_the_log_knows_it() {
    let desk = Desk::open().await;
    let own = desk.request("lin", Method::GET, "/api/v1/me").header("x-request-id", "console-7.42");
    assert_eq!(desk.send(own).await.header("x-request-id"), "console-7.42");
    let strange = desk.request("lin", Method::GET, "/api/v1/nothing").header("x-request-id", "a b; rm -rf");
    let given = desk.send(strange).await;
    assert_eq!(given.header("x-request-id").len(), 32, "{given:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contract_served_is_the_contract_printed() {
    let desk = Desk::open().await;
    let served = desk.send(desk.request("", Method::GET, "/openapi.json")).await.ok();
    let printed: serde_json::Value = serde_json::from_str(&ringdesk::server::openapi()).unwrap();
    assert_eq!(served, printed);
    assert!(served["openapi"].as_str().unwrap().starts_with("3.1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_fetched_once_and_kept_for_ever() {
    let desk = Desk::open().await;
    let picture = Media { content_type: "image/png".into(), bytes: b"\x89PNG\r\n".to_vec() };
    let hash = desk.store.media_put(&picture).await.unwrap();
    let path = format!("/media/{hash}");
    let first = desk.get("lin", &path).await;
    assert_eq!(first.header("content-type"), "image/png");
    assert!(first.header("cache-control").contains("immutable"));
    let known =
        desk.request("lin", Method::GET, &format!("/api/v1{path}")).header("if-none-match", first.header("etag"));
    assert_eq!(desk.send(known).await.status, 304);
    desk.get("", &path).await.refused(401);
    desk.get("lin", &format!("/media/{}", "0".repeat(64))).await.refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_often_is_told_to_wait_and_others_are_not() {
    let desk = Desk::open_with(Limits { rate: 1, burst: 5, ..Limits::default() }).await;
    let mut refused = None;
    for _ in 0..10 {
        let reply = desk.get("lin", "/me").await;
        if reply.status == 429 {
            refused = Some(reply);
        }
    }
    let refused = refused.expect("the sixth request is one too many");
    refused.refused(429);
    assert!(refused.header("retry-after").parse::<u64>().is_ok());
    desk.get("chen", "/me").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_dawdles_over_a_request_is_cut_off() {
    let desk = Desk::open_with(Limits { rate: 0, head: Duration::from_millis(50), ..Limits::default() }).await;
    let endless_head = b"GET /healthz HTTP/1.1\r\nHost: desk\r\nX-Slow: ";
    for said in [&b""[..], b"P", b"GET /healthz HT", endless_head] {
        let mut connection = TcpStream::connect(desk.server.address()).await.unwrap();
        connection.write_all(said).await.unwrap();
        let cut = tokio::time::timeout(PATIENCE, connection.read_to_end(&mut Vec::new())).await;
        assert!(cut.is_ok(), "still connected after {:?}", String::from_utf8_lossy(said));
    }
    desk.get("lin", "/me").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_server_ends_live_events_and_returns() {
    let desk = Desk::open().await;
    let mut events = super::event::Events::follow(&desk, "lin", None).await;
    desk.server.shutdown().await;
    events.ends().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_is_kept_named_in_an_answer_and_heard_in_parts() {
    let desk = Desk::open().await;
    let (_, sound) = ringdesk::knowledge::built_in::RECORDINGS[0];
    let post = |login, body: Vec<u8>| desk.send(desk.request(login, Method::POST, "/api/v1/media").body(body));
    post("lin", sound.to_vec()).await.refused(403);
    post("he", b"no sound at all".to_vec()).await.refused(415);
    post("he", b"OggS and nothing more".to_vec()).await.refused(422);
    post("he", vec![0; LARGEST_RECORDING + 1]).await.refused(413);
    post("", vec![0; LARGEST_RECORDING]).await.refused(413);
    let kept = post("he", sound.to_vec()).await.ok();
    let path = format!("/api/v1/media/{}", kept["sha256"].as_str().unwrap());
    let part = desk.send(desk.request("lin", Method::GET, &path).header("range", "bytes=0-3")).await;
    assert_eq!((part.status.as_u16(), part.text.as_str()), (206, "RIFF"));
    assert_eq!(part.headers["content-range"].to_str().unwrap(), format!("bytes 0-3/{}", sound.len()));
    let beyond = desk.send(desk.request("lin", Method::GET, &path).header("range", "bytes=999999-")).await;
    assert_eq!((beyond.status.as_u16(), beyond.header("content-range")), (416, &*format!("bytes */{}", sound.len())));
    let mut draft = super::article::draft("a-1", "快递一直没到");
    let measured = json!({"milliseconds": 0, "pace": null, "pauses": [], "loudness": []});
    draft["recordings"] = json!([{"media": "0".repeat(64), "measured": measured}]);
    desk.post("he", "/articles", draft.clone()).await.refused(422);
    draft["recordings"][0]["media"] = kept["sha256"].clone();
    desk.post("he", "/articles", draft.clone()).await.refused(422);
    draft["recordings"][0]["measured"]["milliseconds"] = json!(3000);
    assert_eq!(desk.post("he", "/articles", draft).await.ok()["recordings"][0]["media"], kept["sha256"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_measured_of_a_recording_is_what_it_sounds_like() {
    let desk = Desk::open().await;
    let (_, sound) = ringdesk::knowledge::built_in::RECORDINGS[0];
    let media = desk.request("he", Method::POST, "/api/v1/media").body(sound.to_vec());
    let kept = desk.send(media).await.ok();
    let mut draft = super::article::draft("a-1", "快递一直没到");
    let pace = json!({"per_minute": 999_999, "of": "words"});
    let measured = json!({"milliseconds": 1, "pace": pace, "pauses": [], "loudness": []});
    draft["recordings"] = json!([{"media": kept["sha256"], "transcript": "one two three", "measured": measured}]);
    let heard = ringdesk::knowledge::recording_file::measured(sound, "one two three").unwrap();
    let heard = serde_json::to_value(heard).unwrap();
    let written = desk.post("he", "/articles", draft.clone()).await.ok();
    assert_eq!(written["recordings"][0]["measured"], heard);
    draft["title"] = json!("快递没到怎么办");
    let put = desk.request("he", Method::PUT, "/api/v1/articles/a-1").header("if-match", "\"1\"").json(&draft);
    assert_eq!(desk.send(put).await.ok()["recordings"][0]["measured"], heard);
}
