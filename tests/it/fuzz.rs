//! Whatever reads what others wrote, over a corpus of hostile inputs and what becomes of them when they are cut, doubled and mixed.
//!
//! `tests/fixtures/hostile` has the corpus, a file for each reader, inputs apart by lines of `%%`, characters that cannot be seen
//! written as `\u{202e}`. What ever upset a reader is added there. `PROPTEST_CASES=100000 cargo test --test it fuzz::` tries longer.

use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{TestCaseResult, TestRunner};
use reqwest::Method;
use ringdesk::console::keymap::condition::Condition;
use ringdesk::console::keymap::{Key, Keymap};
use ringdesk::console::snippet::Snippets;
use ringdesk::console::theme::Theme;
use ringdesk::console::user_file::Finding;
use ringdesk::crm::api::Api;
use ringdesk::crm::live::{LiveFact, follow};
use ringdesk::domain::calendar::icalendar;
use ringdesk::domain::fuse::{PolicyBook, PolicyFile};
use ringdesk::domain::permission::access::Access;
use ringdesk::domain::phone::{self, Region};
use ringdesk::domain::root_cause::Catalogue;
use ringdesk::domain::{clean, moment};
use ringdesk::knowledge::{Library, article_file, built_in, eval};
use tokio::sync::mpsc;

use crate::it::http::desk::Desk;
use crate::it::support::PATIENCE;
use crate::it::support::hell::{Hell, Spell};
use crate::it::support::office::{LIN, Office};

/// How often each reader is tried, unless `PROPTEST_CASES` says otherwise.
const CASES: u32 = 300;

/// What is done to an input; places are in thousandths of its length.
#[derive(Clone, Debug)]
enum Twist {
    Cut(usize, usize),
    Double(usize, usize),
    Insert(usize, &'static str),
}

/// What upsets readers of text.
const PIECES: [&str; 28] = [
    "\0",
    "\u{1b}[",
    "\u{1b}]",
    "\u{9b}",
    "\u{202e}",
    "\u{200b}",
    "\u{feff}",
    "e\u{301}\u{301}",
    "👩‍👩‍👧",
    "中",
    "\"",
    "'''",
    "\\",
    "\\u{",
    "#",
    "=",
    "\n",
    "\r",
    "\t",
    "[[",
    "]]",
    "{",
    "}",
    "+++",
    "-1",
    "99999999999999999999",
    "1e999",
    "((((((((((((((((((((",
];

fn twist() -> impl Strategy<Value = Twist> {
    let place = || 0..1000_usize;
    prop_oneof![
        (place(), place()).prop_map(|(at, length)| Twist::Cut(at, length)),
        (place(), place()).prop_map(|(at, length)| Twist::Double(at, length)),
        (place(), proptest::sample::select(PIECES.to_vec())).prop_map(|(at, piece)| Twist::Insert(at, piece)),
    ]
}

fn twisted(seed: &str, twists: &[Twist]) -> String {
    let mut signs: Vec<char> = seed.chars().collect();
    for twist in twists {
        let place = |thousandths: usize| signs.len() * thousandths / 1000;
        match *twist {
            Twist::Cut(at, length) => {
                let (at, end) = (place(at), (place(at) + place(length) / 4).min(signs.len()));
                signs.drain(at..end);
            }
            Twist::Double(at, length) => {
                let (at, end) = (place(at), (place(at) + place(length)).min(signs.len()));
                let again = signs[at..end].to_vec();
                signs.splice(at..at, again);
            }
            Twist::Insert(at, piece) => {
                let at = place(at);
                signs.splice(at..at, piece.chars());
            }
        }
    }
    signs.into_iter().collect()
}

/// The inputs of a file of the corpus.
fn corpus(file: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hostile").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.trim_end_matches('\n').split("\n%%\n").map(written_out).collect()
}

/// With `\u{…}` as the character it means.
fn written_out(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').unwrap();
        out.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32));
        out.push_str(rest);
    }
    out
}

/// Tries a reader on all of its corpus and more, and on what becomes of them.
fn tried(file: &str, more: &[&str], reads: impl Fn(&str) -> TestCaseResult) {
    let seeds: Vec<String> = corpus(file).into_iter().chain(more.iter().map(|&text| text.to_owned())).collect();
    for seed in &seeds {
        reads(seed).unwrap_or_else(|error| panic!("{error}: {seed:?}"));
    }
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { config.cases } else { CASES };
    let input = (proptest::sample::select(seeds), proptest::collection::vec(twist(), 1..6));
    let input = input.prop_map(|(seed, twists)| twisted(&seed, &twists));
    let mut runner = TestRunner::new(ProptestConfig { cases, ..config });
    runner.run(&input, |text| reads(&text)).unwrap_or_else(|error| panic!("{error}"));
}

/// Findings say something; those in the file itself, at a line that it has.
fn told(findings: &[Finding], text: &str) -> TestCaseResult {
    for finding in findings {
        let said = finding.to_string();
        prop_assert!(!finding.said.is_empty() && !finding.place.file.is_empty(), "{said}");
        let own = finding.place.at.filter(|_| said.starts_with("x:"));
        prop_assert!(own.is_none_or(|at| at.line <= text.lines().count() + 1), "{said}");
    }
    Ok(())
}

#[test]
fn numbers_of_callers() {
    tried("phone.txt", &[], |text| {
        for region in [Region::CN, Region::parse("GB").unwrap()] {
            let _ = phone::read(text, region);
            for phone in phone::read_all(text, region) {
                prop_assert!(phone.last8().is_none_or(|last| last.len() == 8), "{phone:?}");
                let _ = phone.home();
            }
        }
        Ok(())
    });
}

#[test]
fn keys_and_conditions() {
    tried("key.txt", &[], |text| {
        if let Ok(key) = text.parse::<Key>() {
            prop_assert_eq!(key.to_string().parse::<Key>().ok(), Some(key));
        }
        Ok(())
    });
    let deep = "(".repeat(100_000);
    tried("condition.txt", &[&deep, &"!".repeat(100_000)], |text| {
        let _ = Condition::parse(text);
        Ok(())
    });
}

#[test]
fn keymaps() {
    let shipped = include_str!("../../keymaps/default.toml");
    tried("keymap.toml", &[shipped], |text| told(&Keymap::parse("x", text, &|_| None).1, text));
}

#[test]
fn themes() {
    let shipped = Theme::shipped_text("desk-dark").unwrap();
    tried("theme.toml", &[shipped], |text| told(&Theme::parse("x", text, &|_| None).1, text));
}

#[test]
fn snippets() {
    let shipped = include_str!("../../snippets/zh-CN.toml");
    tried("theme.toml", &[shipped], |text| told(&Snippets::parse("x", text).1, text));
}

#[test]
fn policies_and_holidays() {
    let read = |name: &str, text: &str| {
        let file = |name: &str, text: &str| PolicyFile { name: name.to_owned(), text: text.to_owned() };
        let mistakes = PolicyBook::read(&[file(name, text)]).err();
        prop_assert!(mistakes.is_none_or(|mistakes| !mistakes.is_empty()
            && mistakes.iter().all(|mistake| mistake.place.starts_with(name) && !mistake.what.is_empty())));
        Ok(())
    };
    tried("policy.toml", &[include_str!("../../policies/default.toml")], |text| read("x.toml", text));
    tried("holidays.ics", &[], |text| {
        let _ = icalendar(text);
        Ok(())
    });
}

#[test]
fn rules_of_access_and_root_causes() {
    tried("access.toml", &[], |text| {
        prop_assert!(Access::parse("x", text).err().is_none_or(|mistakes| !mistakes.is_empty()));
        Ok(())
    });
    tried("root-causes.toml", &[], |text| {
        let _ = Catalogue::parse(text);
        Ok(())
    });
}

#[test]
fn articles() {
    let shipped = include_str!("../../kb_index/articles/missing-item.en.md");
    tried("article.md", &[shipped], |text| {
        let lines = text.lines().count() + 1;
        match article_file::read("x.md", text) {
            Ok(file) => prop_assert!(file.problems().iter().all(|problem| problem.line <= lines)),
            Err(error) => prop_assert!(error.line <= lines && !error.message.is_empty(), "{error}"),
        }
        Ok(())
    });
}

#[test]
fn rows_of_phrasings() {
    tried("rows.tsv", &[], |text| {
        match eval::rows(text) {
            Ok(rows) => drop(eval::articles(&rows)),
            Err(line) => prop_assert!((1..=text.lines().count()).contains(&line)),
        }
        Ok(())
    });
}

#[test]
fn cleaned_text() {
    let long = "x\u{301}".repeat(500_000);
    tried("words.txt", &[&long], |text| {
        let (many, one) = (clean::text(text), clean::line(text));
        let bad = |sign: char| {
            (sign.is_control() && sign != '\n')
                || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        };
        prop_assert!(!many.contains(bad), "{many:?}");
        prop_assert!(!one.contains(|sign| bad(sign) || sign == '\n'), "{one:?}");
        Ok(())
    });
}

#[test]
fn moments() {
    let now = "2026-02-12T12:00:00".parse().unwrap();
    tried("moment.txt", &[], |text| {
        if let Ok(at) = moment::read(text, now) {
            let _ = moment::written(at, now);
        }
        Ok(())
    });
}

#[test]
fn questions() {
    static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
        let library = Library::in_memory();
        library.update(&built_in("zh-CN")).unwrap();
        library
    });
    tried("query.txt", &[&"快递没到".repeat(2_000)], |text| {
        for lang in ["zh-CN", "en", "\u{202e}"] {
            let hits = LIBRARY.search(text, lang, 5);
            prop_assert!(hits.len() <= 5);
            prop_assert!(hits.windows(2).all(|pair| pair[0].score >= pair[1].score), "{text:?}");
        }
        Ok(())
    });
}

/// How often what needs a connection is tried, unless `PROPTEST_CASES` says otherwise.
const CONNECTIONS: usize = 60;

/// Inputs of a corpus as they are, and so many that became of them.
fn inputs(file: &str) -> Vec<String> {
    let seeds = corpus(file);
    let more = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CONNECTIONS);
    let mut runner = TestRunner::new(ProptestConfig::default());
    let input = (proptest::sample::select(seeds.clone()), proptest::collection::vec(twist(), 1..6));
    let grown = std::iter::repeat_with(|| {
        let (seed, twists) = input.new_tree(&mut runner).unwrap().current();
        twisted(&seed, &twists)
    });
    let grown: Vec<String> = grown.take(more).collect();
    seeds.into_iter().chain(grown).collect()
}

/// A stream is followed to its end, whatever is in it; each on a connection of its own.
#[tokio::test(flavor = "multi_thread")]
async fn streams_of_events() {
    let office = Office::open().await;
    let hell = Hell::before(&office).await;
    for body in inputs("events.txt") {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
        hell.casts(&Spell::Says(format!("{head}{body}\n\n").into_bytes()), |path| path.contains("/events"));
        let (to, mut facts) = mpsc::channel(64);
        let api = Api::new(&hell.url(), Some(office.token(LIN))).unwrap();
        let following = tokio::spawn(follow(api, None, to));
        let lost = async { while !matches!(facts.recv().await, Some(LiveFact::Lost { .. }) | None) {} };
        tokio::time::timeout(PATIENCE, lost).await.unwrap_or_else(|_| panic!("it hangs on {body:?}"));
        drop(facts);
        following.await.unwrap_or_else(|error| panic!("{error}: {body:?}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_telephone_systems() {
    let desk = Desk::open().await;
    for body in inputs("cti.txt") {
        for kind in ["application/json", "application/x-www-form-urlencoded"] {
            let request = desk.request("pbx", Method::POST, "/api/v1/cti/generic").header("content-type", kind);
            let reply = desk.send(request.body(body.clone())).await;
            assert!(reply.status.is_success() || reply.status.is_client_error(), "{body:?}: {reply:?}");
        }
    }
}
