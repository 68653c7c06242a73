//! A month at the desk: questions come one by one, and what helped is learned, mistakes among it.
//!
//! `RINGDESK_KB_DATA=… cargo test --release --test it month -- --ignored --nocapture` prints what `docs/knowledge.md` says.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use ringdesk::domain::article::Article;
use ringdesk::domain::phrasing;
use ringdesk::knowledge::Library;
use ringdesk::knowledge::eval::{self, Row};

/// One in so many answers that were said to have helped did not.
const MISTAKES: u64 = 10;
/// Questions after which the models are taught what is new: a night.
const A_DAY: usize = 50;

/// One question in so many is chance.
const CHANCE: usize = 50;

/// How often the right answer was first: without learning, and with what was learned up to then.
#[derive(Default)]
struct Score {
    asked: usize,
    before: usize,
    after: usize,
}

#[test]
#[ignore = "minutes for the large sets; what it prints is in docs/knowledge.md"]
fn a_month_of_use_brings_the_right_answer_up() {
    for (set, one_in) in [("shop_zh", 1), ("banking77", 11), ("banking77", 1), ("clinc150", 1)] {
        let Some(folder) = folder(set) else { continue };
        let known: Vec<Row> = rows(&folder.join("train.tsv")).into_iter().step_by(one_in).collect();
        let (all, second_half) = month(&known, shuffled(rows(&folder.join("dev.tsv"))));
        for (part, score) in [("all", &all), ("second half", &second_half)] {
            let percent = |count: usize| 100.0 * count as f64 / score.asked as f64;
            let (before, after) = (percent(score.before), percent(score.after));
            println!(
                "{set}, {} phrasings, {part}: {} questions, top-1 {before:.1} before, {after:.1} after",
                known.len(),
                score.asked
            );
        }
        assert!(all.after + all.asked / CHANCE >= all.before, "{set}: learning does harm");
    }
}

fn month(index: &[Row], questions: Vec<Row>) -> (Score, Score) {
    let (fixed, learning) = (eval::library(index).unwrap(), eval::library(index).unwrap());
    let mut articles: HashMap<String, Article> =
        learning.articles().iter().map(|article| (article.id.to_string(), Article::clone(article))).collect();
    let mut ids: Vec<String> = articles.keys().cloned().collect();
    ids.sort();
    let (mut all, mut second_half) = (Score::default(), Score::default());
    let half = questions.len() / 2;
    for (at, question) in questions.into_iter().enumerate() {
        let right = |library: &Library| {
            let hits = library.search(&question.text, "", 1);
            usize::from(hits.first().is_some_and(|hit| hit.article.id.as_str() == question.article))
        };
        let (before, after) = (right(&fixed), right(&learning));
        for score in [Some(&mut all), (at >= half).then_some(&mut second_half)].into_iter().flatten() {
            score.asked += 1;
            score.before += before;
            score.after += after;
        }
        let chance = number(&question.text);
        let wrong = chance.is_multiple_of(MISTAKES);
        let helped = if wrong { &ids[(chance / MISTAKES) as usize % ids.len()] } else { &question.article };
        let (Some(article), Some(said)) = (articles.get_mut(helped), phrasing::cleaned(&question.text, &[])) else {
            continue;
        };
        article.phrasings.push(said);
        learning.update(std::slice::from_ref(article)).unwrap();
        if (at + 1).is_multiple_of(A_DAY) {
            learning.learn();
        }
    }
    (all, second_half)
}

/// In an order that has nothing to do with the answers, the same every time.
fn shuffled(mut questions: Vec<Row>) -> Vec<Row> {
    questions.sort_by_key(|question| number(&question.text));
    questions
}

/// A number that follows from a text (FNV-1a).
fn number(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn folder(set: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/kb").join(set);
    let given = std::env::var_os("RINGDESK_KB_DATA").map(|data| PathBuf::from(data).join(set));
    [Some(here), given].into_iter().flatten().find(|folder| folder.join("train.tsv").is_file())
}

fn rows(file: &Path) -> Vec<Row> {
    eval::rows(&std::fs::read_to_string(file).unwrap()).unwrap()
}
