//! The one measure of this room: how often the right answer is at the top, and how long a search takes.

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::library::{Library, LibraryError};
use super::text::fold::is_han;
use crate::domain::article::{Article, Hit};
use crate::domain::validity::Validity;

/// Answers looked at for each question.
const DEPTH: usize = 10;

/// A line of an index or of questions: `article_id<TAB>text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The answer; of a question that has none, an id that is not in the index.
    pub article: String,
    /// As a customer says it.
    pub text: String,
}

/// What came out for one set of questions.
#[derive(Clone, Debug, Serialize)]
pub struct Measured {
    /// Characters of each question that were typed, in percent.
    pub typed: u8,
    /// Questions that have an answer.
    pub questions: usize,
    /// Percent with the right answer first.
    pub top1: f64,
    /// Percent with it among the first three.
    pub recall3: f64,
    /// Percent with it among the first five.
    pub recall5: f64,
    /// Mean reciprocal rank among the first ten, in percent.
    pub mrr10: f64,
    /// Questions that have no answer.
    pub unanswerable: usize,
    /// Percent of those of which it was said.
    pub told_none: f64,
    /// Percent of the others of which it was said, wrongly.
    pub wrongly_told_none: f64,
    /// Milliseconds of a search, half of them being faster.
    pub p50_ms: f64,
    /// 95 of 100 being faster.
    pub p95_ms: f64,
    /// 99 of 100 being faster.
    pub p99_ms: f64,
}

/// A question whose answer was not first.
#[derive(Clone, Debug, Serialize)]
pub struct Miss {
    /// Characters of the question that were typed, in percent.
    pub typed: u8,
    /// As it was typed.
    pub query: String,
    /// The right answer.
    pub expected: String,
    /// Its place, from 1; none: not among the first ten.
    pub place: Option<usize>,
    /// The answer that was first instead.
    pub found: Option<String>,
    /// Its score.
    pub score: u8,
    /// The phrasing that brought it there.
    pub because: Option<String>,
}

/// Reads lines `article_id<TAB>text`, both of which must say something; an error is the line's number, from 1. Blank lines are
/// passed over.
pub fn rows(file: &str) -> Result<Vec<Row>, usize> {
    let lines = file.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let row = |(at, line): (usize, &str)| {
        let parts = line.split_once('\t').filter(|(id, text)| !id.trim().is_empty() && !text.trim().is_empty());
        let (article, text) = parts.ok_or(at + 1)?;
        Ok(Row { article: article.to_owned(), text: text.to_owned() })
    };
    lines.map(row).collect()
}

/// The rows' articles.
pub fn articles(rows: &[Row]) -> Vec<Article> {
    let mut articles: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in rows {
        articles.entry(&row.article).or_default().push(&row.text);
    }
    articles.into_iter().map(|(id, phrasings)| article(id, &phrasings)).collect()
}

/// A library of the rows' articles, learned.
pub fn library(rows: &[Row]) -> Result<Library, LibraryError> {
    let library = Library::in_memory();
    library.update(&articles(rows))?;
    library.learn();
    Ok(library)
}

fn article(id: &str, phrasings: &[&str]) -> Article {
    let chinese = phrasings.iter().any(|phrasing| phrasing.chars().any(is_han));
    Article {
        id: id.into(),
        version: 1,
        lang: if chinese { "zh-CN" } else { "en" }.to_owned(),
        title: String::new(),
        problem_type: "".into(),
        phrasings: phrasings.iter().map(|phrasing| (*phrasing).to_owned()).collect(),
        root_causes: Vec::new(),
        actions: Vec::new(),
        recordings: Vec::new(),
        body: String::new(),
        owner: String::new(),
        channels: Vec::new(),
        products: Vec::new(),
        roles: Vec::new(),
        valid: Validity::default(),
        updated_at: chrono::DateTime::UNIX_EPOCH,
        withdrawn: false,
    }
}

/// Searches the first `typed` percent of every question, and tells what was not first.
pub fn measure(library: &Library, questions: &[Row], typed: u8) -> (Measured, Vec<Miss>) {
    let known: HashSet<String> = library.articles().iter().map(|article| article.id.as_str().to_owned()).collect();
    let mut tally = Tally { typed, ..Tally::default() };
    let mut misses = Vec::new();
    for question in questions {
        let query = beginning(&question.text, typed);
        let asked = Instant::now();
        let hits = library.search(query, "", DEPTH);
        tally.times.push(asked.elapsed());
        if known.contains(&question.article) {
            misses.extend(tally.answerable(question, query, &hits));
        } else {
            tally.unanswerable += 1;
            tally.told_none += usize::from(says_none(&hits));
        }
    }
    (tally.measured(), misses)
}

/// What is on screen after `typed` percent of the characters: two at least, no blanks at the end.
pub fn beginning(text: &str, typed: u8) -> &str {
    let characters = (text.chars().count() * usize::from(typed)).div_ceil(100).max(2);
    let end = text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at);
    let cut = text.get(..end).unwrap_or(text).trim_end();
    if cut.is_empty() || typed >= 100 { text } else { cut }
}

fn says_none(hits: &[Hit]) -> bool {
    !hits.first().is_some_and(Hit::is_good)
}

#[derive(Default)]
struct Tally {
    typed: u8,
    places: Vec<Option<usize>>,
    unanswerable: usize,
    told_none: usize,
    wrongly_told_none: usize,
    times: Vec<Duration>,
}

impl Tally {
    fn answerable(&mut self, question: &Row, query: &str, hits: &[Hit]) -> Option<Miss> {
        let place = hits.iter().position(|hit| hit.article.id.as_str() == question.article).map(|at| at + 1);
        self.places.push(place);
        self.wrongly_told_none += usize::from(says_none(hits));
        if place == Some(1) {
            return None;
        }
        let first = hits.first();
        Some(Miss {
            typed: self.typed,
            query: query.to_owned(),
            expected: question.article.clone(),
            place,
            found: first.map(|hit| hit.article.id.to_string()),
            score: first.map_or(0, |hit| hit.score),
            because: first.and_then(|hit| hit.phrasing.clone()),
        })
    }

    fn measured(mut self) -> Measured {
        let questions = self.places.len();
        let within = |most: usize| self.places.iter().flatten().filter(|place| **place <= most).count();
        let reciprocal = self.places.iter().flatten().fold(0.0, |sum, place| sum + 1.0 / *place as f64);
        self.times.sort_unstable();
        Measured {
            typed: self.typed,
            questions,
            top1: percent(within(1), questions),
            recall3: percent(within(3), questions),
            recall5: percent(within(5), questions),
            mrr10: 100.0 * reciprocal / questions.max(1) as f64,
            unanswerable: self.unanswerable,
            told_none: percent(self.told_none, self.unanswerable),
            wrongly_told_none: percent(self.wrongly_told_none, questions),
            p50_ms: quantile(&self.times, 50),
            p95_ms: quantile(&self.times, 95),
            p99_ms: quantile(&self.times, 99),
        }
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

fn quantile(sorted: &[Duration], percent: usize) -> f64 {
    let at = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(at).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_cut_as_if_half_typed() {
        assert_eq!(beginning("东西坏了怎么退", 40), "东西坏");
        assert_eq!(beginning("a bc", 50), "a");
        assert_eq!(beginning("abc", 100), "abc");
        assert_eq!(beginning("", 40), "");
    }

    #[test]
    fn a_line_without_an_id_a_tab_or_a_text_is_named() {
        for broken in ["broken", "a\t", "a\t ", "\tb", " \tb"] {
            assert_eq!(rows(&format!("a\tb\n\n{broken}\n")), Err(3), "{broken:?}");
        }
    }

    #[test]
    fn a_miss_says_how_much_was_typed() {
        let library = library(&rows("lost\tmy parcel never turned up\nback\tI want my money back\n").unwrap()).unwrap();
        let (_, misses) = measure(&library, &rows("back\tmy parcel never turned up\n").unwrap(), 60);
        assert_eq!((misses[0].typed, misses[0].query.as_str()), (60, "my parcel never"));
    }

    #[test]
    fn a_searched_phrasing_is_first_and_an_unheard_question_has_no_answer() {
        let library = library(&rows("lost\tmy parcel never turned up\nback\tI want my money back\n").unwrap()).unwrap();
        let questions = rows("lost\tmy parcel never turned up\n-\twho won the football\n").unwrap();
        let (measured, misses) = measure(&library, &questions, 100);
        assert!(misses.is_empty());
        assert!((measured.top1 - 100.0).abs() < 0.01 && (measured.told_none - 100.0).abs() < 0.01, "{measured:?}");
    }
}
