//! The catalogue, and which of its causes a ticket probably has.

use std::sync::LazyLock;

use chrono_tz::Tz;

use super::file::{self, CatalogueError};
use super::{Department, Mailing, RootCause};
use crate::domain::ids::RootCauseId;
use crate::domain::prediction::{Lexicon, Prediction};

/// The catalogue as it ships; a server's own takes its place.
const BUILT_IN: &str = include_str!("../../../kb_index/lexicon/root_causes.toml");

/// What the cause of the article that helped counts, the likeliest of it.
const BY_ARTICLE: f64 = 4.0;
/// What a word of the ticket counts.
const BY_WORD: f64 = 2.0;
/// What the cause of the predicted problem counts, the likeliest of it, at full confidence.
const BY_PROBLEM: f64 = 3.0;

/// Every root cause of the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue {
    causes: Vec<RootCause>,
    mailing: Mailing,
}

impl Default for Catalogue {
    /// The catalogue compiled in.
    fn default() -> Self {
        Self::built_in().clone()
    }
}

impl Catalogue {
    /// The catalogue compiled in.
    pub fn built_in() -> &'static Self {
        static CATALOGUE: LazyLock<Catalogue> =
            LazyLock::new(|| Catalogue::parse(BUILT_IN).unwrap_or_else(|_| Catalogue::from(Vec::new())));
        &CATALOGUE
    }

    /// Reads a catalogue file; the error names the line.
    pub fn parse(source: &str) -> Result<Self, CatalogueError> {
        file::parse(source)
    }

    pub(super) fn of(causes: Vec<RootCause>, mailing: Mailing) -> Self {
        Self { causes, mailing }
    }

    /// The cause of that id.
    pub fn get(&self, id: &RootCauseId) -> Option<&RootCause> {
        self.causes.iter().find(|cause| cause.id == *id)
    }

    /// Every cause that a ticket can be closed with, in the order of the file.
    pub fn all(&self) -> &[RootCause] {
        &self.causes
    }

    /// Departments that own causes, in the order of the file.
    pub fn departments(&self) -> Vec<Department> {
        let mut departments: Vec<Department> = Vec::new();
        for cause in &self.causes {
            if departments.iter().all(|known| known.id != cause.department) {
                departments.push(cause.owner());
            }
        }
        departments
    }

    /// How the monthly figures reach them.
    pub fn mailing(&self) -> &Mailing {
        &self.mailing
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

impl From<Vec<RootCause>> for Catalogue {
    /// Of causes as a server tells them; how figures are mailed is the server's alone to know.
    fn from(causes: Vec<RootCause>) -> Self {
        Self { causes, mailing: Mailing { zone: Tz::UTC, messenger: None } }
    }
}

impl RootCause {
    /// The department that owns it.
    pub fn owner(&self) -> Department {
        Department {
            id: self.department.clone(),
            zh: self.department_zh.clone(),
            en: self.department_en.clone(),
            email: self.email.clone(),
            lang: self.lang.clone(),
        }
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
