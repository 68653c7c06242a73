//! People who are not looking at the console are reached: by robots, by mail, whatever these do, and no key is shown to anybody.

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Method;
use ringdesk::domain::notice::{Escalation, Letter, News, Notice, Recipient};
use ringdesk::server::connect::messengers::Messengers;
use ringdesk::server::{Server, Settings};
use serde_json::{Value, json};
use sha2::Sha256;
use tempfile::TempDir;

use super::desk::Desk;
use crate::it::support::PATIENCE;
use crate::it::support::database::Kind;
use crate::it::support::post_office::{Manner, PostOffice};
use crate::it::support::robot::{Mood, Robot};

/// The folder that messengers are set up in, for as long as it is needed.
struct SetUp(TempDir);

impl SetUp {
    fn messengers(&self) -> Messengers {
        Messengers::load(self.0.path()).unwrap()
    }

    /// A desk with these messengers; none: this kind of database is not installed here.
    async fn desk(&self, kind: Kind) -> Option<Desk> {
        Desk::open_with_messengers(kind, self.messengers()).await
    }

    async fn open(&self) -> Desk {
        self.desk(Kind::SqliteFile).await.unwrap()
    }
}

/// People, and these messengers.
fn set_up(messengers: &str) -> SetUp {
    let people = "base_url = 'https://desk.example.com'\nlang = 'en'\n[[person]]\nlogin = 'wu'\nemail = 'wu@example.com'\n\
                  mobile = '+8613900001111'\nwecom = 'WuDirector'\n";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("messengers.toml"), format!("{people}{messengers}")).unwrap();
    SetUp(folder)
}

fn we_com(robot: &Robot) -> SetUp {
    set_up(&format!(
        "[[messenger]]\nname = 'm'\nkind = 'wecom'\nkey = 'robot-key'\nurl = '{}'\ntimeout_s = 1\nper_minute = 6000",
        robot.url()
    ))
}

fn hook(robot: &Robot) -> SetUp {
    set_up(&format!(
        "[[messenger]]\nname = 'm'\nkind = 'webhook'\nurl = '{}'\nsecret = 'whsec'\ntimeout_s = 1\nper_minute = 6000",
        robot.url()
    ))
}

fn mail(post: &PostOffice) -> SetUp {
    set_up(&format!(
        "[[messenger]]\nname = 'm'\nkind = 'smtp'\nhost = '127.0.0.1'\nport = {}\ntls = 'none'\ntimeout_s = 1\n\
         from = 'ringdesk <desk@example.com>'\nper_minute = 6000",
        post.port()
    ))
}

fn escalation(number: u64) -> Notice {
    let now = Utc::now();
    let escalation = Escalation {
        ticket: format!("t{number}").as_str().into(),
        number,
        subject: "快递丢了，回电 13812345678".to_owned(),
        customer: "王建国".to_owned(),
        queue: "default".to_owned(),
        priority: 2,
        owner: None,
        clock: "handling".to_owned(),
        step: 1,
        round: 1,
        due_at: now - TimeDelta::minutes(65),
        at: now,
    };
    Notice {
        key: format!("fuse/{number}"),
        messenger: "m".to_owned(),
        to: vec![Recipient::Person { login: "wu".to_owned(), name: "Wu".to_owned() }],
        also: vec!["He".to_owned()],
        news: News::Escalation(escalation),
    }
}

fn report() -> Notice {
    let letter = Letter {
        subject: "1 月根因 TOP 5".to_owned(),
        text: "快递员丢件 12\n".to_owned(),
        html: Some("<table><tr><td>快递员丢件</td></tr></table>".to_owned()),
    };
    let to = vec![Recipient::Mailbox { name: "物流部".to_owned(), address: "logistics@example.com".to_owned() }];
    Notice { key: "report/1".to_owned(), messenger: "m".to_owned(), to, also: Vec::new(), news: News::Letter(letter) }
}

/// Waits until every notice stands like this; the newest.
async fn all_are(desk: &Desk, state: &str) -> Value {
    let begun = std::time::Instant::now();
    loop {
        let path = "/admin/notices?limit=200";
        let page = desk.send(desk.request("root", Method::GET, path)).await.ok();
        let rows = page["items"].as_array().unwrap();
        if !rows.is_empty() && rows.iter().all(|row| row["state"] == state) {
            return rows[0].clone();
        }
        assert!(begun.elapsed() < PATIENCE, "{page}");
        tokio::task::yield_now().await;
    }
}

/// Lets time pass until a robot has heard so much: whoever waits for another try need not wait in earnest.
async fn tried_until<T>(desk: &Desk, heard: impl Future<Output = T>) -> T {
    let mut heard = std::pin::pin!(heard);
    loop {
        if let Ok(heard) = tokio::time::timeout(std::time::Duration::from_millis(200), &mut heard).await {
            return heard;
        }
        desk.later(TimeDelta::seconds(100));
    }
}

#[tokio::test]
async fn the_director_is_named_in_the_group_with_a_link_and_who_else_knows() {
    let robot = Robot::with([]).await;
    let set_up = we_com(&robot);
    let desk = set_up.open().await;
    desk.store.notify(&[escalation(10482)], Utc::now()).await.unwrap();
    let posted = robot.hears(1).await.remove(0);
    assert_eq!(posted.target, "/send?key=robot-key");
    let body = posted.json();
    assert_eq!((&body["msgtype"], &body["text"]["mentioned_list"]), (&json!("text"), &json!(["WuDirector"])));
    let text = body["text"]["content"].as_str().unwrap();
    for said in [
        "10482",
        "handling is 1 h 05 min late",
        "138****5678",
        "https://desk.example.com/tickets/t10482",
        "Also told: He",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert_eq!(all_are(&desk, "sent").await["tries"], 1);
}

#[tokio::test]
async fn a_robot_of_dingtalk_gets_its_sign_and_the_mobiles_in_the_text() {
    let robot = Robot::with([]).await;
    let set_up = set_up(&format!(
        "[[messenger]]\nname = 'm'\nkind = 'dingtalk'\ntoken = 'robot-key'\nsecret = 'SEC1'\nurl = '{}'",
        robot.url()
    ));
    let desk = set_up.open().await;
    desk.store.notify(&[escalation(1)], Utc::now()).await.unwrap();
    let posted = robot.hears(1).await.remove(0);
    let url = reqwest::Url::parse(&format!("http://robot{}", posted.target)).unwrap();
    let query: std::collections::HashMap<_, _> = url.query_pairs().into_owned().collect();
    let mut mac = Hmac::<Sha256>::new_from_slice(b"SEC1").unwrap();
    mac.update(format!("{}\nSEC1", query["timestamp"]).as_bytes());
    let sign = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, mac.finalize().into_bytes());
    assert_eq!((query["access_token"].as_str(), &query["sign"]), ("robot-key", &sign));
    let body = posted.json();
    assert_eq!(body["at"]["atMobiles"], json!(["+8613900001111"]));
    assert!(body["text"]["content"].as_str().unwrap().contains("@+8613900001111"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_webhook_does_the_message_arrives_under_one_key() {
    let moods = [
        Mood::Status(500, None),
        Mood::Status(429, Some(30)),
        Mood::TakesAndDropsTheAnswer,
        Mood::Hangs,
        Mood::Status(503, None),
    ];
    let robot = Robot::with(moods).await;
    let set_up = hook(&robot);
    let desk = set_up.open().await;
    desk.store.notify(&[escalation(1)], Utc::now()).await.unwrap();
    let posted = tried_until(&desk, robot.hears(6)).await;
    let keys: std::collections::BTreeSet<&str> = posted.iter().map(|it| it.header("idempotency-key")).collect();
    assert_eq!(keys.len(), 1, "the other side can tell: {keys:?}");
    let last = &posted[5];
    let signature = last.header("x-ringdesk-signature");
    let seconds = signature.split(['=', ',']).nth(1).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(b"whsec").unwrap();
    mac.update(format!("{seconds}.{}", last.text).as_bytes());
    let mut expected = format!("t={seconds},v1=");
    mac.finalize().into_bytes().iter().for_each(|byte| write!(expected, "{byte:02x}").unwrap());
    assert_eq!(signature, expected);
    assert_eq!(all_are(&desk, "sent").await["tries"], 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_robot_that_says_no_inside_of_200_has_not_taken_it() {
    let robot = Robot::with([Mood::Says(45009), Mood::Says(-1), Mood::Babbles("<html>".into())]).await;
    let set_up = we_com(&robot);
    let desk = set_up.open().await;
    desk.store.notify(&[escalation(1)], Utc::now()).await.unwrap();
    tried_until(&desk, robot.hears(4)).await;
    assert_eq!(all_are(&desk, "sent").await["tries"], 4);
}

#[tokio::test]
async fn what_is_refused_waits_for_an_admin_and_no_key_is_shown_to_anybody() {
    let log = crate::it::support::Log::default();
    let _logged = log.listen();
    let robot = Robot::with([Mood::Says(93000), Mood::Status(404, None)]).await;
    let set_up = we_com(&robot);
    let desk = set_up.open().await;
    desk.store.notify(&[escalation(1)], Utc::now()).await.unwrap();
    let dead = all_are(&desk, "dead").await;
    assert!(
        dead["problem"].as_str().unwrap().starts_with("errcode 93000: no, key=***; the robot's key is wrong"),
        "{dead}"
    );
    let figures = desk.send(desk.request("", Method::GET, "/metrics")).await.text;
    assert!(figures.contains("\nringdesk_notices_dead 1\n"), "{figures}");
    for who in ["lin", "he", "wu", "pbx"] {
        desk.send(desk.request(who, Method::GET, "/admin/notices")).await.refused(403);
    }
    let resend = format!("/admin/notices/{}/resend", dead["id"].as_str().unwrap());
    desk.send(desk.request("lin", Method::POST, &resend)).await.refused(403);
    desk.send(desk.request("root", Method::POST, &resend)).await.ok();
    robot.hears(2).await;
    let again = all_are(&desk, "dead").await;
    assert_eq!(desk.send(desk.request("root", Method::POST, "/admin/notices/resend")).await.ok()["count"], 1);
    robot.hears(3).await;
    assert_eq!(all_are(&desk, "sent").await["tries"], 1);
    let kept = desk.database.dump().await;
    for (place, text) in [("log", log.text()), ("answers", format!("{dead}{again}")), ("database", kept)] {
        assert!(!text.contains("robot-key"), "{place}: {text}");
    }
    assert!(log.text().contains("errcode 93000"), "the log says why: {}", log.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_that_break_together_are_a_few_messages_that_fit() {
    let robot = Robot::with([]).await;
    let set_up = we_com(&robot);
    let desk = set_up.open().await;
    let all: Vec<Notice> = (0..500).map(escalation).collect();
    desk.store.notify(&all, Utc::now()).await.unwrap();
    all_are(&desk, "sent").await;
    let posted = robot.posted();
    assert!(posted.len() <= 10, "{}", posted.len());
    for one in posted {
        let text = one.json()["text"]["content"].as_str().unwrap().to_owned();
        assert!(text.len() <= 2048, "{}", text.len());
        assert!(
            text.contains("100 tickets are late") && text.ends_with("https://desk.example.com/tickets?view=breached"),
            "{text}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_arrives_by_mail_whatever_the_mail_server_does() {
    let post = PostOffice::with([Manner::NotNow, Manner::Silent, Manner::TakesAndBreaksOff]).await;
    let set_up = mail(&post);
    let desk = set_up.open().await;
    desk.store.notify(&[report()], Utc::now()).await.unwrap();
    let mails = tried_until(&desk, post.holds(2)).await;
    assert_eq!(post.tries(), 4);
    let (first, again) = (&mails[0], &mails[1]);
    assert_eq!(
        (first.from.as_str(), first.to.as_slice()),
        ("desk@example.com", ["logistics@example.com".to_owned()].as_slice())
    );
    assert_eq!(first.header("Message-ID"), again.header("Message-ID"), "the other side can tell");
    assert!(first.header("Content-Type").starts_with("multipart/alternative"), "{}", first.text);
    for part in ["text/plain", "text/html"] {
        assert!(first.text.contains(part), "{part}: {}", first.text);
    }
    all_are(&desk, "sent").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_that_is_none_is_given_up_at_once() {
    let post = PostOffice::with([Manner::Never]).await;
    let set_up = mail(&post);
    let desk = set_up.open().await;
    let nobody = Recipient::Person { login: "zhou".to_owned(), name: "Zhou".to_owned() };
    desk.store.notify(&[report(), Notice { to: vec![nobody], ..escalation(1) }], Utc::now()).await.unwrap();
    all_are(&desk, "dead").await;
    let rows = desk.send(desk.request("root", Method::GET, "/admin/notices")).await.text;
    assert!(
        rows.contains("No such mailbox") && rows.contains("Zhou has no e-mail; add it to messengers.toml"),
        "{rows}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_servers_on_one_database_one_sends_each_message() {
    let robot = Robot::with([]).await;
    let set_up = hook(&robot);
    let Some(desk) = set_up.desk(Kind::Postgres).await else { return };
    let mut settings = Settings::new("127.0.0.1:0".parse().unwrap(), desk.store.clone());
    settings.messengers = std::sync::Arc::new(set_up.messengers());
    let beside = Server::start(settings).await.unwrap();
    for number in 0..40 {
        desk.store.notify(&[Notice { key: format!("letter/{number}"), ..report() }], Utc::now()).await.unwrap();
    }
    all_are(&desk, "sent").await;
    beside.shutdown().await;
    assert_eq!(robot.posted().len(), 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_whose_server_went_away_is_sent_again_by_the_next_as_the_same() {
    let robot = Robot::with([Mood::Hangs]).await;
    let set_up = hook(&robot);
    let desk = set_up.open().await;
    desk.store.notify(&[escalation(1)], Utc::now()).await.unwrap();
    robot.hears(1).await;
    let Desk { server, store, database: _database, .. } = desk;
    server.shutdown().await;
    let mut settings = Settings::new("127.0.0.1:0".parse().unwrap(), store);
    settings.messengers = std::sync::Arc::new(set_up.messengers());
    let later: DateTime<Utc> = Utc::now() + TimeDelta::minutes(2);
    settings.clock = std::sync::Arc::new(move || later);
    let next = Server::start(settings).await.unwrap();
    let posted = robot.hears(2).await;
    next.shutdown().await;
    assert_eq!(posted[0].header("idempotency-key"), posted[1].header("idempotency-key"));
}

#[tokio::test]
async fn a_changed_file_takes_effect_by_itself_and_a_mistake_leaves_all_as_it_was() {
    let log = crate::it::support::Log::default();
    let _logged = log.listen();
    let (robot, other) = (Robot::with([]).await, Robot::with([]).await);
    let set_up = we_com(&robot);
    let desk = set_up.open().await;
    let file = set_up.0.path().join("messengers.toml");
    let good = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{good}\nmistake")).unwrap();
    log.says("the messengers stay as they were").await;
    desk.store.notify(&[escalation(1)], Utc::now()).await.unwrap();
    robot.hears(1).await;
    std::fs::write(&file, good.replace(&robot.url(), &other.url())).unwrap();
    log.says("the messengers were set up anew").await;
    desk.store.notify(&[escalation(2)], Utc::now()).await.unwrap();
    other.hears(1).await;
    assert_eq!(robot.posted().len(), 1);
}
