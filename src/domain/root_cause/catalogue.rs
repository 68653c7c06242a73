//! The catalogue (`kb_index/lexicon/root_causes.toml`), and which of its causes a ticket probably has.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use super::RootCause;
use crate::domain::ids::RootCauseId;
use crate::domain::prediction::{Lexicon, Prediction};

const BUILT_IN: &str = include_str!("../../../kb_index/lexicon/root_causes.toml");

/// What the cause of the article that helped counts, the likeliest of it.
const BY_ARTICLE: f64 = 4.0;
/// What a word of the ticket counts.
const BY_WORD: f64 = 2.0;
/// What the cause of the predicted problem counts, the likeliest of it, at full confidence.
const BY_PROBLEM: f64 = 3.0;

/// Every root cause of the desk.
#[derive(Debug)]
pub struct Catalogue {
    causes: Vec<RootCause>,
}

/// Why a catalogue can't be used, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("root_causes.toml:{line}: {what}")]
pub struct CatalogueError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong, and the cure.
    pub what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    root_cause: Vec<toml::Spanned<RootCause>>,
}

impl Catalogue {
    /// The catalogue compiled in.
    pub fn built_in() -> &'static Self {
        static CATALOGUE: LazyLock<Catalogue> =
            LazyLock::new(|| Catalogue::parse(BUILT_IN).unwrap_or(Catalogue { causes: Vec::new() }));
        &CATALOGUE
    }

    /// Reads a catalogue file; the error names the line.
    pub fn parse(source: &str) -> Result<Self, CatalogueError> {
        let file: File = toml::from_str(source).map_err(|problem| {
            error(source, problem.span().map_or(0, |span| span.start), problem.message().to_owned())
        })?;
        let mut ids = HashSet::new();
        for cause in &file.root_cause {
            let id = cause.get_ref().id.as_str();
            if id.is_empty() || !ids.insert(id) {
                let what = format!("the id \"{id}\" is empty or there twice; give each root cause its own");
                return Err(error(source, cause.span().start, what));
            }
        }
        Ok(Self { causes: file.root_cause.into_iter().map(toml::Spanned::into_inner).collect() })
    }

    /// The cause of that id.
    pub fn get(&self, id: &RootCauseId) -> Option<&RootCause> {
        self.causes.iter().find(|cause| cause.id == *id)
    }

    /// Every cause, in the order of the file.
    pub fn all(&self) -> &[RootCause] {
        &self.causes
    }

    /// All causes, the likeliest first: by the article that helped, the words of the ticket and the predicted problem.
    pub fn suggest(&self, prediction: &Prediction, words: &str, article_causes: &[RootCauseId]) -> Vec<RootCauseId> {
        let words = words.to_lowercase();
        let mut scored: Vec<(f64, &RootCauseId)> = self
            .causes
            .iter()
            .map(|cause| {
                let score = by_rank(article_causes, &cause.id) * BY_ARTICLE
                    + by_words(cause, &words) * BY_WORD
                    + by_problem(prediction, &cause.id) * BY_PROBLEM;
                (score, &cause.id)
            })
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        scored.into_iter().map(|(_, id)| id.clone()).collect()
    }
}

/// 1 for the first of a list, less for each later one, 0 when it isn't there.
fn by_rank(causes: &[RootCauseId], id: &RootCauseId) -> f64 {
    causes.iter().position(|cause| cause == id).map_or(0.0, |at| 1.0 / (at as f64 + 1.0))
}

fn by_words(cause: &RootCause, words: &str) -> f64 {
    let hints = cause.words_zh.iter().chain(&cause.words_en);
    hints.filter(|hint| words.contains(&hint.to_lowercase())).count() as f64
}

fn by_problem(prediction: &Prediction, id: &RootCauseId) -> f64 {
    let problems = prediction.problems.iter();
    problems
        .filter_map(|problem| Some((problem.confidence, Lexicon::built_in().problem(&problem.problem_type)?)))
        .map(|(confidence, problem)| confidence * by_rank(&problem.root_causes, id))
        .sum()
}

fn error(source: &str, at: usize, what: String) -> CatalogueError {
    let line = source.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    CatalogueError { line, what }
}
