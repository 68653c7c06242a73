//! The letters about root causes reach their departments: on the 1st, once, in their language, whatever mail servers do.

use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use chrono::{TimeDelta, Utc};
use chrono_tz::Asia::Shanghai;
use reqwest::Method;
use ringdesk::domain::calendar::Month;
use ringdesk::domain::root_cause::Catalogue;
use ringdesk::server::connect::messengers::Messengers;
use ringdesk::server::{Running, Server, Settings, token};
use serde_json::json;
use tempfile::TempDir;

use super::desk::{Desk, PATIENCE, token_of};
use crate::it::support::database::Kind;
use crate::it::support::post_office::{Authority, Manner, PostOffice, Seal, Taken};

/// Two departments, each in its language, and one without tickets.
fn catalogue() -> Catalogue {
    let department = |id: &str, zh: &str, en: &str, lang: &str| {
        format!("[[department]]\nid = '{id}'\nzh = '{zh}'\nen = '{en}'\nemail = '{id}@example.com'\nlang = '{lang}'\n")
    };
    let cause = |id: &str, zh: &str, en: &str, owner: &str| {
        format!("[[root_cause]]\nid = '{id}'\nzh = '{zh}'\nen = '{en}'\ndepartment = '{owner}'\n")
    };
    let text = [
        "[report]\nzone = 'Asia/Shanghai'\nmessenger = 'm'\n".to_owned(),
        department("logistics", "物流部", "Logistics", "zh-CN"),
        department("quality", "质量部", "Quality", "en"),
        department("finance", "财务部", "Finance", "en"),
        cause("courier_lost", "快递员丢件", "Lost by the courier", "logistics"),
        cause("product_quality", "商品质量问题", "Product fault", "quality"),
        cause("invoice_error", "发票错误", "Invoice error", "finance"),
    ];
    Catalogue::parse(&text.concat()).unwrap()
}

/// A folder with one messenger, `m`, that mails.
fn set_up(how: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let messenger = format!(
        "base_url = 'https://desk.example.com'\n[[messenger]]\nname = 'm'\nkind = 'smtp'\ntimeout_s = 1\n\
         from = 'ringdesk <desk@example.com>'\nper_minute = 6000\n{how}"
    );
    std::fs::write(folder.path().join("messengers.toml"), messenger).unwrap();
    folder
}

fn plain(post: &PostOffice) -> TempDir {
    set_up(&format!("host = '127.0.0.1'\nport = {}\ntls = 'none'\n", post.port()))
}

fn messengers(folder: &TempDir) -> Messengers {
    Messengers::load(folder.path()).unwrap()
}

/// Closes three tickets of two departments; the month they were closed in.
async fn a_month(desk: &Desk) -> Month {
    for (subject, cause) in
        [("包裹丢了 13812345678", "courier_lost"), ("丢件", "courier_lost"), ("坏了", "product_quality")]
    {
        let ticket = desk.ticket(subject).await;
        desk.post("lin", &format!("/tickets/{ticket}/close"), json!({"root_cause": cause})).await.ok();
    }
    stay(desk).await;
    Month::of(Utc::now(), Shanghai)
}

/// Lets those who look after it stay logged in, however far the clock goes on.
async fn stay(desk: &Desk) {
    for login in ["he", "root"] {
        let (now, hash) = (Utc::now(), token::hash(&token_of(login)));
        desk.store.session_create(&hash, &login.into(), now, now + TimeDelta::days(100)).await.unwrap();
    }
}

/// How long it is until the figures of a month go out.
fn until_out(month: Month) -> TimeDelta {
    month.goes_out(Shanghai) - Utc::now() + TimeDelta::seconds(1)
}

/// A server beside the desk's, on the same database, whose clock is ahead.
async fn server(desk: &Desk, folder: &TempDir, ahead: TimeDelta) -> Running {
    let mut settings = Settings::new("127.0.0.1:0".parse().unwrap(), desk.store.clone());
    settings.messengers = Arc::new(messengers(folder));
    settings.clock = Arc::new(move || Utc::now() + ahead);
    Server::start(settings).await.unwrap()
}

/// The parts of a mail with their types, decoded.
fn parts(mail: &Taken) -> Vec<(String, String)> {
    let kind = mail.header("Content-Type");
    let boundary = kind.split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a boundary");
    let between = format!("--{boundary}");
    let inside = mail.text.split(&between).skip(1).filter(|part| !part.starts_with("--"));
    inside.map(|part| decoded(part.trim_start())).collect()
}

fn decoded(part: &str) -> (String, String) {
    let (head, body) = part.split_once("\n\n").expect("a head and a body");
    let value = |name: &str| {
        head.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap_or_default().to_owned()
    };
    let bytes = match value("Content-Transfer-Encoding").as_str() {
        "base64" => {
            base64::engine::general_purpose::STANDARD.decode(body.split_whitespace().collect::<String>()).unwrap()
        }
        "quoted-printable" => unquoted(body),
        _ => body.as_bytes().to_vec(),
    };
    (value("Content-Type"), String::from_utf8(bytes).expect("UTF-8"))
}

/// Quoted-printable (RFC 2045, section 6.7).
fn unquoted(body: &str) -> Vec<u8> {
    let joined = body.replace("=\n", "");
    let mut pieces = joined.split('=');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        bytes.push(u8::from_str_radix(&piece[..2], 16).expect("two digits"));
        bytes.extend_from_slice(&piece.as_bytes()[2..]);
    }
    bytes
}

fn to<'a>(mails: &'a [Taken], address: &str) -> &'a Taken {
    let ours: Vec<&Taken> = mails.iter().filter(|mail| mail.to == [address.to_owned()]).collect();
    assert_eq!(ours.len(), 1, "one letter to {address}: {mails:?}");
    ours[0]
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_first_each_department_reads_its_month_in_its_language() {
    let post = PostOffice::with([]).await;
    let folder = plain(&post);
    let desk = Desk::open_with_messengers(Kind::SqliteFile, messengers(&folder)).await.unwrap();
    desk.store.adopt_root_causes(catalogue());
    let month = a_month(&desk).await;
    desk.later(until_out(month));
    let mails = post.holds(2).await;
    let chinese = parts(to(&mails, "logistics@example.com"));
    let kinds: Vec<&str> = chinese.iter().map(|(kind, _)| kind.split(';').next().unwrap()).collect();
    assert_eq!(kinds, ["text/plain", "text/html"]);
    for (_, words) in &chinese {
        for said in ["物流部", "快递员丢件", "66.7%", "138****5678", "一次解决率"] {
            assert!(words.contains(said), "{said}: {words}");
        }
        assert!(!words.contains("商品质量问题") && !words.contains("<img"), "{words}");
    }
    assert!(chinese[1].1.contains("<html lang=\"zh-CN\">"), "{}", chinese[1].1);
    let english = parts(to(&mails, "quality@example.com"));
    for (_, words) in &english {
        for said in ["Quality: 1 tickets, 33.3% of all 3", "Product fault", "First-contact resolution"] {
            assert!(words.contains(said), "{said}: {words}");
        }
    }
    let again = desk.post("he", "/reports/root-causes/mail", json!({"month": month.to_string()})).await.ok();
    let told =
        json!({"month": month.to_string(), "sent": [], "before": ["logistics", "quality"], "nothing": ["finance"]});
    assert_eq!(again, told, "nobody gets it twice");
    let open = desk.post("he", "/reports/root-causes/mail", json!({"month": month.after().to_string()})).await;
    assert_eq!(open.refused(422), "month");
    assert_eq!(post.holds(2).await.len(), 2);
}

/// Two servers were down at eight o'clock, and come up together.
async fn late_but_once(kind: Kind) {
    let post = PostOffice::with([]).await;
    let folder = plain(&post);
    let Some(desk) = Desk::open_with_messengers(kind, messengers(&folder)).await else { return };
    desk.store.adopt_root_causes(catalogue());
    let month = a_month(&desk).await;
    let ahead = until_out(month) + TimeDelta::days(9);
    let (one, two) = tokio::join!(server(&desk, &folder, ahead), server(&desk, &folder, ahead));
    let mails = post.holds(2).await;
    let third = server(&desk, &folder, ahead + TimeDelta::days(1)).await;
    for address in ["logistics@example.com", "quality@example.com"] {
        to(&mails, address);
    }
    until_sent(&desk).await;
    for server in [one, two, third] {
        server.shutdown().await;
    }
    let kept = desk.send(desk.request("root", Method::GET, "/admin/notices")).await.ok();
    assert_eq!((kept["items"].as_array().unwrap().len(), post.tries()), (2, 2), "{kept}");
}

/// Waits until every letter has been sent.
async fn until_sent(desk: &Desk) {
    let begun = std::time::Instant::now();
    loop {
        let page = desk.send(desk.request("root", Method::GET, "/admin/notices")).await.ok();
        let rows = page["items"].as_array().unwrap();
        if !rows.is_empty() && rows.iter().all(|row| row["state"] == "sent") {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "{page}");
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_were_down_at_that_hour_send_it_late_but_once() {
    late_but_once(Kind::SqliteFile).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_on_one_postgres_that_were_down_at_that_hour_send_it_late_but_once() {
    late_but_once(Kind::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_greylists_hangs_or_breaks_off_gets_the_letter_in_the_end() {
    let post = PostOffice::with([Manner::NotNow, Manner::NotNow, Manner::Silent, Manner::TakesAndBreaksOff]).await;
    let folder = plain(&post);
    let desk = Desk::open_with_messengers(Kind::SqliteFile, messengers(&folder)).await.unwrap();
    desk.store.adopt_root_causes(catalogue());
    let month = a_month(&desk).await;
    desk.later(until_out(month));
    let begun = std::time::Instant::now();
    while post.tries() < 6 {
        desk.later(TimeDelta::seconds(100));
        tokio::time::timeout(std::time::Duration::from_millis(200), post.holds(99)).await.unwrap_err();
        assert!(begun.elapsed() < PATIENCE, "{} tries", post.tries());
    }
    until_sent(&desk).await;
    let mails = post.holds(3).await;
    let mut ids: Vec<String> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((mails.len(), ids.len()), (3, 2), "the one that was taken unsaid came again under its id");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_mailed_while_no_messenger_is_named() {
    let desk = Desk::open().await;
    let month = a_month(&desk).await;
    desk.later(until_out(month));
    let refused = desk.post("he", "/reports/root-causes/mail", json!({"month": month.to_string()})).await;
    refused.refused(409);
    assert!(refused.text.contains("set messenger under [report] of root_causes.toml"), "{refused:?}");
    let kept = desk.send(desk.request("root", Method::GET, "/admin/notices")).await.ok();
    assert_eq!(kept["items"], json!([]));
}

/// A desk that mails to this server, which an authority of one's own vouches for, and has a letter to send.
async fn a_letter_to(post: &PostOffice, authority: &Path, tls: &str) -> (Desk, TempDir) {
    let how = format!("host = 'localhost'\nport = {}\ntls = '{tls}'\nca = '{}'\n", post.port(), authority.display());
    let folder = set_up(&how);
    let desk = Desk::open_with_messengers(Kind::SqliteFile, messengers(&folder)).await.unwrap();
    desk.store.adopt_root_causes(catalogue());
    let month = a_month(&desk).await;
    desk.later(until_out(month));
    (desk, folder)
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_goes_by_tls_from_the_first_byte_and_after_starttls() {
    let authority = Authority::new();
    for (tls, seal) in [("tls", Seal::Tls), ("starttls", Seal::StartTls)] {
        let post = PostOffice::sealed(seal, &authority, []).await;
        let (desk, _folder) = a_letter_to(&post, authority.file(), tls).await;
        let mails = post.holds(2).await;
        assert!(parts(to(&mails, "quality@example.com"))[0].1.contains("Product fault"), "{tls}");
        until_sent(&desk).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_mail_goes_to_a_server_that_nobody_vouches_for_or_that_takes_it_in_the_open_only() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let posts = [
        ("tls", PostOffice::sealed(Seal::Tls, &stranger, []).await),
        ("starttls", PostOffice::sealed(Seal::StartTls, &stranger, []).await),
        ("starttls", PostOffice::with([]).await),
    ];
    for (tls, post) in posts {
        let (desk, _folder) = a_letter_to(&post, authority.file(), tls).await;
        let begun = std::time::Instant::now();
        let problem = loop {
            let rows = desk.send(desk.request("root", Method::GET, "/admin/notices")).await.ok();
            let problem = rows["items"][0]["problem"].as_str().map(str::to_owned);
            if let Some(problem) = problem {
                break problem;
            }
            assert!(begun.elapsed() < PATIENCE, "{rows}");
            tokio::task::yield_now().await;
        };
        assert!(post.taken().is_empty(), "{tls}: {problem}");
    }
}
