//! The fuse over HTTP: it blows by itself, is explained, taken note of, and goes by files that can be changed.

use std::path::Path;

use chrono::{TimeDelta, Utc};
use reqwest::Method;
use ringdesk::domain::fuse::{PolicyBook, PolicyFile};
use ringdesk::domain::ids::TicketId;
use ringdesk::server::connect::messengers::Messengers;
use ringdesk::server::store::{Resumed, Store};
use ringdesk::server::{Running, Server, Settings, policies};
use ringdesk::wire::request::NewTicket;
use serde_json::{Value, json};

use super::desk::{Desk, NUMBER, PATIENCE, customer, id, system};
use crate::it::support::database::{Database, Kind};
use crate::it::support::robot::{Posted, Robot};

/// Waits until something holds of a ticket, looking again after each event.
async fn until(desk: &Desk, ticket: &str, holds: impl Fn(&Value) -> bool) -> Value {
    let mut committed = desk.store.committed();
    let waited = tokio::time::timeout(PATIENCE, async {
        loop {
            let found = desk.get("lin", &format!("/tickets/{ticket}")).await.ok();
            if holds(&found) {
                return found;
            }
            committed.changed().await.unwrap();
        }
    });
    waited.await.unwrap_or_else(|_| panic!("it never happened to {ticket}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fuse_blows_by_itself_and_the_lead_takes_note_of_it_in_one_call() {
    let desk = Desk::open().await;
    let ticket = desk.ticket("手机未收到").await;
    let command = format!("/tickets/{ticket}/acknowledge");
    desk.post("he", &command, json!({})).await.refused(409);
    desk.later(TimeDelta::minutes(121));
    let up = until(&desk, &ticket, |ticket| !ticket["alarm"].is_null()).await;
    assert_eq!((&up["alarm"]["clock"], &up["alarm"]["told"]), (&json!("assignment"), &json!(["he's name"])));
    let noted = desk.post("he", &command, json!({})).await.ok();
    assert_eq!(noted["alarm"]["noted"]["by"]["name"], "he's name", "until the work is done");
    desk.post("he", &command, json!({})).await.refused(409);
    let report = desk.get("lin", &format!("/tickets/{}/clocks", up["number"])).await.ok();
    assert_eq!(report["fired"][0]["acknowledged"]["by"]["name"], "he's name");
    assert_eq!((&report["next"]["clock"], &report["policy"]), (&json!("handling"), &json!("default")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_will_blow_soon_can_be_asked_for() {
    let desk = Desk::open().await;
    let ticket = desk.ticket("手机未收到").await;
    assert_eq!(desk.get("he", "/tickets/at-risk").await.ok()["items"], json!([]));
    let soon = desk.get("he", "/tickets/at-risk?within=2h").await.ok();
    assert_eq!((&soon["items"][0]["ticket"]["id"], &soon["items"][0]["clock"]), (&json!(ticket), &json!("assignment")));
    assert_eq!(desk.get("he", "/tickets/at-risk?within=soon").await.refused(422), "within");
    desk.get("pbx", "/tickets/at-risk").await.refused(403);
    desk.get("lin", "/tickets/nothing/clocks").await.refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_to_the_customer_stops_the_response_clock_and_one_of_theirs_starts_the_next() {
    let desk = Desk::open().await;
    let text = "[[policy]]\nname = 'reply'\ntargets = { first_response = '1h', next_response = '30m' }\n";
    let file = PolicyFile { name: "reply.toml".to_owned(), text: text.to_owned() };
    desk.store.adopt_policies(PolicyBook::read(&[file]).unwrap(), &system(), Utc::now()).await.unwrap();
    let ticket = desk.ticket("手机未收到").await;
    let contacts = format!("/tickets/{ticket}/contacts");
    let clocks = async || {
        let report = desk.get("lin", &format!("/tickets/{ticket}/clocks")).await.ok();
        let clocks = report["clocks"].as_array().unwrap().clone();
        clocks.iter().map(|clock| clock["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(clocks().await, ["running", "idle"]);
    desk.post("lin", &contacts, json!({"channel": "wechat", "direction": "outbound", "text": "已催仓库"})).await.ok();
    assert_eq!(clocks().await, ["met", "idle"]);
    desk.post("lin", &contacts, json!({"channel": "wechat", "direction": "inbound", "text": "还没到"})).await.ok();
    assert_eq!(clocks().await, ["met", "running"]);
    let call = desk.ring("c1", NUMBER).await;
    let tied = json!({"channel": "call", "direction": "inbound", "call_id": call["id"]});
    desk.send(
        desk.request("pbx", Method::PATCH, &format!("/api/v1/calls/{}", id(&call)))
            .json(&json!({"state": "answered", "agent": "lin"})),
    )
    .await
    .ok();
    desk.post("lin", &contacts, tied.clone()).await.ok();
    assert_eq!(clocks().await, ["met", "met"]);
    let version = desk.post("lin", &contacts, tied).await.ok()["version"].clone();
    assert_eq!(
        desk.get("lin", &format!("/tickets/{ticket}")).await.ok()["version"],
        version,
        "the same call again is nothing new"
    );
    assert_eq!(
        desk.post("lin", &contacts, json!({"channel": "call", "direction": "inbound"})).await.refused(422),
        "call_id"
    );
    let stranger = desk.ring("c2", "13900000000").await;
    let wrong = json!({"channel": "call", "direction": "inbound", "call_id": stranger["id"]});
    assert_eq!(desk.post("lin", &contacts, wrong).await.refused(422), "call_id");
}

/// The state of the first-response clock.
async fn first_response(desk: &Desk, ticket: &Value) -> Value {
    desk.get("lin", &format!("/tickets/{}/clocks", id(ticket))).await.ok()["clocks"][0]["state"].clone()
}

async fn answer(desk: &Desk, call: &Value) {
    let path = format!("/api/v1/calls/{}", id(call));
    let answered = json!({"state": "answered", "agent": "lin"});
    desk.send(desk.request("pbx", Method::PATCH, &path).json(&answered)).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_talks_with_the_customer_while_the_ticket_is_opened_has_responded() {
    let desk = Desk::open().await;
    let text = "[[policy]]\nname = 'reply'\ntargets = { first_response = '1h' }\n";
    let file = PolicyFile { name: "reply.toml".to_owned(), text: text.to_owned() };
    desk.store.adopt_policies(PolicyBook::read(&[file]).unwrap(), &system(), Utc::now()).await.unwrap();
    let wang = desk.ticket("已有的工单").await;
    let customer = desk.get("lin", &format!("/tickets/{wang}")).await.ok()["customer"]["id"].clone();
    let opened = async |call: &Value| {
        let new = json!({"customer_id": customer, "subject": "手机未收到", "call_id": call["id"]});
        desk.post("lin", "/tickets", new).await.ok()
    };
    let talking = desk.ring("c1", NUMBER).await;
    answer(&desk, &talking).await;
    let during = opened(&talking).await;
    assert_eq!(first_response(&desk, &during).await, "met");
    let history = desk.get("lin", &format!("/tickets/{}/history", id(&during))).await.ok();
    assert_eq!(
        (&history["items"][0]["what"]["kind"], &history["items"][0]["by"]["name"]),
        (&json!("contacted"), &json!("lin's name"))
    );
    let ringing = desk.ring("c2", NUMBER).await;
    let before = opened(&ringing).await;
    assert_eq!(first_response(&desk, &before).await, "running", "nobody has spoken with them yet");
    answer(&desk, &ringing).await;
    assert_eq!(first_response(&desk, &before).await, "met");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_tickets_that_break_together_are_a_few_messages_at_the_pace_of_the_robot() {
    let robot = Robot::with([]).await;
    let folder = tempfile::tempdir().unwrap();
    let url = robot.url();
    let messengers =
        format!("lang = 'en'\n[[messenger]]\nname = 'wecom'\nkind = 'wecom'\nkey = 'robot-key'\nurl = '{url}'\n");
    std::fs::write(folder.path().join("messengers.toml"), messengers).unwrap();
    let messengers = Messengers::load(folder.path()).unwrap();
    let desk = Desk::open_with_messengers(Kind::SqliteFile, messengers).await.unwrap();
    let new =
        NewTicket {
            customer_id: Some(desk.wang.id.clone()), subject: "手机未收到".to_owned(), ..NewTicket::default()
        };
    for _ in 0..500 {
        desk.store.ticket_create(&new, &system(), Utc::now()).await.unwrap();
    }
    desk.later(TimeDelta::minutes(121));
    let (mut heard, mut told) = (0, 0);
    while told < 500 {
        let posted = robot.hears(heard + 1).await;
        (heard, told) = (posted.len(), posted.iter().map(|one| count(&words(one))).sum());
    }
    let posted = robot.posted();
    assert_eq!(told, 500, "each once");
    assert!(posted.len() <= 20, "{} messages", posted.len());
    for words in posted.iter().map(words) {
        assert!(words.len() <= 2_048 && words.contains("Sent to: he's name"), "{words}");
    }
}

fn words(posted: &Posted) -> String {
    posted.json()["text"]["content"].as_str().unwrap().to_owned()
}

/// How many tickets a message is about.
fn count(words: &str) -> usize {
    let many = words.split(" tickets are late").next().and_then(|head| head.rsplit(' ').next());
    many.and_then(|count| count.parse().ok()).unwrap_or(1)
}

fn policy(minutes: i64) -> String {
    format!("[[policy]]\nname = 'test'\ntargets = {{ assignment = '{minutes}m' }}\n")
}

/// Writes a file as an editor does: another one takes its place.
fn write(folder: &Path, name: &str, text: &str) {
    let draft = folder.join(format!(".{name}~"));
    std::fs::write(&draft, text).unwrap();
    std::fs::rename(draft, folder.join(name)).unwrap();
}

/// Waits until a ticket has so many minutes for an owner.
async fn until_allowed(store: &Store, ticket: &TicketId, minutes: u32) {
    let mut committed = store.committed();
    let waited = tokio::time::timeout(PATIENCE, async {
        while store.ticket(ticket).await.unwrap().clocks[0].target_s != minutes * 60 {
            committed.changed().await.unwrap();
        }
    });
    waited.await.unwrap_or_else(|_| panic!("the policy of {minutes} minutes never held"));
}

/// How often other policies gave a ticket other clocks.
async fn recounts(store: &Store) -> usize {
    let Resumed::Events(events) = store.events_since(0, 1_000).await.unwrap() else { panic!("a short history") };
    events.iter().filter(|event| event.by.name() == "policies").count()
}

/// A store with a ticket whose assignment is awaited.
async fn waiting() -> (Database, Store, TicketId) {
    let database = Database::fresh(Kind::SqliteFile).await.unwrap();
    let store = Store::open(&database.url).await.unwrap();
    let wang = store.customer_create(&customer("王建国", NUMBER), &system(), Utc::now()).await.unwrap();
    let wish = NewTicket { customer_id: Some(wang.id), subject: "手机未收到".to_owned(), ..NewTicket::default() };
    let ticket = store.ticket_create(&wish, &system(), Utc::now()).await.unwrap();
    (database, store, ticket.id)
}

async fn serving(store: &Store, policies: &Path) -> Running {
    let settings = Settings::new("127.0.0.1:0".parse().unwrap(), store.clone());
    Server::start(Settings { policies: Some(policies.to_path_buf()), ..settings }).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn policies_hold_whose_folder_is_made_while_the_server_runs_and_no_longer_once_it_is_gone() {
    let (_database, store, ticket) = waiting().await;
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("ringdesk/policies");
    let server = serving(&store, &folder).await;
    std::fs::create_dir_all(&folder).unwrap();
    write(&folder, "20-test.toml", &policy(45));
    until_allowed(&store, &ticket, 45).await;
    std::fs::remove_dir_all(&folder).unwrap();
    until_allowed(&store, &ticket, 120).await;
    std::fs::create_dir_all(&folder).unwrap();
    write(&folder, "20-test.toml", &policy(50));
    until_allowed(&store, &ticket, 50).await;
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_file_takes_effect_at_once_and_a_bad_one_leaves_everything_as_it_was() {
    let (_database, store, ticket) = waiting().await;
    let folder = tempfile::tempdir().unwrap();
    let server = serving(&store, folder.path()).await;
    write(folder.path(), "20-test.toml", &policy(45));
    until_allowed(&store, &ticket, 45).await;
    write(folder.path(), "10-bad.toml", "[[policy]]\nname = 'bad'\n[policy.targets]\nassignment = 'soon'\n");
    write(folder.path(), "20-test.toml", &policy(50));
    assert!(
        policies::read(folder.path())
            .unwrap_err()
            .to_string()
            .starts_with("10-bad.toml:4: 'soon' is no length of time")
    );
    write(folder.path(), "20-test.toml", &policy(55));
    std::fs::remove_file(folder.path().join("10-bad.toml")).unwrap();
    until_allowed(&store, &ticket, 55).await;
    assert_eq!(recounts(&store).await, 2, "what was wrong in between never held");
    server.shutdown().await;
}
