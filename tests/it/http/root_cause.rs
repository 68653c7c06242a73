//! Root causes: no way of closing goes without one, and which there are is a file that can be changed.

use std::process::Output;

use ringdesk::server::{Server, Settings};
use serde_json::{Value, json};

use super::desk::{Desk, PATIENCE, token_of};
use crate::it::support::Log;

/// What `ringdesk` says to somebody of the desk.
async fn command(desk: &Desk, who: &str, args: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_ringdesk"));
    command.args(args).env("HOME", home.path()).env("XDG_CONFIG_HOME", home.path());
    command.env("RINGDESK_SERVER", desk.server.url()).env("RINGDESK_TOKEN", token_of(who));
    tokio::time::timeout(PATIENCE, command.output()).await.expect("it ends").unwrap()
}

fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

async fn status(desk: &Desk, ticket: &str) -> Value {
    desk.get("lin", &format!("/tickets/{ticket}")).await.ok()["status"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_closes_one_or_many_and_none_without_a_root_cause() {
    let desk = Desk::open().await;
    let mut tickets = Vec::new();
    for subject in ["手机未收到", "平板未收到", "耳机未收到"] {
        tickets.push(desk.ticket(subject).await);
    }
    let [one, two, three] = [&tickets[0], &tickets[1], &tickets[2]].map(String::as_str);
    for all in [vec![one], vec![one, two, three]] {
        let refused = command(&desk, "lin", &[vec!["tickets", "close"], all.clone()].concat()).await;
        let (closed, complained) = said(&refused);
        assert!(!refused.status.success() && closed.is_empty(), "{closed}");
        assert_eq!(complained.matches("a ticket closes only with a root cause").count(), all.len(), "{complained}");
    }
    let explained = command(&desk, "lin", &["tickets", "close", one, two, "--root-cause", "other"]).await;
    assert_eq!(said(&explained).1.matches("must be explained").count(), 2, "{explained:?}");
    let some = ["tickets", "close", one, "nothing", two, "--root-cause", "courier_lost"];
    let some = command(&desk, "lin", &some).await;
    let (closed, complained) = said(&some);
    assert!(!some.status.success() && complained.contains("ticket 'nothing'"), "{complained}");
    assert_eq!(closed.lines().count(), 2, "what can be closed is, beside what cannot: {closed}");
    for (ticket, expected) in [(one, "closed"), (two, "closed"), (three, "new")] {
        assert_eq!(status(&desk, ticket).await, expected, "{ticket}");
    }
    let note = ["tickets", "close", three, "--root-cause", "other", "--note", "停电", "--json"];
    let (ticket, _) = said(&command(&desk, "lin", &note).await);
    assert_eq!(serde_json::from_str::<Value>(&ticket).unwrap()["root_cause"], json!({"id": "other", "note": "停电"}));
}

/// A catalogue of one cause.
fn catalogue(id: &str) -> String {
    format!(
        "[[department]]\nid = 'd'\nzh = '部'\nen = 'D'\nemail = 'd@example.com'\n\
         [[root_cause]]\nid = '{id}'\nzh = '停电'\nen = 'Power cut'\ndepartment = 'd'\n"
    )
}

#[tokio::test]
async fn other_root_causes_hold_once_their_file_is_saved_and_a_mistake_leaves_all_as_it_was() {
    let log = Log::default();
    let _logged = log.listen();
    let desk = Desk::open().await;
    let folder = tempfile::tempdir().unwrap();
    let mut settings = Settings::new("127.0.0.1:0".parse().unwrap(), desk.store.clone());
    settings.root_causes = Some(folder.path().to_path_buf());
    let file = folder.path().join("root_causes.toml");
    std::fs::write(&file, catalogue("power_cut")).unwrap();
    let follower = Server::start(settings).await.unwrap();
    log.says("other root causes hold").await;
    let ticket = desk.ticket("手机未收到").await;
    let close = format!("/tickets/{ticket}/close");
    assert_eq!(desk.post("lin", &close, json!({"root_cause": "courier_lost"})).await.refused(422), "root_cause");
    std::fs::write(&file, catalogue("moon").replace("department = 'd'", "department = 'moon'")).unwrap();
    log.says("root causes stay as they were: root_causes.toml:10: department: there is no [[department]] \"moon\"")
        .await;
    let causes = desk.get("lin", "/root-causes").await.ok();
    assert_eq!((&causes[0]["id"], causes.as_array().unwrap().len()), (&json!("power_cut"), 1));
    desk.post("lin", &close, json!({"root_cause": "power_cut"})).await.ok();
    std::fs::remove_file(&file).unwrap();
    let begun = std::time::Instant::now();
    while desk.store.root_causes().all().len() == 1 {
        assert!(begun.elapsed() < PATIENCE, "without a file the usual ones hold");
        tokio::task::yield_now().await;
    }
    let closed = desk.get("lin", &format!("/tickets/{ticket}")).await.ok();
    assert_eq!(closed["root_cause"]["id"], "power_cut", "what was closed stays as it is");
    follower.shutdown().await;
}
