//! A large knowledge base reaches the desks: all of it at first, and then what changed.
//!
//! `cargo test --release --test it sync -- --ignored --nocapture` prints what `docs/knowledge.md` says.

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::Utc;
use ringdesk::crm::api::WriteKey;
use ringdesk::domain::agent::Actor;
use ringdesk::domain::article::Article;
use ringdesk::knowledge::{Library, built_in};
use ringdesk::server::store::{Store, World};
use ringdesk::wire::request::NewPhrasing;
use tempfile::TempDir;

use crate::it::support::desk::{Brought, Seat};
use crate::it::support::office::{HE, LIN, Office, ZHOU};

const ANSWERS: usize = 10_000;
/// Phrasings of each.
const EACH: usize = 10;
/// Until the last of them is found on a desk that had none.
const FIRST: Duration = Duration::from_secs(10);
/// Until a new phrasing is found on every desk.
const CHANGED: Duration = Duration::from_secs(1);

/// What only the last answer says, and what is taught later; no shipped answer has a word of it.
const LAST: &str = "紫霞仙子把它驾走了";
const TAUGHT: &str = "蜘蛛侠飞檐走壁";
const TITLE: &str = "月光宝盒";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a minute, and times are told of a release build; what it prints is in docs/knowledge.md"]
async fn ten_thousand_answers_reach_a_desk_in_ten_seconds_and_a_new_phrasing_every_desk_in_one() {
    let office = Office::open().await;
    let store = Store::open(office.database()).await.unwrap();
    let world = World { articles: answers(), ..World::default() };
    store.load_world(world, &Actor::System { name: "test".into() }, Utc::now()).await.unwrap();
    let (lin, zhou) = (TempDir::new().unwrap(), TempDir::new().unwrap());

    let began = Instant::now();
    let first = found_at(&office, LIN, lin.path()).await;
    println!("{ANSWERS} answers, {} phrasings: first sync {:?}", ANSWERS * EACH, began.elapsed());
    assert!(began.elapsed() <= FIRST, "{:?}", began.elapsed());
    let second = found_at(&office, ZHOU, zhou.path()).await;

    for seat in [&first, &second] {
        seat.press(&"Backspace ".repeat(LAST.chars().count()));
        seat.types(TAUGHT);
        seat.hides(TITLE).await;
    }
    let taught = Instant::now();
    let phrasing = NewPhrasing { text: TAUGHT.to_owned() };
    office.api(HE).propose_phrasing(&WriteKey::fresh(), &"last.zh-CN".into(), &phrasing).await.unwrap();
    for seat in [&first, &second] {
        seat.shows(TITLE).await;
    }
    println!("a new phrasing is found on both desks after {:?}", taught.elapsed());
    assert!(taught.elapsed() <= CHANGED, "{:?}", taught.elapsed());
}

/// A desk that keeps its answers in `folder`, once the last answer is found there.
async fn found_at(office: &Office, login: &str, folder: &Path) -> Seat {
    let folder = folder.to_owned();
    let library = Box::new(move || Library::open(&folder));
    let seat = Seat::bringing(office.api(login), 160, 50, Brought { library, ..Brought::default() });
    seat.shows("实时").await;
    seat.press("/");
    seat.types(LAST);
    seat.shows(TITLE).await;
    seat
}

/// The shipped answers in many versions, and one of its own that is synced last.
fn answers() -> Vec<Article> {
    let shipped = built_in("zh-CN");
    let mut answers: Vec<Article> = (0..ANSWERS - 1).map(|at| version(&shipped[at % shipped.len()], at)).collect();
    let said = (0..EACH).map(|at| if at == 0 { LAST.to_owned() } else { format!("{LAST}{at}") });
    let last =
        Article { id: "last.zh-CN".into(), title: TITLE.to_owned(), phrasings: said.collect(), ..shipped[0].clone() };
    answers.push(last);
    answers
}

fn version(article: &Article, version: usize) -> Article {
    let said = article.phrasings.iter().cycle().take(EACH).enumerate();
    Article {
        id: format!("{}-{version}", article.id).as_str().into(),
        phrasings: said.map(|(at, said)| format!("型号X{version}，{said}，第{at}次")).collect(),
        ..article.clone()
    }
}
